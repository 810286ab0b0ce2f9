/* api/http/metrics.h - counters of requests in the Prometheus text format 0.0.4.
 *
 * One row per route (plus "static", "unknown" and "refused"), one column per status; addresses are
 * never labels, only templates. Thread-safe without locks: counters are atomic.
 */
#ifndef DK_API_HTTP_METRICS_H
#define DK_API_HTTP_METRICS_H

#include "api/http/router.h"

typedef struct dk_metrics dk_metrics;

/* Rows beside the routes. */
enum { DK_ROW_STATIC = -1, DK_ROW_UNKNOWN = -2, DK_ROW_REFUSED = -3 };

/* NULL: memory. The routes must outlive it. */
dk_metrics *dk_metrics_new(const dk_route *const *routes, size_t n);
void dk_metrics_free(dk_metrics *metrics); /* NULL is fine */

/* Counts an answered request of route `row` (index or DK_ROW_*). O(1). */
void dk_metrics_count(dk_metrics *metrics, int row, int status, int64_t micros);

/* The text: requests by route and status, time by route. Rows without requests are left out. */
void dk_metrics_write(const dk_metrics *metrics, dk_buf *out);

/* One gauge with its help line. */
void dk_metrics_gauge(dk_buf *out, const char *name, const char *help, int64_t value);

#endif
