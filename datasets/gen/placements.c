/* datasets/gen/placements.c - drawing placements; see placements.h. Writing is placements_write.c.
 */
#include "datasets/gen/placements_law.h"

#include <assert.h>
#include <math.h>

#include "datasets/gen/draw.h"

enum { PILOT = 3000, FAR_MINUTES = 40 };

/* Standard Gumbel: the maximum of utilities then follows a multinomial logit. */
static double gumbel(dk_random *random)
{
    return -log(-log(1 - dk_random_unit(random) * (1 - 1e-12)));
}

/* ---- offers ---- */

typedef struct {
    dk_post post;
    bool is_local, is_own;
    double minutes;
    dk_post *listed; /* in the register of then; NULL: the firm told the centre nothing */
} offer;

static bool is_free(const dk_post *post, dk_day day)
{
    return post->status == DK_POST_OPEN && post->listed < day && post->valid_to >= day &&
           !post->is_experienced && !post->is_intern && !post->is_order_class &&
           post->taken < post->openings;
}

/* A registered post of the trade with a seat left on `day`, each with the same chance; NULL when
 * there is none. O(posts of the trade). */
static dk_post *draw_listed(const dk_place_law *law, dk_random *random, const dk_post_pool *pool,
                            size_t trade, dk_day day)
{
    size_t n_free = 0;
    if (!dk_draw_chance(random, law->listed))
        return NULL;
    for (size_t i = pool->first[trade]; i < pool->first[trade + 1]; i++)
        n_free += is_free(&pool->items[i], day);
    if (n_free == 0)
        return NULL;
    size_t left = dk_random_below(random, n_free);
    for (size_t i = pool->first[trade];; i++)
        if (is_free(&pool->items[i], day) && left-- == 0)
            return &pool->items[i];
}

static void offer_listed(const dk_place_law *law, const dk_person *person, dk_post *post,
                         offer *out)
{
    *out = (offer){.post = *post,
                   .is_local = true,
                   .is_own = post->trade == person->trade,
                   .minutes = law->world->minutes[person->town][law->world->firms[post->firm].town],
                   .listed = post};
}

static void draw_offer(const dk_place_law *law, dk_random *random, const dk_placement *p,
                       const dk_leaver *who, offer *out)
{
    const dk_person *person = &p->person;
    const dk_world *world = law->world;
    bool is_own = dk_draw_chance(random, law->own_trade);
    bool is_away = dk_draw_chance(random, law->away_offers);
    size_t trade = person->trade;
    while (world->trade_first[trade] == world->trade_first[trade + 1] ||
           (!is_own && trade == person->trade))
        trade = dk_random_below(random, world->n_trades);
    dk_post *listed = who->pool == NULL || is_away
                          ? NULL
                          : draw_listed(law, random, who->pool, trade, p->referred);
    if (listed != NULL) {
        offer_listed(law, person, listed, out);
        return;
    }
    size_t first = world->trade_first[trade], n = world->trade_first[trade + 1] - first;
    size_t firm = first + dk_random_below(random, n);
    size_t occ = dk_random_below(random, world->trades[trade].n_occs);
    out->post = (dk_post){.firm = firm, .occ = occ, .opened = who->day};
    dk_post_draw(world, &law->posts, random, &out->post);
    out->listed = NULL;
    out->post.is_intern = false;
    out->is_own = trade == person->trade;
    out->is_local = !is_away;
    out->minutes = is_away ? 0 : world->minutes[person->town][world->firms[firm].town];
    if (is_away) {
        out->post.pay *= law->away_pay;
        out->post.has_lodging = true;
    }
}

static bool is_offered(const dk_place_law *law, dk_random *random, const dk_person *person,
                       const offer *o)
{
    double weight = o->post.skill > 0 ? 1.5 : 0.6;
    double x = law->hire_base + law->hire_skill * weight * person->ability * o->is_own +
               law->hire_mark * person->mark;
    return dk_draw_chance(random, dk_logistic(x));
}

