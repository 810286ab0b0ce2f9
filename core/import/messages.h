/* core/import/messages.h - messages of core/import (messages.def). */
#ifndef DK_CORE_IMPORT_MESSAGES_H
#define DK_CORE_IMPORT_MESSAGES_H
#define DK_MESSAGES "core/import/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_import_messages[];
#endif
