/* core/store/seal.c - sealing of values; layout and reasons in seal.h. */
#include "core/store/seal.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/store/messages.h"
#include "core/store/store.h"

_Static_assert(DK_KEY_LEN == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key length");
_Static_assert(DK_SEAL_TEXT_AT - DK_SEAL_NONCE_AT == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
               "nonce length");

enum { FIELD_NAME = 160 };

/* libsodium takes and gives unsigned char; text here is char. Both are the same bytes. */
static const unsigned char *bytes_of(const char *text)
{
    return (const unsigned char *)text;
}

/* "register.field": the associated data and the domain of every tag. Keys of registers and fields
 * are C identifiers well below the buffer. */
static size_t name_of(const dk_register *reg, const dk_field *field, char out[FIELD_NAME])
{
    size_t a = strlen(reg->key), b = strlen(field->key);
    assert(a + b + 1 < FIELD_NAME);
    memcpy(out, reg->key, a);
    out[a] = '.';
    memcpy(out + a + 1, field->key, b + 1);
    return a + b + 1;
}

/* What a digest is made of. */
typedef struct {
    char name[FIELD_NAME];
    size_t name_len;
    char kind;
    int64_t num;
    const char *text;
} digested;

/* Keyed BLAKE2b of (name NUL, kind, 8 bytes of num, text). */
static void digest(const unsigned char key[DK_KEY_LEN], const digested *in, unsigned char *out,
                   size_t out_len)
{
    crypto_generichash_state state;
    unsigned char head[10] = {0, (unsigned char)in->kind};
    for (int i = 0; i < 8; i++)
        head[2 + i] = (unsigned char)((uint64_t)in->num >> (8 * i));
    crypto_generichash_init(&state, key, DK_KEY_LEN, out_len);
    crypto_generichash_update(&state, bytes_of(in->name), in->name_len);
    crypto_generichash_update(&state, head, sizeof head);
    crypto_generichash_update(&state, bytes_of(in->text), strlen(in->text));
    crypto_generichash_final(&state, out, out_len);
}

bool dk_seal_has_tags(const dk_field *field)
{
    return (field->flags & (DK_F_NATURAL_KEY | DK_F_SEARCHABLE)) != 0;
}

void dk_seal_whole_tag(const dk_keys *keys, const dk_register *reg, const dk_field *field,
                       const char *text, unsigned char out[DK_SEAL_WHOLE_LEN])
{
    digested in = {.kind = 'w', .text = text};
    in.name_len = name_of(reg, field, in.name);
    digest(keys->tag, &in, out, DK_SEAL_WHOLE_LEN);
}

void dk_seal_token(const dk_keys *keys, const char *text, char out[2 * DK_SEAL_LAST_LEN + 1])
{
    unsigned char full[DK_SEAL_WHOLE_LEN]; /* BLAKE2b gives 16 bytes at least */
    const digested in = {.name = "token", .name_len = 5, .kind = 't', .text = text};
    digest(keys->tag, &in, full, sizeof full);
    sodium_bin2hex(out, 2 * DK_SEAL_LAST_LEN + 1, full, DK_SEAL_LAST_LEN);
}

void dk_seal_last_tag(const dk_keys *keys, const dk_register *reg, const dk_field *field,
                      const char *four, unsigned char out[DK_SEAL_LAST_LEN])
{
    unsigned char full[DK_SEAL_WHOLE_LEN]; /* BLAKE2b gives 16 bytes at least */
    digested in = {.kind = 'l', .text = four};
    in.name_len = name_of(reg, field, in.name);
    digest(keys->tag, &in, full, sizeof full);
    memcpy(out, full, DK_SEAL_LAST_LEN);
}

/* The last four characters of `text`, NULL when it has fewer. */
static const char *last_four(const char *text)
{
    size_t chars = dk_utf8_chars(text);
    if (chars < 4)
        return NULL;
    const char *at = text, *end = text + strlen(text);
    for (size_t i = 0; i + 4 < chars; i++)
        dk_utf8_next(&at, end);
    return at;
}

static void put_tags(const dk_keys *keys, const dk_clear *clear, unsigned char *blob)
{
    const char *four = last_four(clear->text);
    if (clear->whole != NULL)
        memcpy(blob + DK_SEAL_WHOLE_AT, clear->whole, DK_SEAL_WHOLE_LEN);
    else
        dk_seal_whole_tag(keys, clear->reg, clear->field, clear->text, blob + DK_SEAL_WHOLE_AT);
    if (four != NULL)
        dk_seal_last_tag(keys, clear->reg, clear->field, four, blob + DK_SEAL_LAST_AT);
}

dk_code dk_seal(const dk_keys *keys, dk_arena *arena, const dk_clear *clear, dk_datum *out,
                dk_err *err)
{
    assert(clear->record > 0 && (clear->field->flags & DK_F_SEALED) != 0);
    size_t len = strlen(clear->text);
    size_t size = DK_SEAL_TEXT_AT + len + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    unsigned char *blob = dk_arena_alloc(arena, size);
    if (blob == NULL)
        return DK_NO_MEMORY(err);
    digested in = {.kind = 'n', .num = clear->record, .text = clear->text};
    in.name_len = name_of(clear->reg, clear->field, in.name);
    blob[0] = DK_SEAL_VERSION;
    if (dk_seal_has_tags(clear->field))
        put_tags(keys, clear, blob);
    digest(keys->nonce, &in, blob + DK_SEAL_NONCE_AT, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(blob + DK_SEAL_TEXT_AT, NULL, bytes_of(clear->text),
                                               len, bytes_of(in.name), in.name_len, NULL,
                                               blob + DK_SEAL_NONCE_AT, keys->seal);
    *out = dk_datum_blob(blob, size);
    return DK_OK;
}

dk_code dk_unseal(const dk_keys *keys, dk_arena *arena, const dk_sealed *sealed, const char **out,
                  dk_err *err)
{
    assert((sealed->field->flags & DK_F_SEALED) != 0 && out != NULL);
    const size_t least = DK_SEAL_TEXT_AT + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    const dk_register *reg = sealed->reg;
    const dk_field *field = sealed->field;
    const dk_datum blob = sealed->blob;
    const unsigned char *bytes = bytes_of(blob.bytes);
    char name[FIELD_NAME];
    size_t name_len = name_of(reg, field, name);
    if (blob.kind != DK_D_BLOB || blob.len < least || bytes[0] != DK_SEAL_VERSION)
        return DK_FAIL(err, MSG_SEAL_BROKEN, DK_NOWHERE, dk_arg_str(reg->title.zh),
                       dk_arg_str(field->title.zh));
    size_t len = blob.len - least;
    unsigned char *text = dk_arena_alloc(arena, len + 1);
    if (text == NULL)
        return DK_NO_MEMORY(err);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            text, NULL, NULL, bytes + DK_SEAL_TEXT_AT, blob.len - DK_SEAL_TEXT_AT, bytes_of(name),
            name_len, bytes + DK_SEAL_NONCE_AT, keys->seal) != 0)
        return DK_FAIL(err, MSG_SEAL_BROKEN, DK_NOWHERE, dk_arg_str(reg->title.zh),
                       dk_arg_str(field->title.zh));
    text[len] = '\0';
    *out = (const char *)text; /* the other way round of bytes_of */
    return DK_OK;
}

