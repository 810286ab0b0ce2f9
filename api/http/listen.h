/* api/http/listen.h - the address to listen on, and whose name and page may talk to it.
 *
 * Until there is a login the service answers this machine only. A page on the internet can still
 * make a browser on this machine talk to it in two ways, and both are closed here: a foreign name
 * that resolves to 127.0.0.1 (DNS rebinding) is stopped by the Host header, a form or script of
 * another site by the Origin header.
 */
#ifndef DK_API_HTTP_LISTEN_H
#define DK_API_HTTP_LISTEN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"

/* A listening, non-blocking socket on "127.0.0.1:8080", "localhost:8080" or "[::1]:8080" (port 0:
 * any free one) and its port. Fails with MSG_HTTP_LISTEN_INVALID, MSG_HTTP_LISTEN_OUTSIDE (not this
 * machine) or MSG_HTTP_PORT_IN_USE. The caller closes *fd. */
DK_MUST dk_code dk_listen_open(const char *address, int *fd, int *port, dk_err *err);

/* True for localhost, 127.x.y.z and [::1], each with or without a port: what a Host header may say.
 * Any port, since the person may have forwarded another one to ours. */
bool dk_host_is_local(const char *host, size_t len);

/* True when `origin` ("http://localhost:8080") is the page of this very host, or NULL (no browser).
 */
bool dk_origin_is_own(const char *origin, const char *host);

#endif
