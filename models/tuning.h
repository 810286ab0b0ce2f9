/* models/tuning.h - every constant of combination and calibration that was chosen, not derived.
 *
 * The values are round numbers near published advice (shrink weights towards equal ones, shrink
 * corrections by half); bench/bench_forecast --loso moves each of them on some sets and reports the
 * set left out (docs/accuracy.md). Nothing else in combination and calibration was tuned.
 */
#ifndef DK_MODELS_TUNING_H
#define DK_MODELS_TUNING_H

typedef struct {
    double weight_prior; /* the methods' priors count as this many series when weights are learnt */
    double tilt;         /* how strongly a series' own past errors move its weights; 0: not */
    double tilt_half;    /* errors after which the tilt is half as strong as it can get */
    double shock; /* common error of one stretch of time, in sd: a pool's median score m corrects
                     the forecasts by m^3 / (m^2 + shock^2) */
    double zero_weight_prior; /* as weight_prior, for mostly-zero series: few large errors decide
                                 there */
    double zero_location;     /* share of the way to unbiased means of mostly-zero series, 0..1 */
    double recency;           /* scores weigh (values known then / values known now)^recency */
    double sd_prior;          /* the pool's typical sd / change counts as this many values */
    double change_prior;      /* the pool's typical change / level counts as this many changes */
    double score_prior;       /* the Student t counts as this many series among the scores */
    double score_variance;    /* mean square score expected before any is seen */
} dk_tuning;

#define DK_TUNING_INIT                                                                             \
    ((dk_tuning){.weight_prior = 10,                                                               \
                 .tilt = 1,                                                                        \
                 .tilt_half = 6,                                                                   \
                 .shock = 0.25,                                                                    \
                 .zero_weight_prior = 300,                                                         \
                 .zero_location = 1,                                                               \
                 .recency = 2,                                                                     \
                 .sd_prior = 8,                                                                    \
                 .change_prior = 2,                                                                \
                 .score_prior = 4,                                                                 \
                 .score_variance = 1.2})

#endif
