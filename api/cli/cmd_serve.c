/* api/cli/cmd_serve.c - the HTTP interface and the console. */
#include "api/cli/serving.h"
#include "api/usecase/staging.h"

static void say_ready(void *ctx, const char *address)
{
    dk_cli *cli = ctx;
    dk_cli_note(cli, dk_cli_say(cli, "已就绪：%s  （Ctrl-C 停止）", "ready: %s  (Ctrl-C stops)"),
                address);
}

dk_code dk_cli_serve(dk_cli *cli, dk_app *app, void (*ready)(void *cli, const char *address),
                     dk_err *err)
{
    /* Signals are blocked before threads start, so that only this one hears them. */
    if (dk_cli_catch_interrupt(cli, err) != DK_OK || dk_uc_tasks_begin(app, err) != DK_OK ||
        cli->server->serve(app, dk_cli_get(cli, DK_OPT_LISTEN, "127.0.0.1:8080"), cli->interrupt_fd,
                           ready == NULL ? say_ready : ready, cli, err) != DK_OK)
        return DK_FAILED;
    dk_cli_note(cli, "%s", dk_cli_say(cli, "已停止", "stopped"));
    return DK_OK;
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    if (dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_cli_serve(cli, app, NULL, err);
    dk_app_close(app);
    return code;
}

const dk_command dk_command_serve = {
    .name = "serve",
    .summary = {"启动网页控制台和 HTTP 接口", "serve the console and the HTTP interface"},
    .usage = "serve --db FILE [--listen HOST:PORT]",
    .examples =
        {"  duikou serve --db county.db\n  duikou serve --db county.db --listen 127.0.0.1:8090",
         "  duikou serve --db county.db\n  duikou serve --db county.db --listen 127.0.0.1:8090"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(LISTEN) | DK_OPT_BIT(AS_OF) |
               DK_OPT_BIT(WEIGHTS) | DK_OPT_BIT(SEED),
    .required = DK_OPT_BIT(DB),
    .run = run,
};
