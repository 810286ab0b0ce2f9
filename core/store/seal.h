/* core/store/seal.h - sealed values and the key file.
 *
 * A sealed value is one blob, the same wherever it is stored (register, change row, packed record):
 *
 *      offset  bytes
 *      0       1      version, 1
 *      1       16     tag of the whole value       zeros when the field is never looked up
 *      17      8      tag of its last four         zeros likewise, or when it has fewer than four
 *      25      24     nonce
 *      49      n+16   XChaCha20-Poly1305-IETF of the n bytes of canonical text
 *
 * Associated data is "register.field", so that a value cannot be moved to another field. Tags are
 * keyed BLAKE2b of ("register.field", kind, text): equal values of one field have equal tags, which
 * is what an index needs, and without the key nobody can try all ID numbers. The nonce is
 * synthetic: keyed BLAKE2b of ("register.field", record, text). The same value in the same record
 * therefore gives the same blob (same input, same bytes; a replay is byte-equal), and two different
 * texts never share a nonce but by a 2^-96 accident (192-bit nonce, birthday bound).
 *
 * The key file has three lines: "duikou-key-1", 128 hex digits (32 bytes for sealing, 32 for tags)
 * and 32 hex digits of BLAKE2b over the first two lines. Keys for nonces, the audit chain and the
 * check value are derived from them (BLAKE2b of a name). It must be readable by its owner only.
 */
#ifndef DK_CORE_STORE_SEAL_H
#define DK_CORE_STORE_SEAL_H

#include "core/register/register.h"
#include "core/store/driver.h"

enum {
    DK_SEAL_VERSION = 1,
    DK_SEAL_WHOLE_AT = 1,
    DK_SEAL_WHOLE_LEN = 16,
    DK_SEAL_LAST_AT = 17,
    DK_SEAL_LAST_LEN = 8,
    DK_SEAL_NONCE_AT = 25,
    DK_SEAL_TEXT_AT = 49,
    DK_KEY_LEN = 32,
    DK_KEY_CHECK_HEX = 33, /* 32 hex digits and NUL */
};

/* The tag of the whole value as SQL: substr counts from 1. */
#define DK_SEAL_SQL_WHOLE "substr(\"%s\", 2, 16)"

typedef struct {
    unsigned char seal[DK_KEY_LEN], tag[DK_KEY_LEN];    /* from the file */
    unsigned char nonce[DK_KEY_LEN], audit[DK_KEY_LEN]; /* derived */
} dk_keys;

/* Reads the key file. MSG_KEY_MISSING, MSG_KEY_EXPOSED, MSG_KEY_BROKEN. */
DK_MUST dk_code dk_keys_read(const char *path, dk_keys *out, dk_err *err);

/* Makes a new key file (0600, synced to disk); fails when there is a file already. */
DK_MUST dk_code dk_keys_create(const char *path, dk_err *err);

/* A value that tells whether two keys are the same without telling either. */
void dk_keys_check(const dk_keys *keys, char out[DK_KEY_CHECK_HEX]);

/* Overwrites the keys. */
void dk_keys_forget(dk_keys *keys);

/* A value that is to be sealed. */
typedef struct {
    const dk_register *reg;
    const dk_field *field;
    int64_t record;
    const char *text;
    const unsigned char *whole; /* its tag (dk_seal_whole_tag) where it is known; else NULL */
} dk_clear;

/* Seals one value into the arena. O(length). */
DK_MUST dk_code dk_seal(const dk_keys *keys, dk_arena *arena, const dk_clear *clear, dk_datum *out,
                        dk_err *err);

/* A sealed value and the field it belongs to; opened as another field's it does not fit. */
typedef struct {
    const dk_register *reg;
    const dk_field *field;
    dk_datum blob;
} dk_sealed;

/* Opens a sealed value; the text lives in the arena. MSG_SEAL_BROKEN when it does not fit.
 * O(length). */
DK_MUST dk_code dk_unseal(const dk_keys *keys, dk_arena *arena, const dk_sealed *sealed,
                          const char **out, dk_err *err);

/* Which piece of an upload: a sealed part opens as this one only. */
typedef struct {
    int64_t upload, part; /* parts count from 0 */
} dk_part_no;

/* Seals one part of the bytes of an upload: version | nonce | ciphertext, associated data "upload"
 * NUL and both numbers. Into the arena. O(length). */
DK_MUST dk_code dk_seal_part(const dk_keys *keys, dk_arena *arena, dk_part_no no, dk_datum bytes,
                             dk_datum *out, dk_err *err);

/* Opens it into `out`; *len is the room there and becomes the bytes written. MSG_SEAL_BROKEN when
 * it is another part, was changed, or is longer than the room. O(length). */
DK_MUST dk_code dk_unseal_part(const dk_keys *keys, dk_part_no no, dk_datum blob,
                               unsigned char *out, size_t *len, dk_err *err);

/* 16 hex digits of a text under the key of tags (dk_store_token). */
void dk_seal_token(const dk_keys *keys, const char *text, char out[2 * DK_SEAL_LAST_LEN + 1]);

/* True when the field carries tags (natural key or searchable). */
bool dk_seal_has_tags(const dk_field *field);

/* The tag of a whole value, and of the last four of a longer one (`four`: exactly those). */
void dk_seal_whole_tag(const dk_keys *keys, const dk_register *reg, const dk_field *field,
                       const char *text, unsigned char out[DK_SEAL_WHOLE_LEN]);
void dk_seal_last_tag(const dk_keys *keys, const dk_register *reg, const dk_field *field,
                      const char *four, unsigned char out[DK_SEAL_LAST_LEN]);

#endif
