/* core/base/actor.h - on whose behalf something is done.
 *
 * Every use case and every store call takes a `const dk_actor *`. The command line is the local
 * actor (whoever can read the key file beside the database already holds every right); the server
 * makes one per request from the session. Roles are data of the rights table, never tested by name
 * in code: code asks dk_actor_may(actor, right).
 */
#ifndef DK_CORE_BASE_ACTOR_H
#define DK_CORE_BASE_ACTOR_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    DK_RIGHT_READ = 1u << 0,      /* read records of its unit, masked */
    DK_RIGHT_WRITE = 1u << 1,     /* import, undo */
    DK_RIGHT_UNMASK = 1u << 2,    /* see restricted and sealed values; needs a purpose, is logged */
    DK_RIGHT_ALL_UNITS = 1u << 3, /* not limited to the rows of its own unit */
    DK_RIGHT_ADMIN = 1u << 4,     /* init, migrate, doctor, keys */
    DK_RIGHT_COMPUTE = 1u << 5, /* loaders only: restricted values may enter a legal rule (an age),
                                   none leaves the loader; no event is written */
} dk_right;

typedef struct {
    const char *user;    /* account name; "local" on the command line */
    const char *unit;    /* source unit whose rows it may see; NULL with DK_RIGHT_ALL_UNITS */
    uint32_t rights;     /* bits of dk_right */
    const char *purpose; /* why restricted values are needed; NULL when they are not */
} dk_actor;

/* True when the actor holds `right`; unmasking also needs a purpose. */
static inline bool dk_actor_may(const dk_actor *actor, dk_right right)
{
    if ((actor->rights & (uint32_t)right) == 0)
        return false;
    return right != DK_RIGHT_UNMASK || (actor->purpose != 0 && actor->purpose[0] != '\0');
}

#endif
