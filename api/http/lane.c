/* api/http/lane.c - see lane.h. */
#include "api/http/lane.h"

#include <assert.h>
#include <errno.h>
#include <time.h>

void dk_gauge_init(dk_gauge *gauge, size_t width, size_t queue)
{
    assert(width > 0);
    pthread_condattr_t attr;
    *gauge = (dk_gauge){.width = width, .queue = queue};
    pthread_mutex_init(&gauge->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&gauge->is_free, &attr);
    pthread_condattr_destroy(&attr);
}

void dk_gauge_done(dk_gauge *gauge)
{
    pthread_cond_destroy(&gauge->is_free);
    pthread_mutex_destroy(&gauge->lock);
}

static struct timespec after_ms(int wait_ms)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += wait_ms / 1000;
    until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    return until;
}

bool dk_gauge_enter(dk_gauge *gauge, int wait_ms)
{
    struct timespec until = after_ms(wait_ms);
    pthread_mutex_lock(&gauge->lock);
    bool may_wait = gauge->waiting < gauge->queue;
    gauge->waiting += may_wait;
    int result = 0;
    while (may_wait && gauge->running >= gauge->width && result != ETIMEDOUT)
        result = pthread_cond_timedwait(&gauge->is_free, &gauge->lock, &until);
    gauge->waiting -= may_wait;
    bool has_place = gauge->running < gauge->width;
    gauge->running += has_place;
    pthread_mutex_unlock(&gauge->lock);
    return has_place;
}

void dk_gauge_leave(dk_gauge *gauge)
{
    pthread_mutex_lock(&gauge->lock);
    assert(gauge->running > 0);
    gauge->running--;
    pthread_cond_signal(&gauge->is_free);
    pthread_mutex_unlock(&gauge->lock);
}
