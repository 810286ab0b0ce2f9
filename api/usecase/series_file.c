/* api/usecase/series_file.c - series,period,value from a file, and forecasts of them (forecast.h).
 *
 * Rows are collected, sorted by series and period, and cut into series; periods left out between
 * two rows are missing values. Limits: 20 million periods in all, 100,000 in a series.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/usecase/file.h"
#include "api/usecase/forecast.h"
#include "api/usecase/messages.h"
#include "core/base/parse.h"
#include "core/table/table.h"
#include "models/messages.h"

enum {
    KEY,
    PERIOD,
    VALUE,
    N_COLUMNS,
    MAX_PERIODS = 20000000,
    MAX_ROWS = 20000000,
    MAX_THREADS = 8
};

typedef struct {
    const char *key;
    dk_period period;
    double value;
    bool known;
    int64_t row;
} point;

typedef struct {
    dk_arena *arena;
    const char *name;
    dk_table *table;
    size_t column[N_COLUMNS]; /* position of each column in the sheet */
    point *points;
    size_t n, room;
} reader;

static const char *const NAMES[N_COLUMNS] = {"series", "period", "value"};

static const char *cell(const reader *r, const dk_row *row, size_t column)
{
    size_t at = r->column[column];
    return at < row->n_cells ? dk_text_trim(r->arena, row->cells[at].text) : "";
}

static dk_place place_of(const reader *r, const dk_row *row, size_t column)
{
    return (dk_place){.file = r->name,
                      .row = row->number,
                      .column = (int64_t)r->column[column] + 1,
                      .field = NAMES[column]};
}

static dk_code read_row(reader *r, const dk_row *row, dk_err *err)
{
    const char *key = cell(r, row, KEY), *period = cell(r, row, PERIOD),
               *value = cell(r, row, VALUE);
    if (key == NULL || period == NULL || value == NULL)
        return DK_NO_MEMORY(err);
    if (*key == '\0')
        return dk_fail(err, &MSG_INPUT_KEY, place_of(r, row, KEY), NULL, 0);
    point new = {.row = row->number};
    if (!dk_period_parse(period, &new.period))
        return DK_FAIL(err, MSG_INPUT_PERIOD, place_of(r, row, PERIOD), dk_arg_str(period));
    new.known = *value != '\0';
    if (new.known && !dk_parse_double(value, &new.value))
        return DK_FAIL(err, MSG_INPUT_VALUE, place_of(r, row, VALUE), dk_arg_str(value));
    bool is_same = r->n > 0 && strcmp(r->points[r->n - 1].key, key) == 0;
    new.key = is_same ? r->points[r->n - 1].key : dk_arena_text(r->arena, key);
    point *all = dk_arena_grow(r->arena, r->points, r->n, &r->room, sizeof *all);
    if (all == NULL || new.key == NULL)
        return DK_NO_MEMORY(err);
    r->points = all;
    r->points[r->n++] = new;
    return DK_OK;
}

