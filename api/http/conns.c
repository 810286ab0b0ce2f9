/* api/http/conns.c - see conns.h. A fixed array and a free list under one lock; every critical
 * section is a few instructions but for the tick's walk. */
#include "api/http/conns.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

struct dk_conn {
    int fd; /* -1: free */
    dk_conn_phase phase;
    int64_t deadline_ms;
    size_t requests;
    struct dk_conn *next_free;
};

struct dk_conns {
    pthread_mutex_t lock;
    size_t capacity, reserved, open;
    dk_conn *free_list;
    dk_conn conns[];
};

dk_conns *dk_conns_new(size_t capacity)
{
    dk_conns *conns = calloc(1, sizeof *conns + capacity * sizeof conns->conns[0]);
    if (conns == NULL)
        return NULL;
    pthread_mutex_init(&conns->lock, NULL);
    conns->capacity = capacity;
    for (size_t i = capacity; i-- > 0;) {
        conns->conns[i].fd = -1;
        conns->conns[i].next_free = conns->free_list;
        conns->free_list = &conns->conns[i];
    }
    return conns;
}

void dk_conns_free(dk_conns *conns)
{
    if (conns == NULL)
        return;
    pthread_mutex_destroy(&conns->lock);
    free(conns);
}

bool dk_conns_reserve(dk_conns *conns)
{
    pthread_mutex_lock(&conns->lock);
    bool has_room = conns->reserved < conns->capacity;
    conns->reserved += has_room;
    pthread_mutex_unlock(&conns->lock);
    return has_room;
}

void dk_conns_unreserve(dk_conns *conns)
{
    pthread_mutex_lock(&conns->lock);
    assert(conns->reserved > conns->open);
    conns->reserved--;
    pthread_mutex_unlock(&conns->lock);
}

dk_conn *dk_conns_enter(dk_conns *conns, int fd, int64_t deadline_ms)
{
    pthread_mutex_lock(&conns->lock);
    dk_conn *conn = conns->free_list;
    assert(conn != NULL && conns->open < conns->reserved);
    conns->free_list = conn->next_free;
    *conn = (dk_conn){.fd = fd, .phase = DK_CONN_IDLE, .deadline_ms = deadline_ms};
    conns->open++;
    pthread_mutex_unlock(&conns->lock);
    return conn;
}

void dk_conns_leave(dk_conns *conns, dk_conn *conn)
{
    pthread_mutex_lock(&conns->lock);
    assert(conn->fd >= 0);
    conn->fd = -1;
    conn->next_free = conns->free_list;
    conns->free_list = conn;
    conns->open--;
    conns->reserved--;
    pthread_mutex_unlock(&conns->lock);
}

void dk_conns_phase(dk_conns *conns, dk_conn *conn, dk_conn_phase phase, int64_t deadline_ms)
{
    pthread_mutex_lock(&conns->lock);
    conn->phase = phase;
    conn->deadline_ms = deadline_ms;
    pthread_mutex_unlock(&conns->lock);
}

size_t dk_conn_begin_request(dk_conn *conn)
{
    return ++conn->requests; /* only the connection's own thread comes here */
}

size_t dk_conns_reap(dk_conns *conns, int64_t now_ms)
{
    assert(conns != NULL);
    size_t n = 0;
    pthread_mutex_lock(&conns->lock);
    for (size_t i = 0; i < conns->capacity; i++) {
        dk_conn *conn = &conns->conns[i];
        if (conn->fd < 0 || conn->phase == DK_CONN_RUNNING || now_ms < conn->deadline_ms)
            continue;
        shutdown(conn->fd, SHUT_RDWR);
        conn->deadline_ms = INT64_MAX;
        n++;
    }
    pthread_mutex_unlock(&conns->lock);
    return n;
}

size_t dk_conns_close_idle(dk_conns *conns)
{
    size_t busy = 0;
    pthread_mutex_lock(&conns->lock);
    for (size_t i = 0; i < conns->capacity; i++) {
        const dk_conn *conn = &conns->conns[i];
        if (conn->fd >= 0 && conn->phase == DK_CONN_IDLE)
            shutdown(conn->fd, SHUT_RDWR);
        else if (conn->fd >= 0)
            busy++;
    }
    pthread_mutex_unlock(&conns->lock);
    return busy;
}

size_t dk_conns_count(dk_conns *conns)
{
    pthread_mutex_lock(&conns->lock);
    size_t open = conns->open;
    pthread_mutex_unlock(&conns->lock);
    return open;
}
