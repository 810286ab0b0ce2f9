/* core/match/messages.h - messages of core/match (messages.def). */
#ifndef DK_CORE_MATCH_MESSAGES_H
#define DK_CORE_MATCH_MESSAGES_H
#define DK_MESSAGES "core/match/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_match_messages[];
#endif
