/* datasets/gen/county.h - making a county with its figures, for the moments table and the worlds.
 */
#ifndef DK_DATASETS_GEN_COUNTY_H
#define DK_DATASETS_GEN_COUNTY_H

#include "datasets/gen/placements.h"

typedef struct {
    dk_post_figures posts;
    dk_people_figures people;
    dk_place_figures places;
} dk_gen_figures;

/* Everything of dk_gen_county for a loaded world; with out_dir NULL nothing is written but all is
 * drawn the same. `demand` lives in the world's arena. */
DK_MUST dk_code dk_county_make(dk_world *world, dk_demand *demand, dk_gen_figures *figures,
                               dk_err *err);

#endif
