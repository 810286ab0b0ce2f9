/* api/cli/messages.c - the constants behind messages.def. */
#include "api/cli/messages.h"
#define DK_MESSAGES "api/cli/messages.def"
#define DK_MESSAGES_LIST dk_cli_messages
#include "core/base/msg_define.h"
