/* datasets/gen/posts.c - drawing notices; see posts.h. Writing them is posts_write.c. */
#include "datasets/gen/posts.h"

#include <assert.h>
#include <math.h>

#include "datasets/gen/draw.h"

dk_post_law dk_post_law_read(const dk_world *world)
{
    return (dk_post_law){.pay_sigma = dk_world_num(world, "post.pay_sigma"),
                         .pay_quality = dk_world_num(world, "post.pay_quality"),
                         .lodging_lift = dk_world_num(world, "post.lodging_lift"),
                         .night_bonus = dk_world_num(world, "post.night_bonus"),
                         .no_dorm_bonus = dk_world_num(world, "post.no_dorm_bonus"),
                         .overstated = dk_world_num(world, "post.overstated_share"),
                         .grade_none = dk_world_num(world, "post.grade_none"),
                         .edu_none = dk_world_num(world, "post.edu_none"),
                         .edu_junior = dk_world_num(world, "post.edu_junior"),
                         .edu_middle = dk_world_num(world, "post.edu_middle"),
                         .pay_missing = dk_world_num(world, "post.pay_missing"),
                         .intern_share = dk_world_num(world, "post.intern_share"),
                         .intern_rate = dk_world_num(world, "post.internship_rate"),
                         .valid_days = dk_world_num(world, "post.valid_days"),
                         .waiting = dk_world_num(world, "post.waiting_share")};
}

static double logit(double p)
{
    return log(p / (1 - p));
}

static void draw_conditions(const dk_world *world, const dk_post_law *law, dk_random *random,
                            dk_post *post)
{
    const dk_trade *trade = &world->trades[post->trade];
    double quality = world->firms[post->firm].quality;
    /* Better firms lodge more and run fewer nights, so decent conditions come together. */
    bool has_night = dk_draw_chance(random, dk_logistic(logit(trade->night) - 0.4 * quality));
    double u = dk_random_unit(random);
    post->shift = has_night ? (u < 0.7 ? DK_SHIFT_TWO : DK_SHIFT_THREE)
                            : (u < 0.96 ? DK_SHIFT_DAY : DK_SHIFT_FLEX);
    post->has_lodging =
        dk_draw_chance(random, dk_logistic(logit(trade->dorm) + law->lodging_lift + 0.6 * quality));
    post->has_meals = dk_draw_chance(random, post->has_lodging ? 0.75 : 0.30);
    post->pay = trade->pay * trade->occs[post->occ].pay_ratio *
                exp(law->pay_sigma * dk_random_normal(random) + law->pay_quality * quality);
    post->pay *= has_night ? 1 + law->night_bonus : 1;
    post->pay *= post->has_lodging ? 1 : 1 + law->no_dorm_bonus;
}

static void draw_requirements(const dk_post_law *law, dk_random *random, dk_post *post)
{
    double edu[4] = {law->edu_none, law->edu_junior, law->edu_middle,
                     1 - law->edu_none - law->edu_junior - law->edu_middle};
    bool any_grade = !dk_draw_chance(random, law->grade_none);
    post->edu = (int)dk_draw_weighted(random, edu, 4);
    double u = dk_random_unit(random);
    if (any_grade)
        post->skill = post->is_experienced ? (u < 0.55 ? 4 : 3) : (u < 0.85 ? 5 : 4);
    int grades = post->skill == 0 ? 0 : 5 - post->skill;
    post->pay *= pow(1.07, grades);
    if (post->is_experienced) {
        post->exp_months = 12 * (int)dk_random_between(random, 1, 3);
        post->pay *= 1 + 0.004 * post->exp_months;
    }
    /* A notice for beginners never asks for college: nobody the centre teaches has it. */
    if (!post->is_experienced && post->edu == 3)
        post->edu = 2;
}

double dk_post_round_pay(double pay)
{
    return floor(pay / 50 + 0.5) * 50;
}

static void draw_pay(const dk_post_law *law, dk_random *random, dk_post *post)
{
    bool is_overstated = dk_draw_chance(random, law->overstated);
    double lift = 1.15 + 0.15 * dk_random_unit(random),
           spread = 0.04 + 0.10 * dk_random_unit(random);
    double shown = is_overstated ? post->pay * lift : post->pay;
    bool is_hidden = dk_draw_chance(random, law->pay_missing);
    post->pay_min = is_hidden ? 0 : dk_post_round_pay(shown * (1 - spread));
    post->pay_max = is_hidden ? 0 : dk_post_round_pay(shown * (1 + spread));
}

void dk_post_draw(const dk_world *world, const dk_post_law *law, dk_random *random, dk_post *out)
{
    assert(out->firm < world->n_firms);
    const bool is_experienced = out->is_experienced;
    const dk_day day = out->opened;
    const size_t trade_at = world->firms[out->firm].trade;
    const dk_trade *trade = &world->trades[trade_at];
    assert(out->occ < trade->n_occs);
    *out = (dk_post){.firm = out->firm,
                     .trade = trade_at,
                     .occ = out->occ,
                     .openings = 1,
                     .is_experienced = is_experienced,
                     .opened = day};
    draw_conditions(world, law, random, out);
    draw_requirements(law, random, out);
    bool may_train = trade->kind == DK_TRADE_SCHOOL && !is_experienced && out->skill == 0;
    if (dk_draw_chance(random, law->intern_share) && may_train) {
        out->is_intern = true;
        out->pay *= law->intern_rate;
        out->shift = DK_SHIFT_DAY; /* interns: eight hours, no nights */
    }
    draw_pay(law, random, out);
    double valid = is_experienced ? law->valid_days * 0.4 : law->valid_days;
    out->valid_to = day + (dk_day)(valid * (0.75 + 0.5 * dk_random_unit(random)));
    out->start_on = day + (dk_day)dk_random_between(random, 7, 45);
    /* Whoever wants the school's graduates waits until they are out. */
    bool waits = dk_draw_chance(random, law->waiting);
    dk_day july = dk_day_of(dk_civil_of(day + 120).year, 7, 1);
    if (waits && trade->kind == DK_TRADE_SCHOOL && !is_experienced && july > out->start_on)
        out->start_on = july;
}

bool dk_post_is_decent(const dk_post *post, double median)
{
    return post->shift == DK_SHIFT_DAY && post->has_lodging && post->pay >= median;
}
