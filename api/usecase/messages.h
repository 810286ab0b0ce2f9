/* api/usecase/messages.h - messages of api/usecase (messages.def). */
#ifndef DK_API_USECASE_MESSAGES_H
#define DK_API_USECASE_MESSAGES_H
#define DK_MESSAGES "api/usecase/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_usecase_messages[];
#endif
