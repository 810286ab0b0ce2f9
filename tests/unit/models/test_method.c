/* tests/unit/models/test_method.c - the methods against numbers worked out by hand.
 *
 * 1 SES with fixed alpha and its best first level      2 ETS recursions and likelihoods at fixed
 * parameters 3 theta as the mean of its two lines                 4 naive rules and drift 5
 * seasonal indices                                   6 every descriptor is complete; gaps carry
 * nothing
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "models/messages.h"
#include "models/method/smoothing.h"
#include "models/minimise.h"
#include "models/models.h"

enum { LONGEST = 64 };

typedef struct {
    dk_method_input in;
    dk_method_output out;
    double y[LONGEST], mean[LONGEST], sd[LONGEST];
    bool known[LONGEST];
    dk_arena *work;
} bench;

static bench *make(const double *y, size_t n, size_t season, size_t horizon)
{
    dk_arena *work = dk_arena_new();
    bench *b = dk_arena_alloc(work, sizeof *b);
    b->work = work;
    b->in = (dk_method_input){.y = b->y,
                              .known = b->known,
                              .n = n,
                              .n_known = n,
                              .season = season,
                              .horizon = horizon,
                              .is_positive = true,
                              .is_non_negative = true};
    b->out = (dk_method_output){.mean = b->mean, .sd = b->sd};
    for (size_t t = 0; t < n; t++) {
        b->y[t] = y[t];
        b->known[t] = true;
        b->in.is_positive = b->in.is_positive && y[t] > 0;
    }
    return b;
}

static void run(bench *b, const char *key)
{
    const dk_method *method = dk_method_find(key);
    assert_non_null(method);
    assert_true(dk_method_applies(method, &b->in));
    assert_true(method->forecast(b->work, &b->in, &b->out));
}

static void assert_close(double a, double b, double tolerance)
{
    assert_true(fabs(a - b) <= tolerance);
}

/* By hand, alpha 1/2, y = 1 2 3: first level 5/3, errors -2/3 2/3 4/3, level 7/3, sum of squares
 * 8/3. */
static void ses__fixed_alpha(void **state)
{
    (void)state;
    bench *b = make((const double[]){1, 2, 3}, 3, 1, 1);
    dk_ses_fit fit = dk_ses(&b->in, 0.5);
    assert_close(fit.first_level, 5.0 / 3, 1e-12);
    assert_close(fit.level, 7.0 / 3, 1e-12);
    assert_close(fit.sse, 8.0 / 3, 1e-12);
    dk_arena_free(b->work);
}

/* Two steps of one height: any alpha near 1 follows; a constant has no error at all. */
static void ses__finds_the_best_alpha(void **state)
{
    (void)state;
    bench *b = make((const double[]){1, 1, 1, 1, 5, 5, 5, 5, 9, 9, 9, 9}, 12, 1, 1);
    dk_ses_fit best = dk_ses(&b->in, -1);
    for (double alpha = 0.0001; alpha < 1; alpha += 0.001)
        assert_true(best.sse <= dk_ses(&b->in, alpha).sse + 1e-9);
    assert_true(best.alpha > 0.99);
    dk_arena_free(b->work);
}

/* y = 10 12 15, level 8, slope 2, alpha 1/2, beta 1/5: errors 0 0 1; level 14.5, slope 2.2;
 * forecasts 16.7 and 18.9; deviance 3 log 1; c[1] = 0.7, c[2] = 0.9, so variances 1, 1.49, 2.30
 * times sigma2. */
static void ets_filter__holt_by_hand(void **state)
{
    (void)state;
    bench *b = make((const double[]){10, 12, 15}, 3, 1, 3);
    dk_ets_fit fit = {.form = {.has_trend = true},
                      .p = {.alpha = 0.5, .beta = 0.2, .phi = 1, .level = 8, .slope = 2}};
    dk_ets_filter(&b->in, &fit, NULL);
    assert_close(fit.level, 14.5, 1e-12);
    assert_close(fit.slope, 2.2, 1e-12);
    assert_close(fit.deviance, 0, 1e-12);
    fit.sigma2 = 1;
    dk_ets_forecast(&b->in, &fit, &b->out);
    assert_close(b->mean[0], 16.7, 1e-12);
    assert_close(b->mean[1], 18.9, 1e-12);
    assert_close(b->sd[1], sqrt(1.49), 1e-12);
    assert_close(b->sd[2], sqrt(2.30), 1e-12);
    dk_arena_free(b->work);
}

