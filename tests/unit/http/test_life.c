/* tests/unit/http/test_life.c - starting, deadlines, overload and stopping. Deadlines are a
 * fraction of a second; a test that waits for one waits on the socket. */
#include "tests/unit/http/client.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "api/http/lane.h"
#include "api/http/listen.h"
#include "api/http/gate.h"

enum { SHORT_MS = 150 };

static world *start_with(int head_ms, int request_ms, int idle_ms)
{
    world *w = world_new();
    dk_server_options options = world_options(w);
    options.head_ms = head_ms;
    options.request_ms = request_ms;
    options.idle_ms = idle_ms;
    options.min_bytes_per_ms = 1000000;
    options.drain_ms = 200;
    world_start(w, &options);
    return w;
}

/* Sends one byte of `bytes` about every 10 ms until the server ends the connection; returns the
 * answer. */
static answer trickle(int fd, const char *bytes)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    for (size_t i = 0; poll(&poll_fd, 1, 10) == 0; i = (i + 1) % strlen(bytes))
        if (!send_bytes(fd, bytes + i, 1))
            break;
    return read_answer(fd, false, true);
}

/* ---- deadlines ---- */

static void server__ends_a_slow_head(void **state)
{
    (void)state;
    world *w = start_with(SHORT_MS, 5000, 5000);
    int64_t began = dk_monotonic_ms();
    int fd = dial(w->port);
    assert_true(send_bytes(fd, "GET / HTTP/1.1\r\nX: ", 19));
    answer a = trickle(fd, "a");
    assert_int_equal(a.status, 408);
    assert_contains(a.body, "http-timeout");
    assert_true(dk_monotonic_ms() - began >= SHORT_MS);
    assert_true(dk_monotonic_ms() - began < 5000);
    answer_free(&a);
    close(fd);
    fd = dial(w->port); /* a connection without a byte is closed without a word */
    a = read_answer(fd, false, true);
    assert_int_equal(a.status, 0);
    assert_true(a.is_closed);
    answer_free(&a);
    close(fd);
    world_free(w);
}

static void server__ends_a_slow_body(void **state)
{
    static const char HEAD[] =
        "POST /v1/json HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";
    (void)state;
    world *w = start_with(5000, SHORT_MS, 5000);
    int64_t began = dk_monotonic_ms();
    int fd = dial(w->port);
    assert_true(send_bytes(fd, HEAD, sizeof HEAD - 1));
    answer a = trickle(fd, "a");
    assert_true(a.is_closed);
    assert_int_equal(a.status, 0);
    assert_true(dk_monotonic_ms() - began < 5000);
    answer_free(&a);
    close(fd);
    world_free(w);
}

