/* api/usecase/remember.c - every list a person was shown is kept with its parts; see guide.h. */
#include <assert.h>
#include <string.h>

#include "api/usecase/guide.h"
#include "core/store/shown.h"

static int64_t candidate_of(const dk_match_list *list, const dk_match *match)
{
    return list->direction == DK_POSTS_FOR_TRAINEE ? match->why.post : match->why.trainee;
}

/* "skills,use,...": every list is explained by the same criteria in the same order. */
static const char *criteria_of(dk_arena *arena, const dk_match_list *list, size_t *n)
{
    const dk_explanation *why = &list->matches[0].why;
    const char *text = "";
    *n = list->n_matches == 0 ? 0 : why->n_criteria;
    for (size_t i = 0; i < *n && text != NULL; i++)
        text = dk_arena_format(arena, "%s%s%s", text, i == 0 ? "" : ",", why->criteria[i].key);
    return text;
}

/* The list as it is kept; ids of candidates, not names. */
static bool fill(dk_arena *arena, const dk_match_list *list, dk_shown *out)
{
    *out = (dk_shown){.direction = dk_list_direction_key(list->direction),
                      .subject = list->subject,
                      .seq = list->seq,
                      .as_of = list->as_of,
                      .weights = list->weights,
                      .seed = list->seed,
                      .n_items = list->n_matches};
    out->criteria = criteria_of(arena, list, &out->n_parts);
    dk_shown_item *items = dk_arena_array(arena, list->n_matches, sizeof *items);
    uint16_t *parts = dk_arena_array(arena, list->n_matches * out->n_parts, sizeof *parts);
    if (out->criteria == NULL || items == NULL || parts == NULL)
        return false;
    for (size_t i = 0; i < list->n_matches; i++, parts += out->n_parts) {
        const dk_match *match = &list->matches[i];
        items[i] = (dk_shown_item){candidate_of(list, match), match->why.score, parts};
        for (size_t p = 0; p < out->n_parts; p++)
            parts[p] = (uint16_t)match->why.criteria[p].points;
    }
    out->items = items;
    return true;
}

static void mark_new(const dk_shown *before, dk_match_list *list)
{
    for (size_t i = 0; i < list->n_matches; i++) {
        list->matches[i].is_new = true;
        for (size_t k = 0; k < before->n_items; k++)
            if (before->items[k].id == candidate_of(list, &list->matches[i]))
                list->matches[i].is_new = false;
    }
}

void dk_matching_remember(const dk_matching *m, dk_match_list *list)
{
    dk_app *app = m->snapshot->app;
    dk_err ignored = DK_ERR_INIT;
    dk_shown before, now;
    bool found = false, is_new = false;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return;
    const dk_view view = {m->namer.store, m->namer.actor, arena};
    const dk_shown_key key = {dk_list_direction_key(list->direction), list->subject, list->seq};
    if (dk_store_shown_last(&view, &key, &before, &found, &ignored) == DK_OK && found)
        mark_new(&before, list);
    if (fill(arena, list, &now)) {
        pthread_mutex_lock(&app->write_lock);
        now.at_ms = dk_app_now_ms(app);
        dk_code kept = dk_store_shown_add(&view, &now, &is_new, &ignored);
        pthread_mutex_unlock(&app->write_lock);
        (void)kept;
    }
    dk_arena_free(arena);
}
