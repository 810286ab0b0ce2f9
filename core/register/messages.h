/* core/register/messages.h - messages of core/register (messages.def). */
#ifndef DK_CORE_REGISTER_MESSAGES_H
#define DK_CORE_REGISTER_MESSAGES_H
#define DK_MESSAGES "core/register/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_register_messages[];
#endif
