/* api/usecase/identity_merge.c - the decision that two records are one or two, as a batch
 * (identity.h). */
#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/identity.h"
#include "api/usecase/messages.h"
#include "api/usecase/values.h"
#include "core/register/fields.h"
#include "core/store/messages.h"

typedef struct {
    dk_app *app;
    const dk_register *reg;
    dk_arena *arena;
    dk_batch_row *rows;
    size_t n, capacity;
    const dk_record *found; /* by read_full */
    /* of the merge under way */
    const char *old_key, *new_key;
    int64_t old_id, new_id;
    size_t field;
    bool is_broken;
} merge;

static dk_record *add_row(merge *m, const dk_register *reg, int64_t id)
{
    m->rows = dk_arena_grow(m->arena, m->rows, m->n, &m->capacity, sizeof *m->rows);
    dk_record *record = m->rows == NULL ? NULL : dk_record_new(m->arena, reg);
    m->is_broken |= record == NULL;
    if (record == NULL)
        return NULL;
    record->id = id;
    m->rows[m->n++] = (dk_batch_row){.record = record};
    return record;
}

static dk_value text_value(const char *text)
{
    return (dk_value){.kind = DK_V_TEXT, .text = text};
}

/* ---- the two records in clear ---- */

static bool keep_full(void *ctx, const dk_record *r)
{
    merge *m = ctx;
    m->found = dk_record_copy(m->arena, r);
    m->is_broken |= m->found == NULL;
    return false;
}

/* The record in clear; the loader's right to compute is enough, no value leaves this file unsealed.
 */
static dk_code read_full(merge *m, int64_t id, const dk_record **out, dk_err *err)
{
    const dk_query query = {
        .reg = m->reg, .order = SIZE_MAX, .after = id - 1, .limit = 1, .wants_unmasked = true};
    m->found = NULL;
    if (dk_uc_scan(&(dk_call){m->app, &DK_LOADER, NULL}, &query, keep_full, m, err) != DK_OK)
        return DK_FAILED;
    if (m->is_broken)
        return DK_NO_MEMORY(err);
    if (m->found == NULL || m->found->id != id)
        return DK_FAIL(err, MSG_RECORD_MISSING, DK_NOWHERE, dk_arg_str(m->reg->title.zh),
                       dk_arg_int(id));
    *out = m->found;
    return DK_OK;
}

/* Fails unless the actor may see both. */
static dk_code may_see(const dk_call *call, const dk_register *reg, const int64_t pair[2],
                       dk_err *err)
{
    dk_store *store = NULL;
    dk_record *record;
    dk_code code = dk_app_borrow(call->app, &store, err);
    for (int i = 0; code == DK_OK && i < 2; i++)
        code = dk_store_get(&(dk_view){store, call->actor, call->arena}, reg, pair[i], false,
                            &record, err);
    dk_app_return(call->app, store);
    return code;
}

/* ---- joining ---- */

/* Rows of `from` whose first column `into` does not have, behind those of `into`. */
static bool join_list(merge *m, const dk_field *field, const dk_value *into, const dk_value *from,
                      dk_value *out)
{
    size_t columns = dk_field_columns(field), n = into->n_rows;
    dk_value *items =
        dk_arena_array(m->arena, (into->n_rows + from->n_rows) * columns + 1, sizeof *items);
    if (items == NULL)
        return false;
    memcpy(items, into->items, into->n_rows * columns * sizeof *items);
    for (size_t i = 0; i < from->n_rows; i++) {
        const dk_value *row = from->items + i * columns;
        size_t at = 0;
        while (at < into->n_rows && strcmp(into->items[at * columns].text, row->text) != 0)
            at++;
        if (at == into->n_rows)
            memcpy(items + n++ * columns, row, columns * sizeof *items);
    }
    *out = (dk_value){.kind = DK_V_LIST, .items = items, .n_rows = (uint32_t)n};
    return true;
}

static bool is_empty(const dk_value *v)
{
    return v->kind == DK_V_ABSENT || v->kind == DK_V_NULL;
}

/* Keys, and the kind of document: it speaks of the number that stays. */
static bool stays(const dk_register *reg, size_t f)
{
    return (reg->fields[f].flags & (DK_F_NATURAL_KEY | DK_F_CALC)) != 0 ||
           (strcmp(reg->key, "trainees") == 0 && f == DK_TRAINEES_id_type);
}

