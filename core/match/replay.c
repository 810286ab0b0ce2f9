/* core/match/replay.c - see replay.h. */
#include "core/match/replay.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"

const size_t dk_replay_tops[DK_REPLAY_TOPS] = {1, 5, 10};

static const struct {
    const char *key;
    dk_text title, advice;
} states[DK_N_REPLAY_STATES] = {
    [DK_REPLAY_RANKED] = {"ranked", {"有名次", "has a rank"}, {"", ""}},
    [DK_REPLAY_GATED] = {"gated", {"不符合准入条件", "a gate does not pass"}, {"", ""}},
    [DK_REPLAY_SHUT] = {"shut", {"岗位当时不在招", "the post was not open"}, {"", ""}},
    [DK_REPLAY_OUT] = {"out", {"学员当时不参加匹配", "the person was not to be matched"}, {"", ""}},
    [DK_REPLAY_NO_POST] = {"no_post",
                           {"岗位当时没有登记", "the post was not on record"},
                           {"推荐前先登记岗位", "enter posts before people are referred to them"}},
    [DK_REPLAY_NO_FIRM] = {"no_firm",
                           {"单位当时没有登记", "the firm was not on record"},
                           {"外地或没报岗位的单位，登记后才能比较",
                            "firms elsewhere or that told no post: comparable once entered"}},
    [DK_REPLAY_NO_PERSON] = {"no_person",
                             {"学员当时没有登记", "the person was not on record"},
                             {"开班时先导入花名册", "import the roster when the course begins"}},
    [DK_REPLAY_SEVERAL] = {"several",
                           {"认不准是哪一位", "several people fit"},
                           {"补学籍号，或班级和班内序号",
                            "add the student number, or class and number in it"}},
    [DK_REPLAY_UNTOLD] = {"untold",
                          {"没有写明是谁", "nobody is named"},
                          {"补学籍号，或班级和班内序号，或姓名和证件号后四位",
                           "add the student number, or class and number in it, or name and last "
                           "four of the document number"}},
    [DK_REPLAY_UNDATED] = {"undated",
                           {"没有日期", "no day is given"},
                           {"补推荐日期或就业日期",
                            "add the day of referral or the first at work"}},
};

static const struct {
    const char *key;
    dk_text title;
} stays[DK_N_STAYS] = {
    [DK_STAY_SAME] = {"same", {"仍在原单位", "still there"}},
    [DK_STAY_MOVED] = {"moved", {"换了单位", "at work elsewhere"}},
    [DK_STAY_LEFT] = {"left", {"已离岗", "left work"}},
    [DK_STAY_UNKNOWN] = {"unknown", {"不清楚", "not known"}},
    [DK_STAY_NOT_DUE] = {"not_due", {"还没到时间", "not due yet"}},
};

const char *dk_replay_state_key(dk_replay_state state)
{
    return states[state].key;
}

dk_text dk_replay_state_title(dk_replay_state state)
{
    return states[state].title;
}

dk_text dk_replay_state_advice(dk_replay_state state)
{
    return states[state].advice;
}

const char *dk_stay_key(dk_stay stay)
{
    return stays[stay].key;
}

dk_text dk_stay_title(dk_stay stay)
{
    return stays[stay].title;
}

/* ---- one placement ---- */

/* The pair as a list ranks it; false when a gate does not pass. */
static bool stands(const dk_match_index *index, size_t trainee, size_t post, dk_ranked *out)
{
    if (!dk_match_post_open(index, post) ||
        dk_gate_pair(index, trainee, post, NULL).state != DK_GATE_PASS)
        return false;
    *out = dk_ranked_post(index, trainee, post, dk_score_pair(index, trainee, post, NULL));
    return true;
}

/* Why none of the posts has a rank, and the one to speak of. */
static void without_rank(const dk_match_index *index, size_t trainee, const size_t *taken, size_t n,
                         dk_replay_rank *out)
{
    out->taken = n == 0 ? SIZE_MAX : taken[0];
    out->state = n == 0 ? DK_REPLAY_NO_POST : DK_REPLAY_SHUT;
    for (size_t i = n; i-- > 0;)
        if (dk_match_post_open(index, taken[i])) {
            out->taken = taken[i];
            out->state = DK_REPLAY_GATED;
        }
    if (n > 0 && !dk_match_trainee_open(index, trainee))
        out->state = DK_REPLAY_OUT;
}

