/* core/register/person.c - see person.h. */
#include "core/register/person.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/register/derive.h"
#include "core/register/fields.h"

enum { TAIL = 4, ID_LEN = 18 };

/* Where the registers keep what tells a person; SIZE_MAX: they do not. */
typedef struct {
    const char *reg;
    size_t id_no, student_no, class_name, roster_no, name, id_tail;
} places;

static const places PLACES[] = {
    {"trainees", DK_TRAINEES_id_no, DK_TRAINEES_student_no, DK_TRAINEES_class_name,
     DK_TRAINEES_roster_no, DK_TRAINEES_name, SIZE_MAX},
    {"placements", DK_PLACEMENTS_id_no, DK_PLACEMENTS_student_no, DK_PLACEMENTS_class_name,
     DK_PLACEMENTS_roster_no, DK_PLACEMENTS_name, DK_PLACEMENTS_id_tail},
};

static const places *places_of(const dk_register *reg)
{
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        if (strcmp(PLACES[i].reg, reg->key) == 0)
            return &PLACES[i];
    assert(false);
    return PLACES;
}

static const char *text_of(const dk_record *r, size_t field)
{
    return field != SIZE_MAX && r->v[field].kind == DK_V_TEXT ? r->v[field].text : "";
}

/* The last four: as told, else of the number. A spreadsheet program drops leading zeros. */
static void tail_of(const dk_record *r, const places *at, char out[TAIL + 1])
{
    const char *told = text_of(r, at->id_tail), *id = text_of(r, at->id_no);
    size_t len = strlen(told), id_len = strlen(id);
    *out = '\0';
    if (len > 0 && len <= TAIL) {
        memset(out, '0', TAIL - len);
        memcpy(out + TAIL - len, told, len + 1);
        if (out[TAIL - 1] == 'x')
            out[TAIL - 1] = 'X';
    } else if (id_len == ID_LEN && !dk_id_no_is_stand_in(id)) {
        memcpy(out, id + id_len - TAIL, TAIL + 1);
    }
}

/* `format` of what is told; the key is NULL when a part is empty. */
#define KEY(is_told, ...) (!(is_told) ? NULL : dk_arena_format(arena, __VA_ARGS__))

bool dk_person_keys_of(dk_arena *arena, const dk_record *r, dk_person_keys *out)
{
    const places *at = places_of(r->reg);
    const char *id = text_of(r, at->id_no), *student = text_of(r, at->student_no),
               *in = text_of(r, at->class_name), *name = text_of(r, at->name);
    const dk_value *number = &r->v[at->roster_no];
    char tail[TAIL + 1];
    tail_of(r, at, tail);
    const bool is_told[DK_PERSON_KEYS] = {[DK_PERSON_ID] = *id != '\0' && !dk_id_no_is_stand_in(id),
                                          [DK_PERSON_STUDENT] = *student != '\0',
                                          [DK_PERSON_CLASS] =
                                              *in != '\0' && number->kind == DK_V_INT,
                                          [DK_PERSON_TAIL] = *name != '\0' && *tail != '\0'};
    *out = (dk_person_keys){{
        KEY(is_told[DK_PERSON_ID], "i%s", id),
        KEY(is_told[DK_PERSON_STUDENT], "s%s", student),
        KEY(is_told[DK_PERSON_CLASS], "c%s|%d|%s", in, (int)number->num, name),
        KEY(is_told[DK_PERSON_TAIL], "t%s|%s", name, tail),
    }};
    for (int k = 0; k < DK_PERSON_KEYS; k++)
        if (is_told[k] && out->key[k] == NULL)
            return false;
    return true;
}

bool dk_person_is_told(const dk_person_keys *keys)
{
    for (int k = 0; k < DK_PERSON_KEYS; k++)
        if (keys->key[k] != NULL)
            return true;
    return false;
}

static bool add(dk_people *people, const char *key, int64_t id)
{
    people->items = dk_arena_grow(people->arena, people->items, people->n, &people->capacity,
                                  sizeof *people->items);
    if (people->items == NULL)
        return false;
    people->items[people->n++] = (dk_person_entry){key, id};
    return true;
}

bool dk_people_add(dk_people *people, const dk_record *trainee)
{
    assert(people != NULL);
    dk_person_keys keys;
    if (!dk_person_keys_of(people->arena, trainee, &keys))
        return false;
    for (int k = 0; k < DK_PERSON_KEYS; k++)
        if (keys.key[k] != NULL && !add(people, keys.key[k], trainee->id))
            return false;
    /* Class and number are asked about without a name as well. */
    const char *in = keys.key[DK_PERSON_CLASS];
    size_t name = strlen(text_of(trainee, places_of(trainee->reg)->name)); /* may hold any sign */
    if (in == NULL || name == 0)
        return true;
    const char *nameless = dk_arena_copy(people->arena, in, strlen(in) - name);
    return nameless != NULL && add(people, nameless, trainee->id);
}

static int by_key(const void *a, const void *b)
{
    const dk_person_entry *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    return order != 0 ? order : (x->id > y->id) - (x->id < y->id);
}

void dk_people_sort(dk_people *people)
{
    if (people->n > 1)
        qsort(people->items, people->n, sizeof *people->items, by_key);
}

/* The first entry of the key, n when there is none. */
static size_t first_of(const dk_people *people, const char *key)
{
    size_t low = 0, high = people->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(people->items[mid].key, key) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < people->n && strcmp(people->items[low].key, key) == 0 ? low : people->n;
}

dk_person_answer dk_people_find(const dk_people *people, const dk_person_keys *keys, int64_t *id)
{
    bool is_shared = false;
    *id = 0;
    for (int k = 0; k < DK_PERSON_KEYS; k++) {
        size_t at = keys->key[k] == NULL ? people->n : first_of(people, keys->key[k]);
        if (at == people->n)
            continue;
        const dk_person_entry *one = &people->items[at];
        bool is_alone = at + 1 == people->n || strcmp(one[1].key, one->key) != 0;
        is_shared |= !is_alone;
        if (is_alone && *id != 0 && *id != one->id) {
            *id = 0; /* two keys, two people */
            return DK_PERSON_SEVERAL;
        }
        if (is_alone)
            *id = one->id;
    }
    return *id != 0                   ? DK_PERSON_FOUND
           : is_shared                ? DK_PERSON_SEVERAL
           : !dk_person_is_told(keys) ? DK_PERSON_UNTOLD
                                      : DK_PERSON_MISSING;
}
