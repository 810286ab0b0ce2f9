/* api/wire/fan.c - see fan.h. A chart is 640 by 220; history takes at most six seasons (24 periods
 * at least) before the forecast. Coordinates have one decimal. */
#include "api/wire/fan.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum {
    WIDTH = 640,
    HEIGHT = 220,
    LEFT = 62,
    RIGHT = 24,
    TOP = 26,
    BOTTOM = 26,
    TICKS = 4,
    HISTORY_MIN = 24,
    HISTORY_SEASONS = 6,
};

typedef struct {
    dk_buf *out;
    const dk_forecast_request *request;
    const dk_series *series;
    const dk_forecast *f;
    size_t from;      /* first value shown */
    double low, high; /* of the value axis */
    double top;       /* of the chart in the document */
} chart;

/* Text that is safe between tags and in attributes. */
static void add_text(dk_buf *out, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '&')
            dk_buf_text(out, "&amp;");
        else if (c == '<')
            dk_buf_text(out, "&lt;");
        else if (c == '>')
            dk_buf_text(out, "&gt;");
        else if (c == '"')
            dk_buf_text(out, "&quot;");
        else if (c >= 0x20)
            dk_buf_char(out, *text);
    }
}

/* Position `i` counts periods from the first one shown. */
static double x_of(const chart *c, size_t i)
{
    size_t n = c->series->n - c->from + c->f->horizon;
    double share = n > 1 ? (double)i / (double)(n - 1) : 0.5;
    return LEFT + share * (WIDTH - LEFT - RIGHT);
}

static double y_of(const chart *c, double value)
{
    double share = (value - c->low) / (c->high - c->low);
    return c->top + TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
}

/* The interval of a level at step h; a forecast without quantiles of its own has those of its
 * steps: 80 and 95 %. */
static dk_interval band(const chart *c, size_t h, size_t level)
{
    const dk_forecast_step *step = &c->f->steps[h];
    if (c->f->n_quantiles > 0)
        return dk_request_interval(c->request, c->f, h, level);
    return level == 0 ? (dk_interval){step->lo80, step->hi80}
                      : (dk_interval){step->lo95, step->hi95};
}

static void widen(chart *c, double value)
{
    c->low = fmin(c->low, value);
    c->high = fmax(c->high, value);
}

/* The smallest of 1, 2, 5 * 10^k that is at least x > 0. */
static double nice(double x)
{
    double unit = pow(10, floor(log10(x)));
    return x <= unit ? unit : x <= 2 * unit ? 2 * unit : x <= 5 * unit ? 5 * unit : 10 * unit;
}

/* Bounds of the axis as multiples of a round step; the widest interval and all values fit. */
static double set_axis(chart *c)
{
    c->low = HUGE_VAL, c->high = -HUGE_VAL;
    for (size_t t = c->from; t < c->series->n; t++)
        if (dk_series_known(c->series, t))
            widen(c, c->series->value[t]);
    for (size_t h = 0; h < c->f->horizon; h++) {
        widen(c, c->f->steps[h].mean);
        for (size_t k = 0; k < c->request->n_levels; k++) {
            dk_interval i = band(c, h, k);
            widen(c, i.lo);
            widen(c, i.hi);
        }
    }
    if (c->low >= 0 && c->low < 0.5 * c->high)
        c->low = 0;
    double range = c->high - c->low, size = fmax(fabs(c->high), fabs(c->low));
    double step = nice(range > 1e-9 * size ? range / TICKS : size > 0 ? size / TICKS : 1);
    c->low = floor(c->low / step) * step;
    c->high = ceil(c->high / step) * step;
    if (!(c->high > c->low))
        c->high = c->low + step;
    return step;
}

static void add_axes(const chart *c, double step)
{
    char token[24];
    for (int k = 0; c->low + k * step <= c->high * (1 + 1e-12) + step * 1e-6 && k <= 4 * TICKS;
         k++) {
        double value = c->low + k * step, y = y_of(c, value);
        dk_buf_format(c->out, "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>", LEFT, y, WIDTH - RIGHT);
        dk_buf_format(c->out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.6g</text>\n",
                      LEFT - 6, y + 4, value);
    }
    size_t n = c->series->n - c->from + c->f->horizon, every = (n + 5) / 6;
    for (size_t i = 0; i < n; i += every) {
        dk_period_format(dk_period_add(c->series->start, (int64_t)(c->from + i)), token);
        dk_buf_format(c->out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n",
                      x_of(c, i), c->top + HEIGHT - 8, token);
    }
}

/* Widest level lightest. */
static void add_bands(const chart *c)
{
    size_t shown = c->series->n - c->from, n = c->request->n_levels;
    for (size_t k = n; k-- > 0;) {
        int grey = 225 - (int)(60 * (n - 1 - k) / (n > 1 ? n - 1 : 1));
        dk_buf_format(c->out, "<path fill=\"#%02x%02x%02x\" d=\"", grey, grey, grey);
        for (size_t h = 0; h < c->f->horizon; h++)
            dk_buf_format(c->out, "%c%.1f %.1f", h == 0 ? 'M' : 'L', x_of(c, shown + h),
                          y_of(c, band(c, h, k).hi));
        for (size_t h = c->f->horizon; h-- > 0;)
            dk_buf_format(c->out, "L%.1f %.1f", x_of(c, shown + h), y_of(c, band(c, h, k).lo));
        dk_buf_format(c->out, "Z\"><title>%g %%</title></path>\n", c->request->levels[k]);
    }
}

