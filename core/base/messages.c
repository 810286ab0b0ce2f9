/* core/base/messages.c - the constants behind messages.def. */
#include "core/base/messages.h"
#define DK_MESSAGES "core/base/messages.def"
#define DK_MESSAGES_LIST dk_base_messages
#include "core/base/msg_define.h"
