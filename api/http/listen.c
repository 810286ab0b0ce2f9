/* api/http/listen.c - see listen.h. */
#include "api/http/listen.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/http/messages.h"
#include "core/base/parse.h"

enum { BACKLOG = 512, HOST_MAX = 64 };

typedef struct {
    struct sockaddr_storage addr;
    socklen_t len;
} endpoint;

static bool is_loopback4(const char *host)
{
    struct in_addr addr;
    return inet_pton(AF_INET, host, &addr) == 1 && ntohl(addr.s_addr) >> 24 == 127;
}

/* Splits "host:port", "[::1]:port" or "host" (`port` then ""). */
static bool split(const char *text, size_t len, char host[HOST_MAX], const char **port)
{
    const char *end = text + len, *stop = end;
    bool is_bracketed = len > 0 && *text == '[';
    const char *close_bracket = is_bracketed ? memchr(text, ']', len) : NULL;
    if (is_bracketed && close_bracket == NULL)
        return false;
    if (is_bracketed) {
        text++;
        stop = close_bracket;
        end = close_bracket + 1;
    } else {
        const char *colon = memchr(text, ':', len);
        stop = end = colon == NULL ? end : colon;
    }
    size_t n = (size_t)(stop - text);
    if (n == 0 || n >= HOST_MAX)
        return false;
    memcpy(host, text, n);
    host[n] = '\0';
    *port = end;
    return true;
}

bool dk_host_is_local(const char *text, size_t len)
{
    char host[HOST_MAX];
    const char *port, *end = text + len;
    if (!split(text, len, host, &port))
        return false;
    if (port < end && *port != ':')
        return false;
    for (const char *p = port + (port < end); p < end; p++)
        if (*p < '0' || *p > '9')
            return false;
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 || is_loopback4(host);
}

bool dk_origin_is_own(const char *origin, const char *host)
{
    static const char SCHEME[] = "http://";
    if (origin == NULL)
        return true;
    return strncmp(origin, SCHEME, sizeof SCHEME - 1) == 0 &&
           strcasecmp(origin + sizeof SCHEME - 1, host) == 0;
}

/* Loopback addresses only; the host is looked up in no name service. */
static bool resolve(const char *host, int port, endpoint *out)
{
    struct sockaddr_in *v4 = (struct sockaddr_in *)&out->addr;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&out->addr;
    memset(out, 0, sizeof *out);
    if (strcmp(host, "::1") == 0) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        v6->sin6_addr = in6addr_loopback;
        out->len = sizeof *v6;
        return true;
    }
    const char *number = strcasecmp(host, "localhost") == 0 ? "127.0.0.1" : host;
    v4->sin_family = AF_INET;
    v4->sin_port = htons((uint16_t)port);
    out->len = sizeof *v4;
    return is_loopback4(number) && inet_pton(AF_INET, number, &v4->sin_addr) == 1;
}

static dk_code fail_bind(int port, int reason, dk_err *err)
{
    if (reason == EADDRINUSE)
        return DK_FAIL(err, MSG_HTTP_PORT_IN_USE, DK_NOWHERE, dk_arg_int(port),
                       dk_arg_int(port < 65535 ? port + 1 : 8080));
    return DK_FAIL(err, MSG_HTTP_START, DK_NOWHERE, dk_arg_str(strerror(reason)));
}

dk_code dk_listen_open(const char *address, int *out, int *out_port, dk_err *err)
{
    assert(address != NULL && out != NULL && out_port != NULL);
    char host[HOST_MAX];
    const char *rest;
    int64_t port = 0;
    endpoint end;
    if (!split(address, strlen(address), host, &rest) || *rest != ':' ||
        !dk_parse_int(rest + 1, 0, 65535, &port))
        return DK_FAIL(err, MSG_HTTP_LISTEN_INVALID, DK_NOWHERE, dk_arg_str(address));
    if (!resolve(host, (int)port, &end))
        return DK_FAIL(err, MSG_HTTP_LISTEN_OUTSIDE, DK_NOWHERE, dk_arg_str(host),
                       dk_arg_int(port));
    const int on = 1;
    int fd = socket(end.addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return DK_FAIL(err, MSG_HTTP_START, DK_NOWHERE, dk_arg_str(strerror(errno)));
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&end.addr, end.len) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&end.addr, &end.len) != 0) {
        int reason = errno;
        close(fd);
        return fail_bind((int)port, reason, err);
    }
    *out = fd;
    *out_port = ntohs(end.addr.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&end.addr)->sin6_port
                                                     : ((struct sockaddr_in *)&end.addr)->sin_port);
    return DK_OK;
}
