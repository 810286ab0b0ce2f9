/* core/import/messages.c - the constants behind messages.def. */
#include "core/import/messages.h"
#define DK_MESSAGES "core/import/messages.def"
#define DK_MESSAGES_LIST dk_import_messages
#include "core/base/msg_define.h"
