/* api/http/gate.h - the door: accepts connections and lets in only complete, unambiguous request
 * heads.
 *
 *   accept -> wait for the head (own total deadline) -> dk_frame_check on a peek -> hand over
 *                     | too slow, malformed, too large, body over the limit
 *                     v
 *                 answer, half-close, drain, close
 *
 * The bytes are only peeked (MSG_PEEK), so the server behind reads the same request again from the
 * socket, untouched. A slow sender costs one entry here and no thread. Between peeks the socket's
 * low water mark is raised to one byte more than seen, so that waiting costs nothing; where the
 * kernel does not honour it, a socket without progress is left alone for a few milliseconds.
 *
 * A refused connection is half-closed and read to its end (bounded in bytes and time) before
 * closing; closing at once would reset the connection and could destroy the answer before it is
 * read.
 *
 * The gate runs in one thread; dk_gate_stop may be called from any other.
 */
#ifndef DK_API_HTTP_GATE_H
#define DK_API_HTTP_GATE_H

#include <sys/socket.h>

#include "api/http/framing.h"
#include "core/base/buf.h"

typedef struct dk_gate dk_gate;

typedef struct {
    int listen_fd;      /* listening, non-blocking; stays the caller's */
    size_t max_waiting; /* connections waiting or draining at once; more are answered 503 */
    int head_ms;        /* total time for a request head */
    int drain_ms;       /* total time for closing after a refusal */
    dk_frame_limits limits;
    void *ctx;
    /* The largest body in bytes that this request may announce. */
    uint64_t (*body_limit)(void *ctx, const dk_frame *frame);
    /* Takes over the socket with its complete unread head, or returns false when there is no room.
     */
    bool (*hand_over)(void *ctx, int fd, const struct sockaddr *addr, socklen_t addr_len);
    /* Writes the whole HTTP answer for a refusal. */
    void (*answer)(void *ctx, const dk_err *err, dk_buf *out);
    /* Called about every 100 ms with the monotonic clock. */
    void (*tick)(void *ctx, int64_t now_ms);
} dk_gate_options;

/* A gate, or MSG_HTTP_START. The socket's options are set by the caller. */
DK_MUST dk_code dk_gate_new(const dk_gate_options *options, dk_gate **out, dk_err *err);

/* Serves until dk_gate_stop; then closes every waiting connection and returns. */
void dk_gate_run(dk_gate *gate);
void dk_gate_stop(dk_gate *gate);
void dk_gate_free(dk_gate *gate); /* after dk_gate_run has returned; NULL is fine */

/* Milliseconds of a clock that never jumps. */
int64_t dk_monotonic_ms(void);

#endif
