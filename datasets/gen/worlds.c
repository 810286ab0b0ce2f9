/* datasets/gen/worlds.c - see worlds.h. */
#include "datasets/gen/worlds.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const dk_world_names[] = {"W0", "W1", "W2", "W3", "W4", "W5",
                                      "W6", "W7", "W8", "W9", NULL};

#define NONE DK_N_SHOWN

const dk_world_check dk_world_checks[] = {
    {"W0", "知情预测好于上年同月（月 MASE）", DK_SHOWN_MONTH_ORACLE, DK_SHOWN_MONTH_NAIVE,
     DK_RULE_BELOW, 0},
    {"W0", "知情预测好于上年总数（年误差）", DK_SHOWN_YEAR_ORACLE, DK_SHOWN_YEAR_NAIVE,
     DK_RULE_BELOW, 0},
    {"W0", "打乱月份后不比平均数好", DK_SHOWN_MONTH_SHUFFLED, DK_SHOWN_MONTH_FLAT,
     DK_RULE_NOT_BELOW, 0},
    {"W0", "知情者能预测留任（Brier 技巧）", DK_SHOWN_STAY_SKILL, NONE, DK_RULE_ABOVE, 0},
    {"W0", "打乱结果后没有技巧", DK_SHOWN_STAY_SHUFFLED, NONE, DK_RULE_BELOW, 0.01},
    {"W0", "推荐公平审计误报", DK_SHOWN_GROUP_FLAG, NONE, DK_RULE_RARE, 0.05},
    {"W1", "节日变形时知情预测仍好于上年同月", DK_SHOWN_MONTH_ORACLE, DK_SHOWN_MONTH_NAIVE,
     DK_RULE_BELOW, 0},
    {"W2", "断层后知情预测好于上年总数（该工种）", DK_SHOWN_BREAK_ORACLE, DK_SHOWN_BREAK_NAIVE,
     DK_RULE_BELOW, 0},
    {"W3", "技能部分没有贡献", DK_SHOWN_SKILL_GAIN, NONE, DK_RULE_ABOUT_ZERO, 1e-9},
    {"W3", "留任不可预测（Brier 技巧约 0）", DK_SHOWN_STAY_SKILL, NONE, DK_RULE_BELOW, 0.01},
    {"W4", "去掉企业部分就失去技巧", DK_SHOWN_QUALITY_GAIN, NONE, DK_RULE_ABOVE, 0.03},
    {"W4", "技能部分没有贡献", DK_SHOWN_SKILL_GAIN, NONE, DK_RULE_ABOUT_ZERO, 1e-9},
    {"W5", "推荐公平审计必须报警", DK_SHOWN_GROUP_FLAG, NONE, DK_RULE_ALWAYS, 0},
    {"W6", "知情预测不比上年总数好", DK_SHOWN_YEAR_ORACLE, DK_SHOWN_YEAR_NAIVE, DK_RULE_NOT_BELOW,
     -0.02},
    {"W7", "上报量下降", DK_SHOWN_REPORT_MOVE, NONE, DK_RULE_BELOW, -0.1},
    {"W7", "真实需求照旧可预测", DK_SHOWN_MONTH_ORACLE, DK_SHOWN_MONTH_NAIVE, DK_RULE_BELOW, 0},
    {"W8", "真实 6 月留任率总在上下界内", DK_SHOWN_BOUNDS_MISS, NONE, DK_RULE_NEVER, 0},
    {"W8", "只算联系上的人会高估", DK_SHOWN_COMPLETE_BIAS, NONE, DK_RULE_ABOVE, 0.05},
    {"W9", "照公告计项目会高估", DK_SHOWN_PROJECT_NAIVE, DK_SHOWN_PROJECT_ORACLE, DK_RULE_ABOVE,
     0.3},
};
const size_t dk_n_world_checks = sizeof dk_world_checks / sizeof *dk_world_checks;

enum { MAX_SEEDS = 1000 };

/* Student's t, two-sided 95 %, for df degrees of freedom (Cornish-Fisher expansion of the normal
 * quantile, Abramowitz and Stegun 26.7.5; exact values where it is poor). */
static double t_quantile(int df)
{
    static const double small[] = {12.706, 4.303, 3.182, 2.776};
    assert(df >= 1);
    if (df <= 4)
        return small[df - 1];
    double z = 1.959964, v = df;
    return z + (pow(z, 3) + z) / (4 * v) + (5 * pow(z, 5) + 16 * pow(z, 3) + 3 * z) / (96 * v * v);
}

/* The largest count that chance at `rate` exceeds with at most 5 %: binomial, exact. */
static int rare_limit(int n, double rate)
{
    double p = pow(1 - rate, n), sum = p;
    int k = 0;
    while (sum < 0.95 && k < n) {
        p *= (double)(n - k) / (k + 1) * rate / (1 - rate);
        sum += p;
        k++;
    }
    return k;
}

static bool rule_on_counts(dk_rule rule, double limit, const double *a, int n)
{
    int ones = 0;
    for (int i = 0; i < n; i++)
        ones += a[i] > 0.5;
    return rule == DK_RULE_ALWAYS  ? ones == n
           : rule == DK_RULE_NEVER ? ones == 0
                                   : ones <= rare_limit(n, limit);
}

