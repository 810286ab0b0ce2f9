/* core/store/messages.h - messages of core/store (messages.def). */
#ifndef DK_CORE_STORE_MESSAGES_H
#define DK_CORE_STORE_MESSAGES_H
#define DK_MESSAGES "core/store/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_store_messages[];
#endif
