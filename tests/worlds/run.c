/* tests/worlds/run.c - see run.h. */
#include "tests/worlds/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "api/usecase/demand.h"
#include "core/base/parse.h"
#include "core/table/table.h"
#include "datasets/gen/demand.h"
#include "datasets/gen/projects.h"
#include "models/announced.h"
#include "models/outlook.h"
#include "models/quota.h"
#include "models/scoreboard.h"

enum { YEAR = 12, HISTORY_MIN = 36, PATHS = 400, ORIGINS = 6, LINE = 64 };

/* Of the twelve months' openings, those that this centre's graduates fill. */
static const double centre = 0.03;

/* How the county is told. */
typedef struct {
    bool is_counted; /* only how many firms reported a month is known, not which */
    bool has_new;    /* a trade whose records began months ago is told as well */
} telling;

/* One world and seed: what is shown, what comes. */
typedef struct {
    telling how;
    dk_arena *arena;
    dk_world *world;
    dk_demand demand;
    dk_demand_builder *shown, *future;
    dk_demand_list series, truth;
    dk_outlook outlook; /* items judged, those with history enough */
    double *law;        /* [item * YEAR + month] */
    double *truth12;    /* the same */
} county;

/* ---- what the registers show ---- */

static bool add_share(dk_demand_builder *b, const dk_row *row)
{
    int64_t permille;
    if (row->n_cells < 4 || !dk_parse_int(row->cells[3].text, 0, 1000, &permille))
        return true; /* the header */
    return dk_demand_share(b, row->cells[1].text, row->cells[0].text, permille);
}

static bool add_day(dk_demand_builder *b, const dk_row *row)
{
    dk_day since, until;
    if (row->n_cells < 9 || !dk_day_parse(row->cells[7].text, &since) ||
        !dk_day_parse(row->cells[8].text, &until))
        return true;
    if (strcmp(row->cells[0].text, "festival") == 0)
        return dk_demand_day(b, DK_DEMAND_FESTIVAL, since);
    return dk_demand_event(b, row->cells[2].text, dk_month_of_day(since), dk_month_of_day(until));
}

