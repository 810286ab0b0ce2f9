/* datasets/gen/demand.c - see demand.h. */
#include "datasets/gen/demand.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "datasets/gen/draw.h"
#include "datasets/gen/projects.h"

static const double month_days = 30.44;
enum { TAIL = 6 }; /* time constants after which late hiring is over */

/* Parameters of the festival, read once: they are asked for every firm and month. */
typedef struct {
    double tau, surge_drift, reopen_drift;
    int wind_down;
} festival_law;

static festival_law read_festival(const dk_world *world)
{
    return (festival_law){.tau = dk_world_num(world, "firm.surge_days"),
                          .surge_drift = dk_world_num(world, "firm.surge_drift"),
                          .reopen_drift = dk_world_num(world, "firm.reopen_drift_days"),
                          .wind_down = (int)dk_world_num(world, "firm.wind_down_days")};
}

/* Effective days of the firm in the month: see the head of demand.h. */
static double firm_days(const dk_world *world, const festival_law *law, const dk_firm *firm,
                        dk_month month)
{
    const dk_trade *trade = &world->trades[firm->trade];
    dk_day first = dk_month_first(month), last = dk_month_first(month + 1);
    dk_day newyear = world->festival.day[month / 12 - DK_FESTIVAL_FIRST];
    double years = (double)(month - world->first_month) / 12;
    int after = firm->after + (int)(law->reopen_drift * years);
    if (newyear == DK_DAY_NONE || first > newyear + after + TAIL * (int)law->tau ||
        last < newyear - firm->before - law->wind_down)
        return last - first;
    /* Better firms get more of their people back. */
    double away = (1 - trade->return_rate) * exp(-0.15 * firm->quality + law->surge_drift * years);
    double surge = away / trade->turnover * month_days / law->tau, sum = 0;
    for (dk_day day = first; day < last; day++) {
        int since = day - newyear;
        if (since >= after)
            sum += 1 + surge * exp(-(since - after) / law->tau);
        else if (since >= -firm->before)
            sum += trade->closed_level;
        else if (since >= -firm->before - law->wind_down)
            sum += (1 + trade->closed_level) / 2;
        else
            sum += 1;
    }
    return sum;
}

/* ---- the level of a trade ---- */

static double event_factor(const dk_world *world, const char *month_text)
{
    int n = (int)dk_world_num(world, "event.count");
    double factor = 1;
    for (int i = 1; i <= n && i <= DK_MAX_EVENTS; i++) {
        const char *prefix = dk_arena_format(world->arena, "event.%d", i);
        if (prefix != NULL &&
            strcmp(dk_params_text(world->params, prefix, "month"), month_text) == 0)
            factor *= dk_params_of(world->params, prefix, "factor");
    }
    return factor;
}

static dk_month month_param(const dk_world *world, const char *key)
{
    dk_month month = 0;
    return dk_month_parse(dk_params_text(world->params, NULL, key), &month) ? month : 0;
}

/* Pandemic demand: full until `until`, then falling to `low` over fall_months, then gone. */
static double boom_factor(const dk_world *world, dk_month month)
{
    dk_month from = month_param(world, "boom.from"), until = month_param(world, "boom.until");
    double factor = dk_world_num(world, "boom.factor"), low = dk_world_num(world, "boom.low");
    int fall = (int)dk_world_num(world, "boom.fall_months");
    if (month < from || month > until + fall)
        return 1;
    if (month <= until)
        return factor;
    return factor + (low - factor) * (month - until) / fall;
}

static double plant_factor(const dk_world *world, dk_month month)
{
    dk_month from = month_param(world, "plant.month");
    double ramp = dk_world_num(world, "plant.ramp"), gain = dk_world_num(world, "plant.gain");
    return 1 + gain * fmin(fmax((month - from + 1) / ramp, 0), 1);
}

static bool is_trade(const dk_world *world, const dk_trade *trade, const char *key)
{
    return strcmp(dk_params_text(world->params, NULL, key), trade->key) == 0;
}

static double level_of(const dk_world *world, const dk_trade *trade, int index)
{
    dk_month month = world->first_month + index;
    char text[8];
    dk_month_format(month, text);
    double years = (month - dk_month_of(2018, 7)) / 12.0;
    double level = trade->demand_2018 * world->firm_scale * pow(1 + trade->trend_year, years) *
                   trade->calendar[month % 12] * event_factor(world, text);
    if (is_trade(world, trade, "boom.trade"))
        level *= boom_factor(world, month);
    if (is_trade(world, trade, "plant.trade"))
        level *= plant_factor(world, month);
    if (is_trade(world, trade, "break.trade") &&
        index >= world->n_months - (int)dk_world_num(world, "break.months_ago"))
        level *= dk_world_num(world, "break.factor");
    return level + dk_projects_openings(world, trade, month);
}

/* Shocks of one trade: a short memory (AR(1) of the log), month-to-month gamma noise of mean 1 and,
 * where the world says so, a random walk of the log with one step a year. */
typedef struct {
    double memory, sd, walk_sd, shape;
    double ar, walk, ar_known, walk_known;
} shocks;

/* The factor of month `month`. *known gets its mean for one who knows the months up to the as-of
 * day. */
