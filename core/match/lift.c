/* core/match/lift.c - options, sets of options, and the proof of each by the one scorer. */
#include "core/match/lift.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/match/topk.h"

enum {
    OPTIONS_MAX = 2 * DK_MATCH_REQUIREMENTS_MAX, /* single changes looked at before the best are
                                                    kept */
    CERT_MONTHS = 36, /* a new certificate of a kind that ends is taken to hold three years */
    DAYS_A_WEEK = 7,
};

const char *dk_lift_kind_key(dk_lift_kind kind)
{
    static const char *const keys[] = {"certificate", "level", "grade"};
    return keys[kind];
}

dk_lift_prices dk_lift_prices_default(void)
{
    return (dk_lift_prices){.level_hours = {40, 60, 80, 120, 160},
                            .cert_hours = 48,
                            .grade_hours = 120,
                            .hours_a_week = 20};
}

typedef struct {
    dk_change change;
    dk_standing after;
    bool opens; /* a certificate without which the law forbids the work */
} option;

typedef struct {
    const dk_match_index *index;
    const dk_market *market;
    size_t trainee, post;
    const dk_match_trainee *who;
    const dk_match_post *what;
    const dk_lift_prices *prices;
    dk_arena *work;    /* scratch, reset after each variant */
    dk_ranked *others; /* candidates whose gates pass, the person apart, in order */
    size_t n_others;
    option *options;
    size_t n_options;
    bool is_broken;
} lifter;

/* ---- standing ---- */

static int compare_ranked(const void *a, const void *b)
{
    return dk_ranked_before(a, b) ? -1 : dk_ranked_before(b, a) ? 1 : 0;
}

static void collect_others(lifter *l)
{
    for (size_t t = 0; t < l->market->n_trainees; t++) {
        if (t == l->trainee || dk_gate_pair(l->index, t, l->post, NULL).state != DK_GATE_PASS)
            continue;
        l->others[l->n_others++] =
            dk_ranked_trainee(l->index, l->post, t, dk_score_pair(l->index, t, l->post, NULL));
    }
    qsort(l->others, l->n_others, sizeof *l->others, compare_ranked);
}

static dk_standing standing_of(const lifter *l, int32_t score, dk_gate_state gates)
{
    dk_standing out = {gates, score, 0};
    if (gates != DK_GATE_PASS)
        return out;
    const dk_ranked me = dk_ranked_trainee(l->index, l->post, l->trainee, score);
    size_t low = 0, high = l->n_others;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (dk_ranked_before(&l->others[middle], &me))
            low = middle + 1;
        else
            high = middle;
    }
    out.rank = low + 1;
    return out;
}

/* How the person stands after the changes; is_broken when memory is out. */
static dk_standing try_changes(lifter *l, const dk_change *changes, size_t n)
{
    int32_t score = 0;
    dk_gate_state gates = DK_GATE_FAIL;
    const dk_match_trainee *changed = dk_change_apply(l->market, l->who, changes, n, l->work);
    if (changed == NULL || !dk_guest_once(l->index, changed, l->post, l->work, &score, &gates))
        l->is_broken = true;
    dk_arena_reset(l->work);
    return standing_of(l, score, gates);
}

/* ---- prices ---- */

static bool leads_to(const dk_course *course, const dk_change *change)
{
    if (!course->is_approved)
        return false;
    if (change->kind == DK_LIFT_CERT)
        return course->cert == change->what;
    return change->kind == DK_LIFT_LEVEL && course->skill == change->what &&
           course->level >= change->to;
}

static dk_day ready_after(const lifter *l, int32_t hours)
{
    int32_t weekly = l->prices->hours_a_week > 0 ? l->prices->hours_a_week : 1;
    return l->market->as_of + (hours + weekly - 1) / weekly * DAYS_A_WEEK;
}

/* Hours and day by the table, then by the cheapest approved course that leads there. */
static void price(const lifter *l, dk_change *change, int32_t hours)
{
    change->hours = hours;
    change->ready_on = ready_after(l, hours);
    for (size_t i = 0; i < l->prices->n_courses; i++) {
        const dk_course *course = &l->prices->courses[i];
        if (!leads_to(course, change) ||
            (course->ready_on != DK_DAY_NONE && course->ready_on < l->market->as_of))
            continue;
        int32_t asked = course->hours >= 0 ? course->hours : hours;
        dk_day on = course->ready_on == DK_DAY_NONE ? ready_after(l, asked) : course->ready_on;
        if (change->course != NULL &&
            (asked > change->hours || (asked == change->hours && on >= change->ready_on)))
            continue;
        change->hours = asked;
        change->ready_on = on;
        change->course = course;
    }
}

