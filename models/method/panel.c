/* models/method/panel.c - a short series with the growth and season of its group.
 *
 * With level L, growth g and season s relative to L (models/panel.h), values are
 *
 *     y[t] = L (u[t] + g (t - n) + s[t mod m] - 1)          u a wandering level, smoothed
 *
 * g and each s are the series' own and the group's, weighted by how far own ones can be trusted
 * (empirical Bayes; Efron and Morris 1975, doi:10.1080/01621459.1975.10479864):
 *
 *     g = G + (own - G) * between / (between + sampling variance)
 *
 * so that three points take the group's growth and forty their own. The growth fades by PHI a step,
 * as everywhere here. The smoothing constant counts as six values of 0.3. O(60 n). */
#include <math.h>
#include <string.h>

#include "models/method/parts.h"

static const double PHI = 0.95, USUAL_ALPHA = 0.3, USUAL_WEIGHT = 6;

typedef struct {
    dk_panel_line line;
    double growth, growth_var;                /* shrunk, and what is left of its uncertainty */
    double season[DK_SEASON_MAX], season_var; /* the same by position in the year; mean variance */
    double parameters;                        /* own ones used, each by its weight */
} shrunk;

/* The input as a series, in which position 0 of the year is where the panel has it. */
static dk_series series_of(const dk_method_input *in)
{
    dk_period_kind kind = in->season == 12  ? DK_PERIOD_MONTH
                          : in->season == 4 ? DK_PERIOD_QUARTER
                                            : DK_PERIOD_INTEGER;
    return (dk_series){.key = "",
                       .start = {kind, 2000 * (int64_t)in->season + (int64_t)in->start_of_year},
                       .season = (int32_t)in->season,
                       .n = in->n,
                       .value = in->y,
                       .known = in->known};
}

static double weight_of_own(double between, double sampling)
{
    return between + sampling > 0 ? between / (between + sampling) : 0;
}

static void shrink(const dk_method_input *in, shrunk *s)
{
    const dk_panel *panel = in->panel;
    double count[DK_SEASON_MAX];
    dk_series series = series_of(in);
    s->line = dk_panel_line_of(&series, in->n, s->season, count);
    if (s->line.n == 0)
        return;
    double w = weight_of_own(panel->growth_var, s->line.growth_var);
    s->growth = panel->growth + w * (s->line.growth - panel->growth);
    s->growth_var = (1 - w) * panel->growth_var;
    s->parameters = 2 + w;
    for (size_t k = 0; k < in->season; k++) {
        double group = panel->index != NULL ? panel->index[k] : 1;
        double between = panel->index != NULL ? panel->index_var : 0;
        w = count[k] > 0 ? weight_of_own(between, s->line.noise_var / count[k]) : 0;
        s->season[k] = group + w * (s->season[k] - group);
        s->season_var += (1 - w) * between / (double)in->season;
        s->parameters += w;
    }
}

static double fixed_part(const dk_method_input *in, const shrunk *s, size_t t)
{
    double season = in->season > 1 ? s->season[(in->start_of_year + t) % in->season] - 1 : 0;
    return s->growth * ((double)t - (double)(in->n - 1)) + season;
}

static bool panel(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    shrunk s = {.parameters = 2};
    double *u = dk_arena_array(work, in->n, sizeof *u);
    if (u == NULL)
        return false;
    shrink(in, &s);
    if (s.line.n == 0) { /* all zero */
        memset(out->mean, 0, in->horizon * sizeof *out->mean);
        memset(out->sd, 0, in->horizon * sizeof *out->sd);
        return true;
    }
    for (size_t t = 0; t < in->n; t++)
        u[t] = in->y[t] / s.line.level - fixed_part(in, &s, t);
    dk_method_input rest = *in;
    rest.y = u;
    double n = (double)in->n_known, own = dk_ses(&rest, -1).alpha;
    dk_ses_fit fit = dk_ses(&rest, (USUAL_ALPHA * USUAL_WEIGHT + own * n) / (USUAL_WEIGHT + n));
    double variance = fmax(fit.sse, 0) / fmax(n - s.parameters, fmax(0.25 * n, 1)), growth = 0,
           power = 1;
    for (size_t h = 0; h < in->horizon; h++) {
        size_t place = (in->start_of_year + in->n + h) % in->season;
        growth += power *= PHI;
        double season = in->season > 1 ? s.season[place] - 1 : 0;
        double wander = variance * (1 + (double)h * fit.alpha * fit.alpha);
        out->mean[h] = s.line.level * (fit.level + s.growth * growth + season);
        out->sd[h] = s.line.level * sqrt(wander + s.season_var + growth * growth * s.growth_var);
    }
    return true;
}

static bool suits(const dk_method_input *in)
{
    return in->panel != NULL && in->panel->is_named && in->is_non_negative;
}

const dk_method dk_method_panel = {
    .key = "panel",
    .title = {"同组借力", "with its group"},
    .idea = {"短序列借用同组的增速和季节",
             "a short series leans on the growth and season of its group"},
    .source = "Efron and Morris 1975, doi:10.1080/01621459.1975.10479864",
    .min_known = 3,
    .prior = 1,
    .suits = suits,
    .forecast = panel,
};
