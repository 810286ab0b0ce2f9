/* bench/bench_forecast.c - forecasts of a CSV of series, timed.
 *
 *     bench_forecast FILE.csv HORIZON SEASON [THREADS [METHODS]] > FORECASTS.csv
 *
 * Reads `series,period,value` (empty: missing; rows of a series together, periods ascending; "-" is
 * standard input), prints `series,step,mean,lo80,hi80,lo95,hi95,method`, and on standard error the
 * time and the pools' own backtest. Score it with ../shared/tools/series_bench.py where that
 * exists.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/arena.h"
#include "core/base/parse.h"
#include "models/forecast.h"
#include "models/models.h"

typedef struct {
    dk_arena *arena;
    dk_series *series;
    size_t n, capacity;
    double *values; /* of the series being read */
    bool *known;
    size_t len, room;
} reader;

static void close_series(reader *r)
{
    if (r->n == 0)
        return;
    dk_series *s = &r->series[r->n - 1];
    double *values = dk_arena_array(r->arena, r->len, sizeof *values);
    bool *known = dk_arena_array(r->arena, r->len, sizeof *known);
    if (values == NULL || known == NULL)
        exit(1);
    memcpy(values, r->values, r->len * sizeof *values);
    memcpy(known, r->known, r->len * sizeof *known);
    s->value = values;
    s->known = known;
    s->n = r->len;
    r->len = 0;
}

static void open_series(reader *r, const char *key, const char *period, int32_t season)
{
    close_series(r);
    r->series = dk_arena_grow(r->arena, r->series, r->n, &r->capacity, sizeof *r->series);
    dk_period start;
    if (r->series == NULL || !dk_period_parse(period, &start))
        exit(1);
    r->series[r->n++] =
        (dk_series){.key = dk_arena_text(r->arena, key), .start = start, .season = season};
}

static void add_value(reader *r, const char *text)
{
    if (r->len == r->room) {
        r->room = r->room == 0 ? 1024 : 2 * r->room;
        r->values = realloc(r->values, r->room * sizeof *r->values);
        r->known = realloc(r->known, r->room * sizeof *r->known);
        if (r->values == NULL || r->known == NULL)
            exit(1);
    }
    r->values[r->len] = 0;
    r->known[r->len] = dk_parse_double(text, &r->values[r->len]);
    r->len++;
}

/* Splits "series,period,value" from the right: a series name may hold commas when quoted. */
static void read_all(reader *r, FILE *file, int32_t season)
{
    char line[1024];
    if (fgets(line, sizeof line, file) == NULL)
        return;
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        char *value = strrchr(line, ',');
        if (value == NULL)
            continue;
        *value++ = '\0';
        char *period = strrchr(line, ',');
        if (period == NULL)
            continue;
        *period++ = '\0';
        if (r->n == 0 || strcmp(r->series[r->n - 1].key, line) != 0)
            open_series(r, line, period, season);
        add_value(r, value);
    }
    close_series(r);
}

static void print(const reader *r, const dk_forecast_result *result, size_t horizon)
{
    puts("series,step,mean,lo80,hi80,lo95,hi95,method");
    for (size_t i = 0; i < result->n; i++)
        for (size_t h = 0; h < horizon; h++) {
            const dk_forecast_step *s = &result->items[i].steps[h];
            printf("%s,%zu,%.10g,%.10g,%.10g,%.10g,%.10g,%s\n", r->series[i].key, h + 1, s->mean,
                   s->lo80, s->hi80, s->lo95, s->hi95, result->items[i].method);
        }
    for (size_t p = 0; p < result->n_pools; p++) {
        const dk_forecast_pool *pool = &result->pools[p];
        fprintf(stderr,
                "pool season %d%s: %zu series, %zu errors, MASE %.3f (naive %.3f), "
                "coverage %.1f +- %.1f, %.1f +- %.1f\n",
                pool->season, pool->is_intermittent ? " mostly zero" : "", pool->n_series,
                pool->n_errors, pool->mase, pool->mase_naive, 100 * pool->coverage80,
                100 * pool->coverage80_se, 100 * pool->coverage95, 100 * pool->coverage95_se);
    }
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    int64_t horizon, season, threads = 2;
    if (argc < 4 || !dk_parse_int(argv[2], 1, 1000, &horizon) ||
        !dk_parse_int(argv[3], 1, 366, &season) ||
        (argc > 4 && !dk_parse_int(argv[4], 1, 64, &threads))) {
        fputs("usage: bench_forecast FILE.csv HORIZON SEASON [THREADS [METHODS]]\n", stderr);
        return 2;
    }
    dk_models_init();
    FILE *file = strcmp(argv[1], "-") == 0 ? stdin : fopen(argv[1], "r");
    reader r = {.arena = dk_arena_new()};
    if (file == NULL || r.arena == NULL) {
        fprintf(stderr, "cannot read %s\n", argv[1]);
        return 1;
    }
    read_all(&r, file, (int32_t)season);
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.n_threads = (size_t)threads;
    options.methods = argc > 5 ? argv[5] : NULL;
    dk_forecast_result result;
    dk_err err = DK_ERR_INIT;
    double start = seconds();
    if (dk_forecast_many(r.series, r.n, (size_t)horizon, &options, r.arena, &result, &err) !=
        DK_OK) {
        char text[512];
        dk_err_text(&err, DK_EN, text, sizeof text);
        fprintf(stderr, "%s\n", text);
        return 1;
    }
    fprintf(stderr, "%zu series in %.2f s\n", r.n, seconds() - start);
    print(&r, &result, (size_t)horizon);
    if (file != stdin)
        fclose(file);
    free(r.values);
    free(r.known);
    dk_arena_free(r.arena);
    return 0;
}
