/* api/cli/cmd_match.c - posts for a person, people for a post, or everyone open to work. */
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/exposure.h"
#include "api/usecase/facts.h"
#include "api/usecase/file.h"
#include "api/usecase/match_sheet.h"
#include "api/wire/match.h"
#include "api/wire/referral.h"

enum { TOP_MAX = 100 };

/* How lists leave: as text, as one sheet, or as JSON. */
typedef struct {
    dk_cli *cli;
    dk_match_sheet *sheet; /* --csv, --out */
    size_t n;
    dk_err *err;
    dk_code code;
} printer;

static void print_json(const dk_match_list *list)
{
    dk_buf buf = DK_BUF_INIT;
    dk_wire_match_list(&buf, list);
    if (buf.data != NULL)
        fwrite(buf.data, 1, buf.len, stdout);
    fputc('\n', stdout);
    dk_buf_done(&buf);
}

static bool each(void *ctx, const dk_match_list *list)
{
    printer *p = ctx;
    p->n++;
    if (p->sheet != NULL)
        p->code = dk_match_sheet_add(p->sheet, list, p->err);
    else if (dk_cli_has(p->cli, DK_OPT_JSON))
        print_json(list);
    else {
        dk_cli_progress_done(p->cli);
        if (p->n > 1)
            fputs("\n————\n\n", stdout);
        dk_cli_print_matches(p->cli, list, stdout);
    }
    return p->code == DK_OK;
}

static dk_code match_subject(dk_app *app, printer *p, const dk_uc_match_options *how)
{
    dk_cli *cli = p->cli;
    bool is_trainee = dk_cli_has(cli, DK_OPT_TRAINEE);
    int64_t id = 0;
    dk_match_list list;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(p->err);
    dk_code code = dk_uc_find(&(dk_call){app, &cli->actor, NULL},
                              dk_register_find(is_trainee ? "trainees" : "posts"),
                              cli->option[is_trainee ? DK_OPT_TRAINEE : DK_OPT_POST], &id, p->err);
    if (code == DK_OK)
        code =
            is_trainee
                ? dk_uc_match_trainee(&(dk_call){app, &cli->actor, arena}, id, how, &list, p->err)
                : dk_uc_match_post(&(dk_call){app, &cli->actor, arena}, id, how, &list, p->err);
    if (code == DK_OK && !each(p, &list))
        code = p->code;
    dk_arena_free(arena);
    return code;
}

/* What is lost of `before`, in hundredths of a percent. */
static int lost(int64_t before, int64_t after)
{
    return before > 0 && after < before ? (int)((before - after) * 10000 / before) : 0;
}

static void note_exposure(dk_cli *cli, const dk_exposure *e)
{
    int all = lost(e->total_before, e->total_after), least = lost(e->total_before, e->bound),
        front = lost(e->front_before, e->front_after);
    dk_cli_note(cli,
                dk_cli_say(cli,
                           "%zu 份名单，%zu 个岗位：出现次数的基尼系数 0.%03d → 0.%03d，"
                           "超出上限的岗位 %zu → 0，总分损失 %d.%02d %%（任何分法至少 %d.%02d "
                           "%%），其中前 %d 名损失 %d.%02d %%",
                           "%zu lists, %zu posts: Gini of exposure 0.%03d -> 0.%03d, posts above "
                           "their cap %zu -> 0, loss of score %d.%02d %% (at least %d.%02d %% for "
                           "any choice); of the first %d places %d.%02d %%"),
                e->lists, e->posts, e->gini_before, e->gini_after, e->over, all / 100, all % 100,
                least / 100, least % 100, DK_SPREAD_FRONT, front / 100, front % 100);
}

/* Everyone, with lists spread over the posts; what it cost goes to standard error. */
static dk_code match_spread(dk_app *app, printer *p, const dk_uc_match_options *how)
{
    dk_cli *cli = p->cli;
    dk_exposure e;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(p->err);
    dk_code code = dk_uc_match_spread(&(dk_call){app, &cli->actor, arena}, how,
                                      &(dk_list_sink){each, p}, &e, p->err);
    if (code == DK_OK)
        code = p->code;
    if (code == DK_OK)
        note_exposure(cli, &e);
    dk_arena_free(arena);
    return code;
}

static dk_code match(dk_app *app, printer *p, const dk_uc_match_options *how)
{
    dk_cli *cli = p->cli;
    if (!dk_cli_has(cli, DK_OPT_ALL))
        return match_subject(app, p, how);
    if (dk_cli_has(cli, DK_OPT_SPREAD))
        return match_spread(app, p, how);
    dk_progress progress = dk_cli_progress(cli);
    if (dk_uc_match_all(&(dk_call){app, &cli->actor, NULL}, how, each, p, &progress, p->err) !=
            DK_OK ||
        p->code != DK_OK)
        return DK_FAILED;
    dk_cli_note(cli, dk_cli_say(cli, "匹配了 %zu 人", "matched %zu people"), p->n);
    return DK_OK;
}

static bool ends_in(const char *path, const char *suffix)
{
    size_t len = strlen(path), n = strlen(suffix);
    return len > n && strcmp(path + len - n, suffix) == 0;
}

