/* api/usecase/who.c - see who.h. */
#include "api/usecase/who.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/values.h"
#include "core/base/date.h"
#include "core/register/derive.h"
#include "core/register/fields.h"
#include "core/register/person.h"

/* The texts themselves are kept, so that no two keys can be taken for one. */
typedef struct dk_who_entry {
    const char *key;
    int64_t id;
    int32_t birth; /* the day, where it is known; else DK_DAY_NONE */
} dk_who_entry;

/* A key is made of the parts that a record has; NULL when one is missing, and *is_broken when
 * memory is out. A letter before it keeps the kinds of keys apart. */
typedef const char *(*key_maker)(dk_arena *arena, const dk_record *r, bool *is_broken);

static const char *by_student(dk_arena *arena, const dk_record *r, bool *is_broken)
{
    const char *name = dk_str(r, DK_TRAINEES_name), *student = dk_str(r, DK_TRAINEES_student_no);
    if (*name == '\0' || *student == '\0')
        return NULL;
    const char *key = dk_arena_format(arena, "s%s|%s", name, student);
    *is_broken |= key == NULL;
    return key;
}

/* 0: not known. */
static int64_t birth_month(const dk_record *r)
{
    const int32_t birth = dk_record_birth(r);
    return birth == DK_DAY_NONE ? dk_num(r, DK_TRAINEES_birth_month, 0) : dk_month_of_day(birth);
}

static const char *by_phone(dk_arena *arena, const dk_record *r, bool *is_broken)
{
    const char *name = dk_str(r, DK_TRAINEES_name), *phone = dk_str(r, DK_TRAINEES_phone);
    const int64_t month = birth_month(r);
    if (*name == '\0' || *phone == '\0' || month == 0)
        return NULL;
    const char *key = dk_arena_format(arena, "p%s|%d|%s", name, (int)month, phone);
    *is_broken |= key == NULL;
    return key;
}

/* The year, and who it was by the key `which` (person.h). */
static const char *by_year(dk_arena *arena, const dk_record *r, int which, bool *is_broken)
{
    const int64_t year = dk_num(r, DK_PLACEMENTS_graduation_year, 0);
    dk_person_keys keys;
    *is_broken |= !dk_person_keys_of(arena, r, &keys);
    if (year == 0 || *is_broken || keys.key[which] == NULL)
        return NULL;
    const char *key = dk_arena_format(arena, "y%d|%s", (int)year, keys.key[which]);
    *is_broken |= key == NULL;
    return key;
}

static const char *by_year_and_id(dk_arena *arena, const dk_record *r, bool *is_broken)
{
    return by_year(arena, r, DK_PERSON_ID, is_broken);
}

static const char *by_year_and_student(dk_arena *arena, const dk_record *r, bool *is_broken)
{
    return by_year(arena, r, DK_PERSON_STUDENT, is_broken);
}

static const char *by_year_and_class(dk_arena *arena, const dk_record *r, bool *is_broken)
{
    return by_year(arena, r, DK_PERSON_CLASS, is_broken);
}

static const char *by_year_and_tail(dk_arena *arena, const dk_record *r, bool *is_broken)
{
    return by_year(arena, r, DK_PERSON_TAIL, is_broken);
}

/* Only where the row does not tell the year. */
static const char *by_student_alone(dk_arena *arena, const dk_record *r, bool *is_broken)
{
    const char *student = dk_str(r, DK_PLACEMENTS_student_no);
    if (*student == '\0' || (r->id == 0 && dk_has(r, DK_PLACEMENTS_graduation_year)))
        return NULL;
    const char *key = dk_arena_format(arena, "a%s", student);
    *is_broken |= key == NULL;
    return key;
}

/* The surest first. */
enum { MOST_KEYS = 5 };
static const struct {
    const char *reg;
    key_maker keys[MOST_KEYS];
} KNOWN_BY[] = {
    {"trainees", {by_student, by_phone}},
    {"placements",
     {by_year_and_id, by_year_and_student, by_year_and_class, by_year_and_tail, by_student_alone}}};

/* NULL: nobody is looked for in this register. */
static const key_maker *keys_of(const dk_register *reg)
{
    for (size_t i = 0; i < sizeof KNOWN_BY / sizeof *KNOWN_BY; i++)
        if (strcmp(KNOWN_BY[i].reg, reg->key) == 0)
            return KNOWN_BY[i].keys;
    return NULL;
}

static bool keep_key(dk_who *who, const char *key, int64_t id, int32_t birth)
{
    dk_who_entry *entries =
        dk_arena_grow(who->arena, who->entries, who->n, &who->capacity, sizeof *entries);
    who->is_broken |= entries == NULL;
    if (entries == NULL)
        return false;
    who->entries = entries;
    who->entries[who->n++] = (dk_who_entry){key, id, birth};
    return true;
}

static bool keep(void *ctx, const dk_record *r)
{
    dk_who *who = ctx;
    const int32_t birth = dk_record_birth(r);
    const key_maker *makers = keys_of(r->reg);
    for (size_t i = 0; i < MOST_KEYS && makers[i] != NULL; i++) {
        const char *key = makers[i](who->arena, r, &who->is_broken);
        if (who->is_broken || (key != NULL && !keep_key(who, key, r->id, birth)))
            return false;
    }
    return true;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const dk_who_entry *)a)->key, ((const dk_who_entry *)b)->key);
}

static dk_code load(dk_who *who, dk_app *app, const dk_register *reg, dk_err *err)
{
    const dk_query query = {.reg = reg, .order = SIZE_MAX, .wants_unmasked = true};
    if (dk_uc_scan(&(dk_call){app, &DK_LOADER, NULL}, &query, keep, who, err) != DK_OK)
        return DK_FAILED;
    if (who->is_broken)
        return DK_NO_MEMORY(err);
    if (who->n > 0)
        qsort(who->entries, who->n, sizeof *who->entries, by_key);
    who->is_loaded = true;
    return DK_OK;
}

/* The record of the key, when there is one and no other; else NULL. */
static const dk_who_entry *only_of(const dk_who *who, const char *key)
{
    const dk_who_entry wanted = {.key = key};
    const dk_who_entry *hit =
        who->n == 0 ? NULL : bsearch(&wanted, who->entries, who->n, sizeof *who->entries, by_key);
    if (hit == NULL)
        return NULL;
    const bool is_alone = (hit == who->entries || by_key(hit - 1, hit) != 0) &&
                          (hit + 1 == who->entries + who->n || by_key(hit + 1, hit) != 0);
    return is_alone ? hit : NULL;
}

dk_code dk_who_find(dk_who *who, dk_app *app, dk_record *record, int64_t *id, dk_err *err)
{
    assert(record->id == 0 && id != NULL);
    const key_maker *makers = keys_of(record->reg);
    *id = 0;
    for (size_t i = 0; makers != NULL && i < MOST_KEYS && makers[i] != NULL && *id == 0; i++) {
        const char *key = makers[i](who->arena, record, &who->is_broken);
        if (who->is_broken)
            return DK_NO_MEMORY(err);
        if (key == NULL)
            continue;
        if (!who->is_loaded && load(who, app, record->reg, err) != DK_OK)
            return DK_FAILED;
        const dk_who_entry *known = only_of(who, key);
        if (known == NULL)
            continue;
        *id = known->id;
        dk_record_settle(record, known->birth);
    }
    return DK_OK;
}
