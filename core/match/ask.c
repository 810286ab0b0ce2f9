/* core/match/ask.c - every value of every unknown fact (ask_facts.c) is tried by a guest and
 * compared place by place with the list as it is. */
#include "core/match/ask.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/match/ask_facts.h"
#include "core/match/topk.h"

enum {
    WATCHED = DK_ASK_TOP + 1, /* one more: who moves up when a post leaves the list */
};

static const char SKILLS[] = "skills"; /* the field that holds levels */

/* A list as it is: the first places of one person. */
typedef struct {
    dk_ranked items[WATCHED];
    size_t n;
} places;

typedef struct {
    const dk_match_index *index;
    const dk_market *market;
    const size_t *who;
    size_t n_who;
    places *lists; /* [n_who] */
    dk_fact_list *out;
    dk_arena *work;
    bool is_broken;
} asker;

bool dk_fact_known(bool is_of_post, const char *field)
{
    for (size_t i = 0; is_of_post && i < DK_POST_FACTS; i++)
        if (strcmp(dk_post_facts[i].field, field) == 0)
            return true;
    for (size_t i = 0; !is_of_post && i < DK_TRAINEE_FACTS; i++)
        if (strcmp(dk_trainee_facts[i].field, field) == 0)
            return true;
    return !is_of_post && strcmp(field, SKILLS) == 0;
}

/* ---- lists ---- */

