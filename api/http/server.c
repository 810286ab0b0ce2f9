/* api/http/server.c - starting and stopping; see server.h for the shape of the whole. */
#include "api/http/server.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "api/http/internal.h"
#include "api/http/listen.h"
#include "api/http/messages.h"

enum {
    POOL_BYTES = 65536, /* libmicrohttpd's memory of one connection: head, reply headers, buffers */
    STACK_BYTES = 1 << 20, /* of a connection's thread */
    IDLE_SECONDS = 120,    /* libmicrohttpd's own idle limit, behind our deadlines */
    STOP_STEP_MS = 10,
};

/* ---- what the gate asks ---- */

static uint64_t body_limit(void *ctx, const dk_frame *frame)
{
    const dk_server *server = ctx;
    (void)frame; /* the route's own limit is checked when the route is known */
    return server->options.max_file_bytes;
}

static bool hand_over(void *ctx, int fd, const struct sockaddr *addr, socklen_t addr_len)
{
    dk_server *server = ctx;
    if (!dk_conns_reserve(server->conns))
        return false;
    /* On failure libmicrohttpd has closed the socket, and where the connection had been entered, it
     * has left; both are told by its callbacks. */
    if (MHD_add_connection(server->daemon, fd, addr, addr_len) != MHD_YES)
        dk_conns_unreserve(server->conns);
    return true;
}

static void answer(void *ctx, const dk_err *err, dk_buf *out)
{
    dk_server *server = ctx;
    dk_refusal_write(server, err, out);
    dk_metrics_count(server->metrics, DK_ROW_REFUSED, err->msg->http, 0);
    dk_log_refusal(server, err);
}

static void tick(void *ctx, int64_t now_ms)
{
    dk_server *server = ctx;
    (void)dk_conns_reap(server->conns, now_ms);
}

static void *run_gate(void *ctx)
{
    dk_server *server = ctx;
    dk_gate_run(server->gate);
    return NULL;
}

/* ---- what libmicrohttpd tells ---- */

static void on_connection(void *ctx, struct MHD_Connection *wire, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    dk_server *server = ctx;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        int fd = MHD_get_connection_info(wire, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
        *socket_context =
            dk_conns_enter(server->conns, fd, dk_monotonic_ms() + server->options.request_ms);
    } else if (*socket_context != NULL) {
        dk_conns_leave(server->conns, *socket_context);
        *socket_context = NULL;
    }
}

static void drop_log(void *ctx, const char *format, va_list arguments)
{
    (void)ctx;
    (void)format;
    (void)arguments; /* may quote what a client sent; our own log has the outcome */
}

static struct MHD_Daemon *start_daemon(dk_server *server)
{
    const unsigned flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION |
                           MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    return MHD_start_daemon(
        flags, 0, NULL, NULL, dk_exchange_step, server, /* the external logger comes first */
        MHD_OPTION_EXTERNAL_LOGGER, drop_log, NULL, MHD_OPTION_URI_LOG_CALLBACK, dk_exchange_new,
        server, MHD_OPTION_NOTIFY_COMPLETED, dk_exchange_end, server, MHD_OPTION_NOTIFY_CONNECTION,
        on_connection, server, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)server->options.max_connections + 1, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)POOL_BYTES, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
        MHD_OPTION_THREAD_STACK_SIZE, (size_t)STACK_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

/* ---- life ---- */

static void free_server(dk_server *server)
{
    dk_gate_free(server->gate);
    if (server->listen_fd >= 0)
        close(server->listen_fd);
    dk_conns_free(server->conns);
    dk_metrics_free(server->metrics);
    dk_gauge_done(&server->read_lane);
    dk_gauge_done(&server->write_lane);
    free(server);
}

static dk_code start_parts(dk_server *server, dk_err *err)
{
    const dk_server_options *options = &server->options;
    dk_gate_options gate = {
        .max_waiting = options->max_connections,
        .head_ms = options->head_ms,
        .drain_ms = options->drain_ms,
        .limits = {options->max_head_bytes, options->max_head_bytes},
        .ctx = server,
        .body_limit = body_limit,
        .hand_over = hand_over,
        .answer = answer,
        .tick = tick,
    };
    if (dk_listen_open(options->listen, &server->listen_fd, &server->port, err) != DK_OK)
        return DK_FAILED;
    gate.listen_fd = server->listen_fd;
    server->conns = dk_conns_new(options->max_connections);
    server->metrics = dk_metrics_new(options->routes, options->n_routes);
    if (server->conns == NULL || server->metrics == NULL)
        return DK_NO_MEMORY(err);
    if (dk_gate_new(&gate, &server->gate, err) != DK_OK)
        return DK_FAILED;
    server->daemon = start_daemon(server);
    if (server->daemon == NULL)
        return DK_FAIL(err, MSG_HTTP_START, DK_NOWHERE, dk_arg_str(strerror(errno)));
    int failed = pthread_create(&server->gate_thread, NULL, run_gate, server);
    if (failed != 0)
        return DK_FAIL(err, MSG_HTTP_START, DK_NOWHERE, dk_arg_str(strerror(failed)));
    server->has_gate_thread = true;
    return DK_OK;
}

dk_code dk_server_start(const dk_server_options *options, dk_server **out, dk_err *err)
{
    assert(options != NULL && options->listen != NULL && out != NULL);
    assert(options->max_connections > 0 && options->min_bytes_per_ms > 0 && options->readers > 0);
    dk_server *server = calloc(1, sizeof *server);
    if (server == NULL)
        return DK_NO_MEMORY(err);
    server->options = *options;
    server->listen_fd = -1;
    dk_gauge_init(&server->read_lane, options->readers, options->max_connections);
    dk_gauge_init(&server->write_lane, 1, options->writers_waiting);
    signal(SIGPIPE, SIG_IGN);
    dk_temp_clean(options->temp_dir);
    if (start_parts(server, err) != DK_OK) {
        if (server->daemon != NULL)
            MHD_stop_daemon(server->daemon);
        free_server(server);
        return DK_FAILED;
    }
    *out = server;
    return DK_OK;
}

int dk_server_port(const dk_server *server)
{
    return server->port;
}

void dk_server_stop(dk_server *server)
{
    if (server == NULL)
        return;
    assert(server->has_gate_thread);
    atomic_store(&server->is_stopping, true);
    dk_gate_stop(server->gate);
    pthread_join(server->gate_thread, NULL);
    close(server->listen_fd);
    server->listen_fd = -1;
    int64_t until_ms = dk_monotonic_ms() + server->options.drain_ms;
    while (dk_conns_close_idle(server->conns) > 0 && dk_monotonic_ms() < until_ms) {
        const struct timespec step = {.tv_nsec = STOP_STEP_MS * 1000000};
        nanosleep(&step, NULL);
    }
    MHD_stop_daemon(server->daemon); /* waits for handlers still running */
    free_server(server);
}

void dk_server_metrics(const dk_server *server, dk_buf *out)
{
    dk_metrics_write(server->metrics, out);
    dk_metrics_gauge(out, "duikou_http_connections", "Open connections.",
                     (int64_t)dk_conns_count(server->conns));
}

int dk_server_temp(const dk_server *server, char path[32], dk_err *err)
{
    return dk_temp_open(server->options.temp_dir, path, err);
}

const dk_route *const *dk_server_routes(const dk_server *server, size_t *n)
{
    *n = server->options.n_routes;
    return server->options.routes;
}