static double utility(const dk_place_law *law, dk_random *random, const dk_person *person,
                      const offer *o)
{
    const dk_firm *firm = &law->world->firms[o->post.firm];
    bool is_night = o->post.shift == DK_SHIFT_TWO || o->post.shift == DK_SHIFT_THREE;
    bool is_far = o->minutes > FAR_MINUTES && !o->post.has_lodging;
    double u = law->choice_pay * log(o->post.pay / person->want_pay);
    u -= is_far ? law->choice_commute * (o->minutes - FAR_MINUTES) / 20 : 0;
    if (is_night && !person->shift_ok)
        u -= law->choice_night + (is_far ? law->choice_night_far : 0);
    if (person->needs_dorm)
        u += o->post.has_lodging        ? law->choice_dorm
             : o->minutes > FAR_MINUTES ? -law->choice_dorm
                                        : 0;
    u += o->is_own ? law->choice_match : 0;
    u += law->choice_quality * firm->quality;
    u += o->is_local == person->wants_local ? law->choice_home : 0;
    return u + gumbel(random);
}

/* The best of the offers made, above staying out; false when there is none. */
static bool choose(const dk_place_law *law, dk_random *random, const dk_placement *p,
                   const dk_leaver *who, offer *best)
{
    const dk_person *person = &p->person;
    double top = law->choice_outside + gumbel(random);
    bool found = false;
    for (int i = 0; i < law->n_offers; i++) {
        offer o;
        draw_offer(law, random, p, who, &o);
        bool made = is_offered(law, random, person, &o);
        double u = utility(law, random, person, &o);
        if (made && u > top) {
            top = u;
            *best = o;
            found = true;
        }
    }
    return found;
}

/* ---- staying ---- */

static void set_risk(const dk_place_law *law, dk_random *random, const offer *o, dk_placement *p)
{
    const dk_firm *firm = &law->world->firms[o->post.firm];
    bool is_night = o->post.shift == DK_SHIFT_TWO || o->post.shift == DK_SHIFT_THREE;
    double gap = (p->person.want_pay - p->pay_start) / p->person.want_pay;
    double required = o->post.skill == 0 ? -0.8 : o->post.skill == 5 ? 0 : 0.6;
    p->quality_part = -law->leave_quality * firm->quality;
    /* Too little skill drives out, more than enough does not hold: a threshold. */
    p->skill_part = o->is_own ? law->leave_skill * fmax(required - p->person.ability, 0) : 0;
    p->log_risk = p->quality_part + p->skill_part + law->leave_pay * fmax(gap, 0) +
                  (o->is_own ? 0 : law->leave_mismatch) +
                  (is_night && !p->person.shift_ok ? law->leave_night : 0) +
                  log(law->world->trades[p->person.trade].leave);
    p->hidden_part = law->frailty * dk_random_normal(random);
    p->log_risk += p->hidden_part;
}

/* Chance to leave in month 1..12 having stayed until then. */
static double leave_hazard(const dk_place_law *law, int month, double log_risk)
{
    double base = month <= 3 ? law->leave_month[month - 1] : law->leave_later;
    return fmin(base * exp(log_risk - law->mean_log_risk), 0.95);
}

double dk_stay_chance(const dk_place_law *law, int months, double log_risk)
{
    double stay = 1;
    for (int m = 1; m <= months; m++)
        stay *= 1 - leave_hazard(law, m, log_risk);
    return stay;
}

static void draw_stay(const dk_place_law *law, dk_random *random, dk_placement *p)
{
    static const int at[DK_CHECKS] = {3, 6, 12};
    for (int m = 1; m <= 12; m++) {
        bool leaves = dk_draw_chance(random, leave_hazard(law, m, p->log_risk));
        if (leaves && p->left_month == 0)
            p->left_month = m;
    }
    for (int c = 0; c < DK_CHECKS; c++) {
        bool has_left = p->left_month > 0 && p->left_month <= at[c];
        p->is_reached[c] = !dk_draw_chance(random, law->unknown[c][has_left]);
    }
}

/* ---- one graduate ---- */

