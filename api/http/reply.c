/* api/http/reply.c - replies onto the wire: status, headers for safety and caching, body.
 *
 * Content-Security-Policy: everything from this server only, nothing inline, in no frame. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/http/internal.h"
#include "api/http/messages.h"
#include "api/wire/problem.h"

#define CSP                                                                                        \
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "                 \
    "frame-ancestors 'none'"

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    if (value != NULL && *value != '\0')
        (void)MHD_add_response_header(response, name, value); /* no memory: a header less */
}

/* attachment; filename*=UTF-8''..., every byte but letters, digits, '-', '.' and '_'
 * percent-encoded (RFC 8187), so that nothing in a name can end the header. */
static void add_filename(struct MHD_Response *response, const char *filename)
{
    dk_buf value = DK_BUF_INIT;
    dk_buf_text(&value, "attachment; filename*=UTF-8''");
    for (const unsigned char *p = (const unsigned char *)filename; *p != '\0'; p++) {
        bool is_plain = (*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'z') ||
                        (*p >= 'A' && *p <= 'Z') || *p == '-' || *p == '.' || *p == '_';
        dk_buf_format(&value, is_plain ? "%c" : "%%%02X", *p);
    }
    if (!value.is_broken)
        add(response, "Content-Disposition", value.data);
    dk_buf_done(&value);
}

static const char *cache_rule(const dk_reply *reply)
{
    if (reply->is_immutable)
        return "public, max-age=31536000, immutable";
    return reply->etag[0] != '\0' ? "private, no-cache" : "no-store";
}

static void add_headers(const dk_exchange *x, struct MHD_Response *response)
{
    const dk_reply *reply = &x->reply;
    bool has_body = reply->status != 204 && reply->status != 304;
    if (has_body)
        add(response, "Content-Type", reply->media == NULL ? "application/json" : reply->media);
    if (has_body && reply->is_gzip)
        add(response, "Content-Encoding", "gzip");
    if (reply->filename != NULL)
        add_filename(response, reply->filename);
    add(response, "ETag", reply->etag);
    add(response, "Link", reply->link);
    add(response, "Allow", reply->allow);
    add(response, "Cache-Control", cache_rule(reply));
    add(response, "Vary", x->row == DK_ROW_STATIC ? "Accept-Encoding" : "Accept-Language");
    if (x->row != DK_ROW_STATIC && has_body)
        add(response, "Content-Language", x->request.lang == DK_EN ? "en" : "zh-CN");
    if (reply->status == 503)
        add(response, "Retry-After", "2");
    add(response, "X-Request-Id", x->id);
    add(response, "X-Content-Type-Options", "nosniff");
    add(response, "Referrer-Policy", "no-referrer");
    add(response, "Content-Security-Policy", reply->csp == NULL ? CSP : reply->csp);
    add(response, "Cross-Origin-Resource-Policy", "same-origin");
    if (x->must_close || atomic_load(&x->server->is_stopping))
        add(response, "Connection", "close");
}

/* Replaces whatever reply there was by the problem. */
static void turn_into_problem(dk_exchange *x)
{
    dk_reply *reply = &x->reply;
    const char *allow = dk_err_is(&x->err, MSG_HTTP_METHOD) ? x->request.allow : NULL;
    dk_buf_done(&reply->body);
    if (reply->fd >= 0)
        close(reply->fd);
    *reply = DK_REPLY_INIT;
    /* A wrong value is 422 in a sheet or form; in the address of a read there is no content, only a
     * bad request. */
    reply->status = x->err.msg->http == 422 && !x->is_unsafe ? 400 : x->err.msg->http;
    reply->media = "application/problem+json";
    reply->allow = allow;
    dk_wire_problem(&reply->body, &x->err, reply->status, x->request.lang, x->id);
}

/* The response takes over bytes or file; NULL: memory. */
static struct MHD_Response *make_response(dk_exchange *x)
{
    dk_reply *reply = &x->reply;
    if (reply->status == 204 || reply->status == 304)
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (reply->fd >= 0) {
        struct MHD_Response *response = MHD_create_response_from_fd64(reply->fd_size, reply->fd);
        if (response != NULL)
            reply->fd = -1;
        x->sent_bytes = reply->fd_size;
        return response;
    }
    if (reply->fixed != NULL) {
        x->sent_bytes = reply->fixed_len;
        /* The library asks for a writable pointer but only reads persistent memory. */
        union {
            const unsigned char *given;
            void *taken;
        } bytes = {.given = reply->fixed};
        return MHD_create_response_from_buffer(reply->fixed_len, bytes.taken,
                                               MHD_RESPMEM_PERSISTENT);
    }
    size_t len = 0;
    char *data = dk_buf_take(&reply->body, &len);
    if (data == NULL && len > 0)
        return NULL;
    struct MHD_Response *response = MHD_create_response_from_buffer(
        len, data, data == NULL ? MHD_RESPMEM_PERSISTENT : MHD_RESPMEM_MUST_FREE);
    if (response == NULL)
        free(data);
    x->sent_bytes = len;
    return response;
}

enum MHD_Result dk_exchange_send(dk_exchange *x)
{
    assert(x->wire != NULL && !x->is_replied);
    if (x->err.msg != NULL)
        turn_into_problem(x);
    x->is_replied = true;
    x->status = x->reply.status;
    struct MHD_Response *response = make_response(x);
    if (response == NULL)
        return MHD_NO;
    add_headers(x, response);
    if (x->is_head || x->status == 304)
        x->sent_bytes = 0;
    dk_conns_phase(x->server->conns, x->conn, DK_CONN_SENDING,
                   dk_monotonic_ms() + x->server->options.request_ms +
                       (int64_t)(x->sent_bytes / (uint64_t)x->server->options.min_bytes_per_ms));
    enum MHD_Result result = MHD_queue_response(x->wire, (unsigned)x->status, response);
    MHD_destroy_response(response);
    return result;
}

static const char *reason(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 408:
        return "Request Timeout";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 431:
        return "Request Header Fields Too Large";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Error";
    }
}

void dk_refusal_write(dk_server *server, const dk_err *err, dk_buf *out)
{
    dk_buf body = DK_BUF_INIT;
    (void)server;
    dk_wire_problem(&body, err, 0, DK_ZH, NULL);
    if (!body.is_broken) {
        dk_buf_format(out,
                      "HTTP/1.1 %d %s\r\nContent-Type: application/problem+json\r\n"
                      "Content-Length: %zu\r\nContent-Security-Policy: %s\r\n"
                      "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n%s"
                      "Connection: close\r\n\r\n",
                      err->msg->http, reason(err->msg->http), body.len, CSP,
                      err->msg->http == 503 ? "Retry-After: 2\r\n" : "");
        dk_buf_add(out, body.data, body.len);
    }
    dk_buf_done(&body);
}
