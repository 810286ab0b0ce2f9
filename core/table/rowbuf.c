/* core/table/rowbuf.c - one row under construction (internal.h). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/table/internal.h"

static const dk_cell EMPTY = {.kind = DK_CELL_EMPTY, .text = ""};

void dk_rowbuf_reset(dk_rowbuf *row)
{
    row->n = 0;
    row->text.len = 0;
}

void dk_rowbuf_done(dk_rowbuf *row)
{
    free(row->cells);
    free(row->at);
    dk_buf_done(&row->text);
    *row = (dk_rowbuf){0};
}

static bool reserve(dk_rowbuf *row, size_t n)
{
    if (n <= row->capacity)
        return true;
    size_t capacity = row->capacity == 0 ? 64 : row->capacity;
    while (capacity < n)
        capacity *= 2;
    dk_cell *cells = realloc(row->cells, capacity * sizeof *cells);
    if (cells != NULL)
        row->cells = cells;
    size_t *at = cells == NULL ? NULL : realloc(row->at, capacity * sizeof *at);
    if (at == NULL) {
        row->is_broken = true;
        return false;
    }
    row->at = at;
    row->capacity = capacity;
    return true;
}

void dk_rowbuf_borrow(dk_rowbuf *row, size_t column, const dk_cell *cell)
{
    if (!reserve(row, column + 1))
        return;
    for (; row->n <= column; row->n++) {
        row->cells[row->n] = EMPTY;
        row->at[row->n] = SIZE_MAX;
    }
    row->cells[column] = *cell;
    row->at[column] = SIZE_MAX;
}

void dk_rowbuf_copy(dk_rowbuf *row, size_t column, const dk_cell *cell)
{
    dk_rowbuf_borrow(row, column, cell);
    if (row->is_broken)
        return;
    size_t at = row->text.len;
    dk_buf_add(&row->text, cell->text, cell->len);
    dk_buf_char(&row->text, '\0');
    row->at[column] = at;
}

bool dk_rowbuf_finish(dk_rowbuf *row, int64_t number, dk_row *out)
{
    assert(row != NULL);
    if (row->is_broken || row->text.is_broken)
        return false;
    while (row->n > 0 && row->cells[row->n - 1].kind == DK_CELL_EMPTY)
        row->n--;
    for (size_t i = 0; i < row->n; i++)
        if (row->at[i] != SIZE_MAX)
            row->cells[i].text = row->text.data + row->at[i];
    *out = (dk_row){number, row->cells, row->n};
    return true;
}

bool dk_text_is_blank(const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    while (p < end) {
        if ((unsigned char)*p > ' ' && (unsigned char)*p < 0x80)
            return false;
        int32_t cp = dk_utf8_next(&p, end);
        if (cp != ' ' && cp != '\t' && cp != '\r' && cp != '\n' && cp != 0xA0 && cp != 0x3000 &&
            cp != 0xFEFF)
            return false;
    }
    return true;
}
