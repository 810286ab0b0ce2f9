/* api/usecase/link.c - see link.h. */
#include "api/usecase/link.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "core/base/parse.h"
#include "core/link/link.h"
#include "core/register/fields.h"
#include "core/register/messages.h"
#include "core/table/table.h"

enum { ACCEPT = 1000, TEXT_CHARS = 60, LONGEST_NUMBER = 5 };

/* ---- linkers ---- */

struct dk_list_linker {
    struct dk_list_linker *next;
    const char *list;
    dk_arena *arena;
    const dk_code_row *const *rows; /* entry = index; rows of one code are one entry, the latest */
    dk_linker *linker;
};

void dk_list_linkers_free(struct dk_list_linker *linkers)
{
    while (linkers != NULL) {
        struct dk_list_linker *next = linkers->next;
        dk_linker_free(linkers->linker);
        dk_arena_free(linkers->arena);
        free(linkers);
        linkers = next;
    }
}

/* Name, English name and aliases of a row as names of `entry`. False: memory. */
static bool add_names(dk_arena *arena, const dk_code_row *row, size_t entry, dk_link_name **names,
                      size_t *n, size_t *capacity)
{
    const char *rest = row->aliases;
    const char *texts[2] = {row->name, row->name_en};
    for (size_t i = 0; rest != NULL && (i < 2 || *rest != '\0'); i++) {
        size_t len = i < 2 ? strlen(texts[i]) : strcspn(rest, "|");
        const char *text = i < 2 ? texts[i] : dk_arena_copy(arena, rest, len);
        if (i >= 2)
            rest += len + (rest[len] == '|');
        if (len == 0)
            continue;
        *names = dk_arena_grow(arena, *names, *n, capacity, sizeof **names);
        if (text == NULL || *names == NULL ||
            ((*names)[*n].text = dk_text_fold(arena, text)) == NULL)
            return false;
        (*names)[(*n)++].entry = entry;
    }
    return true;
}

static struct dk_list_linker *make_linker(const dk_codes *codes, const char *list)
{
    size_t n_rows, n = 0, capacity = 0;
    dk_link_name *names = NULL;
    struct dk_list_linker *made = calloc(1, sizeof *made);
    if (made == NULL || (made->arena = dk_arena_new()) == NULL)
        goto failed;
    made->list = dk_arena_text(made->arena, list);
    made->rows = dk_codes_list(codes, list, &n_rows);
    for (size_t i = 0; made->list != NULL && i < n_rows; i++) {
        bool is_latest =
            i + 1 == n_rows || strcmp(made->rows[i]->code, made->rows[i + 1]->code) != 0;
        if (is_latest && !add_names(made->arena, made->rows[i], i, &names, &n, &capacity))
            goto failed;
    }
    made->linker = made->list == NULL ? NULL : dk_linker_new(names, n);
    if (made->linker != NULL)
        return made;
failed:
    dk_list_linkers_free(made);
    return NULL;
}

/* The linker of a list, made when there is none yet. Two threads may make it at once; one is
 * dropped. */
static const struct dk_list_linker *linker_of(dk_codes_ref *ref, const char *list)
{
    struct dk_list_linker *found = NULL, *made = NULL;
    for (int round = 0; round < 2 && found == NULL; round++) {
        if (round == 1 && (made = make_linker(ref->codes, list)) == NULL)
            return NULL;
        pthread_mutex_lock(&ref->app->lock);
        for (found = ref->linkers; found != NULL && strcmp(found->list, list) != 0;)
            found = found->next;
        if (found == NULL && made != NULL) {
            made->next = ref->linkers;
            found = ref->linkers = made;
            made = NULL;
        }
        pthread_mutex_unlock(&ref->app->lock);
    }
    dk_list_linkers_free(made);
    return found;
}

