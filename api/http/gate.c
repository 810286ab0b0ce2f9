/* api/http/gate.c - see gate.h. */
#include "api/http/gate.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "api/http/messages.h"

enum {
    TICK_MS = 100,
    REST_MS = 5,               /* rest of a socket that says "ready" without progress */
    DRAIN_BYTES = 1024 * 1024, /* read and thrown away after a refusal */
    FIXED = 2,                 /* poll entries before the connections: listening socket, wake-up */
    ACCEPTS = 64,              /* new connections per round, so that waiting ones get their turn */
};

typedef struct {
    int fd;
    bool is_draining;
    int64_t deadline_ms, rest_until_ms;
    size_t seen; /* bytes of the head seen so far; draining: bytes thrown away */
    struct sockaddr_storage addr;
    socklen_t addr_len;
} waiter;

/* Everything is of the one thread that runs the gate, but options (constant) and wake_fd. */
struct dk_gate {
    dk_gate_options options;
    int wake_fd;
    waiter *waiters;       /* options.max_waiting */
    struct pollfd *polled; /* FIXED + options.max_waiting */
    size_t n;
    int64_t accept_rest_until_ms;
    char *peek; /* options.limits.max_head + 1 */
};

int64_t dk_monotonic_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

dk_code dk_gate_new(const dk_gate_options *options, dk_gate **out, dk_err *err)
{
    assert(options != NULL && options->max_waiting > 0 && out != NULL);
    dk_gate *gate = calloc(1, sizeof *gate);
    if (gate == NULL)
        return DK_NO_MEMORY(err);
    gate->options = *options;
    gate->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    gate->waiters = calloc(options->max_waiting, sizeof *gate->waiters);
    gate->polled = calloc(FIXED + options->max_waiting, sizeof *gate->polled);
    gate->peek = malloc(options->limits.max_head + 1);
    if (gate->wake_fd < 0 || gate->waiters == NULL || gate->polled == NULL || gate->peek == NULL) {
        dk_gate_free(gate);
        return DK_FAIL(err, MSG_HTTP_START, DK_NOWHERE, dk_arg_str(strerror(errno)));
    }
    *out = gate;
    return DK_OK;
}

void dk_gate_free(dk_gate *gate)
{
    if (gate == NULL)
        return;
    if (gate->wake_fd >= 0)
        close(gate->wake_fd);
    free(gate->waiters);
    free(gate->polled);
    free(gate->peek);
    free(gate);
}

/* The one function other threads may call: an eventfd can be written from anywhere, and poll sees
 * it at once. */
void dk_gate_stop(dk_gate *gate)
{
    const uint64_t one = 1;
    ssize_t written = write(gate->wake_fd, &one, sizeof one);
    (void)written; /* a full counter means it is already set */
}

