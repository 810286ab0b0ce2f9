/* api/wire/json.c - see json.h. Escapes are those of Jansson: \" \\ \b \f \n \r \t and \u00XX
 * (upper-case hexadecimal) for the other control characters; everything else is written as it is.
 */
#include "api/wire/json.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/parse.h"
#include "core/base/utf8.h"

dk_json dk_json_begin(dk_buf *buf)
{
    assert(buf != NULL);
    return (dk_json){.buf = buf};
}

static void add_escaped(dk_buf *buf, const char *text, size_t len)
{
    static const char SHORT[] = "btn?fr"; /* for U+0008..U+000D; U+000B has no short form */
    const char *at = text, *end = text + len, *plain = text;
    while (at < end) {
        const char *start = at;
        unsigned char c = (unsigned char)*at;
        if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
            at++;
            continue;
        }
        if (c >= 0x80 && dk_utf8_next(&at, end) >= 0)
            continue;
        dk_buf_add(buf, plain, (size_t)(start - plain));
        if (c >= 0x80)
            dk_buf_text(buf, "\xEF\xBF\xBD");
        else if (c == '"' || c == '\\')
            dk_buf_format(buf, "\\%c", c);
        else if (c >= 8 && c <= 13 && c != 11)
            dk_buf_format(buf, "\\%c", SHORT[c - 8]);
        else
            dk_buf_format(buf, "\\u%04X", c);
        at = start + 1;
        plain = at;
    }
    dk_buf_add(buf, plain, (size_t)(end - plain));
}

static void add_quoted(dk_buf *buf, const char *text, size_t len)
{
    dk_buf_char(buf, '"');
    add_escaped(buf, text, len);
    dk_buf_char(buf, '"');
}

/* Comma and key before a value. */
static void lead(dk_json *json, const char *key)
{
    if (json->needs_comma)
        dk_buf_char(json->buf, ',');
    json->needs_comma = true;
    if (key != NULL) {
        add_quoted(json->buf, key, strlen(key));
        dk_buf_char(json->buf, ':');
    }
}

static void open(dk_json *json, const char *key, char c)
{
    lead(json, key);
    dk_buf_char(json->buf, c);
    json->needs_comma = false;
    json->depth++;
}

void dk_json_object(dk_json *json, const char *key)
{
    open(json, key, '{');
}

void dk_json_array(dk_json *json, const char *key)
{
    open(json, key, '[');
}

void dk_json_end(dk_json *json, char closing)
{
    assert(json->depth > 0 && (closing == '}' || closing == ']'));
    dk_buf_char(json->buf, closing);
    json->needs_comma = true;
    json->depth--;
}

void dk_json_bytes(dk_json *json, const char *key, const char *text, size_t len)
{
    lead(json, key);
    add_quoted(json->buf, text, len);
}

void dk_json_text(dk_json *json, const char *key, const char *text)
{
    if (text == NULL)
        dk_json_null(json, key);
    else
        dk_json_bytes(json, key, text, strlen(text));
}

void dk_json_int(dk_json *json, const char *key, int64_t value)
{
    lead(json, key);
    dk_buf_format(json->buf, "%lld", (long long)value);
}

void dk_json_bool(dk_json *json, const char *key, bool value)
{
    lead(json, key);
    dk_buf_text(json->buf, value ? "true" : "false");
}

void dk_json_null(dk_json *json, const char *key)
{
    lead(json, key);
    dk_buf_text(json->buf, "null");
}

void dk_json_decimal(dk_json *json, const char *key, int64_t value, int scale)
{
    char text[32];
    dk_format_decimal(value, scale, text);
    lead(json, key);
    dk_buf_text(json->buf, text);
}

void dk_json_real(dk_json *json, const char *key, double value)
{
    lead(json, key);
    if (isfinite(value))
        dk_buf_format(json->buf, "%.10g", value == 0 ? 0.0 : value); /* no -0 */
    else
        dk_buf_text(json->buf, "null");
}

void dk_json_both(dk_json *json, const char *key, dk_text text)
{
    dk_json_object(json, key);
    dk_json_text(json, "zh", text.zh);
    dk_json_text(json, "en", text.en);
    dk_json_end(json, '}');
}

void dk_json_day(dk_json *json, const char *key, dk_day day)
{
    char text[11];
    if (day == DK_DAY_NONE) {
        dk_json_null(json, key);
        return;
    }
    dk_day_format(day, text);
    dk_json_text(json, key, text);
}

void dk_time_format(int64_t utc_ms, int32_t zone_minutes, char out[32])
{
    enum { MS_PER_DAY = 86400000 };
    int64_t local_ms = utc_ms + (int64_t)zone_minutes * 60000;
    int64_t day = local_ms / MS_PER_DAY - (local_ms % MS_PER_DAY < 0);
    unsigned seconds = (unsigned)(local_ms - day * MS_PER_DAY) / 1000;
    unsigned zone = (unsigned)(zone_minutes < 0 ? -zone_minutes : zone_minutes);
    char date[11];
    dk_day_format((dk_day)day, date);
    snprintf(out, 32, "%sT%02u:%02u:%02u%c%02u:%02u", date, seconds / 3600 % 24, seconds / 60 % 60,
             seconds % 60, zone_minutes < 0 ? '-' : '+', zone / 60 % 100, zone % 60);
}

void dk_json_time(dk_json *json, const char *key, int64_t utc_ms, int32_t zone_minutes)
{
    char text[32];
    dk_time_format(utc_ms, zone_minutes, text);
    dk_json_text(json, key, text);
}
