/* tests/unit/models/test_method_intermittent.c - Croston, SBA and TSB.
 *
 * 1 Croston's recursion by hand          2 SBA is Croston times 1 - a/2 of its own pass
 * 3 rates and spread of simulated demand 4 TSB fades when demand ends, Croston does not
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/method/intermittent.h"
#include "models/models.h"

enum { N = 400, H = 3 };

typedef struct {
    dk_method_input in;
    dk_method_output out;
    double y[N], mean[H], sd[H];
    bool known[N];
} bench;

static void make(bench *b, size_t n)
{
    memset(b, 0, sizeof *b);
    b->in = (dk_method_input){.y = b->y,
                              .known = b->known,
                              .n = n,
                              .n_known = n,
                              .season = 1,
                              .horizon = H,
                              .is_non_negative = true};
    b->out = (dk_method_output){.mean = b->mean, .sd = b->sd};
    memset(b->known, true, sizeof b->known);
}

static void run(bench *b, const char *key)
{
    const dk_method *method = dk_method_find(key);
    assert_non_null(method);
    assert_true(dk_method_applies(method, &b->in));
    assert_true(method->forecast(NULL, &b->in, &b->out));
}

/* y = 0 4 0 0 10, start z 6, p 1/2 (interval 2), a = b = 1/2. At t 2: error 4 - 3, z 5, interval
 * (2 + 2) / 2 = 2; at t 5: rate 2.5, error 7.5, z 7.5, interval (2 + 3) / 2 = 2.5. Squares: 9 + 1 +
 * 6.25 + 6.25 + 56.25. */
static void croston__by_hand(void **state)
{
    (void)state;
    bench b;
    make(&b, 5);
    b.y[1] = 4;
    b.y[4] = 10;
    dk_intermittent s = {.p = 0.5, .z = 6, .a = 0.5, .b = 0.5};
    dk_intermittent_croston(&b.in, &s, false);
    assert_true(fabs(s.z - 7.5) < 1e-12 && fabs(s.p - 0.4) < 1e-12 && s.factor == 1);
    assert_true(fabs(s.squares - 78.75) < 1e-12);
    dk_intermittent c = {.p = 0.5, .z = 6, .a = 0.5, .b = 0.5};
    dk_intermittent_croston(&b.in, &c, true);
    assert_true(c.p == s.p && c.z == s.z && c.factor == 0.75);
}

/* Demand with probability 0.25, sizes 1 + Poisson(3): mean 1, variance 0.25 (3 + 16) - 1 = 3.75. */
static void intermittent__rate_and_spread(void **state)
{
    (void)state;
    static const char *const keys[] = {"croston", "sba", "tsb"};
    bench b;
    make(&b, N);
    dk_random random = dk_random_seed(4);
    for (size_t t = 0; t < N; t++)
        b.y[t] = dk_random_unit(&random) < 0.25 ? 1 + (double)dk_random_poisson(&random, 3) : 0;
    for (size_t k = 0; k < 3; k++) {
        run(&b, keys[k]);
        assert_true(fabs(b.mean[0] - 1) < 0.25 && b.mean[2] == b.mean[0]);
        assert_true(fabs(b.sd[0] - sqrt(3.75)) < 0.4);
    }
}

static void tsb__fades_when_demand_ends(void **state)
{
    (void)state;
    bench b;
    make(&b, 120);
    for (size_t t = 0; t < 60; t += 3)
        b.y[t] = 3;
    run(&b, "tsb");
    double tsb = b.mean[0];
    run(&b, "croston");
    assert_true(tsb < 0.25 * b.mean[0]);
}

static void intermittent__all_zero_and_gaps(void **state)
{
    (void)state;
    static const char *const keys[] = {"croston", "sba", "tsb"};
    bench b;
    for (size_t k = 0; k < 3; k++) {
        make(&b, 8);
        run(&b, keys[k]);
        assert_true(b.mean[0] == 0 && b.sd[0] == 0);
        b.y[2] = b.y[5] = 4;
        b.in.n_known = 6;
        b.known[3] = b.known[4] = false;
        run(&b, keys[k]);
        double rate = b.mean[0];
        b.y[3] = 1000; /* what a gap is filled with counts for nothing */
        run(&b, keys[k]);
        assert_true(b.mean[0] == rate && rate > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(croston__by_hand),
        cmocka_unit_test(intermittent__rate_and_spread),
        cmocka_unit_test(tsb__fades_when_demand_ends),
        cmocka_unit_test(intermittent__all_zero_and_gaps),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
