/* core/match/explain.c - the parts of a score as texts. No point is added here. */
#include "core/match/explain.h"

#include <assert.h>

#include "core/match/index.h"

typedef struct {
    const dk_match_view *view; /* NULL where only gates are told */
    size_t trainee;            /* position */
    dk_lang lang;
    dk_arena *arena;
    bool is_broken; /* memory ran out */
} teller;

static const char *say(teller *t, const dk_words *words)
{
    const char *text = dk_words_render(t->arena, t->lang, words);
    t->is_broken |= text == NULL;
    return text == NULL ? "" : text;
}

/* ---- one required skill ---- */

static dk_text source_name(dk_skill_source source)
{
    static const dk_text names[] = {
        [DK_SOURCE_DEFAULT] = {"按专业默认", "assumed from the specialty"},
        [DK_SOURCE_SELF] = {"自报", "self-reported"},
        [DK_SOURCE_ASKED] = {"问到的", "asked"},
        [DK_SOURCE_COURSE] = {"课程成绩", "course"},
        [DK_SOURCE_INTERNSHIP] = {"实习", "internship"},
        [DK_SOURCE_CERTIFICATE] = {"证书", "certificate"},
        [DK_SOURCE_ASSESSED] = {"教师测评", "assessed by a teacher"},
    };
    return names[source];
}

static dk_words skill_words(teller *t, const dk_requirement *need, const dk_skill_part *part)
{
    int32_t level = need->level == 0 ? 1 : need->level;
    dk_skill_evidence found = dk_match_evidence(t->view->index, t->trainee, need->skill);
    dk_word wanted = dk_word_int(level);
    if (found.skill == NULL)
        return part->state == DK_STATE_UNKNOWN
                   ? (dk_words){{"要求 {0} 级，本人没有技能记录",
                                 "level {0} is wanted; nothing is recorded"},
                                {wanted}}
                   : (dk_words){
                         {"要求 {0} 级，没有此项技能", "level {0} is wanted; not among the skills"},
                         {wanted}};
    dk_word source = dk_word_text(source_name(found.skill->source));
    dk_word has = dk_word_int(found.skill->level);
    if (found.similarity == 1000 && found.skill->on != DK_DAY_NONE)
        return (dk_words){
            {"要求 {0} 级，具备 {1} 级（{2} {3}）", "level {0} is wanted, has {1} ({2}, {3})"},
            {wanted, has, source, dk_word_day(found.skill->on)}};
    if (found.similarity == 1000)
        return (dk_words){{"要求 {0} 级，具备 {1} 级（{2}）", "level {0} is wanted, has {1} ({2})"},
                          {wanted, has, source}};
    dk_word other = dk_word_text(dk_term_get(&t->view->market->skills, found.skill->skill)->name);
    return (dk_words){{"要求 {0} 级，相近技能 {2} {1} 级，部分计分",
                       "level {0} is wanted; {2} at level {1} is related and counts in part"},
                      {wanted, has, other}};
}

static const dk_explained_detail *tell_skills(teller *t)
{
    const dk_parts *parts = t->view->parts;
    dk_explained_detail *out = dk_arena_array(t->arena, parts->n_skills, sizeof *out);
    t->is_broken |= out == NULL;
    for (size_t i = 0; out != NULL && i < parts->n_skills; i++) {
        const dk_requirement *need = &t->view->post->requirements[i];
        const dk_match_term *skill = dk_term_get(&t->view->market->skills, need->skill);
        dk_words words = skill_words(t, need, &parts->skills[i]);
        out[i] = (dk_explained_detail){.key = skill->code,
                                       .title = dk_in(skill->name, t->lang),
                                       .points = parts->skills[i].points,
                                       .max = parts->skills[i].max,
                                       .state = parts->skills[i].state,
                                       .words = say(t, &words)};
    }
    return out;
}

/* ---- criteria ---- */

static void tell_criteria(teller *t, dk_explanation *out)
{
    dk_explained_criterion *list = dk_arena_array(t->arena, DK_N_CRITERIA, sizeof *list);
    t->is_broken |= list == NULL;
    size_t n = 0;
    for (size_t c = 0; list != NULL && c < DK_N_CRITERIA; c++) {
        const dk_part *part = &t->view->parts->criteria[c];
        if (part->max == 0)
            continue;
        dk_match_view view = *t->view;
        view.criterion = c;
        dk_words words = dk_criteria[c]->words(&view);
        dk_explained_criterion *one = &list[n++];
        *one = (dk_explained_criterion){.key = dk_criteria[c]->key,
                                        .title = dk_in(dk_criteria[c]->title, t->lang),
                                        .direction = dk_criteria[c]->direction,
                                        .points = part->points,
                                        .max = part->max,
                                        .state = part->state,
                                        .words = say(t, &words)};
        if (dk_criteria[c]->form == DK_FORM_COVERAGE) {
            one->details = tell_skills(t);
            one->n_details = t->view->parts->n_skills;
        }
    }
    out->criteria = list;
    out->n_criteria = n;
}

