/* tests/fuzz/fuzz_mark.c - workbooks marked in place. What can be read to its end and marked must
 * read afterwards as before, but for the added column, and once more when it is marked again. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/table/mark.h"
#include "tests/fuzz/book.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_ROWS = 40, MOST_COLUMNS = 12, CELL = 64 };

typedef struct {
    size_t n;
    int64_t numbers[MOST_ROWS];
    char cells[MOST_ROWS][MOST_COLUMNS][CELL];
} sheet;

static bool read_sheet(dk_table *table, sheet *out)
{
    dk_err err = DK_ERR_INIT;
    dk_row row;
    memset(out, 0, sizeof *out);
    if (dk_table_rewind(table, 0, &err) != DK_OK)
        return false;
    for (;;) {
        if (dk_table_next(table, &row, &err) != DK_OK)
            return false;
        if (row.n_cells == 0)
            return out->n > 0;
        if (out->n == MOST_ROWS || row.n_cells >= MOST_COLUMNS)
            return false;
        out->numbers[out->n] = row.number;
        for (size_t i = 0; i < row.n_cells; i++)
            strncpy(out->cells[out->n][i], row.cells[i].text, CELL - 1);
        out->n++;
    }
}

/* Cells but those of the added column, whose texts of an earlier marking go. */
static void compare(const sheet *before, const sheet *after)
{
    if (before->n != after->n)
        abort();
    for (size_t r = 0; r < before->n; r++) {
        if (before->numbers[r] != after->numbers[r])
            abort();
        for (size_t c = 0; c < MOST_COLUMNS; c++)
            if (strcmp(before->cells[0][c], "title") != 0 && before->cells[r][c][0] != '\0' &&
                strcmp(before->cells[r][c], after->cells[r][c]) != 0)
                abort();
    }
}

static void mark(const void *bytes, size_t len, const char *path, unsigned seed, int again)
{
    static sheet before, after;
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    int64_t headers[64] = {0};
    if ((bytes != NULL ? dk_table_open_bytes(bytes, len, "f", NULL, &table, &err)
                       : dk_table_open(path, "f", NULL, &table, &err)) != DK_OK)
        return;
    if (dk_table_sheets(table) < 64 && read_sheet(table, &before)) {
        const int64_t row = before.numbers[seed % before.n];
        const dk_mark marks[] = {{0, row, 1 + seed % 5, "a<b&c"}, {0, row, 7, "\xE9\x94\x99"}};
        const dk_mark_options what = {marks, 2, headers, "title", "us"};
        headers[0] = before.numbers[0];
        char out[64];
        snprintf(out, sizeof out, "%s.out", path);
        if (dk_table_mark(table, &what, out, &err) == DK_OK) {
            dk_table *marked = NULL;
            if (dk_table_open(out, "f", NULL, &marked, &err) != DK_OK ||
                !read_sheet(marked, &after))
                abort();
            compare(&before, &after);
            dk_table_close(marked);
            if (rename(out, path) == 0 && again > 0)
                mark(NULL, 0, path, seed + 1, again - 1);
        }
        unlink(out);
    }
    dk_table_close(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = P_tmpdir "/duikou-fuzz-XXXXXX";
    dk_buf book = DK_BUF_INIT;
    int fd = size == 0 ? -1 : mkstemp(path);
    if (fd < 0)
        return 0;
    close(fd);
    make_book(&book, data + 1, size - 1);
    mark(book.data, book.len, path, data[0], 1);
    unlink(path);
    dk_buf_done(&book);
    return 0;
}
