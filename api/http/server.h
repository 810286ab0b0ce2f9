/* api/http/server.h - the HTTP server: gate, connections, deadlines, limits, log.
 *
 *   gate thread            one thread per admitted connection (libmicrohttpd, poll)
 *   accept, frame check -> head -> Host, Origin, route, parameters -> body -> lane -> handler ->
 * reply
 *
 * One thread per connection, because a reply may take long (an import), suspended connections abort
 * libmicrohttpd 0.9.75 at stop, and its epoll loop stalls at 128 ready connections; waiting heads
 * live in the gate and cost no thread. Work is bounded by lanes, not by connections.
 *
 * Kept-alive connections: the gate sees a connection's first request. Of later ones the lengths and
 * Host are counted here, and a head whose size is not exactly that of plain "Name: value" lines
 * (folded, bare LF) is answered 400 and closed; a client that formats its first head in another
 * legal way is simply not kept alive.
 *
 * Errors are problem+json with the request id; the log is one JSON object per line with the route's
 * template, never the address (it can carry personal data).
 */
#ifndef DK_API_HTTP_SERVER_H
#define DK_API_HTTP_SERVER_H

#include "api/http/assets.h"
#include "api/http/router.h"

typedef struct dk_server dk_server;

typedef struct {
    const char *listen; /* "127.0.0.1:8080"; port 0: any free one */
    const dk_route *const *routes;
    size_t n_routes;
    const dk_asset *assets; /* may be NULL with n_assets 0 */
    size_t n_assets;
    struct dk_app *app;             /* passed to handlers; stays the caller's */
    int64_t (*clock_ms)(void *ctx); /* UTC milliseconds, for the log */
    void *clock_ctx;
    void (*log)(void *ctx, const char *line,
                size_t len); /* one line with \n; NULL: standard error */
    void *log_ctx;
    const char *temp_dir;            /* for uploads and downloads; NULL: TMPDIR or /var/tmp */
    uint64_t seed;                   /* of request ids */
    size_t max_connections;          /* in all: 1024 */
    size_t max_head_bytes;           /* 16 KiB */
    uint64_t max_json_bytes;         /* 1 MiB */
    uint64_t max_file_bytes;         /* 100 MiB */
    int head_ms;                     /* total time for a head: 5,000 */
    int request_ms;                  /* total time for the rest of a request: 10,000 ... */
    int min_bytes_per_ms;            /* ... plus its length at this rate: 100 (100 kB/s) */
    int idle_ms;                     /* kept alive between requests: 15,000 */
    int drain_ms;                    /* closing after a refusal, and finishing at stop: 3,000 */
    size_t readers, writers_waiting; /* lanes: 16 reading at once; 8 writers in the queue */
} dk_server_options;

#define DK_SERVER_OPTIONS_INIT                                                                     \
    ((dk_server_options){.listen = "127.0.0.1:8080",                                               \
                         .max_connections = 1024,                                                  \
                         .max_head_bytes = 16384,                                                  \
                         .max_json_bytes = 1u << 20,                                               \
                         .max_file_bytes = 100u << 20,                                             \
                         .head_ms = 5000,                                                          \
                         .request_ms = 10000,                                                      \
                         .min_bytes_per_ms = 100,                                                  \
                         .idle_ms = 15000,                                                         \
                         .drain_ms = 3000,                                                         \
                         .readers = 16,                                                            \
                         .writers_waiting = 8})

/* Starts serving in threads of its own. The signals of the process stay the caller's (SIGPIPE is
 * ignored from here on). Fails with the errors of dk_listen_open or MSG_HTTP_START. */
DK_MUST dk_code dk_server_start(const dk_server_options *options, dk_server **out, dk_err *err);

int dk_server_port(const dk_server *server);

/* Stops accepting, lets requests under way finish (drain_ms; a running handler always), closes,
 * frees. NULL is fine. */
void dk_server_stop(dk_server *server);

/* The metrics text of the server (for the resource /metrics). */
void dk_server_metrics(const dk_server *server, dk_buf *out);

/* A temporary file without a name in the server's folder: its descriptor (the caller's), or -1 with
 * err set. It can be opened again through `path` while the descriptor is open. */
int dk_server_temp(const dk_server *server, char path[32], dk_err *err);

/* For writers that need a name and room beside it: a folder of our own (0700) in the server's
 * folder. dk_server_file_take opens `name` in it, and removes name and folder in every case; -1
 * with err set. The folder is locked while it is in use, by which the next server to start knows
 * those that a killed one left and removes them. */
enum { DK_SERVER_PATH = 4096 };
typedef struct {
    char path[DK_SERVER_PATH];
    int lock_fd;
} dk_server_folder;
DK_MUST dk_code dk_server_folder_make(const dk_server *server, dk_server_folder *out, dk_err *err);
int dk_server_file_take(dk_server_folder *folder, const char *name, dk_err *err);

/* The routes it serves (for the resource /openapi.json). */
const dk_route *const *dk_server_routes(const dk_server *server, size_t *n);

#endif
