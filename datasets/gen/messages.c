/* datasets/gen/messages.c - see messages.h. */
#include "datasets/gen/messages.h"
#define DK_MESSAGES "datasets/gen/messages.def"
#define DK_MESSAGES_LIST dk_gen_messages
#include "core/base/msg_define.h"