/* Damped by 0.9: q = 8 + 1.8 = 9.8, e = 0.2, level 9.9, slope 1.84; q = 11.556, e = 0.444,
 * level 11.778, slope 1.7448; q = 13.34832, e = 1.65168, level 14.17416, slope 1.900656; h=2:
 * + 1.71 slopes. */
static void ets_filter__damped_by_hand(void **state)
{
    (void)state;
    bench *b = make((const double[]){10, 12, 15}, 3, 1, 2);
    dk_ets_fit fit = {.form = {.has_trend = true, .is_damped = true},
                      .p = {.alpha = 0.5, .beta = 0.2, .phi = 0.9, .level = 8, .slope = 2}};
    dk_ets_filter(&b->in, &fit, NULL);
    assert_close(fit.level, 14.17416, 1e-9);
    assert_close(fit.slope, 1.900656, 1e-9);
    dk_ets_forecast(&b->in, &fit, &b->out);
    assert_close(b->mean[1], 14.17416 + 1.71 * 1.900656, 1e-9);
    dk_arena_free(b->work);
}

/* MNN, level 2, alpha 1/2, y = 2 4: relative errors 0 and 1, means 2 2: 2 log 1 + 2 (log 2 + log
 * 2). */
static void ets_filter__relative_likelihood(void **state)
{
    (void)state;
    bench *b = make((const double[]){2, 4}, 2, 1, 1);
    dk_ets_fit fit = {.form = {.is_relative = true}, .p = {.alpha = 0.5, .phi = 1, .level = 2}};
    dk_ets_filter(&b->in, &fit, NULL);
    assert_close(fit.deviance, 4 * log(2), 1e-12);
    fit.p.level = -1; /* a relative error of a negative mean is not defined */
    dk_ets_filter(&b->in, &fit, NULL);
    assert_true(fit.deviance == HUGE_VAL);
    dk_arena_free(b->work);
}

/* MNM, season 2 with indices 0.5 1.5, level 10, alpha 0.4, gamma 0.2, y = 6 15: e = 1, level 10.8,
 * index 0.52; mean 16.2, e = -1.2, level 10.48, index 1.5 - 0.2 * 1.2 / 10.8; next 10.48 * 0.52. */
static void ets_filter__seasonal_by_hand(void **state)
{
    (void)state;
    bench *b = make((const double[]){6, 15}, 2, 2, 2);
    double season[2];
    dk_ets_fit fit = {.form = {.is_relative = true, .season = DK_SEASON_MULTIPLY},
                      .p = {.alpha = 0.4, .gamma = 0.2, .phi = 1, .level = 10},
                      .season0 = (double[]){0.5, 1.5},
                      .season = season};
    dk_ets_filter(&b->in, &fit, NULL);
    assert_close(fit.level, 10.48, 1e-12);
    assert_close(season[0], 0.52, 1e-12);
    assert_close(season[1], 1.5 - 0.24 / 10.8, 1e-12);
    dk_ets_forecast(&b->in, &fit, &b->out);
    assert_close(b->mean[0], 10.48 * 0.52, 1e-12);
    dk_arena_free(b->work);
}

static const double wave[] = {12.1, 13.4, 11.9, 15.2, 16.8, 14.9,
                              18.3, 17.7, 19.6, 21.2, 20.4, 23.9};

/* The estimate of AAN is at least as good as a grid of parameters. */
static void ets_estimate__beats_a_grid(void **state)
{
    (void)state;
    bench *b = make(wave, 12, 1, 1);
    dk_ets_form form = {.has_trend = true};
    dk_ets_fit fit;
    assert_true(dk_ets_estimate(b->work, &b->in, form, DK_ETS_THOROUGH, &fit));
    for (double alpha = 0.05; alpha < 1; alpha += 0.1)
        for (double beta = 0.01; beta < alpha; beta += 0.1)
            for (double level = 8; level < 14; level += 0.5)
                for (double slope = 0; slope < 2; slope += 0.2) {
                    dk_ets_fit other = {.form = form,
                                        .p = {.alpha = alpha,
                                              .beta = beta,
                                              .phi = 1,
                                              .level = level,
                                              .slope = slope}};
                    dk_ets_filter(&b->in, &other, NULL);
                    assert_true(fit.deviance <= other.deviance + 1e-6);
                }
    dk_arena_free(b->work);
}

