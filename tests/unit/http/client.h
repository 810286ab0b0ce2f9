/* tests/unit/http/client.h - a server in this process on a free port, a small table of routes, and
 * raw sockets to it. Each test program includes it once; names here carry no prefix.
 *
 * Waiting is always for something (bytes, the end of a connection), with a limit that fails the
 * test. */
#ifndef DK_TESTS_UNIT_HTTP_CLIENT_H
#define DK_TESTS_UNIT_HTTP_CLIENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/http/messages.h"
#include "api/http/server.h"

enum { WAIT_MS = 20000, ANSWER_MAX = 4 << 20 };

/* ---- the log, kept ---- */

typedef struct {
    pthread_mutex_t lock;
    dk_buf text;
} log_book;

static inline void log_line(void *ctx, const char *line, size_t len)
{
    log_book *book = ctx;
    pthread_mutex_lock(&book->lock);
    dk_buf_add(&book->text, line, len);
    pthread_mutex_unlock(&book->lock);
}

/* The log once it holds `word`, to be freed: a line is written when its connection is done, which
 * may be after the client has read its answer. */
static inline char *wait_log_book(log_book *book, const char *word)
{
    for (int waited_ms = 0;; waited_ms += 2) {
        pthread_mutex_lock(&book->lock);
        char *copy = book->text.data == NULL ? NULL : strdup(book->text.data);
        pthread_mutex_unlock(&book->lock);
        if (copy != NULL && strstr(copy, word) != NULL)
            return copy;
        free(copy);
        if (waited_ms > WAIT_MS)
            fail_msg("the log never said %s", word);
        (void)poll(NULL, 0, 2);
    }
}

static inline int64_t fixed_clock(void *ctx)
{
    (void)ctx;
    return 1772409600000; /* 2026-03-02T00:00:00Z */
}

/* ---- stub routes ---- */

static inline dk_code say_hello(const dk_request *request, dk_reply *reply, dk_err *err)
{
    (void)err;
    dk_buf_format(&reply->body, "{\"hello\":\"%s\",\"top\":%lld}",
                  request->lang == DK_EN ? "world" : "世界",
                  (long long)dk_request_int(request, "top"));
    return DK_OK;
}
static inline dk_code say_item(const dk_request *request, dk_reply *reply, dk_err *err)
{
    (void)err;
    dk_reply_tag(reply, 7);
    dk_buf_format(&reply->body, "{\"id\":\"%s\",\"format\":\"%s\"}", request->args[0],
                  request->format);
    return DK_OK;
}
static inline dk_code count_bytes(const dk_request *request, dk_reply *reply, dk_err *err)
{
    (void)err;
    FILE *file = fopen(request->body_path, "rb");
    assert_non_null(file);
    uint64_t n = 0, sum = 0;
    for (int c = getc(file); c != EOF; c = getc(file), n++)
        sum = sum * 31 + (unsigned char)c;
    fclose(file);
    dk_buf_format(&reply->body, "{\"bytes\":%llu,\"announced\":%llu,\"sum\":%llu}",
                  (unsigned long long)n, (unsigned long long)request->body_len,
                  (unsigned long long)sum);
    return DK_OK;
}
static inline dk_code echo_length(const dk_request *request, dk_reply *reply, dk_err *err)
{
    (void)err;
    dk_buf_format(&reply->body, "{\"length\":%zu}", strlen(request->body));
    return DK_OK;
}
static inline dk_code send_file(const dk_request *request, dk_reply *reply, dk_err *err)
{
    char path[32];
    reply->fd = dk_server_temp(request->server, path, err);
    if (reply->fd < 0)
        return DK_FAILED;
    assert_int_equal(write(reply->fd, "表格", 6), 6);
    reply->fd_size = 6;
    reply->media = "text/csv; charset=utf-8";
    reply->filename = "学员信息\r\n.csv";
    return DK_OK;
}
static inline dk_code fail_always(const dk_request *request, dk_reply *reply, dk_err *err)
{
    (void)request;
    (void)reply;
    return DK_NO_MEMORY(err);
}

