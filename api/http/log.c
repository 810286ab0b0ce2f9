/* api/http/log.c - one JSON object per line. The route's template stands for the address, because
 * an address can carry what a person searched for; names of records and files never appear. */
#include <assert.h>
#include <string.h>
#include <unistd.h>

#include "api/http/internal.h"
#include "api/wire/json.h"

static void emit(const dk_server *server, dk_buf *line)
{
    dk_buf_char(line, '\n');
    if (line->is_broken)
        return;
    if (server->options.log != NULL) {
        server->options.log(server->options.log_ctx, line->data, line->len);
        return;
    }
    /* One write per line keeps lines of several threads apart; a full or closed log stops nothing.
     */
    ssize_t written = write(STDERR_FILENO, line->data, line->len);
    (void)written;
}

static void begin_line(const dk_server *server, dk_json *json)
{
    int64_t now_ms =
        server->options.clock_ms == NULL ? 0 : server->options.clock_ms(server->options.clock_ctx);
    dk_json_object(json, NULL);
    dk_json_time(json, "at", now_ms, 0);
}

static const char *method_of(const dk_exchange *x)
{
    if (x->request.route == NULL)
        return x->is_unsafe ? "other" : "GET";
    return x->is_head ? "HEAD" : x->request.route->doc.method;
}

void dk_log_request(const dk_exchange *x, int64_t micros)
{
    assert(x->server != NULL);
    dk_buf line = DK_BUF_INIT;
    dk_json json = dk_json_begin(&line);
    const char *route = x->row == DK_ROW_STATIC ? "static" : "unknown";
    begin_line(x->server, &json);
    dk_json_text(&json, "id", x->id);
    dk_json_text(&json, "user", x->request.call.actor == NULL ? NULL : x->request.call.actor->user);
    dk_json_text(&json, "method", method_of(x));
    dk_json_text(&json, "route", x->request.route == NULL ? route : x->request.route->doc.template);
    dk_json_int(&json, "status", x->status);
    if (x->err.msg != NULL)
        dk_json_text(&json, "code", x->err.msg->code);
    dk_json_int(&json, "bytes", (int64_t)x->sent_bytes);
    dk_json_decimal(&json, "ms", micros, 3);
    dk_json_end(&json, '}');
    emit(x->server, &line);
    dk_buf_done(&line);
}

void dk_log_refusal(dk_server *server, const dk_err *err)
{
    dk_buf line = DK_BUF_INIT;
    dk_json json = dk_json_begin(&line);
    begin_line(server, &json);
    dk_json_text(&json, "route", "refused");
    dk_json_int(&json, "status", err->msg->http);
    dk_json_text(&json, "code", err->msg->code);
    dk_json_end(&json, '}');
    emit(server, &line);
    dk_buf_done(&line);
}
