/* api/wire/rankings.c - see rankings.h. */
#include "api/wire/rankings.h"

static void put_place(dk_json *json, const char *key, size_t place)
{
    if (place > 0)
        dk_json_int(json, key, (int64_t)place);
    else
        dk_json_null(json, key);
}

static void put_list(dk_json *json, const dk_told_ranking *one)
{
    dk_json_object(json, NULL);
    dk_json_int(json, "trainee", one->trainee);
    dk_json_text(json, "no", one->no);
    dk_json_text(json, "label", one->label);
    dk_json_text(json, "line", one->line);
    dk_json_array(json, "moves");
    for (size_t i = 0; i < one->n_moves; i++) {
        const dk_told_move *move = &one->moves[i];
        dk_json_object(json, NULL);
        dk_json_int(json, "post", move->move.candidate);
        dk_json_text(json, "no", move->no);
        dk_json_text(json, "label", move->label);
        put_place(json, "before", move->move.before);
        put_place(json, "after", move->move.after);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    dk_json_end(json, '}');
}

void dk_wire_rank_changes(dk_buf *out, const dk_rank_changes *c, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_int(&json, "batch", c->batch);
    dk_json_day(&json, "as_of", c->as_of);
    dk_json_int(&json, "seq_then", c->seq_then);
    dk_json_int(&json, "seq", c->seq);
    dk_json_text(&json, "weights_then", c->weights_then);
    dk_json_text(&json, "weights", c->weights);
    dk_json_int(&json, "top", (int64_t)c->top);
    dk_json_int(&json, "lists", (int64_t)c->lists.lists);
    dk_json_int(&json, "moved", (int64_t)c->lists.moved);
    dk_json_int(&json, "began", (int64_t)c->lists.began);
    dk_json_int(&json, "ended", (int64_t)c->lists.ended);
    dk_json_array(&json, "steps");
    for (int i = 0; i < DK_N_INPUTS; i++) {
        /* Both sides are made by this program on the same day with the same seed. */
        if (i != DK_INPUT_DATA && i != DK_INPUT_RULES && i != DK_INPUT_WEIGHTS)
            continue;
        dk_json_object(&json, NULL);
        dk_json_text(&json, "key", dk_rank_input_key((dk_rank_input)i));
        dk_json_text(&json, "title", dk_in(dk_rank_input_title((dk_rank_input)i), lang));
        dk_json_int(&json, "lists", (int64_t)c->changed[i]);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_array(&json, "items");
    for (size_t i = 0; i < c->n_items; i++)
        put_list(&json, &c->items[i]);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}
