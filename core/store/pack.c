/* core/store/pack.c - a whole record as one blob; the form is in internal.h. */
#include "core/store/internal.h"

#include <assert.h>
#include <string.h>

#include "core/base/random.h"

enum { BY_KEY = 1, BY_MARK = 2, MARK_LEN = 3 };

/* Three bytes that stand for a field: a change of its key is a change of the field, as everywhere
 * in the log. No two fields of a register share them (tests walk all registers). */
uint32_t dk_pack_mark(const char *key)
{
    return (uint32_t)dk_hash_text(0, key) & 0xFFFFFF;
}

size_t dk_number_put(unsigned char *out, uint64_t number)
{
    size_t n = 0;
    for (; number >= 0x80; number >>= 7)
        out[n++] = (unsigned char)(number | 0x80);
    out[n++] = (unsigned char)number;
    return n;
}

bool dk_number_take(const unsigned char **at, const unsigned char *end, uint64_t *number)
{
    *number = 0;
    for (int shift = 0; *at < end && shift < 63; shift += 7) {
        unsigned char byte = *(*at)++;
        *number |= (uint64_t)(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0)
            return true;
    }
    return false;
}

dk_code dk_pack(dk_arena *arena, const dk_register *reg, const dk_datum *state, dk_datum *out,
                dk_err *err)
{
    assert(state != NULL && out != NULL);
    size_t most = 1;
    for (size_t i = 0; i < reg->n_fields; i++)
        most += state[i].kind == DK_D_NULL ? 0 : MARK_LEN + DK_NUMBER_BYTES + state[i].len;
    unsigned char *blob = dk_arena_alloc(arena, most), *at = blob;
    if (blob == NULL)
        return DK_NO_MEMORY(err);
    *at++ = BY_MARK;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (state[i].kind == DK_D_NULL)
            continue;
        assert(state[i].kind == DK_D_TEXT || state[i].kind == DK_D_BLOB);
        uint32_t mark = dk_pack_mark(reg->fields[i].key);
        for (int b = 0; b < MARK_LEN; b++)
            *at++ = (unsigned char)(mark >> (8 * b));
        at += dk_number_put(at, (uint64_t)state[i].len << 1 | (state[i].kind == DK_D_BLOB));
        if (state[i].len > 0)
            memcpy(at, state[i].bytes, state[i].len);
        at += state[i].len;
    }
    *out = dk_datum_blob(blob, (size_t)(at - blob));
    return DK_OK;
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

/* One packed field. */
typedef struct {
    const unsigned char *key, *bytes; /* key: its text, or its mark */
    size_t key_len, len;
    bool is_by_mark, is_blob;
} packed;

static bool take_field(int version, const unsigned char **at, const unsigned char *end, packed *out)
{
    out->is_by_mark = version == BY_MARK;
    out->key_len = MARK_LEN;
    if (out->is_by_mark) {
        uint64_t number = 0;
        if (!take_bytes(at, end, MARK_LEN, &out->key) || !dk_number_take(at, end, &number))
            return false;
        out->len = (size_t)(number >> 1);
        out->is_blob = (number & 1) != 0;
        return take_bytes(at, end, out->len, &out->bytes);
    }
    unsigned char kind = *(*at)++;
    out->is_blob = kind == 'b';
    return (kind == 't' || kind == 'b') && take_number(at, end, 2, &out->key_len) &&
           take_bytes(at, end, out->key_len, &out->key) && take_number(at, end, 4, &out->len) &&
           take_bytes(at, end, out->len, &out->bytes);
}

static bool is_of(const packed *one, const dk_field *field)
{
    if (!one->is_by_mark)
        return strlen(field->key) == one->key_len &&
               memcmp(field->key, one->key, one->key_len) == 0;
    uint32_t mark = dk_pack_mark(field->key);
    return one->key[0] == (mark & 0xFF) && one->key[1] == (mark >> 8 & 0xFF) &&
           one->key[2] == mark >> 16;
}

/* Fields come in register order, so the search starts after the one found last and wraps. */
static size_t find_field(const dk_register *reg, size_t from, const packed *one)
{
    for (size_t n = 0; n < reg->n_fields; n++) {
        size_t i = (from + n) % reg->n_fields;
        if (is_of(one, &reg->fields[i]))
            return i;
    }
    return SIZE_MAX;
}

dk_code dk_unpack(dk_arena *arena, const char *path, const dk_register *reg, dk_datum blob,
                  dk_datum *state, dk_err *err)
{
    assert(path != NULL && state != NULL);
    /* A blob's bytes are unsigned. */
    const unsigned char *at = (const unsigned char *)blob.bytes, *end = at + blob.len;
    int version = blob.kind == DK_D_BLOB && blob.len > 0 ? *at++ : 0;
    bool is_whole = version == BY_KEY || version == BY_MARK;
    size_t next = 0;
    for (size_t i = 0; i < reg->n_fields; i++)
        state[i] = DK_DATUM_NULL;
    while (is_whole && at < end) {
        packed one;
        is_whole = take_field(version, &at, end, &one);
        size_t i = is_whole ? find_field(reg, next, &one) : SIZE_MAX;
        if (i == SIZE_MAX)
            continue;
        next = i + 1;
        const char *copy = dk_arena_copy(arena, (const char *)one.bytes, one.len);
        if (copy == NULL)
            return DK_NO_MEMORY(err);
        state[i] = (dk_datum){one.is_blob ? DK_D_BLOB : DK_D_TEXT, 0, copy, one.len};
    }
    return is_whole ? DK_OK
                    : DK_FAIL(err, MSG_STORE_CORRUPT, DK_NOWHERE, dk_arg_str(path),
                              dk_arg_str("packed record"));
}
