/* bench/series_csv.h - reads `series,period,value` for the benches (empty value: missing). */
#ifndef DK_BENCH_SERIES_CSV_H
#define DK_BENCH_SERIES_CSV_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/arena.h"
#include "core/base/parse.h"
#include "models/series.h"

typedef struct {
    dk_arena *arena;
    dk_series *series;
    size_t n, capacity;
    double *values; /* of the series being read */
    bool *known;
    size_t len, room;
} reader;

static inline void close_series(reader *r)
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

static inline void open_series(reader *r, const char *key, const char *period, int32_t season)
{
    close_series(r);
    r->series = dk_arena_grow(r->arena, r->series, r->n, &r->capacity, sizeof *r->series);
    dk_period start;
    if (r->series == NULL || !dk_period_parse(period, &start))
        exit(1);
    r->series[r->n++] =
        (dk_series){.key = dk_arena_text(r->arena, key), .start = start, .season = season};
}

static inline void add_value(reader *r, const char *text)
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
static inline void read_all(reader *r, FILE *file, int32_t season)
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

static inline void reader_done(reader *r)
{
    free(r->values);
    free(r->known);
    dk_arena_free(r->arena);
}

/* CPU seconds of this thread. */
static inline double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#endif
