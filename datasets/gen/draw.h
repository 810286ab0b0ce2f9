/* datasets/gen/draw.h - draws the generator needs beyond core/base/random.h.
 *
 * Every part of the generator takes its own named stream (dk_random_stream), so that a draw added
 * in one place moves nothing elsewhere. All functions are O(1) unless they say otherwise.
 */
#ifndef DK_DATASETS_GEN_DRAW_H
#define DK_DATASETS_GEN_DRAW_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/random.h"

/* exp(N(log median, sigma)). */
double dk_draw_lognormal(dk_random *random, double median, double sigma);

/* N(mean, sd) pulled back into [low, high]. */
double dk_draw_between(dk_random *random, double mean, double sd, double low, double high);

/* True with probability p (p <= 0 never, p >= 1 always; one draw in every case). */
bool dk_draw_chance(dk_random *random, double p);

/* Index 0..n-1 with probability proportional to weights (sum > 0). O(n). */
size_t dk_draw_weighted(dk_random *random, const double *weights, size_t n);

/* Number of successes among n trials of probability p: exact draws up to 64 trials, beyond that the
 * rounded normal approximation within 0..n. O(min(n, 64)). */
int64_t dk_draw_binomial(dk_random *random, int64_t n, double p);

/* Whole number whose mean is x >= 0: floor plus one with the probability of the fraction. */
int64_t dk_draw_round(dk_random *random, double x);

/* 1 / (1 + exp(-x)). */
double dk_logistic(double x);

#endif
