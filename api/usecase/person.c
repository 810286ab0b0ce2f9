/* api/usecase/person.c - see person.h. */
#include "api/usecase/person.h"

#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/identity.h"
#include "api/usecase/messages.h"
#include "api/usecase/person_uploads.h"
#include "api/usecase/values.h"
#include "core/base/date.h"
#include "core/base/parse.h"
#include "core/register/fields.h"
#include "core/register/person.h"
#include "core/store/messages.h"

static const char FORGOTTEN[] = "已删除", NAMELESS[] = "已匿名";

/* ---- what belongs to a person ---- */

typedef struct {
    int64_t placement, trainee; /* record numbers */
} dk_owner;

typedef struct {
    dk_people people; /* its arena owns everything here */
    dk_owner *items;
    size_t n, capacity;
    bool is_broken;
} dk_owners;

typedef struct {
    dk_app *app;
    dk_arena *arena;
    dk_person_part *items;
    size_t n, capacity;
    const dk_owners *owners; /* of placements */
    const char *id_no, *student_no;
    dk_needles needles;
    bool is_broken;
} collecting;

static void add_needle(collecting *c, const char *text)
{
    if (strlen(text) >= DK_NEEDLE_LEAST && c->needles.n < DK_NEEDLES)
        c->needles.texts[c->needles.n++] = text;
}

static void add_part(collecting *c, const dk_register *reg, int64_t id, bool is_gone)
{
    c->items = dk_arena_grow(c->arena, c->items, c->n, &c->capacity, sizeof *c->items);
    c->is_broken |= c->items == NULL;
    if (c->items != NULL)
        c->items[c->n++] = (dk_person_part){reg, id, is_gone};
}

static bool take_keys(void *ctx, const dk_record *r)
{
    collecting *c = ctx;
    c->id_no = dk_arena_text(c->arena, dk_str(r, DK_TRAINEES_id_no));
    c->student_no = dk_arena_text(c->arena, dk_str(r, DK_TRAINEES_student_no));
    c->is_broken |= c->id_no == NULL || c->student_no == NULL;
    return false;
}

static bool take_row(void *ctx, const dk_record *r)
{
    collecting *c = ctx;
    add_part(c, r->reg, r->id, false);
    return !c->is_broken;
}

/* Records of `key` whose field holds `value`. */
static dk_code take_linked(collecting *c, const char *key, size_t field, const char *value,
                           dk_err *err)
{
    const dk_filter filter = {.field = field, .op = DK_OP_EQ, .value = value};
    const dk_query query = {
        .reg = dk_register_find(key), .filters = &filter, .n_filters = 1, .order = SIZE_MAX};
    return *value == '\0'
               ? DK_OK
               : dk_uc_scan(&(dk_call){c->app, &DK_LOADER, NULL}, &query, take_row, c, err);
}

static bool add_trainee(void *ctx, const dk_record *r)
{
    dk_owners *o = ctx;
    return dk_people_add(&o->people, r) || !(o->is_broken = true);
}

static bool add_placement(void *ctx, const dk_record *r)
{
    dk_owners *o = ctx;
    dk_person_keys keys;
    int64_t trainee = 0;
    if (!dk_person_keys_of(o->people.arena, r, &keys))
        return !(o->is_broken = true);
    if (dk_people_find(&o->people, &keys, &trainee) != DK_PERSON_FOUND)
        return true;
    o->items = dk_arena_grow(o->people.arena, o->items, o->n, &o->capacity, sizeof *o->items);
    if (o->items == NULL)
        return !(o->is_broken = true);
    o->items[o->n++] = (dk_owner){r->id, trainee};
    return true;
}

