/* api/wire/run.c - see run.h. */
#include "api/wire/run.h"

#include <assert.h>
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

static dk_code read_ranking(dk_arena *arena, const dk_json_node *body, dk_wire_ranking *out,
                            dk_err *err)
{
    const dk_json_node *subject = dk_json_get(body, "subject"),
                       *list = dk_json_get(body, "matches");
    *out = (dk_wire_ranking){.direction = "", .no = ""};
    if (subject == NULL || subject->kind != DK_JSON_OBJECT || list == NULL ||
        list->kind != DK_JSON_ARRAY)
        return DK_FAIL0(err, MSG_WIRE_NOT_A_RUN);
    if (dk_json_get_text(body, "direction", &out->direction, err) != DK_OK ||
        dk_json_get_text(subject, "no", &out->no, err) != DK_OK ||
        dk_json_get_int(subject, "id", 0, INT64_MAX, &out->subject, err) != DK_OK)
        return DK_FAILED;
    bool is_posts = strcmp(out->direction, "posts_for_trainee") == 0;
    out->candidates = dk_arena_array(arena, list->n, sizeof *out->candidates);
    if (out->candidates == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < list->n; i++)
        if (dk_json_get_int(&list->items[i], is_posts ? "post" : "trainee", 0, INT64_MAX,
                            &out->candidates[out->n++], err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

dk_code dk_wire_run_rankings(dk_arena *arena, const char *bytes, size_t len, dk_wire_ranking **out,
                             size_t *n, dk_err *err)
{
    assert(bytes != NULL && out != NULL && n != NULL);
    static const dk_json_limits limits = {32, 10000000, 1 << 20};
    size_t capacity = 0;
    *out = NULL;
    *n = 0;
    while (len > 0) {
        const char *end = memchr(bytes, '\n', len);
        size_t line = end == NULL ? len : (size_t)(end - bytes);
        const dk_json_node *body = NULL;
        if (line > 0 && dk_json_read(arena, bytes, line, &limits, &body, err) != DK_OK)
            return DK_FAILED;
        if (body != NULL && body->kind == DK_JSON_OBJECT &&
            dk_json_get(body, "direction") != NULL) {
            *out = dk_arena_grow(arena, *out, *n, &capacity, sizeof **out);
            if (*out == NULL)
                return DK_NO_MEMORY(err);
            if (read_ranking(arena, body, &(*out)[(*n)++], err) != DK_OK)
                return DK_FAILED;
        }
        size_t used = end == NULL ? line : line + 1;
        bytes += used;
        len -= used;
    }
    return DK_OK;
}
