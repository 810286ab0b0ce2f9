/* api/http/exchange.c - one request through libmicrohttpd's callbacks.
 *
 *   dk_exchange_new   request line read          allocates the exchange
 *   dk_exchange_step  1st call: head complete    checks; a refusal with a body pending is sent at
 * once with data                  body to memory or disk without data               lane, handler,
 * reply dk_exchange_end   reply sent or given up     log, metrics, release
 *
 * A reply queued in the first call makes libmicrohttpd close the connection afterwards, so every
 * other reply waits for the last call.
 */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api/http/internal.h"
#include "api/http/messages.h"
#include "core/base/random.h"

int64_t dk_monotonic_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void *dk_exchange_new(void *ctx, const char *raw, struct MHD_Connection *wire)
{
    dk_server *server = ctx;
    dk_exchange *x = calloc(1, sizeof *x);
    if (x == NULL)
        return NULL;
    *x = (dk_exchange){.server = server,
                       .wire = wire,
                       .reply = DK_REPLY_INIT,
                       .err = DK_ERR_INIT,
                       .request.allow = "",
                       .row = DK_ROW_UNKNOWN,
                       .body_fd = -1,
                       .began_us = dk_monotonic_us()};
    uint64_t number = atomic_fetch_add(&server->requests, 1);
    uint64_t id = dk_hash(server->options.seed, &number, sizeof number);
    snprintf(x->id, sizeof x->id, "%016llx", (unsigned long long)id);
    x->raw = strdup(raw);
    x->arena = dk_arena_new();
    if (x->raw == NULL || x->arena == NULL) {
        free(x->raw);
        dk_arena_free(x->arena);
        free(x);
        return NULL;
    }
    return x;
}

/* When `bytes` must have passed. */
static int64_t deadline_for(const dk_server *server, uint64_t bytes)
{
    return dk_monotonic_ms() + server->options.request_ms +
           (int64_t)(bytes / (uint64_t)server->options.min_bytes_per_ms);
}

static void begin(dk_exchange *x, const char *method)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(x->wire, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    x->conn = info->socket_context;
    dk_exchange_begin(x, method);
    dk_conns_phase(x->server->conns, x->conn, DK_CONN_READING,
                   deadline_for(x->server, x->body_max));
}

/* True when a body will follow the head. */
static bool has_body(const dk_exchange *x)
{
    const char *length = MHD_lookup_connection_value(x->wire, MHD_HEADER_KIND, "Content-Length");
    const char *encoding =
        MHD_lookup_connection_value(x->wire, MHD_HEADER_KIND, "Transfer-Encoding");
    return encoding != NULL || (length != NULL && strspn(length, "0") != strlen(length));
}

/* A write may take a part or be interrupted; a full disk is the only usual failure. */
static dk_code write_all(int fd, const char *data, size_t len, dk_err *err)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return DK_FAIL(err, MSG_HTTP_TEMPORARY, DK_NOWHERE, dk_arg_str(strerror(errno)));
        data += n;
        len -= (size_t)n;
    }
    return DK_OK;
}

/* A part of the body. After a problem the rest is read and thrown away until the deadline, since a
 * reply cannot be queued in between. */
static void take_body(dk_exchange *x, const char *data, size_t len)
{
    if (x->err.msg != NULL || x->reply.status == 204)
        return;
    assert(x->body_len <= x->body_max);
    if (len > x->body_max - x->body_len) { /* a chunked body says its length only as it comes */
        (void)DK_FAIL(&x->err, MSG_HTTP_BODY_LARGE, DK_NOWHERE, dk_arg_int((int64_t)x->body_max));
        x->must_close = true;
        return;
    }
    x->body_len += len;
    if (x->body_fd >= 0) {
        (void)write_all(x->body_fd, data, len, &x->err); /* the problem is in x->err */
        return;
    }
    dk_buf_add(&x->body, data, len);
    if (x->body.is_broken)
        (void)DK_NO_MEMORY(&x->err);
}

static dk_gauge *lane_of(dk_server *server, const dk_route *route)
{
    if (route->lane == DK_LANE_FREE)
        return NULL;
    return route->lane == DK_LANE_WRITE ? &server->write_lane : &server->read_lane;
}

/* Reads and writes have lanes of their own with so many places each, so that an import does not
 * keep lists from being read; who waits longer than a request may take is told that we are busy. */
