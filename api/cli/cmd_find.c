/* api/cli/cmd_find.c - find a person, post or firm by what one remembers. */
#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/search.h"
#include "api/wire/search.h"

enum { LIMIT_MAX = 100 };

/* All words of the command line as one text. */
static const char *joined(const dk_cli *cli, dk_arena *arena)
{
    const char *text = dk_arena_text(arena, cli->args[0]);
    for (size_t i = 1; text != NULL && i < cli->n_args; i++)
        text = dk_arena_format(arena, "%s %s", text, cli->args[i]);
    return text;
}

static dk_code print_table(const dk_cli *cli, const dk_found_list *list, dk_err *err)
{
    dk_grid *grid = dk_grid_new(4);
    dk_code code = grid == NULL ? DK_NO_MEMORY(err) : DK_OK;
    for (size_t i = 0; code == DK_OK && i < list->n; i++) {
        const dk_found *found = &list->items[i];
        const char *const cells[] = {found->no, dk_in(found->reg->title, cli->lang), found->label,
                                     found->line};
        code = dk_grid_row(grid, cells, err);
    }
    if (code == DK_OK)
        dk_cli_print_grid(cli, grid, false);
    dk_grid_free(grid);
    return code;
}

static void print_json(const dk_found_list *list)
{
    dk_buf buf = DK_BUF_INIT;
    dk_wire_search(&buf, list);
    if (buf.data != NULL)
        fwrite(buf.data, 1, buf.len, stdout);
    fputc('\n', stdout);
    dk_buf_done(&buf);
}

static dk_code search(dk_cli *cli, const dk_call *call, size_t limit, dk_err *err)
{
    dk_uc_search_options how = {.limit = limit, .lang = cli->lang};
    dk_found_list list;
    const char *query = joined(cli, call->arena);
    if (query == NULL)
        return DK_NO_MEMORY(err);
    if (dk_cli_has(cli, DK_OPT_REGISTER) &&
        dk_register_get(cli->option[DK_OPT_REGISTER], &how.only, err) != DK_OK)
        return DK_FAILED;
    if (dk_uc_search(call, query, &how, &list, err) != DK_OK)
        return DK_FAILED;
    if (dk_cli_has(cli, DK_OPT_JSON)) {
        print_json(&list);
        return DK_OK;
    }
    if (print_table(cli, &list, err) != DK_OK)
        return DK_FAILED;
    if (list.total > (int64_t)list.n)
        dk_cli_note(cli,
                    dk_cli_say(cli, "共找到 %lld 条，列出 %zu 条：多写一个字，或用 --top",
                               "found %lld, listed %zu: add a word, or use --top"),
                    (long long)list.total, list.n);
    if (list.total == 0)
        dk_cli_note(cli, "%s", dk_cli_say(cli, "没有找到", "nothing found"));
    return DK_OK;
}

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    int64_t top = 0;
    if (dk_cli_int(cli, DK_OPT_TOP, (dk_cli_range){1, LIMIT_MAX, 20}, &top, err) != DK_OK)
        return DK_FAILED;
    return search(cli, call, (size_t)top, err);
}

const dk_command dk_command_find = {
    .name = "find",
    .summary = {"查人、岗位、企业：一两个字、拼音首字母、编号或后四位",
                "find people, posts, firms: characters, initials, a number or the last four"},
    .usage = "find --db FILE TEXT... [--register NAME] [--top K]",
    .examples = {"  duikou find --db county.db zs\n"
                 "  duikou find --db county.db 张 汽修1班\n"
                 "  duikou find --db county.db 0018",
                 "  duikou find --db county.db zs\n"
                 "  duikou find --db county.db 张 汽修1班\n"
                 "  duikou find --db county.db 0018"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(REGISTER) | DK_OPT_BIT(TOP) |
               DK_OPT_BIT(JSON) | DK_OPT_BIT(CSV),
    .required = DK_OPT_BIT(DB),
    .min_args = 1,
    .max_args = 16,
    .work = work,
};
