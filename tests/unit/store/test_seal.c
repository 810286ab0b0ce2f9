/* core/store/seal.c, keyfile.c: sealed blobs, tags and the key file. */
#include "tests/unit/store/fixture.h"

#include <errno.h>
#include <fcntl.h>

#define TEXT "980101200001010018"

static dk_keys keys_at(fixture *fix)
{
    dk_keys keys;
    OK(dk_keys_create(fix->key, &err));
    OK(dk_keys_read(fix->key, &keys, &err));
    return keys;
}

static dk_datum sealed(fixture *fix, const dk_keys *keys, size_t field, int64_t record,
                       const char *text)
{
    dk_datum blob;
    const dk_clear clear = {&people, &people.fields[field], record, text, NULL};
    OK(dk_seal(keys, fix->arena, &clear, &blob, &err));
    return blob;
}

static dk_code unseal(fixture *fix, const dk_keys *keys, size_t field, dk_datum blob,
                      const char **back, dk_err *err)
{
    const dk_sealed sealed = {&people, &people.fields[field], blob};
    return dk_unseal(keys, fix->arena, &sealed, back, err);
}

static void seal__round_trips(void **state)
{
    fixture *fix = *state;
    dk_keys keys = keys_at(fix);
    static const char *const texts[] = {"x", TEXT, "王主任 12000000001", ""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const char *back = NULL;
        dk_datum blob = sealed(fix, &keys, P_ID, 1, texts[i]);
        assert_int_equal(blob.len, 49 + strlen(texts[i]) + 16); /* layout of seal.h */
        assert_int_equal(blob.bytes[0], DK_SEAL_VERSION);
        OK(unseal(fix, &keys, P_ID, blob, &back, &err));
        assert_string_equal(back, texts[i]);
    }
}

static void seal__same_input_same_bytes(void **state)
{
    fixture *fix = *state;
    dk_keys keys = keys_at(fix);
    dk_datum a = sealed(fix, &keys, P_ID, 1, TEXT), b = sealed(fix, &keys, P_ID, 1, TEXT);
    dk_datum other = sealed(fix, &keys, P_ID, 2, TEXT);
    assert_true(dk_datum_equal(&a, &b));
    assert_memory_equal(a.bytes + 1, other.bytes + 1, 24);       /* tags find it in every record */
    assert_memory_not_equal(a.bytes + 25, other.bytes + 25, 24); /* each record has its nonce */
}

static void seal__tags_only_where_looked_up(void **state)
{
    fixture *fix = *state;
    static const char zeros[24] = {0};
    dk_keys keys = keys_at(fix);
    dk_datum blob = sealed(fix, &keys, P_CLASS, 1, "08");
    assert_memory_equal(blob.bytes + 1, zeros, 24);
    blob = sealed(fix, &keys, P_PHONE, 1, "110"); /* fewer than four characters */
    assert_memory_not_equal(blob.bytes + 1, zeros, 16);
    assert_memory_equal(blob.bytes + 17, zeros, 8);
    dk_datum phone = sealed(fix, &keys, P_PHONE, 1, "0018"), id = sealed(fix, &keys, P_ID, 1, TEXT);
    assert_memory_not_equal(phone.bytes + 17, id.bytes + 17, 8); /* fields do not tell on others */
}

static void seal__last_four_counts_characters(void **state)
{
    fixture *fix = *state;
    unsigned char tag[DK_SEAL_LAST_LEN];
    dk_keys keys = keys_at(fix);
    dk_datum blob = sealed(fix, &keys, P_PHONE, 1, "号码一二三四");
    dk_seal_last_tag(&keys, &people, &people.fields[P_PHONE], "一二三四", tag);
    assert_memory_equal(blob.bytes + DK_SEAL_LAST_AT, tag, sizeof tag);
}

