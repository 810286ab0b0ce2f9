/* api/cli/import_report.h - what an import did, as a person reads it (shared by import and demo).
 */
#ifndef DK_API_CLI_IMPORT_REPORT_H
#define DK_API_CLI_IMPORT_REPORT_H

#include "api/cli/cli.h"

/* Imports one sheet with progress and notes on standard error; refused rows are listed there and
 * fail with MSG_ROWS_REFUSED unless --partial was given. */
DK_MUST dk_code dk_cli_import(dk_cli *cli, dk_app *app, const dk_register *reg, const char *path,
                              dk_err *err);

#endif
