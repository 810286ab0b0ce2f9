/* api/wire/match.c - see match.h. */
#include "api/wire/match.h"

#include <assert.h>

static void add_gates(dk_json *json, const char *key, const dk_explained_gates *gates)
{
    dk_json_array(json, key);
    for (size_t i = 0; i < gates->n; i++) {
        const dk_explained_gate *gate = &gates->items[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "key", gate->key);
        dk_json_text(json, "title", gate->title);
        dk_json_text(json, "state", dk_gate_state_key(gate->state));
        dk_json_text(json, "words", gate->words);
        if (gate->article != NULL && gate->article[0] != '\0')
            dk_json_text(json, "article", gate->article);
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

static void add_match(dk_json *json, const char *key, const dk_match *match)
{
    const dk_explanation *why = &match->why;
    dk_json_object(json, key);
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
    if (match->openings >= 0)
        dk_json_int(json, "openings", match->openings);
    else
        dk_json_null(json, "openings");
    dk_json_int(json, "referred", match->referred);
    dk_json_bool(json, "is_pinned", match->is_pinned);
    dk_json_bool(json, "is_visited", match->is_visited);
    dk_json_bool(json, "is_new", match->is_new);
    add_criteria(json, why);
    add_gates(json, "gates", &why->gates);
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
        add_gates(json, "gates", &aside->gates);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

/* What a person has set aside, with the reason; never silently gone. */
static void add_set_aside(dk_json *json, const dk_match_list *list)
{
    dk_json_array(json, "set_aside");
    for (size_t i = 0; i < list->n_set_aside; i++) {
        const dk_match_pick *pick = &list->set_aside[i];
        dk_json_object(json, NULL);
        dk_json_int(json, list->direction == DK_POSTS_FOR_TRAINEE ? "post" : "trainee", pick->id);
        dk_json_text(json, "no", pick->no);
        dk_json_text(json, "label", pick->label);
        dk_json_text(json, "line", pick->line);
        dk_json_text(json, "kind", pick->kind);
        dk_json_text(json, "title", pick->title);
        dk_json_text(json, "reason", pick->reason);
        dk_json_text(json, "by", pick->by);
        dk_json_day(json, "on", pick->on);
        add_gates(json, "gates", &pick->gates);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

/* Wider searches that would help a person whose list is short. */
static void add_wider(dk_json *json, const dk_match_list *list)
{
    dk_json_array(json, "wider");
    for (size_t i = 0; i < list->n_wider; i++) {
        const dk_match_wish *wish = &list->wider[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "key", wish->key);
        dk_json_text(json, "words", wish->words);
        dk_json_int(json, "opens", (int64_t)wish->opens);
        dk_json_int(json, "moves", (int64_t)wish->moves);
        dk_json_int(json, "gain", wish->gain);
        dk_json_int(json, "post", wish->best);
        dk_json_text(json, "no", wish->no);
        dk_json_text(json, "label", wish->label);
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
    dk_json_bool(&json, "spread", list->is_spread);
    add_subject(&json, list);
    dk_json_int(&json, "not_open", (int64_t)list->not_open);
    dk_json_int(&json, "considered", (int64_t)list->considered);
    dk_json_int(&json, "gated_out", (int64_t)list->gated_out);
    dk_json_int(&json, "unknown", (int64_t)list->unknown);
    dk_json_array(&json, "matches");
    for (size_t i = 0; i < list->n_matches; i++)
        add_match(&json, NULL, &list->matches[i]);
    dk_json_end(&json, ']');
    add_asides(&json, "near", list, list->near, list->n_near);
    add_asides(&json, "unknowns", list, list->unknowns, list->n_unknowns);
    add_set_aside(&json, list);
    add_wider(&json, list);
    add_gates(&json, "own_gates", &list->own_gates);
    dk_json_end(&json, '}');
}

static void add_standing(dk_json *json, const char *key, const dk_standing *standing)
{
    dk_json_object(json, key);
    dk_json_text(json, "gates", dk_gate_state_key(standing->gates));
    dk_json_int(json, "score", standing->score);
    if (standing->rank > 0)
        dk_json_int(json, "rank", (int64_t)standing->rank);
    else
        dk_json_null(json, "rank");
    dk_json_end(json, '}');
}

static void add_changes(dk_json *json, const char *key, const dk_advice_change *changes, size_t n)
{
    dk_json_array(json, key);
    for (size_t i = 0; i < n; i++) {
        const dk_advice_change *change = &changes[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "kind", change->kind);
        dk_json_text(json, "words", change->words);
        dk_json_int(json, "hours", change->hours);
        dk_json_day(json, "ready_on", change->ready_on);
        if (change->course > 0) {
            dk_json_object(json, "course");
            dk_json_int(json, "id", change->course);
            dk_json_text(json, "no", change->course_no);
            dk_json_text(json, "label", change->course_label);
            dk_json_text(json, "line", change->course_line);
            dk_json_end(json, '}');
        } else {
            dk_json_null(json, "course");
        }
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

void dk_wire_match_detail(dk_buf *out, const dk_match_detail *detail)
{
    assert(detail != NULL);
    const dk_match_list *list = &detail->list;
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_day(&json, "as_of", list->as_of);
    dk_json_int(&json, "seq", list->seq);
    dk_json_text(&json, "weights", list->weights);
    add_subject(&json, list);
    add_match(&json, "match", &list->matches[0]);
    add_standing(&json, "before", &detail->before);
    dk_json_int(&json, "candidates", (int64_t)detail->n_candidates);
    dk_json_int(&json, "seats", (int64_t)detail->seats);
    dk_json_array(&json, "lifts");
    for (size_t i = 0; i < detail->n_lifts; i++) {
        const dk_advice_lift *lift = &detail->lifts[i];
        dk_json_object(&json, NULL);
        add_changes(&json, "changes", lift->changes, lift->n_changes);
        dk_json_int(&json, "hours", lift->hours);
        dk_json_day(&json, "ready_on", lift->ready_on);
        dk_json_bool(&json, "is_late", lift->is_late);
        add_standing(&json, "after", &lift->after);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    add_changes(&json, "gaps", detail->gaps, detail->n_gaps);
    dk_json_end(&json, '}');
}
