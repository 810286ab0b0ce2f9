/* models/panel.h - what the series of one group have in common at one moment.
 *
 * Trend and season of 3 to 15 points cannot be told from noise in one series; in twenty specialties
 * of a county they can. A panel holds the typical growth and season of all series of a group, seen
 * up to one period and no further, and how much series really differ in them. Seasons are drawn
 * towards it (dk_season_shrink); of named groups the method "panel" shrinks a series' growth as
 * well, the more the fewer its points.
 *
 *     backtest of a series at origin 2024-06  ->  the panel of all values before 2024-06
 *
 * Everything is relative to a series' own recent level, so that large and small ones count alike.
 */
#ifndef DK_MODELS_PANEL_H
#define DK_MODELS_PANEL_H

#include "core/base/arena.h"
#include "models/series.h"

typedef struct {
    size_t n_series;     /* that contributed a growth, >= 2 */
    double growth;       /* typical change per period / level */
    double growth_var;   /* between series, without their sampling noise */
    size_t season;       /* 1: no season is known */
    const double *index; /* [season] typical value / level by position in the year, mean 1, drawn
                          * towards 1 by what may be chance; NULL */
    double index_var;    /* between series, without their sampling noise */
    bool is_named;       /* of a named group; else of all series without one */
} dk_panel;

/* One series as a panel sees it: the line of value / level over the last six seasons (without a
 * season: the last 8 values; three known ones at least), fitted together with the season when there
 * is one. */
typedef struct {
    size_t n;      /* known values used; 0: fewer than three or all zero, nothing else is filled */
    double level;  /* mean |value| of the values used, > 0 */
    double growth; /* slope / level */
    double growth_var; /* its sampling variance, autocorrelation counted */
    double noise_var;  /* of value / level around line and season */
} dk_panel_line;

/* The line of value[0..n-1] of `series`; index[season] becomes the own season (ratio to the line,
 * by position in the year), count[season] the values behind each. O(n). */
dk_panel_line dk_panel_line_of(const dk_series *series, size_t n, double *index, double *count);

/* The panel of n series over their periods before `until`. Series of another kind of period or
 * season than the first are left out; *out is NULL when fewer than two have three values. False
 * when memory is out. Owned by `arena`. O(values). */
bool dk_panel_make(dk_arena *arena, const dk_series *const *series, size_t n, dk_period until,
                   const dk_panel **out);

#endif
