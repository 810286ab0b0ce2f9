/* core/store/pack.c - a whole record as one blob; the form is in internal.h. */
#include "core/store/internal.h"

#include <assert.h>
#include <string.h>

enum { PACK_VERSION = 1 };

static void put_number(dk_buf *out, size_t num, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++)
        dk_buf_char(out, (char)(unsigned char)(num >> (8 * i)));
}

dk_code dk_pack(dk_arena *arena, const dk_register *reg, const dk_datum *state, dk_datum *out,
                dk_err *err)
{
    dk_buf buf = DK_BUF_INIT;
    dk_buf_char(&buf, PACK_VERSION);
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (state[i].kind == DK_D_NULL)
            continue;
        assert(state[i].kind == DK_D_TEXT || state[i].kind == DK_D_BLOB);
        size_t key_len = strlen(reg->fields[i].key);
        dk_buf_char(&buf, state[i].kind == DK_D_TEXT ? 't' : 'b');
        put_number(&buf, key_len, 2);
        dk_buf_add(&buf, reg->fields[i].key, key_len);
        put_number(&buf, state[i].len, 4);
        dk_buf_add(&buf, state[i].bytes, state[i].len);
    }
    const char *copy = buf.is_broken ? NULL : dk_arena_copy(arena, buf.data, buf.len);
    if (copy != NULL)
        *out = dk_datum_blob(copy, buf.len);
    dk_buf_done(&buf);
    return copy == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* Reads a little-endian number; false when the bytes end before it. */
static bool take_number(const unsigned char **at, const unsigned char *end, int n_bytes,
                        size_t *out)
{
    if (end - *at < n_bytes)
        return false;
    *out = 0;
    for (int i = 0; i < n_bytes; i++)
        *out |= (size_t)(*at)[i] << (8 * i);
    *at += n_bytes;
    return true;
}

static bool take_bytes(const unsigned char **at, const unsigned char *end, size_t n,
                       const unsigned char **out)
{
    if ((size_t)(end - *at) < n)
        return false;
    *out = *at;
    *at += n;
    return true;
}

/* Fields come in register order, so the search starts after the one found last and wraps. */
static size_t find_field(const dk_register *reg, size_t from, const unsigned char *key, size_t len)
{
    for (size_t n = 0; n < reg->n_fields; n++) {
        size_t i = (from + n) % reg->n_fields;
        if (strlen(reg->fields[i].key) == len && memcmp(reg->fields[i].key, key, len) == 0)
            return i;
    }
    return SIZE_MAX;
}

dk_code dk_unpack(dk_arena *arena, const char *path, const dk_register *reg, dk_datum blob,
                  dk_datum *state, dk_err *err)
{
    const unsigned char *at = (const unsigned char *)blob.bytes, *end = at + blob.len;
    size_t next = 0;
    for (size_t i = 0; i < reg->n_fields; i++)
        state[i] = DK_DATUM_NULL;
    if (blob.kind != DK_D_BLOB || blob.len == 0 || *at++ != PACK_VERSION)
        return DK_FAIL(err, MSG_STORE_CORRUPT, DK_NOWHERE, dk_arg_str(path),
                       dk_arg_str("packed record"));
    while (at < end) {
        const unsigned char *key, *bytes;
        size_t key_len, len;
        unsigned char kind = *at++;
        if ((kind != 't' && kind != 'b') || !take_number(&at, end, 2, &key_len) ||
            !take_bytes(&at, end, key_len, &key) || !take_number(&at, end, 4, &len) ||
            !take_bytes(&at, end, len, &bytes))
            return DK_FAIL(err, MSG_STORE_CORRUPT, DK_NOWHERE, dk_arg_str(path),
                           dk_arg_str("packed record"));
        size_t i = find_field(reg, next, key, key_len);
        if (i == SIZE_MAX)
            continue;
        next = i + 1;
        const char *copy = dk_arena_copy(arena, (const char *)bytes, len);
        if (copy == NULL)
            return DK_NO_MEMORY(err);
        state[i] = (dk_datum){kind == 't' ? DK_D_TEXT : DK_D_BLOB, 0, copy, len};
    }
    return DK_OK;
}
