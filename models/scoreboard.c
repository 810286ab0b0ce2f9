/* models/scoreboard.c - see scoreboard.h. */
#include "models/scoreboard.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "models/level.h"
#include "models/quantile.h"

enum { YEAR = 12 };

static const double told_change = 0.02; /* a smaller change has no direction */

/* Sum of value[from .. from+12); -1 when one is missing or out of range. */
static double year_total(const dk_series *s, size_t from)
{
    double sum = 0;
    if (from > s->n || s->n - from < YEAR)
        return -1;
    for (size_t i = from; i < from + YEAR; i++) {
        if (!dk_series_known(s, i))
            return -1;
        sum += s->value[i];
    }
    return sum;
}

size_t dk_score_history(const dk_series *s, size_t n)
{
    size_t known = 0;
    for (size_t t = 0; t < n; t++)
        known += dk_series_known(s, t) && (known > 0 || s->value[t] > 0);
    return known;
}

static bool total_of(const dk_forecast *f, dk_arena *arena, dk_year_score *out)
{
    double *totals = dk_arena_array(arena, f->n_paths, sizeof *totals);
    if (totals == NULL)
        return false;
    for (size_t p = 0; p < f->n_paths; p++)
        for (size_t h = 0; h < YEAR; h++)
            totals[p] += f->paths[p * f->horizon + h];
    dk_sort(totals, f->n_paths);
    for (size_t h = 0; h < YEAR; h++)
        out->mean += f->steps[h].mean;
    out->lo80 = dk_quantile(totals, f->n_paths, 0.1);
    out->hi80 = dk_quantile(totals, f->n_paths, 0.9);
    return true;
}

/* One origin: every series cut off `years` years before its end. */
static dk_code look_back(const dk_series *series, size_t n, size_t years,
                         const dk_forecast_options *options, dk_arena *arena, dk_year_score *out,
                         size_t *n_out, dk_err *err)
{
    dk_forecast_result result;
    size_t *item = dk_arena_array(arena, n, sizeof *item), used = 0;
    dk_series *cut = dk_arena_array(arena, n, sizeof *cut);
    dk_level_shift *shifts = dk_arena_array(arena, n, sizeof *shifts);
    if (item == NULL || cut == NULL || shifts == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        cut[used] = series[i];
        cut[used].n = series[i].n > years * YEAR ? series[i].n - years * YEAR : 0;
        item[used] = i;
        used += dk_score_history(&cut[used], cut[used].n) >= DK_SCORE_HISTORY_MIN;
    }
    if (used == 0)
        return DK_OK;
    if (dk_level_forecast(cut, used, YEAR, options, arena, &result, shifts, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < used; i++) {
        dk_year_score *to = &out[(*n_out)++];
        *to = (dk_year_score){.item = item[i],
                              .years = years,
                              .first = result.items[i].first,
                              .naive = cut[i].n < YEAR ? -1 : year_total(&cut[i], cut[i].n - YEAR),
                              .manual = -1,
                              .truth = year_total(&series[item[i]], cut[i].n)};
        if (!total_of(&result.items[i], arena, to))
            return DK_NO_MEMORY(err);
    }
    return DK_OK;
}

dk_code dk_hindsight(const dk_series *series, size_t n, size_t years,
                     const dk_forecast_options *options, dk_arena *arena, dk_year_score **out,
                     size_t *n_out, dk_err *err)
{
    assert(years >= 1 && years <= DK_SCORE_YEARS_MAX && options->n_paths > 0);
    *out = dk_arena_array(arena, n * years, sizeof **out);
    *n_out = 0;
    if (*out == NULL)
        return DK_NO_MEMORY(err);
    for (size_t y = 1; y <= years; y++)
        if (look_back(series, n, y, options, arena, *out, n_out, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

static bool is_judged(const dk_year_score *s)
{
    return s->truth >= 0 && s->naive > 0;
}

/* How much nearer the forecast was than last year's number. */
static double gain_of(const dk_year_score *s)
{
    return (fabs(s->naive - s->truth) - fabs(s->mean - s->truth)) / s->naive;
}

/* Sums of one summary before they are divided. */
typedef struct {
    double last, error, naive, bias, manual, beside, manual_last;
    size_t inside;
} sums;

static void add_score(const dk_year_score *s, dk_score_summary *to, sums *sum)
{
    bool has_direction = fabs(s->truth - s->naive) >= told_change * s->naive;
    to->n++;
    sum->last += s->naive;
    sum->error += fabs(s->mean - s->truth);
    sum->naive += fabs(s->naive - s->truth);
    sum->bias += s->mean - s->truth;
    sum->inside += s->lo80 <= s->truth && s->truth <= s->hi80;
    to->n_better += gain_of(s) > 0;
    to->n_direction += has_direction;
    to->n_right += has_direction && (s->truth > s->naive) == (s->mean > s->naive);
    if (s->manual < 0)
        return;
    to->n_manual++;
    sum->manual += fabs(s->manual - s->truth);
    sum->beside += fabs(s->mean - s->truth);
    sum->manual_last += s->naive;
}

dk_score_summary dk_score_sum(const dk_year_score *scores, size_t n, size_t item)
{
    dk_score_summary out = {
        .error = -1, .error_naive = -1, .error_manual = -1, .error_beside = -1, .coverage80 = -1};
    sums sum = {0};
    for (size_t i = 0; i < n; i++)
        if (is_judged(&scores[i]) && (item == SIZE_MAX || scores[i].item == item))
            add_score(&scores[i], &out, &sum);
    if (out.n > 0) {
        out.error = sum.error / sum.last;
        out.error_naive = sum.naive / sum.last;
        out.bias = sum.bias / sum.last;
        out.coverage80 = (double)sum.inside / (double)out.n;
    }
    if (out.n_manual > 0) {
        out.error_manual = sum.manual / sum.manual_last;
        out.error_beside = sum.beside / sum.manual_last;
    }
    return out;
}

/* True when the gain, summed over series, was positive in more than half of the years judged. */
static bool most_years_gain(const dk_year_score *scores, size_t n)
{
    size_t good = 0, all = 0;
    for (size_t y = 1; y <= DK_SCORE_YEARS_MAX; y++) {
        double gain = 0;
        size_t count = 0;
        for (size_t i = 0; i < n; i++) {
            if (scores[i].years != y || !is_judged(&scores[i]))
                continue;
            gain += gain_of(&scores[i]);
            count++;
        }
        all += count > 0;
        good += gain > 0;
    }
    return 2 * good > all;
}

bool dk_score_beats(const dk_year_score *scores, size_t n, size_t n_items)
{
    double mean = 0, squares = 0, count = 0;
    for (size_t item = 0; item < n_items; item++) {
        double gain = 0;
        size_t origins = 0;
        for (size_t i = 0; i < n; i++) {
            if (scores[i].item != item || !is_judged(&scores[i]))
                continue;
            gain += gain_of(&scores[i]);
            origins++;
        }
        if (origins == 0)
            continue;
        gain /= (double)origins;
        count++;
        double step = gain - mean;
        mean += step / count;
        squares += step * (gain - mean);
    }
    if (count < 3)
        return false;
    double error = sqrt(squares / (count - 1) / count);
    return mean > gsl_cdf_tdist_Pinv(0.95, count - 1) * error && mean > 0 &&
           most_years_gain(scores, n);
}
