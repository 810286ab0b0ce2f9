/* tests/unit/http/test_framing.c - the pure check of request heads (RFC 9112). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "api/http/framing.h"
#include "api/http/messages.h"
#include "core/base/random.h"

static dk_frame_state check(const char *head, dk_frame *frame, dk_err *err)
{
    const dk_frame_limits limits = DK_FRAME_LIMITS_INIT;
    *err = DK_ERR_INIT;
    return dk_frame_check(head, strlen(head), &limits, frame, err);
}

static void dk_frame_check__accepts_plain_requests(void **state)
{
    (void)state;
    dk_frame frame;
    dk_err err;
    const char *head =
        "POST /v1/x?a=b HTTP/1.1\r\nHost:localhost:8080\r\nContent-Length:  12 \r\n\r\nbody";
    assert_int_equal(check(head, &frame, &err), DK_FRAME_OK);
    assert_int_equal(frame.method_len, 4);
    assert_memory_equal(frame.target, "/v1/x?a=b", frame.target_len);
    assert_memory_equal(frame.host, "localhost:8080", frame.host_len);
    assert_true(frame.has_length);
    assert_int_equal(frame.content_length, 12);
    assert_int_equal(frame.head_len, strlen(head) - 4);
    assert_int_equal(check("GET / HTTP/1.0\r\nHost: a\r\n\r\n", &frame, &err), DK_FRAME_OK);
    assert_int_equal(check("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", &frame, &err), DK_FRAME_OK);
    assert_int_equal(
        check("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", &frame, &err),
        DK_FRAME_OK);
    assert_true(frame.is_chunked);
}

/* Every prefix of a good head asks for more, and nothing but the whole is accepted. */
static void dk_frame_check__asks_for_more_at_every_prefix(void **state)
{
    (void)state;
    const char *head = "POST /a HTTP/1.1\r\nHost: h\r\nX: y\r\nContent-Length: 3\r\n\r\n";
    const dk_frame_limits limits = DK_FRAME_LIMITS_INIT;
    for (size_t len = 0; len <= strlen(head); len++) {
        dk_frame frame;
        dk_err err = DK_ERR_INIT;
        dk_frame_state want = len < strlen(head) ? DK_FRAME_MORE : DK_FRAME_OK;
        assert_int_equal(dk_frame_check(head, len, &limits, &frame, &err), want);
    }
}

static void dk_frame_check__refuses_ambiguous_heads(void **state)
{
    (void)state;
    static const struct {
        const char *head;
        const dk_msg *msg;
    } CASES[] = {
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n",
         &MSG_HTTP_LENGTH_TWICE},
        {"GET / HTTP/1.1\r\nHost: a\r\ncontent-length: 1\r\nCONTENT-LENGTH: 2\r\n\r\n",
         &MSG_HTTP_LENGTH_TWICE},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\n", &MSG_HTTP_LENGTH_INVALID},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +4\r\n\r\n", &MSG_HTTP_LENGTH_INVALID},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", &MSG_HTTP_LENGTH_INVALID},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x10\r\n\r\n", &MSG_HTTP_LENGTH_INVALID},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n", &MSG_HTTP_LENGTH_INVALID},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999999999999\r\n\r\n",
         &MSG_HTTP_LENGTH_INVALID},
        {"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
         &MSG_HTTP_LENGTH_AND_CHUNKED},
        {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
         &MSG_HTTP_ENCODING},
        {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", &MSG_HTTP_ENCODING},
        {"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
         "chunked\r\n\r\n",
         &MSG_HTTP_ENCODING},
        {"GET / HTTP/1.1\r\n\r\n", &MSG_HTTP_HOST},
        {"GET / HTTP/1.1\r\nHost:\r\n\r\n", &MSG_HTTP_HOST},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", &MSG_HTTP_HOST},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n", &MSG_HTTP_FOLDED},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n\t2\r\n\r\n", &MSG_HTTP_FOLDED},
        {"GET / HTTP/1.1\nHost: a\r\n\r\n", &MSG_HTTP_LINE_END},
        {"GET / HTTP/1.1\r\nHost: a\n\r\n", &MSG_HTTP_LINE_END},
        {"GET / HTTP/1.1\r\nHost: a\r\n\n", &MSG_HTTP_LINE_END},
        {"GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", &MSG_HTTP_LINE_END},
        {"GET / HTTP/1.1\r\nHost : a\r\n\r\n", &MSG_HTTP_HEADER_INVALID},
        {"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", &MSG_HTTP_HEADER_INVALID},
        {"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", &MSG_HTTP_HEADER_INVALID},
        {"GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n", &MSG_HTTP_HEADER_INVALID},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", &MSG_HTTP_VERSION},
        {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", &MSG_HTTP_REQUEST_LINE},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", &MSG_HTTP_REQUEST_LINE},
        {"GET /\r\nHost: a\r\n\r\n", &MSG_HTTP_REQUEST_LINE},
        {"GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", &MSG_HTTP_REQUEST_LINE},
        {"GET * HTTP/1.1\r\nHost: a\r\n\r\n", &MSG_HTTP_REQUEST_LINE},
        {"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", &MSG_HTTP_REQUEST_LINE},
        {"G(T / HTTP/1.1\r\nHost: a\r\n\r\n", &MSG_HTTP_REQUEST_LINE},
        {" / HTTP/1.1\r\nHost: a\r\n\r\n", &MSG_HTTP_REQUEST_LINE},
        {"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", &MSG_HTTP_REQUEST_LINE},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        dk_frame frame;
        dk_err err;
        assert_int_equal(check(CASES[i].head, &frame, &err), DK_FRAME_BAD);
        assert_string_equal(err.msg->code, CASES[i].msg->code);
    }
}

