/* tests/unit/http/centre.h - a server with all routes on an empty centre of its own. */
#ifndef DK_TESTS_UNIT_HTTP_CENTRE_H
#define DK_TESTS_UNIT_HTTP_CENTRE_H

#include "api/usecase/usecase.h"
#include "tests/unit/http/client.h"

typedef struct {
    world *w;
    dk_app *app;
    char folder[64], db[80];
} centre;

static inline centre *centre_new(void)
{
    centre *c = calloc(1, sizeof *c);
    assert_non_null(c);
    dk_err err = DK_ERR_INIT;
    const dk_actor local = {.user = "local",
                            .rights = DK_RIGHT_READ | DK_RIGHT_WRITE | DK_RIGHT_ALL_UNITS |
                                      DK_RIGHT_ADMIN};
    strcpy(c->folder, "/tmp/duikou-test-XXXXXX");
    assert_non_null(mkdtemp(c->folder));
    snprintf(c->db, sizeof c->db, "%s/c.db", c->folder);
    const dk_app_options options = {
        .db_path = c->db, .zone_minutes = 480, .clock_ms = fixed_clock, .as_of = 20514};
    assert_int_equal(dk_app_init(&options, &local, &err), DK_OK);
    assert_int_equal(dk_app_open(&options, &c->app, &err), DK_OK);
    c->w = world_new();
    dk_server_options server = world_options(c->w);
    server.routes = dk_routes;
    server.n_routes = dk_n_routes;
    server.app = c->app;
    world_start(c->w, &server);
    return c;
}

/* Stops it; the folder must then hold the database's own files only. */
static inline void centre_free(centre *c)
{
    static const char *const suffixes[] = {"", ".key", "-wal", "-shm"};
    world_free(c->w);
    dk_app_close(c->app);
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        char path[120];
        snprintf(path, sizeof path, "%s%s", c->db, suffixes[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(c->folder), 0);
    free(c);
}

static inline answer post(const centre *c, const char *target, const char *body)
{
    char *bytes = malloc(strlen(body) + 500);
    assert_non_null(bytes);
    int len = sprintf(
        bytes,
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
        target, strlen(body), body);
    answer a = exchange_raw(c->w->port, bytes, (size_t)len);
    free(bytes);
    return a;
}

#endif
