/* core/table/write.h - one interface for the writers; private to core/table. */
#ifndef DK_CORE_TABLE_WRITE_H
#define DK_CORE_TABLE_WRITE_H

#include "core/base/buf.h"
#include "core/table/table.h"

typedef struct {
    dk_code (*sheet)(dk_table_writer *writer, const char *name, const char *title, dk_err *err);
    dk_code (*row)(dk_table_writer *writer, const char *const *cells, size_t n, dk_err *err);
    dk_code (*finish)(dk_table_writer *writer, dk_err *err);
    void (*abandon)(dk_table_writer *writer);
} dk_writer_ops;

struct dk_table_writer {
    const dk_writer_ops *ops;
    char *path;               /* NULL when it writes to the caller's FILE */
    dk_column_kind *kinds;    /* of the current sheet's columns */
    const dk_column *columns; /* valid while a sheet begins */
    size_t n_columns;
    void *state;
    dk_buf text; /* scratch for guarded texts */
};

/* A writer without state; takes a copy of `path`. NULL: memory. */
dk_table_writer *dk_writer_new(const dk_writer_ops *ops, const char *path);

void dk_writer_free(dk_table_writer *writer);

/* `text` with its guard when it needs one; borrowed until the next call. NULL: memory. */
const char *dk_writer_guard(dk_table_writer *writer, const char *text);

/* MSG_FILE_UNWRITABLE for `path` (NULL: a stream) with the reason in `number` (errno). */
dk_code dk_writer_failed(const char *path, int number, dk_err *err);

#endif