/* ---- single changes the post asks for ---- */

static void put_option(lifter *l, dk_change change, int32_t hours)
{
    if (l->n_options == OPTIONS_MAX)
        return;
    price(l, &change, hours);
    l->options[l->n_options++] = (option){.change = change};
}

static bool holds(const lifter *l, dk_term cert)
{
    dk_day day = dk_match_start(l->market, l->what);
    for (size_t i = 0; i < l->who->n_certs; i++) {
        const dk_trainee_cert *held = &l->who->certs[i];
        if (held->cert == cert && (held->to == DK_DAY_NONE || held->to >= day))
            return true;
    }
    return false;
}

static void put_certs(lifter *l, const dk_term_list *certs)
{
    for (size_t i = 0; i < certs->n; i++) {
        bool is_new = !holds(l, certs->items[i]);
        for (size_t k = 0; k < l->n_options; k++)
            is_new = is_new && !(l->options[k].change.kind == DK_LIFT_CERT &&
                                 l->options[k].change.what == certs->items[i]);
        if (is_new)
            put_option(l, (dk_change){.kind = DK_LIFT_CERT, .what = certs->items[i]},
                       l->prices->cert_hours);
    }
}

static uint8_t own_level(const dk_match_trainee *who, dk_term skill)
{
    uint8_t best = 0;
    for (size_t i = 0; i < who->n_skills; i++) {
        if (who->skills[i].skill == skill && who->skills[i].level > best)
            best = who->skills[i].level;
    }
    return best;
}

/* Every required skill below its level: up to the level, and one step where that is less. */
static void put_levels(lifter *l)
{
    for (size_t i = 0; i < l->what->n_requirements; i++) {
        const dk_requirement *need = &l->what->requirements[i];
        uint8_t from = own_level(l->who, need->skill), want = need->level == 0 ? 1 : need->level;
        int32_t hours = 0;
        for (uint8_t to = (uint8_t)(from + 1); to <= want; to++) {
            hours += l->prices->level_hours[to - 1];
            if (to == from + 1 || to == want)
                put_option(l, (dk_change){DK_LIFT_LEVEL, need->skill, from, to, 0, 0, NULL}, hours);
        }
    }
}

static void put_grade(lifter *l)
{
    const dk_match_terms *grades = &l->market->grades;
    int32_t have = dk_term_get(grades, l->who->grade)->rank;
    int32_t need = dk_term_get(grades, l->what->grade_min)->rank;
    if (l->what->grade_min != 0 && need > have)
        put_option(l, (dk_change){.kind = DK_LIFT_GRADE, .what = l->what->grade_min},
                   l->prices->grade_hours * dk_rank_steps(grades, have, need));
}

/* ---- which options are worth combining ---- */

/* Better standing: fewer obstacles, then a better rank, then more points. */
static int compare_standing(const dk_standing *a, const dk_standing *b)
{
    int32_t pass_a = a->gates == DK_GATE_PASS, pass_b = b->gates == DK_GATE_PASS;
    if (pass_a != pass_b)
        return pass_b - pass_a;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    return (b->score > a->score) - (b->score < a->score);
}

/* Opening a gate first, then what the law asks for although it comes too late, then points an hour,
 * then kind and term, so that the order is total. */
static int compare_option(const void *a, const void *b)
{
    const option *x = a, *y = b;
    int pass_x = x->after.gates == DK_GATE_PASS, pass_y = y->after.gates == DK_GATE_PASS;
    if (pass_x != pass_y)
        return pass_y - pass_x;
    if (x->opens != y->opens)
        return x->opens ? -1 : 1;
    int64_t left = (int64_t)x->after.score * (y->change.hours > 0 ? y->change.hours : 1);
    int64_t right = (int64_t)y->after.score * (x->change.hours > 0 ? x->change.hours : 1);
    if (left != right)
        return left > right ? -1 : 1;
    if (x->change.kind != y->change.kind)
        return x->change.kind < y->change.kind ? -1 : 1;
    if (x->change.what != y->change.what)
        return x->change.what < y->change.what ? -1 : 1;
    return (x->change.to > y->change.to) - (x->change.to < y->change.to);
}

