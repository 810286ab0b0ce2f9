/* tests/fuzz/fuzz_csv.c - any bytes as a table: every row is read, all text must be valid UTF-8,
 * and the second reading must give as many cells as the first. */
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/table/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t read_all(dk_table *table)
{
    size_t cells = 0;
    dk_err err = DK_ERR_INIT;
    dk_row row;
    if (dk_table_rewind(table, 0, &err) != DK_OK)
        return 0;
    while (dk_table_next(table, &row, &err) == DK_OK && row.n_cells > 0) {
        for (size_t i = 0; i < row.n_cells; i++)
            if (!dk_utf8_valid(row.cells[i].text, row.cells[i].len, NULL) ||
                strlen(row.cells[i].text) != row.cells[i].len)
                abort();
        cells += row.n_cells;
    }
    return cells;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_table_limits limits = DK_TABLE_LIMITS_DEFAULT;
    limits.max_cell_bytes = 200;
    limits.max_columns = 20;
    limits.max_rows = 50;
    if (dk_table_open_bytes(data, size, "f.csv", &limits, &table, &err) == DK_OK) {
        size_t cells = read_all(table);
        if (cells != read_all(table))
            abort();
    }
    dk_table_close(table);
    return 0;
}
