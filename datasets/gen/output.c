/* datasets/gen/output.c - see output.h. */
#include "datasets/gen/output.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void clear(dk_output *sheet)
{
    memset(sheet->cells, 0, sizeof sheet->cells);
    sheet->used = 0;
}

dk_code dk_output_open(dk_output *sheet, const char *dir, bool is_csv, const dk_output_form *form,
                       dk_err *err)
{
    assert(form->n > 0 && form->n <= DK_OUTPUT_COLUMNS);
    sheet->writer = NULL;
    sheet->n_columns = form->n;
    sheet->n_rows = 0;
    clear(sheet);
    if (dir == NULL)
        return DK_OK;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s.%s", dir, form->name, is_csv ? "csv" : "xlsx");
    dk_code code = is_csv ? dk_table_csv_create(path, true, &sheet->writer, err)
                          : dk_table_xlsx_create(path, &sheet->writer, err);
    if (code != DK_OK)
        return DK_FAILED;
    if (dk_table_write_sheet(sheet->writer, form->title, NULL, form->columns, form->n, err) ==
        DK_OK)
        return DK_OK;
    dk_output_abandon(sheet);
    return DK_FAILED;
}

void dk_output_text(dk_output *sheet, size_t column, const char *text)
{
    assert(column < sheet->n_columns);
    size_t len = text == NULL ? 0 : strlen(text);
    if (len == 0 || sheet->writer == NULL)
        return;
    assert(sheet->used + len < DK_OUTPUT_STORE);
    char *at = sheet->store + sheet->used;
    memcpy(at, text, len + 1);
    sheet->used += len + 1;
    sheet->cells[column] = at;
}

void dk_output_format(dk_output *sheet, size_t column, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    dk_output_text(sheet, column, text);
}

void dk_output_int(dk_output *sheet, size_t column, int64_t value)
{
    dk_output_format(sheet, column, "%lld", (long long)value);
}

void dk_output_day(dk_output *sheet, size_t column, dk_day day)
{
    char text[11];
    if (day == DK_DAY_NONE)
        return;
    dk_day_format(day, text);
    dk_output_text(sheet, column, text);
}

void dk_output_yes(dk_output *sheet, size_t column, bool value)
{
    dk_output_text(sheet, column, value ? "是" : "否");
}

dk_code dk_output_end_row(dk_output *sheet, dk_err *err)
{
    dk_code code = DK_OK;
    if (sheet->writer != NULL)
        code = dk_table_write_row(sheet->writer, sheet->cells, sheet->n_columns, err);
    sheet->n_rows++;
    clear(sheet);
    return code;
}

dk_code dk_output_close(dk_output *sheet, dk_err *err)
{
    dk_table_writer *writer = sheet->writer;
    sheet->writer = NULL;
    return writer == NULL ? DK_OK : dk_table_writer_finish(writer, err);
}

void dk_output_abandon(dk_output *sheet)
{
    dk_table_writer_abandon(sheet->writer);
    sheet->writer = NULL;
}
