/* datasets/gen/firms.c - the firms of the county, trade by trade.
 *
 * Staff is lognormal; a trade's openings are shared by staff and activity, and a few anchor firms
 * hold a fixed share of their trade (five firms make about 30 % of all openings). Quality is one
 * number per firm that later moves pay, lodging, late returners and leaving.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "datasets/gen/draw.h"
#include "datasets/gen/ids.h"
#include "datasets/gen/names.h"
#include "datasets/gen/world.h"

enum { MIN_STAFF = 3, MAX_STAFF = 2500 };

static void name_firm(const dk_world *world, dk_firm *firm, size_t serial)
{
    char brand[DK_NAME_SIZE];
    dk_name_brand((int64_t)serial, brand);
    snprintf(firm->name, sizeof firm->name, "%s%s%s",
             dk_params_text(world->params, "county", "name"), brand,
             world->trades[firm->trade].firm_suffix);
    dk_ids_firm((int64_t)serial + 1, firm->uscc);
}

/* Parameters of draw_firm, read once. */
typedef struct {
    double median, sigma, activity, before, after, spread, late, stop, stop_months;
    double towns[DK_N_TOWNS];
} law;

static law read_law(const dk_world *world)
{
    law made = {.median = dk_world_num(world, "firm.size_median"),
                .sigma = dk_world_num(world, "firm.size_sigma"),
                .activity = dk_world_num(world, "firm.activity_sigma"),
                .before = dk_world_num(world, "firm.close_before"),
                .after = dk_world_num(world, "firm.close_after"),
                .spread = dk_world_num(world, "firm.close_spread"),
                .late = dk_world_num(world, "firm.late_start_share"),
                .stop = dk_world_num(world, "firm.stop_share"),
                .stop_months = dk_world_num(world, "firm.stop_months")};
    for (size_t i = 0; i < DK_N_TOWNS; i++)
        made.towns[i] = world->towns[i].firms;
    return made;
}

static void draw_firm(const dk_world *world, dk_random *random, const law *l, dk_firm *firm)
{
    double size = dk_draw_lognormal(random, l->median, l->sigma);
    firm->size = floor(fmin(fmax(size, MIN_STAFF), MAX_STAFF));
    firm->weight = pow(firm->size, 0.9) * dk_draw_lognormal(random, 1, l->activity);
    firm->town = dk_draw_weighted(random, l->towns, DK_N_TOWNS);
    firm->quality = dk_random_normal(random);
    firm->before = (int)dk_draw_between(random, l->before, l->spread, 5, 30);
    firm->after = (int)dk_draw_between(random, l->after, l->spread, 3, 25);
    bool is_late = dk_draw_chance(random, l->late);
    double start = dk_random_unit(random) * (world->n_months - 12);
    firm->first_month = is_late ? (int)start : 0;
    bool stops = dk_draw_chance(random, l->stop);
    firm->stop_month = world->n_months - (stops ? (int)l->stop_months : 0);
}

/* The first `n` firms of the trade become its anchors: large, there from the start, in the bases.
 */
static void make_anchors(const dk_world *world, dk_random *random, dk_firm *firms, size_t n_firms,
                         size_t trade)
{
    const dk_trade *t = &world->trades[trade];
    if (n_firms == 0 || t->anchors == 0)
        return;
    size_t n = (size_t)t->anchors < n_firms ? (size_t)t->anchors : n_firms - 1;
    double rest = 0;
    for (size_t i = n; i < n_firms; i++)
        rest += firms[i].weight;
    for (size_t i = 0; i < n; i++) {
        firms[i].is_anchor = true;
        firms[i].size = floor(dk_draw_between(random, 900, 250, 500, MAX_STAFF));
        firms[i].weight = rest * t->anchor_share / (1 - t->anchor_share) / (double)n;
        firms[i].first_month = 0;
        firms[i].stop_month = world->n_months; /* the bureau calls on the largest by itself */
        firms[i].town = i % 2;
    }
}

dk_code dk_firms_make(dk_world *world, dk_err *err)
{
    size_t counts[DK_MAX_TRADES], total = 0, serial = 0;
    for (size_t k = 0; k < world->n_trades; k++) {
        double n = world->trades[k].firms;
        counts[k] = n == 0 ? 0 : (size_t)fmax(floor(n * world->firm_scale + 0.5), 2);
        total += counts[k];
    }
    world->firms = dk_arena_array(world->arena, total, sizeof *world->firms);
    if (world->firms == NULL)
        return DK_NO_MEMORY(err);
    dk_random random = dk_world_stream(world, "firms");
    law l = read_law(world);
    for (size_t k = 0; k < world->n_trades; k++) {
        world->trade_first[k] = serial;
        for (size_t i = 0; i < counts[k]; i++, serial++) {
            world->firms[serial].trade = k;
            draw_firm(world, &random, &l, &world->firms[serial]);
            name_firm(world, &world->firms[serial], serial);
        }
        make_anchors(world, &random, &world->firms[world->trade_first[k]], counts[k], k);
    }
    world->n_firms = world->trade_first[world->n_trades] = total;
    return DK_OK;
}
