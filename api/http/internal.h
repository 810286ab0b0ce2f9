/* api/http/internal.h - what the files of the server share. Not for other modules. */
#ifndef DK_API_HTTP_INTERNAL_H
#define DK_API_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "api/http/conns.h"
#include "api/http/gate.h"
#include "api/http/lane.h"
#include "api/http/metrics.h"
#include "api/http/server.h"

struct dk_server {
    dk_server_options options;
    int listen_fd, port;
    struct MHD_Daemon *daemon;
    dk_gate *gate;
    pthread_t gate_thread;
    bool has_gate_thread;
    dk_conns *conns;
    dk_metrics *metrics;
    dk_gauge read_lane, write_lane;
    atomic_ullong requests;
    atomic_bool is_stopping;
};

/* One request from its first byte to the end of its reply. */
typedef struct {
    dk_server *server;
    dk_conn *conn;
    struct MHD_Connection *wire;
    char *raw; /* target as sent */
    dk_arena *arena;
    dk_target target;
    dk_request request;
    dk_reply reply;
    dk_err err; /* set: the reply is a problem */
    int row;    /* of the metrics */
    char id[17];
    int64_t began_us;
    bool has_begun, is_head, is_unsafe, must_close, is_replied;
    dk_buf body;
    int body_fd; /* -1: none */
    char body_path[32];
    uint64_t body_len, body_max;
    uint64_t sent_bytes;
    int status;
} dk_exchange;

/* exchange.c: libmicrohttpd's callbacks. */
enum MHD_Result dk_exchange_step(void *server, struct MHD_Connection *wire, const char *url,
                                 const char *method, const char *version, const char *data,
                                 size_t *len, void **state);
void *dk_exchange_new(void *server, const char *raw, struct MHD_Connection *wire);
void dk_exchange_end(void *server, struct MHD_Connection *wire, void **state,
                     enum MHD_RequestTerminationCode why);

/* head.c: the checks before a body is read. Sets exchange->err on refusal. */
void dk_exchange_begin(dk_exchange *exchange, const char *method);

/* reply.c: sends exchange->reply, or the problem in exchange->err. */
enum MHD_Result dk_exchange_send(dk_exchange *exchange);

/* reply.c: the whole bytes of a refusal by the gate. */
void dk_refusal_write(dk_server *server, const dk_err *err, dk_buf *out);

/* console.c: the page for an address that is no route. Fails with MSG_HTTP_PATH_UNKNOWN. */
DK_MUST dk_code dk_console_reply(const dk_exchange *exchange, dk_reply *reply, dk_err *err);

/* log.c */
void dk_log_request(const dk_exchange *exchange, int64_t micros);
void dk_log_refusal(dk_server *server, const dk_err *err);

/* A temporary file that has no name any more: `path` (32 bytes) opens it again. -1 with err set. */
int dk_temp_open(const char *dir, char path[32], dk_err *err);
/* Removes the folders that a killed server left in `dir`; what is in use or not ours stays. */
void dk_temp_clean(const char *dir);

int64_t dk_monotonic_us(void);

#endif
