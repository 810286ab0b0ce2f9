/* tests/unit/models/test_method_robust.c - no method ever gives NaN, infinity or a negative spread.
 *
 * Random series of n = 1..60: counts, constants, zeros, one spike, powers of ten from 1e-9 to 1e9,
 * negative values, near-perfect lines, gaps; seasons 1, 4, 12; with regressors and a panel. Every
 * method that applies must return finite numbers, and the same ones again. 3,000 series here;
 * DUIKOU_RANDOM_SERIES=N asks for more (make check: 100,000).
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/method/factors.h"
#include "models/models.h"
#include "models/prepare.h"

enum { LONGEST = 60, H = 13, KINDS = 9 };

typedef struct {
    double y[LONGEST], x[2][LONGEST + H];
    bool known[LONGEST];
    size_t n;
    int32_t season;
    unsigned kind;
} sample;

static double value(const sample *s, double scale, size_t t, dk_random *random)
{
    double z = dk_random_normal(random), u = dk_random_unit(random);
    switch (s->kind) {
    case 0:
        return (double)dk_random_poisson(random, 3);
    case 1:
        return scale;
    case 2:
        return 0;
    case 3:
        return t == s->n / 2 ? 1e9 : 1;
    case 4:
        return scale * (double)(t + 1);
    case 5:
        return scale * z;
    case 6:
        return u < 0.7 ? 0 : rint(10 * u);
    case 7:
        return scale * exp(0.5 * z) * (t % 12 == 3 ? 0.01 : 1);
    default:
        return t < s->n / 2 ? scale : 1000 * scale * (1 + 1e-12 * u);
    }
}

static void draw(sample *s, dk_random *random)
{
    static const int32_t seasons[] = {1, 4, 12};
    s->n = 1 + dk_random_below(random, dk_random_below(random, 2) ? 8 : LONGEST);
    s->kind = (unsigned)dk_random_below(random, KINDS);
    s->season = seasons[dk_random_below(random, 3)];
    double scale = pow(10, (double)dk_random_below(random, 19) - 9);
    bool has_gaps = dk_random_below(random, 3) == 0;
    for (size_t t = 0; t < s->n; t++) {
        s->y[t] = value(s, scale, t, random);
        s->known[t] = !has_gaps || dk_random_below(random, 4) != 0;
    }
    for (size_t t = 0; t < LONGEST + H; t++) {
        s->x[0][t] = t % 12 < 2 ? dk_random_unit(random) : 0;
        s->x[1][t] = t >= s->n / 2 ? 1 : 0;
    }
}

static dk_series series_of(const sample *s, const dk_regressors *table)
{
    return (dk_series){.key = "random",
                       .group = "g",
                       .start = {DK_PERIOD_INTEGER, 1},
                       .season = s->season,
                       .n = s->n,
                       .value = s->y,
                       .known = s->known,
                       .regressors = table};
}

static void run_twice(dk_arena *work, const dk_method *method, const dk_method_input *in,
                      const sample *s)
{
    double mean[2][H + LONGEST], sd[2][H + LONGEST];
    assert_true(in->horizon <= H + LONGEST);
    for (int round = 0; round < 2; round++) {
        dk_method_output out = {.mean = mean[round], .sd = sd[round]};
        assert_true(method->forecast(work, in, &out));
    }
    for (size_t h = 0; h < in->horizon; h++)
        if (!isfinite(mean[0][h]) || !isfinite(sd[0][h]) || sd[0][h] < 0 ||
            mean[0][h] != mean[1][h] || sd[0][h] != sd[1][h])
            fail_msg("%s: kind %u, n %zu, season %d, step %zu: %g +- %g", method->key, s->kind,
                     s->n, (int)s->season, h, mean[0][h], sd[0][h]);
}

/* The series without its regressors' effects is finite, and so is what gets them back. */
static void check_effects(dk_arena *work, const dk_method_input *in)
{
    dk_effects effects;
    dk_method_input adjusted;
    double mean[H + LONGEST] = {0}, sd[H + LONGEST] = {0};
    dk_method_output out = {.mean = mean, .sd = sd};
    assert_true(dk_effects_remove(work, in, &effects, &adjusted));
    dk_effects_restore(&effects, in->n, in->horizon, &out);
    for (size_t t = 0; t < in->n; t++)
        assert_true(isfinite(adjusted.y[t]));
    for (size_t h = 0; h < in->horizon; h++)
        assert_true(isfinite(mean[h]) && sd[h] >= 0);
}

static void methods__always_finite(void **state)
{
    (void)state;
    const char *wanted = getenv("DUIKOU_RANDOM_SERIES");
    size_t count = wanted != NULL ? (size_t)strtoul(wanted, NULL, 10) : 3000;
    static const double flat[12] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    dk_random random = dk_random_seed(count);
    dk_arena *work = dk_arena_new();
    for (size_t i = 0; i < count; i++) {
        sample s;
        draw(&s, &random);
        const dk_regressor columns[] = {{"a", DK_REGRESSOR_FESTIVAL, 0, s.x[0]},
                                        {"b", DK_REGRESSOR_SHIFT, 0, s.x[1]}};
        const dk_regressors table = {LONGEST + H, 2, columns};
        const dk_panel panel = {5, 0.01, 1e-4, (size_t)s.season, flat, 0.01, true};
        dk_series series = series_of(&s, &table);
        dk_prepared p;
        dk_arena_reset(work);
        assert_true(dk_prepare(work, &series, s.n, H, &p));
        if (p.in.n_known == 0)
            continue;
        p.in.panel = &panel;
        check_effects(work, &p.in);
        for (size_t m = 0; dk_methods[m] != NULL; m++)
            if (dk_methods[m]->forecast != NULL && dk_method_applies(dk_methods[m], &p.in))
                run_twice(work, dk_methods[m], &p.in, &s);
    }
    dk_arena_free(work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(methods__always_finite)};
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
