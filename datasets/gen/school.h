/* datasets/gen/school.h - what the centre has: specialties, teachers, beds, and who may come. */
#ifndef DK_DATASETS_GEN_SCHOOL_H
#define DK_DATASETS_GEN_SCHOOL_H

#include "datasets/gen/ids.h"
#include "datasets/gen/world.h"

/* Each writes one workbook and gives its rows. */
DK_MUST dk_code dk_specialties_write(const dk_world *world, int64_t *rows, dk_err *err);
DK_MUST dk_code dk_teachers_write(const dk_world *world, dk_ids *ids, int64_t *rows, dk_err *err);
DK_MUST dk_code dk_dormitories_write(const dk_world *world, int64_t *rows, dk_err *err);

/* School leavers by year and town and applicants by specialty: a town's choice of specialties leans
 * to the trades of the firms that stand there. */
DK_MUST dk_code dk_applicants_write(const dk_world *world, int64_t *rows, dk_err *err);

#endif
