/* api/http/head.c - everything that can be refused before a byte of the body is read: framing of a
 * later request on a kept-alive connection, foreign hosts and pages, address, parameters, rights,
 * body size. */
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "api/http/internal.h"
#include "api/http/listen.h"
#include "api/http/messages.h"

/* What one walk over the headers finds. */
typedef struct {
    size_t n_host, n_length, n_encoding;
    size_t bytes; /* of all header lines, were they written "Name: value CRLF" */
    const char *length, *encoding;
} tally;

static enum MHD_Result count_header(void *ctx, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    (void)kind;
    tally *t = ctx;
    const char *text = value == NULL ? "" : value;
    t->bytes += strlen(name) + strlen(text) + 4;
    if (strcasecmp(name, "Host") == 0)
        t->n_host++;
    if (strcasecmp(name, "Content-Length") == 0) {
        t->n_length++;
        t->length = text;
    }
    if (strcasecmp(name, "Transfer-Encoding") == 0) {
        t->n_encoding++;
        t->encoding = text;
    }
    return MHD_YES;
}

/* The gate has seen the first request of a connection byte for byte; of a later one only this is
 * known. A head whose size differs from that of plain lines was folded, had bare LF, or is merely
 * spaced in another way: on the first request the connection is then not kept alive, later it is
 * refused. */
