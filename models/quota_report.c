/* models/quota_report.c - see quota_report.h. */
#include "models/quota_report.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/limit.h"
#include "models/pipeline.h"
#include "models/quantile.h"

/* ---- training models ---- */

const char DK_TRAINING_MODELS[] = "1+1+1、2.5+0.5、1+2、2+1";

const char *dk_training_locations(const char *model)
{
    static const struct {
        const char *model, *locations;
    } table[] = {{"1+1+1", "CCCCFF"}, {"2.5+0.5", "CCCCCF"}, {"1+2", "CCPPPP"}, {"2+1", "CCCCFF"}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].model, model) == 0)
            return table[i].locations;
    return NULL;
}

int32_t dk_quota_term_of(dk_month month)
{
    int32_t year = month / 12, of_year = month % 12 + 1;
    if (of_year >= 8)
        return 2 * year + 1;
    return of_year == 1 ? 2 * year - 1 : 2 * year;
}

/* The middle 80 % of samples. O(n log n). False when memory is out. */
static bool middle80(dk_arena *arena, const double *samples, size_t n, double *lo, double *hi)
{
    assert(n > 0);
    double *sorted = dk_arena_array(arena, n, sizeof *sorted);
    if (sorted == NULL)
        return false;
    memcpy(sorted, samples, n * sizeof *sorted);
    dk_sort(sorted, n);
    *lo = dk_quantile(sorted, n, 0.1);
    *hi = dk_quantile(sorted, n, 0.9);
    assert(*lo <= *hi);
    return true;
}

/* ---- state of one telling ---- */

typedef struct {
    const dk_quota_problem *problem;
    const dk_quota_facts *facts;
    dk_arena *arena;
    const dk_quota_plan *plan;
    dk_quota_report *out;
    bool is_broken; /* memory ran out while making words */
} teller;

static const char *in(const teller *t, dk_text text)
{
    return dk_in(text, t->facts->lang);
}

/* The text of a formatted word; "" when memory is out. */
static const char *keep(teller *t, const char *text)
{
    t->is_broken |= text == NULL;
    return text == NULL ? "" : text;
}

static const dk_quota_demand *demand_of(const dk_quota_specialty *s, int32_t year)
{
    for (size_t d = 0; d < s->n_demand; d++)
        if (s->demand[d].year == year && s->demand[d].n_samples > 0)
            return &s->demand[d];
    return NULL; /* unreachable after a solve, which refuses such a problem */
}

/* ---- reasons ---- */

/* True when a limit that binds holds this specialty back (or up, for lower ones). */
static bool holds(const teller *t, const dk_quota_use *use, size_t s)
{
    int32_t entry = t->problem->intakes[0];
    if (!use->binds || (use->specialty != SIZE_MAX && use->specialty != s))
        return false;
    /* Only rows in which the first intake of the specialty takes part. */
    if (dk_limit_find(use->limit)->is_campus_term)
        return dk_pipeline_on_campus(&t->problem->specialties[s], entry, use->term);
    return use->term == 0 || use->term == entry;
}

/* "床位、生源" of the limits that hold specialty s, lower or upper ones; "" when there is none. */
static const char *names_of(teller *t, size_t s, bool is_lower)
{
    const char *names = "";
    const char *seen[16];
    size_t n = 0;
    for (size_t u = 0; u < t->plan->n_uses && n < 16; u++) {
        const dk_quota_use *use = &t->plan->uses[u];
        bool is_new = use->is_lower == is_lower && holds(t, use, s);
        for (size_t i = 0; i < n && is_new; i++)
            is_new = strcmp(seen[i], use->limit) != 0;
        if (!is_new)
            continue;
        seen[n++] = use->limit;
        const char *comma = t->facts->lang == DK_ZH ? "、" : ", ";
        names = keep(
            t, dk_arena_format(t->arena, "%s%s%s", names, n > 1 ? comma : "", in(t, use->title)));
    }
    return names;
}