/* ---- summary: specialty; skills had of needed; the heaviest missing one ---- */

static dk_text specialty_summary(dk_match_state state)
{
    switch (state) {
    case DK_STATE_FOUND:
        return (dk_text){"对口专业", "matching specialty"};
    case DK_STATE_PARTLY:
        return (dk_text){"相关专业", "related specialty"};
    case DK_STATE_NOT_FOUND:
        return (dk_text){"专业不对口", "unrelated specialty"};
    case DK_STATE_UNKNOWN:
        break;
    }
    return (dk_text){"专业是否对口不明", "specialty not known"};
}

/* The requirement with most points to gain, SIZE_MAX when all are met. */
static size_t largest_gap(const dk_parts *parts)
{
    size_t best = SIZE_MAX;
    int32_t gap = 0;
    for (size_t i = 0; i < parts->n_skills; i++) {
        int32_t one = parts->skills[i].max - parts->skills[i].points;
        if (parts->skills[i].state != DK_STATE_FOUND && one > gap) {
            best = i;
            gap = one;
        }
    }
    return best;
}

/* ---- more than is asked for ---- */

enum { OVER_STEPS = 2 };

static bool is_over(const dk_match_terms *terms, dk_term have, dk_term need)
{
    int32_t has = dk_term_get(terms, have)->rank, asked = dk_term_get(terms, need)->rank;
    return has > 0 && asked > 0 && dk_rank_steps(terms, asked, has) >= OVER_STEPS;
}

static bool has_every_skill_over(const dk_match_view *view)
{
    for (size_t i = 0; i < view->parts->n_skills; i++) {
        int32_t asked = view->post->requirements[i].level;
        if (view->parts->skills[i].effective < 3 * (asked + OVER_STEPS))
            return false;
    }
    return view->parts->n_skills > 0;
}

static const char *tell_note(teller *t)
{
    const dk_market *market = t->view->market;
    const dk_match_trainee *who = t->view->trainee;
    const dk_match_post *post = t->view->post;
    if (is_over(&market->edus, who->edu, post->edu_min))
        return say(t, &(dk_words){.form = {"学历比要求高两级以上，问问本人是否愿意",
                                           "education is well above what is asked; ask whether the "
                                           "person wants it"}});
    if (is_over(&market->grades, who->grade, post->grade_min))
        return say(t,
                   &(dk_words){.form = {"技能等级比要求高两级以上，问问本人是否愿意",
                                        "the skill grade is well above what is asked; ask whether "
                                        "the person wants it"}});
    if (has_every_skill_over(t->view))
        return say(t,
                   &(dk_words){.form = {"各项技能都远高于要求，问问本人是否愿意",
                                        "every skill is well above what is asked; ask whether the "
                                        "person wants it"}});
    return "";
}

/* Asked of the criterion itself: a weight of 0 moves no point but leaves the fact. */
static dk_match_state specialty_state(teller *t)
{
    const dk_criterion *c = dk_criteria[DK_CRITERION_specialty];
    dk_class_key trainee = {.v = {0}}, post = {.v = {0}};
    if (!c->trainee_key(t->view->market, t->view->trainee, t->arena, &trainee) ||
        !c->post_key(t->view->market, t->view->post, t->arena, &post)) {
        t->is_broken = true;
        return DK_STATE_UNKNOWN;
    }
    return c->rate(t->view->market, &trainee, &post).state;
}

static const char *tell_summary(teller *t)
{
    const dk_parts *parts = t->view->parts;
    dk_word specialty = dk_word_text(specialty_summary(specialty_state(t)));
    if (parts->n_skills == 0)
        return say(t, &(dk_words){{"{0}；岗位没有写技能要求", "{0}; the post states no skills"},
                                  {specialty}});
    if (parts->skills[0].state == DK_STATE_UNKNOWN)
        return say(t, &(dk_words){{"{0}；还没有本人的技能记录", "{0}; no skill is recorded"},
                                  {specialty}});
    int64_t found = 0;
    for (size_t i = 0; i < parts->n_skills; i++)
        found += parts->skills[i].state == DK_STATE_FOUND;
    dk_word had = dk_word_int(found), all = dk_word_int((int64_t)parts->n_skills);
    size_t gap = largest_gap(parts);
    if (gap == SIZE_MAX)
        return say(t, &(dk_words){{"{0}；会 {1}/{2} 项技能", "{0}; has {1} of {2} skills"},
                                  {specialty, had, all}});
    const dk_requirement *need = &t->view->post->requirements[gap];
    dk_word missing = dk_word_text(dk_term_get(&t->view->market->skills, need->skill)->name);
    if (parts->skills[gap].state == DK_STATE_PARTLY)
        return say(t, &(dk_words){{"{0}；会 {1}/{2} 项技能；待提高：{3}",
                                   "{0}; has {1} of {2} skills; to improve: {3}"},
                                  {specialty, had, all, missing}});
    return say(t, &(dk_words){
                      {"{0}；会 {1}/{2} 项技能；缺：{3}", "{0}; has {1} of {2} skills; lacks: {3}"},
                      {specialty, had, all, missing}});
}

