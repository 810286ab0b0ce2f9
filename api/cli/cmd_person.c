/* api/cli/cmd_person.c - what is held about one person, forgetting one, and forgetting in time. */
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/person.h"
#include "api/wire/record.h"

#define USAGE "person export|erase|retain --db FILE [PERSON] [--purpose TEXT] [--dry-run]"

/* ---- export ---- */

/* One record in clear with where each value came from. */
static dk_code print_part(dk_cli *cli, const dk_call *call, const dk_person_part *part, dk_buf *out,
                          dk_err *err)
{
    dk_codes_ref *ref = NULL;
    dk_sourced found;
    dk_wire_context context = {.reg = part->reg,
                               .as_of = dk_app_as_of(call->app),
                               .lang = cli->lang,
                               .zone_minutes = dk_app_zone_minutes(call->app),
                               .arena = call->arena};
    if (dk_uc_read(call, part->reg, part->id, true, &found, err) != DK_OK ||
        dk_app_codes(call->app, &ref, &context.codes, err) != DK_OK)
        return DK_FAILED;
    dk_wire_record(out, &context, found.record, dk_record_label(call->arena, found.record),
                   found.from);
    dk_app_codes_release(ref);
    return DK_OK;
}

/* The kept files that hold a number of the person. */
static void print_uploads(const dk_person *p, int32_t zone_minutes, dk_buf *out)
{
    dk_json json = dk_json_begin(out);
    dk_json_array(&json, NULL);
    for (size_t i = 0; i < p->n_uploads; i++) {
        dk_json_object(&json, NULL);
        dk_json_int(&json, "upload", p->uploads[i].upload);
        dk_json_text(&json, "register", p->uploads[i].reg);
        dk_json_text(&json, "file", p->uploads[i].file);
        dk_json_text(&json, "sender", p->uploads[i].sender);
        dk_json_time(&json, "at", p->uploads[i].at_ms, zone_minutes);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
}

static dk_code export_person(dk_cli *cli, const dk_call *call, int64_t id, dk_err *err)
{
    dk_person p;
    size_t n_printed = 0;
    dk_buf out = DK_BUF_INIT;
    char no[24];
    dk_record_no(dk_register_find("trainees"), id, no);
    dk_code code = dk_uc_person(call, id, &p, err);
    dk_buf_format(&out, "{\"person\":\"%s\",\"records\":[", no);
    for (size_t i = 0; code == DK_OK && i < p.n_parts; i++) {
        if (p.parts[i].is_gone)
            continue;
        if (n_printed++ > 0)
            dk_buf_text(&out, ",");
        code = print_part(cli, call, &p.parts[i], &out, err);
    }
    dk_buf_text(&out, "],\"uploads\":");
    if (code == DK_OK)
        print_uploads(&p, dk_app_zone_minutes(call->app), &out);
    dk_buf_text(&out, "}\n");
    if (code == DK_OK && out.is_broken)
        code = DK_NO_MEMORY(err);
    if (code == DK_OK)
        fwrite(out.data, 1, out.len, stdout);
    dk_buf_done(&out);
    return code;
}

/* ---- erase, retain ---- */

static dk_code erase_person(dk_cli *cli, const dk_call *call, int64_t id, dk_err *err)
{
    int64_t n_rows = 0;
    dk_person p;
    if (dk_uc_person(call, id, &p, err) != DK_OK)
        return DK_FAILED;
    if (dk_cli_has(cli, DK_OPT_DRY_RUN)) {
        dk_cli_note(
            cli,
            dk_cli_say(cli, "会抹去 %zu 条记录、%zu 个留存文件里的个人信息（未执行）",
                       "would take personal data out of %zu records and %zu kept files (not done)"),
            p.n_parts, p.n_uploads);
        return DK_OK;
    }
    if (dk_uc_person_erase(call, id, &n_rows, err) != DK_OK)
        return DK_FAILED;
    dk_cli_note(cli,
                dk_cli_say(cli,
                           "已抹去 %zu 条记录、%zu 个留存文件里的个人信息，改写日志 %lld "
                           "行；不能撤销。备份请另行处理",
                           "took personal data out of %zu records, %zu kept files and %lld rows of "
                           "the log; this cannot be "
                           "undone. "
                           "Backups have to be dealt with separately"),
                p.n_parts, p.n_uploads, (long long)n_rows);
    return DK_OK;
}

static dk_code retain(dk_cli *cli, const dk_call *call, dk_err *err)
{
    dk_retained r;
    bool is_dry_run = dk_cli_has(cli, DK_OPT_DRY_RUN);
    char before[11];
    if (dk_uc_retain(call, DK_DAY_NONE, is_dry_run, &r, err) != DK_OK)
        return DK_FAILED;
    dk_day_format(r.before, before);
    dk_cli_note(
        cli,
        dk_cli_say(cli, "培训在 %s 之前结束的 %zu 人%s，改写日志 %lld 行",
                   "training ended before %s: %zu people%s, %lld rows of the log rewritten"),
        before, r.n_people,
        is_dry_run ? dk_cli_say(cli, "应匿名（未执行）", " are due (not done)")
                   : dk_cli_say(cli, "已匿名", " lost their names"),
        (long long)r.n_rows);
    return DK_OK;
}

static dk_code work(dk_cli *cli, const dk_call *call, dk_err *err)
{
    int64_t id = 0;
    const char *verb = cli->args[0];
    bool is_retain = strcmp(verb, "retain") == 0, is_export = strcmp(verb, "export") == 0;
    if (!is_retain && !is_export && strcmp(verb, "erase") != 0)
        return DK_FAIL(err, MSG_ONE_OF, DK_NOWHERE, dk_arg_str("export, erase, retain"),
                       dk_arg_str(USAGE));
    if (cli->n_args != (is_retain ? 1 : 2))
        return DK_FAIL(err, MSG_ARGUMENT_COUNT, DK_NOWHERE, dk_arg_str("person"),
                       dk_arg_str(USAGE));
    if (is_export && !dk_actor_may(&cli->actor, DK_RIGHT_UNMASK))
        return DK_FAIL0(err, MSG_PURPOSE_MISSING);
    if (is_retain)
        return retain(cli, call, err);
    if (dk_uc_find(call, dk_register_find("trainees"), cli->args[1], &id, err) != DK_OK)
        return DK_FAILED;
    return is_export ? export_person(cli, call, id, err) : erase_person(cli, call, id, err);
}

const dk_command dk_command_person = {
    .name = "person",
    .summary = {"一个人的全部信息：导出、抹去；到期匿名",
                "one person's data: export, erase; forget in time"},
    .usage = USAGE,
    .examples = {"  duikou person export --db county.db T000012 --purpose 本人查询\n"
                 "  duikou person erase --db county.db T000012\n"
                 "  duikou person retain --db county.db --dry-run",
                 "  duikou person export --db county.db T000012 --purpose \"asked by the person\"\n"
                 "  duikou person erase --db county.db T000012\n"
                 "  duikou person retain --db county.db --dry-run"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY) | DK_OPT_BIT(PURPOSE) | DK_OPT_BIT(DRY_RUN) |
               DK_OPT_BIT(AS_OF),
    .required = DK_OPT_BIT(DB),
    .min_args = 1,
    .max_args = 2,
    .work = work,
};
