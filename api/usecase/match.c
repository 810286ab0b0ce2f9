/* api/usecase/match.c - match lists with the names the actor may see.
 *
 * The market carries no names; they are read here, for the few records of a list, through the
 * store's read path with its masking.
 */
#include <string.h>

#include "api/usecase/messages.h"
#include "api/usecase/snapshot.h"
#include "api/usecase/values.h"
#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/register/fields.h"

/* What naming needs. */
typedef struct {
    dk_store *store;
    const dk_actor *actor;
    const dk_codes *codes;
    dk_lang lang;
    dk_arena *arena;
} namer;

/* The name of a code in the namer's language, the code itself when it is not in the list. */
static const char *name_of(const namer *n, const char *list, const char *code)
{
    const dk_code_row *row =
        *code == '\0' ? NULL : dk_codes_find(n->codes, list, code, DK_DAY_NONE);
    if (row == NULL)
        return code;
    return n->lang == DK_EN && row->name_en != NULL && *row->name_en != '\0' ? row->name_en
                                                                             : row->name;
}

/* Joins parts by " · ", leaving out empty ones. */
typedef struct {
    char text[512];
    size_t len;
} line;

static void add(line *to, const char *part)
{
    const char *between = to->len == 0 ? "" : " · ";
    if (part == NULL || *part == '\0' ||
        to->len + strlen(between) + strlen(part) >= sizeof to->text)
        return;
    size_t n = strlen(between), m = strlen(part);
    memcpy(to->text + to->len, between, n);
    memcpy(to->text + to->len + n, part, m + 1);
    to->len += n + m;
}

static const char *pay_text(const namer *n, const dk_record *r)
{
    int64_t low = dk_num(r, DK_POSTS_pay_min, -1), high = dk_num(r, DK_POSTS_pay_max, -1);
    char from[32], to[32];
    if (low < 0 && high < 0)
        return n->lang == DK_ZH ? "月薪面议" : "pay negotiable";
    dk_format_decimal(low < 0 ? high : low, 2, from);
    dk_format_decimal(high < 0 ? low : high, 2, to);
    if (strcmp(from, to) == 0)
        return dk_arena_format(n->arena, n->lang == DK_ZH ? "月薪 %s 元" : "%s yuan a month", from);
    return dk_arena_format(n->arena, n->lang == DK_ZH ? "月薪 %s–%s 元" : "%s–%s yuan a month",
                           from, to);
}

static const char *seats_text(const namer *n, const dk_record *r)
{
    int64_t seats = dk_num(r, DK_POSTS_openings, -1);
    if (seats < 0)
        return "";
    return dk_arena_format(n->arena, n->lang == DK_ZH ? "招 %lld 人" : "%lld openings",
                           (long long)seats);
}

static const char *post_line(const namer *n, const dk_record *r)
{
    line to = {.len = 0};
    add(&to, pay_text(n, r));
    add(&to, name_of(n, "town", dk_str(r, DK_POSTS_place_code)));
    add(&to, name_of(n, "shift", dk_str(r, DK_POSTS_shift)));
    add(&to, name_of(n, "board_lodging", dk_str(r, DK_POSTS_board_lodging)));
    add(&to, seats_text(n, r));
    return dk_arena_text(n->arena, to.text);
}

static const char *trainee_line(const namer *n, const dk_record *r)
{
    line to = {.len = 0};
    add(&to, name_of(n, "specialty", dk_str(r, DK_TRAINEES_specialty_code)));
    add(&to, dk_str(r, DK_TRAINEES_class_name));
    add(&to, name_of(n, "town", dk_str(r, DK_TRAINEES_town_code)));
    add(&to, name_of(n, "intent", dk_str(r, DK_TRAINEES_intent)));
    return dk_arena_text(n->arena, to.text);
}

