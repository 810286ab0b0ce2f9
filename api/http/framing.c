/* api/http/framing.c - see framing.h. */
#include "api/http/framing.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "api/http/messages.h"

/* A piece of the head. */
typedef struct {
    const char *at;
    size_t len;
} span;

static bool is_token_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static bool is_token(span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_token_char(s.at[i]))
            return false;
    return s.len > 0;
}

static bool equals(span s, const char *text)
{
    return s.len == strlen(text) && strncasecmp(s.at, text, s.len) == 0;
}

static span trimmed(span s)
{
    while (s.len > 0 && (*s.at == ' ' || *s.at == '\t'))
        s = (span){s.at + 1, s.len - 1};
    while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
        s.len--;
    return s;
}

/* "METHOD target HTTP/1.1" with single spaces. */
static dk_code check_request_line(span line, dk_frame *frame, dk_err *err)
{
    const char *end = line.at + line.len;
    const char *first = memchr(line.at, ' ', line.len);
    if (first == NULL)
        return DK_FAIL0(err, MSG_HTTP_REQUEST_LINE);
    span method = {line.at, (size_t)(first - line.at)};
    const char *second = memchr(first + 1, ' ', (size_t)(end - first - 1));
    if (second == NULL || !is_token(method))
        return DK_FAIL0(err, MSG_HTTP_REQUEST_LINE);
    span target = {first + 1, (size_t)(second - first - 1)};
    span version = {second + 1, (size_t)(end - second - 1)};
    if (version.len != 8 || memcmp(version.at, "HTTP/", 5) != 0)
        return DK_FAIL0(err, MSG_HTTP_REQUEST_LINE);
    if (memcmp(version.at, "HTTP/1.1", 8) != 0 && memcmp(version.at, "HTTP/1.0", 8) != 0)
        return DK_FAIL0(err, MSG_HTTP_VERSION);
    bool is_star = target.len == 1 && *target.at == '*' && equals(method, "OPTIONS");
    if (!is_star && (target.len == 0 || *target.at != '/'))
        return DK_FAIL0(err, MSG_HTTP_REQUEST_LINE);
    for (size_t i = 0; i < target.len; i++)
        if ((unsigned char)target.at[i] <= ' ' || target.at[i] == 0x7f || target.at[i] == '#')
            return DK_FAIL0(err, MSG_HTTP_REQUEST_LINE);
    frame->method = method.at;
    frame->method_len = method.len;
    frame->target = target.at;
    frame->target_len = target.len;
    return DK_OK;
}

static dk_code take_length(span value, dk_frame *frame, dk_err *err)
{
    enum { MAX_DIGITS = 15 };
    uint64_t length = 0;
    if (frame->has_length)
        return DK_FAIL0(err, MSG_HTTP_LENGTH_TWICE);
    if (value.len == 0 || value.len > MAX_DIGITS)
        return DK_FAIL0(err, MSG_HTTP_LENGTH_INVALID);
    for (size_t i = 0; i < value.len; i++) {
        if (value.at[i] < '0' || value.at[i] > '9')
            return DK_FAIL0(err, MSG_HTTP_LENGTH_INVALID);
        length = length * 10 + (uint64_t)(value.at[i] - '0');
    }
    frame->has_length = true;
    frame->content_length = length;
    return DK_OK;
}

static dk_code take_header(span name, span value, dk_frame *frame, dk_err *err)
{
    if (equals(name, "Content-Length"))
        return take_length(value, frame, err);
    if (equals(name, "Transfer-Encoding")) {
        if (frame->is_chunked || !equals(value, "chunked"))
            return DK_FAIL0(err, MSG_HTTP_ENCODING);
        frame->is_chunked = true;
    }
    if (equals(name, "Host")) {
        if (frame->host != NULL || value.len == 0)
            return DK_FAIL0(err, MSG_HTTP_HOST);
        frame->host = value.at;
        frame->host_len = value.len;
    }
    return DK_OK;
}

