/* api/cli/cmd_related.c - related skills to look at, as a sheet for the register skill_links. */
#include "api/cli/cli.h"
#include "api/usecase/esco.h"

static void print(const dk_skill_link_rows *rows)
{
    puts("skill,other,similarity_permille,source");
    for (size_t i = 0; i < rows->n; i++) {
        dk_cli_print_name(rows->rows[i].skill);
        putchar(',');
        dk_cli_print_name(rows->rows[i].other);
        printf(",%d,", (int)rows->rows[i].similarity_permille);
        dk_cli_print_name(rows->rows[i].source);
        putchar('\n');
    }
}

static dk_code from_register(dk_cli *cli, dk_arena *arena, dk_skill_link_rows *rows, dk_err *err)
{
    dk_app *app = NULL;
    if (dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_uc_related_register(app, arena, cli->lang, rows, err);
    dk_app_close(app);
    return code;
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_skill_link_rows rows;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_cli_has(cli, DK_OPT_ESCO)
                       ? dk_uc_esco_related(cli->option[DK_OPT_ESCO], cli->option[DK_OPT_RELATIONS],
                                            arena, &rows, err)
                       : from_register(cli, arena, &rows, err);
    if (code == DK_OK)
        print(&rows);
    dk_arena_free(arena);
    return code;
}

const dk_command dk_command_related = {
    .name = "related",
    .summary = {"找出常被同时要求的技能（或读 ESCO 官方文件），输出为“相关技能”表供审核后导入",
                "skills that are asked for together (or ESCO's official files), as a sheet of "
                "related skills to look at and import"},
    .usage = "related --db FILE | --esco FILE [--relations FILE]",
    .examples = {"  duikou related --db county.db > 相关技能.csv\n"
                 "  duikou related --esco occupationSkillRelations_en.csv --relations "
                 "skillSkillRelations_en.csv > esco.csv",
                 "  duikou related --db county.db > related.csv\n"
                 "  duikou related --esco occupationSkillRelations_en.csv --relations "
                 "skillSkillRelations_en.csv > esco.csv"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(ESCO) | DK_OPT_BIT(RELATIONS),
    .run = run,
};
