/* api/http/metrics.c - see metrics.h. */
#include "api/http/metrics.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

static const int STATUSES[] = {200, 204, 304, 400, 401, 403, 404, 405, 408, 409, 412,
                               413, 414, 415, 421, 422, 429, 431, 500, 503, 505, 0};
enum { N_STATUSES = sizeof STATUSES / sizeof *STATUSES, EXTRA_ROWS = 3 };

typedef struct {
    atomic_ullong by_status[N_STATUSES]; /* the last one: any other status */
    atomic_ullong micros, count;
} row_counters;

struct dk_metrics {
    const dk_route *const *routes;
    size_t n_routes;
    row_counters rows[];
};

dk_metrics *dk_metrics_new(const dk_route *const *routes, size_t n)
{
    dk_metrics *metrics = calloc(1, sizeof *metrics + (n + EXTRA_ROWS) * sizeof metrics->rows[0]);
    if (metrics == NULL)
        return NULL;
    metrics->routes = routes;
    metrics->n_routes = n;
    return metrics;
}

void dk_metrics_free(dk_metrics *metrics)
{
    free(metrics);
}

void dk_metrics_count(dk_metrics *metrics, int row, int status, int64_t micros)
{
    assert(row >= DK_ROW_REFUSED && row < (int)metrics->n_routes);
    size_t i = row >= 0 ? (size_t)row : metrics->n_routes + (size_t)(-row - 1), s = 0;
    while (STATUSES[s] != 0 && STATUSES[s] != status)
        s++;
    row_counters *counters = &metrics->rows[i];
    atomic_fetch_add_explicit(&counters->by_status[s], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counters->count, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&counters->micros, (unsigned long long)(micros < 0 ? 0 : micros),
                              memory_order_relaxed);
}

/* Labels of a row: method and template; both are ours and need no escaping. */
static void add_labels(const dk_metrics *metrics, size_t row, dk_buf *out)
{
    static const char *const EXTRA[EXTRA_ROWS] = {"static", "unknown", "refused"};
    if (row < metrics->n_routes)
        dk_buf_format(out, "{method=\"%s\",route=\"%s\"", metrics->routes[row]->doc.method,
                      metrics->routes[row]->doc.template);
    else
        dk_buf_format(out, "{method=\"\",route=\"%s\"", EXTRA[row - metrics->n_routes]);
}

static void add_requests(const dk_metrics *metrics, size_t row, dk_buf *out)
{
    for (size_t s = 0; s < N_STATUSES; s++) {
        unsigned long long n = atomic_load(&metrics->rows[row].by_status[s]);
        if (n == 0)
            continue;
        dk_buf_text(out, "duikou_http_requests_total");
        add_labels(metrics, row, out);
        if (STATUSES[s] != 0)
            dk_buf_format(out, ",status=\"%d\"} %llu\n", STATUSES[s], n);
        else
            dk_buf_format(out, ",status=\"other\"} %llu\n", n);
    }
}

static void add_times(const dk_metrics *metrics, size_t row, dk_buf *out)
{
    unsigned long long count = atomic_load(&metrics->rows[row].count);
    unsigned long long micros = atomic_load(&metrics->rows[row].micros);
    if (count == 0)
        return;
    dk_buf_text(out, "duikou_http_request_duration_seconds_sum");
    add_labels(metrics, row, out);
    dk_buf_format(out, "} %llu.%06llu\n", micros / 1000000, micros % 1000000);
    dk_buf_text(out, "duikou_http_request_duration_seconds_count");
    add_labels(metrics, row, out);
    dk_buf_format(out, "} %llu\n", count);
}

void dk_metrics_write(const dk_metrics *metrics, dk_buf *out)
{
    size_t rows = metrics->n_routes + EXTRA_ROWS;
    dk_buf_text(out, "# HELP duikou_http_requests_total Requests by route and status.\n"
                     "# TYPE duikou_http_requests_total counter\n");
    for (size_t i = 0; i < rows; i++)
        add_requests(metrics, i, out);
    dk_buf_text(out, "# HELP duikou_http_request_duration_seconds Time to answer by route.\n"
                     "# TYPE duikou_http_request_duration_seconds summary\n");
    for (size_t i = 0; i < rows; i++)
        add_times(metrics, i, out);
}

void dk_metrics_gauge(dk_buf *out, const char *name, const char *help, int64_t value)
{
    dk_buf_format(out, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", name, help, name, name,
                  (long long)value);
}