static const char *reason_of(teller *t, size_t s, const dk_quota_line *line)
{
    static const dk_text MORE = {"需求高于毕业生", "demand exceeds graduates"},
                         LESS = {"毕业生多于需求", "more graduates than demand"},
                         EVEN = {"需求与毕业生相当", "demand and graduates are even"},
                         UPPER = {"；受限于", "; held back by "},
                         LOWER = {"；保持不少于", "; kept up by "},
                         CLOSED = {"；本届不招", "; no intake"},
                         UNKNOWN = {"没有需求数据，不作调整", "no demand known, left as it is"};
    const dk_quota_specialty *one = &t->problem->specialties[s];
    if (one->cost_unfilled <= 0 && one->cost_unplaced <= 0)
        return in(t, UNKNOWN);
    dk_text state = EVEN;
    if (line->graduates < line->demand_lo80)
        state = MORE;
    else if (line->graduates > line->demand_hi80)
        state = LESS;
    const char *text = in(t, state);
    const char *upper = line->graduates < line->demand_mean ? names_of(t, s, false) : "";
    const char *lower = line->graduates > line->demand_mean ? names_of(t, s, true) : "";
    if (*upper != '\0')
        text = keep(t, dk_arena_format(t->arena, "%s%s%s", text, in(t, UPPER), upper));
    if (*lower != '\0')
        text = keep(t, dk_arena_format(t->arena, "%s%s%s", text, in(t, LOWER), lower));
    if (line->quota == 0)
        text = keep(t, dk_arena_format(t->arena, "%s%s", text, in(t, CLOSED)));
    return text;
}

/* ---- lines ---- */

static dk_code tell_lines(teller *t, dk_err *err)
{
    const dk_quota_problem *q = t->problem;
    t->out->lines = dk_arena_array(t->arena, q->n_specialties, sizeof *t->out->lines);
    if (t->out->lines == NULL)
        return DK_NO_MEMORY(err);
    for (size_t s = 0; s < q->n_specialties; s++) {
        const dk_quota_specialty *one = &q->specialties[s];
        const dk_quota_cell *cell = &t->plan->cells[s * q->n_intakes];
        dk_quota_line *line = &t->out->lines[t->out->n_lines++];
        *line = (dk_quota_line){.specialty = one->key,
                                .title = one->title,
                                .model = t->facts->models[s],
                                .now = (int32_t)lround(fmax(one->last_intake, -1)),
                                .quota = cell->students,
                                .classes = cell->classes,
                                .floor = (int32_t)lround(fmax(one->floor, 0)),
                                .year = dk_pipeline_year(one, q->intakes[0])};
        for (size_t k = 0; k < t->plan->n_outcomes; k++)
            if (t->plan->outcomes[k].specialty == s && t->plan->outcomes[k].year == line->year) {
                line->graduates = t->plan->outcomes[k].graduates;
                line->demand_mean = t->plan->outcomes[k].demand_mean;
            }
        const dk_quota_demand *d = demand_of(one, line->year);
        if (!middle80(t->arena, d->samples, d->n_samples, &line->demand_lo80, &line->demand_hi80))
            return DK_NO_MEMORY(err);
        line->reason = reason_of(t, s, line);
    }
    return DK_OK;
}

/* ---- limits ---- */

/* How full a limit is: 1 at its edge. */
static double fullness(const dk_quota_use *use)
{
    double top = use->is_lower ? use->allowed : use->used;
    double bottom = use->is_lower ? use->used : use->allowed;
    return bottom > 0 ? top / bottom : top > 0 ? 2 : 1;
}

/* Limits that steer nothing a reader could change now: of a specialty that is only kept as it is,
 * without any cost, and the cut of a later intake against this one. */
static bool is_aside(const teller *t, const dk_quota_use *use)
{
    const dk_quota_specialty *s = t->problem->specialties;
    if (strcmp(use->limit, "change") == 0 && use->term != t->problem->intakes[0])
        return true;
    return use->specialty != SIZE_MAX && s[use->specialty].cost_unfilled <= 0 &&
           s[use->specialty].cost_unplaced <= 0;
}

/* The use that stands for its thing: of those that bind the one most exceeded, else the first;
 * where none binds the fullest. Limits of a specialty
 * that do not bind are told once per kind, by the fullest one. */
