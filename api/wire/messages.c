/* api/wire/messages.c - the constants behind messages.def. */
#include "api/wire/messages.h"
#define DK_MESSAGES "api/wire/messages.def"
#define DK_MESSAGES_LIST dk_wire_messages
#include "core/base/msg_define.h"
