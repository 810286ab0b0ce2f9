/* models/panel.c - see panel.h.
 *
 * Growth is pooled as in a meta-analysis: mean weighted by 1 / (sampling variance + between
 * variance), the latter after DerSimonian and Laird 1986 (doi:10.1016/0197-2456(86)90046-2). The
 * season is the mean of the series' own ones weighted by 1 / (sampling variance + a usual one).
 */
#include "models/panel.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { RECENT = 8, SEASONS = 6, LEAST = 3 };
static const double USUAL_VAR = 0.001; /* seasons of one group differ by 3 % or more */

/* ---- one series ---- */

typedef struct {
    const dk_series *series;
    size_t from, n; /* values from..n-1 are used */
    size_t place;   /* position in the year of value 0 */
    double level, centre, slope;
} view;

static view view_of(const dk_series *series, size_t n, dk_panel_line *line)
{
    size_t season = (size_t)series->season, span = season > 1 ? SEASONS * season : RECENT;
    view v = {.series = series, .n = n, .from = n};
    v.place = (size_t)dk_period_of_year(series->start);
    while (v.from > 0 &&
           (n - v.from < span || line->n < LEAST)) { /* back to three values at least */
        v.from--;
        if (!dk_series_known(series, v.from))
            continue;
        line->n++;
        v.level += fabs(series->value[v.from]);
        v.centre += (double)v.from;
    }
    if (line->n > 0) {
        v.level /= (double)line->n;
        v.centre /= (double)line->n;
    }
    return v;
}

static size_t position(const view *v, size_t t)
{
    return (v->place + t) % (size_t)v->series->season;
}

/* Slope about the common mean, or about the means of the positions (the season's own, so that a
 * season that does not begin and end alike is no trend). Returns the sum of squared times.
 * mean_y[] and count[] have one element per position. */
static double fit_slope(view *v, bool by_position, double *mean_y, double *count)
{
    double tt = 0, ty = 0, mean_t[DK_SEASON_MAX] = {0};
    size_t season = (size_t)v->series->season;
    memset(mean_y, 0, season * sizeof *mean_y);
    memset(count, 0, season * sizeof *count);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t t = v->from; t < v->n; t++) {
            if (!dk_series_known(v->series, t))
                continue;
            size_t k = by_position ? position(v, t) : 0;
            double x = (double)t - v->centre, y = v->series->value[t] / v->level;
            if (pass == 0) {
                count[k] += 1;
                mean_t[k] += (x - mean_t[k]) / count[k];
                mean_y[k] += (y - mean_y[k]) / count[k];
            } else {
                tt += (x - mean_t[k]) * (x - mean_t[k]);
                ty += (x - mean_t[k]) * (y - mean_y[k]);
            }
        }
    }
    v->slope = tt > 0 ? ty / tt : 0;
    return tt;
}

/* Mean difference to the line by position, centred at 1; positions never seen are 1. */
static void fit_season(const view *v, double *index, double *count)
{
    size_t season = (size_t)v->series->season, seen = 0;
    double total = 0;
    memset(count, 0, season * sizeof *count);
    memset(index, 0, season * sizeof *index);
    for (size_t t = v->from; t < v->n; t++) {
        if (!dk_series_known(v->series, t))
            continue;
        size_t k = position(v, t);
        double y = v->series->value[t] / v->level - v->slope * ((double)t - v->centre);
        count[k] += 1;
        index[k] += (y - index[k]) / count[k];
    }
    for (size_t k = 0; k < season; k++) {
        total += index[k];
        seen += count[k] > 0;
    }
    for (size_t k = 0; k < season; k++)
        index[k] = count[k] > 0 ? 1 + index[k] - total / (double)seen : 1;
}

/* Residual variance and first autocorrelation; both feed the sampling variance of the slope. */
static void residuals(const view *v, const double *index, double tt, dk_panel_line *line)
{
    double square = 0, product = 0, before = 0;
    size_t positions = index == NULL ? 1 : (size_t)v->series->season;
    for (size_t t = v->from; t < v->n; t++) {
        if (!dk_series_known(v->series, t))
            continue;
        double e = v->series->value[t] / v->level - 1 - v->slope * ((double)t - v->centre) -
                   (index == NULL ? 0 : index[position(v, t)] - 1);
        square += e * e;
        product += e * before;
        before = e;
    }
    double df = fmax((double)line->n - 1 - (double)positions, 1);
    double r = square > 0 ? fmin(fmax(product / square, 0), 0.9) : 0;
    line->noise_var = square / df;
    line->growth_var = tt > 0 ? line->noise_var / tt * (1 + r) / (1 - r) : HUGE_VAL;
}

