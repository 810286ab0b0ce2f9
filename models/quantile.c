/* models/quantile.c - see quantile.h. */
#include "models/quantile.h"

#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void dk_sort(double *values, size_t n)
{
    if (n > 1)
        qsort(values, n, sizeof *values, by_value);
}

double dk_quantile(const double *sorted, size_t n, double u)
{
    double at = u * (double)n - 0.5;
    if (at <= 0)
        return sorted[0];
    size_t k = (size_t)at;
    return k + 1 >= n ? sorted[n - 1] : sorted[k] + (at - (double)k) * (sorted[k + 1] - sorted[k]);
}
