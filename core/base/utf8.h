/* core/base/utf8.h - UTF-8 without tables beyond what the engine needs.
 *
 * Text inside the engine is valid UTF-8; core/table makes it so at the border. Lengths are named:
 * len_bytes or len_chars. Nothing here knows a locale; case and width folding live in core/table.
 */
#ifndef DK_CORE_BASE_UTF8_H
#define DK_CORE_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the character at *text (before `end`) and moves *text past it. Returns the code point, or
 * -1 for an invalid or cut sequence (RFC 3629: no overlongs, no surrogates), moving one byte. */
int32_t dk_utf8_next(const char **text, const char *end);

/* Writes `cp` as UTF-8 to out[4]; returns 1..4 bytes, 0 when cp is no scalar value. */
size_t dk_utf8_put(int32_t cp, char out[4]);

/* True when all `len` bytes are valid UTF-8. *bad (may be NULL) gets the offset of the first bad
 * byte. */
bool dk_utf8_valid(const char *text, size_t len, size_t *bad);

/* The largest n <= len such that text[0..n) ends on a character boundary (text itself valid UTF-8).
 */
size_t dk_utf8_trim(const char *text, size_t len);

/* Number of characters (code points) in a valid NUL-terminated string. */
size_t dk_utf8_chars(const char *text);

/* Columns a terminal uses: 2 for CJK and full-width, 0 for combining marks, else 1. */
size_t dk_utf8_width(const char *text);

/* True for characters that reorder or hide text: bidi controls U+202A-202E, U+2066-2069, U+200E/F,
 * zero-width U+200B-200D, U+2060, U+FEFF, and controls below U+0020 but TAB, LF, CR. */
bool dk_utf8_is_hidden(int32_t cp);

#endif
