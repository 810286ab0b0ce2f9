/* api/http/resources/service.c - health, readiness, version, metrics, and the interface's own
 * document. */
#include <zlib.h>

#include <microhttpd.h>

#include "api/http/metrics.h"
#include "api/http/resources/common.h"
#include "api/wire/service.h"

#ifndef DK_VERSION
#define DK_VERSION "0"
#endif

static dk_code answer_health(const dk_request *request, dk_reply *reply, dk_err *err)
{
    (void)request;
    (void)err;
    dk_wire_health(&reply->body);
    return DK_OK;
}

DK_ROUTE_IN(health, "GET", "/healthz", DK_RIGHT_READ, DK_LANE_FREE, answer_health,
            .summary = {"进程是否在运行", "is the process alive"}, .response = "Health");

/* A database is brought to this version when it is opened, so whoever answers has it. */
enum { SCHEMA = 1 };

static dk_code answer_ready(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t seq = 0;
    if (dk_app_seq(request->call.app, &seq, err) != DK_OK)
        return DK_FAILED;
    dk_wire_ready(&reply->body, seq, SCHEMA);
    return DK_OK;
}

DK_ROUTE_IN(ready, "GET", "/readyz", DK_RIGHT_READ, DK_LANE_FREE, answer_ready,
            .summary = {"数据库是否可用，数据到第几号变更",
                        "can it answer, and up to which change"},
            .response = "Ready");

static dk_code answer_version(const dk_request *request, dk_reply *reply, dk_err *err)
{
    (void)request;
    (void)err;
    const dk_wire_part parts[] = {{"libmicrohttpd", MHD_get_version()}, {"zlib", zlibVersion()}};
    dk_wire_version(&reply->body, DK_VERSION, parts, sizeof parts / sizeof *parts);
    return DK_OK;
}

DK_ROUTE_IN(version, "GET", "/version", DK_RIGHT_READ, DK_LANE_FREE, answer_version,
            .summary = {"程序和库的版本", "versions of the program and its libraries"},
            .response = "Version");

static dk_code answer_metrics(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t seq = 0;
    if (dk_app_seq(request->call.app, &seq, err) != DK_OK)
        return DK_FAILED;
    reply->media = "text/plain; version=0.0.4; charset=utf-8";
    dk_server_metrics(request->server, &reply->body);
    dk_metrics_gauge(&reply->body, "duikou_seq", "Last change in the log.", seq);
    return DK_OK;
}

DK_ROUTE_IN(metrics, "GET", "/metrics", DK_RIGHT_READ, DK_LANE_FREE, answer_metrics,
            .summary = {"运行指标（Prometheus 文本）", "metrics in the Prometheus text format"},
            .media = "text/plain");

static dk_code answer_openapi(const dk_request *request, dk_reply *reply, dk_err *err)
{
    size_t n = 0;
    const dk_route *const *routes = dk_server_routes(request->server, &n);
    const dk_api_doc **docs = dk_arena_array(request->call.arena, n, sizeof *docs);
    if (docs == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        docs[i] = &routes[i]->doc;
    dk_wire_openapi(&reply->body, docs, n, DK_VERSION);
    return DK_OK;
}

DK_ROUTE_IN(openapi, "GET", "/openapi.json", DK_RIGHT_READ, DK_LANE_FREE, answer_openapi,
            .summary = {"本接口的 OpenAPI 3.1 文档", "this interface as an OpenAPI 3.1 document"},
            .media = "application/json");
