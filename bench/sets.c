/* bench/sets.c - see sets.h. */
#include "bench/sets.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "core/base/parse.h"

enum { LINE_MAX_BYTES = 1 << 20 };

void bench_fail(const char *what, const char *name)
{
    fprintf(stderr, "%s: %s\n", what, name);
    exit(1);
}

void bench_check(dk_code code, const dk_err *err)
{
    char text[512];
    if (code == DK_OK)
        return;
    dk_err_text(err, DK_EN, text, sizeof text);
    bench_fail("refused", text);
}

void *bench_need(void *memory)
{
    if (memory == NULL)
        bench_fail("memory", "out");
    return memory;
}

/* Numbers separated by spaces; NA is NaN. Returns how many. */
static size_t numbers(dk_arena *arena, char *text, double **out)
{
    size_t n = 0, room = 0;
    double *values = NULL;
    for (char *word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        values = bench_need(dk_arena_grow(arena, values, n, &room, sizeof *values));
        if (!dk_parse_double(word, &values[n]))
            values[n] = NAN;
        n++;
    }
    *out = values;
    return n;
}

/* The period of the first value: a month or quarter where the set has a real date, else 1. */
static dk_period start_of(char *const field[10], int32_t season)
{
    dk_period_kind kind = season == 12  ? DK_PERIOD_MONTH
                          : season == 4 ? DK_PERIOD_QUARTER
                                        : DK_PERIOD_INTEGER;
    int64_t year = 0, part = 0;
    bool is_dated = kind != DK_PERIOD_INTEGER && dk_parse_int(field[6], 1900, 2199, &year) &&
                    dk_parse_int(field[7], 1, season, &part);
    return is_dated ? (dk_period){kind, year * season + part - 1}
                    : (dk_period){DK_PERIOD_INTEGER, 1};
}

void bench_workdays(dk_arena *arena, dk_series *series, size_t horizon)
{
    size_t n = series->n + horizon;
    dk_regressors *table = bench_need(dk_arena_alloc(arena, sizeof *table));
    dk_regressor *column = bench_need(dk_arena_alloc(arena, sizeof *column));
    double *value = bench_need(dk_arena_array(arena, n, sizeof *value));
    dk_regressor_workdays(series->start, n, NULL, value);
    *column = (dk_regressor){"working days", DK_REGRESSOR_CALENDAR, 0, value};
    *table = (dk_regressors){.n_periods = n, .n = 1, .columns = column};
    series->regressors = series->start.kind == DK_PERIOD_INTEGER ? NULL : table;
}

static void add_series(bench_data *d, char *const field[10])
{
    bool is_jolts = strncmp(field[0], "JOLTS", 5) == 0;
    d->series = bench_need(dk_arena_grow(d->arena, d->series, d->n, &d->room, sizeof *d->series));
    d->truth =
        bench_need(dk_arena_grow(d->arena, d->truth, d->n, &d->room_truth, sizeof *d->truth));
    int32_t season = (int32_t)strtol(field[3], NULL, 10);
    dk_period start = start_of(field, season);
    double *value;
    size_t n = numbers(d->arena, field[8], &value),
           h = numbers(d->arena, field[9], &d->truth[d->n]);
    bool *known = bench_need(dk_arena_array(d->arena, n, sizeof *known));
    for (size_t t = 0; t < n; t++) {
        known[t] = !isnan(value[t]);
        value[t] = known[t] ? value[t] : 0;
    }
    char *key = is_jolts ? dk_arena_format(d->arena, "%s|%s|%s", field[0], field[5], field[1])
                         : dk_arena_format(d->arena, "%s|%s", field[0], field[1]);
    d->series[d->n++] = (dk_series){.key = bench_need(key),
                                    .start = start,
                                    .season = season,
                                    .n = n,
                                    .value = value,
                                    .known = known};
    bench_workdays(d->arena, &d->series[d->n - 1], h);
    if (d->horizon != 0 && d->horizon != h)
        bench_fail("horizons differ", key);
    d->horizon = h;
}

bool bench_read(const char *folder, const bench_set *set, bench_data *d)
{
    char *path = bench_need(dk_arena_format(d->arena, "%s/%s", folder, set->file));
    gzFile file = gzopen(path, "rb");
    if (file == NULL)
        return false;
    char *line = bench_need(malloc(LINE_MAX_BYTES));
    while (gzgets(file, line, LINE_MAX_BYTES) != NULL) {
        char *field[10], *rest = line;
        size_t n = 0;
        line[strcspn(line, "\r\n")] = '\0';
        while (n < 10 && (field[n] = strsep(&rest, ",")) != NULL)
            n++;
        if (n == 10 && strcmp(field[2], set->period) == 0)
            add_series(d, field);
    }
    free(line);
    gzclose(file);
    return d->n > 0;
}

void bench_go_back(bench_data *d, size_t back)
{
    size_t n = 0, cut = back * d->horizon;
    for (size_t i = 0; i < d->n && back > 0; i++) {
        dk_series one = d->series[i];
        size_t least = one.season > 1 ? 2 * (size_t)one.season : 6;
        if (one.n < cut + least)
            continue;
        one.n -= cut;
        d->truth[n] = bench_need(dk_arena_array(d->arena, d->horizon, sizeof **d->truth));
        for (size_t h = 0; h < d->horizon; h++)
            d->truth[n][h] = dk_series_known(&one, one.n + h) ? one.value[one.n + h] : NAN;
        d->series[n++] = one;
    }
    d->n = back > 0 ? n : d->n;
}
