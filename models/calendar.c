/* models/calendar.c - see calendar.h. */
#include "models/calendar.h"

#include <assert.h>
#include <math.h>

#include "models/method/factors.h"
#include "models/prepare.h"

enum { SEASONS_MIN = 4, POOL_MIN = 3 };

/* An effect is never believed to be larger than this factor: a guard for odd data. */
static const double effect_max = 2.0;

/* Standard deviation of a group's mean effect before its data are seen, and of the differences
 * between the series of a group too small to show them. Everybody knows that the festival is felt;
 * working days are felt by some trades and by others not. */
static double prior_sd(dk_regressor_kind kind)
{
    return kind == DK_REGRESSOR_FESTIVAL ? 1.0 : 0.2;
}

/* What one series says: its columns, and estimates where it could be fitted. */
typedef struct {
    bool is_done;
    size_t n;
    const dk_regressor *column[DK_CALENDAR_COLUMNS];
    bool is_fitted[DK_CALENDAR_COLUMNS];
    double b[DK_CALENDAR_COLUMNS], se[DK_CALENDAR_COLUMNS];
} evidence;

/* The series of one group. */
typedef struct {
    const dk_series *series;
    evidence *all;
    size_t *member, n;
    int64_t first;  /* of their periods */
    size_t span;    /* of their periods */
    double *scores; /* [column * span + period]: what the errors of a period add to sum of b / se^2
                     */
} group;

/* What a group says of one column. With b_i = m + u_i + c + e_i the estimate of series i: its
 * effect is m + u_i, c the luck that all share, e_i its own. */
typedef struct {
    double mean;    /* what is believed of m */
    double centre;  /* what is believed of m + c: from where the estimates depart by u_i + e_i */
    double between; /* variance of u_i */
} lesson;

static bool is_calendar(const dk_regressor *c)
{
    return c->known_from == 0 &&
           (c->kind == DK_REGRESSOR_FESTIVAL || c->kind == DK_REGRESSOR_CALENDAR);
}

static void find_columns(const dk_series *s, size_t horizon, evidence *out)
{
    const dk_regressors *r = s->regressors;
    for (size_t i = 0; r != NULL && i < r->n && out->n < DK_CALENDAR_COLUMNS; i++)
        if (s->start.kind != DK_PERIOD_INTEGER && r->n_periods >= s->n + horizon &&
            is_calendar(&r->columns[i]))
            out->column[out->n++] = &r->columns[i];
}

/* ---- one series ---- */

/* A series as its model saw it. */
typedef struct {
    const dk_series *series;
    size_t first; /* value of in.y[0] */
    dk_prepared p;
    dk_factors f;
} fitted;

/* Adds what each period's error did to the effect with that coefficient. */
static void add_scores(const fitted *m, size_t coefficient, double weight, int64_t first_period,
                       double *scores)
{
    const dk_factors *f = &m->f;
    const long double *x = f->rows;
    const double *z = f->z;
    for (size_t t = 0; t < m->p.in.n; t++) {
        if (!m->p.in.known[t])
            continue;
        double error = *z++;
        for (size_t k = 0; k < f->k; k++)
            error -= f->fit.coefficient[k] * (double)x[k];
        scores[m->series->start.index + (int64_t)(m->first + t) - first_period] +=
            weight * error * dk_regress_influence(&f->fit, coefficient, x);
        x += f->k;
    }
}

/* Fits the series before its last season; f.aicc is HUGE_VAL where it cannot be: too few values, or
 * zeros, which have no logarithm. False when memory is out. */
static bool fit(dk_arena *work, const evidence *e, fitted *m)
{
    const dk_series *s = m->series;
    size_t season = (size_t)s->season;
    dk_series bare = *s;
    const double **x = dk_arena_array(work, e->n, sizeof *x);
    m->f.aicc = HUGE_VAL;
    bare.regressors = NULL; /* only those of the calendar */
    if (x == NULL)
        return false;
    if (e->n == 0 || s->season < 2 || s->n < SEASONS_MIN * season)
        return true;
    if (!dk_prepare(work, &bare, s->n - season, 1, &m->p))
        return false;
    while (m->first < s->n && !dk_series_known(s, m->first))
        m->first++;
    if (m->p.in.n_known < (SEASONS_MIN - 1) * season)
        return true;
    for (size_t j = 0; j < e->n; j++)
        x[j] = e->column[j]->value + m->first;
    m->p.in.x = x;
    m->p.in.n_x = e->n;
    return dk_factors_fit_log(work, &m->p.in, &m->f);
}

