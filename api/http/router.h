/* api/http/router.h - from a target to a resource; requests and replies without a network.
 *
 * A resource is one file in api/http/resources and one line per route in resources.def. A route is
 * a const descriptor: what it documents (dk_api_doc), which right it needs, and the function that
 * answers it. The router finds the route (literal segments win over {parameters}), checks every
 * parameter against the descriptor, and names the nearest ones where one is unknown; a handler
 * therefore reads parameters without error handling.
 *
 * Nothing here knows libmicrohttpd; a test calls dk_route_find and handlers directly.
 */
#ifndef DK_API_HTTP_ROUTER_H
#define DK_API_HTTP_ROUTER_H

#include "api/http/target.h"
#include "api/usecase/call.h"
#include "api/wire/openapi.h"
#include "core/base/actor.h"
#include "core/base/buf.h"
#include "core/base/date.h"

struct dk_server;

enum { DK_ROUTE_ARGS = 4, DK_ETAG_SIZE = 64 };

/* How a route shares the machine with others. */
typedef enum {
    DK_LANE_FREE,  /* answers at once: health, metrics, documents */
    DK_LANE_READ,  /* reads data: a bounded number at a time */
    DK_LANE_WRITE, /* writes data: one at a time, a bounded number waiting */
} dk_lane;

typedef struct dk_route dk_route;

typedef struct {
    dk_call call; /* centre, account, and the arena that lives until the reply is sent */
    struct dk_server *server; /* NULL in tests of handlers */
    dk_lang lang;
    const dk_route *route;
    const char *args[DK_ROUTE_ARGS]; /* values of the template's {parameters}, in order */
    const char *format;              /* "json" or the suffix of the address, one of doc.formats */
    const char *allow; /* methods the address takes, for 405 and OPTIONS; "" when unknown */
    const dk_target_param *params;
    size_t n_params;
    const char *body;      /* DK_BODY_JSON: bytes, NUL-terminated; else NULL */
    const char *body_path; /* DK_BODY_FILE: where the bytes can be opened; gone after the request */
    uint64_t body_len;
    const char *if_none_match; /* header or NULL */
    const char *request_id;
    int64_t seq; /* of a route of data: its version, which the answer is tagged with */
} dk_request;

typedef struct {
    int status;        /* 200 unless set */
    const char *media; /* content type; NULL: application/json */
    dk_buf body;       /* the bytes, or: */
    int fd;            /* a file of `fd_size` bytes to send (closed by the server); -1: none */
    uint64_t fd_size;
    const unsigned char *fixed; /* static bytes that outlive the server; NULL: none */
    size_t fixed_len;
    bool is_gzip;            /* the bytes are gzip */
    bool is_immutable;       /* may be cached for ever (hash in its name) */
    const char *csp;         /* Content-Security-Policy other than the default */
    const char *filename;    /* download under this name (UTF-8), in the request's arena */
    const char *link;        /* Link header or NULL, in the arena */
    const char *allow;       /* Allow header (405, OPTIONS) */
    char etag[DK_ETAG_SIZE]; /* with quotes; "": none */
} dk_reply;

#define DK_REPLY_INIT ((dk_reply){.status = 200, .fd = -1})

/* Answers a checked request. On failure the server turns `err` into problem+json. */
typedef dk_code (*dk_handler)(const dk_request *request, dk_reply *reply, dk_err *err);

struct dk_route {
    dk_api_doc doc;
    dk_right right; /* needed of the actor */
    /* The answer depends on data, day, address, language and rights alone: the server tags it with
     * them and does not ask the handler again for who has it already (304). */
    bool is_of_data;
    dk_lane lane;
    dk_handler handle;
};

/* The usual kinds of routes, one statement each: DK_GET_DATA reads what is_of_data says, DK_GET
 * other things, DK_POST writes, DK_POST_READ computes from its body and writes nothing. `id` names
 * descriptor and operation; the rest are further members of dk_api_doc. */
#define DK_ROUTE_IN(id_, method_, template_, right_, lane_, function_, ...)                        \
    const dk_route dk_route_##id_ = {                                                              \
        .doc = {.method = method_, .template = template_, .name = #id_, __VA_ARGS__},              \
        .right = right_,                                                                           \
        .lane = lane_,                                                                             \
        .handle = function_,                                                                       \
    }
#define DK_GET_DATA(id_, template_, function_, ...)                                                \
    const dk_route dk_route_##id_ = {                                                              \
        .doc = {.method = "GET", .template = template_, .name = #id_, __VA_ARGS__},                \
        .right = DK_RIGHT_READ,                                                                    \
        .is_of_data = true,                                                                        \
        .lane = DK_LANE_READ,                                                                      \
        .handle = function_,                                                                       \
    }
#define DK_GET(id, address, function, ...)                                                         \
    DK_ROUTE_IN(id, "GET", address, DK_RIGHT_READ, DK_LANE_READ, function, __VA_ARGS__)
#define DK_POST(id, address, function, ...)                                                        \
    DK_ROUTE_IN(id, "POST", address, DK_RIGHT_WRITE, DK_LANE_WRITE, function, __VA_ARGS__)
#define DK_POST_READ(id, address, function, ...)                                                   \
    DK_ROUTE_IN(id, "POST", address, DK_RIGHT_READ, DK_LANE_READ, function, __VA_ARGS__)

/* All parameters of a table, as members of dk_api_doc. */
#define DK_PARAMS(table) .params = (table), .n_params = sizeof(table) / sizeof *(table)

/* All routes of the program (resources.def), n of them. */
extern const dk_route *const dk_routes[];
extern const size_t dk_n_routes;

/* Finds the route of a method and target among `n`; fills route, args, format and (also on failure)
 * allow of *request. HEAD is answered by GET. Fails with MSG_HTTP_PATH_UNKNOWN, MSG_HTTP_METHOD or
 * MSG_HTTP_FORMAT. O(routes * segments). */
DK_MUST dk_code dk_route_find(const dk_route *const *routes, size_t n, const char *method,
                              const dk_target *target, dk_request *request, dk_err *err);

/* Checks every parameter of *request against its route. Parameters of filters are left to the
 * handler. Fails with the name of the parameter and the nearest ones or the range. */
DK_MUST dk_code dk_route_check(const dk_request *request, dk_err *err);

/* Answers a checked request by its route; one of data sets request->seq and the tag first. */
DK_MUST dk_code dk_route_answer(dk_request *request, dk_reply *reply, dk_err *err);

/* Parameter by name, else its fallback, else NULL. */
const char *dk_request_param(const dk_request *request, const char *name);
/* The same as an integer (0 when there is neither), a day (DK_DAY_NONE) or a fact (false). */
int64_t dk_request_int(const dk_request *request, const char *name);
dk_day dk_request_day(const dk_request *request, const char *name);
bool dk_request_flag(const dk_request *request, const char *name);

/* Language: ?lang=, else the best of Accept-Language (may be NULL), else Chinese. */
dk_lang dk_request_lang(const dk_target *target, const char *accept_language);

/* True when one of the tags in an If-Match or If-None-Match list is `etag`, or the list is "*". */
bool dk_etag_listed(const char *list, const char *etag);

/* Sets reply->etag to a version alone: "812". */
void dk_reply_tag(dk_reply *reply, int64_t seq);

/* Sets reply->etag from the data version and all that shapes the answer (route, parameters,
 * language, rights, `salt`), and says whether the client already has it: then the handler returns
 * DK_OK at once and the server answers 304. */
bool dk_reply_unchanged(const dk_request *request, dk_reply *reply, int64_t seq, uint64_t salt);

#endif
