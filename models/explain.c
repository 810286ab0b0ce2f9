/* models/explain.c - see explain.h. */
#include "models/explain.h"

#include <math.h>

#include "core/base/buf.h"

/* Share of the value from which on a working day is mentioned. */
static const double WORTH_SAYING = 0.001;

static const char *taken(dk_buf *buf, dk_arena *arena)
{
    const char *text =
        buf->is_broken ? NULL : dk_arena_copy(arena, buf->data == NULL ? "" : buf->data, buf->len);
    dk_buf_done(buf);
    return text;
}

static void add_methods(dk_buf *to, const dk_forecast *f, bool is_zh)
{
    if (f->n_members > 1)
        dk_buf_format(to, is_zh ? "%zu 种方法加权：" : "%zu methods weighted: ", f->n_members);
    for (size_t i = 0; i < f->n_members; i++) {
        const dk_forecast_member *m = &f->members[i];
        if (i > 0)
            dk_buf_text(to, is_zh ? "、" : ", ");
        dk_buf_format(to, "%s %.0f %%", dk_in(m->method->title, is_zh ? DK_ZH : DK_EN),
                      100 * m->weight);
    }
}

const char *dk_explain_methods(const dk_forecast *forecast, dk_lang lang, dk_arena *arena)
{
    dk_buf words = DK_BUF_INIT;
    add_methods(&words, forecast, lang == DK_ZH);
    return taken(&words, arena);
}

/* The member of smallest error on this series; NULL without a backtest. */
static const dk_forecast_member *best_member(const dk_forecast *f)
{
    const dk_forecast_member *best = NULL;
    for (size_t i = 0; i < f->n_members; i++)
        if (f->members[i].mase >= 0 && (best == NULL || f->members[i].mase < best->mase))
            best = &f->members[i];
    return best;
}

static void add_reason(dk_buf *to, const dk_forecast *f, bool is_zh)
{
    const dk_forecast_member *best = best_member(f);
    size_t n = f->pool == NULL ? 0 : f->pool->n_series;
    if (n > 1)
        dk_buf_format(to,
                      is_zh ? "。权重取自同组 %zu 条序列的回测，并向各法均分收缩"
                            : ". Weights come from backtests of the %zu series of the group, "
                              "shrunk towards equal ones",
                      n);
    else
        dk_buf_text(to, is_zh ? "。只有一条序列，权重主要按各法的先验"
                              : ". A single series: the weights are mostly the methods' priors");
    if (best != NULL && f->n_members > 1)
        dk_buf_format(to,
                      is_zh ? "，再偏向在本序列上误差小的方法（最小的是%s，%.2f）"
                            : ", then tilted towards what did well on this series (best: %s, %.2f)",
                      dk_in(best->method->title, is_zh ? DK_ZH : DK_EN), best->mase);
}

static void add_backtest(dk_buf *to, const dk_forecast *f, bool is_zh)
{
    const dk_forecast_score *s = &f->score;
    if (s->mase < 0 || !(s->mase_naive > 0)) {
        dk_buf_text(to, is_zh ? "。数据太短或没有变化，无法回测"
                              : ". Too short or too constant for a backtest");
        return;
    }
    dk_buf_format(to,
                  is_zh ? "。回测误差是照搬上一季（上一期）的 %.0f %%"
                        : ". Its backtest error is %.0f %% of repeating the last season (or value)",
                  100 * s->mase / s->mase_naive);
    if (!f->beats_naive)
        dk_buf_text(to, is_zh ? "，并不更准" : ": no better");
}

/* Nothing below `least`; `before` stands in front. */
static void add_workdays(dk_buf *to, const dk_forecast *f, double least, const char *before,
                         bool is_zh)
{
    double change = dk_calendar_of_a_day(&f->calendar, dk_workdays_usual(f->first)) - 1;
    if (fabs(change) < least)
        return;
    dk_buf_text(to, before);
    dk_buf_format(to,
                  is_zh ? "每多一个工作日约%s %.1f %%，已按各期的工作日数折算"
                        : "one working day more means about %s %.1f %%; the working days of each "
                          "period are counted in",
                  change > 0 ? (is_zh ? "多" : "plus") : (is_zh ? "少" : "minus"),
                  100 * fabs(change));
}

const char *dk_explain_workdays(const dk_forecast *forecast, double least, dk_lang lang,
                                dk_arena *arena)
{
    dk_buf words = DK_BUF_INIT;
    add_workdays(&words, forecast, least, "", lang == DK_ZH);
    return taken(&words, arena);
}

static void add_coverage(dk_buf *to, const dk_forecast *f, bool is_zh)
{
    const dk_forecast_pool *p = f->pool;
    if (p == NULL || p->coverage80 < 0) {
        dk_buf_text(to, is_zh ? "。区间没有实测，按一般误差给出"
                              : ". The intervals are not measured but assumed");
        return;
    }
    dk_buf_format(
        to,
        is_zh ? "。80 %% 区间在同组回测中实际盖住 %.1f ± %.1f %%，95 %% 区间 %.1f ± %.1f %%"
              : ". In the group's backtests the 80 %% interval covered %.1f ± %.1f %%, "
                "the 95 %% interval %.1f ± %.1f %%",
        100 * p->coverage80, 100 * p->coverage80_se, 100 * p->coverage95, 100 * p->coverage95_se);
}

const char *dk_explain_forecast(const dk_forecast *forecast, dk_lang lang, dk_arena *arena)
{
    bool is_zh = lang == DK_ZH;
    dk_buf words = DK_BUF_INIT;
    if (forecast->problem != NULL) {
        dk_buf_text(&words, is_zh ? "没有数据，无法预测" : "no values, no forecast");
        return taken(&words, arena);
    }
    add_methods(&words, forecast, is_zh);
    add_reason(&words, forecast, is_zh);
    add_backtest(&words, forecast, is_zh);
    add_workdays(&words, forecast, WORTH_SAYING, is_zh ? "。" : ". ", is_zh);
    add_coverage(&words, forecast, is_zh);
    dk_buf_text(&words, is_zh ? "。" : ".");
    return taken(&words, arena);
}
