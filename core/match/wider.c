/* core/match/wider.c - see wider.h. */
#include "core/match/wider.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/match/guest.h"
#include "core/match/topk.h"

enum { TOP_MOST = 100, CERTS_TRIED = 32, YUAN = 100 };

typedef struct {
    const dk_match_index *index;
    const dk_market *market;
    size_t trainee; /* position */
    const dk_match_trainee *who;
    size_t top;
    dk_arena *work; /* reset after each try */
    bool *passes;   /* [post] now */
    dk_ranked now[TOP_MOST];
    size_t n_now;
    dk_wider_list *out;
} search;

/* What a relaxation does to a copy of the person; false: it changes nothing for this one. */
typedef bool (*change)(const dk_market *market, dk_match_trainee *who, int64_t amount);

static bool commute(const dk_market *market, dk_match_trainee *who, int64_t amount)
{
    (void)market;
    who->commute_max_min += (int32_t)amount;
    return who->commute_max_min - amount >= 0;
}

static bool pay(const dk_market *market, dk_match_trainee *who, int64_t amount)
{
    (void)market;
    who->want_pay_fen -= amount * YUAN;
    return who->want_pay_fen > 0;
}

static bool towns(const dk_market *market, dk_match_trainee *who, int64_t amount)
{
    (void)market, (void)amount;
    bool has_wish = who->want_towns.n > 0;
    who->want_towns.n = 0;
    return has_wish;
}

static bool occupations(const dk_market *market, dk_match_trainee *who, int64_t amount)
{
    (void)market, (void)amount;
    bool has_wish = who->want_occupations.n > 0;
    who->want_occupations.n = 0;
    return has_wish;
}

static bool shifts(const dk_market *market, dk_match_trainee *who, int64_t amount)
{
    (void)market, (void)amount;
    bool is_closed = who->shift_ok != DK_TRI_YES;
    who->shift_ok = DK_TRI_YES;
    return is_closed;
}

static bool opt_in(const dk_market *market, dk_match_trainee *who, int64_t amount)
{
    (void)market, (void)amount;
    bool is_out = who->intent != DK_INTENT_WORK && !who->opts_in;
    who->opts_in = true;
    return is_out;
}

static bool consent(const dk_market *market, dk_match_trainee *who, int64_t amount)
{
    (void)market, (void)amount;
    bool is_missing = who->has_consent != DK_TRI_YES;
    who->has_consent = DK_TRI_YES;
    return is_missing;
}

static bool sixteen(const dk_market *market, dk_match_trainee *who, int64_t amount)
{
    (void)amount;
    bool is_young = who->sixteen_on != DK_DAY_NONE && who->sixteen_on > market->as_of;
    if (is_young)
        who->sixteen_on = market->as_of;
    return is_young;
}

static bool adult(const dk_market *market, dk_match_trainee *who, int64_t amount)
{
    (void)amount;
    bool is_young = who->adult_on != DK_DAY_NONE && who->adult_on > market->as_of;
    if (!is_young)
        return false;
    who->adult_on = market->as_of;
    if (who->sixteen_on != DK_DAY_NONE && who->sixteen_on > market->as_of)
        who->sixteen_on = market->as_of;
    return true;
}

static const struct {
    const char *key;
    change apply;
    int64_t amount;
    dk_text form;
} RELAXATIONS[] = {
    {"commute", commute, 15, {"最长通勤放宽 {0} 分钟", "commute up to {0} minutes longer"}},
    {"commute", commute, 30, {"最长通勤放宽 {0} 分钟", "commute up to {0} minutes longer"}},
    {"commute", commute, 60, {"最长通勤放宽 {0} 分钟", "commute up to {0} minutes longer"}},
    {"pay", pay, 500, {"最低月薪降 {0} 元", "take {0} yuan less a month"}},
    {"pay", pay, 1000, {"最低月薪降 {0} 元", "take {0} yuan less a month"}},
    {"towns", towns, 0, {"不限意向地", "any town"}},
    {"occupations", occupations, 0, {"不限意向职业", "any occupation"}},
    {"shifts", shifts, 0, {"可以倒班", "shifts are possible"}},
    {"opt_in", opt_in, 0, {"本人提出仍愿推荐", "the person asks to be matched anyway"}},
    {"consent", consent, 0, {"补签个人信息授权书", "the consent is signed"}},
    {"age", sixteen, 0, {"满 16 周岁后（{0} 起）", "after the 16th birthday (from {0})"}},
    {"age", adult, 0, {"满 18 周岁后（{0} 起）", "after the 18th birthday (from {0})"}},
};
enum { N_RELAXATIONS = sizeof RELAXATIONS / sizeof *RELAXATIONS };

