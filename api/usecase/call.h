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

#endif
