/* api/wire/exposure.c - see exposure.h. */
#include "api/wire/exposure.h"

void dk_wire_exposure_members(dk_json *json, const dk_exposure *e)
{
    dk_json_day(json, "as_of", e->as_of);
    dk_json_int(json, "seq", e->seq);
    dk_json_text(json, "weights", e->weights);
    dk_json_int(json, "lists", (int64_t)e->lists);
    dk_json_int(json, "posts", (int64_t)e->posts);
    dk_json_int(json, "top", (int64_t)e->top);
    dk_json_int(json, "over", (int64_t)e->over);
    dk_json_decimal(json, "gini", e->gini_before, 3);
    dk_json_decimal(json, "gini_spread", e->gini_after, 3);
    dk_json_int(json, "total", e->total_before);
    dk_json_int(json, "total_spread", e->total_after);
    dk_json_int(json, "total_bound", e->bound);
    dk_json_int(json, "front", DK_SPREAD_FRONT);
    dk_json_int(json, "total_front", e->front_before);
    dk_json_int(json, "total_front_spread", e->front_after);
    dk_json_array(json, "most");
    for (size_t i = 0; i < e->n_most; i++) {
        const dk_exposed_post *post = &e->most[i];
        dk_json_object(json, NULL);
        dk_json_int(json, "post", post->post);
        dk_json_text(json, "no", post->no);
        dk_json_text(json, "label", post->label);
        if (post->seats >= 0)
            dk_json_int(json, "seats", post->seats);
        else
            dk_json_null(json, "seats");
        dk_json_int(json, "cap", (int64_t)post->cap);
        dk_json_int(json, "lists", (int64_t)post->before);
        dk_json_int(json, "lists_spread", (int64_t)post->after);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

void dk_wire_exposure(dk_buf *out, const dk_exposure *e)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_wire_exposure_members(&json, e);
    dk_json_end(&json, '}');
}
