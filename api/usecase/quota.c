/* api/usecase/quota.c - the plan of an intake, and the plan as a sheet; see quota.h. */
#include "api/usecase/quota.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "api/usecase/app.h"
#include "core/base/messages.h"
#include "core/table/table.h"

/* The next autumn: this year's until 1 September. */
static int32_t next_autumn(dk_day as_of)
{
    dk_civil c = dk_civil_of(as_of);
    return c.month < 9 ? c.year : c.year + 1;
}

dk_code dk_quota_openings_of(const dk_outlook *outlook, dk_arena *arena, dk_quota_openings **out,
                             size_t *n, dk_err *err)
{
    assert(outlook != NULL && out != NULL && n != NULL);
    size_t years = outlook->horizon / 12 + 1, found = 0;
    dk_quota_openings *items = dk_arena_array(arena, outlook->n * years, sizeof *items);
    for (size_t i = 0; items != NULL && i < outlook->n; i++) {
        const dk_forecast *f = &outlook->items[i].forecast;
        int64_t first = f->first.index, end = first + (int64_t)f->horizon;
        if (f->paths == NULL || f->problem != NULL)
            continue;
        for (int64_t from = (first + 11) / 12 * 12; from + 12 <= end; from += 12) {
            double *samples = dk_arena_array(arena, f->n_paths, sizeof *samples);
            if (samples == NULL)
                return DK_NO_MEMORY(err);
            for (size_t p = 0; p < f->n_paths; p++)
                for (int64_t h = from - first; h < from - first + 12; h++)
                    samples[p] += f->paths[p * f->horizon + (size_t)h];
            items[found++] = (dk_quota_openings){outlook->items[i].code, (int32_t)(from / 12),
                                                 samples, f->n_paths};
        }
    }
    if (items == NULL)
        return DK_NO_MEMORY(err);
    *out = items;
    *n = found;
    return DK_OK;
}

dk_code dk_uc_quota(const dk_call *call, const dk_uc_quota_options *options, dk_quota_report *out,
                    dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_store *store = NULL;
    dk_codes_ref *codes_ref = NULL;
    dk_outlook_ref *outlook_ref = NULL;
    const dk_codes *codes = NULL;
    const dk_outlook *outlook = NULL;
    dk_quota_question asked;
    dk_quota_openings *openings = NULL;
    dk_code code = DK_FAILED;
    dk_day as_of = options->as_of == DK_DAY_NONE ? dk_app_as_of(call->app) : options->as_of;
    dk_quota_load_options how = {.as_of = as_of, .lang = options->lang};
    how.intake_year = options->intake_year > 0 ? options->intake_year : next_autumn(as_of);
    /* The farthest horizon: an intake of this autumn graduates in three years, the last planned in
     * five. */
    if (dk_app_codes(call->app, &codes_ref, &codes, err) != DK_OK ||
        dk_uc_forecasts(call, DK_FORECAST_HORIZON_MAX, as_of, &outlook_ref, &outlook, err) !=
            DK_OK ||
        dk_quota_openings_of(outlook, call->arena, &openings, &how.n_openings, err) != DK_OK ||
        dk_app_borrow(call->app, &store, err) != DK_OK)
        goto cleanup;
    how.openings = openings;
    if (dk_quota_load(store, codes, &how, call->arena, &asked, err) != DK_OK)
        goto cleanup;
    asked.facts.seq = outlook->seq;
    code = dk_quota_tell(&asked.problem, &asked.facts, call->arena, out, err);
cleanup:
    dk_app_return(call->app, store);
    dk_uc_forecasts_release(outlook_ref);
    dk_app_codes_release(codes_ref);
    return code;
}

/* ---- as a sheet ---- */

typedef char cell[32];

static const char *whole(double value, cell out)
{
    snprintf(out, sizeof(cell), "%.0f", value);
    return out;
}

