/* api/wire/run.c - see run.h. */
#include "api/wire/run.h"

#include <string.h>

#include "api/wire/messages.h"
#include "api/wire/read.h"

/* A member that only bodies of one kind have. */
static const struct {
    const char *member, *kind;
} KINDS[] = {
    {"direction", "matches"}, {"horizon", "forecasts"}, {"plan", "quota"}, {"register", "records"}};

dk_code dk_wire_run_read(dk_arena *arena, const char *bytes, size_t len, dk_wire_run *out,
                         dk_err *err)
{
    /* Results are larger than requests: a city's list of one line, not a hostile body. */
    static const dk_json_limits limits = {32, 10000000, 1 << 20};
    const dk_json_node *body = NULL;
    dk_wire_run run = {.kind = "", .as_of = "", .weights = "", .seed = -1};
    const char *end = memchr(bytes, '\n', len);
    size_t first = end == NULL ? len : (size_t)(end - bytes);
    if (dk_json_read(arena, bytes, first, &limits, &body, err) != DK_OK)
        return DK_FAILED;
    if (body->kind != DK_JSON_OBJECT || dk_json_get(body, "seq") == NULL)
        return DK_FAIL0(err, MSG_WIRE_NOT_A_RUN);
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS && *run.kind == '\0'; i++)
        if (dk_json_get(body, KINDS[i].member) != NULL)
            run.kind = KINDS[i].kind;
    if (dk_json_get_text(body, "as_of", &run.as_of, err) != DK_OK ||
        dk_json_get_text(body, "weights", &run.weights, err) != DK_OK ||
        dk_json_get_int(body, "seq", 0, INT64_MAX, &run.seq, err) != DK_OK ||
        dk_json_get_int(body, "seed", 0, INT64_MAX, &run.seed, err) != DK_OK)
        return DK_FAILED;
    *out = run;
    return DK_OK;
}
