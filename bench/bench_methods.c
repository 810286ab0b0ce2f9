/* bench/bench_methods.c - each forecast method alone: CPU per series, and its forecasts.
 *
 *     bench_methods FILE.csv HORIZON SEASON                times of all methods
 *     bench_methods FILE.csv HORIZON SEASON METHOD         also `series,step,mean,lo80,..` of one
 *     bench_methods                                        times on 200 made series (make bench)
 *
 * FILE as in bench_forecast.c. Intervals are the method's own normal ones, not calibrated. Only
 * series the method applies to are forecast; for the others the forecast of "naive" is printed, so
 * that every series is scored. All series count as one group for the panel, seen up to the end of
 * the one being forecast.
 */
#include <math.h>

#include "bench/series_csv.h"
#include "core/base/random.h"
#include "models/backtest.h"
#include "models/models.h"

typedef struct {
    double seconds;
    size_t n;
} spent;

static dk_method_output room_for(dk_arena *work, size_t n)
{
    return (dk_method_output){.mean = dk_arena_array(work, n, sizeof(double)),
                              .sd = dk_arena_array(work, n, sizeof(double))};
}

static void print_steps(const char *key, const dk_prepared *p, const dk_method_output *out,
                        size_t horizon)
{
    static const double z80 = 1.2815515655446004, z95 = 1.959963984540054;
    for (size_t h = 0; h < horizon; h++) {
        double m = p->scale * out->mean[h + p->lead], s = p->scale * out->sd[h + p->lead];
        printf("%s,%zu,%.10g,%.10g,%.10g,%.10g,%.10g,%s\n", key, h + 1, m, m - z80 * s, m + z80 * s,
               m - z95 * s, m + z95 * s, out->form);
    }
}

static void forecast_all(const reader *r, size_t horizon, const dk_method *method, bool print,
                         spent *time)
{
    dk_arena *work = dk_arena_new(), *shared = dk_arena_new();
    const dk_series **all = dk_arena_array(shared, r->n, sizeof(dk_series *));
    const dk_panel *panel = NULL;
    for (size_t i = 0; i < r->n; i++)
        all[i] = &r->series[i];
    const dk_method *naive = dk_method_find("naive");
    for (size_t i = 0; i < r->n; i++) {
        dk_prepared p;
        dk_arena_reset(work);
        if (!dk_prepare(work, &r->series[i], r->series[i].n, horizon, &p) || p.in.n_known == 0)
            continue;
        if (i == 0 || r->series[i].n != r->series[i - 1].n)
            dk_panel_make(shared, all, r->n, dk_period_add(all[i]->start, (int64_t)all[i]->n),
                          &panel);
        p.in.panel = panel;
        bool applies = dk_method_applies(method, &p.in);
        dk_method_output out = room_for(work, p.in.horizon);
        double start = cpu_seconds();
        (applies ? method : naive)->forecast(work, &p.in, &out);
        if (applies) {
            time->seconds += cpu_seconds() - start;
            time->n++;
        }
        if (print)
            print_steps(r->series[i].key, &p, &out, horizon);
    }
    dk_arena_free(work);
    dk_arena_free(shared);
}

/* Monthly series of eight years: a wandering level, a trend and a season times noise. */
static void make_series(reader *r)
{
    enum { N = 96, SERIES = 200 };
    dk_random random = dk_random_seed(1);
    for (size_t i = 0; i < SERIES; i++) {
        open_series(r, "made", "2018-01", 12);
        double level = 100;
        for (size_t t = 0; t < N; t++) {
            char text[32];
            level *= exp(0.002 + 0.03 * dk_random_normal(&random));
            double y = level * (1 + 0.2 * sin(2 * M_PI * (double)t / 12)) *
                       exp(0.05 * dk_random_normal(&random));
            snprintf(text, sizeof text, "%.6f", y);
            add_value(r, text);
        }
    }
    close_series(r);
}

int main(int argc, char **argv)
{
    int64_t horizon = 12, season = 12;
    const dk_method *one = argc > 4 ? dk_method_find(argv[4]) : NULL;
    if (argc == 2 || argc == 3 || (argc > 4 && (one == NULL || one->forecast == NULL)) ||
        (argc > 3 &&
         (!dk_parse_int(argv[2], 1, 1000, &horizon) || !dk_parse_int(argv[3], 1, 366, &season)))) {
        fputs("usage: bench_methods [FILE.csv HORIZON SEASON [METHOD]]\n", stderr);
        return 2;
    }
    dk_models_init();
    reader r = {.arena = dk_arena_new()};
    FILE *file = argc > 3 ? fopen(argv[1], "r") : NULL;
    if (argc > 3 && file == NULL) {
        fprintf(stderr, "cannot read %s\n", argv[1]);
        return 1;
    }
    if (file != NULL)
        read_all(&r, file, (int32_t)season);
    else
        make_series(&r);
    if (one != NULL)
        puts("series,step,mean,lo80,hi80,lo95,hi95,form");
    for (size_t m = 0; dk_methods[m] != NULL; m++) {
        if (dk_methods[m]->forecast == NULL || (one != NULL && dk_methods[m] != one))
            continue; /* a blend is made of the others */
        spent time = {0};
        forecast_all(&r, (size_t)horizon, dk_methods[m], one != NULL, &time);
        fprintf(one != NULL ? stderr : stdout, "%-10s %6zu series %10.1f us per series\n",
                dk_methods[m]->key, time.n, time.n > 0 ? 1e6 * time.seconds / (double)time.n : 0);
    }
    if (file != NULL)
        fclose(file);
    reader_done(&r);
    return 0;
}
