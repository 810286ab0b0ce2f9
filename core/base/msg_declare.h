/* core/base/msg_declare.h - turns a messages.def into declarations. No include guard on purpose.
 *
 *     messages.h:  #define DK_MESSAGES "core/store/messages.def"
 *                  #include "core/base/msg_declare.h"
 *                  extern const dk_msg *const dk_store_messages[];   (NULL-terminated)
 *     messages.c:  #include "core/store/messages.h"
 *                  #define DK_MESSAGES "core/store/messages.def"
 *                  #define DK_MESSAGES_LIST dk_store_messages
 *                  #include "core/base/msg_define.h"
 */
#include "core/base/err.h"

#define DK_MSG(id, code, http, exit, zh, en, next_zh, next_en) extern const dk_msg MSG_##id;
#include DK_MESSAGES
#undef DK_MSG
#undef DK_MESSAGES