/* Whom every placement names. In an arena of its own: keys of everybody are in clear. */
static dk_code load_owners(dk_app *app, dk_owners *o, dk_err *err)
{
    const dk_call call = {app, &DK_LOADER, NULL};
    dk_query query = {
        .reg = dk_register_find("trainees"), .order = SIZE_MAX, .wants_unmasked = true};
    *o = (dk_owners){.people = {.arena = dk_arena_new()}};
    if (o->people.arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_uc_scan(&call, &query, add_trainee, o, err);
    dk_people_sort(&o->people);
    query.reg = dk_register_find("placements");
    if (code == DK_OK && !o->is_broken)
        code = dk_uc_scan(&call, &query, add_placement, o, err);
    return code == DK_OK && o->is_broken ? DK_NO_MEMORY(err) : code;
}

static bool has_part(const collecting *c, const dk_register *reg, int64_t id)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->items[i].reg == reg && c->items[i].id == id)
            return true;
    return false;
}

/* Placements that name the person: for certain, or by a number that nobody else may have. */
static dk_code take_placements(collecting *c, int64_t trainee, dk_err *err)
{
    const dk_register *reg = dk_register_find("placements");
    if (take_linked(c, "placements", DK_PLACEMENTS_student_no, c->student_no, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < c->owners->n; i++)
        if (c->owners->items[i].trainee == trainee &&
            !has_part(c, reg, c->owners->items[i].placement))
            add_part(c, reg, c->owners->items[i].placement, false);
    return DK_OK;
}

/* Decisions that name the person, and the records merged into it. */
static dk_code take_decisions(collecting *c, int64_t trainee, dk_err *err)
{
    dk_identity *decided;
    size_t n;
    const dk_register *trainees = dk_register_find("trainees");
    if (dk_identities_load(c->app, c->arena, &decided, &n, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++) {
        if (strcmp(decided[i].of, "trainees") != 0 ||
            (decided[i].kept != trainee && decided[i].other != trainee))
            continue;
        add_part(c, dk_register_find("identities"), decided[i].id, false);
        if (!decided[i].are_one || decided[i].kept != trainee)
            continue;
        add_part(c, trainees, decided[i].other, true);
        add_needle(c, decided[i].other_key);
        if (take_linked(c, "trainings", DK_TRAININGS_id_no, decided[i].other_key, err) != DK_OK ||
            take_linked(c, "placements", DK_PLACEMENTS_id_no, decided[i].other_key, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* The records; `c` then knows the numbers to look for in files. */
static dk_code collect(collecting *c, const dk_actor *actor, int64_t trainee, dk_err *err)
{
    const dk_register *reg = dk_register_find("trainees");
    const dk_query query = {
        .reg = reg, .order = SIZE_MAX, .after = trainee - 1, .limit = 1, .wants_unmasked = true};
    dk_store *store = NULL;
    dk_record *seen;
    dk_code code = dk_app_borrow(c->app, &store, err);
    if (code == DK_OK)
        code = dk_store_get(&(dk_view){store, actor, c->arena}, reg, trainee, false, &seen, err);
    dk_app_return(c->app, store);
    if (code != DK_OK ||
        dk_uc_scan(&(dk_call){c->app, &DK_LOADER, NULL}, &query, take_keys, c, err) != DK_OK)
        return DK_FAILED;
    add_part(c, reg, trainee, false);
    if (c->is_broken)
        return DK_NO_MEMORY(err);
    add_needle(c, c->id_no);
    add_needle(c, c->student_no);
    if (take_linked(c, "trainings", DK_TRAININGS_id_no, c->id_no, err) != DK_OK ||
        take_placements(c, trainee, err) != DK_OK || take_decisions(c, trainee, err) != DK_OK)
        return DK_FAILED;
    return c->is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_uc_person(const dk_call *call, int64_t trainee, dk_person *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_owners owners;
    collecting c = {.app = call->app, .arena = call->arena, .owners = &owners};
    dk_person person = {0};
    dk_code code = load_owners(call->app, &owners, err);
    if (code == DK_OK)
        code = collect(&c, call->actor, trainee, err);
    if (code == DK_OK)
        code = dk_uploads_holding(call->app, &c.needles, call->arena, &person.uploads,
                                  &person.n_uploads, err);
    dk_arena_free(owners.people.arena);
    if (code != DK_OK)
        return DK_FAILED;
    person.parts = c.items;
    person.n_parts = c.n;
    *out = person;
    return DK_OK;
}

/* ---- what goes ---- */

static bool is_one_of(const char *key, const char *const *names)
{
    for (; *names != NULL; names++)
        if (strcmp(key, *names) == 0)
            return true;
    return false;
}

/* Everything of a trainee who is forgotten; of other records what points to the person. */
static bool goes_when_forgotten(const dk_register *reg, const dk_field *field)
{
    static const char *const pointers[] = {"id_no",      "id_tail",   "name",
                                           "student_no", "roster_no", "placement_no",
                                           "kept_key",   "other_key", NULL};
    return strcmp(reg->key, "trainees") == 0 || is_one_of(field->key, pointers);
}

/* What names a person or tells a protected fact; sex stays, statistics by sex are owed. */
static bool goes_in_time(const dk_register *reg, const dk_field *field)
{
    static const char *const more[] = {"student_no", "note",      "class_name",
                                       "kept_key",   "other_key", NULL};
    bool is_personal = (field->flags & (DK_F_RESTRICTED | DK_F_SEALED)) != 0;
    if (strcmp(reg->key, "trainees") != 0)
        return goes_when_forgotten(reg, field);
    return (is_personal && strcmp(field->key, "gender") != 0) || is_one_of(field->key, more);
}

typedef bool (*choice)(const dk_register *reg, const dk_field *field);

/* Fills rewrites for the parts from *n on. False: memory. */
static bool plan(const dk_person_part *parts, size_t n_parts, choice goes, const char *stand_in,
                 dk_arena *arena, dk_rewrite *out)
{
    for (size_t i = 0; i < n_parts; i++) {
        const dk_register *reg = parts[i].reg;
        bool *fields = dk_arena_array(arena, reg->n_fields, sizeof *fields);
        if (fields == NULL)
            return false;
        for (size_t f = 0; f < reg->n_fields; f++)
            fields[f] = goes(reg, &reg->fields[f]);
        out[i] = (dk_rewrite){reg, parts[i].id, fields, stand_in};
    }
    return true;
}

static dk_code rewrite(const dk_call *call, const dk_forgetting *what, int64_t *n_rows, dk_err *err)
{
    dk_store *store = NULL;
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_rewrite(store, call->actor, what, n_rows, err);
    dk_app_return(call->app, store);
    pthread_mutex_unlock(&call->app->write_lock);
    return code;
}

/* ---- forgetting ---- */

static dk_code remove_record(const dk_call *call, int64_t trainee, dk_err *err)
{
    dk_apply_result applied;
    dk_record *gone = dk_record_new(call->arena, dk_register_find("trainees"));
    if (gone == NULL)
        return DK_NO_MEMORY(err);
    gone->id = trainee;
    dk_batch_row row = {.record = gone, .is_delete = true};
    const dk_batch batch = {.kind = "erase", .rows = &row, .n_rows = 1};
    return dk_app_apply(call, &batch, false, &applied, err);
}

dk_code dk_uc_person_erase(const dk_call *call, int64_t trainee, int64_t *n_rows, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_arena *arena = dk_arena_new();
    dk_person p;
    dk_code code = DK_FAILED;
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    if (dk_uc_person(&(dk_call){call->app, call->actor, arena}, trainee, &p, err) != DK_OK)
        goto cleanup;
    dk_rewrite *all = dk_arena_array(arena, p.n_parts, sizeof *all);
    if (all == NULL || !plan(p.parts, p.n_parts, goes_when_forgotten, FORGOTTEN, arena, all)) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    if (dk_uploads_forget(call, p.uploads, p.n_uploads, err) == DK_OK &&
        rewrite(call, &(dk_forgetting){"erase", all, p.n_parts}, n_rows, err) == DK_OK)
        code = remove_record(&(dk_call){call->app, call->actor, arena}, trainee, err);
cleanup:
    dk_arena_free(arena);
    return code;
}

/* ---- in time ---- */

typedef struct {
    dk_arena *arena;
    int32_t before;
    int64_t *due;
    size_t n, capacity;
    bool is_broken;
} retaining;

static bool take_due(void *ctx, const dk_record *r)
{
    retaining *t = ctx;
    int32_t end = dk_training_end(r);
    if (end == DK_DAY_NONE || end >= t->before ||
        strcmp(dk_str(r, DK_TRAINEES_name), NAMELESS) == 0)
        return true;
    t->due = dk_arena_grow(t->arena, t->due, t->n, &t->capacity, sizeof *t->due);
    t->is_broken = t->due == NULL;
    if (t->due != NULL)
        t->due[t->n++] = r->id;
    return !t->is_broken;
}

/* All of them in one transaction, so that the chain is computed anew once. */
static dk_code make_nameless(const dk_call *call, const retaining *t, const dk_owners *owners,
                             int64_t *n_rows, dk_err *err)
{
    dk_rewrite *all = NULL;
    size_t n = 0, capacity = 0;
    for (size_t i = 0; i < t->n; i++) {
        collecting c = {.app = call->app, .arena = t->arena, .owners = owners};
        if (collect(&c, call->actor, t->due[i], err) != DK_OK)
            return DK_FAILED;
        for (size_t k = 0; k < c.n; k++) {
            all = dk_arena_grow(t->arena, all, n, &capacity, sizeof *all);
            if (all == NULL || !plan(&c.items[k], 1, goes_in_time, NAMELESS, t->arena, &all[n]))
                return DK_NO_MEMORY(err);
            n++;
        }
    }
    return rewrite(call, &(dk_forgetting){"pseudonymise", all, n}, n_rows, err);
}

/* Calendar day `years` before `as_of`. */
static int32_t years_before(int32_t as_of, int64_t years)
{
    return dk_day_add_months(as_of, (int32_t)(-12 * years));
}

static dk_code read_years(dk_app *app, int64_t *years, dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes;
    if (dk_app_codes(app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    const char *setting = dk_app_setting(codes, "retain_years");
    bool is_set = setting != NULL && dk_parse_int(setting, 1, 100, years);
    dk_app_codes_release(ref);
    return is_set ? DK_OK : DK_FAIL0(err, MSG_RETAIN_UNSET);
}

dk_code dk_uc_retain(const dk_call *call, int32_t as_of, bool is_dry_run, dk_retained *out,
                     dk_err *err)
{
    assert(dk_call_is_set(call));
    retaining t = {.arena = dk_arena_new()};
    dk_retained result = {0};
    dk_code code = DK_FAILED;
    const dk_query query = {
        .reg = dk_register_find("trainees"), .order = SIZE_MAX, .wants_unmasked = true};
    if (t.arena == NULL)
        return DK_NO_MEMORY(err);
    if (read_years(call->app, &result.years, err) != DK_OK)
        goto cleanup;
    t.before = result.before =
        years_before(as_of == DK_DAY_NONE ? dk_app_as_of(call->app) : as_of, result.years);
    if (dk_uc_scan(&(dk_call){call->app, &DK_LOADER, NULL}, &query, take_due, &t, err) != DK_OK)
        goto cleanup;
    if (t.is_broken) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    result.n_people = t.n;
    if (!is_dry_run && t.n > 0) {
        dk_owners owners;
        code = load_owners(call->app, &owners, err);
        if (code == DK_OK)
            code = make_nameless(call, &t, &owners, &result.n_rows, err);
        dk_arena_free(owners.people.arena);
        if (code != DK_OK)
            goto cleanup;
    }
    *out = result;
    code = DK_OK;
cleanup:
    dk_arena_free(t.arena);
    return code;
}
