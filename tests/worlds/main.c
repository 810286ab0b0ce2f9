/* tests/worlds/main.c - `make worlds`: each world with what was broken, what was expected, what the
 * engine did, beside an oracle and a naive rule.
 *
 *     worlds [--seeds 30] [--seed N] [--world W6] [--stands]
 *
 * Exit code 1 when a rule is not proven; with --stands (few seeds, make test) when its contrary is.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/parse.h"
#include "models/models.h"
#include "tests/worlds/run.h"

enum { SEEDS_MAX = 1000 };

static const double two_sided = 1.959964; /* normal, 95 % */

typedef struct {
    dk_gen_options options;
    const char *world; /* NULL: all */
    int seeds;
    bool stands;
} arguments;

static bool has_engine(const char *world)
{
    for (size_t i = 0; i < dk_n_expects; i++)
        if (strcmp(dk_expects[i].world, world) == 0)
            return true;
    return false;
}

/* values[k * n + i] is figure k of the i-th seed. */
static dk_code run_seeds(const arguments *a, const char *world, double *values, dk_err *err)
{
    dk_gen_options options = a->options;
    double made[DK_N_MADE];
    bool is_shown = isatty(STDERR_FILENO);
    options.world = world;
    for (int i = 0; i < a->seeds; i++) {
        options.seed = a->options.seed + (uint64_t)i;
        if (is_shown)
            fprintf(stderr, "\r  %s  %d/%d ", world, i + 1, a->seeds);
        if (dk_world_made(&options, made, err) != DK_OK)
            return DK_FAILED;
        for (int k = 0; k < DK_N_MADE; k++)
            values[(size_t)k * (size_t)a->seeds + (size_t)i] = made[k];
    }
    if (is_shown)
        fputs("\r                \r", stderr);
    return DK_OK;
}

static double mean_of(const arguments *a, const double *values, dk_made which)
{
    double sum = 0;
    for (int i = 0; i < a->seeds; i++)
        sum += values[(size_t)which * (size_t)a->seeds + (size_t)i];
    return sum / a->seeds;
}

static void print_engine(const arguments *a, const double *values)
{
    static const dk_made shown[] = {DK_MADE_MONTH,     DK_MADE_MONTH_ORACLE, DK_MADE_MONTH_NAIVE,
                                    DK_MADE_YEAR,      DK_MADE_YEAR_ORACLE,  DK_MADE_YEAR_NAIVE,
                                    DK_MADE_YEAR_BIAS, DK_MADE_YEAR_MISS};
    double v[sizeof shown / sizeof *shown];
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        v[i] = mean_of(a, values, shown[i]);
    printf(
        "    引擎 / engine：月 MASE %.3f（知情 %.3f，上年同月 %.3f）；年误差 %.3f（知情 %.3f，上年 "
        "%.3f），偏差 %+.3f；80%% 区间外 %.2f（%d 个种子）\n",
        v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], a->seeds);
}

/* Mean of a - b over seeds with half of its 95 % interval: one seed's luck is in both and falls
 * out. Where the mean keeps to a rule that is not proven, how many seeds would prove it. */
static void print_pairs(const arguments *arg, const dk_expect *e, const double *a, const double *b,
                        bool is_open)
{
    double mean = 0, square = 0, n = arg->seeds;
    for (int i = 0; i < arg->seeds; i++)
        mean += (a[i] - b[i]) / n;
    for (int i = 0; i < arg->seeds; i++)
        square += (a[i] - b[i] - mean) * (a[i] - b[i] - mean) / (n - 1);
    printf("，差 / difference %+.4g ± %.2g", mean, two_sided * sqrt(square / n));
    double spare = e->rule == DK_RULE_BELOW ? e->limit - mean : mean - e->limit;
    if (is_open && (e->rule == DK_RULE_BELOW || e->rule == DK_RULE_ABOVE) && spare > 0)
        printf("，约需 %.0f 个种子 / about as many seeds",
               ceil(square * pow(two_sided / spare, 2)));
}

static int check(const arguments *a, const char *world, const double *values)
{
    static const double zero[SEEDS_MAX];
    int failed = 0;
    for (size_t i = 0; i < dk_n_expects; i++) {
        const dk_expect *e = &dk_expects[i];
        double mean;
        if (strcmp(e->world, world) != 0)
            continue;
        const double *va = values + (size_t)e->a * (size_t)a->seeds,
                     *vb = e->b == DK_N_MADE ? zero : values + (size_t)e->b * (size_t)a->seeds;
        bool holds = dk_rule_holds(e->rule, e->limit, va, vb, a->seeds, &mean);
        bool stands = dk_rule_stands(e->rule, e->limit, va, vb, a->seeds);
        printf("    %s %s：%.4g 对 %.4g",
               holds    ? "ok  "
               : stands ? "open"
                        : "FAIL",
               e->title, mean_of(a, values, e->a),
               e->b == DK_N_MADE ? e->limit : mean_of(a, values, e->b));
        if (e->b != DK_N_MADE || e->rule == DK_RULE_BELOW || e->rule == DK_RULE_ABOVE)
            print_pairs(a, e, va, vb, !holds && stands);
        putchar('\n');
        failed += a->stands ? !stands : !holds;
    }
    return failed;
}

static dk_code run_world(const arguments *a, const char *world, int *failed, dk_err *err)
{
    int own = 0;
    /* The world's sentences and the generator's own checks. */
    if (dk_worlds_run(&a->options, world, a->seeds, stdout, &own, err) != DK_OK)
        return DK_FAILED;
    *failed += a->stands ? 0 : own;
    if (!has_engine(world))
        return DK_OK;
    double *values = calloc((size_t)a->seeds * DK_N_MADE, sizeof *values);
    dk_code code = values == NULL ? DK_NO_MEMORY(err) : run_seeds(a, world, values, err);
    if (code == DK_OK) {
        print_engine(a, values);
        *failed += check(a, world, values);
        fflush(stdout);
    }
    free(values);
    return code;
}

static bool read_arguments(int argc, char **argv, arguments *a)
{
    int64_t number = 0;
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--stands") == 0) {
            a->stands = true;
            continue;
        }
        if (strcmp(argv[i], "--seeds") == 0 && dk_parse_int(value, 2, SEEDS_MAX, &number))
            a->seeds = (int)number;
        else if (strcmp(argv[i], "--seed") == 0 && dk_parse_int(value, 0, INT64_MAX, &number))
            a->options.seed = (uint64_t)number;
        else if (strcmp(argv[i], "--world") == 0 && *value != '\0')
            a->world = value;
        else
            return false;
        i++;
    }
    return true;
}

int main(int argc, char **argv)
{
    arguments a = {.options = DK_GEN_OPTIONS_INIT, .seeds = 30};
    dk_err err = DK_ERR_INIT;
    int failed = 0;
    if (!read_arguments(argc, argv, &a)) {
        fputs("worlds [--seeds 30] [--seed N] [--world W6] [--stands]\n", stderr);
        return 2;
    }
    dk_models_init();
    for (size_t i = 0; dk_world_names[i] != NULL; i++) {
        if (a.world != NULL && strcmp(a.world, dk_world_names[i]) != 0)
            continue;
        if (run_world(&a, dk_world_names[i], &failed, &err) != DK_OK) {
            char text[400];
            dk_err_text(&err, DK_ZH, text, sizeof text);
            fprintf(stderr, "%s\n", text);
            return 1;
        }
    }
    printf("worlds: %d failed\n", failed);
    return failed > 0;
}