/* ---- gates ---- */

static dk_explained_gate tell_gate(teller *t, const dk_gate *gate, const dk_market *market,
                                   const dk_match_trainee *trainee, const dk_match_post *post,
                                   dk_gate_state state)
{
    dk_day day = gate->scope == DK_SCOPE_TRAINEE || post == NULL ? market->as_of
                                                                 : dk_match_start(market, post);
    dk_words words = gate->words(market, trainee, post, state);
    return (dk_explained_gate){.key = gate->key,
                               .title = dk_in(gate->title, t->lang),
                               .state = state,
                               .words = say(t, &words),
                               .article = dk_in(dk_gate_article(gate, day), t->lang)};
}

/* Gates of the pair; with `only` just those in that state. */
static dk_explained_gates tell_gates(teller *t, const dk_match_index *index, size_t post,
                                     const dk_gate_state *only)
{
    dk_gate_state states[DK_N_GATES];
    (void)dk_gate_pair(index, t->trainee, post, states);
    dk_explained_gate *out = dk_arena_array(t->arena, DK_N_GATES, sizeof *out);
    t->is_broken |= out == NULL;
    size_t n = 0;
    const dk_market *market = index->market;
    for (size_t g = 0; out != NULL && g < DK_N_GATES; g++) {
        if (only == NULL || states[g] == *only)
            out[n++] = tell_gate(t, dk_gates[g], market, &market->trainees[t->trainee],
                                 &market->posts[post], states[g]);
    }
    return (dk_explained_gates){out, n};
}

/* ---- public ---- */

dk_code dk_explain(const dk_telling *how, size_t trainee, size_t post, dk_explanation *out,
                   dk_err *err)
{
    assert(how != NULL && how->index != NULL && how->arena != NULL && out != NULL && err != NULL);
    const dk_match_index *index = how->index;
    const dk_market *market = index->market;
    assert(trainee < market->n_trainees && post < market->n_posts);
    dk_parts parts;
    dk_explanation made = {.trainee = market->trainees[trainee].id, .post = market->posts[post].id};
    made.score = dk_score_pair(index, trainee, post, &parts);
    made.fit = parts.fit;
    made.wish = parts.wish;
    dk_score_range(index, trainee, post, &made.low, &made.high);
    const dk_match_view view = {index,  market, &market->trainees[trainee], &market->posts[post],
                                &parts, 0};
    teller t = {&view, trainee, how->lang, how->arena, false};
    made.summary = tell_summary(&t);
    made.note = tell_note(&t);
    if (*made.note != '\0')
        made.summary = say(&t, &(dk_words){{"{0}；{1}", "{0}; {1}"},
                                           {dk_word_text((dk_text){made.summary, made.summary}),
                                            dk_word_text((dk_text){made.note, made.note})}});
    tell_criteria(&t, &made);
    made.gates = tell_gates(&t, index, post, NULL);
    if (t.is_broken)
        return DK_NO_MEMORY(err);
    *out = made;
    return DK_OK;
}

dk_code dk_explain_gates(const dk_telling *how, size_t trainee, size_t post, dk_gate_state state,
                         dk_explained_gates *out, dk_err *err)
{
    teller t = {NULL, trainee, how->lang, how->arena, false};
    dk_explained_gates gates = tell_gates(&t, how->index, post, &state);
    if (t.is_broken)
        return DK_NO_MEMORY(err);
    *out = gates;
    return DK_OK;
}

dk_code dk_explain_own_gates(const dk_telling *how, dk_gate_scope scope, size_t at,
                             dk_explained_gates *out, dk_err *err)
{
    assert(scope == DK_SCOPE_TRAINEE || scope == DK_SCOPE_POST);
    const dk_market *market = how->index->market;
    const dk_match_trainee *trainee = scope == DK_SCOPE_TRAINEE ? &market->trainees[at] : NULL;
    const dk_match_post *post = scope == DK_SCOPE_POST ? &market->posts[at] : NULL;
    teller t = {NULL, at, how->lang, how->arena, false};
    dk_explained_gate *gates = dk_arena_array(how->arena, DK_N_GATES, sizeof *gates);
    if (gates == NULL)
        return DK_NO_MEMORY(err);
    size_t used = 0;
    for (size_t g = 0; g < DK_N_GATES; g++) {
        dk_day day = post == NULL ? market->as_of : dk_match_start(market, post);
        if (dk_gates[g]->scope != scope || !dk_gate_in_force(dk_gates[g], day))
            continue;
        dk_gate_state state = dk_gates[g]->check(market, trainee, post);
        if (state != DK_GATE_PASS)
            gates[used++] = tell_gate(&t, dk_gates[g], market, trainee, post, state);
    }
    if (t.is_broken)
        return DK_NO_MEMORY(err);
    *out = (dk_explained_gates){gates, used};
    return DK_OK;
}