/* The form or the chat text of one list, by the suffix of the file. */
static dk_code write_page(dk_cli *cli, dk_app *app, const char *path,
                          const dk_uc_match_options *how, dk_arena *arena, dk_err *err)
{
    dk_match_list list;
    dk_fact_text *facts = NULL;
    size_t n = 0;
    int64_t id = 0;
    dk_buf buf = DK_BUF_INIT;
    if (!dk_cli_has(cli, DK_OPT_TRAINEE))
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("--trainee"),
                       dk_arg_str("match --db FILE --trainee ID --out FORM.html|CHAT.txt"));
    if (dk_uc_find(&(dk_call){app, &cli->actor, NULL}, dk_register_find("trainees"),
                   cli->option[DK_OPT_TRAINEE], &id, err) != DK_OK ||
        dk_uc_match_trainee(&(dk_call){app, &cli->actor, arena}, id, how, &list, err) != DK_OK ||
        dk_uc_referral_facts(&(dk_call){app, &cli->actor, arena}, id, cli->lang, &facts, &n, err) !=
            DK_OK)
        return DK_FAILED;
    if (ends_in(path, ".html"))
        dk_wire_referral_html(&buf, &list, facts, n, cli->lang);
    else
        dk_wire_referral_text(&buf, &list, cli->lang);
    dk_code code = buf.is_broken ? DK_NO_MEMORY(err) : dk_file_write(path, buf.data, buf.len, err);
    dk_buf_done(&buf);
    return code;
}

static dk_code page(dk_cli *cli, dk_app *app, const dk_uc_match_options *how, dk_err *err)
{
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = write_page(cli, app, cli->option[DK_OPT_OUT], how, arena, err);
    dk_arena_free(arena);
    return code;
}

static dk_code sheet_or_text(dk_app *app, printer *p, const dk_uc_match_options *how)
{
    dk_cli *cli = p->cli;
    const char *out = dk_cli_get(cli, DK_OPT_OUT, NULL);
    const dk_export_options sheet = {.path = out,
                                     .is_xlsx = out != NULL && ends_in(out, ".xlsx"),
                                     .wants_keys = dk_cli_has(cli, DK_OPT_KEYS),
                                     .lang = cli->lang};
    if ((out != NULL || dk_cli_has(cli, DK_OPT_CSV)) &&
        dk_match_sheet_open(&sheet, &p->sheet, p->err) != DK_OK)
        return DK_FAILED;
    if (match(app, p, how) != DK_OK) {
        dk_match_sheet_abandon(p->sheet);
        return DK_FAILED;
    }
    return p->sheet == NULL ? DK_OK : dk_match_sheet_finish(p->sheet, p->err);
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    dk_app *app = NULL;
    int64_t top = 0;
    printer p = {.cli = cli, .err = err, .code = DK_OK};
    int n_subjects = dk_cli_has(cli, DK_OPT_TRAINEE) + dk_cli_has(cli, DK_OPT_POST) +
                     dk_cli_has(cli, DK_OPT_ALL);
    if (n_subjects != 1)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("--trainee, --post, --all"),
                       dk_arg_str("match --db FILE --trainee ID|--post ID|--all"));
    if (dk_cli_has(cli, DK_OPT_SPREAD) && dk_cli_has(cli, DK_OPT_POST))
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("--trainee, --all"),
                       dk_arg_str("match --db FILE --trainee ID|--all --spread"));
    if (dk_cli_int(cli, DK_OPT_TOP, (dk_cli_range){1, TOP_MAX, 5}, &top, err) != DK_OK ||
        dk_cli_catch_interrupt(cli, err) != DK_OK || dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_uc_match_options how = {.top = (size_t)top,
                               .as_of = DK_DAY_NONE,
                               .lang = cli->lang,
                               .is_shown = true,
                               .is_spread = dk_cli_has(cli, DK_OPT_SPREAD)};
    const char *out = dk_cli_get(cli, DK_OPT_OUT, "");
    dk_code code = ends_in(out, ".html") || ends_in(out, ".txt") ? page(cli, app, &how, err)
                                                                 : sheet_or_text(app, &p, &how);
    dk_app_close(app);
    return code;
}

const dk_command dk_command_match = {
    .name = "match",
    .summary = {"为学员找岗位、为岗位找人，逐项说明理由",
                "posts for a person or people for a post, with reasons"},
    .usage = "match --db FILE --trainee ID|--post ID|--all [--top K] [--spread] [--out FILE]",
    .examples = {"  duikou match --db county.db --trainee T000001\n"
                 "  duikou match --db county.db --post P000012 --top 10\n"
                 "  duikou match --db county.db --all --out 匹配.xlsx\n"
                 "  duikou match --db county.db --trainee T000001 --out 推荐表.html",
                 "  duikou match --db county.db --trainee T000001\n"
                 "  duikou match --db county.db --post P000012 --top 10\n"
                 "  duikou match --db county.db --all --out matches.xlsx\n"
                 "  duikou match --db county.db --trainee T000001 --out referral.html"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(TRAINEE) | DK_OPT_BIT(POST) |
               DK_OPT_BIT(ALL) | DK_OPT_BIT(TOP) | DK_OPT_BIT(AS_OF) | DK_OPT_BIT(WEIGHTS) |
               DK_OPT_BIT(SEED) | DK_OPT_BIT(JSON) | DK_OPT_BIT(CSV) | DK_OPT_BIT(KEYS) |
               DK_OPT_BIT(OUT) | DK_OPT_BIT(SPREAD),
    .required = DK_OPT_BIT(DB),
    .run = run,
};