/* A kept-alive connection that trickles its next head, or is silent. */
static void server__ends_an_idle_connection(void **state)
{
    static const char GOOD[] = "GET /v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
    (void)state;
    world *w = start_with(5000, 5000, SHORT_MS);
    for (int is_silent = 0; is_silent < 2; is_silent++) {
        int64_t began = dk_monotonic_ms();
        int fd = dial(w->port);
        assert_true(send_bytes(fd, GOOD, sizeof GOOD - 1));
        answer a = read_answer(fd, false, false);
        assert_int_equal(a.status, 200);
        answer_free(&a);
        a = is_silent ? read_answer(fd, false, true)
                      : trickle(fd, "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        assert_true(a.is_closed);
        assert_true(dk_monotonic_ms() - began < 5000);
        answer_free(&a);
        close(fd);
    }
    world_free(w);
}

/* ---- overload ---- */

static void server__answers_503_above_its_connections(void **state)
{
    (void)state;
    world *w = world_new();
    dk_server_options options = world_options(w);
    options.max_connections = 3;
    world_start(w, &options);
    static const char GOOD[] = "GET /v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
    int held[3];
    for (int i = 0; i < 3; i++) {
        held[i] = dial(w->port);
        assert_true(send_bytes(held[i], GOOD, sizeof GOOD - 1));
        answer a = read_answer(held[i], false, false);
        assert_int_equal(a.status, 200);
        answer_free(&a);
    }
    char value[256];
    answer a = exchange_raw(w->port, GOOD, sizeof GOOD - 1);
    assert_int_equal(a.status, 503);
    assert_string_equal(header_of(&a, "Retry-After", value), "2");
    answer_free(&a);
    close(held[0]); /* a place becomes free again */
    do {
        a = exchange_raw(w->port, "GET /v1/hello HTTP/1.0\r\nHost: localhost\r\n\r\n", 43);
        int status = a.status;
        answer_free(&a);
        if (status == 200)
            break;
        assert_int_equal(status, 503);
    } while (true);
    close(held[1]);
    close(held[2]);
    world_free(w);
}

static void dk_gauge_enter__bounds_running_and_waiting(void **state)
{
    (void)state;
    dk_gauge gauge;
    dk_gauge_init(&gauge, 2, 1);
    assert_true(dk_gauge_enter(&gauge, 0));
    assert_true(dk_gauge_enter(&gauge, 0));
    assert_false(dk_gauge_enter(&gauge, 10));
    dk_gauge_leave(&gauge);
    assert_true(dk_gauge_enter(&gauge, 10));
    dk_gauge_leave(&gauge);
    dk_gauge_leave(&gauge);
    dk_gauge_done(&gauge);
    dk_gauge_init(&gauge, 1, 0); /* no queue: a free place is taken, a taken one refused at once */
    assert_true(dk_gauge_enter(&gauge, 10000));
    assert_false(dk_gauge_enter(&gauge, 10000));
    dk_gauge_leave(&gauge);
    dk_gauge_done(&gauge);
}

/* ---- a handler that waits for the test ---- */

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int running;
    bool may_go;
} stage;

static dk_code wait_for_test(const dk_request *request, dk_reply *reply, dk_err *err)
{
    (void)err;
    /* The stage travels where an application would. */
    union {
        struct dk_app *app;
        stage *stage;
    } ctx = {.app = request->call.app};
    pthread_mutex_lock(&ctx.stage->lock);
    ctx.stage->running++;
    pthread_cond_broadcast(&ctx.stage->changed);
    while (!ctx.stage->may_go)
        pthread_cond_wait(&ctx.stage->changed, &ctx.stage->lock);
    pthread_mutex_unlock(&ctx.stage->lock);
    dk_buf_text(&reply->body, "{\"done\":1}");
    return DK_OK;
}

static const dk_route slow_read = GET_ROUTE("/v1/slow", "slow", wait_for_test, .n_params = 0);
static const dk_route slow_write =
    POST_ROUTE("/v1/slow", "slow_write", wait_for_test, DK_BODY_NONE);
static const dk_route *const slow_routes[] = {&stub_hello, &slow_read, &slow_write};

static world *start_stage(stage *s, dk_server_options *options)
{
    world *w = world_new();
    *options = world_options(w);
    union {
        struct dk_app *app;
        stage *stage;
    } ctx = {.stage = s};
    *s = (stage){0};
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    options->routes = slow_routes;
    options->n_routes = 3;
    options->app = ctx.app;
    return w;
}

static void wait_running(stage *s, int n)
{
    pthread_mutex_lock(&s->lock);
    while (s->running < n)
        pthread_cond_wait(&s->changed, &s->lock);
    pthread_mutex_unlock(&s->lock);
}