/* What the series says of its columns, into its evidence and the group's scores. */
static bool ask(dk_arena *work, const group *g, size_t member)
{
    evidence *e = &g->all[member];
    fitted m = {.series = &g->series[member]};
    if (!fit(work, e, &m))
        return false;
    for (size_t i = 0; m.f.aicc < HUGE_VAL && i < m.f.n_x; i++) {
        size_t j = m.f.x[i], coefficient = m.f.k - m.f.n_x + i;
        e->b[j] = m.f.fit.coefficient[coefficient];
        e->se[j] = m.f.fit.se[coefficient];
        e->is_fitted[j] = e->se[j] > 0;
        if (e->is_fitted[j])
            add_scores(&m, coefficient, 1 / (e->se[j] * e->se[j]), g->first,
                       g->scores + j * g->span);
    }
    return true;
}

/* ---- a group ---- */

/* What the common errors of the periods add to the variance of the mean, beyond those of each
 * series: sums of scores by period against what they would be if series were independent. */
static double common_variance(const group *g, size_t j, double precision)
{
    double sum = 0;
    for (size_t t = 0; t < g->span; t++)
        sum += g->scores[j * g->span + t] * g->scores[j * g->span + t];
    return fmax(sum / (precision * precision) - 1 / precision, 0);
}

/* Weighted sums of the effects of column j with variance `between` added to each. */
static double weighted(const group *g, size_t j, double between, double *mean)
{
    double w = 0, wb = 0;
    for (size_t i = 0; i < g->n; i++) {
        const evidence *e = &g->all[g->member[i]];
        if (j >= e->n || !e->is_fitted[j])
            continue;
        double weight = 1 / (e->se[j] * e->se[j] + between);
        w += weight;
        wb += weight * e->b[j];
    }
    *mean = w > 0 ? wb / w : 0;
    return w;
}

static lesson learn(const group *g, size_t j, double prior)
{
    lesson out = {.between = prior};
    double mean, q = 0, w2 = 0, w = weighted(g, j, 0, &mean);
    size_t count = 0;
    if (!(w > 0))
        return out;
    for (size_t i = 0; i < g->n; i++) {
        const evidence *e = &g->all[g->member[i]];
        if (j >= e->n || !e->is_fitted[j])
            continue;
        double weight = 1 / (e->se[j] * e->se[j]);
        q += weight * (e->b[j] - mean) * (e->b[j] - mean);
        w2 += weight * weight;
        count++;
    }
    /* DerSimonian and Laird (1986), equation 8. */
    if (count >= POOL_MIN)
        out.between = fmax((q - (double)(count - 1)) / (w - w2 / w), 0);
    double common = common_variance(g, j, w), own = 1 / weighted(g, j, out.between, &mean);
    out.mean = mean * prior / (prior + common + own);
    out.centre = mean * (prior + common) / (prior + common + own);
    return out;
}

static bool fill_factors(const dk_series *s, size_t horizon, dk_arena *arena, dk_calendar *out)
{
    if (out->n == 0)
        return true;
    out->factor = dk_arena_array(arena, s->n + horizon, sizeof *out->factor);
    for (size_t t = 0; out->factor != NULL && t < s->n + horizon; t++) {
        double sum = 0;
        for (size_t j = 0; j < out->n; j++)
            sum += out->effect[j] * out->column[j]->value[t];
        out->factor[t] = exp(sum);
    }
    return out->factor != NULL;
}

/* The effects of every member from what all of them say. */
static bool settle(const group *g, size_t horizon, dk_arena *arena, dk_calendar *out)
{
    for (size_t i = 0; i < g->n; i++)
        out[g->member[i]] = (dk_calendar){.n = g->all[g->member[i]].n};
    for (size_t j = 0; j < DK_CALENDAR_COLUMNS; j++) {
        const dk_regressor *of = NULL;
        for (size_t i = 0; i < g->n && of == NULL; i++)
            of = j < g->all[g->member[i]].n ? g->all[g->member[i]].column[j] : NULL;
        if (of == NULL)
            break;
        lesson l = learn(g, j, prior_sd(of->kind) * prior_sd(of->kind));
        for (size_t i = 0; i < g->n; i++) {
            const evidence *e = &g->all[g->member[i]];
            dk_calendar *c = &out[g->member[i]];
            if (j >= e->n)
                continue;
            double own = e->is_fitted[j] ? l.between / (l.between + e->se[j] * e->se[j]) : 0;
            double b = l.mean + own * (e->b[j] - l.centre);
            c->column[j] = e->column[j];
            c->effect[j] = fmin(fmax(b, -effect_max), effect_max);
        }
    }
    for (size_t i = 0; i < g->n; i++)
        if (!fill_factors(&g->series[g->member[i]], horizon, arena, &out[g->member[i]]))
            return false;
    return true;
}

