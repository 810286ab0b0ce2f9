/* datasets/gen/courses.h - the courses and exams of the coming months.
 *
 * For every trade that is taught: classes for the certificate its work demands by law (two dates),
 * a class for the one firms prefer, and evening classes that raise its first skills by one level.
 * Most are approved; some still wait, and those may not be proposed to anybody.
 */
#ifndef DK_DATASETS_GEN_COURSES_H
#define DK_DATASETS_GEN_COURSES_H

#include "datasets/gen/world.h"

/* Writes the workbook of courses. O(trades * skills). */
DK_MUST dk_code dk_courses_write(const dk_world *world, int64_t *rows, dk_err *err);

#endif