static const dk_param_spec hello_params[] = {
    {.name = "top",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 100,
     .fallback = "5",
     .note = {"几个", "how many"}},
    {.name = "as_of", .type = DK_PARAM_DATE, .note = {"哪天", "which day"}},
};
static const char *const item_formats[] = {"csv", NULL};

#define GET_ROUTE(path, key, function, ...)                                                        \
    {                                                                                              \
        .doc = {.method = "GET",                                                                   \
                .template = path,                                                                  \
                .name = key,                                                                       \
                .summary = {"测试", "test"},                                                       \
                .media = "application/json",                                                       \
                __VA_ARGS__},                                                                      \
        .right = DK_RIGHT_READ, .lane = DK_LANE_READ, .handle = function                           \
    }
#define POST_ROUTE(path, key, function, kind)                                                      \
    {                                                                                              \
        .doc = {.method = "POST",                                                                  \
                .template = path,                                                                  \
                .name = key,                                                                       \
                .summary = {"测试", "test"},                                                       \
                .media = "application/json",                                                       \
                .body = kind},                                                                     \
        .right = DK_RIGHT_WRITE, .lane = DK_LANE_WRITE, .handle = function                         \
    }

static const dk_route stub_hello =
    GET_ROUTE("/v1/hello", "hello", say_hello, .params = hello_params, .n_params = 2);
static const dk_route stub_item =
    GET_ROUTE("/v1/items/{id}", "item", say_item, .formats = item_formats);
static const dk_route stub_file = GET_ROUTE("/v1/file", "file", send_file, .n_params = 0);
static const dk_route stub_fail = GET_ROUTE("/v1/fail", "fail", fail_always, .n_params = 0);
static const dk_route stub_upload =
    POST_ROUTE("/v1/items/{id}", "upload", count_bytes, DK_BODY_FILE);
static const dk_route stub_json = POST_ROUTE("/v1/json", "json", echo_length, DK_BODY_JSON);
static const dk_route stub_act = POST_ROUTE("/v1/act", "act", say_hello, DK_BODY_NONE);
static const dk_route stub_admin = {.doc = {.method = "GET",
                                            .template = "/v1/admin",
                                            .name = "admin",
                                            .summary = {"测试", "test"},
                                            .media = "application/json"},
                                    .right = DK_RIGHT_ADMIN,
                                    .handle = say_hello};
static const dk_route *const stub_routes[] = {&stub_hello,  &stub_item, &stub_file, &stub_fail,
                                              &stub_upload, &stub_json, &stub_act,  &stub_admin};

/* ---- the server ---- */

typedef struct {
    dk_server *server;
    int port;
    log_book log;
} world;

static inline char *wait_log(world *w, const char *word)
{
    return wait_log_book(&w->log, word);
}

static inline dk_server_options world_options(world *w)
{
    dk_server_options options = DK_SERVER_OPTIONS_INIT;
    options.listen = "127.0.0.1:0";
    options.routes = stub_routes;
    options.n_routes = sizeof stub_routes / sizeof *stub_routes;
    options.clock_ms = fixed_clock;
    options.log = log_line;
    options.log_ctx = &w->log;
    options.drain_ms = 500;
    return options;
}

static inline void world_start(world *w, const dk_server_options *options)
{
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_server_start(options, &w->server, &err), DK_OK);
    w->port = dk_server_port(w->server);
}

static inline world *world_new(void)
{
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    pthread_mutex_init(&w->log.lock, NULL);
    return w;
}

static inline void world_free(world *w)
{
    dk_server_stop(w->server);
    pthread_mutex_destroy(&w->log.lock);
    dk_buf_done(&w->log.text);
    free(w);
}

/* ---- raw connections ---- */

static inline int dial(int port)
{
    struct sockaddr_in addr = {.sin_family = AF_INET,
                               .sin_port = htons((uint16_t)port),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof addr), 0);
    return fd;
}

