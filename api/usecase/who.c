/* api/usecase/who.c - see who.h. */
#include "api/usecase/who.h"

#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/values.h"
#include "core/base/date.h"
#include "core/register/fields.h"

/* The texts themselves are kept, so that no two keys can be taken for one. */
typedef struct dk_who_entry {
    const char *key;
    int64_t id;
} dk_who_entry;

/* "name NUL-free | month | phone", NULL when a part is missing; *is_broken when memory is out. */
static const char *key_of(dk_arena *arena, const dk_record *r, bool *is_broken)
{
    const char *name = dk_str(r, DK_TRAINEES_name), *phone = dk_str(r, DK_TRAINEES_phone);
    const char *id_no = dk_str(r, DK_TRAINEES_id_no);
    int32_t birth = (int32_t)dk_num(r, DK_TRAINEES_birth_date, DK_DAY_NONE);
    if (birth == DK_DAY_NONE && dk_id_no_valid(id_no))
        birth = dk_id_no_birth(id_no);
    if (*name == '\0' || *phone == '\0' || birth == DK_DAY_NONE)
        return NULL;
    const char *key = dk_arena_format(arena, "%s|%d|%s", name, (int)dk_month_of_day(birth), phone);
    *is_broken |= key == NULL;
    return key;
}

static bool keep(void *ctx, const dk_record *r)
{
    dk_who *who = ctx;
    const char *key = key_of(who->arena, r, &who->is_broken);
    if (key == NULL)
        return !who->is_broken;
    dk_who_entry *entries =
        dk_arena_grow(who->arena, who->entries, who->n, &who->capacity, sizeof *entries);
    who->is_broken |= entries == NULL;
    if (entries == NULL)
        return false;
    who->entries = entries;
    who->entries[who->n++] = (dk_who_entry){key, r->id};
    return true;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const dk_who_entry *)a)->key, ((const dk_who_entry *)b)->key);
}

static dk_code load(dk_who *who, dk_app *app, dk_err *err)
{
    const dk_query query = {
        .reg = dk_register_find("trainees"), .order = SIZE_MAX, .wants_unmasked = true};
    if (dk_uc_scan(&(dk_call){app, &DK_LOADER, NULL}, &query, keep, who, err) != DK_OK)
        return DK_FAILED;
    if (who->is_broken)
        return DK_NO_MEMORY(err);
    if (who->n > 0)
        qsort(who->entries, who->n, sizeof *who->entries, by_key);
    who->is_loaded = true;
    return DK_OK;
}

dk_code dk_who_find(dk_who *who, dk_app *app, const dk_record *record, int64_t *id, dk_err *err)
{
    *id = 0;
    const dk_who_entry wanted = {.key = key_of(who->arena, record, &who->is_broken)};
    if (who->is_broken)
        return DK_NO_MEMORY(err);
    if (wanted.key == NULL)
        return DK_OK;
    if (!who->is_loaded && load(who, app, err) != DK_OK)
        return DK_FAILED;
    const dk_who_entry *hit =
        who->n == 0 ? NULL : bsearch(&wanted, who->entries, who->n, sizeof *who->entries, by_key);
    if (hit == NULL)
        return DK_OK;
    bool is_alone = (hit == who->entries || by_key(hit - 1, hit) != 0) &&
                    (hit + 1 == who->entries + who->n || by_key(hit + 1, hit) != 0);
    *id = is_alone ? hit->id : 0;
    return DK_OK;
}