static void unseal__every_altered_byte_is_found(void **state)
{
    fixture *fix = *state;
    dk_keys keys = keys_at(fix);
    dk_datum blob = sealed(fix, &keys, P_ID, 1, TEXT);
    char *bytes = dk_arena_copy(fix->arena, blob.bytes, blob.len);
    for (size_t i = 0; i < blob.len; i++) {
        if (i >= DK_SEAL_WHOLE_AT && i < DK_SEAL_NONCE_AT)
            continue; /* tags are no part of the cipher text; the audit chain covers them */
        const char *back = NULL;
        dk_err failed;
        bytes[i] = (char)(bytes[i] ^ 1);
        FAILS(MSG_SEAL_BROKEN, failed,
              unseal(fix, &keys, P_ID, dk_datum_blob(bytes, blob.len), &back, &err));
        bytes[i] = (char)(bytes[i] ^ 1);
    }
}

static void unseal__cut_moved_or_foreign_is_found(void **state)
{
    fixture *fix = *state;
    dk_keys keys = keys_at(fix), other = keys;
    const char *back = NULL;
    dk_err failed;
    dk_datum blob = sealed(fix, &keys, P_ID, 1, TEXT), cut = blob;
    for (cut.len = 0; cut.len < blob.len; cut.len++)
        FAILS(MSG_SEAL_BROKEN, failed, unseal(fix, &keys, P_ID, cut, &back, &err));
    FAILS(MSG_SEAL_BROKEN, failed, unseal(fix, &keys, P_PHONE, blob, &back, &err));
    other.seal[0] ^= 1;
    FAILS(MSG_SEAL_BROKEN, failed, unseal(fix, &other, P_ID, blob, &back, &err));
    FAILS(MSG_SEAL_BROKEN, failed, unseal(fix, &keys, P_ID, dk_datum_text(TEXT), &back, &err));
}

static void keys_create__private_and_never_twice(void **state)
{
    fixture *fix = *state;
    struct stat info;
    dk_err failed;
    keys_at(fix);
    assert_int_equal(stat(fix->key, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(info.st_size, 13 + 129 + 33); /* three lines */
    failed = DK_ERR_INIT;
    assert_int_equal(dk_keys_create(fix->key, &failed), DK_FAILED);
}

static void keys_read__missing_exposed_broken(void **state)
{
    fixture *fix = *state;
    dk_keys keys;
    dk_err failed;
    FAILS(MSG_KEY_MISSING, failed, dk_keys_read(fix->key, &keys, &err));
    keys_at(fix);
    chmod(fix->key, 0640);
    FAILS(MSG_KEY_EXPOSED, failed, dk_keys_read(fix->key, &keys, &err));
    chmod(fix->key, 0600);
    int fd = open(fix->key, O_RDWR);
    for (off_t at = 0; at < 175; at += 6) { /* one byte altered: head, keys or checksum */
        char was, now;
        assert_int_equal(pread(fd, &was, 1, at), 1);
        now = was == '0' ? '1' : '0';
        assert_int_equal(pwrite(fd, &now, 1, at), 1);
        FAILS(MSG_KEY_BROKEN, failed, dk_keys_read(fix->key, &keys, &err));
        assert_int_equal(pwrite(fd, &was, 1, at), 1);
    }
    OK(dk_keys_read(fix->key, &keys, &err));
    assert_int_equal(ftruncate(fd, 100), 0);
    FAILS(MSG_KEY_BROKEN, failed, dk_keys_read(fix->key, &keys, &err));
    assert_int_equal(ftruncate(fd, 0), 0);
    FAILS(MSG_KEY_BROKEN, failed, dk_keys_read(fix->key, &keys, &err));
    close(fd);
}

static void sha256__of_abc(void **state)
{
    (void)state;
    /* FIPS 180-4, example B.1 */
    static const uint8_t want[32] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
                                     0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
                                     0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c,
                                     0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};
    uint8_t out[32];
    dk_sha256("abc", 3, out);
    assert_memory_equal(out, want, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up_folder, tear_down)
        CASE(seal__round_trips),
        CASE(seal__same_input_same_bytes),
        CASE(seal__tags_only_where_looked_up),
        CASE(seal__last_four_counts_characters),
        CASE(unseal__every_altered_byte_is_found),
        CASE(unseal__cut_moved_or_foreign_is_found),
        CASE(keys_create__private_and_never_twice),
        CASE(keys_read__missing_exposed_broken),
        CASE(sha256__of_abc),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
