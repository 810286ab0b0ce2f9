/* api/usecase/outlook.c - see outlook.h. */
#include "api/usecase/outlook.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "models/ratio.h"

static dk_text title_of(const dk_codes *codes, const char *specialty)
{
    const dk_code_row *row = dk_codes_find(codes, "specialty", specialty, DK_DAY_NONE);
    if (row == NULL)
        return (dk_text){specialty, specialty};
    return (dk_text){row->name,
                     row->name_en != NULL && *row->name_en != '\0' ? row->name_en : row->name};
}

/* Openings per seeker: with one class the published ratio is the total one. -1: nobody sought. */
static double ratio_of(double valid, double seekers)
{
    const dk_ratio_class all = {llround(valid), llround(seekers)};
    double ratio = -1;
    return dk_ratio_total(&all, 1, 0, all.seekers, &ratio) ? ratio : -1;
}

static bool take_items(const dk_demand_list *demand, const dk_codes *codes, dk_arena *arena,
                       dk_outlook *out)
{
    out->items = dk_arena_array(arena, demand->n, sizeof *out->items);
    out->events = demand->events;
    out->n_events = demand->n_events;
    out->covered_by = demand->covered_by;
    out->ratio = ratio_of(demand->valid[0], demand->seekers[0]);
    out->ratio_before = ratio_of(demand->valid[1], demand->seekers[1]);
    for (size_t i = 0; out->items != NULL && i < demand->n; i++) {
        const dk_demand_series *from = &demand->items[i];
        if (strcmp(from->specialty, DK_NO_SPECIALTY) == 0)
            continue;
        out->items[out->n++] =
            (dk_outlook_item){.code = from->specialty,
                              .title = title_of(codes, from->specialty),
                              .series = from->series,
                              .reported = from->reported,
                              .reposted = from->reposted,
                              .joined = from->joined,
                              .ratio = ratio_of(from->valid[0], from->seekers[0]),
                              .ratio_before = ratio_of(from->valid[1], from->seekers[1]),
                              .addressable = {.staff = from->staff, .graduates = -1}};
    }
    return out->items != NULL;
}

dk_code dk_outlook_make(const dk_outlook_inputs *in, const dk_codes *codes, dk_arena *arena,
                        dk_outlook *out, dk_err *err)
{
    assert(in->horizon >= 12 && in->as_of != DK_DAY_NONE);
    dk_demand_list demand;
    dk_demand_builder *builder = NULL;
    dk_forecast_options options = DK_FORECAST_OPTIONS_INIT;
    options.seed = in->seed;
    options.n_paths = DK_OUTLOOK_PATHS;
    options.n_threads = DK_OUTLOOK_THREADS;
    *out = (dk_outlook){.as_of = in->as_of,
                        .horizon = in->horizon,
                        .seq = out->seq,
                        .zone_minutes = out->zone_minutes};
    if (dk_demand_load(&in->demand, in->as_of, arena, &demand, &builder, err) != DK_OK)
        return DK_FAILED;
    if (!take_items(&demand, codes, arena, out))
        return DK_NO_MEMORY(err);
    dk_factors_load(codes, out);
    if (dk_graduates_load(&in->demand, codes, arena, out, err) != DK_OK ||
        dk_plants_load(&in->projects, builder, codes, arena, out, err) != DK_OK ||
        dk_corrections_load(&in->corrections, arena, out, err) != DK_OK ||
        dk_outlook_fill(out, &options, arena, err) != DK_OK)
        return DK_FAILED;
    return in->looks_back && out->n > 0 ? dk_outlook_look_back(out, &options, arena, err) : DK_OK;
}
