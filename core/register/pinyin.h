/* core/register/pinyin.h - the first letter of a Chinese character's reading, for searching by
 * initials.
 *
 * The table datasets/pinyin/initials.txt gives one letter for each character of U+3400..U+9FFF, its
 * most common reading. core/register/pinyin.def adds the other readings that names use: a surname
 * is often read unlike the word (曾 z, 单 s, 仇 q, 解 x, 区 o), and a clerk may type either.
 */
#ifndef DK_CORE_REGISTER_PINYIN_H
#define DK_CORE_REGISTER_PINYIN_H

#include <stdint.h>

/* 'a'..'z', or 0 when the table has no reading. O(1). */
char dk_pinyin_initial(int32_t cp);

/* Letters of further readings, "" when there are none. Static. O(log characters with several). */
const char *dk_pinyin_also(int32_t cp);

#endif
