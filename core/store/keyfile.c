/* core/store/keyfile.c - the key file beside the database; its form is in seal.h. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/messages.h"
#include "core/store/messages.h"
#include "core/store/seal.h"

#define HEAD "duikou-key-1\n"

enum {
    HEAD_LEN = sizeof HEAD - 1,
    KEYS_LEN = 2 * DK_KEY_LEN,
    KEYS_HEX = 2 * KEYS_LEN,
    SUM_LEN = 16,
    SUM_AT = HEAD_LEN + KEYS_HEX + 1,
    FILE_LEN = SUM_AT + 2 * SUM_LEN + 1,
};

/* Checksum of the first two lines as hex with NUL; it finds a cut or mistyped file, no more. */
static void checksum(const char *text, char out[2 * SUM_LEN + 1])
{
    unsigned char sum[SUM_LEN];
    crypto_generichash(sum, sizeof sum, (const unsigned char *)text, SUM_AT, NULL, 0);
    sodium_bin2hex(out, 2 * SUM_LEN + 1, sum, sizeof sum);
}

/* A key of its own for each use, so that no two uses share one. */
static void derive(const unsigned char from[DK_KEY_LEN], const char *name,
                   unsigned char out[DK_KEY_LEN])
{
    crypto_generichash(out, DK_KEY_LEN, (const unsigned char *)name, strlen(name), from,
                       DK_KEY_LEN);
}

static dk_code parse(const char *path, const char *text, size_t len, dk_keys *out, dk_err *err)
{
    char sum[2 * SUM_LEN + 1];
    unsigned char both[KEYS_LEN];
    size_t n = 0;
    bool is_whole =
        len == FILE_LEN && text[FILE_LEN - 1] == '\n' && memcmp(text, HEAD, HEAD_LEN) == 0;
    if (is_whole) {
        checksum(text, sum);
        is_whole =
            memcmp(sum, text + SUM_AT, 2 * SUM_LEN) == 0 &&
            sodium_hex2bin(both, sizeof both, text + HEAD_LEN, KEYS_HEX, NULL, &n, NULL) == 0 &&
            n == KEYS_LEN;
    }
    if (!is_whole)
        return DK_FAIL(err, MSG_KEY_BROKEN, DK_NOWHERE, dk_arg_str(path));
    memcpy(out->seal, both, DK_KEY_LEN);
    memcpy(out->tag, both + DK_KEY_LEN, DK_KEY_LEN);
    derive(out->seal, "duikou nonce", out->nonce);
    derive(out->tag, "duikou audit", out->audit);
    sodium_memzero(both, sizeof both);
    return DK_OK;
}

static dk_code read_all(int fd, const char *path, char *text, size_t size, size_t *len, dk_err *err)
{
    *len = 0;
    while (*len < size) {
        ssize_t n = read(fd, text + *len, size - *len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return DK_FAIL(err, MSG_FILE_UNREADABLE, DK_NOWHERE, dk_arg_str(path),
                           dk_arg_str(strerror(errno)));
        if (n == 0)
            return DK_OK;
        *len += (size_t)n;
    }
    return DK_OK;
}

dk_code dk_keys_read(const char *path, dk_keys *out, dk_err *err)
{
    char text[FILE_LEN + 1];
    size_t len = 0;
    struct stat info;
    dk_code code = DK_FAILED;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return DK_FAIL(err, MSG_KEY_MISSING, DK_NOWHERE, dk_arg_str(path));
    if (fd < 0)
        return DK_FAIL(err, MSG_FILE_UNREADABLE, DK_NOWHERE, dk_arg_str(path),
                       dk_arg_str(strerror(errno)));
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
        DK_FAIL(err, MSG_KEY_BROKEN, DK_NOWHERE, dk_arg_str(path));
    else if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        DK_FAIL(err, MSG_KEY_EXPOSED, DK_NOWHERE, dk_arg_str(path));
    else if (read_all(fd, path, text, sizeof text, &len, err) == DK_OK)
        code = parse(path, text, len, out, err);
    sodium_memzero(text, sizeof text);
    close(fd);
    return code;
}

/* Makes the new name itself survive a power cut. Best effort: some file systems cannot. */
static void sync_folder(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    size_t len = slash == NULL ? 1 : (size_t)(slash - path) + 1;
    if (len >= sizeof folder)
        return;
    memcpy(folder, slash == NULL ? "." : path, len);
    folder[len] = '\0';
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

dk_code dk_keys_create(const char *path, dk_err *err)
{
    unsigned char both[KEYS_LEN];
    char text[FILE_LEN + 1], sum[2 * SUM_LEN + 1];
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0)
        return DK_FAIL(err, MSG_FILE_UNWRITABLE, DK_NOWHERE, dk_arg_str(path),
                       dk_arg_str(strerror(errno)));
    randombytes_buf(both, sizeof both);
    memcpy(text, HEAD, HEAD_LEN);
    sodium_bin2hex(text + HEAD_LEN, KEYS_HEX + 1, both, sizeof both);
    text[SUM_AT - 1] = '\n';
    checksum(text, sum);
    memcpy(text + SUM_AT, sum, 2 * SUM_LEN);
    text[FILE_LEN - 1] = '\n';
    ssize_t n = write(fd, text, FILE_LEN);
    bool is_written = n == FILE_LEN && fsync(fd) == 0;
    int why = errno;
    sodium_memzero(both, sizeof both);
    sodium_memzero(text, sizeof text);
    close(fd);
    if (is_written) {
        sync_folder(path);
        return DK_OK;
    }
    unlink(path);
    return DK_FAIL(err, MSG_FILE_UNWRITABLE, DK_NOWHERE, dk_arg_str(path),
                   dk_arg_str(strerror(why)));
}

void dk_keys_check(const dk_keys *keys, char out[DK_KEY_CHECK_HEX])
{
    static const char text[] = "duikou key check";
    unsigned char first[DK_KEY_LEN], both[16];
    crypto_generichash(first, sizeof first, (const unsigned char *)text, sizeof text, keys->seal,
                       DK_KEY_LEN);
    crypto_generichash(both, sizeof both, first, sizeof first, keys->tag, DK_KEY_LEN);
    sodium_bin2hex(out, DK_KEY_CHECK_HEX, both, sizeof both);
}

void dk_keys_forget(dk_keys *keys)
{
    sodium_memzero(keys, sizeof *keys);
}
