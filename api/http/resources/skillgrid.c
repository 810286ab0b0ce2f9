/* api/http/resources/skillgrid.c - a class's skills or a firm's requirements: the grid, its
 * workbook, and back. */
#include <string.h>

#include "api/http/messages.h"
#include "api/http/resources/common.h"
#include "api/usecase/skillgrid.h"
#include "api/wire/batch.h"
#include "api/usecase/messages.h"
#include "api/wire/skillgrid.h"

static const char *const KINDS[] = {"class", "posts", NULL};

#define KIND_SPEC                                                                                  \
    {                                                                                              \
        .name = "kind", .type = DK_PARAM_CHOICE, .choices = KINDS, .fallback = "class",            \
        .note = {"class 班级的技能，posts 企业岗位的要求",                                         \
                 "class: what trainees can do; posts: what posts ask for"},                        \
    }
#define GROUP_SPEC                                                                                 \
    {                                                                                              \
        .name = "group", .fallback = "",                                                           \
        .note = {"班级名称，或企业的统一社会信用代码",                                             \
                 "name of the class, or credit code of the firm"},                                 \
    }

static dk_code answer_groups(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_skill_group *groups;
    size_t n = 0;
    const char *kind = dk_request_param(request, "kind");
    if (dk_uc_skill_groups(&request->call, kind, &groups, &n, err) != DK_OK)
        return DK_FAILED;
    dk_wire_skill_groups(&reply->body, kind, groups, n);
    return DK_OK;
}

static const dk_param_spec GROUPS_PARAMS[] = {KIND_SPEC};

DK_GET_DATA(grid_groups, "/v1/grid/groups", answer_groups,
            .summary = {"可填技能的班级或企业", "classes or firms whose skills can be filled in"},
            DK_PARAMS(GROUPS_PARAMS), .response = "SkillGroupList");

static dk_code load(const dk_request *request, dk_skill_grid *out, dk_err *err)
{
    const dk_skill_ask ask = {.kind = dk_request_param(request, "kind"),
                              .group = dk_request_param(request, "group"),
                              .as_of = dk_request_day(request, "as_of"),
                              .lang = request->lang};
    return dk_uc_skill_grid(&request->call, &ask, out, err);
}

static dk_code answer_grid(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_skill_grid grid;
    if (load(request, &grid, err) != DK_OK)
        return DK_FAILED;
    dk_wire_skill_grid(&reply->body, &grid);
    return DK_OK;
}

static const dk_param_spec GRID_PARAMS[] = {KIND_SPEC, GROUP_SPEC, DK_AS_OF_SPEC};

DK_GET_DATA(grid, "/v1/grid", answer_grid,
            .summary = {"一个班或一家企业的技能表",
                        "the skills of a class, or what a firm's posts ask for"},
            DK_PARAMS(GRID_PARAMS), .response = "SkillGrid");

static dk_code answer_xlsx(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_skill_grid grid;
    char path[32];
    if (load(request, &grid, err) != DK_OK ||
        dk_reply_open_file(request, reply, path, err) != DK_OK ||
        dk_uc_skill_export(&grid, request->lang, path, err) != DK_OK)
        return DK_FAILED;
    return dk_reply_close_file(request, reply, request->lang == DK_ZH ? "技能表" : "skills", "xlsx",
                               err);
}

DK_GET(grid_xlsx, "/v1/grid.xlsx", answer_xlsx,
       .summary = {"技能表，工作簿，填好后交回", "the grid as a workbook to fill in and send back"},
       DK_PARAMS(GRID_PARAMS),
       .media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

static dk_code answer_save(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_wire_skill_edits edits;
    dk_apply_result applied;
    if (dk_wire_skill_edits_read(request->call.arena, request->body, (size_t)request->body_len,
                                 &edits, err) != DK_OK)
        return DK_FAILED;
    const dk_skill_save how = {.kind = edits.kind, .day = edits.day};
    if (dk_uc_skill_save(&request->call, &how, edits.edits, edits.n, &applied, err) != DK_OK)
        return DK_FAILED;
    const dk_wire_result result = {.applied = &applied};
    dk_wire_batch_result(&reply->body, &result, request->lang);
    return DK_OK;
}

DK_POST(grid_save, "/v1/grid", answer_save,
        .summary = {"保存技能表里改过的格子，一个批次",
                    "save the cells changed in a grid, as one batch"},
        .body = DK_BODY_JSON, .response = "BatchResult");

static dk_code answer_import(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_apply_result applied;
    dk_err_list errors = {.arena = request->call.arena};
    const dk_skill_save how = {.kind = dk_request_param(request, "kind"),
                               .day = dk_request_day(request, "date"),
                               .is_dry_run = dk_request_flag(request, "dry_run"),
                               .file = dk_request_param(request, "filename")};
    if (strpbrk(how.file, "/\\\n\r\t") != NULL)
        return DK_FAIL0(err, MSG_HTTP_FILENAME);
    if (dk_uc_skill_import(&request->call, &how, request->body_path, &errors, &applied, err) !=
        DK_OK)
        return DK_FAILED;
    const dk_wire_result result = {
        .applied = &applied, .is_dry_run = how.is_dry_run, .file = how.file, .errors = &errors};
    if (errors.total == 0) {
        dk_wire_batch_result(&reply->body, &result, request->lang);
        return DK_OK;
    }
    dk_err refused = DK_ERR_INIT;
    (void)DK_FAIL(&refused, MSG_SHEET_REFUSED, (dk_place){.file = how.file},
                  dk_arg_int((int64_t)errors.total));
    reply->status = refused.msg->http;
    reply->media = "application/problem+json";
    dk_wire_batch_problem(&reply->body, &refused, &result, request->lang, request->request_id);
    return DK_OK;
}

static const dk_param_spec IMPORT_PARAMS[] = {
    KIND_SPEC,
    {.name = "filename",
     .fallback = "upload",
     .note = {"文件名，只用于记录来源", "name of the file, only to record where values came from"}},
    {.name = "date",
     .type = DK_PARAM_DATE,
     .note = {"测评日期，默认为当天", "day of the assessment; today by default"}},
    {.name = "dry_run",
     .type = DK_PARAM_BOOL,
     .fallback = "0",
     .note = {"1：只检查，不写入", "1: check only, write nothing"}},
};

DK_POST(grid_import, "/v1/grid/import", answer_import,
        .summary = {"交回填好的技能表（正文就是文件）", "a filled-in grid (the body is the file)"},
        DK_PARAMS(IMPORT_PARAMS), .body = DK_BODY_FILE, .response = "BatchResult");
