/* api/cli/cmd_esco.c - ESCO's official labels as a sheet for the register codes. */
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/esco.h"
#include "core/base/date.h"

static void print(const char *list, const dk_esco_codes *codes)
{
    puts("list,code,name,name_en,aliases,until,source");
    for (size_t i = 0; i < codes->n; i++) {
        const dk_esco_code *row = &codes->rows[i];
        const char *const texts[] = {list, row->code, row->name, row->name_en, row->aliases};
        char until[11] = "";
        for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
            dk_cli_print_name(texts[k]);
            putchar(',');
        }
        if (row->until != DK_DAY_NONE)
            dk_day_format(row->until, until);
        printf("%s,", until);
        dk_cli_print_name(row->source);
        putchar('\n');
    }
}

extern const dk_command dk_command_esco;

static dk_code run(dk_cli *cli, dk_err *err)
{
    const char *list = cli->args[0];
    dk_esco_codes codes;
    dk_app *app = NULL;
    if (strcmp(list, "skill") != 0 && strcmp(list, "occupation") != 0)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("skill, occupation"),
                       dk_arg_str(dk_command_esco.usage));
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_uc_esco_labels(cli->args[1], arena, &codes, err);
    if (code == DK_OK && dk_cli_has(cli, DK_OPT_DB)) {
        code = dk_cli_open(cli, &app, err);
        if (code == DK_OK)
            code = dk_uc_esco_replace(app, list, arena, &codes, err);
        dk_app_close(app);
    }
    if (code == DK_OK)
        print(list, &codes);
    dk_arena_free(arena);
    return code;
}

const dk_command dk_command_esco = {
    .name = "esco",
    .summary =
        {"把 ESCO 官方的技能（职业）名称表转成“代码表”，可导入；给出 --db 时同时停用现有代码",
         "ESCO's official skills (occupations) as a sheet of code lists to import; with --db "
         "the present codes end"},
    .usage = "esco skill|occupation FILE[,ENGLISH] [--db FILE]",
    .examples = {"  duikou esco skill skills_en.csv > 技能代码.csv\n"
                 "  duikou esco skill skills_de.csv,skills_en.csv --db county.db > 技能代码.csv\n"
                 "  duikou import --db county.db --register codes 技能代码.csv",
                 "  duikou esco skill skills_en.csv > skills.csv\n"
                 "  duikou esco skill skills_de.csv,skills_en.csv --db county.db > skills.csv\n"
                 "  duikou import --db county.db --register codes skills.csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY),
    .min_args = 2,
    .max_args = 2,
    .run = run,
};
