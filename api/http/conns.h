/* api/http/conns.h - every open connection with its deadline.
 *
 * libmicrohttpd's timeout counts idle time: one byte per second keeps a connection alive for ever.
 * Here each connection has a total deadline for the phase it is in; the tick shuts down the socket
 * of those that have passed it, and the thread serving it then sees the end. The socket is closed
 * by libmicrohttpd only, and leaves the table before that, so a number reused for another
 * connection is never touched. Thread-safe.
 */
#ifndef DK_API_HTTP_CONNS_H
#define DK_API_HTTP_CONNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct dk_conns dk_conns;
typedef struct dk_conn dk_conn;

typedef enum {
    DK_CONN_IDLE,    /* waits for a request or for the rest of its head */
    DK_CONN_READING, /* receives a body */
    DK_CONN_RUNNING, /* a handler works: no deadline here */
    DK_CONN_SENDING, /* sends the answer */
} dk_conn_phase;

/* Room for `capacity` connections; NULL: memory. */
dk_conns *dk_conns_new(size_t capacity);
void dk_conns_free(dk_conns *conns); /* NULL is fine */

/* A place is reserved before a socket is handed over, given back when that fails. */
bool dk_conns_reserve(dk_conns *conns);
void dk_conns_unreserve(dk_conns *conns);

/* Enters a reserved socket; leaves it. */
dk_conn *dk_conns_enter(dk_conns *conns, int fd, int64_t deadline_ms);
void dk_conns_leave(dk_conns *conns, dk_conn *conn);

/* Begins a phase that must be over at deadline_ms of the monotonic clock. */
void dk_conns_phase(dk_conns *conns, dk_conn *conn, dk_conn_phase phase, int64_t deadline_ms);

/* Requests begun on this connection so far, counting this one. */
size_t dk_conn_begin_request(dk_conn *conn);

/* Shuts down the connections past their deadline; returns how many. O(capacity). */
size_t dk_conns_reap(dk_conns *conns, int64_t now_ms);

/* Shuts down the idle ones (the service is stopping); returns how many are busy. O(capacity). */
size_t dk_conns_close_idle(dk_conns *conns);

/* Open connections. */
size_t dk_conns_count(dk_conns *conns);

#endif
