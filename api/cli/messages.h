/* api/cli/messages.h - messages of api/cli (messages.def). */
#ifndef DK_API_CLI_MESSAGES_H
#define DK_API_CLI_MESSAGES_H
#define DK_MESSAGES "api/cli/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_cli_messages[];
#endif
