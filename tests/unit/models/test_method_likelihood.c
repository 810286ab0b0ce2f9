/* tests/unit/models/test_method_likelihood.c - estimates beside R's package forecast.
 *
 * Expected numbers: R 4.2.2, forecast 8.20, of the 48 values `made` (monthly):
 *
 *     ets(y, model, damped = ...)$loglik        Arima(y, order, seasonal, include.constant,
 *     ses, holt(initial = "simple", alpha, beta)          method = "ML")$loglik, forecast()
 *     thetaf(y, h)
 *
 * A higher likelihood than R's is no error: R's simplex often stops early. bench/peers compares 200
 * published series in the same way.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/method/arima_model.h"
#include "models/method/smoothing.h"
#include "models/models.h"

enum { N = 48, H = 14 };

/* round(100 + 2 t + 20 sin(2 pi t / 12) + 7 sin(t^2), 2), t = 1..48 */
static const double made[N] = {
    117.89, 116.02, 128.88, 123.31, 119.07, 105.06, 97.32,  105.12, 93.59,  99.13,  118.99, 120.56,
    131.79, 151.9,  143.49, 142.33, 143.81, 133.17, 129.96, 116.72, 128.46, 128.03, 142.56, 141.8,
    161.23, 165.62, 175.05, 166.42, 162.32, 166.98, 149.75, 145.57, 152.34, 149.94, 158.46, 178.97,
    179.31, 186.98, 201.16, 191.71, 190.28, 177,    182.9,  175.6,  176.79, 167.75, 180.89, 189.44};

typedef struct {
    dk_method_input in;
    dk_method_output out;
    double y[N], mean[H], sd[H];
    bool known[N];
    dk_arena *work;
} bench;

static bench *make(size_t n, size_t season, double scale)
{
    dk_arena *work = dk_arena_new();
    bench *b = dk_arena_alloc(work, sizeof *b);
    *b = (bench){.work = work};
    b->in = (dk_method_input){b->y, b->known, n, n, season, H, 0, true, true, NULL, 0, NULL, NULL};
    b->out = (dk_method_output){.mean = b->mean, .sd = b->sd};
    for (size_t t = 0; t < n; t++) {
        b->y[t] = made[t] / scale;
        b->known[t] = true;
    }
    return b;
}

static void assert_close(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.12g is not %.12g", a, b);
}

static void ets_estimate__at_least_rs_likelihood(void **state)
{
    (void)state;
    static const struct {
        const char *form;
        double loglik;
    } expected[] = {{"ANN", -203.188529}, {"AAN", -203.338622}, {"AAdN", -203.752398},
                    {"MNN", -206.245717}, {"MAN", -206.121913}, {"MAdN", -206.818316},
                    {"ANA", -188.305019}, {"AAA", -166.732370}, {"AAdA", -172.576968},
                    {"MNA", -191.117115}, {"MAA", -169.409581}, {"MAdA", -173.879510},
                    {"MNM", -204.013937}, {"MAM", -177.182918}, {"MAdM", -181.874262}};
    const double scale = 128;
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        bench *b = make(N, 12, scale);
        dk_ets_form form;
        dk_ets_fit fit;
        assert_true(dk_ets_parse(expected[i].form, &form));
        assert_true(dk_ets_estimate(b->work, &b->in, form, DK_ETS_THOROUGH, &fit));
        double loglik = dk_ets_loglik(&fit) - N * log(scale); /* of the values as they were */
        if (!(loglik >= expected[i].loglik - 1e-3))
            fail_msg("%s: %.6f, R %.6f", expected[i].form, loglik, expected[i].loglik);
        assert_true(dk_ets_is_admissible(&fit, 12));
        assert_true(fit.p.alpha >= 1e-4 && fit.p.alpha <= 0.9999);
        assert_true(!form.has_trend || (fit.p.beta >= 1e-4 && fit.p.beta <= fit.p.alpha));
        assert_true(!form.is_damped || (fit.p.phi >= 0.8 && fit.p.phi <= 0.98));
        assert_true(form.season == DK_SEASON_NONE ||
                    (fit.p.gamma >= 1e-4 && fit.p.gamma <= 1 - fit.p.alpha + 1e-12));
        dk_arena_free(b->work);
    }
}

