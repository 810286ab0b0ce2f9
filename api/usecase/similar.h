/* api/usecase/similar.h - closeness of profiles that a caller brings (core/match/similar.h). */
#ifndef DK_API_USECASE_SIMILAR_H
#define DK_API_USECASE_SIMILAR_H

#include "core/match/similar.h"

enum { DK_PROFILES_MAX = 5000 };

typedef struct {
    const char **keys; /* n, in order of appearance */
    dk_similar_input input;
} dk_profiles;

/* Where they come from; NULL: not given. A path is a file (gzip or not; CSV or tabs) or "-". */
typedef struct {
    const char *profiles;                    /* ratings; needed */
    const char *activities, *titles, *tasks; /* one path or several joined by commas */
} dk_profile_files;

/* Reads ratings, one a row: the profile (`onet_soc`, `O*NET-SOC Code`, `profile` or `key`), the
 * element (`element_id`, `element`), `importance` or `value`; `level` and `domain` (K: knowledge,
 * else a skill) if they are there; and texts, one a row: the profile with `dwa_id` or `activity`,
 * `title` / `Alternate Title` / `Reported Job Title`, `Task`. Other columns are left alone; an
 * empty rating is not rated; texts of profiles without ratings are left out. Nothing but equality
 * is read from keys: profiles keep the order of the file. Fails with the row for a missing column,
 * a rating that is no number or one given twice. Everything lives in the arena. O(rows). */
DK_MUST dk_code dk_uc_profiles_read(const dk_profile_files *files, dk_arena *arena,
                                    dk_profiles *out, dk_err *err);

/* The fitted weights the program is built with (datasets/weights/similar.weights). */
DK_MUST dk_code dk_uc_similar_weights(dk_similar_weights *out, dk_err *err);

/* Scores of all pairs, n * n, row = query, in the arena. At most DK_PROFILES_MAX profiles. */
DK_MUST dk_code dk_uc_similar(const dk_similar_input *input, dk_arena *arena, const double **out,
                              dk_err *err);

#endif
