/* api/usecase/similar.h - closeness of profiles that a caller brings (core/match/similar.h). */
#ifndef DK_API_USECASE_SIMILAR_H
#define DK_API_USECASE_SIMILAR_H

#include "core/match/similar.h"

enum { DK_PROFILES_MAX = 5000 };

typedef struct {
    const char **keys; /* n, in code order */
    dk_similar_input input;
} dk_profiles;

/* Reads a table of ratings, one a row, from a file (gzip or not) or "-": the column `onet_soc`,
 * `profile` or `key`; `element_id` or `element`; `importance` or `value`; and `level` if it is
 * there. Other columns are left alone; an empty rating is not rated. Fails with the row for a
 * missing column, a rating that is no number or one given twice. Everything lives in the arena.
 * O(rows log rows). */
DK_MUST dk_code dk_uc_profiles_read(const char *path, dk_arena *arena, dk_profiles *out,
                                    dk_err *err);

/* Scores of all pairs, n * n, row = query, in the arena. At most DK_PROFILES_MAX profiles. */
DK_MUST dk_code dk_uc_similar(const dk_similar_input *input, dk_arena *arena, const double **out,
                              dk_err *err);

#endif
