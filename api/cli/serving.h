/* api/cli/serving.h - serving an open centre until Ctrl-C (shared by serve and demo). */
#ifndef DK_API_CLI_SERVING_H
#define DK_API_CLI_SERVING_H

#include "api/cli/cli.h"

/* Serves on --listen until SIGINT or SIGTERM; `ready` (may be NULL) is called with the address once
 * it answers. Fails when the port is taken, with what to do. */
DK_MUST dk_code dk_cli_serve(dk_cli *cli, dk_app *app,
                             void (*ready)(void *cli, const char *address), dk_err *err);

#endif
