/* api/usecase/person_uploads.h - kept files that hold a number of a person; for person.c only. */
#ifndef DK_API_USECASE_PERSON_UPLOADS_H
#define DK_API_USECASE_PERSON_UPLOADS_H

#include "api/usecase/usecase.h"
#include "core/store/staging.h"

/* Texts looked for inside cells; shorter ones would be found in strangers' rows. */
enum { DK_NEEDLES = 16, DK_NEEDLE_LEAST = 5 };
typedef struct {
    const char *texts[DK_NEEDLES];
    size_t n;
} dk_needles;

/* Kept files, any unit's, with a cell that holds one of the needles after folding. A file that is
 * no table holds none. In the arena. O(bytes of all kept files). */
DK_MUST dk_code dk_uploads_holding(dk_app *app, const dk_needles *needles, dk_arena *arena,
                                   dk_upload **out, size_t *n, dk_err *err);

/* Lets go of their bytes; needs DK_RIGHT_WRITE of the actor, whatever the unit. */
DK_MUST dk_code dk_uploads_forget(const dk_call *call, const dk_upload *uploads, size_t n,
                                  dk_err *err);

#endif
