/* tests/worlds/run.h - one seed of one world through the engine.
 *
 * The generator tells cell by cell what the demand register would show before the as-of day, which
 * firms reported which month, and the announced plants; the engine makes series, forecasts and a
 * plan of them with the functions that serve the registers. The truth is the same county told for
 * twelve more months with every firm reporting; nothing of it reaches the engine. A trade whose
 * records began a few months ago (驾驶) is left out of both, but in W0 and W2, where 汽修, whose
 * specialty it joins, is judged once more with it.
 */
#ifndef DK_TESTS_WORLDS_RUN_H
#define DK_TESTS_WORLDS_RUN_H

#include "tests/worlds/expect.h"

/* Fills made[DK_N_MADE] for the world and seed of the options. W7 needs the same seed of W0 as well
 * and makes it. O(county). */
DK_MUST dk_code dk_world_made(const dk_gen_options *options, double *made, dk_err *err);

#endif
