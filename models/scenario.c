/* models/scenario.c - see scenario.h. */
#include "models/scenario.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/quantile.h"

bool dk_scenario_begin(dk_arena *arena, dk_forecast *f, dk_scenario *out)
{
    size_t cells = f->n_paths * f->horizon;
    assert(f->n_paths > 0 && f->n_quantiles == 0);
    *out = (dk_scenario){f, dk_arena_array(arena, cells, sizeof *out->old),
                         dk_arena_array(arena, f->n_paths, sizeof *out->before),
                         dk_arena_array(arena, f->n_paths, sizeof *out->after)};
    if (out->old == NULL || out->before == NULL || out->after == NULL)
        return false;
    memcpy(out->old, f->paths, cells * sizeof *out->old);
    return true;
}

/* False when no path of step h changed. */
static bool take_step(dk_scenario *s, size_t h)
{
    const dk_forecast *f = s->forecast;
    bool has_changed = false;
    for (size_t p = 0; p < f->n_paths; p++) {
        s->before[p] = s->old[p * f->horizon + h];
        s->after[p] = f->paths[p * f->horizon + h];
        has_changed |= s->before[p] != s->after[p];
    }
    return has_changed;
}

void dk_scenario_end(dk_scenario *s)
{
    static const double level[4] = {0.025, 0.1, 0.9, 0.975};
    dk_forecast *f = s->forecast;
    double least = f->nature == DK_NATURE_REAL ? -INFINITY : 0;
    for (size_t h = 0; h < f->horizon; h++) {
        dk_forecast_step *step = &f->steps[h];
        double *const ends[4] = {&step->lo95, &step->lo80, &step->hi80, &step->hi95};
        if (!take_step(s, h))
            continue;
        dk_sort(s->before, f->n_paths);
        dk_sort(s->after, f->n_paths);
        for (int i = 0; i < 4; i++) {
            *ends[i] = fmax(*ends[i] + dk_quantile(s->after, f->n_paths, level[i]) -
                                dk_quantile(s->before, f->n_paths, level[i]),
                            least);
            if (i > 0)
                *ends[i] = fmax(*ends[i], *ends[i - 1]);
        }
    }
}