static void keep(places *list, dk_ranked one)
{
    size_t at = list->n;
    if (at == WATCHED && !dk_ranked_before(&one, &list->items[at - 1]))
        return;
    at = at == WATCHED ? at - 1 : list->n++;
    for (; at > 0 && dk_ranked_before(&one, &list->items[at - 1]); at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = one;
}

static void list_as_it_is(const asker *a, size_t trainee, places *list)
{
    list->n = 0;
    for (size_t p = 0; p < a->market->n_posts; p++) {
        if (dk_gate_pair(a->index, trainee, p, NULL).state == DK_GATE_PASS)
            keep(list,
                 dk_ranked_post(a->index, trainee, p, dk_score_pair(a->index, trainee, p, NULL)));
    }
}

static size_t shown(const places *list)
{
    return list->n < DK_ASK_TOP ? list->n : DK_ASK_TOP;
}

/* Places whose post differs. */
static size_t count_changes(const places *before, const places *after)
{
    size_t most = shown(before) > shown(after) ? shown(before) : shown(after), n = 0;
    for (size_t i = 0; i < most; i++) {
        bool both = i < shown(before) && i < shown(after);
        n += !both || before->items[i].at != after->items[i].at;
    }
    return n;
}

/* The list with one post at another score, or out of it (`is_in` false). */
static places moved(const places *list, dk_ranked one, bool is_in)
{
    places out = {.n = 0};
    for (size_t i = 0; i < list->n; i++) {
        if (list->items[i].at != one.at)
            out.items[out.n++] = list->items[i];
    }
    if (is_in)
        keep(&out, one);
    return out;
}

/* ---- the best facts ---- */

/* Most places, then most people, then posts, record number and field. */
static int compare_fact(const void *a, const void *b)
{
    const dk_fact *x = a, *y = b;
    if (x->places != y->places)
        return x->places > y->places ? -1 : 1;
    if (x->people != y->people)
        return x->people > y->people ? -1 : 1;
    if (x->is_of_post != y->is_of_post)
        return x->is_of_post ? -1 : 1;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    int by_field = strcmp(x->field, y->field);
    return by_field != 0 ? by_field : (x->skill > y->skill) - (x->skill < y->skill);
}

static void put_fact(asker *a, const dk_fact *one)
{
    dk_fact_list *list = a->out;
    bool is_full = list->n == list->most;
    if (one->places == 0 || (is_full && compare_fact(one, &list->items[list->n - 1]) >= 0))
        return;
    size_t at = is_full ? list->n - 1 : list->n++;
    for (; at > 0 && compare_fact(one, &list->items[at - 1]) < 0; at--)
        list->items[at] = list->items[at - 1];
    list->items[at] = *one;
}

/* ---- trying the values ---- */

static size_t changes_of(asker *a, size_t i, const dk_match_trainee *variant)
{
    dk_guest_trainee *guest = NULL;
    dk_err err = DK_ERR_INIT;
    places after = {.n = 0};
    if (dk_guest_trainee_new(a->index, variant, a->work, &guest, &err) != DK_OK) {
        a->is_broken = true;
        return 0;
    }
    for (size_t p = 0; p < a->market->n_posts; p++) {
        if (dk_guest_gate_post(a->index, guest, p) == DK_GATE_PASS)
            keep(&after, dk_ranked_post(a->index, a->who[i], p,
                                        dk_guest_score_post(a->index, guest, p, NULL)));
    }
    dk_arena_reset(a->work);
    return count_changes(&a->lists[i], &after);
}

static void ask_person(asker *a, size_t i)
{
    const dk_match_trainee *who = &a->market->trainees[a->who[i]];
    for (size_t f = 0; f < DK_TRAINEE_FACTS; f++) {
        dk_fact fact = {.at = a->who[i],
                        .id = who->id,
                        .field = dk_trainee_facts[f].field,
                        .title = dk_trainee_facts[f].title,
                        .people = 1};
        dk_match_trainee variant = *who;
        bool is_unknown = dk_trainee_facts[f].is_unknown(who);
        for (size_t v = 0; is_unknown && dk_trainee_facts[f].put(a->market, v, &variant); v++) {
            size_t moved_places = changes_of(a, i, &variant);
            fact.places = moved_places > fact.places ? moved_places : fact.places;
            variant = *who;
        }
        put_fact(a, &fact);
    }
}

/* Levels that are only assumed: at the lower and at the upper bound. */
static void ask_levels(asker *a, size_t i)
{
    const dk_match_trainee *who = &a->market->trainees[a->who[i]];
    dk_trainee_skill *skills = malloc((who->n_skills + 1) * sizeof *skills);
    a->is_broken |= skills == NULL;
    for (size_t s = 0; skills != NULL && s < who->n_skills; s++) {
        const dk_trainee_skill *held = &who->skills[s];
        dk_fact fact = {.at = a->who[i],
                        .id = who->id,
                        .field = SKILLS,
                        .title = dk_term_get(&a->market->skills, held->skill)->name,
                        .skill = held->skill,
                        .people = 1};
        if (held->low == held->high)
            continue;
        for (int v = 0; v < 2; v++) {
            memcpy(skills, who->skills, who->n_skills * sizeof *skills);
            skills[s].level = v == 0 ? held->low : held->high;
            dk_match_trainee variant = *who;
            variant.skills = skills;
            size_t moved_places = changes_of(a, i, &variant);
            fact.places = moved_places > fact.places ? moved_places : fact.places;
        }
        put_fact(a, &fact);
    }
    free(skills);
}

/* One value of one fact of a post over everybody asked about. */
static void try_post(asker *a, size_t p, const dk_match_post *variant, dk_fact *fact)
{
    dk_guest_post *guest = NULL;
    dk_err err = DK_ERR_INIT;
    size_t sum = 0, people = 0;
    if (dk_guest_post_new(a->index, p, variant, a->work, &guest, &err) != DK_OK) {
        a->is_broken = true;
        return;
    }
    for (size_t i = 0; i < a->n_who; i++) {
        bool is_in = dk_guest_gate_trainee(a->index, a->who[i], guest) == DK_GATE_PASS;
        int32_t score = is_in ? dk_guest_score_trainee(a->index, a->who[i], guest, NULL) : 0;
        const places after =
            moved(&a->lists[i], dk_ranked_post(a->index, a->who[i], p, score), is_in);
        size_t n = count_changes(&a->lists[i], &after);
        sum += n;
        people += n > 0;
    }
    dk_arena_reset(a->work);
    if (sum > fact->places) {
        fact->places = sum;
        fact->people = people;
    }
}

static void ask_post(asker *a, size_t p)
{
    const dk_match_post *what = &a->market->posts[p];
    if (!dk_match_post_open(a->index, p))
        return;
    for (size_t f = 0; f < DK_POST_FACTS; f++) {
        dk_fact fact = {.is_of_post = true,
                        .at = p,
                        .id = what->id,
                        .field = dk_post_facts[f].field,
                        .title = dk_post_facts[f].title};
        dk_match_post variant = *what;
        bool is_unknown = dk_post_facts[f].is_unknown(what);
        for (size_t v = 0; is_unknown && dk_post_facts[f].put(a->market, v, &variant); v++) {
            try_post(a, p, &variant, &fact);
            variant = *what;
        }
        put_fact(a, &fact);
    }
}

dk_code dk_facts_to_ask(const dk_match_index *index, const size_t *who, size_t n, dk_fact_list *out,
                        dk_err *err)
{
    assert(index != NULL && out != NULL && out->items != NULL && err != NULL);
    assert(out->most >= 1 && out->most <= DK_ASK_MAX);
    out->n = 0;
    asker a = {.index = index,
               .market = dk_match_index_market(index),
               .who = who,
               .n_who = n,
               .lists = malloc((n + 1) * sizeof(places)),
               .out = out,
               .work = dk_arena_new()};
    a.is_broken = a.lists == NULL || a.work == NULL;
    for (size_t i = 0; !a.is_broken && i < n; i++)
        list_as_it_is(&a, who[i], &a.lists[i]);
    for (size_t i = 0; !a.is_broken && i < n; i++) {
        ask_person(&a, i);
        ask_levels(&a, i);
    }
    for (size_t p = 0; !a.is_broken && p < a.market->n_posts; p++)
        ask_post(&a, p);
    free(a.lists);
    dk_arena_free(a.work);
    return a.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}