/* A series that falls for a year and rises for five: with the slope of its first values every
 * search ends at -399.35 (R's at -399.44), with the slope of all of it higher. */
static void ets_estimate__slope_of_the_whole_series(void **state)
{
    (void)state;
    static const double y[72] = {
        172, 142, 117, 127, 130, 132, 113, 121, 131, 160, 119, 125, 81,  125, 39,  127, 151, 100,
        131, 159, 162, 167, 181, 132, 220, 185, 135, 184, 181, 144, 143, 173, 189, 196, 189, 181,
        157, 161, 226, 157, 144, 211, 182, 191, 145, 228, 200, 183, 208, 172, 195, 202, 190, 176,
        195, 172, 188, 228, 166, 216, 175, 208, 214, 225, 216, 200, 210, 197, 168, 206, 175, 188};
    const double scale = 128;
    double scaled[72];
    bool known[72];
    dk_ets_form form;
    dk_ets_fit fit;
    dk_arena *work = dk_arena_new();
    for (size_t t = 0; t < 72; t++) {
        scaled[t] = y[t] / scale;
        known[t] = true;
    }
    const dk_method_input in = {scaled, known, 72, 72, 1, H, 0, true, true, NULL, 0, NULL, NULL};
    assert_true(dk_ets_parse("MAdN", &form));
    assert_true(dk_ets_estimate(work, &in, form, DK_ETS_THOROUGH, &fit));
    assert_true(dk_ets_loglik(&fit) - 72 * log(scale) > -394.86);
    dk_arena_free(work);
}

/* Largest root moduli by polyroot in R: ANA, season 4, alpha 0.5, gamma 0.3: 0.897; AAdA, season
 * 12, alpha 0.1870881, beta 0.1848078, gamma 0.584065, phi 0.9517939: 1.0256. */
static void ets_is_admissible__roots(void **state)
{
    (void)state;
    dk_ets_fit inside = {.form = {.season = DK_SEASON_ADD},
                         .p = {.alpha = 0.5, .gamma = 0.3, .phi = 1}};
    dk_ets_fit outside = {
        .form = {.season = DK_SEASON_ADD, .has_trend = true, .is_damped = true},
        .p = {.alpha = 0.1870881, .beta = 0.1848078, .gamma = 0.584065, .phi = 0.9517939}};
    assert_true(dk_ets_is_admissible(&inside, 4));
    assert_false(dk_ets_is_admissible(&outside, 12));
    outside.form.season = DK_SEASON_NONE;
    assert_true(dk_ets_is_admissible(&outside, 12));
}

/* ses(made[1..12], initial = "simple", alpha = 0.3), holt(.., alpha = 0.4, beta = 0.15); R's beta
 * is beta / alpha here. */
static void ets_filter__fixed_parameters_as_r(void **state)
{
    (void)state;
    static const double y[12] = {12.1, 13.4, 11.9, 15.2, 16.8, 14.9,
                                 18.3, 17.7, 19.6, 21.2, 20.4, 23.9};
    bench *b = make(12, 1, 1);
    memcpy(b->y, y, sizeof y);
    b->in.horizon = 3;
    dk_ets_fit ses = {.p = {.alpha = 0.3, .phi = 1, .level = 12.1}};
    dk_ets_filter(&b->in, &ses, NULL);
    dk_ets_forecast(&b->in, &ses, &b->out);
    assert_close(b->mean[2], 20.485580890591, 1e-9);
    dk_ets_fit holt = {
        .form = {.has_trend = true},
        .p = {.alpha = 0.4, .beta = 0.4 * 0.15, .phi = 1, .level = 12.1, .slope = 1.3}};
    dk_ets_filter(&b->in, &holt, NULL);
    dk_ets_forecast(&b->in, &holt, &b->out);
    assert_close(b->mean[0], 23.8450127801503, 1e-9);
    assert_close(b->mean[2], 25.9111956464345, 1e-9);
    dk_arena_free(b->work);
}

