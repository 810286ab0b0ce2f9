/* tests/unit/models/test_regress.c - least squares and moments.
 *
 * 1 small fits by hand, dependent columns, leverage
 * 2 NIST's Statistical Reference Datasets (certified values) where ../shared/data/strd is there:
 *   digits right = -log10 of the relative error, 15 at most; beside GSL's on the same designs
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <gsl/gsl_multifit.h>
#include <jansson.h>

#include "models/models.h"
#include "models/regress.h"

static void assert_close(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.17g is not %.17g", a, b);
}

/* y = 1 3 4 over x = 0 1 2: slope 3/2, intercept 7/6, residuals -1/6 1/3 -1/6, sd sqrt(1/6). */
static void regress__line_by_hand(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    long double x[6], row[2] = {1, 3};
    dk_regress_powers((const double[]){0, 1, 2}, 3, 1, x);
    dk_regression_fit fit;
    assert_true(dk_regress(arena, &(dk_regression){3, 2, x, (const double[]){1, 3, 4}}, &fit));
    assert_int_equal(fit.rank, 2);
    assert_close(fit.coefficient[0], 7.0 / 6, 1e-15);
    assert_close(fit.coefficient[1], 1.5, 1e-15);
    assert_close(fit.sd, sqrt(1.0 / 6), 1e-15);
    assert_close(fit.se[1], sqrt(1.0 / 6 / 2), 1e-15);
    assert_close(dk_regress_leverage(&fit, row), 1.0 / 3 + 4.0 / 2, 1e-15);
    /* The slope is (y[2] - y[0]) / 2: what the rows x = 0, 1, 2 and 3 would add to it. */
    for (int i = 0; i < 4; i++)
        assert_close(dk_regress_influence(&fit, 1, (const long double[]){1, i}), (i - 1) / 2.0,
                     1e-15);
    dk_arena_free(arena);
}

/* The third column is the sum of the others and the fourth is zero: they get nothing. */
static void regress__dependent_columns(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    long double x[20];
    double y[5];
    for (size_t i = 0; i < 5; i++) {
        x[4 * i] = 1;
        x[4 * i + 1] = (long double)i;
        x[4 * i + 2] = 1 + (long double)i;
        x[4 * i + 3] = 0;
        y[i] = 3 + 2 * (double)i;
    }
    dk_regression_fit fit;
    assert_true(dk_regress(arena, &(dk_regression){5, 4, x, y}, &fit));
    assert_int_equal(fit.rank, 2);
    assert_true(fit.coefficient[3] == 0);
    for (size_t i = 0; i < 5; i++) {
        double sum = 0;
        for (size_t j = 0; j < 4; j++)
            sum += (double)x[4 * i + j] * fit.coefficient[j];
        assert_close(sum, y[i], 1e-14);
    }
    assert_true(fit.sd < 1e-15);
    dk_arena_free(arena);
}

static void mean_sd__small(void **state)
{
    (void)state;
    double mean, sd;
    dk_mean_sd((const double[]){5}, 1, &mean, &sd);
    assert_true(mean == 5 && sd == 0);
    dk_mean_sd((const double[]){1e16, 1e16 + 2, 1e16 + 4}, 3, &mean, &sd);
    assert_true(mean == 1e16 + 2 && sd == 2);
}

/* ---- certified values ---- */

static json_t *strd(void)
{
    json_error_t error;
    json_t *all = json_load_file("../shared/data/strd/strd_cases.json", 0, &error);
    if (all == NULL)
        print_message("skipped: ../shared/data/strd is not there\n");
    return all;
}

static double digits(double value, double certified)
{
    double e = certified == 0 ? fabs(value) : fabs(value - certified) / fabs(certified);
    return e > 0 ? fmin(-log10(e), 15) : 15;
}

/* The file's mean of Meixner's 10,000 normal numbers is a plain sum, right to 12.9 digits; this is
 * the exact mean of its values (rational arithmetic), rounded once. */
static const double MEIXNER = 0.00012198124514385366;

/* The certified sd of NumAcc3 and 4 holds for decimal data: 1000000.2 and 10000000.2 in binary are
 * off by up to 6e-11 and 9e-10, relative to 0.1. */
static double possible_sd(const char *name)
{
    return strcmp(name, "NumAcc3") == 0 ? 9 : strcmp(name, "NumAcc4") == 0 ? 8 : 13;
}