/* What `kept` lacks comes from `other`. */
static void join(merge *m, const dk_record *kept, const dk_record *other)
{
    dk_record *want = add_row(m, m->reg, kept->id);
    for (size_t f = 0; want != NULL && f < m->reg->n_fields; f++) {
        const dk_field *field = &m->reg->fields[f];
        if (stays(m->reg, f) || is_empty(&other->v[f]))
            continue;
        if (is_empty(&kept->v[f]))
            want->v[f] = other->v[f];
        else if (kept->v[f].kind == DK_V_LIST && other->v[f].kind == DK_V_LIST)
            m->is_broken |= !join_list(m, field, &kept->v[f], &other->v[f], &want->v[f]);
    }
}

/* A decision about the other record is one about the kept record, which may have it already: a
 * record's key does not change, so it goes and comes back. */
static bool repoint_id(merge *m, const dk_record *r)
{
    dk_record *gone = add_row(m, r->reg, r->id), *again = dk_record_copy(m->arena, r);
    m->is_broken |= gone == NULL || again == NULL;
    if (m->is_broken)
        return false;
    m->rows[m->n - 1].is_delete = true;
    dk_record *want = add_row(m, r->reg, 0);
    if (want == NULL)
        return false;
    memcpy(want->v, again->v, r->reg->n_fields * sizeof *want->v);
    want->v[m->field].num = m->new_id;
    return true;
}

static bool repoint_one(void *ctx, const dk_record *r)
{
    merge *m = ctx;
    if (r->reg->fields[m->field].type == DK_TYPE_INT)
        return repoint_id(m, r);
    dk_record *want = NULL;
    for (size_t i = 0; i < m->n; i++)
        if (m->rows[i].record->reg == r->reg && m->rows[i].record->id == r->id)
            want = m->rows[i].record;
    if (want == NULL)
        want = add_row(m, r->reg, r->id);
    if (want != NULL)
        want->v[m->field] = text_value(m->new_key);
    return want != NULL;
}

/* Every record of any register whose field `is_link` holds the old key (a number: the old record's)
 * gets the new one. */
