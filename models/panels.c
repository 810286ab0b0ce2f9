/* models/panels.c - the panel of every run of every backtest, each made once. */
#include "models/backtest.h"

typedef struct {
    dk_arena *arena;
    const dk_series **series; /* of the group being worked on */
    size_t n;
    const dk_panel **panels; /* made so far for this group, with the period each ends before */
    int64_t *until;
    size_t n_panels, room, room_until;
} group;

static bool panel_until(group *g, dk_period until, const dk_panel **out)
{
    for (size_t k = 0; k < g->n_panels; k++)
        if (g->until[k] == until.index) {
            *out = g->panels[k];
            return true;
        }
    g->panels = dk_arena_grow(g->arena, g->panels, g->n_panels, &g->room, sizeof *g->panels);
    g->until = dk_arena_grow(g->arena, g->until, g->n_panels, &g->room_until, sizeof *g->until);
    if (g->panels == NULL || g->until == NULL ||
        !dk_panel_make(g->arena, g->series, g->n, until, out))
        return false;
    g->panels[g->n_panels] = *out;
    g->until[g->n_panels++] = until.index;
    return true;
}

static bool attach_run(group *g, const dk_series *series, dk_run *run)
{
    return panel_until(g, dk_period_add(series->start, (int64_t)run->origin), &run->panel);
}

bool dk_panels_attach(dk_arena *arena, dk_backtest *backtests, size_t n)
{
    bool *is_done = dk_arena_array(arena, n, sizeof *is_done);
    group g = {.arena = arena, .series = dk_arena_array(arena, n, sizeof(dk_series *))};
    if (is_done == NULL || g.series == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (is_done[i])
            continue;
        g.n = g.n_panels = 0;
        for (size_t j = i; j < n; j++)
            if (dk_series_is_kin(backtests[i].series, backtests[j].series))
                g.series[g.n++] = backtests[j].plain;
        for (size_t j = i; j < n && g.n > 1; j++) {
            dk_backtest *b = &backtests[j];
            if (b->is_empty || !dk_series_is_kin(backtests[i].series, b->series))
                continue;
            is_done[j] = true;
            for (size_t r = 0; r < b->n_runs; r++)
                if (!attach_run(&g, b->series, &b->runs[r]))
                    return false;
            if (!attach_run(&g, b->series, &b->now))
                return false;
        }
    }
    return true;
}
