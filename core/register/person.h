/* core/register/person.h - by what a record says who somebody is, and whose record that is.
 *
 * Rosters and ledgers name people differently: the school by student number, the training centre by
 * class and number in it, the employment bureau by document number or, where lists hang on a wall,
 * by name and its last four. So a placement is no row below a trainee; it says what its ledger
 * knew, and the person is found among the trainees on record - now, or as they were known at some
 * time:
 *
 *     document number     the whole number
 *     student number
 *     class and number    with the name where both sides tell it: numbers slip by one
 *     name and last four  of the document number
 *
 * Nobody is guessed: each of these that exactly one trainee has must name the same one. Where two
 * trainees fit everything that is told, or two keys name two people, it is nobody.
 */
#ifndef DK_CORE_REGISTER_PERSON_H
#define DK_CORE_REGISTER_PERSON_H

#include "core/register/register.h"

enum { DK_PERSON_ID, DK_PERSON_STUDENT, DK_PERSON_CLASS, DK_PERSON_TAIL, DK_PERSON_KEYS };

/* Texts that two records of one person share, surest first; NULL: not told. In clear: they are for
 * comparing and never shown. */
typedef struct {
    const char *key[DK_PERSON_KEYS];
} dk_person_keys;

/* The keys of a record of trainees or placements (asserted), in the arena. False: memory.
 * O(length). */
bool dk_person_keys_of(dk_arena *arena, const dk_record *record, dk_person_keys *out);

/* True when a key is told. */
bool dk_person_is_told(const dk_person_keys *keys);

typedef struct {
    const char *key;
    int64_t id; /* record number of the trainee */
} dk_person_entry;

/* Trainees by their keys. Zeroed but for the arena, which owns everything. */
typedef struct {
    dk_arena *arena;
    dk_person_entry *items;
    size_t n, capacity;
} dk_people;

/* Adds a trainee's keys. False: memory. */
bool dk_people_add(dk_people *people, const dk_record *trainee);

/* Sorts; before the first question. O(n log n). */
void dk_people_sort(dk_people *people);

typedef enum {
    DK_PERSON_FOUND,
    DK_PERSON_UNTOLD,  /* no key is told */
    DK_PERSON_MISSING, /* no trainee has any of the keys */
    DK_PERSON_SEVERAL, /* more than one fits */
} dk_person_answer;

/* Whose keys these are; *id is 0 unless FOUND. O(log n). */
dk_person_answer dk_people_find(const dk_people *people, const dk_person_keys *keys, int64_t *id);

#endif
