/* api/wire/messages.h - messages of api/wire (messages.def). */
#ifndef DK_API_WIRE_MESSAGES_H
#define DK_API_WIRE_MESSAGES_H
#define DK_MESSAGES "api/wire/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_wire_messages[];
#endif
