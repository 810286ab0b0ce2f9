/* datasets/gen/judge.h - what one seed of a world shows to someone who knows the laws, and to a
 * naive rule. The generator's own yardstick; what Duikou makes of the same files is judged
 * elsewhere.
 */
#ifndef DK_DATASETS_GEN_JUDGE_H
#define DK_DATASETS_GEN_JUDGE_H

#include "datasets/gen/county.h"

/* Errors of monthly forecasts are mean absolute errors over the mean absolute change from the year
 * before within the history (MASE, Hyndman and Koehler 2006, doi:10.1016/j.ijforecast.2006.03.001),
 * averaged over trades with a full history. */
typedef enum {
    DK_SHOWN_MONTH_ORACLE,   /* MASE of the law's mean, next 12 months */
    DK_SHOWN_MONTH_NAIVE,    /* MASE of last year's months */
    DK_SHOWN_MONTH_SHUFFLED, /* MASE of the law's mean against months in another order */
    DK_SHOWN_MONTH_FLAT,     /* MASE of the law's yearly mean */
    DK_SHOWN_YEAR_ORACLE,    /* absolute error of the year's total / the total, mean over trades */
    DK_SHOWN_YEAR_NAIVE,
    DK_SHOWN_BREAK_ORACLE, /* the same for the trade of `break.trade` alone */
    DK_SHOWN_BREAK_NAIVE,
    DK_SHOWN_STAY_SKILL,    /* 1 - Brier(oracle) / Brier(base rate), six months */
    DK_SHOWN_STAY_SHUFFLED, /* the same against other people's outcomes */
    DK_SHOWN_QUALITY_GAIN,  /* Brier skill lost without the firms' part */
    DK_SHOWN_SKILL_GAIN,    /* Brier skill lost without the skills' part */
    DK_SHOWN_GROUP_FLAG,    /* 1 when referral by sex differs at the 5 % level */
    DK_SHOWN_REPORT_MOVE, /* reported openings of the last 12 months over the true ones, minus what
                             W0 reports of them, as a share */
    DK_SHOWN_BOUNDS_MISS, /* 1 when the true 6-month rate lies outside [worst, best] */
    DK_SHOWN_COMPLETE_BIAS,  /* 6-month rate of those reached minus the true one */
    DK_SHOWN_PROJECT_ORACLE, /* openings by projects next year: error of the truth's mean (0) */
    DK_SHOWN_PROJECT_NAIVE, /* error of the announcements taken at their word, share of announced */
    DK_N_SHOWN
} dk_shown;

/* Runs the county of the options (nothing is written) and fills shown[DK_N_SHOWN]. O(county). */
DK_MUST dk_code dk_judge(const dk_gen_options *options, double *shown, dk_err *err);

#endif
