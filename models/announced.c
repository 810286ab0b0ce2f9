/* models/announced.c - see announced.h. */
#include "models/announced.h"

#include <math.h>

#include "core/base/random.h"
#include "models/scenario.h"

/* Openings in month `month` of a plant that comes and starts hiring in `start`. */
static double openings(const dk_announced *a, int64_t start, int64_t month)
{
    if (month < start)
        return 0;
    return month < start + a->ramp ? a->posts / a->ramp : a->posts * a->turnover;
}

void dk_announced_mean(const dk_announced *list, size_t n, int64_t first, size_t horizon,
                       double *out)
{
    for (size_t h = 0; h < horizon; h++)
        out[h] = 0;
    for (size_t i = 0; i < n; i++) {
        const dk_announced *a = &list[i];
        /* Poisson weights of the delays that can start within the horizon. */
        double weight = a->probability * exp(-a->delay_months);
        for (int64_t delay = 0; a->start + delay < first + (int64_t)horizon; delay++) {
            for (size_t h = 0; h < horizon; h++)
                out[h] += weight * openings(a, a->start + delay, first + (int64_t)h);
            weight *= a->delay_months / (double)(delay + 1);
        }
    }
}

/* Adds one plant to all paths. */
static void add_to_paths(const dk_announced *a, uint64_t seed, dk_forecast *f)
{
    dk_random random = dk_random_stream(seed, a->key);
    for (size_t p = 0; p < f->n_paths; p++) {
        bool comes = dk_random_unit(&random) < a->probability;
        int64_t start = a->start + dk_random_poisson(&random, a->delay_months);
        for (size_t h = 0; comes && h < f->horizon; h++)
            f->paths[p * f->horizon + h] += openings(a, start, f->first.index + (int64_t)h);
    }
}

bool dk_announced_add(const dk_announced *list, size_t n, uint64_t seed, dk_arena *arena,
                      dk_forecast *f, double *added)
{
    dk_scenario scenario;
    dk_announced_mean(list, n, f->first.index, f->horizon, added);
    if (n == 0)
        return true;
    if (!dk_scenario_begin(arena, f, &scenario))
        return false;
    for (size_t i = 0; i < n; i++)
        if (list[i].posts > 0)
            add_to_paths(&list[i], seed, f);
    dk_scenario_end(&scenario);
    for (size_t h = 0; h < f->horizon; h++)
        f->steps[h].mean += added[h];
    return true;
}