static dk_code check_header(span line, dk_frame *frame, dk_err *err)
{
    if (*line.at == ' ' || *line.at == '\t')
        return DK_FAIL0(err, MSG_HTTP_FOLDED);
    const char *colon = memchr(line.at, ':', line.len);
    if (colon == NULL)
        return DK_FAIL0(err, MSG_HTTP_HEADER_INVALID);
    span name = {line.at, (size_t)(colon - line.at)};
    span value = {colon + 1, line.len - name.len - 1};
    if (!is_token(name))
        return DK_FAIL0(err, MSG_HTTP_HEADER_INVALID);
    for (size_t i = 0; i < value.len; i++)
        if (((unsigned char)value.at[i] < ' ' && value.at[i] != '\t') || value.at[i] == 0x7f)
            return DK_FAIL0(err, MSG_HTTP_HEADER_INVALID);
    return take_header(name, trimmed(value), frame, err);
}

/* One line without its CRLF from *at on. Any CR or LF that is not part of a CRLF is an error. */
static dk_frame_state next_line(const char **at, const char *end, span *line, dk_err *err)
{
    const char *p = *at;
    while (p < end && *p != '\r' && *p != '\n')
        p++;
    if (p == end || (*p == '\r' && p + 1 == end))
        return DK_FRAME_MORE;
    if (*p == '\n' || p[1] != '\n') {
        (void)DK_FAIL0(err, MSG_HTTP_LINE_END);
        return DK_FRAME_BAD;
    }
    *line = (span){*at, (size_t)(p - *at)};
    *at = p + 2;
    return DK_FRAME_OK;
}

/* An incomplete head that has already used up its room. `line` true: still in the request line. */
static dk_frame_state check_room(size_t len, bool is_line, const dk_frame_limits *limits,
                                 dk_err *err)
{
    if (is_line && len > limits->max_line)
        (void)DK_FAIL(err, MSG_HTTP_TARGET_LONG, DK_NOWHERE, dk_arg_int((int64_t)limits->max_line));
    else if (len > limits->max_head)
        (void)DK_FAIL(err, MSG_HTTP_HEADERS_LARGE, DK_NOWHERE,
                      dk_arg_int((int64_t)limits->max_head));
    return err->msg == NULL ? DK_FRAME_MORE : DK_FRAME_BAD;
}

static dk_frame_state check_end(dk_frame *frame, size_t head_len, const dk_frame_limits *limits,
                                dk_err *err)
{
    frame->head_len = head_len;
    if (head_len > limits->max_head)
        return check_room(head_len, false, limits, err);
    if (frame->is_chunked && frame->has_length)
        (void)DK_FAIL0(err, MSG_HTTP_LENGTH_AND_CHUNKED);
    else if (frame->host == NULL)
        (void)DK_FAIL0(err, MSG_HTTP_HOST);
    return err->msg == NULL ? DK_FRAME_OK : DK_FRAME_BAD;
}

dk_frame_state dk_frame_check(const char *bytes, size_t len, const dk_frame_limits *limits,
                              dk_frame *out, dk_err *err)
{
    assert(bytes != NULL && limits != NULL && out != NULL);
    const char *at = bytes, *end = bytes + len;
    dk_frame frame = {0};
    span line;
    dk_frame_state state = next_line(&at, end, &line, err);
    if (state == DK_FRAME_MORE)
        return check_room(len, true, limits, err);
    if (state == DK_FRAME_BAD || (check_room(line.len, true, limits, err) == DK_FRAME_BAD) ||
        check_request_line(line, &frame, err) != DK_OK)
        return DK_FRAME_BAD;
    for (;;) {
        state = next_line(&at, end, &line, err);
        if (state == DK_FRAME_MORE)
            return check_room(len, false, limits, err);
        if (state == DK_FRAME_BAD)
            return state;
        if (line.len == 0)
            break;
        if (check_header(line, &frame, err) != DK_OK)
            return DK_FRAME_BAD;
    }
    state = check_end(&frame, (size_t)(at - bytes), limits, err);
    if (state == DK_FRAME_OK)
        *out = frame;
    return state;
}
