/* api/usecase/name.h - records as people recognise them: number, name, one line.
 *
 * Names come from the store's read path, so they are masked as the actor may see them.
 */
#ifndef DK_API_USECASE_NAME_H
#define DK_API_USECASE_NAME_H

#include "core/base/actor.h"
#include "core/register/codes.h"
#include "core/register/found.h"
#include "core/store/store.h"

typedef struct {
    dk_store *store;
    const dk_actor *actor;
    const dk_codes *codes;
    dk_lang lang;
    dk_arena *arena;
    /* Where names of firms come from; NULL: the store as it is now. */
    const char *(*firm_name)(void *ctx, const char *uscc);
    void *firm_ctx;
} dk_namer;

/* The name of a code in the namer's language, the code itself when it is not in the list. */
const char *dk_name_code(const dk_namer *n, const char *list, const char *code);

/* Names a record already read as the actor may see it. */
DK_MUST dk_code dk_name_of(const dk_namer *n, const dk_record *record, dk_found *out, dk_err *err);

/* Reads and names one record; MSG_RECORD_MISSING when the actor may not see it. */
DK_MUST dk_code dk_name_record(const dk_namer *n, const dk_register *reg, int64_t id, dk_found *out,
                               dk_err *err);

#endif