/* "数控车工 · 云泽精工有限公司" */
static dk_code post_label(const namer *n, const dk_record *r, const char **out, dk_err *err)
{
    const dk_register *firms = dk_register_find("enterprises");
    int64_t id = 0;
    line to = {.len = 0};
    add(&to, dk_str(r, DK_POSTS_title));
    if (dk_store_find(n->store, n->actor, firms, dk_str(r, DK_POSTS_uscc), &id, err) != DK_OK)
        return DK_FAILED;
    if (id != 0) {
        dk_record *firm = NULL;
        if (dk_store_get(n->store, n->actor, firms, id, false, n->arena, &firm, NULL, err) != DK_OK)
            return DK_FAILED;
        add(&to, dk_record_label(n->arena, firm));
    }
    *out = dk_arena_text(n->arena, to.text);
    return *out == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* Fills number, label and line of one record. */
static dk_code name_record(const namer *n, const char *key, int64_t id, const char *out[3],
                           dk_err *err)
{
    const dk_register *reg = dk_register_find(key);
    dk_record *record = NULL;
    char no[24];
    if (dk_store_get(n->store, n->actor, reg, id, false, n->arena, &record, NULL, err) != DK_OK)
        return DK_FAILED;
    dk_record_no(reg, id, no);
    out[0] = dk_arena_text(n->arena, no);
    if (reg == dk_register_find("posts")) {
        out[2] = post_line(n, record);
        return post_label(n, record, &out[1], err);
    }
    out[1] = dk_record_label(n->arena, record);
    out[2] = trainee_line(n, record);
    return DK_OK;
}

static dk_code name_aside(const namer *n, const char *key, dk_match_aside *items, size_t count,
                          dk_err *err)
{
    for (size_t i = 0; i < count; i++) {
        const char *names[3] = {NULL};
        if (name_record(n, key, items[i].id, names, err) != DK_OK)
            return DK_FAILED;
        items[i].no = names[0];
        items[i].label = names[1];
        items[i].line = names[2];
    }
    return DK_OK;
}

static dk_code name_list(const namer *n, dk_match_list *list, dk_err *err)
{
    bool is_posts = list->direction == DK_POSTS_FOR_TRAINEE;
    const char *subject = is_posts ? "trainees" : "posts",
               *candidate = is_posts ? "posts" : "trainees";
    const char *names[3] = {NULL};
    if (name_record(n, subject, list->subject, names, err) != DK_OK)
        return DK_FAILED;
    list->subject_no = names[0];
    list->subject_label = names[1];
    list->subject_line = names[2];
    for (size_t i = 0; i < list->n_matches; i++) {
        dk_match *m = &list->matches[i];
        if (name_record(n, candidate, is_posts ? m->why.post : m->why.trainee, names, err) != DK_OK)
            return DK_FAILED;
        m->no = names[0];
        m->label = names[1];
        m->line = names[2];
    }
    if (name_aside(n, candidate, list->near, list->n_near, err) != DK_OK)
        return DK_FAILED;
    return name_aside(n, candidate, list->unknowns, list->n_unknowns, err);
}

static dk_list_options list_options(const dk_app *app, const dk_uc_match_options *options)
{
    return (dk_list_options){.top = options->top, .seed = app->options.seed, .lang = options->lang};
}

typedef enum { FOR_TRAINEE, FOR_POST } side;

/* One list of a snapshot; `at` is the position of the subject. */
static dk_code one_list(dk_snapshot *s, const namer *n, side of, size_t at,
                        const dk_uc_match_options *options, dk_match_list *out, dk_err *err)
{
    dk_list_options how = list_options(s->app, options);
    dk_code code = of == FOR_TRAINEE
                       ? dk_match_list_posts(s->index, at, &how, n->arena, out, err)
                       : dk_match_list_trainees(s->index, at, &how, n->arena, out, err);
    if (code != DK_OK)
        return DK_FAILED;
    out->seq = s->seq;
    return name_list(n, out, err);
}

static dk_code match_one(dk_app *app, const dk_actor *actor, side of, int64_t id,
                         const dk_uc_match_options *options, dk_arena *arena, dk_match_list *out,
                         dk_err *err)
{
    dk_snapshot *s = NULL;
    dk_code code = DK_FAILED;
    namer n = {.actor = actor, .lang = options->lang, .arena = arena};
    dk_record *seen = NULL;
    const dk_register *reg = dk_register_find(of == FOR_TRAINEE ? "trainees" : "posts");
    if (dk_snapshot_acquire(app, options->as_of, &s, err) != DK_OK ||
        dk_app_borrow(app, &n.store, err) != DK_OK ||
        /* The row filter by unit: whoever may not see the subject gets no list of it. */
        dk_store_get(n.store, actor, reg, id, false, arena, &seen, NULL, err) != DK_OK)
        goto cleanup;
    n.codes = s->codes->codes;
    size_t at =
        of == FOR_TRAINEE ? dk_match_find_trainee(s->index, id) : dk_match_find_post(s->index, id);
    if (at == SIZE_MAX) {
        char no[24];
        dk_record_no(reg, id, no);
        DK_FAIL(err, MSG_RECORD_NOT_FOUND, DK_NOWHERE, dk_arg_str(reg->title.zh), dk_arg_str(no),
                dk_arg_str(no));
        goto cleanup;
    }
    code = one_list(s, &n, of, at, options, out, err);
cleanup:
    dk_app_return(app, n.store);
    dk_snapshot_release(s);
    return code;
}

dk_code dk_uc_match_trainee(dk_app *app, const dk_actor *actor, int64_t trainee,
                            const dk_uc_match_options *options, dk_arena *arena, dk_match_list *out,
                            dk_err *err)
{
    return match_one(app, actor, FOR_TRAINEE, trainee, options, arena, out, err);
}

dk_code dk_uc_match_post(dk_app *app, const dk_actor *actor, int64_t post,
                         const dk_uc_match_options *options, dk_arena *arena, dk_match_list *out,
                         dk_err *err)
{
    return match_one(app, actor, FOR_POST, post, options, arena, out, err);
}

dk_code dk_uc_match_all(dk_app *app, const dk_actor *actor, const dk_uc_match_options *options,
                        bool (*each)(void *ctx, const dk_match_list *list), void *ctx,
                        const dk_progress *progress, dk_err *err)
{
    dk_snapshot *s = NULL;
    dk_code code = DK_FAILED;
    namer n = {.actor = actor, .lang = options->lang, .arena = dk_arena_new()};
    if (n.arena == NULL) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    if (dk_snapshot_acquire(app, options->as_of, &s, err) != DK_OK ||
        dk_app_borrow(app, &n.store, err) != DK_OK)
        goto cleanup;
    n.codes = s->codes->codes;
    const dk_text stage = {"匹配", "matching"};
    for (size_t i = 0; i < s->market.n_trainees; i++) {
        dk_match_list list;
        if (progress != NULL && progress->report != NULL && i % 100 == 0 &&
            !progress->report(progress->ctx, stage, i, s->market.n_trainees)) {
            DK_FAIL0(err, MSG_CANCELLED);
            goto cleanup;
        }
        if (!dk_match_trainee_open(s->index, i))
            continue;
        dk_arena_reset(n.arena);
        if (one_list(s, &n, FOR_TRAINEE, i, options, &list, err) != DK_OK)
            goto cleanup;
        if (!each(ctx, &list))
            break;
    }
    code = DK_OK;
cleanup:
    dk_app_return(app, n.store);
    dk_snapshot_release(s);
    dk_arena_free(n.arena);
    return code;
}
