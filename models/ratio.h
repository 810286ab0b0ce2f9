/* models/ratio.h - openings per seeker (求人倍率) as the ministry publishes it.
 *
 * Openings and seekers of each class (a skill grade, an education level) are d and s; U openings
 * state no requirement. Published is not d/s: openings without a requirement are spread over the
 * classes in proportion to their seekers, which adds the same U/S to each, S being all seekers:
 *
 *     ratio_i = d_i / s_i + U / S
 *
 * By occupation the mirror rule holds: seekers without a wish are spread by openings,
 *     ratio_i = d_i / (s_i + W * d_i / D) = 1 / (s_i / d_i + W / D).
 * Source: the quarterly supply-demand template of the labour markets and one published table of the
 * ministry, whose seven rows the first formula reproduces to +-0.005.
 */
#ifndef DK_MODELS_RATIO_H
#define DK_MODELS_RATIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    int64_t demand,
        seekers; /* valid in the period: carried over + new, within their validity; >= 0 */
} dk_ratio_class;

/* Overall ratio sum(demand) + no_requirement over all seekers. False (and *out untouched) when
 * nobody seeks: a ratio without seekers is not a number. */
bool dk_ratio_total(const dk_ratio_class *classes, size_t n, int64_t no_requirement,
                    int64_t all_seekers, double *out);

/* ratio_i of class `one` by grade or education. False when the class has no seekers. */
bool dk_ratio_by_grade(dk_ratio_class one, int64_t no_requirement, int64_t all_seekers,
                       double *out);

/* ratio_i of class `one` by occupation, W seekers without a wish, D all openings. False when the
 * class has no openings and no seekers; 0 openings with seekers give 0. */
bool dk_ratio_by_occupation(dk_ratio_class one, int64_t no_wish, int64_t all_demand, double *out);

#endif