dk_panel_line dk_panel_line_of(const dk_series *series, size_t n, double *index, double *count)
{
    assert(n <= series->n && index != NULL && count != NULL);
    dk_panel_line line = {0};
    view v = view_of(series, n, &line);
    if (line.n < LEAST || !(v.level > 0)) {
        line.n = 0;
        return line;
    }
    /* A quarter of a second season is enough: what one series cannot tell, the group can. */
    bool has_season = series->season > 1 && 4 * line.n >= 5 * (size_t)series->season;
    double tt = fit_slope(&v, has_season, index, count);
    fit_season(&v, index, count);
    residuals(&v, has_season ? index : NULL, tt, &line);
    line.level = v.level;
    line.growth = v.slope;
    return line;
}

/* ---- all of them ---- */

typedef struct {
    double *growth, *var; /* [series] */
    size_t n;
    double *index; /* [season] weighted sums of index - 1 */
    double squares,
        noise; /* weighted, of index about 1 before the mean is taken off; sampling part */
    double weight, weight2, weight2_noise; /* sums of w, w^2 and w^2 * sampling variance */
    size_t n_season;
} tally;

/* Values of `series` before `until`. */
static size_t seen_before(const dk_series *series, dk_period until)
{
    int64_t n = until.index - series->start.index;
    return n <= 0 ? 0 : (size_t)n < series->n ? (size_t)n : series->n;
}

static void add_series(tally *all, const dk_series *series, size_t n, double *index, double *count)
{
    size_t season = (size_t)series->season;
    dk_panel_line line = dk_panel_line_of(series, n, index, count);
    if (line.n < LEAST)
        return;
    all->growth[all->n] = line.growth;
    all->var[all->n++] = line.growth_var + 1e-8; /* exact lines do not outvote the others */
    if (season < 2 || line.n < season)
        return;
    double noise = 0, squares = 0;
    for (size_t k = 0; k < season; k++) {
        noise += line.noise_var / fmax(count[k], 1) / (double)season;
        squares += (index[k] - 1) * (index[k] - 1) / (double)season;
    }
    double weight = 1 / (USUAL_VAR + noise);
    for (size_t k = 0; k < season; k++)
        all->index[k] += weight * (index[k] - 1);
    all->squares += weight * squares;
    all->noise += weight * noise;
    all->weight += weight;
    all->weight2 += weight * weight;
    all->weight2_noise += weight * weight * noise;
    all->n_season++;
}

/* Between-series variance of growth. */
static double between(const tally *all)
{
    double w = 0, ww = 0, mean = 0, q = 0;
    for (size_t i = 0; i < all->n; i++) {
        double weight = 1 / all->var[i];
        w += weight;
        ww += weight * weight;
        mean += weight * all->growth[i];
    }
    mean /= w;
    for (size_t i = 0; i < all->n; i++)
        q += (all->growth[i] - mean) * (all->growth[i] - mean) / all->var[i];
    return fmax(0, (q - (double)(all->n - 1)) / (w - ww / w));
}

static void pool_growth(const tally *all, dk_panel *panel)
{
    double w = 0;
    panel->n_series = all->n;
    panel->growth_var = between(all);
    for (size_t i = 0; i < all->n; i++) {
        double weight = 1 / (all->var[i] + panel->growth_var);
        w += weight;
        panel->growth += weight * all->growth[i];
    }
    panel->growth /= w;
}

/* The mean season, and drawn towards none by the share of its own variance that chance explains, as
 * with few series it may. */
static void pool_season(const tally *all, size_t season, dk_panel *panel)
{
    if (all->n_season < 2)
        return;
    double common = 0;
    for (size_t k = 0; k < season; k++) {
        all->index[k] /= all->weight;
        common += all->index[k] * all->index[k] / (double)season;
    }
    panel->season = season;
    panel->index = all->index;
    panel->index_var = fmax(0, (all->squares - all->noise) / all->weight - common);
    double chance =
        (all->weight2 * panel->index_var + all->weight2_noise) / (all->weight * all->weight);
    double own = common > 0 ? fmax(0, 1 - chance / common) : 0;
    for (size_t k = 0; k < season; k++)
        all->index[k] = 1 + own * all->index[k];
}

bool dk_panel_make(dk_arena *arena, const dk_series *const *series, size_t n, dk_period until,
                   const dk_panel **out)
{
    *out = NULL;
    if (n < 2)
        return true;
    size_t season = (size_t)series[0]->season;
    dk_panel *panel = dk_arena_alloc(arena, sizeof *panel);
    tally all = {.growth = dk_arena_array(arena, 2 * n, sizeof(double)),
                 .index = dk_arena_array(arena, 3 * season, sizeof(double))};
    if (panel == NULL || all.growth == NULL || all.index == NULL)
        return false;
    all.var = all.growth + n;
    *panel = (dk_panel){.is_named = series[0]->group != NULL, .season = 1};
    for (size_t i = 0; i < n; i++)
        if ((size_t)series[i]->season == season && series[i]->start.kind == until.kind)
            add_series(&all, series[i], seen_before(series[i], until), all.index + season,
                       all.index + 2 * season);
    if (all.n < 2)
        return true;
    pool_growth(&all, panel);
    pool_season(&all, season, panel);
    *out = panel;
    return true;
}
