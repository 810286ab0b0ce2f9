/* core/table/messages.c - the constants behind messages.def. */
#include "core/table/messages.h"
#define DK_MESSAGES "core/table/messages.def"
#define DK_MESSAGES_LIST dk_table_messages
#include "core/base/msg_define.h"