dk_replay_rank dk_replay_rank_of(const dk_match_index *index, size_t trainee, const size_t *taken,
                                 size_t n_taken)
{
    assert(index != NULL && trainee < dk_match_index_market(index)->n_trainees);
    const dk_market *market = dk_match_index_market(index);
    dk_replay_rank out = {.taken = SIZE_MAX, .best = SIZE_MAX};
    dk_ranked one, mine = {.score = -1}, first = {.score = -1};
    size_t ahead = 0;
    bool has_rank = false;
    for (size_t i = 0; i < n_taken; i++)
        if (stands(index, trainee, taken[i], &one) &&
            (!has_rank || dk_ranked_before(&one, &mine))) {
            mine = one;
            has_rank = true;
        }
    for (size_t p = 0; p < market->n_posts; p++) {
        if (!stands(index, trainee, p, &one))
            continue;
        if (out.candidates++ == 0 || dk_ranked_before(&one, &first))
            first = one;
        ahead += has_rank && dk_ranked_before(&one, &mine);
    }
    if (out.candidates > 0) {
        out.best = first.at;
        out.best_score = first.score;
    }
    if (!has_rank) {
        without_rank(index, trainee, taken, n_taken, &out);
        return out;
    }
    out.taken = mine.at;
    out.score = mine.score;
    out.rank = ahead + 1;
    return out;
}

/* ---- all of them ---- */

/* Most points between first; without a rank at the end, by reason. */
static int by_difference(const void *a, const void *b)
{
    const dk_replay_case *x = a, *y = b;
    int32_t dx = x->best_score - x->score, dy = y->best_score - y->score;
    if (x->state != y->state)
        return x->state < y->state ? -1 : 1;
    if (x->state == DK_REPLAY_RANKED && dx != dy)
        return dx > dy ? -1 : 1;
    return (x->placement > y->placement) - (x->placement < y->placement);
}

static int by_size(const void *a, const void *b)
{
    const size_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void add_case(dk_replay_group *g, const dk_replay_case *one)
{
    g->n++;
    if (one->state != DK_REPLAY_RANKED)
        return;
    g->ranked++;
    g->total_taken += one->score;
    g->total_first += one->best_score;
    for (size_t k = 0; k < DK_REPLAY_TOPS; k++) {
        size_t top = dk_replay_tops[k];
        g->hits[k] += one->rank <= top;
        g->chance[k] += one->candidates <= top ? 1 : (double)top / (double)one->candidates;
    }
}

/* Group `g` counts cases of the stay g - 1, group 0 all of them. */
static bool is_in(const dk_replay_case *one, size_t g)
{
    return one->state < DK_REPLAY_NO_POST && (g == 0 || one->stay == (dk_stay)(g - 1));
}

static void sum_group(const dk_replay *r, size_t g, size_t *ranks, dk_replay_group *out)
{
    size_t n = 0;
    *out = (dk_replay_group){0};
    for (size_t i = 0; i < r->n_cases; i++) {
        const dk_replay_case *one = &r->cases[i];
        if (!is_in(one, g))
            continue;
        add_case(out, one);
        if (one->state == DK_REPLAY_RANKED)
            ranks[n++] = one->rank;
    }
    if (n == 0)
        return;
    qsort(ranks, n, sizeof *ranks, by_size);
    out->median_rank = ranks[(n - 1) / 2];
}

static int most_cases(const void *a, const void *b)
{
    const dk_replay_reason *x = a, *y = b;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return (x->points < y->points) - (x->points > y->points);
}

/* The line that speaks most for the proposed post; NULL when none does. */
static const dk_compare_line *decisive(const dk_replay_case *one)
{
    for (size_t i = 0; one->rank > 1 && i < one->n_lines; i++)
        if (one->lines[i].diff > 0)
            return &one->lines[i];
    return NULL;
}

static void sum_reasons(dk_replay *r)
{
    dk_replay_reason all[DK_N_CRITERIA] = {{0}};
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        all[c] = (dk_replay_reason){.key = dk_criteria[c]->key, .title = dk_criteria[c]->title};
        for (size_t i = 0; i < r->n_cases; i++) {
            const dk_compare_line *line = decisive(&r->cases[i]);
            if (line == NULL || strcmp(line->key, all[c].key) != 0)
                continue;
            all[c].n++;
            all[c].points += line->diff;
        }
    }
    qsort(all, DK_N_CRITERIA, sizeof *all, most_cases);
    r->n_reasons = 0;
    for (size_t c = 0; c < DK_N_CRITERIA && all[c].n > 0; c++)
        r->reasons[r->n_reasons++] = all[c];
}

dk_code dk_replay_sum(dk_replay *r, dk_arena *arena, dk_err *err)
{
    size_t *ranks = dk_arena_array(arena, r->n_cases, sizeof *ranks);
    if (ranks == NULL)
        return DK_NO_MEMORY(err);
    if (r->n_cases > 1)
        qsort(r->cases, r->n_cases, sizeof *r->cases, by_difference);
    for (size_t s = 0; s < DK_N_REPLAY_STATES; s++)
        r->states[s] = 0;
    for (size_t i = 0; i < r->n_cases; i++)
        r->states[r->cases[i].state]++;
    for (size_t g = 0; g < DK_REPLAY_GROUPS; g++)
        sum_group(r, g, ranks, &r->groups[g]);
    sum_reasons(r);
    return DK_OK;
}
