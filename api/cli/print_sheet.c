/* api/cli/print_sheet.c - sheets of api/usecase/sheets.h on a terminal or as CSV. */
#include "api/cli/print_sheet.h"

static dk_code add_rows(const dk_cli *cli, const dk_sheet *sheet, const void *told, dk_grid *grid,
                        dk_err *err)
{
    const char *row[DK_SHEET_COLUMNS];
    dk_sheet_row cells;
    for (size_t k = 0; k < sheet->n_columns; k++)
        row[k] = dk_in(sheet->columns[k].title, cli->lang);
    dk_code code = dk_grid_row(grid, row, err);
    for (size_t i = 0; code == DK_OK && i < sheet->n_rows(told); i++) {
        for (size_t k = 0; k < sheet->n_columns; k++) {
            cells[k][0] = '\0';
            row[k] = cells[k];
        }
        sheet->fill(told, i, cli->lang, cells);
        code = dk_grid_row(grid, row, err);
    }
    return code;
}

dk_code dk_cli_print_sheet(const dk_cli *cli, const dk_sheet *sheet, const void *told, dk_err *err)
{
    uint64_t right = 0;
    if (dk_cli_has(cli, DK_OPT_CSV)) {
        const dk_export_options options = {.wants_keys = dk_cli_has(cli, DK_OPT_KEYS),
                                           .lang = cli->lang};
        return dk_sheet_write(sheet, told, &options, err);
    }
    dk_grid *grid = dk_grid_new(sheet->n_columns);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    for (size_t k = 0; k < sheet->n_columns; k++)
        right |= sheet->columns[k].is_number ? UINT64_C(1) << k : 0;
    dk_grid_align(grid, right);
    dk_code code = add_rows(cli, sheet, told, grid, err);
    if (code == DK_OK)
        dk_grid_print(grid, stdout, true);
    dk_grid_free(grid);
    return code;
}

void dk_cli_print_buf(dk_buf *buf)
{
    puts(buf->data == NULL ? "" : buf->data);
    dk_buf_done(buf);
}