/* ---- parts of uploads ---- */

enum {
    PART_NAME = 23, /* "upload" NUL, then both numbers */
    PART_NONCE_AT = 1,
    PART_TEXT_AT = PART_NONCE_AT + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
};

static void name_part(dk_part_no no, unsigned char out[PART_NAME])
{
    memcpy(out, "upload", 7);
    for (int i = 0; i < 8; i++) {
        out[7 + i] = (unsigned char)((uint64_t)no.upload >> (8 * i));
        out[15 + i] = (unsigned char)((uint64_t)no.part >> (8 * i));
    }
}

dk_code dk_seal_part(const dk_keys *keys, dk_arena *arena, dk_part_no no, dk_datum bytes,
                     dk_datum *out, dk_err *err)
{
    assert(no.upload > 0 && no.part >= 0 && bytes.kind == DK_D_BLOB);
    const unsigned char *clear = bytes_of(bytes.bytes);
    crypto_generichash_state state;
    unsigned char name[PART_NAME];
    size_t size = PART_TEXT_AT + bytes.len + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    unsigned char *blob = dk_arena_alloc(arena, size);
    if (blob == NULL)
        return DK_NO_MEMORY(err);
    name_part(no, name);
    blob[0] = DK_SEAL_VERSION;
    crypto_generichash_init(&state, keys->nonce, DK_KEY_LEN, PART_TEXT_AT - PART_NONCE_AT);
    crypto_generichash_update(&state, name, sizeof name);
    crypto_generichash_update(&state, clear, bytes.len);
    crypto_generichash_final(&state, blob + PART_NONCE_AT, PART_TEXT_AT - PART_NONCE_AT);
    crypto_aead_xchacha20poly1305_ietf_encrypt(blob + PART_TEXT_AT, NULL, clear, bytes.len, name,
                                               sizeof name, NULL, blob + PART_NONCE_AT, keys->seal);
    *out = dk_datum_blob(blob, size);
    return DK_OK;
}

dk_code dk_unseal_part(const dk_keys *keys, dk_part_no no, dk_datum blob, unsigned char *out,
                       size_t *len, dk_err *err)
{
    const size_t least = PART_TEXT_AT + crypto_aead_xchacha20poly1305_ietf_ABYTES;
    const unsigned char *bytes = bytes_of(blob.bytes);
    unsigned char name[PART_NAME];
    name_part(no, name);
    if (blob.kind != DK_D_BLOB || blob.len < least || bytes[0] != DK_SEAL_VERSION ||
        blob.len - least > *len ||
        crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, bytes + PART_TEXT_AT,
                                                   blob.len - PART_TEXT_AT, name, sizeof name,
                                                   bytes + PART_NONCE_AT, keys->seal) != 0)
        return DK_FAIL(err, MSG_SEAL_BROKEN, DK_NOWHERE, dk_arg_str("upload"), dk_arg_str("bytes"));
    *len = blob.len - least;
    return DK_OK;
}

void dk_sha256(const void *bytes, size_t len, uint8_t out[32])
{
    crypto_hash_sha256(out, len == 0 ? bytes_of("") : bytes, len);
}
