/* api/usecase/members.h - who is in a class, for lists of a class. Private to api/usecase. */
#ifndef DK_API_USECASE_MEMBERS_H
#define DK_API_USECASE_MEMBERS_H

#include "api/usecase/guide.h"

/* Positions in the market of the trainees of a class that the actor may see, in record order; none
 * for a class without anybody. In the namer's arena. O(records of the class). */
DK_MUST dk_code dk_class_positions(const dk_matching *m, const char *class_name, size_t **out,
                                   size_t *n, dk_err *err);

#endif
