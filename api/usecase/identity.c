/* api/usecase/identity.c - the queue of likely pairs with their evidence, and redirecting merged
 * keys (identity.h). */
#include "api/usecase/identity.h"

#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "api/usecase/values.h"
#include "core/base/date.h"
#include "core/identity/identity.h"
#include "core/register/fields.h"
#include "core/store/messages.h"

_Static_assert((int)DK_IDENTITY_FIELDS <= (int)DK_EVIDENCE_MOST, "evidence of every field fits");

/* ---- decisions ---- */

typedef struct {
    dk_arena *arena;
    dk_identity *items;
    size_t n, capacity;
    bool is_broken;
} decisions;

static bool keep_decision(void *ctx, const dk_record *r)
{
    decisions *d = ctx;
    dk_identity one = {.id = r->id, .are_one = dk_num(r, DK_IDENTITIES_same, 0) == 1};
    const dk_register *reg = dk_register_find(dk_str(r, DK_IDENTITIES_of));
    d->items = dk_arena_grow(d->arena, d->items, d->n, &d->capacity, sizeof *d->items);
    one.of = reg == NULL ? NULL : reg->key;
    one.kept_key = dk_arena_text(d->arena, dk_str(r, DK_IDENTITIES_kept_key));
    one.other_key = dk_arena_text(d->arena, dk_str(r, DK_IDENTITIES_other_key));
    d->is_broken = d->items == NULL || one.kept_key == NULL || one.other_key == NULL;
    if (d->is_broken)
        return false;
    if (reg != NULL && dk_record_no_parse(reg, dk_str(r, DK_IDENTITIES_kept), &one.kept) &&
        dk_record_no_parse(reg, dk_str(r, DK_IDENTITIES_other), &one.other))
        d->items[d->n++] = one;
    return true;
}