static void draw_job(const dk_place_law *law, dk_random *random, const offer *o, int years_ago,
                     dk_placement *p)
{
    double deflate = pow(1 + DK_WAGE_GROWTH, -years_ago);
    double bias = law->group_bias * (p->person.is_male ? 0.5 : -0.5);
    double logit_school = log(law->by_school / (1 - law->by_school));
    p->went = DK_WENT_FIRM;
    p->post = o->post;
    p->is_local = o->is_local;
    p->is_matched = o->is_own;
    p->by_school = dk_draw_chance(random, dk_logistic(logit_school + bias));
    p->has_contract = dk_draw_chance(random, law->contract);
    p->is_insured = dk_draw_chance(random, law->insured);
    p->pay_start = o->post.pay;
    set_risk(law, random, o, p);
    p->pay_start *= deflate;
}

/* The seat that the order class keeps for the person, false when there is none left. */
static bool take_order(const dk_place_law *law, dk_random *random, const dk_leaver *who,
                       const dk_placement *p, offer *out)
{
    if (!who->is_order || who->pool == NULL || !dk_draw_chance(random, law->order))
        return false;
    for (size_t i = who->pool->first[who->trade]; i < who->pool->first[who->trade + 1]; i++) {
        dk_post *post = &who->pool->items[i];
        if (!post->is_order_class || post->taken >= post->openings)
            continue;
        offer_listed(law, &p->person, post, out);
        return true;
    }
    return false;
}

/* True when the person goes where the intent says, without looking for work. */
static bool goes_elsewhere(dk_random *random, dk_placement *p)
{
    switch (p->person.intent) {
    case DK_INTENT_STUDY:
        p->went = dk_draw_chance(random, 0.97) ? DK_WENT_STUDY : DK_WENT_FLEXIBLE;
        return true;
    case DK_INTENT_ARMY:
        p->went = DK_WENT_ARMY;
        return true;
    case DK_INTENT_BUSINESS:
        p->went = DK_WENT_OWN;
        return true;
    default:
        return false;
    }
}

void dk_placement_draw(const dk_place_law *law, dk_random *random, const dk_leaver *who,
                       dk_placement *out)
{
    enum { WEDNESDAYS = 4 };
    offer best;
    *out = (dk_placement){.went = DK_WENT_NOWHERE,
                          .is_order = who->is_order,
                          .day = who->day,
                          .referred = DK_DAY_NONE};
    out->person = (dk_person){.trade = who->trade, .stage = who->stage};
    dk_person_draw(law->world, &law->people, random, who->day, &out->person);
    out->started = who->day + (dk_day)dk_random_between(random, 3, 40);
    if (who->pool != NULL) { /* 1970-01-01 was a Thursday: day 6 a Wednesday */
        dk_day first = who->refer_from + (6 - who->refer_from % 7 + 7) % 7;
        out->referred = first + 7 * (dk_day)dk_random_below(random, WEDNESDAYS);
        if (out->started <= out->referred)
            out->started = out->referred + 3;
    }
    if (goes_elsewhere(random, out))
        return;
    if (take_order(law, random, who, out, &best) || choose(law, random, out, who, &best)) {
        draw_job(law, random, &best, who->years_ago, out);
        draw_stay(law, random, out);
        if (best.listed != NULL)
            best.listed->taken++;
    } else if (dk_draw_chance(random, law->flexible))
        out->went = DK_WENT_FLEXIBLE;
}

/* ---- the law ---- */

/* Chances of not being reached, stayed and left, so that `unknown` of all are and the odds differ
 * by `odds`; `stay` is the share of stayers. Bisection on the stayers' chance. */
static void split_unknown(double unknown, double odds, double stay, double out[2])
{
    double low = 0, high = unknown;
    for (int i = 0; i < 60; i++) {
        double p = (low + high) / 2, q = odds * p / (1 - p + odds * p);
        if (stay * p + (1 - stay) * q < unknown)
            low = p;
        else
            high = p;
    }
    out[0] = low;
    out[1] = odds * low / (1 - low + odds * low);
}

