/* datasets/gen/judge.c - see judge.h. */
#include "datasets/gen/judge.h"

#include <math.h>
#include <string.h>

#include "datasets/gen/projects.h"

enum { YEAR = 12 };

typedef struct {
    const dk_world *world;
    const dk_demand *demand;
} seen;

static double truth_of(const seen *s, size_t trade, int month)
{
    return (double)dk_demand_sum(s->world, s->demand, trade, month, month + 1);
}

static double law_of(const seen *s, size_t trade, int month)
{
    return s->demand->expected[trade * (size_t)s->demand->n_all + (size_t)month];
}

/* Mean absolute change from the year before within the history. */
static double scale_of(const seen *s, size_t trade)
{
    double sum = 0;
    for (int m = YEAR; m < s->demand->n_months; m++)
        sum += fabs(truth_of(s, trade, m) - truth_of(s, trade, m - YEAR));
    return sum / (s->demand->n_months - YEAR);
}

static bool is_judged(const dk_trade *trade)
{
    return trade->n_occs > 0 && trade->history_months >= 3 * YEAR;
}

static void judge_months(const seen *s, double *shown)
{
    int n = 0, first = s->demand->n_months;
    double sum[4] = {0};
    for (size_t k = 0; k < s->world->n_trades; k++) {
        if (!is_judged(&s->world->trades[k]))
            continue;
        double scale = scale_of(s, k) * YEAR, mean = 0;
        for (int h = 0; h < YEAR; h++)
            mean += law_of(s, k, first + h) / YEAR;
        for (int h = 0; h < YEAR; h++) {
            double y = truth_of(s, k, first + h), law = law_of(s, k, first + h);
            double other = truth_of(s, k, first + (h + 6) % YEAR);
            sum[0] += fabs(y - law) / scale;
            sum[1] += fabs(y - truth_of(s, k, first + h - YEAR)) / scale;
            sum[2] += fabs(other - law) / scale;
            sum[3] += fabs(y - mean) / scale;
        }
        n++;
    }
    for (int i = 0; i < 4; i++)
        shown[DK_SHOWN_MONTH_ORACLE + i] = sum[i] / n;
}

/* Relative errors of the year's total of one trade. */
static void year_errors(const seen *s, size_t trade, double *oracle, double *naive)
{
    int first = s->demand->n_months;
    double y = 0, law = 0, last = 0;
    for (int h = 0; h < YEAR; h++) {
        y += truth_of(s, trade, first + h);
        law += law_of(s, trade, first + h);
        last += truth_of(s, trade, first + h - YEAR);
    }
    *oracle = fabs(y - law) / fmax(y, 1);
    *naive = fabs(y - last) / fmax(y, 1);
}

static void judge_years(const seen *s, double *shown)
{
    int n = 0;
    const char *broken = dk_params_text(s->world->params, NULL, "break.trade");
    for (size_t k = 0; k < s->world->n_trades; k++) {
        double oracle, naive;
        if (!is_judged(&s->world->trades[k]))
            continue;
        year_errors(s, k, &oracle, &naive);
        shown[DK_SHOWN_YEAR_ORACLE] += oracle;
        shown[DK_SHOWN_YEAR_NAIVE] += naive;
        n++;
        if (strcmp(s->world->trades[k].key, broken) == 0) {
            shown[DK_SHOWN_BREAK_ORACLE] = oracle;
            shown[DK_SHOWN_BREAK_NAIVE] = naive;
        }
    }
    shown[DK_SHOWN_YEAR_ORACLE] /= n;
    shown[DK_SHOWN_YEAR_NAIVE] /= n;
}

/* Two proportions, normal approximation (two-sided, 5 %). */
static bool differs(int64_t a, int64_t n_a, int64_t b, int64_t n_b)
{
    if (n_a == 0 || n_b == 0)
        return false;
    double p = (double)(a + b) / (double)(n_a + n_b);
    double se = sqrt(p * (1 - p) * (1 / (double)n_a + 1 / (double)n_b));
    return fabs((double)a / (double)n_a - (double)b / (double)n_b) > 1.959964 * se;
}

