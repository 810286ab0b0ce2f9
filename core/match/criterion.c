/* core/match/criterion.c - the list of criteria and the look-ups they share. */
#include "core/match/criterion.h"

#include <string.h>

#include "core/match/score.h"

#define DK_CRITERION(name) extern const dk_criterion dk_criterion_##name;
#include "core/match/criteria.def"
#undef DK_CRITERION

const dk_criterion *const dk_criteria[DK_N_CRITERIA] = {
#define DK_CRITERION(name) &dk_criterion_##name,
#include "core/match/criteria.def"
#undef DK_CRITERION
};

const dk_criterion *dk_criterion_find(const char *key)
{
    for (size_t i = 0; i < DK_N_CRITERIA; i++) {
        if (strcmp(dk_criteria[i]->key, key) == 0)
            return dk_criteria[i];
    }
    return NULL;
}

const char *dk_match_state_key(dk_match_state state)
{
    static const char *const keys[] = {"found", "partly", "not_found", "unknown"};
    return keys[state];
}

const char *dk_direction_key(dk_direction direction)
{
    return direction == DK_FIT ? "fit" : "wish";
}

bool dk_crosswalk_find(const dk_market *market, dk_term specialty, dk_term occupation,
                       dk_crosswalk_grade *out)
{
    for (size_t i = 0; i < market->n_crosswalk; i++) {
        const dk_crosswalk_row *row = &market->crosswalk[i];
        if (row->specialty == specialty && row->occupation == occupation) {
            *out = row->grade;
            return true;
        }
    }
    return false;
}

const dk_town_link *dk_town_link_find(const dk_market *market, dk_term from, dk_term to)
{
    for (size_t i = 0; i < market->n_town_links; i++) {
        const dk_town_link *link = &market->town_links[i];
        if (link->from == from && link->to == to)
            return link;
    }
    return NULL;
}

int32_t dk_rank_steps(const dk_match_terms *terms, int32_t have, int32_t need)
{
    int32_t steps = 0;
    for (int32_t at = have; at < need; steps++) {
        int32_t next = need;
        for (size_t i = 1; i < terms->n; i++) {
            int32_t rank = terms->items[i].rank;
            if (rank > at && rank < next)
                next = rank;
        }
        at = next;
    }
    return steps;
}

dk_match_state dk_view_state(const dk_match_view *view)
{
    return view->parts->criteria[view->criterion].state;
}
