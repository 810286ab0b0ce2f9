/* datasets/gen/draw.c - see draw.h. */
#include "datasets/gen/draw.h"

#include <assert.h>
#include <math.h>

double dk_draw_lognormal(dk_random *random, double median, double sigma)
{
    assert(median > 0);
    return median * exp(sigma * dk_random_normal(random));
}

double dk_draw_between(dk_random *random, double mean, double sd, double low, double high)
{
    return fmin(fmax(mean + sd * dk_random_normal(random), low), high);
}

bool dk_draw_chance(dk_random *random, double p)
{
    return dk_random_unit(random) < p;
}

size_t dk_draw_weighted(dk_random *random, const double *weights, size_t n)
{
    assert(n > 0);
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += weights[i];
    double x = dk_random_unit(random) * sum;
    for (size_t i = 0; i + 1 < n; i++) {
        x -= weights[i];
        if (x < 0)
            return i;
    }
    return n - 1;
}

int64_t dk_draw_binomial(dk_random *random, int64_t n, double p)
{
    if (n <= 0 || p <= 0)
        return 0;
    if (p >= 1)
        return n;
    if (n > 64) {
        double mean = (double)n * p, sd = sqrt(mean * (1 - p));
        double x = floor(mean + sd * dk_random_normal(random) + 0.5);
        return (int64_t)fmin(fmax(x, 0), (double)n);
    }
    int64_t k = 0;
    for (int64_t i = 0; i < n; i++)
        k += dk_draw_chance(random, p);
    return k;
}

int64_t dk_draw_round(dk_random *random, double x)
{
    assert(x >= 0);
    double whole = floor(x);
    return (int64_t)whole + dk_draw_chance(random, x - whole);
}

double dk_logistic(double x)
{
    return 1 / (1 + exp(-x));
}