static bool stands_for(const teller *t, const dk_quota_use *uses, size_t n, size_t at)
{
    const dk_quota_use *u = &uses[at];
    for (size_t i = 0; i < n; i++) {
        const dk_quota_use *v = &uses[i];
        bool same =
            v->limit == u->limit && (v->specialty == u->specialty || !(u->binds || v->binds));
        if (i == at || !same || is_aside(t, v))
            continue;
        if (v->binds != u->binds) {
            if (v->binds)
                return false;
        } else {
            double more = u->binds ? v->excess - u->excess : fullness(v) - fullness(u);
            if (more > 0 || (more == 0 && i < at))
                return false;
        }
    }
    return true;
}

/* "69.2 万元" as a Chinese report writes large sums, else "692430 yuan", or the number alone. */
static const char *sum_words(teller *t, double cost)
{
    const char *unit = t->facts->unit;
    if (strcmp(unit, "元") == 0 && cost >= 10000)
        return keep(t, dk_arena_format(t->arena, "%.1f 万元", cost / 10000));
    return keep(t, dk_arena_format(t->arena, "%.0f%s%s", cost, *unit == '\0' ? "" : " ", unit));
}

static const char *more_words(teller *t, const dk_quota_use *use, double cost)
{
    const dk_limit *limit = dk_limit_find(use->limit);
    const char *unit = in(t, limit->unit);
    bool is_zh = t->facts->lang == DK_ZH;
    if (use->worth <= 0)
        return keep(
            t, dk_arena_format(t->arena, is_zh ? "单独放宽它没有用：还受其他限制"
                                               : "easing it alone helps nothing: others hold too"));
    if (use->is_lower)
        return keep(t, dk_arena_format(t->arena,
                                       is_zh ? "下限低 %.0f %s：预期损失约少 %s"
                                             : "a floor %.0f %s lower saves about %s",
                                       use->step, unit, sum_words(t, cost)));
    return keep(
        t, dk_arena_format(t->arena,
                           is_zh ? "多 %.0f %s：预期损失约少 %s" : "%.0f more %s: saves about %s",
                           use->step, unit, sum_words(t, cost)));
}

/* A cohort already there, or a plan that pays for it, may need more than the school has: said
 * plainly, or "6 / <= 4" reads as a fault. */
static const char *over_words(teller *t, const dk_quota_use *use)
{
    bool is_zh = t->facts->lang == DK_ZH;
    int decimals = fabs(use->excess - round(use->excess)) < 0.05 ? 0 : 1;
    const char *amount = keep(t, dk_arena_format(t->arena, "%.*f %s", decimals, use->excess,
                                                 in(t, dk_limit_find(use->limit)->unit)));
    if (use->is_lower)
        return keep(t, dk_arena_format(t->arena,
                                       is_zh ? "比下限少 %s：允许，代价已计入权衡"
                                             : "%s below the floor: allowed, its price is weighed",
                                       amount));
    return keep(t, dk_arena_format(t->arena,
                                   is_zh ? "超出 %s：要另行解决，代价已计入权衡"
                                         : "%s over: to be found elsewhere, its price is weighed",
                                   amount));
}

static dk_quota_limit_line limit_line(teller *t, const dk_quota_use *use)
{
    const dk_limit *limit = dk_limit_find(use->limit);
    bool is_one = use->specialty != SIZE_MAX;
    const dk_quota_specialty *s = is_one ? &t->problem->specialties[use->specialty] : NULL;
    dk_quota_limit_line line = {.key = use->limit,
                                .title = in(t, use->title),
                                .unit = in(t, limit->unit),
                                .used = use->used,
                                .has_used = t->plan->status != DK_QUOTA_INFEASIBLE,
                                .allowed = use->allowed,
                                .is_lower = use->is_lower,
                                .is_binding = use->binds};
    if (is_one) {
        line.key = keep(t, dk_arena_format(t->arena, "%s:%s", use->limit, s->key));
        line.title =
            keep(t, dk_arena_format(t->arena, t->facts->lang == DK_ZH ? "%s：%s" : "%s: %s",
                                    in(t, use->title), s->title));
    }
    if (use->is_soft && use->excess > 0.05 && line.has_used) {
        line.excess = use->excess;
        line.over = over_words(t, use);
    }
    /* A search that ended early may leave a worth open: neither sure nor ruled out; then none is
     * told. */
    if (use->binds && use->step > 0 && (use->worth > 0 || use->worth_most <= 0)) {
        double saved = use->worth * t->facts->unit_cost;
        line.has_more = true;
        line.delta = use->is_lower ? -use->step : use->step;
        line.cost = -saved;
        line.words = more_words(t, use, saved);
    }
    return line;
}