dk_code dk_identities_load(dk_app *app, dk_arena *arena, dk_identity **out, size_t *n, dk_err *err)
{
    decisions d = {.arena = arena};
    const dk_query query = {
        .reg = dk_register_find("identities"), .order = SIZE_MAX, .wants_unmasked = true};
    if (dk_uc_scan(&(dk_call){app, &DK_LOADER, NULL}, &query, keep_decision, &d, err) != DK_OK)
        return DK_FAILED;
    *out = d.items;
    *n = d.n;
    return d.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

size_t dk_identity_key_field(const dk_register *reg)
{
    return strcmp(reg->key, "trainees") == 0      ? (size_t)DK_TRAINEES_id_no
           : strcmp(reg->key, "enterprises") == 0 ? (size_t)DK_ENTERPRISES_uscc
                                                  : SIZE_MAX;
}

/* ---- loading what is compared ---- */

typedef struct {
    dk_arena *arena;
    int64_t *ids;
    dk_identity_person *people;
    dk_identity_firm *firms;
    size_t n, id_capacity, capacity;
    bool is_broken;
} crowd;

static const char *text(crowd *c, const dk_record *r, size_t field)
{
    const char *copy = dk_arena_text(c->arena, dk_str(r, field));
    c->is_broken |= copy == NULL;
    return copy;
}

/* Equal codes give equal numbers; nothing more is asked of them. */
static uint32_t number(const char *code)
{
    uint32_t h = 2166136261u;
    for (const char *p = code; *p != '\0'; p++)
        h = (h ^ (unsigned char)*p) * 16777619u;
    return *code == '\0' ? 0 : h | 1;
}

static bool keep_person(void *ctx, const dk_record *r)
{
    crowd *c = ctx;
    c->ids = dk_arena_grow(c->arena, c->ids, c->n, &c->id_capacity, sizeof *c->ids);
    c->people = dk_arena_grow(c->arena, c->people, c->n, &c->capacity, sizeof *c->people);
    if (c->ids == NULL || c->people == NULL) {
        c->is_broken = true;
        return false;
    }
    bool is_resident = dk_id_no_valid(dk_str(r, DK_TRAINEES_id_no));
    dk_identity_person p = {.id_no = is_resident ? text(c, r, DK_TRAINEES_id_no) : "",
                            .name = text(c, r, DK_TRAINEES_name),
                            .phone = text(c, r, DK_TRAINEES_phone),
                            .student_no = text(c, r, DK_TRAINEES_student_no),
                            .birth = (int32_t)dk_num(r, DK_TRAINEES_birth_date, DK_DAY_NONE),
                            .sex = number(dk_str(r, DK_TRAINEES_gender)),
                            .specialty = number(dk_str(r, DK_TRAINEES_specialty_code)),
                            .town = number(dk_str(r, DK_TRAINEES_town_code)),
                            .in_class = number(dk_str(r, DK_TRAINEES_class_name))};
    if (p.birth == DK_DAY_NONE && is_resident && p.id_no != NULL)
        p.birth = dk_id_no_birth(p.id_no);
    p.is_month = p.birth == DK_DAY_NONE && dk_has(r, DK_TRAINEES_birth_month);
    if (p.is_month)
        p.birth = dk_month_first((int32_t)r->v[DK_TRAINEES_birth_month].num);
    if (c->is_broken)
        return false;
    c->ids[c->n] = r->id;
    c->people[c->n++] = p;
    return true;
}

static bool keep_firm(void *ctx, const dk_record *r)
{
    crowd *c = ctx;
    c->ids = dk_arena_grow(c->arena, c->ids, c->n, &c->id_capacity, sizeof *c->ids);
    c->firms = dk_arena_grow(c->arena, c->firms, c->n, &c->capacity, sizeof *c->firms);
    if (c->ids == NULL || c->firms == NULL) {
        c->is_broken = true;
        return false;
    }
    c->ids[c->n] = r->id;
    c->firms[c->n++] = (dk_identity_firm){.uscc = text(c, r, DK_ENTERPRISES_uscc),
                                          .name = text(c, r, DK_ENTERPRISES_ent_name),
                                          .alias = text(c, r, DK_ENTERPRISES_ent_alias),
                                          .industry = text(c, r, DK_ENTERPRISES_industry_code),
                                          .base = number(dk_str(r, DK_ENTERPRISES_base))};
    return !c->is_broken;
}

static dk_code find_pairs(dk_app *app, const dk_register *reg, crowd *c, dk_identity_result *out,
                          dk_err *err)
{
    bool are_people =
        dk_identity_key_field(reg) == DK_TRAINEES_id_no && strcmp(reg->key, "trainees") == 0;
    const dk_query query = {.reg = reg, .order = SIZE_MAX, .wants_unmasked = true};
    if (dk_uc_scan(&(dk_call){app, &DK_LOADER, NULL}, &query, are_people ? keep_person : keep_firm,
                   c, err) != DK_OK)
        return DK_FAILED;
    if (c->is_broken)
        return DK_NO_MEMORY(err);
    return are_people ? dk_identity_people(c->people, c->n, c->arena, out, err)
                      : dk_identity_firms(c->firms, c->n, c->arena, out, err);
}

/* ---- the queue ---- */

typedef struct {
    dk_app *app;
    const dk_actor *actor;
    const dk_register *reg;
    dk_store *store;
    dk_arena *arena;
    const dk_identity_field *fields;
} showing;

static dk_code show_side(const showing *s, int64_t id, dk_record **record, dk_pair_side *out,
                         dk_err *err)
{
    char no[24];
    dk_provenance last;
    if (dk_store_get(&(dk_view){s->store, s->actor, s->arena}, s->reg, id, false, record, err) !=
            DK_OK ||
        dk_store_provenance(&(dk_view){s->store, s->actor, s->arena}, s->reg, id, SIZE_MAX, &last,
                            err) != DK_OK)
        return DK_FAILED;
    dk_record_no(s->reg, id, no);
    *out = (dk_pair_side){.id = id,
                          .no = dk_arena_text(s->arena, no),
                          .label = dk_record_label(s->arena, *record),
                          .file = last.file,
                          .user = last.user,
                          .unit = last.unit,
                          .at_ms = last.at_ms};
    return out->no == NULL || out->label == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static const char *shown(const showing *s, const dk_record *record, size_t field)
{
    const dk_value *v = &record->v[field];
    return v->kind == DK_V_SEALED ? v->text : dk_value_text(s->arena, &s->reg->fields[field], v);
}

static dk_code show_pair(const showing *s, const dk_identity_pair *pair, const int64_t ids[2],
                         dk_likely_pair *out, dk_err *err)
{
    static const char *const levels[] = {"unknown", "differs", "near", "equal"};
    dk_record *a, *b;
    dk_likely_pair shown_pair = {.reg = s->reg->key, .bits_x10 = pair->bits_x10};
    if (show_side(s, ids[0], &a, &shown_pair.a, err) != DK_OK ||
        show_side(s, ids[1], &b, &shown_pair.b, err) != DK_OK)
        return DK_FAILED;
    for (size_t f = 0; s->fields[f].field != NULL; f++) {
        size_t at = dk_field_find(s->reg, s->fields[f].field);
        dk_evidence *e = &shown_pair.evidence[shown_pair.n++];
        *e = (dk_evidence){s->fields[f].field,      s->fields[f].title, levels[pair->level[f]],
                           pair->field_bits_x10[f], shown(s, a, at),    shown(s, b, at)};
        if (e->a == NULL || e->b == NULL)
            return DK_NO_MEMORY(err);
    }
    *out = shown_pair;
    return DK_OK;
}

static bool is_decided(const dk_identity *decided, size_t n, const dk_register *reg, int64_t a,
                       int64_t b)
{
    for (size_t i = 0; i < n; i++) {
        const dk_identity *d = &decided[i];
        if (strcmp(d->of, reg->key) == 0 &&
            ((d->kept == a && d->other == b) || (d->kept == b && d->other == a)))
            return true;
    }
    return false;
}

/* Shows the first `limit` undecided pairs; those the actor may not see are not his to decide. */
static dk_code show(const showing *s, const crowd *c, const dk_identity_result *found, size_t limit,
                    dk_pair_list *out, dk_err *err)
{
    dk_identity *decided;
    size_t n_decided;
    dk_likely_pair *items = dk_arena_array(s->arena, limit + 1, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(err);
    if (dk_identities_load(s->app, s->arena, &decided, &n_decided, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < found->n; i++) {
        const int64_t ids[2] = {c->ids[found->pairs[i].a], c->ids[found->pairs[i].b]};
        dk_err hidden = DK_ERR_INIT;
        if (is_decided(decided, n_decided, s->reg, ids[0], ids[1]))
            continue;
        out->total++;
        if (out->n == limit)
            continue;
        if (show_pair(s, &found->pairs[i], ids, &items[out->n], &hidden) == DK_OK)
            out->n++;
        else if (dk_err_is(&hidden, MSG_RECORD_MISSING))
            out->total--;
        else {
            *err = hidden;
            return DK_FAILED;
        }
    }
    out->items = items;
    return DK_OK;
}

dk_code dk_uc_pairs(const dk_call *call, const dk_register *reg, size_t limit, dk_pair_list *out,
                    dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_arena *work = dk_arena_new();
    crowd c = {.arena = work};
    dk_identity_result found;
    dk_pair_list list = {0};
    showing s = {.app = call->app,
                 .actor = call->actor,
                 .reg = reg,
                 .arena = call->arena,
                 .fields = dk_identity_firm_fields};
    dk_code code = DK_FAILED;
    if (strcmp(reg->key, "trainees") == 0)
        s.fields = dk_identity_person_fields;
    if (work == NULL)
        DK_NO_MEMORY(err);
    else if (dk_identity_key_field(reg) == SIZE_MAX)
        DK_FAIL(err, MSG_NO_IDENTITIES, DK_NOWHERE, dk_arg_str(reg->key));
    else if (dk_app_seq(call->app, &list.seq, err) == DK_OK &&
             find_pairs(call->app, reg, &c, &found, err) == DK_OK &&
             dk_app_borrow(call->app, &s.store, err) == DK_OK)
        code = show(&s, &c, &found, limit, &list, err);
    if (code == DK_OK) {
        list.n_records = c.n;
        list.n_compared = found.n_compared;
        list.n_big_blocks = found.n_big_blocks;
        *out = list;
    }
    dk_app_return(call->app, s.store);
    dk_arena_free(work);
    return code;
}

/* ---- merged keys on import ---- */

static const dk_identity *merged(const dk_identity *decided, size_t n, const char *of,
                                 const dk_value *key)
{
    for (size_t i = 0; key->kind == DK_V_TEXT && i < n; i++)
        if (decided[i].are_one && strcmp(decided[i].of, of) == 0 &&
            strcmp(decided[i].other_key, key->text) == 0)
            return &decided[i];
    return NULL;
}

static void redirect(dk_record *record, const dk_identity *decided, size_t n)
{
    size_t at = dk_identity_key_field(record->reg);
    const dk_identity *hit = at == SIZE_MAX || record->id != 0
                                 ? NULL
                                 : merged(decided, n, record->reg->key, &record->v[at]);
    if (hit != NULL) {
        record->id = hit->kept;
        record->v[at] = (dk_value){.kind = DK_V_ABSENT};
    }
    for (size_t f = 0; f < record->reg->n_fields; f++) {
        const char *ref = record->reg->fields[f].ref;
        hit = ref == NULL ? NULL : merged(decided, n, ref, &record->v[f]);
        if (hit != NULL)
            record->v[f].text = hit->kept_key;
    }
}

dk_code dk_identity_redirect(dk_app *app, dk_batch *batch, dk_arena *arena, dk_err *err)
{
    assert(batch != NULL && arena != NULL);
    dk_identity *decided;
    size_t n;
    if (dk_identities_load(app, arena, &decided, &n, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; n > 0 && i < batch->n_rows; i++)
        redirect(batch->rows[i].record, decided, n);
    return DK_OK;
}

/* ---- what two sources say ---- */

dk_code dk_uc_disputes(const dk_call *call, const dk_register *reg, dk_dispute **out, size_t *n,
                       dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    dk_dispute *all;
    size_t n_all = 0, kept = 0;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code =
            dk_store_disputes(&(dk_view){store, call->actor, call->arena}, reg, &all, &n_all, err);
    for (size_t i = 0; code == DK_OK && i < n_all; i++) {
        dk_record *record;
        dk_err hidden = DK_ERR_INIT;
        char no[24];
        if (dk_store_get(&(dk_view){store, call->actor, call->arena}, reg, all[i].record, false,
                         &record, &hidden) != DK_OK)
            continue;
        dk_record_no(reg, all[i].record, no);
        all[i].no = dk_arena_text(call->arena, no);
        all[i].label = dk_record_label(call->arena, record);
        if (all[i].no == NULL || all[i].label == NULL)
            code = DK_NO_MEMORY(err);
        all[kept++] = all[i];
    }
    dk_app_return(call->app, store);
    if (code == DK_OK) {
        *out = all;
        *n = kept;
    }
    return code;
}
