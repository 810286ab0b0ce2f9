/* datasets/gen/ids.h - numbers of persons and firms that nobody bears.
 *
 * Person numbers follow GB 11643 (ISO 7064 mod 11-2 check digit) with regions 980126 upwards,
 * credit codes GB 32100 (mod 31) in the same regions: 98xxxx is not assigned. Phones start with
 * 120, which is no mobile prefix. Within one dk_ids all numbers are distinct.
 */
#ifndef DK_DATASETS_GEN_IDS_H
#define DK_DATASETS_GEN_IDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/date.h"

typedef struct dk_ids dk_ids;

enum { DK_IDS_REGION = 980126 };

/* Counters for births 1940..2039; NULL when memory is out. */
dk_ids *dk_ids_new(dk_arena *arena);

/* The next person number of that birth day and sex (500 per day, sex and region; the region moves
 * on when they are used up). */
void dk_ids_person(dk_ids *ids, dk_day born, bool is_male, char out[19]);

/* Credit code number `serial` (1, 2, ...): 9131-style head, region, 9 digits made from the serial.
 */
void dk_ids_firm(int64_t serial, char out[19]);

/* Phone number `serial` (0 .. 99,999,999): 120 and eight digits that do not show their order. */
void dk_ids_phone(int64_t serial, char out[12]);

/* Check character of the first 17 (GB 11643: digits; GB 32100: 0-9 and letters without I O S V Z).
 */
char dk_ids_person_check(const char *first17);
char dk_ids_firm_check(const char *first17);

#endif
