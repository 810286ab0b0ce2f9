/* datasets/gen/posts.h - one vacancy notice, and the workbooks of posts and enterprises.
 *
 * Of a firm's openings only a part is what the centre can serve: the rest is posted again, asks for
 * experience the young do not have, or goes to other suppliers. The posts register holds that part
 * and some notices for experienced people; the demand history holds all.
 */
#ifndef DK_DATASETS_GEN_POSTS_H
#define DK_DATASETS_GEN_POSTS_H

#include "datasets/gen/demand.h"

#define DK_WAGE_GROWTH 0.04 /* a year; pay of past cohorts is lower */

typedef enum { DK_SHIFT_DAY, DK_SHIFT_TWO, DK_SHIFT_THREE, DK_SHIFT_FLEX } dk_shift;
typedef enum { DK_POST_OPEN, DK_POST_FILLED, DK_POST_CLOSED } dk_post_status;

typedef struct {
    size_t firm, trade, occ; /* indexes; occ within the trade */
    int64_t openings;
    double pay, pay_min,
        pay_max; /* what is really paid, and what is written (0: 面议), yuan a month */
    dk_shift shift;
    bool has_lodging, has_meals, is_experienced, is_intern, is_order_class;
    int edu;   /* 0 none, 1 junior middle, 2 secondary vocational, 3 college */
    int skill; /* 0 none, else 5 .. 3 */
    int exp_months;
    dk_day opened, start_on, valid_to;
    dk_post_status status;
    char no[16];   /* in the register; "" when the firm never told the centre */
    dk_day listed; /* when the register got it */
    int64_t taken; /* of the openings, by graduates who chose it */
} dk_post;

/* Last year the centre got its sheets on four days: new notices, and rosters of those who would be
 * out of training before the next. School leavers are in the one of June. */
enum { DK_HAND_INS = 4, DK_HAND_IN_JUNE = 2 };
typedef struct {
    dk_day day;
    const char *month; /* "06", in the names of its sheets */
} dk_hand_in;
dk_hand_in dk_hand_in_of(const dk_world *world, int i);

/* The last hand-in before `day`, 0 when there is none. */
int dk_hand_in_before(const dk_world *world, dk_day day);

enum { DK_ORDER_SEATS = 40 }; /* of the order class, its size as well */

/* Parameters of a post, read once. */
typedef struct {
    double pay_sigma, pay_quality, lodging_lift, night_bonus, no_dorm_bonus, overstated, grade_none,
        edu_none, edu_junior, edu_middle, pay_missing, intern_share, intern_rate, valid_days,
        waiting;
} dk_post_law;

dk_post_law dk_post_law_read(const dk_world *world);

/* Draws a notice; firm, occ, is_experienced and opened are given, openings are set to 1. O(1). */
void dk_post_draw(const dk_world *world, const dk_post_law *law, dk_random *random, dk_post *post);

/* Pay as notices write it, to 50 yuan. */
double dk_post_round_pay(double pay);

/* True for a post in the county with day shift, lodging and pay of at least `median`. */
bool dk_post_is_decent(const dk_post *post, double median);

/* Figures of the register, for the moments table. */
typedef struct {
    int64_t rows, open_rows, openings; /* open: valid and not filled on the as-of day */
    int64_t decent_openings;
    double trade_openings[DK_MAX_TRADES]; /* open, without experienced ones */
    int64_t grade_none, edu[4];           /* rows */
    double pay_median;                    /* of open rows that name it */
} dk_post_figures;

/* The notices of last year, from which that year's graduates were placed. */
typedef struct {
    int64_t rows[DK_HAND_INS]; /* of each sheet */
    dk_post *items;
    size_t n, capacity;
    size_t first[DK_MAX_TRADES + 1]; /* notices of trade k: first[k] .. first[k + 1) */
} dk_post_pool;

/* Writes the workbooks last_posts_<month>, each with the notices since the one before (the first:
 * of half a year), and keeps them (in the world's arena). Pay is that of a year ago.
 * O(firms + posts log posts). */
DK_MUST dk_code dk_last_posts_write(const dk_world *world, const dk_demand *demand,
                                    dk_post_pool *out, dk_err *err);

/* Writes posts and enterprises; `figures` gets what was written. O(firms + posts). */
DK_MUST dk_code dk_posts_write(const dk_world *world, const dk_demand *demand,
                               dk_post_figures *figures, dk_err *err);
DK_MUST dk_code dk_enterprises_write(const dk_world *world, int64_t *rows, dk_err *err);

#endif
