/* api/cli/cmd_export.c - a register as CSV or workbook, or its empty template. */
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"

enum { MAX_FILTERS = 16 };

/* "a=eq.1,b=like.x" to parameters; the copies live in the arena. */
static dk_code split_where(const char *text, dk_arena *arena, dk_param *params, size_t *n,
                           dk_err *err)
{
    char *copy = dk_arena_text(arena, text == NULL ? "" : text), *rest = NULL;
    if (copy == NULL)
        return DK_NO_MEMORY(err);
    *n = 0;
    for (char *one = strtok_r(copy, ",", &rest); one != NULL; one = strtok_r(NULL, ",", &rest)) {
        char *equals = strchr(one, '=');
        if (equals == NULL || *n == MAX_FILTERS)
            return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str("where"),
                           dk_arg_str(one), dk_arg_str("field=eq.value"));
        *equals = '\0';
        params[(*n)++] = (dk_param){one, equals + 1};
    }
    return DK_OK;
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static dk_code export_rows(dk_cli *cli, dk_app *app, const dk_register *reg, dk_arena *arena,
                           dk_err *err)
{
    dk_param params[MAX_FILTERS];
    size_t n_params = 0, n_rows = 0;
    dk_query query;
    const char *path = dk_cli_get(cli, DK_OPT_OUT, "-");
    bool is_file = strcmp(path, "-") != 0;
    dk_export_options how = {.path = path,
                             .is_xlsx = ends_with(path, ".xlsx"),
                             .has_bom = is_file,
                             .wants_keys = dk_cli_has(cli, DK_OPT_KEYS),
                             .wants_unmasked = dk_cli_has(cli, DK_OPT_UNMASK),
                             .lang = cli->lang};
    if (split_where(cli->option[DK_OPT_WHERE], arena, params, &n_params, err) != DK_OK ||
        dk_query_parse(&(dk_call){app, &cli->actor, arena},
                       &(dk_query_ask){reg, params, n_params, NULL, 0}, &query, err) != DK_OK ||
        dk_uc_export(&(dk_call){app, &cli->actor, NULL}, &query, &how, &n_rows, err) != DK_OK)
        return DK_FAILED;
    if (is_file)
        dk_cli_note(cli, dk_cli_say(cli, "已写入 %s：%zu 行", "wrote %s: %zu rows"), path, n_rows);
    return DK_OK;
}

/* The rows in the form of an authority; the form knows its register. */
static dk_code export_form(dk_cli *cli, dk_app *app, dk_arena *arena, dk_err *err)
{
    dk_param params[MAX_FILTERS];
    size_t n_params = 0, n_rows = 0;
    const dk_register *reg = NULL;
    dk_query query;
    const char *key = cli->option[DK_OPT_FORM];
    const char *path = dk_cli_get(cli, DK_OPT_OUT, "form.xlsx");
    if (dk_uc_form(key, &reg, err) != DK_OK ||
        split_where(cli->option[DK_OPT_WHERE], arena, params, &n_params, err) != DK_OK ||
        dk_query_parse(&(dk_call){app, &cli->actor, arena},
                       &(dk_query_ask){reg, params, n_params, NULL, 0}, &query, err) != DK_OK)
        return DK_FAILED;
    query.wants_unmasked = dk_cli_has(cli, DK_OPT_UNMASK);
    if (dk_uc_export_form(&(dk_call){app, &cli->actor, NULL}, key, &query, path, &n_rows, err) !=
        DK_OK)
        return DK_FAILED;
    dk_cli_note(cli, dk_cli_say(cli, "已写入 %s：%zu 行", "wrote %s: %zu rows"), path, n_rows);
    return DK_OK;
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    const dk_register *reg = NULL;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : DK_FAILED;
    bool is_form = dk_cli_has(cli, DK_OPT_FORM);
    if (arena != NULL && !is_form && !dk_cli_has(cli, DK_OPT_REGISTER)) {
        DK_FAIL(err, MSG_OPTION_MISSING, DK_NOWHERE, dk_arg_str("register"), dk_arg_str("export"),
                dk_arg_str("export --db FILE --register NAME"));
        goto cleanup;
    }
    if (arena == NULL ||
        (!is_form && dk_register_get(cli->option[DK_OPT_REGISTER], &reg, err) != DK_OK) ||
        dk_cli_open(cli, &app, err) != DK_OK)
        goto cleanup;
    if (is_form)
        code = export_form(cli, app, arena, err);
    else if (dk_cli_has(cli, DK_OPT_TEMPLATE))
        code =
            dk_uc_template(app, reg, cli->lang, dk_cli_get(cli, DK_OPT_OUT, "template.xlsx"), err);
    else
        code = export_rows(cli, app, reg, arena, err);
cleanup:
    dk_app_close(app);
    dk_arena_free(arena);
    return code;
}

const dk_command dk_command_export = {
    .name = "export",
    .summary = {"导出登记表或空白模板", "export a register, or its empty template"},
    .usage =
        "export --db FILE --register NAME [--out FILE.xlsx|FILE.csv] [--where FILTER] [--template] "
        "[--form NAME]",
    .examples =
        {"  duikou export --db county.db --register posts --out 岗位.xlsx\n"
         "  duikou export --db county.db --register trainees --where specialty_code=eq.700206\n"
         "  duikou export --db county.db --register trainees --template --out 模板.xlsx\n"
         "  duikou export --db county.db --form national_students --unmask --purpose 上报 --out "
         "学籍.xlsx\n"
         "  duikou export --db county.db --form graduate_destinations --where "
         "graduation_year=eq.2025 --out 毕业去向.xlsx",
         "  duikou export --db county.db --register posts --out posts.xlsx\n"
         "  duikou export --db county.db --register trainees --where specialty_code=eq.700206\n"
         "  duikou export --db county.db --register trainees --template --out template.xlsx\n"
         "  duikou export --db county.db --form national_students --unmask --purpose report "
         "--out out.xlsx"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(REGISTER) | DK_OPT_BIT(OUT) |
               DK_OPT_BIT(WHERE) | DK_OPT_BIT(KEYS) | DK_OPT_BIT(UNMASK) | DK_OPT_BIT(PURPOSE) |
               DK_OPT_BIT(TEMPLATE) | DK_OPT_BIT(FORM) | DK_OPT_BIT(AS_OF),
    .required = DK_OPT_BIT(DB),
    .run = run,
};
