/* tests/unit/models/test_joined.c - parts that begin later than their whole. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/joined.h"
#include "models/level.h"
#include "models/models.h"

enum { N = 72, YEAR = 12 };

typedef struct {
    double value[N];
    bool known[N];
} part;

/* Known from `first` on, at `level` and from `from` on at `after`. */
static void make_part(part *out, size_t first, double level, size_t from, double after)
{
    for (size_t t = 0; t < N; t++) {
        out->known[t] = t >= first;
        out->value[t] = t < first ? 0 : t < from ? level : after;
    }
}

static dk_joined join(const part *a, const part *b, double *factor)
{
    const dk_join_part parts[2] = {{a->value, a->known}, {b->value, b->known}};
    return dk_join(parts, 2, N, factor);
}

static void join__nothing_new(void **state)
{
    (void)state;
    part a, b;
    double factor[N];
    make_part(&a, 3, 10, N, 0);
    make_part(&b, 3, 20, N, 0);
    dk_joined out = join(&a, &b, factor);
    assert_true(out.begin == 0 && out.at == N && out.ratio == 1);
    for (size_t t = 0; t < N; t++)
        assert_true(factor[t] == 1);
}

static void join__earlier_months_are_raised(void **state)
{
    (void)state;
    part a, b;
    double factor[N];
    make_part(&a, 0, 20, N, 0);
    make_part(&b, N - 5, 10, N, 0);
    dk_joined out = join(&a, &b, factor);
    assert_true(out.begin == 0 && out.at == N - 5 && out.ratio == 1.5);
    for (size_t t = 0; t < N; t++)
        assert_true(factor[t] == (t < N - 5 ? 1.5 : 1));
}

static void join__two_months_are_too_few(void **state)
{
    (void)state;
    part a, b;
    double factor[N];
    make_part(&a, 0, 20, N, 0);
    make_part(&b, N - 2, 10, N, 0);
    assert_true(join(&a, &b, factor).at == N);
    make_part(&b, N - 20, 10, N, 0); /* and what is there now and then is no new part */
    for (size_t t = N - 19; t < N; t++)
        b.known[t] = t % 3 == 0;
    assert_true(join(&a, &b, factor).at == N);
}

static void join__what_is_mostly_new_begins_with_it(void **state)
{
    (void)state;
    part a, b;
    double factor[N];
    make_part(&a, 0, 2, N, 0);
    make_part(&b, N - 5, 10, N, 0);
    dk_joined out = join(&a, &b, factor);
    assert_true(out.begin == N - 5 && out.at == N);
    assert_true(factor[N - 1] == 1);
}

/* The old part falls to 40 % three months ago, just after a new one came: their sum hides it. */
static void join__a_break_is_seen_beside_a_new_part(void **state)
{
    (void)state;
    part a, b;
    double factor[N], sum[N], linked[N];
    dk_random random = dk_random_seed(5);
    make_part(&a, 0, 100, N - 3, 40);
    make_part(&b, N - 5, 60, N, 0);
    for (size_t t = 0; t < N; t++) {
        double wave = exp(0.2 * sin(6.283185307179586 * (double)t / YEAR));
        a.value[t] *= wave * exp(0.05 * dk_random_normal(&random));
        b.value[t] *= wave * exp(0.05 * dk_random_normal(&random));
    }
    (void)join(&a, &b, factor);
    for (size_t t = 0; t < N; t++) {
        sum[t] = a.value[t] + b.value[t];
        linked[t] = sum[t] * factor[t];
    }
    dk_series s = {.key = "s",
                   .start = {DK_PERIOD_MONTH, 2020 * 12},
                   .season = YEAR,
                   .nature = DK_NATURE_POSITIVE,
                   .n = N,
                   .value = sum};
    dk_level_shift hidden, seen;
    dk_arena *arena = dk_arena_new();
    assert_true(dk_level_find(arena, &s, &hidden));
    s.value = linked;
    assert_true(dk_level_find(arena, &s, &seen));
    /* Unlinked it looks like a rise five months ago, or like nothing. */
    assert_true(hidden.probability < DK_LEVEL_LIKELY || hidden.ratio > 0.95);
    assert_true(seen.probability > 0.9 && seen.at == N - 3 && seen.ratio < 0.8);
    dk_arena_free(arena);
}

int main(void)
{
    dk_models_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(join__nothing_new),
        cmocka_unit_test(join__earlier_months_are_raised),
        cmocka_unit_test(join__two_months_are_too_few),
        cmocka_unit_test(join__what_is_mostly_new_begins_with_it),
        cmocka_unit_test(join__a_break_is_seen_beside_a_new_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