static dk_code write_plan(const dk_quota_report *report, dk_table_writer *writer, dk_lang lang,
                          dk_err *err)
{
    static const char *const ZH[] = {"专业代码", "专业",          "培养模式",      "上年招生",
                                     "计划招生", "班级数",        "招生下限",      "毕业年份",
                                     "需求均值", "需求低（80%）", "需求高（80%）", "求职毕业生",
                                     "理由"};
    static const char *const EN[] = {"code",
                                     "specialty",
                                     "model",
                                     "last intake",
                                     "quota",
                                     "classes",
                                     "floor",
                                     "graduation",
                                     "demand",
                                     "demand low (80%)",
                                     "demand high (80%)",
                                     "graduates",
                                     "reason"};
    enum { N = sizeof ZH / sizeof *ZH };
    dk_column columns[N];
    for (size_t i = 0; i < N; i++)
        columns[i] = (dk_column){.title = lang == DK_ZH ? ZH[i] : EN[i],
                                 .kind = i >= 3 && i < 12 ? DK_COLUMN_NUMBER : DK_COLUMN_TEXT};
    if (dk_table_write_sheet(writer, lang == DK_ZH ? "招生计划" : "plan", NULL, columns, N, err) !=
        DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < report->n_lines; i++) {
        const dk_quota_line *l = &report->lines[i];
        cell t[9];
        const char *const cells[N] = {l->specialty,
                                      l->title,
                                      l->model,
                                      l->now < 0 ? "" : whole(l->now, t[0]),
                                      whole(l->quota, t[1]),
                                      whole(l->classes, t[2]),
                                      whole(l->floor, t[3]),
                                      whole(l->year, t[4]),
                                      whole(l->demand_mean, t[5]),
                                      whole(l->demand_lo80, t[6]),
                                      whole(l->demand_hi80, t[7]),
                                      whole(l->graduates, t[8]),
                                      l->reason};
        if (dk_table_write_row(writer, cells, N, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code write_limits(const dk_quota_report *report, dk_table_writer *writer, dk_lang lang,
                            dk_err *err)
{
    static const char *const ZH[] = {"限制", "已用",       "上限或下限",
                                     "单位", "是否起作用", "放宽的价值"};
    static const char *const EN[] = {"limit", "used", "allowed", "unit", "binds", "worth"};
    enum { N = sizeof ZH / sizeof *ZH };
    dk_column columns[N];
    for (size_t i = 0; i < N; i++)
        columns[i] = (dk_column){.title = lang == DK_ZH ? ZH[i] : EN[i],
                                 .kind = i == 1 || i == 2 ? DK_COLUMN_NUMBER : DK_COLUMN_TEXT};
    if (dk_table_write_sheet(writer, lang == DK_ZH ? "限制" : "limits", NULL, columns, N, err) !=
        DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < report->n_limits; i++) {
        const dk_quota_limit_line *l = &report->limits[i];
        cell used, allowed;
        const char *yes = lang == DK_ZH ? "是" : "yes";
        const char *const cells[N] = {
            l->title, whole(l->used, used),     whole(l->allowed, allowed),
            l->unit,  l->is_binding ? yes : "", l->has_more ? l->words : ""};
        if (dk_table_write_row(writer, cells, N, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_uc_quota_export(const dk_quota_report *report, const char *path, bool is_xlsx,
                           dk_lang lang, dk_err *err)
{
    dk_table_writer *writer = NULL;
    dk_code code = is_xlsx        ? dk_table_xlsx_create(path, &writer, err)
                   : path == NULL ? dk_table_csv_stream(stdout, false, &writer, err)
                                  : dk_table_csv_create(path, true, &writer, err);
    if (code != DK_OK || write_plan(report, writer, lang, err) != DK_OK ||
        (is_xlsx && write_limits(report, writer, lang, err) != DK_OK)) {
        dk_table_writer_abandon(writer);
        return DK_FAILED;
    }
    return dk_table_writer_finish(writer, err);
}