/* Sends the answer (it fits any socket buffer) and half-closes. */
static void refuse(const dk_gate *gate, int fd, const dk_err *err)
{
    dk_buf out = DK_BUF_INIT;
    gate->options.answer(gate->options.ctx, err, &out);
    if (!out.is_broken && out.len > 0) {
        ssize_t sent = send(fd, out.data, out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        (void)sent; /* a peer that is gone gets no answer */
    }
    shutdown(fd, SHUT_WR);
    dk_buf_done(&out);
}

/* A refused peer may still be sending. Closing now would reset the connection and the answer would
 * be lost with it, so what comes is read and thrown away for a while. */
static void refuse_waiter(const dk_gate *gate, waiter *w, const dk_err *err, int64_t now_ms)
{
    refuse(gate, w->fd, err);
    w->is_draining = true;
    w->seen = 0;
    w->rest_until_ms = 0;
    w->deadline_ms = now_ms + gate->options.drain_ms;
    const int one = 1;
    setsockopt(w->fd, SOL_SOCKET, SO_RCVLOWAT, &one, sizeof one);
}

static void refuse_with(const dk_gate *gate, waiter *w, const dk_msg *msg, int64_t now_ms)
{
    dk_err err = DK_ERR_INIT;
    (void)dk_fail(&err, msg, DK_NOWHERE, NULL, 0);
    refuse_waiter(gate, w, &err, now_ms);
}

/* Waits for more of the head. Its bytes stay in the socket (the server reads them again), so poll
 * would say "ready" for ever: the low-water mark asks for one byte more than was seen. Kernels that
 * do not heed it get a rest of a few milliseconds instead of a spin. */
static void wait_more(waiter *w, size_t seen, int64_t now_ms)
{
    assert(seen > 0 && seen <= INT_MAX - 1);
    if (seen == w->seen)
        w->rest_until_ms = now_ms + REST_MS;
    w->seen = seen;
    const int low_water = (int)seen + 1;
    setsockopt(w->fd, SOL_SOCKET, SO_RCVLOWAT, &low_water, sizeof low_water);
}

/* A complete head: within the body limit it goes on to the server. Returns false when the socket
 * has left the gate. */
static bool admit(const dk_gate *gate, waiter *w, const dk_frame *frame, int64_t now_ms)
{
    const dk_gate_options *options = &gate->options;
    uint64_t limit = options->body_limit(options->ctx, frame);
    if (frame->content_length > limit) {
        dk_err err = DK_ERR_INIT;
        (void)DK_FAIL(&err, MSG_HTTP_BODY_LARGE, DK_NOWHERE, dk_arg_int((int64_t)limit));
        refuse_waiter(gate, w, &err, now_ms);
        return true;
    }
    const int one = 1;
    setsockopt(w->fd, SOL_SOCKET, SO_RCVLOWAT, &one, sizeof one);
    if (options->hand_over(options->ctx, w->fd, (const struct sockaddr *)&w->addr, w->addr_len))
        return false;
    refuse_with(gate, w, &MSG_HTTP_BUSY, now_ms);
    return true;
}

/* Looks at the bytes that arrived. Returns false when the socket has left the gate. */
static bool look(const dk_gate *gate, waiter *w, int64_t now_ms)
{
    size_t room = gate->options.limits.max_head + 1;
    ssize_t len = recv(w->fd, gate->peek, room, MSG_PEEK | MSG_DONTWAIT);
    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    if (len <= 0) {
        close(w->fd);
        return false;
    }
    dk_frame frame;
    dk_err err = DK_ERR_INIT;
    switch (dk_frame_check(gate->peek, (size_t)len, &gate->options.limits, &frame, &err)) {
    case DK_FRAME_OK:
        return admit(gate, w, &frame, now_ms);
    case DK_FRAME_BAD:
        refuse_waiter(gate, w, &err, now_ms);
        return true;
    case DK_FRAME_MORE:
        break;
    }
    wait_more(w, (size_t)len, now_ms);
    return true;
}

/* Throws away what a refused peer still sends. Returns false when the socket is closed. */
static bool drain(const dk_gate *gate, waiter *w)
{
    ssize_t len = recv(w->fd, gate->peek, gate->options.limits.max_head + 1, MSG_DONTWAIT);
    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    w->seen += len > 0 ? (size_t)len : 0;
    if (len > 0 && w->seen < DRAIN_BYTES)
        return true;
    close(w->fd);
    return false;
}

/* Serves one waiting connection. Returns false when it has left the gate. */
static bool serve(const dk_gate *gate, waiter *w, short events, int64_t now_ms)
{
    if (events != 0 && w->is_draining && !drain(gate, w))
        return false;
    if (events != 0 && !w->is_draining && (events & (POLLERR | POLLNVAL)) != 0) {
        close(w->fd);
        return false;
    }
    /* A half-closed peer with an incomplete head will never complete it. */
    size_t seen = w->seen;
    if (events != 0 && !w->is_draining) {
        if (!look(gate, w, now_ms))
            return false;
        if ((events & (POLLHUP | POLLRDHUP)) != 0 && !w->is_draining && w->seen == seen) {
            close(w->fd);
            return false;
        }
    }
    if (now_ms < w->deadline_ms)
        return true;
    if (w->is_draining) {
        close(w->fd);
        return false;
    }
    /* Browsers open connections ahead of need: one that never sent a byte is closed without a word.
     */
    if (w->seen == 0) {
        close(w->fd);
        return false;
    }
    refuse_with(gate, w, &MSG_HTTP_TIMEOUT, now_ms);
    return true;
}

/* Takes in what knocks, a round's worth; beyond max_waiting a peer is told that we are busy, which
 * costs no slot. */
static void accept_new(dk_gate *gate, int64_t now_ms)
{
    for (int i = 0; i < ACCEPTS; i++) {
        waiter w = {.addr_len = sizeof w.addr, .deadline_ms = now_ms + gate->options.head_ms};
        w.fd = accept4(gate->options.listen_fd, (struct sockaddr *)&w.addr, &w.addr_len,
                       SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (w.fd < 0) {
            /* Out of descriptors the listening socket stays ready; do not spin on it. */
            if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
                gate->accept_rest_until_ms = now_ms + TICK_MS;
            return;
        }
        if (gate->n == gate->options.max_waiting) {
            dk_err err = DK_ERR_INIT;
            (void)DK_FAIL0(&err, MSG_HTTP_BUSY);
            refuse(gate, w.fd, &err);
            close(w.fd);
            continue;
        }
        /* Most heads arrive with the connection: look before waiting. */
        if (look(gate, &w, now_ms))
            gate->waiters[gate->n++] = w;
    }
}

/* Fills the poll table; returns how long to wait. */
static int prepare(dk_gate *gate, int64_t now_ms)
{
    int wait_ms = TICK_MS;
    bool may_accept = gate->accept_rest_until_ms <= now_ms;
    gate->polled[0] =
        (struct pollfd){.fd = may_accept ? gate->options.listen_fd : -1, .events = POLLIN};
    gate->polled[1] = (struct pollfd){.fd = gate->wake_fd, .events = POLLIN};
    for (size_t i = 0; i < gate->n; i++) {
        const waiter *w = &gate->waiters[i];
        bool is_resting = w->rest_until_ms > now_ms;
        if (is_resting && w->rest_until_ms - now_ms < wait_ms)
            wait_ms = (int)(w->rest_until_ms - now_ms);
        gate->polled[FIXED + i] =
            (struct pollfd){.fd = is_resting ? -1 : w->fd, .events = POLLIN | POLLRDHUP};
    }
    return wait_ms;
}

/* One round: wait, serve who has news or whose time is over (those that stay move up in the table,
 * so waiters and poll entries keep the same order), let new ones in, and tick. Time is looked at
 * once a round. O(waiters) a round. */
void dk_gate_run(dk_gate *gate)
{
    int64_t ticked_ms = 0;
    for (;;) {
        int wait_ms = prepare(gate, dk_monotonic_ms());
        int ready = poll(gate->polled, (nfds_t)(FIXED + gate->n), wait_ms);
        if (ready < 0 && errno != EINTR)
            break;
        int64_t now_ms = dk_monotonic_ms();
        if (gate->polled[1].revents != 0)
            break;
        size_t kept = 0;
        for (size_t i = 0; i < gate->n; i++) {
            short events = ready > 0 ? gate->polled[FIXED + i].revents : 0;
            if (serve(gate, &gate->waiters[i], events, now_ms))
                gate->waiters[kept++] = gate->waiters[i];
        }
        gate->n = kept;
        if (ready > 0 && gate->polled[0].revents != 0)
            accept_new(gate, now_ms);
        if (now_ms - ticked_ms >= TICK_MS) {
            gate->options.tick(gate->options.ctx, now_ms);
            ticked_ms = now_ms;
        }
    }
    for (size_t i = 0; i < gate->n; i++)
        close(gate->waiters[i].fd);
    gate->n = 0;
}