static inline bool send_bytes(int fd, const char *bytes, size_t len)
{
    while (len > 0) {
        ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        bytes += n;
        len -= (size_t)n;
    }
    return true;
}

typedef struct {
    int status; /* 0: the connection ended without an answer */
    char *text; /* head and body, NUL-terminated */
    const char *body;
    size_t body_len;
    bool is_closed; /* the server closed the connection afterwards */
} answer;

/* The value of a header into out[256]; "" when it is missing. */
static inline const char *header_of(const answer *a, const char *name, char out[256])
{
    out[0] = '\0';
    for (const char *line = strstr(a->text, "\r\n"); line != NULL && line + 2 < a->body;
         line = strstr(line + 2, "\r\n")) {
        size_t len = strlen(name);
        if (strncasecmp(line + 2, name, len) == 0 && line[2 + len] == ':')
            snprintf(out, 256, "%.*s", (int)strcspn(line + 4 + len, "\r"), line + 4 + len);
    }
    return out;
}

/* More bytes into text[*len..]; false at the end of the connection. */
static inline bool receive(int fd, char *text, size_t *len)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&poll_fd, 1, WAIT_MS), 1);
    ssize_t n = recv(fd, text + *len, ANSWER_MAX - 1 - *len, 0);
    *len += n > 0 ? (size_t)n : 0;
    text[*len] = '\0';
    return n > 0;
}

/* One answer; bytes of a following one stay in the socket's future, so requests are not pipelined
 * here unless `until_close`. */
static inline answer read_answer(int fd, bool is_head, bool until_close)
{
    answer a = {.text = calloc(1, ANSWER_MAX)};
    size_t len = 0;
    assert_non_null(a.text);
    while (strstr(a.text, "\r\n\r\n") == NULL) {
        if (!receive(fd, a.text, &len)) {
            a.is_closed = true;
            a.body = a.text + len;
            return a;
        }
    }
    char value[256];
    a.status = atoi(a.text + 9);
    a.body = strstr(a.text, "\r\n\r\n") + 4;
    size_t wanted = (size_t)strtoull(header_of(&a, "Content-Length", value), NULL, 10);
    if (is_head || a.status == 204 || a.status == 304)
        wanted = 0;
    while (until_close || len < (size_t)(a.body - a.text) + wanted) {
        if (!receive(fd, a.text, &len)) {
            a.is_closed = true;
            break;
        }
    }
    a.body_len = len - (size_t)(a.body - a.text);
    return a;
}

static inline void answer_free(answer *a)
{
    free(a->text);
    a->text = NULL;
}

/* True when the server ends the connection now (waits for it). */
static inline bool is_ended(int fd)
{
    char rest[64];
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&poll_fd, 1, WAIT_MS), 1);
    return recv(fd, rest, sizeof rest, 0) <= 0;
}

/* Sends raw bytes on a new connection and reads to its end. */
static inline answer exchange_raw(int port, const char *bytes, size_t len)
{
    int fd = dial(port);
    (void)send_bytes(fd, bytes, len);
    answer a = read_answer(fd, false, true);
    close(fd);
    return a;
}

/* One request with further header lines (each with CRLF) on a connection of its own. */
static inline answer get(int port, const char *method, const char *target, const char *headers)
{
    char bytes[20000];
    int len = snprintf(bytes, sizeof bytes,
                       "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%sConnection: close\r\n\r\n", method,
                       target, headers);
    assert_true(len > 0 && (size_t)len < sizeof bytes);
    int fd = dial(port);
    assert_true(send_bytes(fd, bytes, (size_t)len));
    answer a = read_answer(fd, strcmp(method, "HEAD") == 0, true);
    close(fd);
    return a;
}

#define assert_contains(text, part) assert_non_null(strstr((text), (part)))
#define assert_lacks(text, part) assert_null(strstr((text), (part)))

#endif