/* Mean of a - b, half the width of its 95 % interval, largest |a - b|. */
typedef struct {
    double mean, half, largest;
} paired;

static paired compare(const double *a, const double *b, int n)
{
    paired p = {0};
    double squares = 0;
    assert(n >= 2);
    for (int i = 0; i < n; i++) {
        p.mean += (a[i] - b[i]) / n;
        p.largest = fmax(p.largest, fabs(a[i] - b[i]));
    }
    for (int i = 0; i < n; i++)
        squares += (a[i] - b[i] - p.mean) * (a[i] - b[i] - p.mean);
    p.half = t_quantile(n - 1) * sqrt(squares / (n - 1) / n);
    return p;
}

bool dk_rule_holds(dk_rule rule, double limit, const double *a, const double *b, int n,
                   double *mean)
{
    paired p = compare(a, b, n);
    *mean = p.mean;
    switch (rule) {
    case DK_RULE_BELOW:
        return p.mean + p.half < limit;
    case DK_RULE_NOT_BELOW:
        return p.mean + p.half >= limit;
    case DK_RULE_ABOVE:
        return p.mean - p.half > limit;
    case DK_RULE_ABOUT_ZERO:
        return p.largest <= limit;
    default:
        return rule_on_counts(rule, limit, a, n);
    }
}

bool dk_rule_stands(dk_rule rule, double limit, const double *a, const double *b, int n)
{
    paired p = compare(a, b, n);
    double mean;
    if (rule == DK_RULE_BELOW)
        return p.mean - p.half < limit;
    if (rule == DK_RULE_ABOVE)
        return p.mean + p.half > limit;
    return dk_rule_holds(rule, limit, a, b, n, &mean);
}

/* The sentences of a world's file. */
static dk_code print_world(const dk_gen_options *options, const char *name, FILE *to, dk_err *err)
{
    dk_arena *arena = dk_arena_new();
    dk_params *params = NULL;
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_params_load(arena, options->params_dir, name, options->seed, &params, err);
    if (code == DK_OK) {
        const char *waits = dk_params_text(params, "world", "waits");
        fprintf(to, "%s  破坏：%s\n    预期：%s\n", name, dk_params_text(params, "world", "broken"),
                dk_params_text(params, "world", "expect"));
        if (strcmp(waits, "-") != 0)
            fprintf(to, "    等待 / waits for: %s\n", waits);
        code = dk_params_check(params, err);
    }
    dk_arena_free(arena);
    return code;
}

static void print_checks(const char *name, double *const *values, int n, FILE *to, int *failed)
{
    static const double zero[MAX_SEEDS];
    for (size_t i = 0; i < dk_n_world_checks; i++) {
        const dk_world_check *c = &dk_world_checks[i];
        if (strcmp(c->world, name) != 0)
            continue;
        const double *b = c->b == DK_N_SHOWN ? zero : values[c->b];
        double mean, mean_a = 0, mean_b = 0;
        bool holds = dk_rule_holds(c->rule, c->limit, values[c->a], b, n, &mean);
        for (int s = 0; s < n; s++) {
            mean_a += values[c->a][s] / n;
            mean_b += b[s] / n;
        }
        *failed += !holds;
        if (to != NULL)
            fprintf(to, "    %s %s：%.4g 对 %.4g（%d 个种子）\n", holds ? "ok  " : "FAIL", c->title,
                    mean_a, mean_b, n);
    }
}

static dk_code run_world(const dk_gen_options *options, const char *name, int n, FILE *to,
                         int *failed, dk_err *err)
{
    dk_gen_options one = *options;
    double *values[DK_N_SHOWN], shown[DK_N_SHOWN];
    double *store = calloc((size_t)n * DK_N_SHOWN, sizeof *store);
    dk_code code = store == NULL ? DK_NO_MEMORY(err) : DK_OK;
    one.world = name;
    for (int i = 0; code == DK_OK && i < n; i++) {
        one.seed = options->seed + (uint64_t)i;
        code = dk_judge(&one, shown, err);
        for (size_t k = 0; code == DK_OK && k < DK_N_SHOWN; k++)
            store[k * (size_t)n + (size_t)i] = shown[k];
    }
    if (code == DK_OK) {
        for (size_t k = 0; k < DK_N_SHOWN; k++)
            values[k] = store + k * (size_t)n;
        print_checks(name, values, n, to, failed);
    }
    free(store);
    return code;
}

dk_code dk_worlds_run(const dk_gen_options *options, const char *name, int n, FILE *to, int *failed,
                      dk_err *err)
{
    assert(n >= 2 && n <= MAX_SEEDS);
    *failed = 0;
    for (size_t i = 0; dk_world_names[i] != NULL; i++) {
        if (name != NULL && strcmp(name, dk_world_names[i]) != 0)
            continue;
        if (to != NULL && print_world(options, dk_world_names[i], to, err) != DK_OK)
            return DK_FAILED;
        if (run_world(options, dk_world_names[i], n, to, failed, err) != DK_OK)
            return DK_FAILED;
        if (to != NULL)
            fflush(to);
    }
    return DK_OK;
}