/* Theta lines 0 (regression a + b t, t = 1..n) and 2 (2 y - line): the forecast is the mean of the
 * line continued and of SES of the other, started at 2 * first level - line[1]. */
static void theta__mean_of_two_lines(void **state)
{
    (void)state;
    enum { N = 12, H = 4 };
    bench *b = make(wave, N, 1, H);
    dk_ses_fit fit = dk_ses(&b->in, -1);
    double mean_y = 0, cross = 0, square = 0;
    for (int t = 1; t <= N; t++)
        mean_y += wave[t - 1] / N;
    for (int t = 1; t <= N; t++) {
        cross += (t - 6.5) * (wave[t - 1] - mean_y);
        square += (t - 6.5) * (t - 6.5);
    }
    double slope = cross / square, a = mean_y - 6.5 * slope;
    double level = 2 * fit.first_level - (a + slope);
    for (int t = 1; t <= N; t++)
        level += fit.alpha * (2 * wave[t - 1] - (a + slope * t) - level);
    run(b, "theta");
    for (int h = 1; h <= H; h++)
        assert_close(b->mean[h - 1], 0.5 * (a + slope * (N + h)) + 0.5 * level, 1e-9);
    dk_arena_free(b->work);
}

/* Equations 13-17 of the paper, step by step; `next` becomes the forecast after y[n-1]. */
static double dotm_squares(const double *y, size_t n, double alpha, double w, double first,
                           double *next)
{
    double level = first, mean = 0, slope = 0, power = 1, sum = 0;
    for (size_t t = 0; t <= n; t++) {
        double a = mean - (double)(t + 1) / 2 * slope;
        double forecast = level + w * (power * a + (1 - power * (1 - alpha)) / alpha * slope);
        if (t == n) {
            *next = forecast;
            break;
        }
        double e = y[t] - forecast, i = (double)(t + 1);
        sum += t > 0 ? e * e : 0; /* the first value only starts the line */
        level = alpha * y[t] + (1 - alpha) * level;
        power *= 1 - alpha;
        slope = t == 0 ? 0 : ((i - 2) * slope + 6 * (y[t] - mean) / i) / (i + 1);
        mean += (y[t] - mean) / i;
    }
    return sum;
}

/* The published recursion on a grid of all three constants finds nothing better than the forecast
 * made by the best of them. */
static void dotm__best_of_a_grid(void **state)
{
    (void)state;
    bench *b = make(wave, 12, 1, 3);
    double least = HUGE_VAL, at_least = 0, next;
    for (double alpha = 0.1; alpha <= 0.99; alpha += 0.005)
        for (double w = 0; w <= 1.0001; w += 0.02)
            for (double first = -5; first < 20; first += 0.1) {
                double squares = dotm_squares(wave, 12, alpha, w, first, &next);
                if (squares < least) {
                    least = squares;
                    at_least = next;
                }
            }
    run(b, "dotm");
    assert_close(b->mean[0], at_least, 0.1); /* the valley is flat along first and w */
    assert_true(b->mean[2] > b->mean[0] && b->sd[2] > b->sd[0]); /* the wave rises */
    dk_arena_free(b->work);
}

static void naive_rules__by_hand(void **state)
{
    (void)state;
    bench *b = make((const double[]){1, 5, 2, 6, 3, 7, 4, 8}, 8, 2, 5);
    run(b, "naive");
    assert_close(b->mean[0], 8, 0);
    assert_close(b->sd[3], 2 * b->sd[0], 1e-12);
    run(b, "snaive");
    assert_close(b->mean[0], 4, 0);
    assert_close(b->mean[1], 8, 0);
    assert_close(b->mean[4], 4, 0);
    assert_close(b->sd[0], 1, 1e-12); /* every value is 1 above the one a season ago */
    run(b, "mean");
    assert_close(b->mean[0], 4.5, 1e-12);
    b->in.season = 1;
    run(b, "drift");
    assert_close(b->mean[1], 8 + 2 * 7.0 / 7, 1e-12);
    dk_arena_free(b->work);
}

