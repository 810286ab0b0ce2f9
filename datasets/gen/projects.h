/* datasets/gen/projects.h - announced projects: what is told, and what comes of it.
 *
 * A project is announced with a start, a number of posts and a probability. What really happens is
 * drawn here too and is seen by nobody but the demand after the as-of day and by judges.
 */
#ifndef DK_DATASETS_GEN_PROJECTS_H
#define DK_DATASETS_GEN_PROJECTS_H

#include "datasets/gen/world.h"

enum { DK_MAX_PROJECTS = 8 };

typedef struct {
    size_t trade, town;
    dk_month planned, actual; /* first month of hiring */
    int posts, ramp_months;
    bool is_cancelled;
} dk_project;

/* The projects of the world; the same call gives the same ones. Returns their number. */
size_t dk_projects_draw(const dk_world *world, dk_project out[DK_MAX_PROJECTS]);

/* Openings that real projects add to the trade in the month. */
double dk_projects_openings(const dk_world *world, const dk_trade *trade, dk_month month);

/* Writes the workbook of announced projects. */
DK_MUST dk_code dk_projects_write(const dk_world *world, int64_t *rows, dk_err *err);

#endif
