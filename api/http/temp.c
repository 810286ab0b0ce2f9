/* api/http/temp.c - temporary files and folders of the server.
 *
 * Files never have a name. Folders do, since the sheet libraries write by name (a marked workbook);
 * each is locked by an open descriptor while it is in use, and a lock ends with its process, so a
 * folder that can be locked is a dead server's. A folder that was made but not locked yet may be
 * taken for one: its maker then makes another.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/http/internal.h"
#include "api/http/messages.h"

_Static_assert(DK_SERVER_PATH == PATH_MAX, "paths of server.h");

#define PREFIX "duikou-sheet-"

static const char *temp_dir(const char *dir)
{
    const char *where = dir != NULL ? dir : getenv("TMPDIR");
    return where == NULL || *where == '\0' ? "/var/tmp" : where;
}

/* A name to be filled in, in the folder for temporary files; false when it does not fit. */
static bool temp_name(const char *dir, char name[PATH_MAX])
{
    int len = snprintf(name, PATH_MAX, "%s/" PREFIX "XXXXXX", temp_dir(dir));
    return len > 0 && len < PATH_MAX;
}

/* Locks the folder at `path`; -1: in use, not a folder, or gone. */
static int lock(int at, const char *path)
{
    struct stat found;
    int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return -1;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && fstat(fd, &found) == 0 && found.st_nlink > 0 &&
        found.st_uid == geteuid())
        return fd;
    close(fd);
    return -1;
}

dk_code dk_server_folder_make(const dk_server *server, dk_server_folder *out, dk_err *err)
{
    enum { TRIES = 8 };
    for (int i = 0; i < TRIES; i++) {
        if (!temp_name(server->options.temp_dir, out->path) || mkdtemp(out->path) == NULL)
            break;
        out->lock_fd = lock(AT_FDCWD, out->path);
        if (out->lock_fd >= 0)
            return DK_OK;
    }
    return DK_FAIL(err, MSG_HTTP_TEMPORARY, DK_NOWHERE, dk_arg_str(strerror(errno)));
}

int dk_server_file_take(dk_server_folder *folder, const char *name, dk_err *err)
{
    int fd = openat(folder->lock_fd, name, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        (void)DK_FAIL(err, MSG_HTTP_TEMPORARY, DK_NOWHERE, dk_arg_str(strerror(errno)));
    unlinkat(folder->lock_fd, name, 0);
    rmdir(folder->path);
    close(folder->lock_fd);
    return fd;
}

/* Removes a folder of ours and the files in it; there are no folders in it. */
static void remove_folder(int at, const char *name)
{
    int fd = lock(at, name);
    DIR *inside = fd < 0 ? NULL : fdopendir(fd);
    if (inside == NULL) {
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *entry; (entry = readdir(inside)) != NULL;)
        unlinkat(fd, entry->d_name, 0); /* . and .. are no files */
    unlinkat(at, name, AT_REMOVEDIR);
    closedir(inside);
}

void dk_temp_clean(const char *dir)
{
    DIR *all = opendir(temp_dir(dir));
    if (all == NULL)
        return;
    for (struct dirent *entry; (entry = readdir(all)) != NULL;)
        if (strlen(entry->d_name) == sizeof PREFIX - 1 + 6 &&
            strncmp(entry->d_name, PREFIX, sizeof PREFIX - 1) == 0)
            remove_folder(dirfd(all), entry->d_name);
    closedir(all);
}

int dk_temp_open(const char *dir, char path[32], dk_err *err)
{
    char name[PATH_MAX];
    int fd = temp_name(dir, name) ? mkostemp(name, O_CLOEXEC) : -1;
    if (fd < 0) {
        (void)DK_FAIL(err, MSG_HTTP_TEMPORARY, DK_NOWHERE, dk_arg_str(strerror(errno)));
        return -1;
    }
    unlink(name); /* what people upload never stays on disk under a name, whatever happens */
    snprintf(path, 32, "/proc/self/fd/%d", fd);
    return fd;
}
