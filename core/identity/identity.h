/* core/identity/identity.h - which records are likely one person, or one firm.
 *
 * Bureaus know one person under a resident number, a temporary number or none, one firm under its
 * full name, a short one and one with brackets. Equal keys merge on import; what is only near is
 * weighed here and asked of a clerk. The module finds pairs and says why; it decides nothing.
 *
 * Weights follow Fellegi and Sunter (1969): each field f compared with level l adds
 *
 *     w = log2(m_l / u_l)     m_l: chance of the level when both records are one and the same, u_l:
 * when they are not
 *
 * and a field that one side lacks adds nothing. The chances are those of the tables in people.c and
 * firms.c with their reasons; u of equal names is the frequency of the name among the records
 * themselves, drawn towards its mean, so that two 欧阳 count for more than two 王伟. A pair is
 * proposed from DK_IDENTITY_ASK_BITS on (firms: DK_IDENTITY_FIRM_BITS).
 *
 * Blocking keeps it near-linear: only records that share a key are compared (the same name and
 * month of birth, the same phone, ...; blocks.h). Blocks of more than DK_IDENTITY_BLOCK records say
 * too little and are left out; how many is told.
 *
 * Plain arrays in, plain arrays out. Same input, same pairs in the same order.
 */
#ifndef DK_CORE_IDENTITY_IDENTITY_H
#define DK_CORE_IDENTITY_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

enum {
    DK_IDENTITY_FIELDS = 9,
    DK_IDENTITY_BLOCK = 60,
    DK_IDENTITY_ASK_BITS = 15,
    DK_IDENTITY_FIRM_BITS = 6
};

typedef enum {
    DK_LEVEL_UNKNOWN = 0, /* at least one side lacks it */
    DK_LEVEL_DIFFERS,
    DK_LEVEL_NEAR,
    DK_LEVEL_EQUAL,
} dk_level;

/* One field of the comparison; field is the key in its register. */
typedef struct {
    const char *field;
    dk_text title;
    double m_equal, m_near, u_equal, u_near; /* u_equal of names: the mean */
} dk_identity_field;

/* Terminated by a field NULL; at most DK_IDENTITY_FIELDS. */
extern const dk_identity_field dk_identity_person_fields[], dk_identity_firm_fields[];

typedef struct {
    size_t a, b;                       /* positions in the input, a < b */
    int bits_x10;                      /* sum of weights in tenths of a bit */
    uint8_t level[DK_IDENTITY_FIELDS]; /* dk_level per field of the table */
    int16_t field_bits_x10[DK_IDENTITY_FIELDS];
} dk_identity_pair;

/* Texts are "" and numbers 0 or DK_DAY_NONE when not known; borrowed during the call. */
typedef struct {
    const char *id_no; /* of a resident card, 18 characters; "" for temporary and foreign numbers */
    const char *name, *phone, *student_no;
    int32_t birth; /* day; DK_DAY_NONE */
    bool is_month; /* only the month of birth is known; `birth` is a day in it */
    uint32_t sex, specialty, town, in_class; /* any numbers that are equal when the codes or texts
                                              * are; 0 unknown */
} dk_identity_person;

typedef struct {
    const char *uscc, *name, *alias;
    const char *industry; /* "C3589" */
    uint32_t base;
} dk_identity_firm;

typedef struct {
    dk_identity_pair *pairs; /* heaviest first, ties by position; in the arena */
    size_t n;
    size_t n_compared, n_big_blocks; /* pairs looked at; blocks left out */
} dk_identity_result;

/* Likely pairs among n records. Fails only when memory is out. O(n log n + pairs compared). */
DK_MUST dk_code dk_identity_people(const dk_identity_person *people, size_t n, dk_arena *arena,
                                   dk_identity_result *out, dk_err *err);
DK_MUST dk_code dk_identity_firms(const dk_identity_firm *firms, size_t n, dk_arena *arena,
                                  dk_identity_result *out, dk_err *err);

#endif