/* Puts one post into a short list kept in order. */
static void rank(dk_ranked *list, size_t *n, size_t most, dk_ranked one)
{
    size_t i = *n;
    if (i == most && !dk_ranked_before(&one, &list[most - 1]))
        return;
    if (i == most)
        i--;
    else
        (*n)++;
    for (; i > 0 && dk_ranked_before(&one, &list[i - 1]); i--)
        list[i] = list[i - 1];
    list[i] = one;
}

static bool was_listed(const search *s, int64_t id)
{
    for (size_t i = 0; i < s->n_now; i++)
        if (s->now[i].id == id)
            return true;
    return false;
}

/* Scores `who` against all posts. */
static bool try_person(search *s, const dk_match_trainee *who, dk_wider *result)
{
    dk_guest_trainee *guest = NULL;
    dk_err ignored = DK_ERR_INIT;
    dk_ranked then[TOP_MOST], opened = {.score = -1};
    size_t n = 0;
    dk_arena_reset(s->work);
    if (dk_guest_trainee_new(s->index, who, s->work, &guest, &ignored) != DK_OK)
        return false;
    for (size_t p = 0; p < s->market->n_posts; p++) {
        if (dk_guest_gate_post(s->index, guest, p) != DK_GATE_PASS)
            continue;
        const dk_ranked one =
            dk_ranked_post(s->index, s->trainee, p, dk_guest_score_post(s->index, guest, p, NULL));
        rank(then, &n, s->top, one);
        if (s->passes[p])
            continue;
        result->opens++;
        if (opened.score < 0 || dk_ranked_before(&one, &opened))
            opened = one;
    }
    for (size_t i = n; i-- > 0;)
        if (!was_listed(s, then[i].id)) {
            result->moves++;
            result->best = then[i].id;
        }
    if (opened.score >= 0)
        result->best = opened.id;
    int32_t best_now = s->n_now == 0 ? 0 : s->now[0].score;
    result->gain = n > 0 && then[0].score > best_now ? then[0].score - best_now : 0;
    return true;
}

static bool helps_more(const dk_wider *a, const dk_wider *b)
{
    return a->opens != b->opens ? a->opens > b->opens : a->moves > b->moves;
}

/* Keeps the best; of two of one key only the mildest that helps as much. */
static void keep(search *s, dk_wider one)
{
    if (one.opens + one.moves == 0)
        return;
    for (size_t i = 0; i < s->out->n; i++)
        if (strcmp(s->out->items[i].key, one.key) == 0 && strcmp(one.key, "certificate") != 0 &&
            !helps_more(&one, &s->out->items[i]))
            return;
    size_t i = s->out->n < DK_WIDER_MAX ? s->out->n++ : DK_WIDER_MAX;
    for (; i > 0 && helps_more(&one, &s->out->items[i - 1]); i--)
        if (i < DK_WIDER_MAX)
            s->out->items[i] = s->out->items[i - 1];
    if (i < DK_WIDER_MAX)
        s->out->items[i] = one;
}

static bool try_relaxations(search *s)
{
    for (size_t i = 0; i < N_RELAXATIONS; i++) {
        dk_match_trainee who = *s->who;
        if (!RELAXATIONS[i].apply(s->market, &who, RELAXATIONS[i].amount))
            continue;
        dk_wider one = {
            .key = RELAXATIONS[i].key,
            .words = {.form = RELAXATIONS[i].form, .args = {dk_word_int(RELAXATIONS[i].amount)}}};
        if (RELAXATIONS[i].apply == sixteen)
            one.words.args[0] = dk_word_day(s->who->sixteen_on);
        if (RELAXATIONS[i].apply == adult)
            one.words.args[0] = dk_word_day(s->who->adult_on);
        if (!try_person(s, &who, &one))
            return false;
        keep(s, one);
    }
    return true;
}

