/* api/usecase/notices.h - job notices that say what the law forbids, or what is doubtful
 * (core/match/notice.h): those on record, and those of a sheet on its way in. */
#ifndef DK_API_USECASE_NOTICES_H
#define DK_API_USECASE_NOTICES_H

#include "api/usecase/usecase.h"
#include "core/match/notice.h"

/* Posts whose title or notice says what the law forbids (blocked) or what is doubtful (warned), by
 * record, then place; `post` 0: all posts, else that record alone. In the arena. O(posts). */
DK_MUST dk_code dk_uc_notices(const dk_call *call, int64_t post, dk_post_notice **out, size_t *n,
                              dk_err *err);

/* The same for the posts among the rows of a batch, on day `on`. O(rows). */
DK_MUST dk_code dk_notices_of_batch(const dk_batch *batch, int32_t on, dk_arena *arena,
                                    const dk_post_notice **out, size_t *n, dk_err *err);

#endif
