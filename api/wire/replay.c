/* api/wire/replay.c - see replay.h. */
#include "api/wire/replay.h"

static void put_share(dk_json *json, const char *key, double part, size_t all)
{
    if (all > 0)
        dk_json_real(json, key, part / (double)all);
    else
        dk_json_null(json, key);
}

static void put_group(dk_json *json, const dk_replay_group *g, const char *key, dk_text title,
                      dk_lang lang)
{
    dk_json_object(json, NULL);
    dk_json_text(json, "key", key);
    dk_json_text(json, "title", dk_in(title, lang));
    dk_json_int(json, "n", (int64_t)g->n);
    dk_json_int(json, "ranked", (int64_t)g->ranked);
    dk_json_array(json, "hits");
    for (size_t k = 0; k < DK_REPLAY_TOPS; k++) {
        dk_json_object(json, NULL);
        dk_json_int(json, "top", (int64_t)dk_replay_tops[k]);
        dk_json_int(json, "n", (int64_t)g->hits[k]);
        put_share(json, "rate", (double)g->hits[k], g->n);
        put_share(json, "lo", g->lo[k] * (double)g->n, g->n);
        put_share(json, "hi", g->hi[k] * (double)g->n, g->n);
        put_share(json, "chance", g->chance[k], g->n);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    if (g->ranked > 0)
        dk_json_int(json, "median_rank", (int64_t)g->median_rank);
    else
        dk_json_null(json, "median_rank");
    put_share(json, "score", (double)g->total_taken, g->ranked);
    put_share(json, "best_score", (double)g->total_first, g->ranked);
    dk_json_end(json, '}');
}

static void put_groups(dk_json *json, const dk_replay *r, dk_lang lang)
{
    dk_json_array(json, "groups");
    put_group(json, &r->groups[0], "all", (dk_text){"全部", "all"}, lang);
    for (int s = 0; s < DK_N_STAYS; s++)
        put_group(json, &r->groups[1 + s], dk_stay_key((dk_stay)s), dk_stay_title((dk_stay)s),
                  lang);
    dk_json_end(json, ']');
}

static void put_states(dk_json *json, const dk_replay *r, dk_lang lang)
{
    dk_json_array(json, "states");
    for (int s = 0; s < DK_N_REPLAY_STATES; s++) {
        dk_json_object(json, NULL);
        dk_json_text(json, "key", dk_replay_state_key((dk_replay_state)s));
        dk_json_text(json, "title", dk_in(dk_replay_state_title((dk_replay_state)s), lang));
        dk_json_text(json, "advice", dk_in(dk_replay_state_advice((dk_replay_state)s), lang));
        dk_json_int(json, "n", (int64_t)r->states[s]);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    dk_json_array(json, "reasons");
    for (size_t i = 0; i < r->n_reasons; i++) {
        const dk_replay_reason *one = &r->reasons[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "key", one->key);
        dk_json_text(json, "title", dk_in(one->title, lang));
        dk_json_int(json, "n", (int64_t)one->n);
        dk_json_int(json, "points", one->points);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

/* ---- one placement ---- */

static void put_name(dk_json *json, const char *key, const dk_replay_name *name)
{
    if (name->id == 0) {
        dk_json_null(json, key);
        return;
    }
    dk_json_object(json, key);
    dk_json_int(json, "id", name->id);
    dk_json_text(json, "no", name->no);
    dk_json_text(json, "label", name->label);
    dk_json_text(json, "line", name->line);
    dk_json_end(json, '}');
}

static void put_lines(dk_json *json, const dk_replay_case *one)
{
    dk_json_array(json, "differences");
    for (size_t i = 0; i < one->n_lines; i++) {
        const dk_compare_line *line = &one->lines[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "key", line->key);
        dk_json_text(json, "title", line->title);
        dk_json_int(json, "points", line->b);
        dk_json_int(json, "proposed", line->a);
        dk_json_int(json, "diff", line->diff);
        dk_json_text(json, "words", line->words_b);
        dk_json_text(json, "proposed_words", line->words_a);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void put_case(dk_json *json, const dk_replay_case *one)
{
    bool has_rank = one->state == DK_REPLAY_RANKED;
    dk_json_object(json, NULL);
    dk_json_int(json, "placement", one->placement);
    dk_json_text(json, "placement_no", one->placement_no);
    dk_json_day(json, "on", one->on);
    dk_json_int(json, "seq", one->seq);
    put_name(json, "trainee", &one->trainee);
    put_name(json, "post", &one->post);
    dk_json_text(json, "state", dk_replay_state_key(one->state));
    dk_json_text(json, "words", one->words);
    dk_json_bool(json, "by_firm", one->is_by_firm);
    if (has_rank)
        dk_json_int(json, "rank", (int64_t)one->rank);
    else
        dk_json_null(json, "rank");
    dk_json_int(json, "candidates", (int64_t)one->candidates);
    if (has_rank)
        dk_json_int(json, "score", one->score);
    else
        dk_json_null(json, "score");
    put_name(json, "proposed", &one->proposed);
    if (one->proposed.id != 0)
        dk_json_int(json, "proposed_score", one->best_score);
    else
        dk_json_null(json, "proposed_score");
    put_lines(json, one);
    dk_json_text(json, "stay", dk_stay_key(one->stay));
    if (one->is_matched == DK_TRI_UNKNOWN)
        dk_json_null(json, "is_matched");
    else
        dk_json_bool(json, "is_matched", one->is_matched == DK_TRI_YES);
    dk_json_bool(json, "by_school", one->is_by_school);
    dk_json_end(json, '}');
}

void dk_wire_replay(dk_buf *out, const dk_replay *r, size_t limit, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_int(&json, "year", r->year);
    dk_json_int(&json, "after", r->after);
    dk_json_day(&json, "as_of", r->as_of);
    dk_json_text(&json, "weights", r->weights);
    dk_json_int(&json, "seed", (int64_t)r->seed);
    dk_json_int(&json, "placements", (int64_t)r->n_cases);
    put_states(&json, r, lang);
    put_groups(&json, r, lang);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < r->n_cases && i < limit; i++)
        put_case(&json, &r->cases[i]);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}
