/* models/outlook.c - see outlook.h. */
#include "models/outlook.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "core/base/buf.h"
#include "models/explain.h"
#include "models/quantile.h"

/* Share of a month from which on the effect of a working day is worth a note. */
static const double WORKDAY_LEAST = 0.005;

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
    dk_sort(totals, f->n_paths);
    *out = (dk_forecast_step){.lo95 = dk_quantile(totals, f->n_paths, 0.025),
                              .lo80 = dk_quantile(totals, f->n_paths, 0.1),
                              .hi80 = dk_quantile(totals, f->n_paths, 0.9),
                              .hi95 = dk_quantile(totals, f->n_paths, 0.975)};
    for (size_t h = 0; h < DK_OUTLOOK_YEAR; h++)
        out->mean += f->steps[h].mean;
    return true;
}

double dk_correction_sum(const dk_correction *list, size_t n, int64_t month)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        if (list[i].from <= month && month < list[i].from + list[i].ramp)
            sum += list[i].probability * list[i].posts / list[i].ramp;
    return sum;
}

/* The corrections stand beside the model: nothing of the forecast changes. */
static bool add_corrections(dk_outlook_item *item, dk_arena *arena)
{
    const dk_forecast *f = &item->forecast;
    item->manual12 = -1;
    if (item->n_corrections == 0)
        return true;
    item->manual = dk_arena_array(arena, f->horizon, sizeof *item->manual);
    if (item->manual == NULL)
        return false;
    item->manual12 = 0;
    for (size_t h = 0; h < f->horizon; h++) {
        double more =
            dk_correction_sum(item->corrections, item->n_corrections, f->first.index + (int64_t)h);
        item->manual[h] = fmax(f->steps[h].mean + more, 0);
        item->manual12 += h < DK_OUTLOOK_YEAR ? item->manual[h] : 0;
    }
    return true;
}

static dk_code fill_item(dk_outlook_item *item, uint64_t seed, dk_arena *arena, dk_err *err)
{
    item->added = dk_arena_array(arena, item->forecast.horizon, sizeof *item->added);
    if (item->added == NULL || !dk_announced_add(item->announced, item->n_announced, seed, arena,
                                                 &item->forecast, item->added))
        return DK_NO_MEMORY(err);
    item->n_known = dk_series_count(&item->series);
    item->last12 = last_year(&item->series);
    item->trend = DK_TREND_FLAT;
    if (dk_forecast_years(&item->series, &item->forecast, arena, &item->years, &item->n_years,
                          err) != DK_OK)
        return DK_FAILED;
    if (!next_year(&item->forecast, arena, &item->next12))
        return DK_NO_MEMORY(err);
    if (!add_corrections(item, arena) ||
        !dk_addressable_fill(&item->addressable, &item->forecast, seed, item->code, arena))
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
    dk_level_shift *shifts = dk_arena_array(arena, outlook->n, sizeof *shifts);
    if (series == NULL || shifts == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < outlook->n; i++)
        series[i] = outlook->items[i].series;
    if (outlook->n == 0)
        return DK_OK;
    if (dk_level_forecast(series, outlook->n, outlook->horizon, options, arena, &result, shifts,
                          err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < outlook->n; i++) {
        outlook->items[i].forecast = result.items[i];
        outlook->items[i].shift = shifts[i];
        if (fill_item(&outlook->items[i], options->seed, arena, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_outlook_look_back(dk_outlook *outlook, const dk_forecast_options *options,
                             dk_arena *arena, dk_err *err)
{
    dk_year_score *past = NULL;
    dk_series *series = dk_arena_array(arena, outlook->n, sizeof *series);
    if (series == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < outlook->n; i++)
        series[i] = outlook->items[i].series;
    if (dk_hindsight(series, outlook->n, DK_OUTLOOK_YEARS_BACK, options, arena, &past,
                     &outlook->n_past, err) != DK_OK)
        return DK_FAILED;
    outlook->past = past;
    outlook->score = dk_score_sum(past, outlook->n_past, SIZE_MAX);
    outlook->beats = dk_score_beats(past, outlook->n_past, outlook->n);
    for (size_t i = 0; i < outlook->n; i++) {
        dk_outlook_item *item = &outlook->items[i];
        dk_year_score *own = dk_arena_array(arena, DK_OUTLOOK_YEARS_BACK, sizeof *own);
        if (own == NULL)
            return DK_NO_MEMORY(err);
        for (size_t k = 0; k < outlook->n_past; k++)
            if (past[k].item == i)
                own[item->n_past++] = past[k];
        item->past = own;
        item->score = dk_score_sum(own, item->n_past, i);
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

dk_text dk_outlook_verdict(const dk_outlook *outlook)
{
    if (outlook->score.n == 0)
        return (dk_text){"历史太短，还不能与沿用上年的数比较",
                         "too little history to compare with last year's number"};
    if (outlook->beats)
        return (dk_text){"年度总数的预测比沿用上年的数更准",
                         "totals of a year were foretold better than by last year's number"};
    /* Nearer, but by less than the years differ among themselves: not a claim, and not hidden. */
    if (outlook->score.error < outlook->score.error_naive)
        return (dk_text){"年度总数的预测误差略小于沿用上年的数，但差别太小，还不能说更准",
                         "totals of a year were foretold slightly better than by last year's "
                         "number, by too little to say so"};
    return (dk_text){"年度总数的预测不比沿用上年的数更准",
                     "totals of a year were foretold no better than by last year's number"};
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
    if (item->shift.probability >= DK_LEVEL_LIKELY) {
        char month[24];
        dk_period_format(dk_period_add(item->series.start, (int64_t)item->shift.at), month);
        add_sentence(&note, lang, "");
        dk_buf_format(&note,
                      is_zh ? "%s 起水平变为以前的 %.0f%%（把握 %.0f%%），预测已按新水平"
                            : "from %s on the level is %.0f%% of what it was (%.0f%% sure); the "
                              "forecast stands on the new one",
                      month, 100 * item->shift.ratio, 100 * item->shift.probability);
    }
    if (item->joined.ratio > 1) {
        char month[24];
        dk_period_format(dk_period_add(item->series.start, (int64_t)item->joined.at), month);
        add_sentence(&note, lang, "");
        dk_buf_format(&note,
                      is_zh ? "%s 起登记了新的职业，以前各月已按同样的口径乘以 %.2f"
                            : "from %s on a new occupation is recorded; earlier months are "
                              "multiplied by %.2f to stand on the same footing",
                      month, item->joined.ratio);
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
    const char *workdays = dk_explain_workdays(&item->forecast, WORKDAY_LEAST, lang, arena);
    note.is_broken |= workdays == NULL;
    if (workdays != NULL && *workdays != '\0')
        add_sentence(&note, lang, workdays);
    return taken(&note, arena);
}