static void mean_sd__nist(void **state)
{
    (void)state;
    json_t *all = strd(), *item;
    const char *name;
    json_object_foreach(json_object_get(all, "univariate"), name, item)
    {
        const json_t *values = json_object_get(item, "y");
        size_t n = json_array_size(values);
        double *y = test_malloc(n * sizeof *y), mean, sd;
        for (size_t i = 0; i < n; i++)
            y[i] = json_number_value(json_array_get(values, i));
        dk_mean_sd(y, n, &mean, &sd);
        double certified = json_number_value(json_object_get(item, "mean"));
        double m = digits(mean, strcmp(name, "Meixner") == 0 ? MEIXNER : certified);
        double s = digits(sd, json_number_value(json_object_get(item, "sd")));
        if (m < 14.9 || s < possible_sd(name))
            fail_msg("%s: mean %.1f digits, sd %.1f", name, m, s);
        test_free(y);
    }
    json_decref(all);
}

typedef struct {
    size_t n, k;
    long double *x;
    double *y;
} design;

static design design_of(dk_arena *arena, const json_t *item)
{
    const json_t *rows = json_object_get(item, "rows");
    size_t degree = (size_t)json_integer_value(json_object_get(item, "deg"));
    size_t width = json_array_size(json_array_get(rows, 0));
    design d = {.n = json_array_size(rows), .k = degree == 0 ? 1 : degree + 1};
    d.x = dk_arena_array(arena, d.n * d.k, sizeof *d.x);
    d.y = dk_arena_array(arena, d.n, sizeof *d.y);
    for (size_t i = 0; i < d.n; i++) {
        const json_t *row = json_array_get(rows, i);
        d.y[i] = json_number_value(json_array_get(row, 0));
        double x = json_number_value(json_array_get(row, 1));
        if (degree == 0) { /* through the origin */
            d.x[i] = x;
        } else if (width == 2) {
            dk_regress_powers(&x, 1, degree, d.x + i * d.k);
        } else {
            d.x[i * d.k] = 1;
            for (size_t j = 1; j < d.k; j++)
                d.x[i * d.k + j] = json_number_value(json_array_get(row, j));
        }
    }
    return d;
}

static double worst_digits(const double *b, const json_t *certified)
{
    double worst = 15;
    for (size_t j = 0; j < json_array_size(certified); j++)
        worst = fmin(worst, digits(b[j], json_number_value(json_array_get(certified, j))));
    return worst;
}

static double digits_of_gsl(const design *d, const json_t *certified)
{
    gsl_matrix *x = gsl_matrix_alloc(d->n, d->k), *cov = gsl_matrix_alloc(d->k, d->k);
    gsl_vector *y = gsl_vector_alloc(d->n), *b = gsl_vector_alloc(d->k);
    gsl_multifit_linear_workspace *w = gsl_multifit_linear_alloc(d->n, d->k);
    double squares;
    for (size_t i = 0; i < d->n; i++) {
        gsl_vector_set(y, i, d->y[i]);
        for (size_t j = 0; j < d->k; j++)
            gsl_matrix_set(x, i, j, (double)d->x[i * d->k + j]);
    }
    gsl_multifit_linear(x, y, b, cov, &squares, w);
    double worst = worst_digits(b->data, certified);
    gsl_multifit_linear_free(w);
    gsl_matrix_free(x);
    gsl_matrix_free(cov);
    gsl_vector_free(y);
    gsl_vector_free(b);
    return worst;
}

static void regress__nist(void **state)
{
    (void)state;
    json_t *all = strd(), *item;
    const char *name;
    json_object_foreach(json_object_get(all, "linear"), name, item)
    {
        dk_arena *arena = dk_arena_new();
        design d = design_of(arena, item);
        dk_regression_fit fit;
        assert_true(dk_regress(arena, &(dk_regression){d.n, d.k, d.x, d.y}, &fit));
        assert_int_equal(fit.rank, d.k);
        double ours = worst_digits(fit.coefficient, json_object_get(item, "b"));
        double se = worst_digits(fit.se, json_object_get(item, "se"));
        double gsl = digits_of_gsl(&d, json_object_get(item, "b"));
        if (ours < gsl || ours < 8 || se < 8)
            fail_msg("%s: %.1f digits (errors %.1f), GSL %.1f", name, ours, se, gsl);
        dk_arena_free(arena);
    }
    json_decref(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regress__line_by_hand), cmocka_unit_test(regress__dependent_columns),
        cmocka_unit_test(mean_sd__small),        cmocka_unit_test(mean_sd__nist),
        cmocka_unit_test(regress__nist),
    };
    dk_models_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