/* Where no single step opens anything: what the person must settle, all of it together. */
static bool try_together(search *s)
{
    dk_match_trainee who = *s->who;
    dk_day from = s->market->as_of;
    if (who.sixteen_on != DK_DAY_NONE && who.sixteen_on > from)
        from = who.sixteen_on;
    bool is_changed = opt_in(s->market, &who, 0);
    is_changed |= consent(s->market, &who, 0);
    is_changed |= sixteen(s->market, &who, 0);
    dk_wider one = {.key = "together",
                    .words = {.form = {"本人提出仍愿推荐，并有授权书、满 16 周岁（{0} 起）",
                                       "matched on request, with consent and from the age of 16 "
                                       "(from {0})"},
                              .args = {dk_word_day(from)}}};
    if (!is_changed)
        return true;
    if (!try_person(s, &who, &one))
        return false;
    keep(s, one);
    return true;
}

static bool has_cert(const dk_match_trainee *who, dk_term cert)
{
    for (size_t i = 0; i < who->n_certs; i++)
        if (who->certs[i].cert == cert)
            return true;
    return false;
}

static bool try_cert(search *s, dk_term cert)
{
    dk_trainee_cert certs[64];
    dk_match_trainee who = *s->who;
    if (who.n_certs >= sizeof certs / sizeof *certs)
        return true;
    if (who.n_certs > 0)
        memcpy(certs, who.certs, who.n_certs * sizeof *certs);
    certs[who.n_certs++] = (dk_trainee_cert){cert, s->market->as_of, s->market->as_of + 1095};
    who.certs = certs;
    dk_wider one = {.key = "certificate",
                    .words = {.form = {"取得{0}", "get {0}"},
                              .args = {dk_word_text(dk_term_get(&s->market->certs, cert)->name)}}};
    if (!try_person(s, &who, &one))
        return false;
    keep(s, one);
    return true;
}

/* Every certificate by law that the person does not have and some post asks for. */
static bool try_certs(search *s)
{
    dk_term tried[CERTS_TRIED];
    size_t n = 0;
    for (size_t p = 0; p < s->market->n_posts; p++)
        for (size_t c = 0; c < s->market->posts[p].certs_legal.n && n < CERTS_TRIED; c++) {
            dk_term cert = s->market->posts[p].certs_legal.items[c];
            bool is_tried = has_cert(s->who, cert);
            for (size_t i = 0; i < n; i++)
                is_tried = is_tried || tried[i] == cert;
            if (is_tried)
                continue;
            tried[n++] = cert;
            if (!try_cert(s, cert))
                return false;
        }
    return true;
}

/* What passes and stands in the list now. */
static void look_now(search *s)
{
    size_t trainee = s->trainee;
    for (size_t p = 0; p < s->market->n_posts; p++) {
        if (dk_gate_pair(s->index, trainee, p, NULL).state != DK_GATE_PASS ||
            !dk_match_trainee_open(s->index, trainee) || !dk_match_post_open(s->index, p))
            continue;
        s->passes[p] = true;
        rank(s->now, &s->n_now, s->top,
             dk_ranked_post(s->index, trainee, p, dk_score_pair(s->index, trainee, p, NULL)));
    }
}

dk_code dk_match_wider(const dk_match_index *index, size_t trainee, size_t top, dk_wider_list *out,
                       dk_err *err)
{
    const dk_market *market = dk_match_index_market(index);
    assert(trainee < market->n_trainees && top >= 1 && out != NULL);
    search s = {.index = index,
                .market = market,
                .trainee = trainee,
                .who = &market->trainees[trainee],
                .top = top < TOP_MOST ? top : TOP_MOST,
                .work = dk_arena_new(),
                .passes = calloc(market->n_posts + 1, sizeof(bool)),
                .out = out};
    out->n = 0;
    bool ok = s.work != NULL && s.passes != NULL;
    if (ok) {
        look_now(&s);
        ok = try_relaxations(&s) && try_certs(&s);
    }
    if (ok && out->n == 0)
        ok = try_together(&s);
    free(s.passes);
    dk_arena_free(s.work);
    return ok ? DK_OK : DK_NO_MEMORY(err);
}