static void dk_frame_check__refuses_nul_bytes(void **state)
{
    (void)state;
    const dk_frame_limits limits = DK_FRAME_LIMITS_INIT;
    static const char HEAD[] = "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n";
    static const char LINE[] = "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n";
    dk_frame frame;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_frame_check(HEAD, sizeof HEAD - 1, &limits, &frame, &err), DK_FRAME_BAD);
    err = DK_ERR_INIT;
    assert_int_equal(dk_frame_check(LINE, sizeof LINE - 1, &limits, &frame, &err), DK_FRAME_BAD);
}

/* Bytes of a head with a line of `line` and headers of `rest` more bytes. */
static char *long_head(size_t line, size_t rest, size_t *len)
{
    char *head = malloc(line + rest + 100);
    assert_non_null(head);
    size_t n = (size_t)sprintf(head, "GET /");
    memset(head + n, 'a', line - n - 9);
    n = line - 9;
    n += (size_t)sprintf(head + n, " HTTP/1.1\r\nHost: a\r\nX: ");
    memset(head + n, 'b', rest);
    n += rest;
    n += (size_t)sprintf(head + n, "\r\n\r\n");
    *len = n;
    return head;
}

static void dk_frame_check__limits_line_and_head(void **state)
{
    (void)state;
    const dk_frame_limits limits = {100, 200};
    size_t len;
    dk_frame frame;
    dk_err err = DK_ERR_INIT;
    char *head = long_head(100, 50, &len);
    assert_int_equal(dk_frame_check(head, len, &limits, &frame, &err), DK_FRAME_OK);
    free(head);
    head = long_head(101, 50, &len);
    assert_int_equal(dk_frame_check(head, len, &limits, &frame, &err), DK_FRAME_BAD);
    assert_int_equal(err.msg->http, 414);
    err = DK_ERR_INIT;
    assert_int_equal(dk_frame_check(head, 101, &limits, &frame, &err), DK_FRAME_BAD);
    assert_int_equal(err.msg->http, 414);
    free(head);
    err = DK_ERR_INIT;
    head = long_head(50, 200, &len);
    assert_int_equal(dk_frame_check(head, 201, &limits, &frame, &err), DK_FRAME_BAD);
    assert_int_equal(err.msg->http, 431);
    err = DK_ERR_INIT;
    assert_int_equal(dk_frame_check(head, len, &limits, &frame, &err), DK_FRAME_BAD);
    assert_int_equal(err.msg->http, 431);
    free(head);
}

/* ---- random heads ---- */

/* Good lines, lines that are nearly good, and what stands between them. */
static const char *const LINES[] = {
    "GET /v1/x HTTP/1.1",
    "POST / HTTP/1.0",
    "OPTIONS * HTTP/1.1",
    "GET  /two HTTP/1.1",
    "get / HTTP/2.0",
    "Host: a",
    "Host: a",
    "host:b",
    "Host : a",
    "Content-Length: 5",
    "content-length:5",
    "Content-Length: 5, 5",
    "Content-Length: +5",
    "Content-Length: 18446744073709551616",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "transfer-encoding : chunked",
    "X: y",
    " folded",
    "\tfolded",
    "X: \x01",
    "X y",
    "",
};
static const char *const ENDS[] = {"\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n"};
enum { HEAD_BYTES = 512, HEADS = 20000 };