/* Makes all options, tries each, keeps the best DK_LIFT_OPTIONS. `after.score` holds the gain while
 * sorting. */
static void make_options(lifter *l, const dk_standing *before)
{
    put_certs(l, &l->what->certs_legal);
    put_certs(l, &l->what->certs_wanted);
    put_grade(l);
    put_levels(l);
    size_t kept = 0;
    for (size_t i = 0; i < l->n_options; i++) {
        option one = l->options[i];
        one.after = try_changes(l, &one.change, 1);
        one.after.score -= before->score;
        one.opens = one.change.kind == DK_LIFT_CERT && before->gates != DK_GATE_PASS &&
                    dk_term_list_has(&l->what->certs_legal, one.change.what);
        if (one.after.score > 0 || one.opens)
            l->options[kept++] = one;
    }
    l->n_options = kept;
    qsort(l->options, kept, sizeof *l->options, compare_option);
}

/* ---- sets ---- */

static int compare_lift(const void *a, const void *b)
{
    const dk_lift *x = a, *y = b;
    if (x->hours != y->hours)
        return x->hours < y->hours ? -1 : 1;
    if (x->ready_on != y->ready_on)
        return x->ready_on < y->ready_on ? -1 : 1;
    int better = compare_standing(&x->after, &y->after);
    if (better != 0 || x->n_changes != y->n_changes)
        return better != 0 ? better : x->n_changes < y->n_changes ? -1 : 1;
    for (size_t i = 0; i < x->n_changes; i++) {
        if (x->changes[i].what != y->changes[i].what)
            return x->changes[i].what < y->changes[i].what ? -1 : 1;
    }
    return 0;
}

static bool has_twice(const dk_change *changes, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        for (size_t j = 0; j < i; j++) {
            if (changes[i].kind == changes[j].kind && changes[i].what == changes[j].what)
                return true;
        }
    }
    return false;
}

/* The set whose members are the bits of `bits`, tried. */
static dk_lift try_set(lifter *l, uint32_t bits)
{
    dk_lift lift = {.ready_on = l->market->as_of};
    for (; bits != 0; bits &= bits - 1) {
        const dk_change *one = &l->options[(size_t)__builtin_ctz(bits)].change;
        lift.changes[lift.n_changes++] = *one;
        lift.hours += one->hours;
        lift.ready_on = one->ready_on > lift.ready_on ? one->ready_on : lift.ready_on;
    }
    lift.is_late = lift.ready_on > dk_match_start(l->market, l->what);
    if (!has_twice(lift.changes, lift.n_changes))
        lift.after = try_changes(l, lift.changes, lift.n_changes);
    else
        lift.n_changes = 0;
    return lift;
}

/* A better place, or at least no longer out: points that move nobody are no lift. */
static bool is_lift(const dk_standing *after, const dk_standing *best)
{
    return after->rank != best->rank && compare_standing(after, best) < 0;
}

/* All sets in order of cost; those that rank better than every cheaper one and than before stay. */
static bool make_lifts(lifter *l, dk_lifts *out)
{
    size_t n = l->n_options < DK_LIFT_OPTIONS ? l->n_options : DK_LIFT_OPTIONS, n_sets = 0;
    dk_lift *all = malloc(((size_t)1 << n) * sizeof *all);
    if (all == NULL)
        return false;
    for (uint32_t bits = 1; bits < 1u << n; bits++) {
        if (__builtin_popcount(bits) > DK_LIFT_CHANGES)
            continue;
        all[n_sets] = try_set(l, bits);
        n_sets += all[n_sets].n_changes > 0;
    }
    qsort(all, n_sets, sizeof *all, compare_lift);
    dk_standing best = out->before;
    for (size_t i = 0; i < n_sets && out->n_lifts < DK_LIFT_SETS; i++) {
        if (!is_lift(&all[i].after, &best))
            continue;
        best = all[i].after;
        out->lifts[out->n_lifts++] = all[i];
    }
    free(all);
    return !l->is_broken;
}