static void run_handler(dk_exchange *x)
{
    assert(x->request.route != NULL && x->err.msg == NULL);
    const dk_route *route = x->request.route;
    dk_gauge *lane = lane_of(x->server, route);
    x->request.body = x->body.data;
    x->request.body_path = x->body_fd >= 0 ? x->body_path : NULL;
    x->request.body_len = x->body_len;
    if (atomic_load(&x->server->is_stopping)) {
        (void)DK_FAIL0(&x->err, MSG_HTTP_STOPPING);
        return;
    }
    if (lane != NULL && !dk_gauge_enter(lane, x->server->options.request_ms)) {
        (void)DK_FAIL0(&x->err, MSG_HTTP_BUSY);
        return;
    }
    dk_code code = dk_route_answer(&x->request, &x->reply, &x->err);
    if (lane != NULL)
        dk_gauge_leave(lane);
    assert((code == DK_OK) == (x->err.msg == NULL));
    if (code == DK_OK && x->reply.body.is_broken)
        (void)DK_NO_MEMORY(&x->err);
}

/* Conditions of the request against the entity tag of the answer (RFC 9110, section 13). */
static void apply_conditions(dk_exchange *x)
{
    const char *etag = x->reply.etag;
    const char *match = MHD_lookup_connection_value(x->wire, MHD_HEADER_KIND, "If-Match");
    if (*etag == '\0' || x->is_unsafe || x->reply.status != 200)
        return;
    if (match != NULL && !dk_etag_listed(match, etag))
        (void)DK_FAIL0(&x->err, MSG_HTTP_STALE);
    else if (x->request.if_none_match != NULL && dk_etag_listed(x->request.if_none_match, etag))
        x->reply.status = 304;
}

/* The whole request is here: the handler runs, unless the head or the body was refused already. */
static enum MHD_Result finish(dk_exchange *x)
{
    assert(!x->is_replied);
    dk_conns_phase(x->server->conns, x->conn, DK_CONN_RUNNING, 0);
    if (x->err.msg == NULL && x->request.route != NULL && x->reply.status != 204) {
        if (x->request.route->doc.body != DK_BODY_NONE && x->body_len == 0)
            (void)DK_FAIL0(&x->err, MSG_HTTP_BODY_MISSING);
        else
            run_handler(x);
    }
    if (x->err.msg == NULL)
        apply_conditions(x);
    return dk_exchange_send(x);
}

/* libmicrohttpd calls this once with the head, then once per part of the body, then once with no
 * data. A refusal that comes with the head is sent before the body is read (and the connection
 * closed), one that comes with the body only after it. The eight parameters are the library's. */
enum MHD_Result dk_exchange_step(void *server, struct MHD_Connection *wire, const char *url,
                                 const char *method, const char *version, const char *data,
                                 size_t *len, void **state)
{
    (void)server;
    (void)wire;
    (void)url;
    (void)version;
    dk_exchange *x = *state;
    if (x == NULL)
        return MHD_NO; /* no memory for the request: libmicrohttpd closes the connection */
    if (!x->has_begun) {
        begin(x, method);
        if (x->err.msg != NULL && has_body(x)) {
            x->must_close = true;
            return dk_exchange_send(x);
        }
        return MHD_YES;
    }
    if (*len > 0) {
        take_body(x, data, *len);
        *len = 0;
        return MHD_YES;
    }
    return x->is_replied ? MHD_YES : finish(x);
}

void dk_exchange_end(void *ctx, struct MHD_Connection *wire, void **state,
                     enum MHD_RequestTerminationCode why)
{
    (void)wire;
    (void)why;
    dk_server *server = ctx;
    dk_exchange *x = *state;
    if (x == NULL)
        return;
    *state = NULL;
    if (x->has_begun) {
        int64_t micros = dk_monotonic_us() - x->began_us;
        dk_metrics_count(server->metrics, x->row, x->status, micros);
        dk_log_request(x, micros);
        dk_conns_phase(server->conns, x->conn, DK_CONN_IDLE,
                       dk_monotonic_ms() + server->options.idle_ms);
    }
    if (x->body_fd >= 0)
        close(x->body_fd);
    if (x->reply.fd >= 0)
        close(x->reply.fd);
    dk_buf_done(&x->reply.body);
    dk_buf_done(&x->body);
    dk_arena_free(x->arena);
    free(x->raw);
    free(x);
}
