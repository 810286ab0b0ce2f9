/* core/match/messages.c - the message constants of core/match. */
#include "core/match/messages.h"
#define DK_MESSAGES "core/match/messages.def"
#define DK_MESSAGES_LIST dk_match_messages
#include "core/base/msg_define.h"