static int by_point(const void *a, const void *b)
{
    const point *x = a, *y = b;
    int c = x->key == y->key ? 0 : strcmp(x->key, y->key);
    if (c != 0)
        return c;
    if (x->period.index != y->period.index)
        return x->period.index < y->period.index ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* One series while it is cut out of the points. */
typedef struct {
    const point *points;
    size_t n;
    int64_t first_row;
    dk_period_kind kind;
} span;

static int by_row(const void *a, const void *b)
{
    const span *x = a, *y = b;
    return (x->first_row > y->first_row) - (x->first_row < y->first_row);
}

/* Kinds that fit, no period twice. */
static dk_code check_span(const reader *r, span *s, dk_err *err)
{
    dk_period all = s->points[0].period;
    char token[24];
    for (size_t i = 0; i < s->n; i++) {
        const point *p = &s->points[i];
        dk_place place = {.file = r->name, .row = p->row, .field = NAMES[PERIOD]};
        dk_period one = p->period;
        dk_period_format(p->period, token);
        if (!dk_period_join(&all, &one))
            return DK_FAIL(err, MSG_INPUT_MIXED, place, dk_arg_str(p->key), dk_arg_str(token));
        if (i > 0 && p[-1].period.index == p->period.index)
            return DK_FAIL(err, MSG_INPUT_TWICE, place, dk_arg_str(p->key), dk_arg_str(token),
                           dk_arg_int(p[-1].row));
        if (i == 0 || p->row < s->first_row)
            s->first_row = p->row;
    }
    s->kind = all.kind;
    return DK_OK;
}

static dk_code make_series(const reader *r, const span *s, int32_t season, dk_series *out,
                           dk_err *err)
{
    int64_t first = s->points[0].period.index;
    uint64_t n = (uint64_t)(s->points[s->n - 1].period.index - first) + 1;
    if (n > DK_SERIES_MAX)
        return DK_FAIL(err, MSG_SERIES_LENGTH, (dk_place){.file = r->name},
                       dk_arg_str(s->points[0].key), dk_arg_int((int64_t)n));
    double *value = dk_arena_array(r->arena, n, sizeof *value);
    bool *known = dk_arena_array(r->arena, n, sizeof *known);
    if (value == NULL || known == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < s->n; i++) {
        size_t at = (size_t)(s->points[i].period.index - first);
        value[at] = s->points[i].value;
        known[at] = s->points[i].known;
    }
    *out = (dk_series){.key = s->points[0].key,
                       .start = {s->kind, first},
                       .season = season > 0 ? season : dk_period_per_year(s->kind),
                       .n = n,
                       .value = value,
                       .known = known};
    return DK_OK;
}

static dk_code cut(reader *r, int32_t season, dk_series **out, size_t *n_out, dk_err *err)
{
    size_t n = 0, n_periods = 0;
    span *spans = dk_arena_array(r->arena, r->n, sizeof *spans);
    if (spans == NULL)
        return DK_NO_MEMORY(err);
    qsort(r->points, r->n, sizeof *r->points, by_point);
    for (size_t i = 0; i < r->n; i++) {
        if (i == 0 || strcmp(r->points[i].key, r->points[i - 1].key) != 0)
            spans[n++] = (span){.points = &r->points[i]};
        spans[n - 1].n++;
    }
    for (size_t i = 0; i < n; i++)
        if (check_span(r, &spans[i], err) != DK_OK)
            return DK_FAILED;
    qsort(spans, n, sizeof *spans, by_row);
    dk_series *series = dk_arena_array(r->arena, n, sizeof *series);
    if (series == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        if (make_series(r, &spans[i], season, &series[i], err) != DK_OK)
            return DK_FAILED;
        n_periods += series[i].n;
        if (n_periods > MAX_PERIODS)
            return DK_FAIL(err, MSG_INPUT_LARGE, (dk_place){.file = r->name},
                           dk_arg_int(MAX_PERIODS));
    }
    *out = series;
    *n_out = n;
    return DK_OK;
}

static dk_code read_points(reader *r, dk_err *err)
{
    dk_row row;
    static const dk_file_head head = {NAMES, N_COLUMNS, "series,period,value"};
    if (dk_file_columns(r->table, r->arena, r->name, &head, r->column, err) != DK_OK)
        return DK_FAILED;
    for (;;) {
        if (dk_table_next(r->table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0)
            break;
        if (read_row(r, &row, err) != DK_OK)
            return DK_FAILED;
    }
    return r->n > 0 ? DK_OK : DK_FAIL0(err, MSG_INPUT_NO_ROWS);
}

dk_code dk_uc_series_read(const char *path, int32_t season, dk_arena *arena, dk_series **out,
                          size_t *n, dk_err *err)
{
    reader r = {.arena = arena, .name = strcmp(path, "-") == 0 ? "stdin" : path};
    unsigned char *bytes = NULL;
    size_t len = 0;
    dk_table_limits limits = DK_TABLE_LIMITS_DEFAULT;
    limits.max_rows = MAX_ROWS;
    limits.max_file_bytes = DK_FILE_MAX;
    dk_code code = dk_file_read_any(path, &bytes, &len, err);
    if (code == DK_OK)
        code = dk_table_open_bytes(bytes, len, r.name, &limits, &r.table, err);
    if (code == DK_OK)
        code = read_points(&r, err);
    if (code == DK_OK)
        code = cut(&r, season, out, n, err);
    if (code != DK_OK)
        dk_err_locate(err, (dk_place){.file = r.name});
    dk_table_close(r.table);
    free(bytes);
    return code;
}

dk_code dk_uc_forecast_series(dk_forecast_request *request, const dk_series *series, size_t n,
                              dk_arena *arena, dk_forecast_answer *out, dk_err *err)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    request->n_threads = processors < 1             ? 1
                         : processors > MAX_THREADS ? MAX_THREADS
                                                    : (size_t)processors;
    return dk_forecast_answer_request(request, series, n, arena, out, err);
}
