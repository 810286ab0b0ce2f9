/* api/cli/print_sheet.h - sheets of api/usecase/sheets.h on a terminal or as CSV. */
#ifndef DK_API_CLI_PRINT_SHEET_H
#define DK_API_CLI_PRINT_SHEET_H

#include "api/cli/cli.h"
#include "api/usecase/sheets.h"
#include "core/base/buf.h"

/* With --csv as CSV (--keys: field keys), else as aligned columns. */
DK_MUST dk_code dk_cli_print_sheet(const dk_cli *cli, const dk_sheet *sheet, const void *told,
                                   dk_err *err);

/* A JSON body on standard output; frees it. */
void dk_cli_print_buf(dk_buf *buf);

#endif
