/* core/table/write_csv.c - CSV as RFC 4180 with CR LF, a BOM on request, formulas guarded. */
#include <errno.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/table/write.h"

/* A cell needs quotes when a reader could end or trim it early. */
static bool needs_quotes(const char *text)
{
    size_t len = strlen(text);
    return strpbrk(text, ",;\"\r\n\t") != NULL ||
           (len > 0 && (text[0] == ' ' || text[len - 1] == ' '));
}

static void put_cell(FILE *file, const char *text)
{
    if (!needs_quotes(text)) {
        fputs(text, file);
        return;
    }
    putc('"', file);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putc('"', file);
        putc(*text, file);
    }
    putc('"', file);
}

static dk_code check(const dk_table_writer *writer, dk_err *err)
{
    FILE *file = writer->state;
    if (ferror(file))
        return dk_writer_failed(writer->path, errno != 0 ? errno : EIO, err);
    return DK_OK;
}

static dk_code csv_row(dk_table_writer *writer, const char *const *cells, size_t n, dk_err *err)
{
    FILE *file = writer->state;
    for (size_t i = 0; i < writer->n_columns; i++) {
        const char *text = i < n && cells[i] != NULL ? cells[i] : "";
        double number;
        /* A negative number stays one; only its column can say that it is no text. */
        bool is_number = writer->kinds[i] != DK_COLUMN_TEXT && dk_parse_double(text, &number);
        if (!is_number)
            text = dk_writer_guard(writer, text);
        if (text == NULL)
            return DK_NO_MEMORY(err);
        if (i > 0)
            putc(',', file);
        put_cell(file, text);
    }
    fputs("\r\n", file);
    return check(writer, err);
}

static dk_code csv_sheet(dk_table_writer *writer, const char *name, const char *title, dk_err *err)
{
    (void)name, (void)title; /* a CSV has neither; a title row would break the header */
    FILE *file = writer->state;
    for (size_t i = 0; i < writer->n_columns; i++) {
        const char *text = dk_writer_guard(writer, writer->columns[i].title);
        if (text == NULL)
            return DK_NO_MEMORY(err);
        if (i > 0)
            putc(',', file);
        put_cell(file, text);
    }
    fputs("\r\n", file);
    return check(writer, err);
}

static dk_code csv_finish(dk_table_writer *writer, dk_err *err)
{
    FILE *file = writer->state;
    bool is_bad = fflush(file) != 0 || ferror(file);
    int number = errno;
    if (writer->path != NULL && fclose(file) != 0 && !is_bad) {
        is_bad = true;
        number = errno;
    }
    return is_bad ? dk_writer_failed(writer->path, number, err) : DK_OK;
}

static void csv_abandon(dk_table_writer *writer)
{
    if (writer->path != NULL)
        fclose(writer->state);
}

static const dk_writer_ops CSV_WRITER = {csv_sheet, csv_row, csv_finish, csv_abandon};

static void begin(dk_table_writer *writer, FILE *file, bool has_bom)
{
    writer->state = file;
    if (has_bom)
        fputs("\xEF\xBB\xBF", file);
}

dk_code dk_table_csv_create(const char *path, bool has_bom, dk_table_writer **out, dk_err *err)
{
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        return dk_writer_failed(path, errno, err);
    dk_table_writer *writer = dk_writer_new(&CSV_WRITER, path);
    if (writer == NULL) {
        fclose(file);
        return DK_NO_MEMORY(err);
    }
    begin(writer, file, has_bom);
    *out = writer;
    return DK_OK;
}

dk_code dk_table_csv_stream(FILE *file, bool has_bom, dk_table_writer **out, dk_err *err)
{
    dk_table_writer *writer = dk_writer_new(&CSV_WRITER, NULL);
    if (writer == NULL)
        return DK_NO_MEMORY(err);
    begin(writer, file, has_bom);
    *out = writer;
    return DK_OK;
}
