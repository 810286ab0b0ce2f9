/* core/identity/people.c - pairs of records that may be one person (identity.h).
 *
 * The chances below are set by reasoning, not learnt: nobody has labelled pairs of a county. A
 * clerk's decisions are kept and may replace them later. Where they come from:
 *
 *   id_no       both valid and different is nearly proof of two people; a number re-issued or
 * mistyped so that its check digit still fits is rare. NEAR: the same region and birth date, other
 * serial. name        one character misheard or written otherwise in some 3 % of registers; u of a
 * name is its frequency. birth_date  NEAR: the same month (many sheets give only that), or day and
 * month exchanged. 12 months of 12 years of people in training: 1 in 150; days: 1 in 4,500. phone
 * numbers change: 60 % of one person's records of two years agree; of two people's those of a
 * family. student_no  programmes number anew, so another number says little; the same number says
 * nearly all. gender, specialty_code, town_code   as common as they are. class_name  a class is one
 * of about 25 at a time; people move up, and their class is called anew in some schools.
 */
#include <string.h>

#include "core/base/date.h"
#include "core/base/messages.h"
#include "core/base/utf8.h"
#include "core/identity/blocks.h"

const dk_identity_field dk_identity_person_fields[] = {
    {"id_no", {"证件号", "document number"}, 0.97, 0.02, 1e-6, 1e-5},
    {"name", {"姓名", "name"}, 0.95, 0.03, 5e-4, 4e-3},
    {"birth_date", {"出生日期", "birth date"}, 0.93, 0.05, 1.0 / 4500, 1.0 / 150},
    {"phone", {"电话", "phone"}, 0.60, 0.02, 1e-4, 1e-3},
    {"student_no", {"学籍号", "student number"}, 0.50, 0.01, 1e-6, 1e-4},
    {"gender", {"性别", "sex"}, 0.99, 0, 0.5, 0},
    {"specialty_code", {"专业", "specialty"}, 0.60, 0, 0.05, 0},
    {"town_code", {"乡镇", "town"}, 0.80, 0, 0.12, 0},
    {"class_name", {"班级", "class"}, 0.80, 0, 0.04, 0},
    {NULL, {NULL, NULL}, 0, 0, 0, 0},
};

enum {
    AT_ID,
    AT_NAME,
    AT_BIRTH,
    AT_PHONE,
    AT_STUDENT,
    AT_SEX,
    AT_SPECIALTY,
    AT_TOWN,
    AT_CLASS,
    PHONE_DIGITS = 7,
    REGION_BIRTH = 14
};

/* How many people stand behind the mean frequency of a name. */
static const double PRIOR_PEOPLE = 1000;

typedef struct {
    const dk_identity_person *people;
    size_t n;
    const uint32_t *same_name; /* per person: how many bear the name */
} crowd;

static dk_level level_of_texts(const char *a, const char *b, size_t near)
{
    if (*a == '\0' || *b == '\0')
        return DK_LEVEL_UNKNOWN;
    if (strcmp(a, b) == 0)
        return DK_LEVEL_EQUAL;
    return near > 0 && dk_identity_distance(a, b) <= near ? DK_LEVEL_NEAR : DK_LEVEL_DIFFERS;
}

static dk_level level_of_codes(uint32_t a, uint32_t b)
{
    return a == 0 || b == 0 ? DK_LEVEL_UNKNOWN : a == b ? DK_LEVEL_EQUAL : DK_LEVEL_DIFFERS;
}

static dk_level level_of_numbers(const char *a, const char *b)
{
    if (*a == '\0' || *b == '\0')
        return DK_LEVEL_UNKNOWN;
    if (strcmp(a, b) == 0)
        return DK_LEVEL_EQUAL;
    return strncmp(a, b, REGION_BIRTH) == 0 ? DK_LEVEL_NEAR : DK_LEVEL_DIFFERS;
}

static dk_level level_of_births(const dk_identity_person *a, const dk_identity_person *b)
{
    if (a->birth == DK_DAY_NONE || b->birth == DK_DAY_NONE)
        return DK_LEVEL_UNKNOWN;
    const dk_civil x = dk_civil_of(a->birth), y = dk_civil_of(b->birth);
    if (a->is_month || b->is_month)
        return x.year == y.year && x.month == y.month ? DK_LEVEL_NEAR : DK_LEVEL_DIFFERS;
    if (a->birth == b->birth)
        return DK_LEVEL_EQUAL;
    bool is_swapped = x.year == y.year && x.month == y.day && x.day == y.month;
    return (x.year == y.year && x.month == y.month) || is_swapped ? DK_LEVEL_NEAR
                                                                  : DK_LEVEL_DIFFERS;
}

