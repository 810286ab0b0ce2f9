/* api/wire/member.h - members of a JSON object into C values, one line each.
 *
 * Every function names the member that is wrong by its place ("/specialties/3/class_min") and says
 * what was expected; an absent or null member leaves *out alone, so that defaults are set before.
 */
#ifndef DK_API_WIRE_MEMBER_H
#define DK_API_WIRE_MEMBER_H

#include "api/wire/read.h"

/* Where the reader stands, as a JSON pointer, and what it builds in. */
typedef struct {
    dk_arena *arena;
    char at[64];
    dk_err *err;
} dk_member_reader;

/* Fails with MSG_JSON_MEMBER at member `key` of the current place. */
dk_code dk_member_wrong(const dk_member_reader *r, const char *key, const char *expected);

/* Refuses what is no object and any member that is not among the `n` known ones, with the nearest.
 * O(members * n). */
DK_MUST dk_code dk_members_check(const dk_member_reader *r, const dk_json_node *object,
                                 const char *const *known, size_t n);

/* The member `key`, NULL when it is absent or null. O(members). */
const dk_json_node *dk_member_get(const dk_json_node *object, const char *key);

bool dk_member_is_number(const dk_json_node *node);
double dk_member_value(const dk_json_node *node); /* of a number */

/* A number within [0, max]. */
DK_MUST dk_code dk_member_number(const dk_member_reader *r, const dk_json_node *object,
                                 const char *key, double max, double *out);
/* An integer within [min, max]. */
DK_MUST dk_code dk_member_int(const dk_member_reader *r, const dk_json_node *object,
                              const char *key, int64_t min, int64_t max, int64_t *out);
DK_MUST dk_code dk_member_text(const dk_member_reader *r, const dk_json_node *object,
                               const char *key, const char **out);
DK_MUST dk_code dk_member_flag(const dk_member_reader *r, const dk_json_node *object,
                               const char *key, bool *out);
/* An array of at most `max` items; an absent one is empty. */
DK_MUST dk_code dk_member_array(const dk_member_reader *r, const dk_json_node *object,
                                const char *key, size_t max, const dk_json_node **out);

#endif
