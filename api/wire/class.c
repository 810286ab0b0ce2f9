/* api/wire/class.c - see class.h. */
#include "api/wire/class.h"

#include "api/wire/exposure.h"

void dk_wire_class_begin(dk_wire_class *c, dk_buf *out, const char *class_name, bool is_spread)
{
    *c = (dk_wire_class){.json = dk_json_begin(out)};
    dk_json_object(&c->json, NULL);
    dk_json_text(&c->json, "class", class_name);
    dk_json_bool(&c->json, "spread", is_spread);
    dk_json_array(&c->json, "rows");
}

static void add_match(dk_json *json, const dk_match *match)
{
    dk_json_object(json, NULL);
    dk_json_int(json, "rank", (int64_t)match->rank);
    dk_json_int(json, "post", match->why.post);
    dk_json_text(json, "no", match->no);
    dk_json_text(json, "label", match->label);
    dk_json_text(json, "line", match->line);
    dk_json_int(json, "score", match->why.score);
    dk_json_int(json, "low", match->why.low);
    dk_json_int(json, "high", match->why.high);
    if (match->openings >= 0)
        dk_json_int(json, "openings", match->openings);
    else
        dk_json_null(json, "openings");
    dk_json_int(json, "referred", match->referred);
    dk_json_bool(json, "is_pinned", match->is_pinned);
    dk_json_bool(json, "is_visited", match->is_visited);
    dk_json_end(json, '}');
}

/* Why there is no match: gates of the person, else those of the nearest candidate. */
static void add_reasons(dk_json *json, const dk_match_list *list)
{
    dk_explained_gates gates = list->own_gates;
    const dk_match_aside *near = list->n_near > 0       ? list->near
                                 : list->n_unknowns > 0 ? list->unknowns
                                                        : NULL;
    if (gates.n == 0 && near != NULL)
        gates = near->gates;
    dk_json_array(json, "reasons");
    for (size_t i = 0; list->n_matches == 0 && i < gates.n; i++) {
        const dk_explained_gate *gate = &gates.items[i];
        if (gate->state == DK_GATE_PASS)
            continue;
        dk_json_object(json, NULL);
        dk_json_text(json, "title", gate->title);
        dk_json_text(json, "state", dk_gate_state_key(gate->state));
        dk_json_text(json, "words", gate->words);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

void dk_wire_class_row(dk_wire_class *c, const dk_match_list *list)
{
    bool is_open = list->own_gates.n == 0;
    c->people++;
    c->open += is_open;
    c->none += list->n_matches == 0;
    dk_json_object(&c->json, NULL);
    dk_json_int(&c->json, "trainee", list->subject);
    dk_json_text(&c->json, "no", list->subject_no);
    dk_json_text(&c->json, "label", list->subject_label);
    dk_json_bool(&c->json, "is_open", is_open);
    dk_json_int(&c->json, "unknown", (int64_t)list->unknown);
    dk_json_int(&c->json, "set_aside", (int64_t)list->n_set_aside);
    dk_json_array(&c->json, "matches");
    for (size_t i = 0; i < list->n_matches; i++)
        add_match(&c->json, &list->matches[i]);
    dk_json_end(&c->json, ']');
    add_reasons(&c->json, list);
    dk_json_end(&c->json, '}');
}

void dk_wire_class_end(dk_wire_class *c, const dk_exposure *exposure)
{
    dk_json_end(&c->json, ']');
    dk_json_int(&c->json, "people", (int64_t)c->people);
    dk_json_int(&c->json, "open", (int64_t)c->open);
    dk_json_int(&c->json, "none", (int64_t)c->none);
    dk_json_object(&c->json, "exposure");
    dk_wire_exposure_members(&c->json, exposure);
    dk_json_end(&c->json, '}');
    dk_json_end(&c->json, '}');
}