static dk_code check_framing(dk_exchange *x, const char *method, const tally *t, size_t n_requests,
                             dk_err *err)
{
    enum { LINE = 1 + 1 + 8 + 2 + 2 }; /* two spaces, HTTP/1.1, CRLF, and the CRLF at the end */
    size_t plain = strlen(method) + strlen(x->raw) + LINE + t->bytes;
    size_t size =
        MHD_get_connection_info(x->wire, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
    if (t->n_length > 1)
        return DK_FAIL0(err, MSG_HTTP_LENGTH_TWICE);
    if (t->n_length == 1 &&
        (*t->length == '\0' || strspn(t->length, "0123456789") != strlen(t->length)))
        return DK_FAIL0(err, MSG_HTTP_LENGTH_INVALID);
    if (t->n_length > 0 && t->n_encoding > 0)
        return DK_FAIL0(err, MSG_HTTP_LENGTH_AND_CHUNKED);
    if (t->n_encoding > 1 || (t->n_encoding == 1 && strcasecmp(t->encoding, "chunked") != 0))
        return DK_FAIL0(err, MSG_HTTP_ENCODING);
    if (t->n_host != 1)
        return DK_FAIL0(err, MSG_HTTP_HOST);
    if (size > x->server->options.max_head_bytes)
        return DK_FAIL(err, MSG_HTTP_HEADERS_LARGE, DK_NOWHERE,
                       dk_arg_int((int64_t)x->server->options.max_head_bytes));
    if (size != plain && n_requests > 1)
        return DK_FAIL0(err, MSG_HTTP_LINE_END);
    x->must_close = size != plain;
    return DK_OK;
}

static const char *header(const dk_exchange *x, const char *name)
{
    return MHD_lookup_connection_value(x->wire, MHD_HEADER_KIND, name);
}

static dk_code check_sender(const dk_exchange *x, dk_err *err)
{
    const char *host = header(x, "Host");
    if (host == NULL || !dk_host_is_local(host, strlen(host)))
        return DK_FAIL0(err, MSG_HTTP_HOST_FOREIGN);
    if (!x->is_unsafe)
        return DK_OK;
    const char *site = header(x, "Sec-Fetch-Site");
    bool is_foreign = site != NULL && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
    if (is_foreign || !dk_origin_is_own(header(x, "Origin"), host))
        return DK_FAIL0(err, MSG_HTTP_ORIGIN_FOREIGN);
    return DK_OK;
}

/* How much body the route takes, and room for it. */
static dk_code prepare_body(dk_exchange *x, const tally *t, dk_err *err)
{
    const dk_server_options *options = &x->server->options;
    bool has_body =
        t->n_encoding > 0 || (t->n_length > 0 && strspn(t->length, "0") != strlen(t->length));
    switch (x->request.route->doc.body) {
    case DK_BODY_NONE:
        return has_body ? DK_FAIL0(err, MSG_HTTP_BODY_UNWANTED) : DK_OK;
    case DK_BODY_JSON:
        x->body_max = options->max_json_bytes;
        break;
    case DK_BODY_FILE:
        x->body_max = options->max_file_bytes;
        break;
    }
    if (!has_body)
        return DK_FAIL0(err, MSG_HTTP_BODY_MISSING);
    /* 15 digits at most (framing), so the conversion cannot overflow. */
    uint64_t length = 0;
    for (const char *p = t->n_length > 0 ? t->length : ""; *p != '\0' && length <= x->body_max; p++)
        length = length * 10 + (uint64_t)(*p - '0');
    if (length > x->body_max)
        return DK_FAIL(err, MSG_HTTP_BODY_LARGE, DK_NOWHERE, dk_arg_int((int64_t)x->body_max));
    if (x->request.route->doc.body == DK_BODY_FILE) {
        x->body_fd = dk_temp_open(options->temp_dir, x->body_path, err);
        return x->body_fd < 0 ? DK_FAILED : DK_OK;
    }
    return DK_OK;
}

static int row_of(const dk_server *server, const dk_route *route)
{
    for (size_t i = 0; i < server->options.n_routes; i++)
        if (server->options.routes[i] == route)
            return (int)i;
    return DK_ROW_UNKNOWN;
}

/* Addresses of the interface never fall back to the console, so a typing error there is a 404. */
static bool may_be_page(const dk_exchange *x, const char *method)
{
    bool is_read = strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
    return is_read && (x->target.n_segments == 0 || strcmp(x->target.segments[0], "v1") != 0);
}

static dk_code find_route(dk_exchange *x, const char *method, const tally *t, dk_err *err)
{
    const dk_server_options *options = &x->server->options;
    dk_request *request = &x->request;
    dk_code code =
        dk_route_find(options->routes, options->n_routes, method, &x->target, request, err);
    if (code != DK_OK && dk_err_is(err, MSG_HTTP_METHOD) && strcmp(method, "OPTIONS") == 0) {
        *err = DK_ERR_INIT;
        x->reply.status = 204;
        x->reply.allow = request->allow;
        return DK_OK;
    }
    if (code != DK_OK && dk_err_is(err, MSG_HTTP_PATH_UNKNOWN) && may_be_page(x, method)) {
        *err = DK_ERR_INIT;
        x->row = DK_ROW_STATIC;
        return dk_console_reply(x, &x->reply, err);
    }
    if (code != DK_OK)
        return DK_FAILED;
    x->row = row_of(x->server, request->route);
    if (dk_route_check(request, err) != DK_OK)
        return DK_FAILED;
    if (!dk_actor_may(request->call.actor, request->route->right))
        return DK_FAIL0(err, MSG_HTTP_RIGHT);
    return prepare_body(x, t, err);
}

void dk_exchange_begin(dk_exchange *x, const char *method)
{
    /* Without a login whoever sits at this machine is the local actor. It has no purpose, so
     * nothing is unmasked, but where a body gives one (resources/unmask.c). */
    static const dk_actor LOCAL = {.user = "local",
                                   .rights = DK_RIGHT_READ | DK_RIGHT_WRITE | DK_RIGHT_UNMASK |
                                             DK_RIGHT_ALL_UNITS};
    assert(!x->has_begun);
    tally t = {0};
    dk_err *err = &x->err;
    dk_request *request = &x->request;
    x->has_begun = true;
    x->is_head = strcmp(method, "HEAD") == 0;
    x->is_unsafe = !x->is_head && strcmp(method, "GET") != 0 && strcmp(method, "OPTIONS") != 0;
    MHD_get_connection_values(x->wire, MHD_HEADER_KIND, count_header, &t);
    *request = (dk_request){.call = {x->server->options.app, &LOCAL, x->arena},
                            .server = x->server,
                            .request_id = x->id,
                            .if_none_match = header(x, "If-None-Match"),
                            .lang = dk_request_lang(NULL, header(x, "Accept-Language"))};
    if (check_framing(x, method, &t, dk_conn_begin_request(x->conn), err) != DK_OK) {
        x->must_close = true;
        return;
    }
    if (check_sender(x, err) != DK_OK)
        return;
    if (strcmp(x->raw, "*") == 0) {
        x->reply.status = 204;
        x->reply.allow = "GET, HEAD, POST, OPTIONS";
        return;
    }
    if (dk_target_parse(x->arena, x->raw, &x->target, err) != DK_OK)
        return;
    request->lang = dk_request_lang(&x->target, header(x, "Accept-Language"));
    request->params = x->target.params;
    request->n_params = x->target.n_params;
    (void)find_route(x, method, &t, err); /* the problem is in x->err */
}