static dk_code add_rows(const dk_world *world, const char *name, dk_demand_builder *b,
                        bool (*add)(dk_demand_builder *, const dk_row *), dk_err *err)
{
    const char *path = dk_arena_format(world->arena, "%s/%s", world->options.codes_dir, name);
    dk_table *table = NULL;
    dk_row row;
    if (path == NULL || b == NULL)
        return DK_NO_MEMORY(err);
    if (dk_table_open(path, name, NULL, &table, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_table_rewind(table, 0, err);
    while (code == DK_OK && (code = dk_table_next(table, &row, err)) == DK_OK && row.n_cells > 0)
        if (!add(b, &row))
            code = DK_NO_MEMORY(err);
    dk_table_close(table);
    return code;
}

/* The crosswalk and the calendar that every database begins with. */
static dk_code add_tables(const dk_world *world, dk_demand_builder *b, dk_err *err)
{
    if (add_rows(world, "calendar.csv", b, add_day, err) != DK_OK)
        return DK_FAILED;
    return add_rows(world, "crosswalk.csv", b, add_share, err);
}

typedef struct {
    const dk_world *world;
    dk_demand_builder *builder;
    bool has_new, is_broken;
} teller;

static bool tell(void *ctx, const dk_demand_cell *cell)
{
    teller *t = ctx;
    const dk_trade *trade = &t->world->trades[cell->trade];
    if (trade->history_months < HISTORY_MIN && !t->has_new)
        return true;
    const dk_demand_row row = {.month = cell->month,
                               .industry = trade->industry,
                               .occupation = trade->occs[cell->occ].code,
                               .openings = cell->openings,
                               .reposted = cell->reposted,
                               .n_ent = (int32_t)cell->n_firms};
    t->is_broken = !dk_demand_row_add(t->builder, &row);
    return !t->is_broken;
}

static dk_code tell_all(const county *c, const dk_demand *demand, int n_months,
                        dk_demand_builder *to, dk_demand_list *out, dk_err *err)
{
    teller t = {c->world, to, c->how.has_new, false};
    if (dk_demand_cells(c->world, demand, n_months, tell, &t, err) != DK_OK)
        return DK_FAILED;
    return t.is_broken ? DK_NO_MEMORY(err) : dk_demand_finish(to, out, err);
}

static bool count(void *ctx, const dk_demand_cell *cell)
{
    teller *t = ctx;
    char town[16];
    snprintf(town, sizeof town, "%zu", cell->town);
    const dk_demand_row row = {.month = cell->month,
                               .industry = t->world->trades[cell->trade].industry,
                               .town = town,
                               .openings = cell->openings,
                               .top_share = (double)cell->top_permille / 1000,
                               .n_ent = (int32_t)cell->n_firms};
    t->is_broken = !dk_demand_count(t->builder, &row);
    return !t->is_broken;
}

static dk_code add_counts(const county *c, dk_demand_builder *b, dk_err *err)
{
    teller t = {c->world, b, c->how.has_new, false};
    if (dk_demand_cells(c->world, &c->demand, c->demand.n_months, count, &t, err) != DK_OK)
        return DK_FAILED;
    return t.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code add_reports(const county *c, dk_demand_builder *b, dk_err *err)
{
    const dk_world *w = c->world;
    int n = c->demand.n_months, first = n < DK_REPORT_MONTHS ? 0 : n - DK_REPORT_MONTHS;
    for (size_t f = 0; f < w->n_firms; f++) {
        const dk_demand_firm firm = {w->firms[f].uscc, w->trades[w->firms[f].trade].industry,
                                     INT32_MAX, 0};
        if (!dk_demand_firm_add(b, &firm))
            return DK_NO_MEMORY(err);
        for (int m = first; m < n; m++)
            if (m >= w->firms[f].first_month && dk_demand_reports(&c->demand, f, m) &&
                !dk_demand_report(b, firm.uscc, w->first_month + m, dk_demand_of(&c->demand, f, m)))
                return DK_NO_MEMORY(err);
    }
    return DK_OK;
}

/* What came: the same draws with every firm reporting, a year longer. */
static dk_code tell_truth(county *c, dk_err *err)
{
    dk_demand all = c->demand;
    size_t cells = c->world->n_firms * (size_t)all.n_all;
    uint8_t *reports = dk_arena_array(c->arena, cells, sizeof *reports);
    dk_day end = dk_month_first(c->world->first_month + all.n_all);
    c->future = dk_demand_builder_new(c->arena, end);
    if (reports == NULL || c->future == NULL)
        return DK_NO_MEMORY(err);
    memset(reports, 1, cells);
    all.reports = reports;
    if (add_tables(c->world, c->future, err) != DK_OK)
        return DK_FAILED;
    return tell_all(c, &all, all.n_all, c->future, &c->truth, err);
}

/* ---- the law's mean of a specialty ---- */

typedef struct {
    county *c;
    const double *expected; /* of the trade, from the as-of month on */
    double part;            /* the occupation's share of the trade */
} law_of;

static void add_law(void *ctx, const char *specialty, double share)
{
    const law_of *l = ctx;
    for (size_t i = 0; i < l->c->outlook.n; i++)
        if (strcmp(l->c->outlook.items[i].code, specialty) == 0)
            for (int h = 0; h < YEAR; h++)
                l->c->law[i * YEAR + (size_t)h] += l->expected[h] * l->part * share;
}

static void fill_law(county *c)
{
    double new_share = 1 - dk_world_num(c->world, "market.repost_share");
    for (size_t k = 0; k < c->world->n_trades; k++) {
        const dk_trade *trade = &c->world->trades[k];
        double weights = 0;
        if (trade->history_months < HISTORY_MIN)
            continue;
        for (size_t i = 0; i < trade->n_occs; i++)
            weights += trade->occs[i].weight;
        for (size_t i = 0; i < trade->n_occs; i++) {
            law_of l = {c, c->demand.expected + k * (size_t)c->demand.n_all + c->demand.n_months,
                        trade->occs[i].weight / weights * new_share};
            dk_demand_shares(c->future, trade->occs[i].code, add_law, &l);
        }
    }
}

static bool fill_truth(county *c)
{
    c->law = dk_arena_array(c->arena, c->outlook.n * YEAR, sizeof *c->law);
    c->truth12 = dk_arena_array(c->arena, c->outlook.n * YEAR, sizeof *c->truth12);
    if (c->law == NULL || c->truth12 == NULL)
        return false;
    for (size_t i = 0; i < c->outlook.n; i++)
        for (size_t k = 0; k < c->truth.n; k++) {
            const dk_series *s = &c->truth.items[k].series;
            if (strcmp(c->truth.items[k].specialty, c->outlook.items[i].code) == 0)
                for (size_t h = 0; h < YEAR; h++)
                    c->truth12[i * YEAR + h] = s->value[s->n - YEAR + h];
        }
    fill_law(c);
    return true;
}

/* ---- the engine ---- */

static dk_forecast_options engine_options(void)
{
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.n_paths = PATHS;
    options.n_origins = ORIGINS;
    return options;
}

typedef struct {
    const char *specialty;
    double share;
} share_of;

static void find_share(void *ctx, const char *specialty, double share)
{
    share_of *s = ctx;
    if (strcmp(s->specialty, specialty) == 0)
        s->share += share;
}

/* The part of an occupation that falls to a specialty. */
static double share_in(const county *c, const char *occupation, const char *specialty)
{
    share_of s = {specialty, 0};
    dk_demand_shares(c->shown, occupation, find_share, &s);
    return s.share;
}

/* The announced plants as the register tells them, with all their posts. */
static size_t told_projects(const county *c, dk_announced out[DK_MAX_PROJECTS],
                            char keys[DK_MAX_PROJECTS][8], const char *occupations[DK_MAX_PROJECTS])
{
    dk_project projects[DK_MAX_PROJECTS];
    size_t n = dk_projects_draw(c->world, projects);
    for (size_t i = 0; i < n; i++) {
        snprintf(keys[i], sizeof keys[i], "XM%02zu", i + 1);
        occupations[i] = c->world->trades[projects[i].trade].occs[0].code;
        out[i] = (dk_announced){.key = keys[i],
                                .start = projects[i].planned,
                                .ramp = projects[i].ramp_months,
                                .probability = dk_world_num(c->world, "project.probability"),
                                .delay_months = DK_PROJECT_DELAY,
                                .turnover = DK_PROJECT_TURNOVER,
                                .posts = projects[i].posts};
    }
    return n;
}

/* Gives each item the plants that hire from it. */
static bool announce(county *c)
{
    dk_announced all[DK_MAX_PROJECTS];
    const char *occupations[DK_MAX_PROJECTS];
    char(*keys)[8] = dk_arena_array(c->arena, DK_MAX_PROJECTS, sizeof *keys);
    size_t n = keys == NULL ? 0 : told_projects(c, all, keys, occupations);
    for (size_t i = 0; keys != NULL && i < c->outlook.n; i++) {
        dk_outlook_item *item = &c->outlook.items[i];
        dk_announced *own = dk_arena_array(c->arena, n, sizeof *own);
        if (own == NULL)
            return false;
        for (size_t p = 0; p < n; p++) {
            own[item->n_announced] = all[p];
            own[item->n_announced].posts *= share_in(c, occupations[p], item->code);
            item->n_announced += own[item->n_announced].posts > 0;
        }
        item->announced = own;
    }
    return keys != NULL;
}

static dk_code engine(county *c, dk_err *err)
{
    dk_forecast_options options = engine_options();
    dk_outlook *o = &c->outlook;
    o->as_of = c->world->options.as_of;
    o->horizon = YEAR;
    o->items = dk_arena_array(c->arena, c->series.n, sizeof *o->items);
    if (o->items == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < c->series.n; i++) {
        const dk_demand_series *s = &c->series.items[i];
        if (strcmp(s->specialty, DK_NO_SPECIALTY) != 0 && s->series.n >= HISTORY_MIN)
            o->items[o->n++] = (dk_outlook_item){
                .code = s->specialty, .title = {s->specialty, s->specialty}, .series = s->series};
    }
    if (!announce(c))
        return DK_NO_MEMORY(err);
    return dk_outlook_fill(o, &options, c->arena, err);
}

/* ---- judging ---- */

static double last_year(const dk_series *s, size_t h)
{
    return s->value[s->n - YEAR + h];
}

static void judge_months(const county *c, double *made)
{
    double n = (double)c->outlook.n * YEAR;
    for (size_t i = 0; i < c->outlook.n; i++) {
        const dk_outlook_item *item = &c->outlook.items[i];
        double scale = dk_series_scale(&item->series);
        bool is_plain = strcmp(item->code, "YZT02") == 0; /* 焊工 */
        for (size_t h = 0; h < YEAR; h++) {
            double y = c->truth12[i * YEAR + h];
            double error = fabs(y - item->forecast.steps[h].mean) / scale,
                   naive = fabs(y - last_year(&item->series, h)) / scale;
            made[DK_MADE_MONTH] += error / n;
            made[DK_MADE_MONTH_NAIVE] += naive / n;
            made[DK_MADE_MONTH_ORACLE] += fabs(y - c->law[i * YEAR + h]) / scale / n;
            made[DK_MADE_PLAIN] += is_plain ? error / YEAR : 0;
            made[DK_MADE_PLAIN_NAIVE] += is_plain ? naive / YEAR : 0;
        }
    }
    made[DK_MADE_MONTH_NEAR] = 1.15 * made[DK_MADE_MONTH_ORACLE];
}

static double sum12(const double *values)
{
    double sum = 0;
    for (size_t h = 0; h < YEAR; h++)
        sum += values[h];
    return sum;
}

static void judge_years(const county *c, double *made)
{
    double n = (double)c->outlook.n;
    for (size_t i = 0; i < c->outlook.n; i++) {
        const dk_outlook_item *item = &c->outlook.items[i];
        const dk_forecast_step *year = &item->next12;
        double y = sum12(&c->truth12[i * YEAR]), naive = 0;
        for (size_t h = 0; h < YEAR; h++)
            naive += last_year(&item->series, h);
        double error = fabs(y - year->mean) / y, naive_error = fabs(y - naive) / y;
        made[DK_MADE_YEAR] += error / n;
        made[DK_MADE_YEAR_BIAS] += (year->mean - y) / y / n;
        made[DK_MADE_YEAR_NAIVE] += naive_error / n;
        made[DK_MADE_YEAR_ORACLE] += fabs(y - sum12(&c->law[i * YEAR])) / y / n;
        made[DK_MADE_YEAR_MISS] += (y < year->lo80 || y > year->hi80) / n;
        if (strcmp(item->code, "700206") != 0) /* 汽修 */
            continue;
        made[DK_MADE_BROKEN] = error;
        made[DK_MADE_BROKEN_NAIVE] = naive_error;
        made[DK_MADE_BROKEN_MISS] = y < year->lo95 || y > year->hi95;
    }
}

static dk_code judge_claim(const county *c, double *made, dk_err *err)
{
    enum { YEARS = 4 };
    dk_forecast_options options = engine_options();
    dk_series *series = dk_arena_array(c->arena, c->outlook.n, sizeof *series);
    dk_year_score *scores;
    size_t n;
    if (series == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < c->outlook.n; i++)
        series[i] = c->outlook.items[i].series;
    if (dk_hindsight(series, c->outlook.n, YEARS, &options, c->arena, &scores, &n, err) != DK_OK)
        return DK_FAILED;
    made[DK_MADE_CLAIM] = dk_score_beats(scores, n, c->outlook.n);
    return DK_OK;
}

/* Openings by plants in the next twelve months: expected, announced at their word, and real. */
static void judge_projects(const county *c, double *made)
{
    dk_announced list[DK_MAX_PROJECTS];
    const char *occupations[DK_MAX_PROJECTS];
    char keys[DK_MAX_PROJECTS][8];
    double mean[YEAR], expected, word, real = 0;
    size_t n = told_projects(c, list, keys, occupations);
    dk_month first = c->world->first_month + c->demand.n_months;
    dk_announced_mean(list, n, first, YEAR, mean);
    expected = sum12(mean);
    for (size_t i = 0; i < n; i++)
        list[i].probability = 1, list[i].delay_months = 0;
    dk_announced_mean(list, n, first, YEAR, mean);
    word = sum12(mean);
    for (size_t k = 0; k < c->world->n_trades; k++)
        for (int h = 0; h < YEAR; h++)
            real += dk_projects_openings(c->world, &c->world->trades[k], first + h);
    made[DK_MADE_PROJECT] = n == 0 ? 0 : fabs(expected - real) / word;
    made[DK_MADE_PROJECT_WORD] = n == 0 ? 0 : fabs(word - real) / word;
}

/* ---- months in another order ---- */

/* The same months of a series in random order: nothing is left to foretell but the mean. */
static dk_code judge_shuffled(const county *c, double *made, dk_err *err)
{
    dk_forecast_options options = engine_options();
    dk_forecast_result result;
    dk_random random = dk_world_stream(c->world, "shuffled time");
    dk_series *series = dk_arena_array(c->arena, c->outlook.n, sizeof *series);
    double n = (double)c->outlook.n * YEAR;
    if (series == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < c->outlook.n; i++) {
        const dk_series *s = &c->outlook.items[i].series;
        double *value = dk_arena_array(c->arena, s->n, sizeof *value);
        if (value == NULL)
            return DK_NO_MEMORY(err);
        memcpy(value, s->value, s->n * sizeof *value);
        for (size_t t = s->n; t > 1; t--) {
            size_t k = (size_t)dk_random_below(&random, t);
            double last = value[t - 1];
            value[t - 1] = value[k];
            value[k] = last;
        }
        series[i] = *s;
        series[i].value = value;
        series[i].known = NULL;
        series[i].n = s->n - YEAR; /* the last twelve are what comes */
    }
    if (dk_forecast_many(series, c->outlook.n, YEAR, &options, c->arena, &result, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < c->outlook.n; i++) {
        double scale = dk_series_scale(&series[i]), mean = 0;
        for (size_t t = 0; t < series[i].n; t++)
            mean += series[i].value[t] / (double)series[i].n;
        for (size_t h = 0; h < YEAR; h++) {
            double y = series[i].value[series[i].n + h];
            made[DK_MADE_SHUFFLED] += fabs(y - result.items[i].steps[h].mean) / scale / n;
            made[DK_MADE_FLAT] += fabs(y - mean) / scale / n;
        }
    }
    return DK_OK;
}

/* ---- a plan made of the forecast ---- */

typedef struct {
    dk_quota_specialty *specialties;
    dk_quota_demand *demand;
    double *samples;
    size_t n;
} problem_memory;

/* Whole classes of a one-term course that ends in the year forecast; as many students in all as
 * last year's number would admit. n_samples 1 plans for last year's number. */
static dk_code plan(const county *c, size_t n_samples, double *cost, dk_err *err)
{
    static const int32_t autumn[] = {2026 * 2 + 1};
    static const dk_limit_setting free_change[] = {{.key = "change", .mode = DK_LIMIT_OFF}};
    size_t n = c->outlook.n;
    problem_memory m = {dk_arena_array(c->arena, n, sizeof *m.specialties),
                        dk_arena_array(c->arena, n, sizeof *m.demand),
                        dk_arena_array(c->arena, n * n_samples, sizeof *m.samples), n};
    dk_quota_plan made;
    double total = 0;
    if (m.specialties == NULL || m.demand == NULL || m.samples == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        const dk_outlook_item *item = &c->outlook.items[i];
        double *samples = m.samples + i * n_samples, last = 0;
        for (size_t h = 0; h < YEAR; h++)
            last += centre * last_year(&item->series, h);
        for (size_t p = 0; p < n_samples; p++)
            samples[p] = n_samples == 1 ? last : centre * sum12(&item->forecast.paths[p * YEAR]);
        m.demand[i] = (dk_quota_demand){2027, samples, n_samples};
        m.specialties[i] = (dk_quota_specialty){.key = item->code,
                                                .title = item->code,
                                                .locations = "F",
                                                .boarding_share = 0,
                                                .retention_year = 1,
                                                .seek_share = 1,
                                                .class_min = 1,
                                                .class_max = 50,
                                                .applicants = DK_QUOTA_UNKNOWN,
                                                .last_intake = round(last),
                                                .teachers = DK_QUOTA_UNKNOWN,
                                                .teachers_per_class = DK_QUOTA_UNKNOWN,
                                                .cost_unfilled = 0.6,
                                                .cost_unplaced = 1,
                                                .demand = &m.demand[i],
                                                .n_demand = 1};
        total += round(last);
    }
    const dk_quota_problem problem = {.specialties = m.specialties,
                                      .n_specialties = n,
                                      .intakes = autumn,
                                      .n_intakes = 1,
                                      .beds = DK_QUOTA_UNKNOWN,
                                      .boarding_share = 0,
                                      .retention_year = 1,
                                      .seek_share = 1,
                                      .total_max = total,
                                      .settings = free_change,
                                      .n_settings = 1,
                                      .skip_worth = true};
    if (dk_quota_solve(&problem, c->arena, &made, err) != DK_OK)
        return DK_FAILED;
    *cost = 0;
    for (size_t i = 0; i < n; i++) {
        double y = centre * sum12(&c->truth12[i * YEAR]), g = made.cells[i].students;
        *cost += 0.6 * fmax(y - g, 0) + fmax(g - y, 0);
    }
    return DK_OK;
}

static dk_code judge_plan(const county *c, double *made, dk_err *err)
{
    if (plan(c, PATHS, &made[DK_MADE_COST], err) != DK_OK ||
        plan(c, 1, &made[DK_MADE_COST_NEAR], err) != DK_OK)
        return DK_FAILED;
    made[DK_MADE_COST_NEAR] *= 1.01;
    return DK_OK;
}

/* ---- one seed ---- */

static dk_code make(const dk_gen_options *options, telling how, dk_arena *arena, county *c,
                    dk_err *err)
{
    *c = (county){.how = how, .arena = arena, .world = dk_arena_alloc(arena, sizeof *c->world)};
    if (c->world == NULL)
        return DK_NO_MEMORY(err);
    if (dk_world_load(arena, options, c->world, err) != DK_OK ||
        dk_firms_make(c->world, err) != DK_OK || dk_demand_make(c->world, &c->demand, err) != DK_OK)
        return DK_FAILED;
    c->shown = dk_demand_builder_new(arena, options->as_of);
    if (add_tables(c->world, c->shown, err) != DK_OK ||
        (how.is_counted ? add_counts : add_reports)(c, c->shown, err) != DK_OK ||
        tell_all(c, &c->demand, c->demand.n_months, c->shown, &c->series, err) != DK_OK)
        return DK_FAILED;
    return engine(c, err);
}

static double all_next12(const county *c)
{
    double sum = 0;
    for (size_t i = 0; i < c->outlook.n; i++)
        sum += c->outlook.items[i].next12.mean;
    return sum;
}

/* How much more or less all is forecast than in the same seed of W0. */
static dk_code move_of(const dk_gen_options *options, telling how, dk_arena *arena, double *out,
                       dk_err *err)
{
    dk_gen_options usual = *options;
    county here, there;
    usual.world = "W0";
    if (make(options, how, arena, &here, err) != DK_OK ||
        make(&usual, how, arena, &there, err) != DK_OK)
        return DK_FAILED;
    *out = all_next12(&here) / all_next12(&there) - 1;
    return DK_OK;
}

static dk_code judge_move(const dk_gen_options *options, dk_arena *arena, double *made, dk_err *err)
{
    if (move_of(options, (telling){0}, arena, &made[DK_MADE_MOVE], err) != DK_OK)
        return DK_FAILED;
    return move_of(options, (telling){.is_counted = true}, arena, &made[DK_MADE_MOVE_COUNTED], err);
}

/* The specialty of the trade that breaks (in W2), in a county where a trade that hires from it as
 * well has just begun to be recorded. */
static dk_code judge_joined(const dk_gen_options *options, dk_arena *arena, double *made,
                            dk_err *err)
{
    county c;
    double figures[DK_N_MADE] = {0};
    if (make(options, (telling){.has_new = true}, arena, &c, err) != DK_OK ||
        tell_truth(&c, err) != DK_OK)
        return DK_FAILED;
    if (!fill_truth(&c))
        return DK_NO_MEMORY(err);
    judge_years(&c, figures);
    made[DK_MADE_JOINED] = figures[DK_MADE_BROKEN];
    made[DK_MADE_JOINED_NAIVE] = figures[DK_MADE_BROKEN_NAIVE];
    made[DK_MADE_JOINED_MISS] = figures[DK_MADE_BROKEN_MISS];
    return DK_OK;
}

dk_code dk_world_made(const dk_gen_options *options, double *made, dk_err *err)
{
    county c;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : make(options, (telling){0}, arena, &c, err);
    memset(made, 0, DK_N_MADE * sizeof *made);
    if (code == DK_OK)
        code = tell_truth(&c, err);
    if (code == DK_OK && !fill_truth(&c))
        code = DK_NO_MEMORY(err);
    if (code == DK_OK) {
        judge_months(&c, made);
        judge_years(&c, made);
        judge_projects(&c, made);
        code = judge_claim(&c, made, err);
    }
    if (code == DK_OK)
        code = judge_shuffled(&c, made, err);
    if (code == DK_OK)
        code = judge_plan(&c, made, err);
    if (code == DK_OK && strcmp(options->world, "W7") == 0)
        code = judge_move(options, arena, made, err);
    if (code == DK_OK && (strcmp(options->world, "W0") == 0 || strcmp(options->world, "W2") == 0))
        code = judge_joined(options, arena, made, err);
    dk_arena_free(arena);
    return code;
}
