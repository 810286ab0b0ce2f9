/* datasets/gen/messages.h - messages of the generator (messages.def). */
#ifndef DK_DATASETS_GEN_MESSAGES_H
#define DK_DATASETS_GEN_MESSAGES_H
#define DK_MESSAGES "datasets/gen/messages.def"
#include "core/base/msg_declare.h"
extern const dk_msg *const dk_gen_messages[];
#endif