static void theta__as_thetaf(void **state)
{
    (void)state;
    static const double seasonal[H] = {190.34291457, 191.24661626, 192.15031795, 193.05401965,
                                       193.95772134, 194.86142303, 195.76512473, 196.66882642,
                                       197.57252811, 198.47622981, 199.37993150, 200.28363320,
                                       201.18733489, 202.09103658};
    static const double plain[4] = {144.17341056, 144.85591056, 145.53841056, 146.22091056};
    const dk_method *theta = dk_method_find("theta");
    bench *b = make(N, 12, 1);
    assert_true(theta->forecast(b->work, &b->in, &b->out));
    for (size_t h = 0; h < H; h++)
        assert_close(b->mean[h] / seasonal[h], 1, 1e-3);
    dk_arena_free(b->work);
    b = make(15, 1, 1);
    assert_true(theta->forecast(b->work, &b->in, &b->out));
    for (size_t h = 0; h < 4; h++)
        assert_close(b->mean[h] / plain[h], 1, 1e-3);
    dk_arena_free(b->work);
}

typedef struct {
    dk_arima_order order;
    double loglik, mean[3], sd[3]; /* mean[0] = 0: not compared */
} arima_case;

/* Where R stops short of the maximum, its forecasts are not compared. */
static const arima_case arima_cases[] = {
    {{0, 1, 1, 0, 0, 0, false},
     -175.167042,
     {189.448050, 189.448050, 189.448050},
     {10.16321, 14.37973, 17.61426}},
    {{1, 0, 0, 0, 0, 0, true},
     -179.459331,
     {187.336072, 185.345877, 183.463267},
     {10.15148, 13.97371, 16.66664}},
    {{1, 1, 1, 0, 0, 0, true}, -174.492613, {0}, {0}},
    {{2, 1, 2, 0, 0, 0, false},
     -166.631244,
     {187.147339, 192.941358, 198.736754},
     {8.43066, 10.90643, 15.48211}},
    {{0, 1, 1, 0, 1, 1, false}, -117.577208, {0}, {0}},
    {{1, 0, 1, 1, 0, 0, true},
     -176.815651,
     {188.448345, 191.693104, 198.504679},
     {9.35463, 11.14402, 12.57140}},
    {{1, 0, 1, 0, 1, 1, true}, -113.116330, {0}, {0}},
    {{0, 0, 2, 0, 0, 1, true},
     -194.730644,
     {176.881504, 174.213147, 172.742551},
     {13.51844, 16.14544, 18.29946}},
};

static void arima_estimate__at_least_rs_likelihood(void **state)
{
    (void)state;
    const double scale = 128;
    for (size_t i = 0; i < sizeof arima_cases / sizeof *arima_cases; i++) {
        const arima_case *c = &arima_cases[i];
        bench *b = make(N, 12, scale);
        dk_arima_fit fit;
        assert_true(dk_arima_estimate(b->work, &b->in, c->order, NULL, true, &fit));
        double loglik = fit.loglik - (double)fit.n_used * log(scale);
        if (!(loglik >= c->loglik - 1e-3))
            fail_msg("case %zu: %.6f, R %.6f", i, loglik, c->loglik);
        assert_true(dk_arima_forecast(b->work, &b->in, &fit, &b->out));
        for (size_t h = 0; h < 3 && c->mean[0] != 0; h++) {
            assert_close(scale * b->mean[h] / c->mean[h], 1, 1e-4);
            assert_close(scale * b->sd[h] / c->sd[h], 1, 0.011);
        }
        dk_arena_free(b->work);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ets_estimate__at_least_rs_likelihood),
        cmocka_unit_test(ets_estimate__slope_of_the_whole_series),
        cmocka_unit_test(ets_is_admissible__roots),
        cmocka_unit_test(ets_filter__fixed_parameters_as_r),
        cmocka_unit_test(theta__as_thetaf),
        cmocka_unit_test(arima_estimate__at_least_rs_likelihood),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
