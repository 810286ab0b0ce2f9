/* core/base/messages.h - messages of core/base (messages.def). */
#ifndef DK_CORE_BASE_MESSAGES_H
#define DK_CORE_BASE_MESSAGES_H
#define DK_MESSAGES "core/base/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_base_messages[];
#endif
