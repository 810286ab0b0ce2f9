/* api/http/messages.c - the constants behind messages.def. */
#include "api/http/messages.h"
#define DK_MESSAGES "api/http/messages.def"
#define DK_MESSAGES_LIST dk_http_messages
#include "core/base/msg_define.h"
