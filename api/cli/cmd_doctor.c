/* api/cli/cmd_doctor.c - is everything well? */
#include "api/cli/cli.h"
#include "api/cli/messages.h"

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app_options options;
    dk_check *checks = NULL;
    size_t n = 0, n_bad = 0;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_cli_app_options(cli, &options, err);
    if (code == DK_OK && dk_cli_has(cli, DK_OPT_REBUILD))
        code = dk_uc_rebuild(&options, err);
    if (code == DK_OK)
        dk_uc_doctor(&options, &cli->actor, arena, &checks, &n);
    for (size_t i = 0; i < n; i++) {
        printf("%s  %s%s%s\n", checks[i].is_ok ? "✓" : "✗", dk_in(checks[i].title, cli->lang),
               checks[i].detail[0] == '\0' ? "" : "  ", checks[i].detail);
        if (!checks[i].is_ok) {
            n_bad++;
            fputs("   ", stdout);
            dk_cli_print_err(stdout, cli->lang, &checks[i].problem);
        }
    }
    dk_arena_free(arena);
    if (code == DK_OK && n_bad > 0)
        return DK_FAIL(err, MSG_DOCTOR_FOUND, DK_NOWHERE, dk_arg_int((int64_t)n_bad));
    return code;
}

const dk_command dk_command_doctor = {
    .name = "doctor",
    .summary = {"检查数据库、密钥、审计链和登记表",
                "check database, key, audit chain and registers"},
    .usage = "doctor --db FILE [--key FILE] [--rebuild]",
    .examples = {"  duikou doctor --db county.db", "  duikou doctor --db county.db"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(REBUILD),
    .required = DK_OPT_BIT(DB),
    .run = run,
};