/* A gap where a value is missing. */
static void add_lines(const chart *c)
{
    bool pen_down = false;
    size_t shown = c->series->n - c->from;
    dk_buf_text(c->out, "<path fill=\"none\" stroke=\"#000\" stroke-width=\"1.5\" d=\"");
    for (size_t t = c->from; t < c->series->n; t++) {
        bool known = dk_series_known(c->series, t);
        if (known)
            dk_buf_format(c->out, "%c%.1f %.1f", pen_down ? 'L' : 'M', x_of(c, t - c->from),
                          y_of(c, c->series->value[t]));
        pen_down = known;
    }
    dk_buf_text(c->out, "\"/>\n<path fill=\"none\" stroke=\"#000\" stroke-width=\"1.5\" "
                        "stroke-dasharray=\"5 3\" d=\"");
    for (size_t h = 0; h < c->f->horizon; h++)
        dk_buf_format(c->out, "%c%.1f %.1f", h == 0 ? 'M' : 'L', x_of(c, shown + h),
                      y_of(c, c->f->steps[h].mean));
    dk_buf_text(c->out, "\"/>\n");
}

static void add_title(const chart *c, dk_lang lang)
{
    dk_buf_format(c->out, "<text x=\"%d\" y=\"%.1f\" font-weight=\"bold\">", LEFT, c->top + 16);
    add_text(c->out, c->series->key);
    dk_buf_format(c->out, "</text>\n<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">", WIDTH - RIGHT,
                  c->top + 16);
    dk_buf_text(c->out, lang == DK_ZH ? "实线：已上报　虚线：预测　灰带："
                                      : "solid: reported, dashed: forecast, bands: ");
    for (size_t k = 0; k < c->request->n_levels; k++)
        dk_buf_format(c->out, "%s%g %%", k > 0 ? ", " : "", c->request->levels[k]);
    dk_buf_text(c->out, "</text>\n");
}

static void add_chart(chart *c, dk_lang lang)
{
    size_t most = (size_t)c->series->season * HISTORY_SEASONS;
    most = most < HISTORY_MIN ? HISTORY_MIN : most;
    c->from = c->series->n > most ? c->series->n - most : 0;
    double step = set_axis(c);
    add_title(c, lang);
    add_axes(c, step);
    add_bands(c);
    add_lines(c);
}

/* The document around `n` charts, of which `left_out` more are not drawn. */
static void begin(dk_buf *out, size_t n, size_t left_out)
{
    size_t height = n * HEIGHT + (left_out > 0 ? 20 : 0);
    dk_buf_format(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%zu\" viewBox=\"0 "
        "0 %d %zu\" font-family=\"sans-serif\" font-size=\"11\" fill=\"#000\">\n",
        WIDTH, height, WIDTH, height);
    dk_buf_text(out, "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
}

static void end(dk_buf *out, size_t n, size_t left_out, dk_lang lang)
{
    if (left_out > 0)
        dk_buf_format(out,
                      lang == DK_ZH ? "<text x=\"%d\" y=\"%zu\">另有 %zu 条序列没有画出</text>\n"
                                    : "<text x=\"%d\" y=\"%zu\">%zu more series not drawn</text>\n",
                      LEFT, n * HEIGHT + 14, left_out);
    dk_buf_text(out, "</svg>\n");
}

void dk_wire_fan(dk_buf *out, const dk_forecast_request *request, const dk_forecast_answer *answer,
                 dk_lang lang)
{
    assert(request->horizon > 0 && answer != NULL);
    size_t n = answer->n < DK_FAN_MAX ? answer->n : (size_t)DK_FAN_MAX;
    begin(out, n, answer->n - n);
    for (size_t i = 0; i < n; i++) {
        chart c = {.out = out,
                   .request = request,
                   .series = &answer->series[i],
                   .f = &answer->result.items[i],
                   .top = (double)(i * HEIGHT)};
        add_chart(&c, lang);
    }
    end(out, n, answer->n - n, lang);
}

void dk_wire_fan_outlook(dk_buf *out, const dk_outlook *outlook, const dk_outlook_item *item,
                         size_t horizon, dk_lang lang)
{
    const dk_forecast_request request = DK_FORECAST_REQUEST_INIT;
    const dk_outlook_item *items = item == NULL ? outlook->items : item;
    size_t all = item == NULL ? outlook->n : 1, n = all < DK_FAN_MAX ? all : (size_t)DK_FAN_MAX;
    begin(out, n, all - n);
    for (size_t i = 0; i < n; i++) {
        dk_series series = items[i].series;
        dk_forecast forecast = items[i].forecast;
        series.key = dk_in(items[i].title, lang);
        forecast.horizon = horizon < forecast.horizon ? horizon : forecast.horizon;
        chart c = {.out = out,
                   .request = &request,
                   .series = &series,
                   .f = &forecast,
                   .top = (double)(i * HEIGHT)};
        add_chart(&c, lang);
    }
    end(out, n, all - n, lang);
}
