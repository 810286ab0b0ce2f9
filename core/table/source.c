/* core/table/source.c - see source.h. */
#include "core/table/source.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/messages.h"

/* strerror is not thread-safe; the GNU strerror_r returns a constant or fills the buffer. */
static dk_code unreadable(const char *path, int number, dk_err *err)
{
    char buf[128];
    if (number == ENOENT || number == ENOTDIR)
        return DK_FAIL(err, MSG_FILE_MISSING, DK_NOWHERE, dk_arg_str(path));
    return DK_FAIL(err, MSG_FILE_UNREADABLE, DK_NOWHERE, dk_arg_str(path),
                   dk_arg_str(strerror_r(number, buf, sizeof buf)));
}

dk_code dk_source_open(dk_source *source, const char *path, dk_err *err)
{
    assert(path != NULL);
    /* O_NONBLOCK: opening a pipe without a writer must not hang. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return unreadable(path, errno, err);
    struct stat info;
    if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        int number = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
        close(fd);
        return unreadable(path, number, err);
    }
    *source = (dk_source){fd, path, NULL, (uint64_t)info.st_size};
    return DK_OK;
}

void dk_source_close(dk_source *source)
{
    if (source->bytes == NULL && source->path != NULL && source->fd >= 0)
        close(source->fd);
    source->fd = -1;
}

int64_t dk_source_read(const dk_source *source, uint64_t offset, void *out, size_t len)
{
    assert(source != NULL);
    if (offset >= source->size)
        return 0;
    if (len > source->size - offset)
        len = (size_t)(source->size - offset);
    if (source->bytes != NULL) {
        memcpy(out, source->bytes + offset, len);
        return (int64_t)len;
    }
    size_t done = 0;
    while (done < len) {
        ssize_t n = pread(source->fd, (char *)out + done, len - done, (off_t)(offset + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (size_t)n;
    }
    return (int64_t)done;
}

dk_code dk_source_failed(const dk_source *source, dk_err *err)
{
    return unreadable(source->path == NULL ? "" : source->path, EIO, err);
}