/* Trend 1 a period plus -1, +1: the indices come back exactly. */
static void season_indices__of_a_line(void **state)
{
    (void)state;
    double y[24], index[4];
    static const double add[] = {-3, 1, 4, -2};
    for (int t = 0; t < 24; t++)
        y[t] = 50 + t + add[t % 4];
    bench *b = make(y, 24, 4, 1);
    assert_true(dk_season_indices(b->work, &b->in, DK_SEASON_ADD, index));
    for (int k = 0; k < 4; k++)
        assert_close(index[k], add[k], 1e-9);
    dk_season_shrink(&b->in, DK_SEASON_ADD, index);
    for (int k = 0; k < 4; k++)
        assert_close(index[k], add[k], 1e-9); /* there is no noise to explain any of it */
    dk_arena_free(b->work);
}

/* Noise alone: what looks like a season is drawn in by most of its size; with a season 3 times the
 * noise's little is lost. */
static void season_shrink__noise_and_season(void **state)
{
    (void)state;
    double y[60], raw[12], index[12], before = 0, after = 0;
    dk_random random = dk_random_seed(2);
    for (int season = 0; season < 2; season++) {
        for (int t = 0; t < 60; t++)
            y[t] = 100 + 10 * dk_random_normal(&random) + season * 42 * sin(2 * M_PI * t / 12);
        bench *b = make(y, 60, 12, 1);
        assert_true(dk_season_indices(b->work, &b->in, DK_SEASON_ADD, raw));
        memcpy(index, raw, sizeof raw);
        dk_season_shrink(&b->in, DK_SEASON_ADD, index);
        before = after = 0;
        for (int k = 0; k < 12; k++) {
            before += raw[k] * raw[k];
            after += index[k] * index[k];
        }
        double kept = sqrt(after / before);
        assert_true(season == 0 ? kept < 0.5 : kept > 0.95 && kept < 1);
        dk_arena_free(b->work);
    }
}

/* Noise around a season of which the group knows: what is drawn in is the distance to the group's,
 * and a series with a season of its own keeps it. */
static void season_shrink__towards_the_group(void **state)
{
    (void)state;
    double y[60], index[12], usual[12];
    const dk_panel panel = {.n_series = 9, .season = 12, .index = usual};
    dk_random random = dk_random_seed(5);
    for (int k = 0; k < 12; k++)
        usual[k] = 1 + 0.1 * sin(2 * M_PI * (k + 3) / 12); /* the series begins in position 3 */
    for (int own = 0; own < 2; own++) {
        double to_group = 0, to_none = 0;
        for (int t = 0; t < 60; t++)
            y[t] = 100 + 10 * dk_random_normal(&random) +
                   (own == 1 ? 50 * cos(2 * M_PI * t / 12) : 100 * (usual[(t + 3) % 12] - 1));
        bench *b = make(y, 60, 12, 1);
        b->in.start_of_year = 3;
        b->in.panel = &panel;
        b->in.is_non_negative = true;
        assert_true(dk_season_indices(b->work, &b->in, DK_SEASON_ADD, index));
        dk_season_shrink(&b->in, DK_SEASON_ADD, index);
        for (int k = 0; k < 12; k++) {
            to_group += pow(index[k] - 100 * (usual[(k + 3) % 12] - 1), 2) / 12;
            to_none += index[k] * index[k] / 12;
        }
        assert_true(own == 0 ? to_group < 10 && to_none > 25 : to_none > 900 && to_group > 900);
        dk_arena_free(b->work);
    }
}

/* Three years of months in noise: indices from every value miss the true season by less than those
 * from the two years that a centred mean reaches. A season without noise comes back exactly. */
