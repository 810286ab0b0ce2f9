/* core/match/weights.h - named, versioned weights.
 *
 * A weights file is text, UTF-8, one `key value` per line, # begins a comment:
 *
 *     name default          first lines: name and version, printed with every result as default/1
 *     version 1
 *     skills 1000           a criterion: any non-negative integer; only ratios count
 *     use 2800
 *     ...
 *     set.related_floor 600 a parameter (below); optional, default in brackets
 *
 * A criterion that is not named weighs 0, so that a new criterion never changes an old ranking. An
 * unknown key, a negative or unreadable number, a key given twice and a file without any weight are
 * refused. Maxima are the weights scaled to sum 10000 by largest remainder (Hamilton; equal
 * remainders: the earlier criterion), so multiplying all weights by one integer changes nothing.
 */
#ifndef DK_CORE_MATCH_WEIGHTS_H
#define DK_CORE_MATCH_WEIGHTS_H

#include "core/match/criterion.h"

enum {
    DK_SCORE_MAX = 10000,
    DK_WEIGHT_MAX = 1000000000,
    DK_RELATED_FLOOR = 600, /* default of set.related_floor */
    DK_USE_HALF = 18000,    /* default of set.use_half */
};

typedef struct {
    char name[32];
    int32_t version;
    int32_t weight[DK_N_CRITERIA]; /* as given, 0..DK_WEIGHT_MAX */
    int32_t max[DK_N_CRITERIA];    /* points at most; sum is DK_SCORE_MAX */
    /* set.related_floor [600]: similarity in permille below which a related skill gives no credit.
     */
    int32_t related_floor;
    /* set.use_half [18000]: value of x (score.h), in thousandths of an effective level, at which
     * the criterion `use` gives half its maximum. */
    int32_t use_half;
} dk_weights;

/* Reads a weights file of `len` bytes. `file` names it in errors (may be NULL). O(len). */
DK_MUST dk_code dk_weights_parse(const char *text, size_t len, const char *file, dk_weights *out,
                                 dk_err *err);

/* Fills max[] from weight[]; fails when a weight is out of range or all are zero. O(criteria^2). */
DK_MUST dk_code dk_weights_normalise(dk_weights *weights, dk_err *err);

/* The weights the program is built with (datasets/weights/default.weights in numbers; a test holds
 * them equal), for callers without a file. */
dk_weights dk_weights_default(void);

/* "default/1" into out[48]. */
void dk_weights_label(const dk_weights *weights, char out[48]);

#endif