/* The series that are kin of series i, and the periods they reach over. */
static void gather(group *g, size_t n, size_t i)
{
    int64_t end = g->series[i].start.index;
    g->first = end;
    g->n = 0;
    for (size_t k = i; k < n; k++) {
        const dk_series *s = &g->series[k];
        if (!dk_series_is_kin(&g->series[i], s))
            continue;
        g->all[k].is_done = true;
        g->member[g->n++] = k;
        if (g->all[k].n == 0)
            continue;
        g->first = s->start.index < g->first ? s->start.index : g->first;
        end = s->start.index + (int64_t)s->n > end ? s->start.index + (int64_t)s->n : end;
    }
    g->span = (size_t)(end - g->first);
}

bool dk_calendar_estimate(const dk_series *series, size_t n, size_t horizon, dk_arena *arena,
                          dk_calendar *out)
{
    assert((series != NULL && out != NULL) || n == 0);
    dk_arena *work = dk_arena_new(), *scratch = dk_arena_new();
    bool ok = work != NULL && scratch != NULL;
    group g = {.series = series};
    if (ok) {
        g.all = dk_arena_array(scratch, n, sizeof *g.all);
        g.member = dk_arena_array(scratch, n, sizeof *g.member);
        ok = g.all != NULL && g.member != NULL;
    }
    for (size_t i = 0; ok && i < n; i++)
        find_columns(&series[i], horizon, &g.all[i]);
    for (size_t i = 0; ok && i < n; i++) {
        if (g.all[i].is_done)
            continue;
        gather(&g, n, i);
        g.scores = dk_arena_array(scratch, DK_CALENDAR_COLUMNS * g.span, sizeof *g.scores);
        ok = g.scores != NULL;
        for (size_t k = 0; ok && k < g.n; k++) {
            dk_arena_reset(work);
            ok = ask(work, &g, g.member[k]);
        }
        ok = ok && settle(&g, horizon, arena, out);
    }
    dk_arena_free(work);
    dk_arena_free(scratch);
    return ok;
}

/* The regressors that methods still see: working days are done with; what is left of a festival is
 * a series' own, to be found as that of any event. False: memory. */
static bool without_calendar(dk_arena *arena, const dk_calendar *calendar,
                             const dk_regressors **table)
{
    const dk_regressors *from = *table;
    dk_regressors *rest = dk_arena_alloc(arena, sizeof *rest);
    dk_regressor *columns = dk_arena_array(arena, from->n, sizeof *columns);
    if (rest == NULL || columns == NULL)
        return false;
    *rest = (dk_regressors){.n_periods = from->n_periods, .columns = columns};
    for (size_t i = 0; i < from->n; i++) {
        const dk_regressor *c = &from->columns[i];
        bool is_used = false;
        for (size_t j = 0; j < calendar->n; j++)
            is_used |= calendar->column[j] == c;
        if (is_used && c->kind == DK_REGRESSOR_CALENDAR)
            continue;
        columns[rest->n] = *c;
        columns[rest->n++].kind = is_used ? DK_REGRESSOR_EVENT : c->kind;
    }
    *table = rest->n > 0 ? rest : NULL;
    return true;
}

bool dk_calendar_remove(dk_arena *arena, const dk_calendar *calendar, dk_series *s)
{
    if (calendar->factor == NULL)
        return true;
    double *value = dk_arena_array(arena, s->n, sizeof *value);
    if (value == NULL || !without_calendar(arena, calendar, &s->regressors))
        return false;
    for (size_t t = 0; t < s->n; t++)
        value[t] = s->value[t] / calendar->factor[t];
    s->value = value;
    s->nature = s->nature == DK_NATURE_REAL ? DK_NATURE_REAL : DK_NATURE_POSITIVE;
    return true;
}

double dk_calendar_of_a_day(const dk_calendar *calendar, double days)
{
    double sum = 0;
    for (size_t j = 0; j < calendar->n; j++)
        if (calendar->column[j]->kind == DK_REGRESSOR_CALENDAR)
            sum += calendar->effect[j];
    return exp(sum * log((days + 1) / days));
}
