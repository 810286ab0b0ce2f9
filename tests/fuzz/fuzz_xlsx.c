/* tests/fuzz/fuzz_xlsx.c - workbooks. If the first byte is odd the rest is the file itself;
 * otherwise it is parts for a sound archive (book.h). */
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/table/table.h"
#include "tests/fuzz/book.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_sheets(dk_table *table)
{
    for (size_t s = 0; s < dk_table_sheets(table); s++) {
        dk_err err = DK_ERR_INIT;
        dk_row row;
        int64_t last = 0;
        size_t n;
        if (dk_table_rewind(table, s, &err) != DK_OK)
            continue;
        while (dk_table_next(table, &row, &err) == DK_OK && row.n_cells > 0) {
            if (row.number <= last)
                abort();
            last = row.number;
            for (size_t i = 0; i < row.n_cells; i++)
                if (!dk_utf8_valid(row.cells[i].text, row.cells[i].len, NULL))
                    abort();
        }
        (void)dk_table_merged(table, &n);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    dk_buf book = DK_BUF_INIT;
    if (data[0] % 2 == 0)
        make_book(&book, data + 1, size - 1);
    else
        dk_buf_add(&book, data + 1, size - 1);
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    if (dk_table_open_bytes(book.data, book.len, "f.xlsx", NULL, &table, &err) == DK_OK)
        read_sheets(table);
    dk_table_close(table);
    dk_buf_done(&book);
    return 0;
}