static dk_code repoint(merge *m,
                       bool (*is_link)(const merge *m, const dk_register *reg,
                                       const dk_field *field),
                       dk_err *err)
{
    for (size_t i = 0; i < dk_n_registers; i++) {
        const dk_register *reg = dk_registers[i];
        for (size_t f = 0; f < reg->n_fields; f++) {
            if (!is_link(m, reg, &reg->fields[f]))
                continue;
            m->field = f;
            const bool is_id = reg->fields[f].type == DK_TYPE_INT;
            const char *no = dk_arena_format(m->arena, "%lld", (long long)m->old_id);
            if (no == NULL)
                return DK_NO_MEMORY(err);
            const dk_filter filter = {.field = f, .op = DK_OP_EQ, .value = is_id ? no : m->old_key};
            const dk_query query = {
                .reg = reg, .filters = &filter, .n_filters = 1, .order = SIZE_MAX};
            if (dk_uc_scan(&(dk_call){m->app, &DK_LOADER, NULL}, &query, repoint_one, m, err) !=
                DK_OK)
                return DK_FAILED;
        }
    }
    return m->is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

static bool is_reference(const merge *m, const dk_register *reg, const dk_field *field)
{
    (void)reg;
    return field->ref != NULL && strcmp(field->ref, m->reg->key) == 0 &&
           field->type != DK_TYPE_LIST;
}

static bool is_student_number(const merge *m, const dk_register *reg, const dk_field *field)
{
    return reg != m->reg && strcmp(field->key, "student_no") == 0;
}

/* References to the other's key; of people also rows under the other's student number. */
static dk_code repoint_all(merge *m, const dk_record *kept, const dk_record *other, dk_err *err)
{
    size_t at = dk_identity_key_field(m->reg);
    m->old_key = dk_str(other, at);
    m->new_key = dk_str(kept, at);
    m->old_id = other->id;
    m->new_id = kept->id;
    if (repoint(m, is_reference, err) != DK_OK)
        return DK_FAILED;
    if (strcmp(m->reg->key, "trainees") != 0 || !dk_has(kept, DK_TRAINEES_student_no) ||
        !dk_has(other, DK_TRAINEES_student_no))
        return DK_OK;
    m->old_key = dk_str(other, DK_TRAINEES_student_no);
    m->new_key = dk_str(kept, DK_TRAINEES_student_no);
    return repoint(m, is_student_number, err);
}

/* Earlier decisions that led to the other record lead to the kept one. */
static dk_code hand_on(merge *m, const dk_record *kept, const dk_record *other, const char *kept_no,
                       dk_err *err)
{
    dk_identity *decided;
    size_t n;
    if (dk_identities_load(m->app, m->arena, &decided, &n, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        if (!decided[i].are_one || strcmp(decided[i].of, m->reg->key) != 0 ||
            decided[i].kept != other->id)
            continue;
        dk_record *want = add_row(m, dk_register_find("identities"), decided[i].id);
        if (want == NULL)
            return DK_NO_MEMORY(err);
        want->v[DK_IDENTITIES_kept] = text_value(kept_no);
        want->v[DK_IDENTITIES_kept_key] = text_value(dk_str(kept, dk_identity_key_field(m->reg)));
    }
    return DK_OK;
}

/* ---- the decision ---- */

/* The record of a decision. NULL: memory. */
static dk_record *add_decision(merge *m, int64_t kept, int64_t other, bool are_one)
{
    char no[24];
    dk_record *r = add_row(m, dk_register_find("identities"), 0);
    if (r == NULL)
        return NULL;
    r->v[DK_IDENTITIES_of] = text_value(m->reg->key);
    dk_record_no(m->reg, kept, no);
    r->v[DK_IDENTITIES_kept] = text_value(dk_arena_text(m->arena, no));
    dk_record_no(m->reg, other, no);
    r->v[DK_IDENTITIES_other] = text_value(dk_arena_text(m->arena, no));
    r->v[DK_IDENTITIES_same] = (dk_value){.kind = DK_V_INT, .num = are_one};
    bool is_whole = r->v[DK_IDENTITIES_kept].text != NULL && r->v[DK_IDENTITIES_other].text != NULL;
    m->is_broken |= !is_whole;
    return is_whole ? r : NULL;
}

/* The valid resident number stays, else the lower record number. */
static bool is_second_kept(const dk_register *reg, const dk_record *a, const dk_record *b)
{
    if (strcmp(reg->key, "trainees") != 0)
        return b->id < a->id;
    bool a_valid = dk_id_no_valid(dk_str(a, DK_TRAINEES_id_no)),
         b_valid = dk_id_no_valid(dk_str(b, DK_TRAINEES_id_no));
    return a_valid != b_valid ? b_valid : b->id < a->id;
}

static dk_code plan_merge(merge *m, const int64_t pair[2], int64_t *kept_id, dk_err *err)
{
    const dk_record *kept, *other;
    if (read_full(m, pair[0], &kept, err) != DK_OK || read_full(m, pair[1], &other, err) != DK_OK)
        return DK_FAILED;
    if (is_second_kept(m->reg, kept, other)) {
        const dk_record *swap = kept;
        kept = other;
        other = swap;
    }
    join(m, kept, other);
    if (repoint_all(m, kept, other, err) != DK_OK)
        return DK_FAILED;
    dk_record *gone = add_row(m, m->reg, other->id);
    dk_record *decision = add_decision(m, kept->id, other->id, true);
    if (gone == NULL || decision == NULL)
        return DK_NO_MEMORY(err);
    m->rows[m->n - 2].is_delete = true;
    size_t at = dk_identity_key_field(m->reg);
    decision->v[DK_IDENTITIES_kept_key] = text_value(dk_str(kept, at));
    decision->v[DK_IDENTITIES_other_key] = text_value(dk_str(other, at));
    *kept_id = kept->id;
    return hand_on(m, kept, other, decision->v[DK_IDENTITIES_kept].text, err);
}

dk_code dk_uc_decide_pair(const dk_call *call, const dk_pair_decision *decision, int64_t *kept,
                          dk_apply_result *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    const dk_register *reg = decision->reg;
    const int64_t *pair = decision->pair;
    bool are_one = decision->are_one;
    merge m = {.app = call->app, .reg = reg, .arena = dk_arena_new()};
    int64_t kept_id = pair[0] < pair[1] ? pair[0] : pair[1];
    dk_code code = DK_FAILED;
    if (m.arena == NULL)
        return DK_NO_MEMORY(err);
    if (dk_identity_key_field(reg) == SIZE_MAX || pair[0] == pair[1])
        DK_FAIL(err, MSG_NO_IDENTITIES, DK_NOWHERE, dk_arg_str(reg->key));
    else if (may_see(&(dk_call){call->app, call->actor, m.arena}, reg, pair, err) == DK_OK)
        code = are_one ? plan_merge(&m, pair, &kept_id, err)
               : add_decision(&m, kept_id, pair[0] + pair[1] - kept_id, false) != NULL
                   ? DK_OK
                   : DK_NO_MEMORY(err);
    if (code == DK_OK && m.is_broken)
        code = DK_NO_MEMORY(err);
    const dk_batch batch = {
        .kind = "edit", .note = are_one ? "merge" : "not one", .rows = m.rows, .n_rows = m.n};
    if (code == DK_OK)
        code = dk_app_apply(call, &batch, false, out, err);
    if (code == DK_OK && kept != NULL)
        *kept = kept_id;
    dk_arena_free(m.arena);
    return code;
}