static void let_go(stage *s)
{
    pthread_mutex_lock(&s->lock);
    s->may_go = true;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static const char SLOW_READ[] = "GET /v1/slow HTTP/1.1\r\nHost: localhost\r\n\r\n";
static const char SLOW_WRITE[] =
    "POST /v1/slow HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";

/* Long work in one request delays no other, and deadlines do not cut it. */
static void server__serves_others_beside_a_long_request(void **state)
{
    (void)state;
    stage s;
    dk_server_options options;
    world *w = start_stage(&s, &options);
    options.idle_ms = SHORT_MS;
    options.request_ms = SHORT_MS;
    world_start(w, &options);
    int fd = dial(w->port);
    int64_t began = dk_monotonic_ms();
    assert_true(send_bytes(fd, SLOW_WRITE, sizeof SLOW_WRITE - 1));
    wait_running(&s, 1);
    do {
        answer a = get(w->port, "GET", "/v1/hello", "");
        assert_int_equal(a.status, 200);
        answer_free(&a);
    } while (dk_monotonic_ms() - began < 3 * SHORT_MS);
    let_go(&s);
    answer a = read_answer(fd, false, false);
    assert_int_equal(a.status, 200);
    answer_free(&a);
    close(fd);
    world_free(w);
}

static void server__queues_writers_and_refuses_too_many(void **state)
{
    (void)state;
    stage s;
    dk_server_options options;
    world *w = start_stage(&s, &options);
    options.writers_waiting = 0;
    world_start(w, &options);
    int fd = dial(w->port);
    assert_true(send_bytes(fd, SLOW_WRITE, sizeof SLOW_WRITE - 1));
    wait_running(&s, 1);
    answer a = get(w->port, "POST", "/v1/slow", "Content-Length: 0\r\n");
    assert_int_equal(a.status, 503);
    assert_contains(a.body, "http-busy");
    answer_free(&a);
    let_go(&s);
    a = read_answer(fd, false, false);
    assert_int_equal(a.status, 200);
    answer_free(&a);
    close(fd);
    world_free(w);
}

static void *stop_server(void *ctx)
{
    dk_server_stop(ctx);
    return NULL;
}

/* Stop closes waiting and idle connections, and finishes the request under way. */
static void dk_server_stop__finishes_what_runs(void **state)
{
    (void)state;
    stage s;
    dk_server_options options;
    world *w = start_stage(&s, &options);
    options.drain_ms = 20; /* the handler outlives it and is still awaited */
    world_start(w, &options);
    pthread_t stopper;
    int idle = dial(w->port), partial = dial(w->port), busy = dial(w->port);
    static const char GOOD[] = "GET /v1/hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
    assert_true(send_bytes(idle, GOOD, sizeof GOOD - 1));
    answer a = read_answer(idle, false, false);
    assert_int_equal(a.status, 200);
    answer_free(&a);
    assert_true(send_bytes(partial, "GET /v1/he", 10));
    assert_true(send_bytes(busy, SLOW_READ, sizeof SLOW_READ - 1));
    wait_running(&s, 1);
    assert_int_equal(pthread_create(&stopper, NULL, stop_server, w->server), 0);
    assert_true(is_ended(idle));
    assert_true(is_ended(partial));
    let_go(&s);
    a = read_answer(busy, false, true);
    /* libmicrohttpd closes what is open after the grace; within it the answer arrives whole. */
    if (a.status != 0)
        assert_contains(a.body, "{\"done\":1}");
    answer_free(&a);
    pthread_join(stopper, NULL);
    close(idle);
    close(partial);
    close(busy);
    dk_buf_done(&w->log.text);
    free(w);
}

static void dk_server_stop__lets_a_short_request_finish(void **state)
{
    (void)state;
    stage s;
    dk_server_options options;
    world *w = start_stage(&s, &options);
    options.drain_ms = 10000;
    world_start(w, &options);
    pthread_t stopper;
    int busy = dial(w->port), idle = dial(w->port);
    assert_true(send_bytes(busy, SLOW_READ, sizeof SLOW_READ - 1));
    wait_running(&s, 1);
    assert_int_equal(pthread_create(&stopper, NULL, stop_server, w->server), 0);
    assert_true(is_ended(idle)); /* so the stop has begun */
    let_go(&s);
    answer a = read_answer(busy, false, true);
    assert_int_equal(a.status, 200);
    assert_contains(a.text, "Connection: close");
    assert_contains(a.body, "{\"done\":1}");
    answer_free(&a);
    pthread_join(stopper, NULL);
    close(busy);
    close(idle);
    dk_buf_done(&w->log.text);
    free(w);
}

/* ---- starting ---- */

static void dk_server_start__explains_bad_addresses(void **state)
{
    static const struct {
        const char *listen, *code;
    } CASES[] = {
        {"0.0.0.0:8080", "http-listen-outside"},
        {"192.168.1.2:80", "http-listen-outside"},
        {"[::]:8080", "http-listen-outside"},
        {"example.org:80", "http-listen-outside"},
        {"127.0.0.1", "http-listen-invalid"},
        {"127.0.0.1:", "http-listen-invalid"},
        {"127.0.0.1:65536", "http-listen-invalid"},
        {"127.0.0.1:-1", "http-listen-invalid"},
        {":8080", "http-listen-invalid"},
        {"[::1:8080", "http-listen-invalid"},
        {"", "http-listen-invalid"},
    };
    (void)state;
    world *w = world_new();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        dk_err err = DK_ERR_INIT;
        dk_server *server = NULL;
        dk_server_options options = world_options(w);
        options.listen = CASES[i].listen;
        assert_int_equal(dk_server_start(&options, &server, &err), DK_FAILED);
        assert_null(server);
        assert_string_equal(err.msg->code, CASES[i].code);
    }
    free(w);
}