/* Fills the proposals of a question whose list and text are set. */
static dk_code propose(dk_codes_ref *ref, int32_t day, dk_arena *arena, dk_question *q, dk_err *err)
{
    dk_link found[DK_LINK_SHORTLIST];
    size_t n = 0;
    dk_arena *scratch = dk_arena_new();
    const char *folded = dk_text_fold(arena, q->text);
    const struct dk_list_linker *l = linker_of(ref, q->list);
    bool is_ok = scratch != NULL && folded != NULL && l != NULL &&
                 dk_linker_find(l->linker, folded, scratch, found, DK_LINK_SHORTLIST, &n);
    dk_arena_free(scratch);
    if (!is_ok)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n && q->n < DK_PROPOSALS; i++) {
        const dk_code_row *row = l->rows[found[i].entry];
        if (dk_codes_find(ref->codes, q->list, row->code, day) != NULL)
            q->proposals[q->n++] =
                (dk_proposal){dk_arena_text(arena, row->code), dk_arena_text(arena, row->name),
                              found[i].confidence};
    }
    for (size_t i = 0; i < q->n; i++)
        if (q->proposals[i].code == NULL || q->proposals[i].name == NULL)
            return DK_NO_MEMORY(err);
    return DK_OK;
}

dk_code dk_uc_link(const dk_call *call, const char *list, const char *text, int32_t as_of,
                   dk_question *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_arena *arena = call->arena;
    dk_codes_ref *ref = NULL;
    const dk_codes *codes;
    size_t n;
    if (dk_app_codes(call->app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    dk_question q = {.list = dk_arena_text(arena, list), .text = dk_arena_text(arena, text)};
    (void)dk_codes_list(codes, list, &n);
    dk_code code = q.list == NULL || q.text == NULL ? DK_NO_MEMORY(err)
                   : n == 0 ? DK_FAIL(err, MSG_LIST_UNKNOWN, DK_NOWHERE, dk_arg_str(list))
                            : propose(ref, as_of, arena, &q, err);
    dk_app_codes_release(ref);
    if (code == DK_OK)
        *out = q;
    return code;
}

/* ---- questions of an import ---- */

void dk_asking_open(dk_asking *asking, dk_codes_ref *ref, const dk_codes *codes, int32_t day,
                    dk_arena *arena)
{
    assert(codes != NULL && arena != NULL);
    const char *setting = dk_app_setting(codes, "link_accept");
    int64_t accept = ACCEPT;
    if (setting != NULL)
        (void)dk_parse_int(setting, 1, 1001, &accept);
    *asking = (dk_asking){
        .ref = ref, .codes = codes, .day = day, .accept_permille = (int)accept, .arena = arena};
}

/* Texts that are too long for a name or hold a long number (it may be somebody's) are no questions.
 */
static bool is_askable(const char *text)
{
    size_t chars = 0, digits = 0;
    for (const char *p = text; *p != '\0'; p++) {
        digits = *p >= '0' && *p <= '9' ? digits + 1 : 0;
        chars += ((unsigned char)*p & 0xC0) != 0x80;
        if (digits > LONGEST_NUMBER || chars > TEXT_CHARS)
            return false;
    }
    return true;
}

static dk_question *question_at(dk_asking *a, const dk_field *field, const char *text)
{
    for (size_t i = 0; i < a->n; i++)
        if (strcmp(a->questions[i].list, field->codes) == 0 &&
            strcmp(a->questions[i].text, text) == 0)
            return &a->questions[i];
    a->questions = dk_arena_grow(a->arena, a->questions, a->n, &a->capacity, sizeof *a->questions);
    if (a->questions == NULL)
        return NULL;
    dk_question *q = &a->questions[a->n];
    *q = (dk_question){.list = field->codes,
                       .text = dk_arena_text(a->arena, text),
                       .field = dk_arena_format(a->arena, "%s.%s", a->reg, field->key),
                       /* the table that holds the name is closed before the question is read */
                       .file = dk_arena_text(a->arena, a->file)};
    if (q->text == NULL || q->field == NULL || q->file == NULL)
        return NULL;
    a->n++;
    return q;
}

/* "6-18-02-04 焊工（72 %）、..." of the first three. */
static const char *near_text(dk_arena *arena, const dk_question *q)
{
    const char *text = "";
    for (size_t i = 0; i < q->n && i < 3 && text != NULL; i++)
        text = dk_arena_format(arena, "%s%s%s %s (%d%%)", text, i > 0 ? "、" : "",
                               q->proposals[i].code, q->proposals[i].name,
                               (q->proposals[i].confidence_permille + 5) / 10);
    return text;
}

static dk_code which_code(void *ctx, const dk_field *field, const char *text, const char **code,
                          const char **near, dk_err *err)
{
    dk_asking *a = ctx;
    if (field->codes == NULL || !is_askable(text))
        return DK_OK;
    dk_question *q = question_at(a, field, text);
    if (q == NULL || (q->cells++ == 0 && propose(a->ref, a->day, a->arena, q, err) != DK_OK))
        return q == NULL ? DK_NO_MEMORY(err) : DK_FAILED;
    if (q->n > 0 && q->proposals[0].confidence_permille >= a->accept_permille)
        *code = q->taken = q->proposals[0].code;
    else if ((*near = near_text(a->arena, q)) == NULL)
        return DK_NO_MEMORY(err);
    return DK_OK;
}

/* People and their destinations (who.h): a firm without its code is no firm anybody can name
 * surely.
 */
static dk_code who(void *ctx, dk_record *record, int64_t *id, dk_err *err)
{
    dk_asking *a = ctx;
    a->who.arena = a->arena;
    return dk_who_find(&a->who, a->ref->app, record, id, err);
}

static dk_code token(void *ctx, const char *text, char out[DK_TOKEN_SIZE], dk_err *err)
{
    const dk_asking *a = ctx;
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(a->ref->app, &store, err);
    if (code == DK_OK)
        dk_store_token(store, text, out);
    dk_app_return(a->ref->app, store);
    return code;
}

dk_import_source dk_asking_source(dk_asking *asking)
{
    return (dk_import_source){asking, which_code, who, token};
}

static dk_record *question_record(dk_arena *arena, const dk_question *q)
{
    dk_record *r = dk_record_new(arena, dk_register_find("questions"));
    if (r == NULL)
        return NULL;
    r->v[DK_QUESTIONS_list] = (dk_value){.kind = DK_V_TEXT, .text = q->list};
    r->v[DK_QUESTIONS_text] = (dk_value){.kind = DK_V_TEXT, .text = q->text};
    if (q->field != NULL)
        r->v[DK_QUESTIONS_field] = (dk_value){.kind = DK_V_TEXT, .text = q->field};
    if (q->file != NULL)
        r->v[DK_QUESTIONS_file] = (dk_value){.kind = DK_V_TEXT, .text = q->file};
    return r;
}

/* ---- the queue ---- */

typedef struct {
    dk_arena *arena;
    dk_question *items;
    int64_t *ids;
    size_t n, capacity, id_capacity;
    bool wants_dismissed, is_broken;
} queue;

static bool keep_question(void *ctx, const dk_record *r)
{
    queue *k = ctx;
    const dk_value *dismissed = &r->v[DK_QUESTIONS_dismissed], *v = r->v;
    if (!k->wants_dismissed && dismissed->kind == DK_V_INT && dismissed->num == 1)
        return true;
    k->items = dk_arena_grow(k->arena, k->items, k->n, &k->capacity, sizeof *k->items);
    k->ids = dk_arena_grow(k->arena, k->ids, k->n, &k->id_capacity, sizeof *k->ids);
    k->is_broken = k->items == NULL || k->ids == NULL;
    if (k->is_broken)
        return false;
    k->ids[k->n] = r->id;
    k->items[k->n++] = (dk_question){.list = dk_arena_text(k->arena, v[DK_QUESTIONS_list].text),
                                     .text = dk_arena_text(k->arena, v[DK_QUESTIONS_text].text),
                                     .field = dk_arena_text(k->arena, v[DK_QUESTIONS_field].text),
                                     .file = dk_arena_text(k->arena, v[DK_QUESTIONS_file].text)};
    return true;
}

static dk_code read_queue(const dk_call *call, queue *k, dk_err *err)
{
    const dk_query query = {.reg = dk_register_find("questions"), .order = SIZE_MAX};
    if (dk_uc_scan(call, &query, keep_question, k, err) != DK_OK)
        return DK_FAILED;
    return k->is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

static int by_list_and_text(const void *a, const void *b)
{
    const dk_question *x = a, *y = b;
    int c = strcmp(x->list, y->list);
    return c != 0 ? c : strcmp(x->text, y->text);
}

dk_code dk_uc_questions(const dk_call *call, dk_question **out, size_t *n, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_codes_ref *ref = NULL;
    const dk_codes *codes;
    queue k = {.arena = call->arena};
    if (read_queue(call, &k, err) != DK_OK || dk_app_codes(call->app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    int32_t day = dk_app_as_of(call->app);
    dk_code code = DK_OK;
    for (size_t i = 0; code == DK_OK && i < k.n; i++)
        code = propose(ref, day, call->arena, &k.items[i], err);
    dk_app_codes_release(ref);
    if (k.n > 0)
        qsort(k.items, k.n, sizeof *k.items, by_list_and_text);
    *out = k.items;
    *n = k.n;
    return code;
}

dk_code dk_asking_keep(const dk_call *call, dk_asking *asking, dk_err *err)
{
    queue k = {.arena = asking->arena, .wants_dismissed = true};
    size_t n = 0;
    dk_apply_result applied;
    dk_batch_row *rows = dk_arena_array(asking->arena, asking->n + 1, sizeof *rows);
    if (rows == NULL)
        return DK_NO_MEMORY(err);
    if (asking->n > 0 && read_queue(&(dk_call){call->app, &DK_LOADER, NULL}, &k, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < asking->n; i++) {
        bool is_new = asking->questions[i].taken == NULL;
        for (size_t j = 0; is_new && j < k.n; j++)
            is_new = by_list_and_text(&k.items[j], &asking->questions[i]) != 0;
        if (is_new &&
            (rows[n++].record = question_record(asking->arena, &asking->questions[i])) == NULL)
            return DK_NO_MEMORY(err);
    }
    const dk_batch batch = {.kind = "questions", .file = asking->file, .rows = rows, .n_rows = n};
    return n == 0 ? DK_OK : dk_app_apply(call, &batch, false, &applied, err);
}

/* ---- the decision ---- */

static dk_code check_code(dk_app *app, const char *list, const char *code, dk_arena *arena,
                          dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes;
    dk_question q = {.list = list, .text = code};
    if (dk_app_codes(app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    dk_code result = DK_OK;
    if (dk_codes_find(codes, list, code, DK_DAY_NONE) == NULL &&
        (result = propose(ref, DK_DAY_NONE, arena, &q, err)) == DK_OK) {
        const char *near = near_text(arena, &q);
        result = near == NULL ? DK_NO_MEMORY(err)
                              : DK_FAIL(err, MSG_CODE_UNKNOWN, DK_NOWHERE, dk_arg_str(list),
                                        dk_arg_str(list), dk_arg_str(code), dk_arg_str(near));
    }
    dk_app_codes_release(ref);
    return result;
}

/* The rows of a decision: the alias (or the question dismissed), and the question gone. */
static dk_code decide(const dk_call *call, const dk_question *q, const char *code,
                      dk_apply_result *out, dk_err *err)
{
    queue k = {.arena = call->arena, .wants_dismissed = true};
    if (read_queue(call, &k, err) != DK_OK)
        return DK_FAILED;
    dk_batch_row rows[2] = {0};
    size_t n = 0;
    dk_record *asked = question_record(call->arena, q);
    dk_record *alias = dk_record_new(call->arena, dk_register_find("aliases"));
    if (asked == NULL || alias == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < k.n; i++)
        if (by_list_and_text(&k.items[i], q) == 0)
            asked->id = k.ids[i];
    if (code == NULL) {
        asked->v[DK_QUESTIONS_dismissed] = (dk_value){.kind = DK_V_INT, .num = 1};
        rows[n++] = (dk_batch_row){.record = asked};
    } else {
        alias->v[DK_ALIASES_list] = (dk_value){.kind = DK_V_TEXT, .text = q->list};
        alias->v[DK_ALIASES_text] = (dk_value){.kind = DK_V_TEXT, .text = q->text};
        alias->v[DK_ALIASES_code] = (dk_value){.kind = DK_V_TEXT, .text = code};
        rows[n++] = (dk_batch_row){.record = alias};
        if (asked->id != 0)
            rows[n++] = (dk_batch_row){.record = asked, .is_delete = true};
    }
    const dk_batch batch = {.kind = "edit", .note = "wording", .rows = rows, .n_rows = n};
    return dk_app_apply(call, &batch, false, out, err);
}

dk_code dk_uc_decide_wording(const dk_call *call, const char *list, const char *text,
                             const char *code, dk_apply_result *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    const dk_question q = {.list = list, .text = dk_text_fold(arena, text)};
    dk_code result = DK_FAILED;
    if (q.text == NULL)
        DK_NO_MEMORY(err);
    else if (!is_askable(q.text) || *q.text == '\0')
        DK_FAIL0(err, MSG_WORDING_TEXT);
    else if (code == NULL || check_code(call->app, list, code, arena, err) == DK_OK)
        result = decide(&(dk_call){call->app, call->actor, arena}, &q, code, out, err);
    dk_arena_free(arena);
    return result;
}
