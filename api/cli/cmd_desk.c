/* api/cli/cmd_desk.c - the morning's list: who has not sent, who sent less, which posts end soon.
 */
#include "api/usecase/desk.h"

#include "api/cli/cli.h"
#include "api/wire/desk.h"
#include "core/base/date.h"

static const char *state_word(const dk_cli *cli, dk_sender_state state)
{
    switch (state) {
    case DK_SENDER_MISSING:
        return dk_cli_say(cli, "未报送", "not sent");
    case DK_SENDER_LESS:
        return dk_cli_say(cli, "比上月少", "fewer rows");
    case DK_SENDER_OK:
        break;
    }
    return dk_cli_say(cli, "已报送", "sent");
}

static const char *number(dk_arena *arena, int64_t value)
{
    return dk_arena_format(arena, "%lld", (long long)value);
}

static dk_code print_senders(dk_cli *cli, const dk_desk *desk, dk_arena *arena, dk_err *err)
{
    const char *const zh[] = {"报送单位", "登记表", "状态", "本月行数", "之前行数"};
    const char *const en[] = {"sender", "register", "state", "rows", "before"};
    dk_grid *grid = dk_grid_new(5);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    dk_grid_align(grid, 0x18);
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err);
    for (size_t i = 0; code == DK_OK && i < desk->n_senders; i++) {
        const dk_desk_sender *one = &desk->senders[i];
        const char *const cells[] = {
            one->sender, dk_in(dk_register_find(one->reg)->title, cli->lang),
            state_word(cli, one->state), number(arena, one->rows), number(arena, one->before)};
        code = dk_grid_row(grid, cells, err);
    }
    if (code == DK_OK)
        dk_grid_print(grid, stdout, true);
    dk_grid_free(grid);
    return code;
}

static dk_code print_posts(dk_cli *cli, const dk_desk *desk, dk_arena *arena, dk_err *err)
{
    const char *const zh[] = {"岗位", "名称", "有效期至", "还有几天", "招聘人数"};
    const char *const en[] = {"post", "title", "valid to", "days", "openings"};
    dk_grid *grid = dk_grid_new(5);
    if (grid == NULL)
        return DK_NO_MEMORY(err);
    dk_grid_align(grid, 0x18);
    dk_code code = dk_grid_row(grid, cli->lang == DK_ZH ? zh : en, err);
    for (size_t i = 0; code == DK_OK && i < desk->n_posts; i++) {
        const dk_desk_post *post = &desk->posts[i];
        char day[11];
        dk_day_format(post->valid_to, day);
        const char *const cells[] = {post->no, post->label, day, number(arena, post->days),
                                     number(arena, post->openings)};
        code = dk_grid_row(grid, cells, err);
    }
    if (code == DK_OK)
        dk_grid_print(grid, stdout, true);
    dk_grid_free(grid);
    return code;
}

static dk_code print(dk_cli *cli, const dk_call *call, const dk_desk *desk, dk_err *err)
{
    if (dk_cli_has(cli, DK_OPT_JSON)) {
        dk_buf out = DK_BUF_INIT;
        dk_wire_desk(&out, desk, dk_app_zone_minutes(call->app));
        dk_code code = out.is_broken ? DK_NO_MEMORY(err) : DK_OK;
        if (code == DK_OK)
            puts(out.data);
        dk_buf_done(&out);
        return code;
    }
    char month[8];
    dk_month_format(desk->month, month);
    printf(dk_cli_say(cli, "%s 报送情况\n", "Sent in %s\n"), month);
    if (print_senders(cli, desk, call->arena, err) != DK_OK)
        return DK_FAILED;
    printf(dk_cli_say(cli, "\n%d 天内到期的岗位\n", "\nPosts that end within %d days\n"),
           DK_DESK_DAYS);
    return print_posts(cli, desk, call->arena, err);
}

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_desk desk;
    /* what --as-of says; a wrong one was refused at opening */
    dk_day day = dk_cli_has(cli, DK_OPT_AS_OF) ? dk_app_as_of(call->app) : DK_DAY_NONE;
    if (dk_uc_desk(call, day, &desk, err) != DK_OK)
        return DK_FAILED;
    return print(cli, call, &desk, err);
}

const dk_command dk_command_desk = {
    .name = "desk",
    .summary = {"今日事项：谁还没报、谁比上月少、哪些岗位快到期",
                "today: who has not sent, who sent less, which posts end soon"},
    .usage = "desk --db FILE [--as-of DATE] [--json]",
    .examples = {"  duikou desk --db county.db\n  duikou desk --db county.db --as-of 2026-03-02",
                 "  duikou desk --db county.db\n  duikou desk --db county.db --as-of 2026-03-02"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(JSON),
    .required = DK_OPT_BIT(DB),
    .work = work,
};
