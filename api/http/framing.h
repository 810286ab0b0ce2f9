/* api/http/framing.h - where a request ends, decided strictly before anyone else reads it.
 *
 * Two readers that disagree about where a request ends are how requests are smuggled past a front
 * server, and libmicrohttpd 0.9.75 is lenient: it takes two Content-Length, Content-Length beside
 * Transfer-Encoding, folded lines and bare LF. This is a pure function over the bytes of a request
 * head (request line and headers up to the empty line) that accepts only what RFC 9112 leaves
 * unambiguous:
 *
 * - line ends are CRLF only; no folded line; names are tokens right before ':'; no control
 * character in a value
 * - exactly one Host; at most one Content-Length, in decimal digits; Transfer-Encoding only
 *   "chunked", once, and never beside Content-Length
 * - method a token; target starting with '/' (or "*" for OPTIONS); version HTTP/1.0 or HTTP/1.1
 *
 * It allocates nothing and points into the bytes given. O(len).
 */
#ifndef DK_API_HTTP_FRAMING_H
#define DK_API_HTTP_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

typedef struct {
    size_t max_line; /* bytes of the request line; more is 414 */
    size_t max_head; /* bytes of the whole head; more is 431 */
} dk_frame_limits;

#define DK_FRAME_LIMITS_INIT ((dk_frame_limits){16384, 16384})

typedef struct {
    const char *method, *target, *host; /* not NUL-terminated */
    size_t method_len, target_len, host_len;
    size_t head_len; /* bytes up to and with the empty line */
    bool has_length, is_chunked;
    uint64_t content_length; /* 0 without Content-Length */
} dk_frame;

typedef enum {
    DK_FRAME_MORE, /* incomplete so far, nothing wrong yet */
    DK_FRAME_OK,   /* *out is filled */
    DK_FRAME_BAD,  /* err says why; answer and close */
} dk_frame_state;

/* Looks at the first `len` bytes of a connection. */
dk_frame_state dk_frame_check(const char *bytes, size_t len, const dk_frame_limits *limits,
                              dk_frame *out, dk_err *err);

#endif
