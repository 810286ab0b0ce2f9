/* api/http/lane.h - how many handlers of a kind run at once.
 *
 * Connections are cheap (one thread each, mostly waiting); work is not. A lane lets `width`
 * handlers run and `queue` more wait for a bounded time; who finds the queue full or waits too long
 * is answered 503 and may try again. Without it a burst would open a database connection per
 * request. Thread-safe.
 */
#ifndef DK_API_HTTP_LANE_H
#define DK_API_HTTP_LANE_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t is_free;
    size_t width, queue, running, waiting;
} dk_gauge;

void dk_gauge_init(dk_gauge *gauge, size_t width, size_t queue);
void dk_gauge_done(dk_gauge *gauge);

/* True when a handler may run; dk_gauge_leave afterwards. */
bool dk_gauge_enter(dk_gauge *gauge, int wait_ms);
void dk_gauge_leave(dk_gauge *gauge);

#endif
