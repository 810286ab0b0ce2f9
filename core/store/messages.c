/* core/store/messages.c - the constants behind messages.def. */
#include "core/store/messages.h"
#define DK_MESSAGES "core/store/messages.def"
#define DK_MESSAGES_LIST dk_store_messages
#include "core/base/msg_define.h"
