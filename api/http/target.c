/* api/http/target.c - see target.h. */
#include "api/http/target.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "api/http/messages.h"
#include "core/base/utf8.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes `len` bytes; `is_query` turns '+' into a space. */
static dk_code decode(dk_arena *arena, const char *raw, size_t len, bool is_query, const char **out,
                      dk_err *err)
{
    char *text = dk_arena_alloc(arena, len + 1);
    size_t n = 0;
    if (text == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < len; i++) {
        char c = raw[i];
        if (c == '+' && is_query)
            c = ' ';
        if (c == '%') {
            int high = i + 2 < len ? hex_digit(raw[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(raw[i + 2]) : -1;
            if (low < 0)
                return DK_FAIL0(err, MSG_HTTP_ADDRESS);
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0')
            return DK_FAIL0(err, MSG_HTTP_ADDRESS);
        text[n++] = c;
    }
    if (!dk_utf8_valid(text, n, NULL))
        return DK_FAIL0(err, MSG_HTTP_ADDRESS);
    *out = text;
    return DK_OK;
}

/* The path is split before decoding, so that %2F is no separator. There is one spelling of an
 * address: empty segments ("/v1/", "//v1") are unknown. */
static dk_code split_path(dk_arena *arena, const char *raw, size_t len, dk_target *target,
                          dk_err *err)
{
    const char *at = raw + 1, *end = raw + len;
    if (len == 1)
        return DK_OK;
    for (;;) {
        const char *slash = memchr(at, '/', (size_t)(end - at));
        const char *stop = slash == NULL ? end : slash;
        const char *segment = NULL;
        if (stop == at || target->n_segments == DK_TARGET_SEGMENTS)
            return DK_FAIL0(err, MSG_HTTP_PATH_UNKNOWN);
        if (decode(arena, at, (size_t)(stop - at), false, &segment, err) != DK_OK)
            return DK_FAILED;
        if (strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0)
            return DK_FAIL0(err, MSG_HTTP_PATH_UNKNOWN);
        target->segments[target->n_segments++] = segment;
        if (slash == NULL)
            return DK_OK;
        at = slash + 1;
    }
}

static dk_code add_param(dk_arena *arena, const char *raw, size_t len, dk_target *target,
                         dk_err *err)
{
    const char *sign = memchr(raw, '=', len);
    size_t name_len = sign == NULL ? len : (size_t)(sign - raw);
    dk_target_param *param = &target->params[target->n_params];
    if (target->n_params == DK_TARGET_PARAMS)
        return DK_FAIL(err, MSG_HTTP_PARAMS_MANY, DK_NOWHERE, dk_arg_int(DK_TARGET_PARAMS));
    if (decode(arena, raw, name_len, true, &param->name, err) != DK_OK)
        return DK_FAILED;
    param->value = "";
    if (sign != NULL &&
        decode(arena, sign + 1, len - name_len - 1, true, &param->value, err) != DK_OK)
        return DK_FAILED;
    target->n_params++;
    return DK_OK;
}

static dk_code split_query(dk_arena *arena, const char *raw, dk_target *target, dk_err *err)
{
    target->params = dk_arena_array(arena, DK_TARGET_PARAMS + 1, sizeof *target->params);
    if (target->params == NULL)
        return DK_NO_MEMORY(err);
    while (*raw != '\0') {
        size_t len = strcspn(raw, "&");
        if (len > 0 && add_param(arena, raw, len, target, err) != DK_OK)
            return DK_FAILED;
        raw += len;
        raw += *raw == '&';
    }
    return DK_OK;
}

dk_code dk_target_parse(dk_arena *arena, const char *raw, dk_target *out, dk_err *err)
{
    assert(arena != NULL && raw != NULL && out != NULL);
    dk_target target = {0};
    size_t path_len = strcspn(raw, "?");
    if (raw[0] != '/')
        return DK_FAIL0(err, MSG_HTTP_ADDRESS);
    if (decode(arena, raw, path_len, false, &target.path, err) != DK_OK ||
        split_path(arena, raw, path_len, &target, err) != DK_OK)
        return DK_FAILED;
    if (raw[path_len] == '?' && split_query(arena, raw + path_len + 1, &target, err) != DK_OK)
        return DK_FAILED;
    *out = target;
    return DK_OK;
}