static size_t random_head(dk_random *random, char out[HEAD_BYTES])
{
    enum { N_LINES = sizeof LINES / sizeof *LINES, N_ENDS = sizeof ENDS / sizeof *ENDS };
    size_t n = 1 + dk_random_below(random, 6), len = 0;
    for (size_t i = 0; i < n; i++) {
        /* Mostly a request line first and a header behind it. */
        size_t line =
            i == 0 ? dk_random_below(random, 3) : 5 + dk_random_below(random, N_LINES - 5);
        if (dk_random_below(random, 12) == 0)
            line = dk_random_below(random, N_LINES);
        len += (size_t)snprintf(out + len, HEAD_BYTES - len, "%s%s", LINES[line],
                                ENDS[dk_random_below(random, i < 3 ? N_ENDS : 5)]);
    }
    len += (size_t)snprintf(out + len, HEAD_BYTES - len, "\r\n");
    return len;
}

/* A second reader: what must hold of a head that was let through, found by looking for the few
 * things that make two readers disagree. */
static void check_unambiguous(const char *head, const dk_frame *frame)
{
    size_t n_hosts = 0, n_lengths = 0, n_codings = 0;
    assert_memory_equal(head + frame->head_len - 4, "\r\n\r\n", 4);
    for (const char *line = head, *end; line < head + frame->head_len; line = end + 2) {
        end = line;
        while (*end != '\r' && *end != '\n') {
            assert_true((unsigned char)*end >= ' ' || *end == '\t');
            end++;
        }
        assert_memory_equal(end, "\r\n", 2);
        assert_true(*line != ' ' && *line != '\t');
        size_t name = strcspn(line, ": ");
        n_hosts += name == 4 && strncasecmp(line, "host", 4) == 0;
        n_lengths += name == 14 && strncasecmp(line, "content-length", 14) == 0;
        n_codings += name == 17 && strncasecmp(line, "transfer-encoding", 17) == 0;
        assert_true(line == head || end == line || line[name] == ':');
    }
    assert_int_equal(n_hosts, 1);
    assert_true(n_lengths + n_codings <= 1);
    assert_int_equal(frame->has_length, n_lengths == 1);
    assert_int_equal(frame->is_chunked, n_codings == 1);
}

/* A verdict is never taken back by bytes that come later, and what is accepted has one reading. */
static void dk_frame_check__is_final_and_has_one_reading(void **state)
{
    (void)state;
    const dk_frame_limits limits = DK_FRAME_LIMITS_INIT;
    dk_random random = dk_random_seed(9112);
    char head[HEAD_BYTES];
    size_t n_good = 0;
    for (int round = 0; round < HEADS; round++) {
        const size_t len = random_head(&random, head);
        dk_frame_state last = DK_FRAME_MORE;
        size_t good_at = 0;
        for (size_t n = 0; n <= len; n++) {
            dk_frame frame = {0};
            dk_err err = DK_ERR_INIT;
            dk_frame_state now = dk_frame_check(head, n, &limits, &frame, &err);
            if (last != DK_FRAME_MORE && now != last)
                fail_msg("%s: verdict %d at %zu bytes, %d before", head, now, n, last);
            if (now == DK_FRAME_BAD)
                assert_non_null(err.msg);
            if (now == DK_FRAME_OK && good_at == 0) {
                good_at = frame.head_len;
                assert_int_equal(good_at, n);
                check_unambiguous(head, &frame);
                n_good++;
            }
            if (now == DK_FRAME_OK)
                assert_int_equal(frame.head_len, good_at);
            last = now;
        }
    }
    assert_true(n_good > HEADS / 100); /* else nothing was tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dk_frame_check__accepts_plain_requests),
        cmocka_unit_test(dk_frame_check__is_final_and_has_one_reading),
        cmocka_unit_test(dk_frame_check__asks_for_more_at_every_prefix),
        cmocka_unit_test(dk_frame_check__refuses_ambiguous_heads),
        cmocka_unit_test(dk_frame_check__refuses_nul_bytes),
        cmocka_unit_test(dk_frame_check__limits_line_and_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
