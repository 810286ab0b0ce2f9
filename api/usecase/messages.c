/* api/usecase/messages.c - the constants behind messages.def, and the lists of all layers below. */
#include "api/usecase/messages.h"
#define DK_MESSAGES "api/usecase/messages.def"
#define DK_MESSAGES_LIST dk_usecase_messages
#include "core/base/msg_define.h"

#include "api/usecase/usecase.h"
#include "core/base/messages.h"
#include "core/import/messages.h"
#include "core/match/messages.h"
#include "core/register/messages.h"
#include "core/store/messages.h"
#include "core/table/messages.h"
#include "models/messages.h"

const dk_msg *const *const dk_all_messages[] = {
    dk_base_messages,   dk_register_messages, dk_table_messages,
    dk_import_messages, dk_store_messages,    dk_match_messages,
    dk_models_messages, dk_usecase_messages,  NULL,
};
