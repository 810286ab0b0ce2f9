/* core/match/guest.h - a person or a post other than recorded, scored against an index.
 *
 * "What if she had the certificate on 12 June, one level more in welding, if the firm worked days?"
 * A guest is a changed copy of a record (or one that is in no register) compiled against the tables
 * of an index, without building another. Its scores come from the one scorer (core/match/score.c):
 * a guest equal to a record has the record's points to the last integer (a test holds that).
 *
 *     counterfactuals (lift.h), facts to ask (ask.h), stateless scoring
 */
#ifndef DK_CORE_MATCH_GUEST_H
#define DK_CORE_MATCH_GUEST_H

#include "core/base/arena.h"
#include "core/match/score.h"

typedef struct dk_guest_trainee dk_guest_trainee;
typedef struct dk_guest_post dk_guest_post;

/* Compiles `who` (borrowed, like every list in it); the guest lives in the arena. Terms must lie in
 * the market's lists, as in dk_market_check. Fails when memory is out. O(skills * links + sum over
 * criteria of the classes of posts). */
DK_MUST dk_code dk_guest_trainee_new(const dk_match_index *index, const dk_match_trainee *who,
                                     dk_arena *arena, dk_guest_trainee **out, dk_err *err);

/* Compiles a copy of the post at `like` whose requirements are still those of the record
 * (asserted); everything else may differ. O(sum over criteria of the classes of trainees). */
DK_MUST dk_code dk_guest_post_new(const dk_match_index *index, size_t like,
                                  const dk_match_post *what, dk_arena *arena, dk_guest_post **out,
                                  dk_err *err);

/* As dk_score_pair and dk_gate_pair, with one side a guest. */
int32_t dk_guest_score_post(const dk_match_index *index, const dk_guest_trainee *who, size_t post,
                            dk_parts *parts);
int32_t dk_guest_score_trainee(const dk_match_index *index, size_t trainee,
                               const dk_guest_post *what, dk_parts *parts);
dk_gate_state dk_guest_gate_post(const dk_match_index *index, const dk_guest_trainee *who,
                                 size_t post);
dk_gate_state dk_guest_gate_trainee(const dk_match_index *index, size_t trainee,
                                    const dk_guest_post *what);

/* Score and gates of `who` at one post without compiling a guest: for many variants of a person at
 * the same post. `work` is scratch. False when memory is out. O(columns + requirements). */
bool dk_guest_once(const dk_match_index *index, const dk_match_trainee *who, size_t post,
                   dk_arena *work, int32_t *score, dk_gate_state *gates);

#endif
