/* api/wire/service.h - the small replies about the service itself, as JSON. */
#ifndef DK_API_WIRE_SERVICE_H
#define DK_API_WIRE_SERVICE_H

#include "api/wire/json.h"
#include "core/base/err.h"

void dk_wire_health(dk_buf *out);
void dk_wire_ready(dk_buf *out, int64_t seq, int64_t schema);

/* A part of the program with its version. */
typedef struct {
    const char *name, *version;
} dk_wire_part;
void dk_wire_version(dk_buf *out, const char *version, const dk_wire_part *parts, size_t n);

/* A person to try first. */
typedef struct {
    int64_t trainee;
    const char *no, *label, *line;
} dk_wire_try;

typedef struct {
    dk_day as_of;
    int32_t zone_minutes;
    int64_t seq, n_batches;
    const int64_t *counts; /* dk_n_registers */
    const dk_wire_try *tries;
    size_t n_tries;
} dk_wire_home_page;
void dk_wire_home(dk_buf *out, const dk_wire_home_page *page);

/* One self-check; `problem` NULL: it passed. */
typedef struct {
    dk_text title;
    const char *detail;
    const dk_err *problem;
} dk_wire_check;
void dk_wire_checks(dk_buf *out, const dk_wire_check *checks, size_t n, dk_lang lang);

#endif
