/* core/base/parse.h - numbers from text, strictly, and back.
 *
 * The whole string must be the number: no spaces, no trailing text, no overflow. Money is int64_t
 * fen.
 */
#ifndef DK_CORE_BASE_PARSE_H
#define DK_CORE_BASE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decimal integer with optional '-', within [min, max]. False and *out untouched otherwise. */
bool dk_parse_int(const char *text, int64_t min, int64_t max, int64_t *out);

/* Decimal number with optional '-' and fraction as an integer of 10^-scale units (scale 0..9):
 * ("12.5", 2) -> 1250. More fraction digits than `scale` are refused unless they are zeros. */
bool dk_parse_decimal(const char *text, int scale, int64_t *out);

/* A finite double (strtod grammar without hex, inf, nan, or spaces). */
bool dk_parse_double(const char *text, double *out);

/* Inverse of dk_parse_decimal with trailing zeros of the fraction removed: (1250, 2) -> "12.5". */
void dk_format_decimal(int64_t value, int scale, char out[32]);

#endif
