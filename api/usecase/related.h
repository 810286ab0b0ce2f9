/* api/usecase/related.h - related skills to look at, from the register's posts (esco.h: from ESCO).
 *
 * Skills used together are not skills that stand for each other: in ESCO the same 47 occupations
 * use Java and JavaScript (cosine 0.93). So what co-occurrence finds is proposed just below the
 * floor at which a related skill gives credit (DK_RELATED_FLOOR), with the measured value in its
 * source: a person raises it or leaves it. Only ESCO's own essential relations stand at the floor.
 */
#ifndef DK_API_USECASE_RELATED_H
#define DK_API_USECASE_RELATED_H

#include "api/usecase/usecase.h"
#include "core/match/weights.h"

typedef struct {
    const char *skill, *other; /* codes */
    int32_t similarity_permille;
    const char *source; /* why, as it goes into the register */
} dk_skill_link_row;

typedef struct {
    dk_skill_link_row *rows;
    size_t n;
} dk_skill_link_rows;

/* Skills that the posts of the register ask for together (core/match/related.h, its default rules).
 * Links that the register has already are left out. O(posts * requirements^2). */
DK_MUST dk_code dk_uc_related_register(dk_app *app, dk_arena *arena, dk_lang lang,
                                       dk_skill_link_rows *out, dk_err *err);

/* Used together is not alike: no credit until a person says so. */
static inline int32_t dk_uc_related_capped(int32_t similarity_permille)
{
    return similarity_permille < DK_RELATED_FLOOR ? similarity_permille : DK_RELATED_FLOOR - 1;
}

#endif