/* Mean hazard ratio of a pilot of graduates, so that published hazards stay the mean. */
static void calibrate(dk_place_law *law)
{
    dk_random random = dk_world_stream(law->world, "placement pilot");
    double sum = 0, weights[DK_MAX_TRADES];
    int n = 0;
    for (size_t k = 0; k < law->world->n_trades; k++)
        weights[k] = dk_place_graduates(law, k);
    for (int i = 0; i < PILOT; i++) {
        size_t trade = dk_draw_weighted(&random, weights, law->world->n_trades);
        dk_placement p;
        const dk_leaver who = {
            .trade = trade, .stage = dk_place_stage(law, trade), .day = law->world->options.as_of};
        dk_placement_draw(law, &random, &who, &p);
        if (p.went == DK_WENT_FIRM) {
            sum += exp(p.log_risk);
            n++;
        }
    }
    law->mean_log_risk = n == 0 ? 0 : log(sum / n);
}

int dk_place_stage(const dk_place_law *law, size_t trade)
{
    return law->world->trades[trade].kind == DK_TRADE_SHORT ? DK_STAGE_SHORT : 2;
}

double dk_place_graduates(const dk_place_law *law, size_t trade)
{
    const dk_trade *t = &law->world->trades[trade];
    return t->kind == DK_TRADE_GENERAL ? 0 : dk_trade_graduates(t);
}

static void read_choice(dk_place_law *law)
{
    const dk_world *world = law->world;
    law->n_offers = (int)dk_world_num(world, "choice.offers");
    law->choice_pay = dk_world_num(world, "choice.pay");
    law->choice_commute = dk_world_num(world, "choice.commute");
    law->choice_night = dk_world_num(world, "choice.night");
    law->choice_night_far = dk_world_num(world, "choice.night_far");
    law->choice_dorm = dk_world_num(world, "choice.dorm");
    law->choice_match = dk_world_num(world, "choice.match");
    law->choice_quality = dk_world_num(world, "choice.quality");
    law->choice_home = dk_world_num(world, "choice.home");
    law->choice_outside = dk_world_num(world, "choice.outside");
    law->own_trade = dk_world_num(world, "choice.own_trade");
    law->away_offers = dk_world_num(world, "choice.away_offers");
    law->away_pay = dk_world_num(world, "choice.away_pay");
    law->listed = dk_world_num(world, "choice.listed");
    law->order = dk_world_num(world, "choice.order");
    law->hire_base = dk_world_num(world, "hire.base");
    law->hire_skill = dk_world_num(world, "hire.skill");
    law->hire_mark = dk_world_num(world, "hire.mark");
    law->group_bias = dk_world_num(world, "hire.group_bias");
}

static void read_staying(dk_place_law *law)
{
    const dk_world *world = law->world;
    law->leave_month[0] = dk_world_num(world, "leave.month1");
    law->leave_month[1] = dk_world_num(world, "leave.month2");
    law->leave_month[2] = dk_world_num(world, "leave.month3");
    law->leave_later = dk_world_num(world, "leave.later");
    law->leave_pay = dk_world_num(world, "leave.pay");
    law->leave_quality = dk_world_num(world, "leave.quality");
    law->leave_skill = dk_world_num(world, "leave.skill");
    law->leave_mismatch = dk_world_num(world, "leave.mismatch");
    law->leave_night = dk_world_num(world, "leave.night");
    law->frailty = dk_world_num(world, "leave.frailty");
    law->by_school = dk_world_num(world, "outcome.channel_school");
    law->contract = dk_world_num(world, "outcome.contract");
    law->insured = dk_world_num(world, "outcome.insured");
    law->flexible = dk_world_num(world, "outcome.flexible");
}

void dk_place_law_read(const dk_world *world, dk_place_law *out)
{
    static const double share[DK_CHECKS] = {0.7, 1,
                                            1.4}; /* of follow.unknown, at 3, 6, 12 months */
    static const double stay[DK_CHECKS] = {0.82, 0.76, 0.66};
    *out = (dk_place_law){.world = world};
    out->people = dk_person_law_read(world);
    out->posts = dk_post_law_read(world);
    read_choice(out);
    read_staying(out);
    double unknown = dk_world_num(world, "follow.unknown"),
           odds = dk_world_num(world, "follow.leaver_odds");
    for (int c = 0; c < DK_CHECKS; c++)
        split_unknown(unknown * share[c], odds, stay[c], out->unknown[c]);
    calibrate(out);
}
