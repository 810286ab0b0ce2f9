/* api/main.c - the program: joins the command line and the HTTP server, which do not know each
 * other. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>

#include "api/cli/cli.h"
#include "api/http/server.h"

static int64_t now_ms(void *ctx)
{
    return dk_app_now_ms(ctx);
}

static dk_code serve(dk_app *app, const char *listen, int interrupt_fd, dk_server_ready *ready,
                     void *ctx, dk_err *err)
{
    dk_server *server = NULL;
    dk_server_options options = DK_SERVER_OPTIONS_INIT;
    options.listen = listen;
    options.routes = dk_routes;
    options.n_routes = dk_n_routes;
    options.assets = dk_assets;
    options.n_assets = dk_n_assets;
    options.app = app;
    options.clock_ms = now_ms;
    options.clock_ctx = app;
    options.seed = (uint64_t)dk_app_now_ms(app);
    if (dk_server_start(&options, &server, err) != DK_OK)
        return DK_FAILED;
    char address[64];
    snprintf(address, sizeof address, "http://127.0.0.1:%d/", dk_server_port(server));
    ready(ctx, address);
    struct pollfd fd = {.fd = interrupt_fd, .events = POLLIN};
    while (poll(&fd, 1, -1) < 0 && errno == EINTR)
        ;
    dk_server_stop(server);
    return DK_OK;
}

int main(int argc, char **argv)
{
    const dk_server_hook server = {serve};
    return dk_cli_main(argc, argv, &server);
}
