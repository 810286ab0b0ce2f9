/* core/register/messages.c - the constants behind messages.def. */
#include "core/register/messages.h"
#define DK_MESSAGES "core/register/messages.def"
#define DK_MESSAGES_LIST dk_register_messages
#include "core/base/msg_define.h"
