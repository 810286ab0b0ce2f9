/* models/addressable.c - see addressable.h. */
#include "models/addressable.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "core/base/random.h"
#include "models/quantile.h"

enum { YEAR = 12, NAME = 96 };

static const double z95 = 1.959963984540054;

void dk_factor_measure(dk_factor *factor, double part, double whole)
{
    assert(factor != NULL);
    factor->value = factor->lo = factor->hi = 0;
    if (whole <= 0)
        return;
    double p = fmin(part / whole, 1), z = z95 * z95 / whole;
    double centre = (p + z / 2) / (1 + z),
           half = z95 * sqrt(p * (1 - p) / whole + z / (4 * whole)) / (1 + z);
    factor->value = p;
    factor->lo = fmin(fmax(centre - half, 0), p);
    factor->hi = fmax(fmin(centre + half, 1), p);
}

static double chain(const dk_addressable *a, double openings, const double share[DK_N_FACTORS])
{
    double staff = a->staff < 0 ? 0 : a->staff;
    return (openings * share[DK_FACTOR_NEW_GRADUATE] + staff * share[DK_FACTOR_REPLACEMENT]) *
           share[DK_FACTOR_CENTRE];
}

static dk_forecast_step step_of(double mean, double *values, size_t n)
{
    dk_sort(values, n);
    return (dk_forecast_step){mean, dk_quantile(values, n, 0.1), dk_quantile(values, n, 0.9),
                              dk_quantile(values, n, 0.025), dk_quantile(values, n, 0.975)};
}

bool dk_addressable_fill(dk_addressable *a, const dk_forecast *f, uint64_t seed, const char *key,
                         dk_arena *arena)
{
    char name[NAME];
    double mean = 0, share[DK_N_FACTORS];
    double *totals = dk_arena_array(arena, f->n_paths, sizeof *totals);
    double *results = dk_arena_array(arena, f->n_paths, sizeof *results);
    assert(f->horizon >= YEAR && f->n_paths > 0);
    if (totals == NULL || results == NULL)
        return false;
    snprintf(name, sizeof name, "addressable %.70s", key);
    dk_random random = dk_random_stream(seed, name);
    for (size_t h = 0; h < YEAR; h++)
        mean += f->steps[h].mean;
    for (size_t p = 0; p < f->n_paths; p++) {
        for (size_t h = 0; h < YEAR; h++)
            totals[p] += f->paths[p * f->horizon + h];
        for (size_t k = 0; k < DK_N_FACTORS; k++)
            share[k] =
                a->factors[k].lo + (a->factors[k].hi - a->factors[k].lo) * dk_random_unit(&random);
        results[p] = chain(a, totals[p], share);
    }
    for (size_t k = 0; k < DK_N_FACTORS; k++)
        share[k] = a->factors[k].value;
    a->openings = step_of(mean, totals, f->n_paths);
    a->result = step_of(chain(a, mean, share), results, f->n_paths);
    a->gross = mean / fmax(1 - share[DK_FACTOR_REPOSTED], 0.01);
    return true;
}