static void judge_people(const dk_place_figures *f, double *shown)
{
    shown[DK_SHOWN_STAY_SKILL] = 1 - f->brier_oracle / f->brier_base;
    shown[DK_SHOWN_STAY_SHUFFLED] = 1 - f->brier_shuffled / f->brier_base;
    shown[DK_SHOWN_QUALITY_GAIN] = (f->brier_no_quality - f->brier_oracle) / f->brier_base;
    shown[DK_SHOWN_SKILL_GAIN] = (f->brier_no_skill - f->brier_oracle) / f->brier_base;
    shown[DK_SHOWN_GROUP_FLAG] =
        differs(f->group_school[0], f->group_n[0], f->group_school[1], f->group_n[1]);
    double n = (double)f->checked[1], rate = (double)f->stayed[1] / n;
    double worst = (double)f->known_stayed[1] / n;
    double best = worst + (double)(f->checked[1] - f->known[1]) / n;
    shown[DK_SHOWN_BOUNDS_MISS] = rate < worst - 1e-12 || rate > best + 1e-12;
    shown[DK_SHOWN_COMPLETE_BIAS] = (double)f->known_stayed[1] / (double)f->known[1] - rate;
}

/* What is reported of the truth, beside the share that chance alone leaves out. */
static double report_move(const seen *s)
{
    int to = s->demand->n_months;
    double truth = 0, told = 0;
    for (size_t k = 0; k < s->world->n_trades; k++) {
        if (!is_judged(&s->world->trades[k]))
            continue;
        truth += (double)dk_demand_sum(s->world, s->demand, k, to - YEAR, to);
        told += (double)dk_demand_reported(s->world, s->demand, k, to - YEAR, to);
    }
    return told / truth / (1 - dk_world_num(s->world, "firm.report_miss")) - 1;
}

static void judge_projects(const seen *s, double *shown)
{
    dk_project projects[DK_MAX_PROJECTS];
    size_t n = dk_projects_draw(s->world, projects);
    double announced = 0, real = 0;
    for (size_t i = 0; i < n; i++) {
        const dk_project *p = &projects[i];
        dk_month end = s->world->first_month + s->demand->n_all;
        for (dk_month m = end - YEAR; m < end; m++) {
            double each = (double)p->posts / p->ramp_months;
            announced += m >= p->planned && m < p->planned + p->ramp_months ? each : 0;
            bool comes = !p->is_cancelled && m >= p->actual && m < p->actual + p->ramp_months;
            real += comes ? each : 0;
        }
    }
    shown[DK_SHOWN_PROJECT_ORACLE] = 0;
    shown[DK_SHOWN_PROJECT_NAIVE] = fabs(announced - real) / fmax(announced, 1);
}

static dk_code judge_in(dk_arena *arena, const dk_gen_options *options, double *shown, dk_err *err)
{
    dk_world *world = dk_arena_alloc(arena, sizeof *world);
    dk_gen_figures *figures = dk_arena_alloc(arena, sizeof *figures);
    dk_demand demand;
    if (world == NULL || figures == NULL)
        return DK_NO_MEMORY(err);
    if (dk_world_load(arena, options, world, err) != DK_OK ||
        dk_county_make(world, &demand, figures, err) != DK_OK)
        return DK_FAILED;
    seen s = {world, &demand};
    memset(shown, 0, DK_N_SHOWN * sizeof *shown);
    judge_months(&s, shown);
    judge_years(&s, shown);
    judge_people(&figures->places, shown);
    shown[DK_SHOWN_REPORT_MOVE] = report_move(&s);
    judge_projects(&s, shown);
    return DK_OK;
}

dk_code dk_judge(const dk_gen_options *options, double *shown, dk_err *err)
{
    dk_gen_options silent = *options;
    silent.out_dir = NULL;
    silent.wrote = NULL;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : judge_in(arena, &silent, shown, err);
    dk_arena_free(arena);
    return code;
}
