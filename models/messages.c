/* models/messages.c - the constants behind messages.def. */
#include "models/messages.h"
#define DK_MESSAGES "models/messages.def"
#define DK_MESSAGES_LIST dk_models_messages
#include "core/base/msg_define.h"