static dk_code tell_limits(teller *t, const dk_quota_use *uses, size_t n, bool all, dk_err *err)
{
    t->out->limits = dk_arena_array(t->arena, n, sizeof *t->out->limits);
    if (t->out->limits == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        if (all || (!is_aside(t, &uses[i]) && stands_for(t, uses, n, i)))
            t->out->limits[t->out->n_limits++] = limit_line(t, &uses[i]);
    return DK_OK;
}

/* ---- costs ---- */

static void add_costs(const teller *t, size_t s, int32_t year, double graduates, dk_quota_costs *to)
{
    const dk_quota_specialty *one = &t->problem->specialties[s];
    const dk_quota_demand *d = demand_of(one, year);
    dk_quota_expectation e = dk_quota_expect(d->samples, d->n_samples, graduates, 0, 0);
    to->unfilled += e.unfilled * one->cost_unfilled * t->facts->unit_cost;
    to->unplaced += e.unplaced * one->cost_unplaced * t->facts->unit_cost;
    to->total = to->unfilled + to->unplaced;
}

static double last_of(const dk_quota_problem *q, size_t s)
{
    return fmax(q->specialties[s].last_intake, 0);
}

/* Graduates of an outcome if every intake were the last one again: the pipeline stays, the decided
 * intakes change. */
static double graduates_as_before(const teller *t, const dk_quota_outcome *o)
{
    const dk_quota_problem *q = t->problem;
    double graduates = o->graduates;
    for (size_t i = 0; i < q->n_intakes; i++)
        if (dk_pipeline_year(&q->specialties[o->specialty], q->intakes[i]) == o->year)
            graduates += dk_pipeline_yield(q, o->specialty, q->intakes[i]) *
                         (last_of(q, o->specialty) -
                          t->plan->cells[o->specialty * q->n_intakes + i].students);
    return fmax(graduates, 0);
}

/* Names of the limits that last year's plan would break, joined; "" when it breaks none. */
static dk_code broken_by_baseline(teller *t, const char **names, dk_err *err)
{
    const dk_quota_problem *q = t->problem;
    dk_limit_rows rows;
    const dk_limit *last = NULL;
    *names = "";
    if (!dk_limits_collect(t->arena, q, &rows))
        return DK_NO_MEMORY(err);
    for (size_t r = 0; r < rows.n_rows; r++) {
        const dk_limit_row *row = &rows.rows[r];
        double sum = row->fixed;
        for (size_t k = 0; k < row->n_terms; k++) {
            const dk_limit_term *term = &row->terms[k];
            int32_t size = q->specialties[term->specialty].class_max;
            double students = last_of(q, term->specialty);
            sum += term->coefficient *
                   (term->is_class ? ceil(students / (size > 0 ? size : 1) - 1e-9) : students);
        }
        double over = row->use.is_lower ? row->use.allowed - sum : sum - row->use.allowed;
        if (over <= 1e-6 || row->limit == last || row->limit->is_structural || row->use.is_soft)
            continue;
        const char *comma = **names == '\0' ? "" : t->facts->lang == DK_ZH ? "、" : ", ";
        *names =
            keep(t, dk_arena_format(t->arena, "%s%s%s", *names, comma, in(t, row->limit->title)));
        last = row->limit;
    }
    return DK_OK;
}

static dk_code tell_costs(teller *t, dk_err *err)
{
    static const dk_text PLAN = {"本计划", "this plan"},
                         BEFORE = {"沿用上年计划", "last year's plan"};
    const dk_quota_problem *q = t->problem;
    const char *broken;
    t->out->cost.title = in(t, PLAN);
    t->out->baseline.title = in(t, BEFORE);
    t->out->has_baseline = true;
    for (size_t s = 0; s < q->n_specialties; s++)
        t->out->has_baseline &= q->specialties[s].last_intake >= 0;
    for (size_t k = 0; k < t->plan->n_outcomes; k++) {
        const dk_quota_outcome *o = &t->plan->outcomes[k];
        add_costs(t, o->specialty, o->year, o->graduates, &t->out->cost);
        if (t->out->has_baseline)
            add_costs(t, o->specialty, o->year, graduates_as_before(t, o), &t->out->baseline);
    }
    if (!t->out->has_baseline)
        return DK_OK;
    if (broken_by_baseline(t, &broken, err) != DK_OK)
        return DK_FAILED;
    if (*broken != '\0')
        t->out->baseline.title =
            keep(t, dk_arena_format(
                        t->arena, t->facts->lang == DK_ZH ? "%s（不符合：%s）" : "%s (breaks: %s)",
                        t->out->baseline.title, broken));
    return DK_OK;
}

/* ---- what is missing ---- */

static dk_code tell_missing(teller *t, dk_err *err)
{
    static const dk_text WORDS = {"没有所需数据，此项限制未计入",
                                  "its data is missing; the limit is off"};
    size_t n = t->plan->n_missing + t->facts->n_notes;
    t->out->missing = dk_arena_array(t->arena, n, sizeof *t->out->missing);
    if (t->out->missing == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < t->plan->n_missing; i++)
        t->out->missing[t->out->n_missing++] = (dk_quota_note){
            t->plan->missing[i], in(t, dk_limit_find(t->plan->missing[i])->title), in(t, WORDS)};
    for (size_t i = 0; i < t->facts->n_notes; i++)
        t->out->missing[t->out->n_missing++] = t->facts->notes[i];
    return DK_OK;
}

static dk_code tell_conflict(teller *t, dk_err *err)
{
    const dk_quota_plan *plan = t->plan;
    t->out->conflict = dk_arena_array(t->arena, plan->n_conflict, sizeof *t->out->conflict);
    if (t->out->conflict == NULL ||
        tell_limits(t, plan->conflict, plan->n_conflict, true, err) != DK_OK)
        return t->out->conflict == NULL ? DK_NO_MEMORY(err) : DK_FAILED;
    /* The same limit in two terms is one member of what a person reads. */
    size_t n = 0;
    for (size_t i = 0; i < t->out->n_limits; i++) {
        bool is_new = true;
        for (size_t j = 0; j < n && is_new; j++)
            is_new = strcmp(t->out->limits[j].key, t->out->limits[i].key) != 0;
        if (!is_new)
            continue;
        t->out->limits[n] = t->out->limits[i];
        t->out->conflict[n] = t->out->limits[n].key;
        n++;
    }
    t->out->n_limits = t->out->n_conflict = n;
    return DK_OK;
}

dk_code dk_quota_tell(const dk_quota_problem *problem, const dk_quota_facts *facts, dk_arena *arena,
                      dk_quota_report *out, dk_err *err)
{
    assert(problem != NULL && facts != NULL && facts->unit_cost > 0 && out != NULL);
    dk_quota_plan plan;
    dk_quota_report report = {.as_of = facts->as_of, .seq = facts->seq, .unit = facts->unit};
    teller t = {problem, facts, arena, &plan, &report, false};
    if (dk_quota_solve(problem, arena, &plan, err) != DK_OK)
        return DK_FAILED;
    report.status = plan.status;
    report.intake = problem->intakes[0] / 2;
    report.last_intake = problem->intakes[problem->n_intakes - 1] / 2;
    if (tell_missing(&t, err) != DK_OK)
        return DK_FAILED;
    if (plan.status == DK_QUOTA_INFEASIBLE) {
        if (tell_conflict(&t, err) != DK_OK)
            return DK_FAILED;
    } else if (tell_lines(&t, err) != DK_OK || tell_costs(&t, err) != DK_OK ||
               tell_limits(&t, plan.uses, plan.n_uses, false, err) != DK_OK) {
        return DK_FAILED;
    }
    if (t.is_broken)
        return DK_NO_MEMORY(err);
    *out = report;
    return DK_OK;
}
