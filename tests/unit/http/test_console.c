/* tests/unit/http/test_console.c - the console's files, the views of its address, and the plain
 * page. */
#include "tests/unit/http/client.h"

#include <zlib.h>

static const char INDEX[] = "<!doctype html><title>对口</title>";
static const char SCRIPT[] = "console.log('对口')\n";

typedef struct {
    world *w;
    unsigned char packed[2][200];
    dk_asset assets[2]; /* sorted by path */
} console;

static size_t pack(const char *text, size_t len, unsigned char *out, size_t size)
{
    enum { GZIP = 16 + MAX_WBITS };
    z_stream stream = {0};
    assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, GZIP, 8, Z_DEFAULT_STRATEGY), Z_OK);
    unsigned char plain[200];
    assert_true(len <= sizeof plain);
    memcpy(plain, text, len);
    stream.next_in = plain;
    stream.avail_in = (uInt)len;
    stream.next_out = out;
    stream.avail_out = (uInt)size;
    assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t n = size - stream.avail_out;
    deflateEnd(&stream);
    return n;
}

static int start(void **state)
{
    console *c = calloc(1, sizeof *c);
    assert_non_null(c);
    c->w = world_new();
    dk_server_options options = world_options(c->w);
    c->assets[0] = (dk_asset){.path = "/assets/app-1a2b.js",
                              .bytes = c->packed[0],
                              .len = pack(SCRIPT, sizeof SCRIPT - 1, c->packed[0], 200),
                              .plain_len = sizeof SCRIPT - 1,
                              .mime = "text/javascript",
                              .etag = "\"s1\"",
                              .is_immutable = true};
    c->assets[1] = (dk_asset){.path = "/index.html",
                              .bytes = c->packed[1],
                              .len = pack(INDEX, sizeof INDEX - 1, c->packed[1], 200),
                              .plain_len = sizeof INDEX - 1,
                              .mime = "text/html; charset=utf-8",
                              .etag = "\"i1\""};
    options.assets = c->assets;
    options.n_assets = 2;
    world_start(c->w, &options);
    *state = c;
    return 0;
}

static int stop(void **state)
{
    console *c = *state;
    world_free(c->w);
    free(c);
    return 0;
}

static void console__serves_files_plain_and_packed(void **state)
{
    const console *c = *state;
    char value[256];
    answer a = get(c->w->port, "GET", "/assets/app-1a2b.js", "");
    assert_int_equal(a.status, 200);
    assert_string_equal(a.body, SCRIPT);
    assert_string_equal(header_of(&a, "Content-Encoding", value), "");
    assert_string_equal(header_of(&a, "Content-Type", value), "text/javascript");
    assert_contains(header_of(&a, "Cache-Control", value), "immutable");
    answer_free(&a);
    a = get(c->w->port, "GET", "/assets/app-1a2b.js", "Accept-Encoding: br, gzip\r\n");
    assert_string_equal(header_of(&a, "Content-Encoding", value), "gzip");
    assert_int_equal(a.body_len, c->assets[0].len);
    assert_memory_equal(a.body, c->assets[0].bytes, a.body_len);
    answer_free(&a);
    a = get(c->w->port, "GET", "/assets/app-1a2b.js", "Accept-Encoding: gzip;q=0\r\n");
    assert_string_equal(a.body, SCRIPT);
    answer_free(&a);
    a = get(c->w->port, "GET", "/index.html", "If-None-Match: \"i1\"\r\n");
    assert_int_equal(a.status, 304);
    assert_int_equal(a.body_len, 0);
    answer_free(&a);
    a = get(c->w->port, "HEAD", "/", "");
    assert_int_equal(a.status, 200);
    assert_int_equal(a.body_len, 0);
    answer_free(&a);
}

static void console__gives_browsers_the_page_for_every_view(void **state)
{
    static const struct {
        const char *target, *headers;
        int status;
    } CASES[] = {
        {"/", "", 200},
        {"/index.html", "", 200},
        {"/trainees/5?lang=en", "Accept: text/html,*/*;q=0.8\r\n", 200},
        {"/trainees/5", "Accept: application/json\r\n", 404},
        {"/trainees/5", "", 404},
        {"/v1/nothing", "Accept: text/html\r\n", 404},
        {"/assets/../index.html", "Accept: text/html\r\n", 404},
        {"/assets/app-1a2b.js%00", "Accept: text/html\r\n", 400},
    };
    const console *c = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        answer a = get(c->w->port, "GET", CASES[i].target, CASES[i].headers);
        assert_int_equal(a.status, CASES[i].status);
        if (a.status == 200)
            assert_string_equal(a.body, INDEX);
        answer_free(&a);
    }
    answer a = get(c->w->port, "POST", "/trainees", "Accept: text/html\r\nContent-Length: 0\r\n");
    assert_int_equal(a.status, 404);
    answer_free(&a);
}

static void console__shows_a_plain_page_without_a_build(void **state)
{
    (void)state;
    world *w = world_new();
    dk_server_options options = world_options(w);
    world_start(w, &options);
    answer a = get(w->port, "GET", "/", "");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "/v1/registers");
    assert_contains(a.body, "控制台");
    answer_free(&a);
    a = get(w->port, "GET", "/other", "Accept: text/html\r\n");
    assert_int_equal(a.status, 404);
    answer_free(&a);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(console__serves_files_plain_and_packed),
        cmocka_unit_test(console__gives_browsers_the_page_for_every_view),
        cmocka_unit_test(console__shows_a_plain_page_without_a_build),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