static double next_shock(shocks *s, dk_random *random, int month, int n_months, double *known)
{
    s->ar = s->memory * s->ar + s->sd * dk_random_normal(random);
    /* Steps fall on anniversaries of the as-of day, so that last year is one level and next year
     * another. */
    double step = s->walk_sd * dk_random_normal(random);
    if (month < n_months)
        s->walk_known = s->walk + (((n_months - month) % 12) == 0 ? step : 0);
    s->walk += ((n_months - month) % 12) == 0 ? step : 0;
    s->ar_known = month < n_months ? s->ar : s->memory * s->ar_known;
    *known = exp(s->ar_known + s->walk_known);
    return exp(s->ar + s->walk) * dk_random_gamma(random, s->shape) / s->shape;
}

/* ---- firms of a trade ---- */

typedef struct {
    const dk_world *world;
    dk_demand *demand;
    size_t trade, first, last; /* firms [first, last) */
    double miss, batch;
    festival_law festival;
    dk_random random;
} run;

static void draw_month(run *r, int month, double level, double shock)
{
    const dk_world *world = r->world;
    double share = 0;
    for (size_t f = r->first; f < r->last; f++)
        share += world->firms[f].first_month <= month ? world->firms[f].weight : 0;
    for (size_t f = r->first; f < r->last; f++) {
        const dk_firm *firm = &world->firms[f];
        size_t at = f * (size_t)r->demand->n_all + (size_t)month;
        if (firm->first_month > month)
            continue;
        double days = firm_days(world, &r->festival, firm, world->first_month + month);
        double mean = level * firm->weight / share * days / month_days;
        /* A firm hires in batches: gamma noise of its own beside the trade's. */
        double shape = firm->is_anchor ? r->batch * 6 : r->batch;
        double batch = dk_random_gamma(&r->random, shape) / shape;
        int64_t n = dk_random_poisson(&r->random, mean * shock * batch);
        r->demand->openings[at] = (uint16_t)(n > UINT16_MAX ? UINT16_MAX : n);
        r->demand->reports[at] = !dk_draw_chance(&r->random, r->miss) && month < firm->stop_month &&
                                 month >= world->n_months - world->trades[r->trade].history_months;
        r->demand->expected[r->trade * (size_t)r->demand->n_all + (size_t)month] += mean;
    }
}

static void run_trade(const dk_world *world, dk_demand *demand, size_t trade)
{
    char name[64];
    snprintf(name, sizeof name, "demand %s", world->trades[trade].key);
    run r = {world,
             demand,
             trade,
             world->trade_first[trade],
             world->trade_first[trade + 1],
             dk_world_num(world, "firm.report_miss"),
             dk_world_num(world, "firm.batch_shape"),
             read_festival(world),
             dk_world_stream(world, name)};
    shocks s = {.memory = dk_world_num(world, "market.shock_memory"),
                .sd = dk_world_num(world, "market.shock"),
                .walk_sd = dk_world_num(world, "market.walk"),
                .shape = world->trades[trade].shape * 2};
    for (int month = 0; month < demand->n_all; month++) {
        size_t at = trade * (size_t)demand->n_all + (size_t)month;
        double known = 1, shock = next_shock(&s, &r.random, month, demand->n_months, &known);
        draw_month(&r, month, level_of(world, &world->trades[trade], month), shock);
        demand->expected[at] *= known;
    }
}

dk_code dk_demand_make(const dk_world *world, dk_demand *out, dk_err *err)
{
    assert(world->n_firms > 0);
    size_t months = (size_t)world->n_months + DK_FUTURE_MONTHS;
    dk_demand made = {.n_months = world->n_months, .n_all = (int)months};
    made.openings = dk_arena_array(world->arena, world->n_firms * months, sizeof *made.openings);
    made.reports = dk_arena_array(world->arena, world->n_firms * months, sizeof *made.reports);
    made.expected = dk_arena_array(world->arena, world->n_trades * months, sizeof *made.expected);
    if (made.openings == NULL || made.reports == NULL || made.expected == NULL)
        return DK_NO_MEMORY(err);
    for (size_t k = 0; k < world->n_trades; k++)
        run_trade(world, &made, k);
    *out = made;
    return dk_params_check(world->params, err);
}

int64_t dk_demand_sum(const dk_world *world, const dk_demand *demand, size_t trade, int from,
                      int to)
{
    assert(from >= 0 && to <= demand->n_all);
    int64_t sum = 0;
    for (size_t f = world->trade_first[trade]; f < world->trade_first[trade + 1]; f++)
        for (int month = from; month < to; month++)
            sum += dk_demand_of(demand, f, month);
    return sum;
}

int64_t dk_demand_reported(const dk_world *world, const dk_demand *demand, size_t trade, int from,
                           int to)
{
    assert(from >= 0 && to <= demand->n_months);
    int64_t sum = 0;
    for (size_t f = world->trade_first[trade]; f < world->trade_first[trade + 1]; f++)
        for (int month = from; month < to; month++)
            sum += dk_demand_reports(demand, f, month) ? dk_demand_of(demand, f, month) : 0;
    return sum;
}

double dk_demand_addressable(const dk_world *world, const dk_demand *demand, size_t trade)
{
    const dk_trade *t = &world->trades[trade];
    int64_t year = dk_demand_sum(world, demand, trade, demand->n_months - 12, demand->n_months);
    double wanted = t->ratio * dk_trade_graduates(t) * world->people_scale;
    return year == 0 ? 0 : fmin(wanted / (double)year, 0.95);
}
