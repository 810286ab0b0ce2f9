/* api/http/messages.h - messages of api/http (messages.def). */
#ifndef DK_API_HTTP_MESSAGES_H
#define DK_API_HTTP_MESSAGES_H
#define DK_MESSAGES "api/http/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_http_messages[];
#endif