dk_code dk_match_lifts(const dk_match_index *index, const dk_lift_ask *ask, dk_lifts *out,
                       dk_err *err)
{
    assert(index != NULL && ask != NULL && ask->prices != NULL && out != NULL && err != NULL);
    const dk_market *market = dk_match_index_market(index);
    size_t trainee = ask->trainee, post = ask->post;
    lifter l = {.index = index,
                .market = market,
                .trainee = trainee,
                .post = post,
                .who = &market->trainees[trainee],
                .what = &market->posts[post],
                .prices = ask->prices,
                .work = dk_arena_new(),
                .others = malloc((market->n_trainees + 1) * sizeof(dk_ranked)),
                .options = malloc(OPTIONS_MAX * sizeof(option))};
    dk_lifts made = {.seats = l.what->openings > 0 ? (size_t)l.what->openings : 0};
    bool is_ok = l.work != NULL && l.options != NULL && l.others != NULL;
    if (is_ok) {
        collect_others(&l);
        made.n_candidates = l.n_others;
        made.before = standing_of(&l, dk_score_pair(index, trainee, post, NULL),
                                  dk_gate_pair(index, trainee, post, NULL).state);
        make_options(&l, &made.before);
        for (; made.n_gaps < l.n_options && made.n_gaps < DK_LIFT_OPTIONS; made.n_gaps++)
            made.gaps[made.n_gaps] = l.options[made.n_gaps].change;
        is_ok = make_lifts(&l, &made);
    }
    free(l.options);
    free(l.others);
    dk_arena_free(l.work);
    if (!is_ok)
        return DK_NO_MEMORY(err);
    *out = made;
    return DK_OK;
}

/* ---- changes as people and sentences ---- */

static dk_trainee_cert new_cert(const dk_market *market, const dk_change *change)
{
    bool ends = (dk_term_get(&market->certs, change->what)->flags & DK_TERM_EXPIRES) != 0;
    dk_day to = ends ? dk_day_add_months(change->ready_on, CERT_MONTHS) : DK_DAY_NONE;
    return (dk_trainee_cert){change->what, change->ready_on, to};
}

const dk_match_trainee *dk_change_apply(const dk_market *market, const dk_match_trainee *who,
                                        const dk_change *changes, size_t n, dk_arena *arena)
{
    dk_match_trainee *out = dk_arena_alloc(arena, sizeof *out);
    dk_trainee_skill *skills = dk_arena_array(arena, who->n_skills + n, sizeof *skills);
    dk_trainee_cert *certs = dk_arena_array(arena, who->n_certs + n, sizeof *certs);
    if (out == NULL || skills == NULL || certs == NULL)
        return NULL;
    *out = *who;
    if (who->n_skills > 0)
        memcpy(skills, who->skills, who->n_skills * sizeof *skills);
    if (who->n_certs > 0)
        memcpy(certs, who->certs, who->n_certs * sizeof *certs);
    for (size_t i = 0; i < n; i++) {
        const dk_change *one = &changes[i];
        if (one->kind == DK_LIFT_CERT)
            certs[out->n_certs++] = new_cert(market, one);
        else if (one->kind == DK_LIFT_LEVEL) /* named twice: the best level counts */
            skills[out->n_skills++] =
                dk_trainee_skill_of(one->what, one->to, DK_SOURCE_COURSE, one->ready_on);
        else
            out->grade = one->what;
    }
    out->skills = skills;
    out->certs = certs;
    return out;
}

dk_words dk_change_words(const dk_market *market, const dk_change *change)
{
    const dk_match_terms *lists[] = {[DK_LIFT_CERT] = &market->certs,
                                     [DK_LIFT_LEVEL] = &market->skills,
                                     [DK_LIFT_GRADE] = &market->grades};
    dk_word name = dk_word_text(dk_term_get(lists[change->kind], change->what)->name);
    dk_word hours = dk_word_int(change->hours), on = dk_word_day(change->ready_on);
    dk_word to = dk_word_int(change->to);
    if (change->kind == DK_LIFT_LEVEL && change->from == 0)
        return (dk_words){{"学会{0}到 {1} 级（{2} 学时，{3} 可达到）",
                           "learn {0} to level {1} ({2} hours, by {3})"},
                          {name, to, hours, on}};
    if (change->kind == DK_LIFT_LEVEL)
        return (dk_words){{"{0}提高到 {1} 级（{2} 学时，{3} 可达到）",
                           "raise {0} to level {1} ({2} hours, by {3})"},
                          {name, to, hours, on}};
    return (dk_words){{"取得{0}（{1} 学时，{2} 起）", "get {0} ({1} hours, from {2})"},
                      {name, hours, on}};
}