static void dk_server_start__says_that_a_port_is_taken(void **state)
{
    (void)state;
    world *w = start_with(5000, 5000, 5000);
    char address[40], text[200];
    dk_err err = DK_ERR_INIT;
    dk_server *second = NULL;
    dk_server_options options = world_options(w);
    snprintf(address, sizeof address, "localhost:%d", w->port);
    options.listen = address;
    assert_int_equal(dk_server_start(&options, &second, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_HTTP_PORT_IN_USE));
    assert_int_equal(err.msg->exit, DK_EXIT_BUSY);
    dk_err_next(&err, DK_EN, text, sizeof text);
    snprintf(address, sizeof address, "127.0.0.1:%d", w->port + 1);
    assert_contains(text, address);
    world_free(w);
}

static void server__says_when_it_cannot_store_an_upload(void **state)
{
    (void)state;
    world *w = world_new();
    dk_server_options options = world_options(w);
    options.temp_dir = "/nonexistent/folder";
    world_start(w, &options);
    answer a = get(w->port, "POST", "/v1/items/1", "Content-Length: 3\r\n");
    assert_int_equal(a.status, 500);
    assert_contains(a.body, "http-temporary");
    answer_free(&a);
    world_free(w);
}

/* What a killed server left behind goes when the next one starts; what is in use, or named
 * otherwise, stays. */
static void dk_server_start__removes_what_a_killed_server_left(void **state)
{
    (void)state;
    char dir[] = "/tmp/dk-life-XXXXXX", left[80], used[80], other[80], sheet[120];
    assert_non_null(mkdtemp(dir));
    snprintf(left, sizeof left, "%s/duikou-sheet-aaaaaa", dir);
    snprintf(used, sizeof used, "%s/duikou-sheet-bbbbbb", dir);
    snprintf(other, sizeof other, "%s/duikou-letters", dir);
    assert_int_equal(mkdir(left, 0700) | mkdir(used, 0700) | mkdir(other, 0700), 0);
    snprintf(sheet, sizeof sheet, "%s/marked.xlsx", left);
    FILE *file = fopen(sheet, "w");
    assert_non_null(file);
    fclose(file);
    int lock = open(used, O_RDONLY | O_DIRECTORY);
    assert_int_equal(flock(lock, LOCK_EX), 0);
    world *w = world_new();
    dk_server_options options = world_options(w);
    options.temp_dir = dir;
    world_start(w, &options);
    assert_int_not_equal(access(left, F_OK), 0);
    assert_int_equal(access(used, F_OK), 0);
    assert_int_equal(access(other, F_OK), 0);
    world_free(w);
    close(lock);
    assert_int_equal(rmdir(used) | rmdir(other) | rmdir(dir), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server__ends_a_slow_head),
        cmocka_unit_test(server__ends_a_slow_body),
        cmocka_unit_test(server__ends_an_idle_connection),
        cmocka_unit_test(server__answers_503_above_its_connections),
        cmocka_unit_test(dk_gauge_enter__bounds_running_and_waiting),
        cmocka_unit_test(server__serves_others_beside_a_long_request),
        cmocka_unit_test(server__queues_writers_and_refuses_too_many),
        cmocka_unit_test(dk_server_stop__finishes_what_runs),
        cmocka_unit_test(dk_server_stop__lets_a_short_request_finish),
        cmocka_unit_test(dk_server_start__explains_bad_addresses),
        cmocka_unit_test(dk_server_start__says_that_a_port_is_taken),
        cmocka_unit_test(dk_server_start__removes_what_a_killed_server_left),
        cmocka_unit_test(server__says_when_it_cannot_store_an_upload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
