/* core/table/xlsx.c - the .xlsx reader behind dk_table (xlsx.h). */
#include "core/table/xlsx.h"

#include <stdlib.h>

#include "core/base/messages.h"

static dk_code book_rewind(dk_table *table, size_t sheet, dk_err *err)
{
    return dk_sheet_open(table->reader, sheet, err);
}

static dk_code book_next(dk_table *table, dk_row *row, dk_err *err)
{
    return dk_sheet_next(table->reader, row, err);
}

static void book_close(dk_table *table)
{
    dk_book *book = table->reader;
    if (book == NULL)
        return;
    dk_sheet_close(book);
    dk_strings_done(&book->strings);
    dk_styles_done(&book->styles);
    free(book->sheet_entries);
    dk_archive_close(&book->archive);
    free(book);
    table->reader = NULL;
}

static double book_share(const dk_table *table)
{
    return dk_sheet_share(table->reader);
}

static const dk_table_ops XLSX_OPS = {book_rewind, book_next, book_share, book_close};

dk_code dk_xlsx_open(dk_table *table, dk_err *err)
{
    dk_book *book = calloc(1, sizeof *book);
    if (book == NULL)
        return DK_NO_MEMORY(err);
    book->table = table;
    book->strings_entry = book->styles_entry = -1;
    table->reader = book;
    table->ops = &XLSX_OPS;
    table->format = "xlsx";
    if (dk_archive_open(&book->archive, table, err) != DK_OK || dk_book_read(book, err) != DK_OK ||
        dk_styles_read(book, err) != DK_OK)
        return DK_FAILED;
    return dk_strings_read(book, err);
}
