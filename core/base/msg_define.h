/* core/base/msg_define.h - turns a messages.def into constants and their list (msg_declare.h). */
#define DK_MSG(id, code, http, exit, zh, en, next_zh, next_en)                                     \
    const dk_msg MSG_##id = {#id, code, http, exit, {zh, en}, {next_zh, next_en}};
#include DK_MESSAGES
#undef DK_MSG

const dk_msg *const DK_MESSAGES_LIST[] = {
#define DK_MSG(id, code, http, exit, zh, en, next_zh, next_en) &MSG_##id,
#include DK_MESSAGES
#undef DK_MSG
    NULL,
};
#undef DK_MESSAGES
#undef DK_MESSAGES_LIST
