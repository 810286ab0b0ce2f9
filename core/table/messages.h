/* core/table/messages.h - messages of core/table (messages.def). */
#ifndef DK_CORE_TABLE_MESSAGES_H
#define DK_CORE_TABLE_MESSAGES_H
#define DK_MESSAGES "core/table/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_table_messages[];
#endif
