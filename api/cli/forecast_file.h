/* api/cli/forecast_file.h - forecasts of series in a file (the --input half of cmd_forecast.c). */
#ifndef DK_API_CLI_FORECAST_FILE_H
#define DK_API_CLI_FORECAST_FILE_H

#include "api/cli/cli.h"

/* Reads, forecasts and prints as CSV, JSON, words or pictures. `usage` is for error texts. */
DK_MUST dk_code dk_cli_forecast_file(dk_cli *cli, const char *usage, dk_err *err);

/* The options it takes. */
#define DK_FORECAST_FILE_BITS                                                                      \
    (DK_OPT_BIT(INPUT) | DK_OPT_BIT(HORIZON) | DK_OPT_BIT(SEASON) | DK_OPT_BIT(LEVEL) |            \
     DK_OPT_BIT(QUANTILES) | DK_OPT_BIT(METHODS) | DK_OPT_BIT(HIERARCHY) | DK_OPT_BIT(WHOLE) |     \
     DK_OPT_BIT(TOTALS) | DK_OPT_BIT(EXPLAIN) | DK_OPT_BIT(SVG))

#endif