/* A name of one character cannot be near another. */
static dk_level level_of_names(const char *a, const char *b)
{
    return level_of_texts(a, b, dk_utf8_chars(a) >= 2 && dk_utf8_chars(b) >= 2);
}

static void compare(const void *ctx, dk_identity_pair *pair)
{
    const crowd *c = ctx;
    const dk_identity_person *a = &c->people[pair->a], *b = &c->people[pair->b];
    pair->level[AT_ID] = (uint8_t)level_of_numbers(a->id_no, b->id_no);
    pair->level[AT_NAME] = (uint8_t)level_of_names(a->name, b->name);
    pair->level[AT_BIRTH] = (uint8_t)level_of_births(a, b);
    pair->level[AT_PHONE] = (uint8_t)level_of_texts(a->phone, b->phone, 1);
    pair->level[AT_STUDENT] = (uint8_t)level_of_texts(a->student_no, b->student_no, 1);
    pair->level[AT_SEX] = (uint8_t)level_of_codes(a->sex, b->sex);
    pair->level[AT_SPECIALTY] = (uint8_t)level_of_codes(a->specialty, b->specialty);
    pair->level[AT_TOWN] = (uint8_t)level_of_codes(a->town, b->town);
    pair->level[AT_CLASS] = (uint8_t)level_of_codes(a->in_class, b->in_class);
    if (pair->level[AT_CLASS] != DK_LEVEL_EQUAL)
        return;
    /* A class has one specialty, which is said once, and numbers its pupils one after the other. */
    pair->level[AT_SPECIALTY] = DK_LEVEL_UNKNOWN;
    if (pair->level[AT_STUDENT] == DK_LEVEL_NEAR)
        pair->level[AT_STUDENT] = DK_LEVEL_UNKNOWN;
}

/* Chance that two people share this name: its share among the others, with PRIOR_PEOPLE of the mean
 * added. */
static double u_name(const void *ctx, const dk_identity_pair *pair)
{
    const crowd *c = ctx;
    double others = (double)c->same_name[pair->a] - 2;
    double mean = dk_identity_person_fields[AT_NAME].u_equal;
    return ((others > 0 ? others : 0) + PRIOR_PEOPLE * mean) / ((double)c->n + PRIOR_PEOPLE);
}

/* Counts the bearers of each name by sorting their keys. False: memory. */
static bool count_names(const dk_identity_person *people, size_t n, dk_arena *arena,
                        uint32_t *same_name)
{
    dk_blocks names = {.arena = arena};
    for (size_t i = 0; i < n; i++)
        dk_block_add(&names, dk_block_key('c', people[i].name, NULL, 0), i);
    return dk_blocks_count(&names, same_name);
}

/* The first character of a name: the family name, or half of a double one. */
static void family(const char *name, char out[8])
{
    const char *p = name, *end = name + strlen(name);
    size_t len = 0;
    if (p < end) {
        (void)dk_utf8_next(&p, end);
        len = (size_t)(p - name);
    }
    memcpy(out, name, len);
    out[len] = '\0';
}

static void add_keys(dk_blocks *blocks, const dk_identity_person *p, size_t at)
{
    char first[8];
    family(p->name, first);
    if (p->birth != DK_DAY_NONE) {
        dk_block_add(blocks, dk_block_key('m', p->name, NULL, dk_month_of_day(p->birth)), at);
        if (!p->is_month)
            dk_block_add(blocks, dk_block_key('f', first, NULL, p->birth), at);
    }
    if (strlen(p->phone) >= PHONE_DIGITS)
        dk_block_add(blocks, dk_block_key('p', p->phone, NULL, 0), at);
    dk_block_add(blocks, dk_block_key('s', p->student_no, NULL, 0), at);
    if (p->town != 0)
        dk_block_add(blocks, dk_block_key('t', p->name, NULL, p->town), at);
    if (p->in_class != 0)
        dk_block_add(blocks, dk_block_key('k', p->name, NULL, p->in_class), at);
}

dk_code dk_identity_people(const dk_identity_person *people, size_t n, dk_arena *arena,
                           dk_identity_result *out, dk_err *err)
{
    uint32_t *same_name = dk_arena_array(arena, n + 1, sizeof *same_name);
    dk_blocks blocks = {.arena = arena};
    if (same_name == NULL || !count_names(people, n, arena, same_name))
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        add_keys(&blocks, &people[i], i);
    const crowd c = {people, n, same_name};
    const dk_weighing how = {.fields = dk_identity_person_fields,
                             .ask_bits = DK_IDENTITY_ASK_BITS,
                             .compare = compare,
                             .u_name = u_name,
                             .name_at = AT_NAME,
                             .ctx = &c};
    return dk_blocks_weigh(&blocks, &how, out, err);
}
