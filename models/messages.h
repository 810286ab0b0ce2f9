/* models/messages.h - messages of models (messages.def). */
#ifndef DK_MODELS_MESSAGES_H
#define DK_MODELS_MESSAGES_H
#define DK_MESSAGES "models/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_models_messages[];
#endif
