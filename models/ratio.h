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

#include "core/base/text.h"

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

/* ---- a table of them ---- */

typedef enum {
    DK_RATIO_BY_OCCUPATION,
    DK_RATIO_BY_MONTH,
    DK_RATIO_BY_GRADE,
    DK_RATIO_BY_EDUCATION,
    DK_N_RATIO_BY
} dk_ratio_by;

/* "occupation", "month", "grade", "education"; NULL beyond. */
const char *dk_ratio_by_key(int by);

typedef struct {
    const char *code;
    dk_text title;
    int64_t demand, seekers;
    double ratio; /* -1: nobody seeks */
} dk_ratio_line;

typedef struct {
    dk_ratio_by by;
    int64_t from, to; /* month indexes, both inside; from > to: no month, today's registers */
    dk_ratio_line *lines;
    size_t n;
    dk_ratio_line total;    /* demand and seekers of everybody, those without a class included */
    int64_t no_requirement; /* openings that state none: by grade and education */
    int64_t no_class;       /* seekers without a grade, a degree, or a wish */
} dk_ratio_table;

/* Fills the ratios of the lines and of the total from their demand and seekers, by the rules above.
 * O(lines). */
void dk_ratio_fill(dk_ratio_table *table);

#endif
