/* models/outlook.c - see outlook.h. */
#include "models/outlook.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/buf.h"
#include "models/explain.h"

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Quantile of n sorted values at levels (r + 1/2) / n. */
static double quantile(const double *sorted, size_t n, double u)
{
    double at = u * (double)n - 0.5;
    if (at <= 0)
        return sorted[0];
    size_t k = (size_t)at;
    return k + 1 >= n ? sorted[n - 1] : sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]);
}

/* The sum of the last twelve values; -1 when there are fewer or one is missing. */
static double last_year(const dk_series *series)
{
    double sum = 0;
    if (series->n < DK_OUTLOOK_YEAR)
        return -1;
    for (size_t i = series->n - DK_OUTLOOK_YEAR; i < series->n; i++) {
        if (!dk_series_known(series, i))
            return -1;
        sum += series->value[i];
    }
    return sum;
}

static bool next_year(const dk_forecast *f, dk_arena *arena, dk_forecast_step *out)
{
    double *totals = dk_arena_array(arena, f->n_paths, sizeof *totals);
    if (totals == NULL)
        return false;
    for (size_t p = 0; p < f->n_paths; p++)
        for (size_t h = 0; h < DK_OUTLOOK_YEAR; h++)
            totals[p] += f->paths[p * f->horizon + h];
    qsort(totals, f->n_paths, sizeof *totals, by_value);
    *out = (dk_forecast_step){.lo95 = quantile(totals, f->n_paths, 0.025),
                              .lo80 = quantile(totals, f->n_paths, 0.1),
                              .hi80 = quantile(totals, f->n_paths, 0.9),
                              .hi95 = quantile(totals, f->n_paths, 0.975)};
    for (size_t h = 0; h < DK_OUTLOOK_YEAR; h++)
        out->mean += f->steps[h].mean;
    return true;
}

static dk_code fill_item(dk_outlook_item *item, dk_arena *arena, dk_err *err)
{
    item->n_known = dk_series_count(&item->series);
    item->last12 = last_year(&item->series);
    item->trend = DK_TREND_FLAT;
    if (dk_forecast_years(&item->series, &item->forecast, arena, &item->years, &item->n_years,
                          err) != DK_OK)
        return DK_FAILED;
    if (!next_year(&item->forecast, arena, &item->next12))
        return DK_NO_MEMORY(err);
    if (item->last12 >= 0 && item->next12.lo80 > item->last12)
        item->trend = DK_TREND_UP;
    if (item->last12 >= 0 && item->next12.hi80 < item->last12)
        item->trend = DK_TREND_DOWN;
    return DK_OK;
}

dk_code dk_outlook_fill(dk_outlook *outlook, const dk_forecast_options *options, dk_arena *arena,
                        dk_err *err)
{
    assert(outlook->horizon >= DK_OUTLOOK_YEAR && options->n_paths > 0);
    dk_forecast_result result;
    dk_series *series = dk_arena_array(arena, outlook->n, sizeof *series);
    if (series == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < outlook->n; i++)
        series[i] = outlook->items[i].series;
    if (outlook->n == 0)
        return DK_OK;
    if (dk_forecast_many(series, outlook->n, outlook->horizon, options, arena, &result, err) !=
        DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < outlook->n; i++) {
        outlook->items[i].forecast = result.items[i];
        if (fill_item(&outlook->items[i], arena, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* ---- words ---- */

const char *dk_trend_key(dk_trend trend)
{
    static const char *const keys[] = {
        [DK_TREND_FLAT] = "flat", [DK_TREND_UP] = "up", [DK_TREND_DOWN] = "down"};
    return keys[trend];
}

static const char *taken(dk_buf *buf, dk_arena *arena)
{
    const char *text =
        buf->is_broken ? NULL : dk_arena_copy(arena, buf->data == NULL ? "" : buf->data, buf->len);
    dk_buf_done(buf);
    return text;
}

const char *dk_outlook_method(const dk_outlook_item *item, dk_lang lang, dk_arena *arena)
{
    return dk_explain_methods(&item->forecast, lang, arena);
}

bool dk_outlook_is_no_better(const dk_outlook_item *item)
{
    return item->forecast.score.mase >= 0 && item->forecast.score.mase_naive >= 0 &&
           !item->forecast.beats_naive;
}

static void add_sentence(dk_buf *to, dk_lang lang, const char *sentence)
{
    if (to->len > 0)
        dk_buf_text(to, lang == DK_ZH ? "；" : "; ");
    dk_buf_text(to, sentence);
}

const char *dk_outlook_note(const dk_outlook_item *item, dk_lang lang, dk_arena *arena)
{
    bool is_zh = lang == DK_ZH;
    size_t n_missing = item->series.n - item->n_known;
    dk_buf note = DK_BUF_INIT;
    if (item->forecast.score.n_errors == 0) {
        add_sentence(&note, lang, "");
        dk_buf_format(
            &note,
            is_zh ? "只有 %zu 个月的数据，不足以回测，区间按同类专业的误差给出"
                  : "only %zu months of data, too few for a backtest; the interval is that of "
                    "the other specialties",
            item->n_known);
    }
    if (dk_outlook_is_no_better(item))
        add_sentence(&note, lang,
                     is_zh ? "并不比去年同月的数更准" : "no better than last year's number");
    if (n_missing > 0) {
        add_sentence(&note, lang, "");
        dk_buf_format(&note,
                      is_zh ? "有 %zu 个月没有填报，按缺失处理，不当作零"
                            : "%zu months without a report are treated as missing, not as zero",
                      n_missing);
    }
    return taken(&note, arena);
}
