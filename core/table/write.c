/* core/table/write.c - what the writers share (write.h). */
#include "core/table/write.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/messages.h"

dk_table_writer *dk_writer_new(const dk_writer_ops *ops, const char *path)
{
    dk_table_writer *writer = calloc(1, sizeof *writer);
    if (writer == NULL)
        return NULL;
    writer->ops = ops;
    writer->path = path == NULL ? NULL : strdup(path);
    if (path != NULL && writer->path == NULL) {
        free(writer);
        return NULL;
    }
    return writer;
}

void dk_writer_free(dk_table_writer *writer)
{
    free(writer->path);
    free(writer->kinds);
    dk_buf_done(&writer->text);
    free(writer);
}

const char *dk_writer_guard(dk_table_writer *writer, const char *text)
{
    if (!dk_text_needs_guard(text))
        return text;
    writer->text.len = 0;
    dk_buf_char(&writer->text, '\'');
    dk_buf_text(&writer->text, text);
    return writer->text.is_broken ? NULL : writer->text.data;
}

dk_code dk_writer_failed(const char *path, int number, dk_err *err)
{
    char buf[128];
    return DK_FAIL(err, MSG_FILE_UNWRITABLE, DK_NOWHERE, dk_arg_str(path),
                   dk_arg_str(strerror_r(number, buf, sizeof buf)));
}

dk_code dk_table_write_sheet(dk_table_writer *writer, const char *name, const char *title,
                             const dk_column *columns, size_t n, dk_err *err)
{
    assert(n > 0);
    dk_column_kind *kinds = malloc(n * sizeof *kinds);
    if (kinds == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        kinds[i] = columns[i].kind;
    free(writer->kinds);
    writer->kinds = kinds;
    writer->columns = columns;
    writer->n_columns = n;
    dk_code code = writer->ops->sheet(writer, name, title, err);
    writer->columns = NULL;
    return code;
}

dk_code dk_table_write_row(dk_table_writer *writer, const char *const *cells, size_t n, dk_err *err)
{
    assert(writer->kinds != NULL && n <= writer->n_columns);
    return writer->ops->row(writer, cells, n, err);
}

dk_code dk_table_writer_finish(dk_table_writer *writer, dk_err *err)
{
    dk_code code = writer->ops->finish(writer, err);
    if (code != DK_OK && writer->path != NULL)
        unlink(writer->path); /* half a file is worse than none */
    dk_writer_free(writer);
    return code;
}

void dk_table_writer_abandon(dk_table_writer *writer)
{
    if (writer == NULL)
        return;
    writer->ops->abandon(writer);
    if (writer->path != NULL)
        unlink(writer->path);
    dk_writer_free(writer);
}
