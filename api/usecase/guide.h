/* api/usecase/guide.h - match lists made into what a teacher can use on the phone: decisions of
 * people honoured, seats and referrals counted. Private to api/usecase.
 */
#ifndef DK_API_USECASE_GUIDE_H
#define DK_API_USECASE_GUIDE_H

#include "api/usecase/call.h"
#include "api/usecase/name.h"
#include "api/usecase/snapshot.h"
#include "core/match/list.h"

/* One decision as lists need it. */
typedef struct {
    int64_t trainee, post; /* record numbers */
    dk_match_pick pick;    /* names not filled; id 0 */
} dk_decision;

typedef struct {
    dk_decision *items; /* by trainee, then post, then kind */
    size_t n;
} dk_decisions;

/* What every list of a call needs. */
typedef struct {
    dk_snapshot *snapshot;
    dk_namer namer; /* texts go to its arena */
    dk_decisions decisions;
    dk_arena *own; /* of the decisions */
    const dk_uc_match_options *options;
} dk_matching;

/* Acquires snapshot, connection and decisions; dk_matching_end also after failure. */
DK_MUST dk_code dk_matching_begin(const dk_call *call, const dk_uc_match_options *options,
                                  dk_matching *out, dk_err *err);
void dk_matching_end(dk_app *app, dk_matching *m);

/* Its index, language and arena of answers. */
dk_telling dk_matching_telling(const dk_matching *m);

/* Names the subject, the candidates and all that is listed aside; counts seats and referrals. */
DK_MUST dk_code dk_matching_finish(const dk_matching *m, dk_match_list *list, dk_err *err);

/* The list of the subject at position `at`, named. */
DK_MUST dk_code dk_matching_list(const dk_matching *m, dk_list_direction direction, size_t at,
                                 dk_match_list *out, dk_err *err);

/* Position of a record the actor may see; MSG_RECORD_NOT_FOUND when it is not in the market. */
DK_MUST dk_code dk_matching_find(const dk_matching *m, const char *key, int64_t id, size_t *at,
                                 dk_err *err);

/* Marks what is new since the list shown before, and keeps this one. Looking must work when keeping
 * does not (another writer, a full disk), so a failure to keep is no failure. */
void dk_matching_remember(const dk_matching *m, dk_match_list *list);

/* All decisions of the centre as the source knows them, in the namer's arena. O(picks log picks).
 */
DK_MUST dk_code dk_decisions_load(const dk_namer *n, const dk_source *source, dk_decisions *out,
                                  dk_err *err);

/* A list as dk_match_list_make makes it, without what people have set aside, pinned first.
 * Candidates that lost their place are listed in set_aside. Not named yet. Fails only when memory
 * is out. */
DK_MUST dk_code dk_guide_list(const dk_telling *how, const dk_list_ask *ask,
                              const dk_decisions *decisions, dk_match_list *out, dk_err *err);

/* People referred to a post. O(log picks) for few picks of a post. */
size_t dk_decisions_referred(const dk_decisions *decisions, int64_t post);

#endif
