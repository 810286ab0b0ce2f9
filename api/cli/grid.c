/* api/cli/grid.c - aligned tables for terminals; Chinese characters take two columns. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/cli/cli.h"
#include "core/base/utf8.h"

struct dk_grid {
    dk_arena *arena;
    size_t n_columns, n_rows, capacity;
    uint64_t right;
    const char **cells; /* n_rows * n_columns */
};

dk_grid *dk_grid_new(size_t n_columns)
{
    assert(n_columns > 0 && n_columns <= 64);
    dk_grid *grid = calloc(1, sizeof *grid);
    if (grid == NULL || (grid->arena = dk_arena_new()) == NULL) {
        free(grid);
        return NULL;
    }
    grid->n_columns = n_columns;
    return grid;
}

void dk_grid_free(dk_grid *grid)
{
    if (grid == NULL)
        return;
    dk_arena_free(grid->arena);
    free(grid);
}

void dk_grid_align(dk_grid *grid, uint64_t right)
{
    grid->right = right;
}

dk_code dk_grid_row(dk_grid *grid, const char *const *cells, dk_err *err)
{
    assert(grid != NULL && cells != NULL);
    size_t size = grid->n_columns * sizeof *grid->cells;
    const char **all = dk_arena_grow(grid->arena, grid->cells, grid->n_rows, &grid->capacity, size);
    if (all == NULL)
        return DK_NO_MEMORY(err);
    grid->cells = all;
    for (size_t i = 0; i < grid->n_columns; i++) {
        const char *copy = dk_arena_text(grid->arena, cells[i] == NULL ? "" : cells[i]);
        if (copy == NULL)
            return DK_NO_MEMORY(err);
        all[grid->n_rows * grid->n_columns + i] = copy;
    }
    grid->n_rows++;
    return DK_OK;
}

static void print_cell(FILE *out, const char *text, size_t width, bool is_right, bool is_last)
{
    size_t pad = width - dk_utf8_width(text);
    if (is_right)
        fprintf(out, "%*s", (int)pad, "");
    fputs(text, out);
    if (!is_right && !is_last)
        fprintf(out, "%*s", (int)pad, "");
    if (!is_last)
        fputs("  ", out);
}

void dk_grid_print(const dk_grid *grid, FILE *out, bool has_header)
{
    size_t width[64] = {0};
    for (size_t i = 0; i < grid->n_rows * grid->n_columns; i++) {
        size_t w = dk_utf8_width(grid->cells[i]), c = i % grid->n_columns;
        width[c] = w > width[c] ? w : width[c];
    }
    for (size_t r = 0; r < grid->n_rows; r++) {
        for (size_t c = 0; c < grid->n_columns; c++)
            print_cell(out, grid->cells[r * grid->n_columns + c], width[c], grid->right >> c & 1,
                       c + 1 == grid->n_columns);
        fputc('\n', out);
        if (r > 0 || !has_header)
            continue;
        for (size_t c = 0; c < grid->n_columns; c++) {
            for (size_t i = 0; i < width[c]; i++)
                fputc('-', out);
            fputs(c + 1 == grid->n_columns ? "\n" : "  ", out);
        }
    }
}

/* A text that a spreadsheet could take for a formula gets a leading quote (docs/formats.md). */
static bool is_formula(const char *text)
{
    return *text != '\0' && strchr("=+-@\t\r", *text) != NULL &&
           strspn(text, "-0123456789.") != strlen(text);
}

static void print_csv_cell(FILE *out, const char *text)
{
    bool is_guarded = is_formula(text);
    if (!is_guarded && strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputs(is_guarded ? "\"'" : "\"", out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void print_csv(const dk_grid *grid, FILE *out)
{
    for (size_t i = 0; i < grid->n_rows * grid->n_columns; i++) {
        print_csv_cell(out, grid->cells[i]);
        fputs((i + 1) % grid->n_columns == 0 ? "\r\n" : ",", out);
    }
}

void dk_cli_print_grid(const dk_cli *cli, const dk_grid *grid, bool has_header)
{
    if (dk_cli_has(cli, DK_OPT_CSV))
        print_csv(grid, stdout);
    else
        dk_grid_print(grid, stdout, has_header);
}

void dk_cli_print_name(const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, stdout);
        return;
    }
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putchar('"');
        putchar(*text);
    }
    putchar('"');
}
