/* models/scenario.h - changing the sample paths of a forecast and letting its intervals follow.
 *
 *     dk_scenario_begin(arena, forecast, &scenario);
 *     ... change forecast->paths ...
 *     dk_scenario_end(&scenario);
 *
 * The ends of the interval of a step move by as much as the quantiles of its paths did; a step
 * whose paths did not change keeps its interval to the bit. Means are the caller's: exact sums beat
 * averages of paths. Forecasts with extra quantiles are not supported (they would stay).
 */
#ifndef DK_MODELS_SCENARIO_H
#define DK_MODELS_SCENARIO_H

#include "models/forecast.h"

typedef struct {
    dk_forecast *forecast;
    double *old, *before, *after;
} dk_scenario;

/* Remembers the paths. Needs paths; memory from the arena. False when it is out. */
bool dk_scenario_begin(dk_arena *arena, dk_forecast *forecast, dk_scenario *out);

/* Moves the intervals. lo95 <= lo80 <= hi80 <= hi95 still, none below 0 where the nature forbids
 * it. O(horizon * paths log paths). */
void dk_scenario_end(dk_scenario *scenario);

#endif
