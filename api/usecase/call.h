/* api/usecase/call.h - what every call of a use case carries: which centre, on whose behalf, and
 * where the answer may live.
 *
 * The edge makes one per request or command and hands it down; a use case that calls another hands
 * it on, or makes one with an arena of its own for what nobody needs afterwards.
 */
#ifndef DK_API_USECASE_CALL_H
#define DK_API_USECASE_CALL_H

#include "core/base/actor.h"
#include "core/base/arena.h"

typedef struct dk_app dk_app;

typedef struct {
    dk_app *app;           /* the open centre */
    const dk_actor *actor; /* whose rows, masking and name in the change log */
    dk_arena *arena;       /* owns results; NULL only where the use case says it returns none */
} dk_call;

/* For asserts at the entrance of a use case: what every one needs, and what one needs that hands
 * texts or arrays back. */
static inline bool dk_call_is_set(const dk_call *call)
{
    return call != NULL && call->app != NULL && call->actor != NULL;
}

static inline bool dk_call_has_arena(const dk_call *call)
{
    return dk_call_is_set(call) && call->arena != NULL;
}

#endif
