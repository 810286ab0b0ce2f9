/* api/wire/match.c - see match.h. */
#include "api/wire/match.h"

#include <assert.h>

static void add_gates(dk_json *json, const char *key, const dk_explained_gate *gates, size_t n)
{
    dk_json_array(json, key);
    for (size_t i = 0; i < n; i++) {
        dk_json_object(json, NULL);
        dk_json_text(json, "key", gates[i].key);
        dk_json_text(json, "title", gates[i].title);
        dk_json_text(json, "state", dk_gate_state_key(gates[i].state));
        dk_json_text(json, "words", gates[i].words);
        if (gates[i].article != NULL && gates[i].article[0] != '\0')
            dk_json_text(json, "article", gates[i].article);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_details(dk_json *json, const dk_explained_criterion *criterion)
{
    dk_json_array(json, "details");
    for (size_t i = 0; i < criterion->n_details; i++) {
        const dk_explained_detail *detail = &criterion->details[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "key", detail->key);
        dk_json_text(json, "title", detail->title);
        dk_json_int(json, "points", detail->points);
        dk_json_int(json, "max", detail->max);
        dk_json_text(json, "state", dk_match_state_key(detail->state));
        dk_json_text(json, "words", detail->words);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_criteria(dk_json *json, const dk_explanation *why)
{
    dk_json_array(json, "criteria");
    for (size_t i = 0; i < why->n_criteria; i++) {
        const dk_explained_criterion *criterion = &why->criteria[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "key", criterion->key);
        dk_json_text(json, "title", criterion->title);
        dk_json_text(json, "direction", dk_direction_key(criterion->direction));
        dk_json_int(json, "points", criterion->points);
        dk_json_int(json, "max", criterion->max);
        dk_json_text(json, "state", dk_match_state_key(criterion->state));
        dk_json_text(json, "words", criterion->words);
        add_details(json, criterion);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_match(dk_json *json, const dk_match *match)
{
    const dk_explanation *why = &match->why;
    dk_json_object(json, NULL);
    dk_json_int(json, "rank", (int64_t)match->rank);
    dk_json_int(json, "trainee", why->trainee);
    dk_json_int(json, "post", why->post);
    dk_json_text(json, "no", match->no);
    dk_json_text(json, "label", match->label);
    dk_json_int(json, "score", why->score);
    dk_json_int(json, "fit", why->fit);
    dk_json_int(json, "wish", why->wish);
    dk_json_int(json, "low", why->low);
    dk_json_int(json, "high", why->high);
    dk_json_text(json, "line", match->line);
    dk_json_text(json, "summary", why->summary);
    add_criteria(json, why);
    add_gates(json, "gates", why->gates, why->n_gates);
    dk_json_end(json, '}');
}

static void add_asides(dk_json *json, const char *key, const dk_match_list *list,
                       const dk_match_aside *asides, size_t n)
{
    dk_json_array(json, key);
    for (size_t i = 0; i < n; i++) {
        const dk_match_aside *aside = &asides[i];
        dk_json_object(json, NULL);
        dk_json_int(json, list->direction == DK_POSTS_FOR_TRAINEE ? "post" : "trainee", aside->id);
        dk_json_text(json, "no", aside->no);
        dk_json_text(json, "label", aside->label);
        dk_json_text(json, "line", aside->line);
        dk_json_int(json, "score", aside->score);
        add_gates(json, "gates", aside->gates, aside->n_gates);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_subject(dk_json *json, const dk_match_list *list)
{
    dk_json_object(json, "subject");
    dk_json_text(json, "register", list->direction == DK_POSTS_FOR_TRAINEE ? "trainees" : "posts");
    dk_json_int(json, "id", list->subject);
    dk_json_text(json, "no", list->subject_no);
    dk_json_text(json, "label", list->subject_label);
    dk_json_text(json, "line", list->subject_line);
    dk_json_end(json, '}');
}

void dk_wire_match_list(dk_buf *out, const dk_match_list *list)
{
    assert(out != NULL && list != NULL);
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "direction", dk_list_direction_key(list->direction));
    dk_json_day(&json, "as_of", list->as_of);
    dk_json_int(&json, "seq", list->seq);
    dk_json_text(&json, "weights", list->weights);
    dk_json_int(&json, "seed", (int64_t)list->seed);
    add_subject(&json, list);
    dk_json_int(&json, "not_open", (int64_t)list->not_open);
    dk_json_int(&json, "considered", (int64_t)list->considered);
    dk_json_int(&json, "gated_out", (int64_t)list->gated_out);
    dk_json_int(&json, "unknown", (int64_t)list->unknown);
    dk_json_array(&json, "matches");
    for (size_t i = 0; i < list->n_matches; i++)
        add_match(&json, &list->matches[i]);
    dk_json_end(&json, ']');
    add_asides(&json, "near", list, list->near, list->n_near);
    add_asides(&json, "unknowns", list, list->unknowns, list->n_unknowns);
    add_gates(&json, "own_gates", list->own_gates, list->n_own_gates);
    dk_json_end(&json, '}');
}
