/* api/usecase/exposure.h - lists of everyone, spread so that no post stands in too many. */
#ifndef DK_API_USECASE_EXPOSURE_H
#define DK_API_USECASE_EXPOSURE_H

#include "api/usecase/usecase.h"
#include "core/match/exposure.h"

enum {
    DK_CLASS_PER_SEAT =
        3,              /* of the lists of a class in 3 x seats: three to choose from for a seat */
    DK_CLASS_MOST = 10, /* most named posts that are told with lists */
};

/* Where lists go, one by one; the list lives until `each` returns, false ends it early. */
typedef struct {
    bool (*each)(void *ctx, const dk_match_list *list);
    void *ctx;
} dk_list_sink;

/* How evenly the lists of everyone open to work name the open posts, before and after spreading;
 * the `n_most` most named posts. O(people * posts). */
DK_MUST dk_code dk_uc_exposure(const dk_call *call, const dk_uc_match_options *options,
                               size_t n_most, dk_exposure *out, dk_err *err);

/* As dk_uc_match_all, but with spread lists (spreading.h). The exposure is filled before the first
 * list. */
DK_MUST dk_code dk_uc_match_spread(const dk_call *call, const dk_uc_match_options *options,
                                   const dk_list_sink *sink, dk_exposure *out, dk_err *err);

typedef struct {
    const char *class_name;
    bool is_spread; /* lists in which no post stands more than DK_CLASS_PER_SEAT times per seat */
    dk_uc_match_options match;
} dk_uc_class_options;

/* The lists of a whole class in record order, also of those who are not open to matching (their
 * list says why). The exposure, of this class alone before and after spreading, is filled before
 * the first list. O(people of the class * posts). */
DK_MUST dk_code dk_uc_class_lists(const dk_call *call, const dk_uc_class_options *options,
                                  const dk_list_sink *sink, dk_exposure *out, dk_err *err);

#endif