static void season_renew__is_nearer_to_the_truth(void **state)
{
    (void)state;
    double y[36], index[12], classical = 0, renewed = 0;
    dk_random random = dk_random_seed(11);
    for (int i = 0; i <= 100; i++) {
        double noise = i < 100 ? 10 : 0;
        for (int t = 0; t < 36; t++)
            y[t] = 100 + t + 20 * sin(2 * M_PI * t / 12) + noise * dk_random_normal(&random);
        bench *b = make(y, 36, 12, 1);
        assert_true(dk_season_indices(b->work, &b->in, DK_SEASON_ADD, index));
        dk_season_shrink(&b->in, DK_SEASON_ADD, index);
        for (int k = 0; k < 12; k++)
            classical += pow(index[k] - 20 * sin(2 * M_PI * k / 12), 2);
        assert_true(dk_season_indices(b->work, &b->in, DK_SEASON_ADD, index));
        assert_true(dk_season_renew(b->work, &b->in, DK_SEASON_ADD, index));
        for (int k = 0; k < 12; k++) {
            double e = index[k] - 20 * sin(2 * M_PI * k / 12);
            renewed += e * e;
            assert_true(noise > 0 || fabs(e) < 1e-9);
        }
        dk_arena_free(b->work);
    }
    assert_true(renewed < 0.93 * classical);
}

/* A gap filled with anything gives the same ETS and SES fit: it carries no information there. */
static void ses__gap_carries_nothing(void **state)
{
    (void)state;
    bench *b = make(wave, 12, 1, 2);
    b->known[5] = false;
    b->in.n_known = 11;
    b->y[5] = 15;
    dk_ses_fit one = dk_ses(&b->in, -1);
    b->y[5] = 999;
    dk_ses_fit two = dk_ses(&b->in, -1);
    assert_memory_equal(&one, &two, sizeof one);
    dk_arena_free(b->work);
}

/* Two valleys at -2 and 3, the second deeper. */
static double valleys(double x, void *ctx)
{
    (void)ctx;
    return (x + 2) * (x + 2) * (x - 3) * (x - 3) - 0.5 * x;
}

static void minimise_line__finds_the_deeper_valley(void **state)
{
    (void)state;
    double x = dk_minimise_line(valleys, NULL, (dk_line){-5, 5, 20, 40});
    for (double z = -5; z <= 5; z += 0.001)
        assert_true(valleys(x, NULL) <= valleys(z, NULL));
    x = dk_minimise_line(valleys, NULL, (dk_line){4, 5, 2, 40});
    assert_close(x, 4, 0); /* the end of the interval is reached */
}

static void methods__are_described(void **state)
{
    (void)state;
    for (size_t m = 0; dk_methods[m] != NULL; m++) {
        const dk_method *d = dk_methods[m];
        assert_true(strlen(d->key) > 0 && strlen(d->source) > 0 && d->prior > 0);
        assert_true(strlen(d->title.zh) > 0 && strlen(d->title.en) > 0);
        assert_true(strlen(d->idea.zh) > 0 && strlen(d->idea.en) > 0);
        assert_ptr_equal(dk_method_find(d->key), d);
    }
    assert_null(dk_method_find("oracle"));
    for (size_t i = 0; dk_models_messages[i] != NULL; i++) {
        const dk_msg *msg = dk_models_messages[i];
        assert_true(strlen(msg->text.zh) > 0 && strlen(msg->text.en) > 0);
        assert_true(strlen(msg->next.zh) > 0 && strlen(msg->next.en) > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ses__fixed_alpha),
        cmocka_unit_test(ses__finds_the_best_alpha),
        cmocka_unit_test(ets_filter__holt_by_hand),
        cmocka_unit_test(ets_filter__damped_by_hand),
        cmocka_unit_test(ets_filter__relative_likelihood),
        cmocka_unit_test(ets_filter__seasonal_by_hand),
        cmocka_unit_test(ets_estimate__beats_a_grid),
        cmocka_unit_test(theta__mean_of_two_lines),
        cmocka_unit_test(dotm__best_of_a_grid),
        cmocka_unit_test(naive_rules__by_hand),
        cmocka_unit_test(season_indices__of_a_line),
        cmocka_unit_test(season_shrink__noise_and_season),
        cmocka_unit_test(season_shrink__towards_the_group),
        cmocka_unit_test(season_renew__is_nearer_to_the_truth),
        cmocka_unit_test(ses__gap_carries_nothing),
        cmocka_unit_test(minimise_line__finds_the_deeper_valley),
        cmocka_unit_test(methods__are_described),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
