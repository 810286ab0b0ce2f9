/* api/http/resources/imports.c - a sheet into a register.
 *
 * The body is the file as it is. All rows or none: with errors nothing is written and the answer is
 * a problem that lists them; a dry run answers the same result without writing. Sending the same
 * file twice changes nothing the second time. */
#include "api/http/messages.h"
#include "api/http/resources/common.h"
#include "api/wire/batch.h"
#include "api/wire/messages.h"

static dk_wire_column *columns_of(const dk_import *import, dk_arena *arena)
{
    dk_wire_column *columns = dk_arena_array(arena, import->n_mapping, sizeof *columns);
    for (size_t i = 0; columns != NULL && i < import->n_mapping; i++) {
        const dk_mapping *m = &import->mapping[i];
        columns[i] = (dk_wire_column){.column = (int64_t)m->column + 1, .header = m->header};
        if (m->reg == NULL)
            continue;
        columns[i].reg = m->reg->key;
        columns[i].field = m->reg->fields[m->field].key;
        columns[i].how = m->how;
    }
    return columns;
}

/* True when a name of a file is only that: no folder, no control character. */
static bool is_plain_name(const char *name)
{
    for (; *name != '\0'; name++)
        if (*name == '/' || *name == '\\' || (unsigned char)*name < ' ')
            return false;
    return true;
}

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    dk_uc_import_result result;
    const char *name = dk_request_param(request, "filename");
    if (!is_plain_name(name))
        return DK_FAIL0(err, MSG_HTTP_FILENAME);
    if (dk_request_register(request, request->args[0], &reg, err) != DK_OK)
        return DK_FAILED;
    const dk_uc_import_options options = {.path = request->body_path,
                                          .name = name,
                                          .is_dry_run = dk_request_flag(request, "dry_run"),
                                          .allows_partial = dk_request_flag(request, "partial"),
                                          .as_of = dk_request_day(request, "as_of")};
    if (dk_uc_import(request->app, request->actor, reg, &options, request->arena, &result, err) !=
        DK_OK)
        return DK_FAILED;
    const dk_import *import = &result.import;
    dk_wire_result wire = {.applied = &result.applied,
                           .is_dry_run = options.is_dry_run,
                           .reg = reg->key,
                           .file = name,
                           .format = import->format,
                           .sheet = import->sheet,
                           .header_row = import->header_row,
                           .n_rows = import->n_rows,
                           .n_refused = import->n_refused,
                           .mapping = columns_of(import, request->arena),
                           .n_mapping = import->n_mapping,
                           .errors = &import->errors,
                           .questions = result.questions,
                           .n_questions = result.n_questions};
    if (wire.mapping == NULL)
        return DK_NO_MEMORY(err);
    if (options.is_dry_run || result.is_committed) {
        dk_wire_batch_result(&reply->body, &wire, request->lang);
        return DK_OK;
    }
    dk_err refused = DK_ERR_INIT;
    (void)DK_FAIL(&refused, MSG_SHEET_REFUSED, (dk_place){.file = name},
                  dk_arg_int((int64_t)import->n_refused));
    reply->status = refused.msg->http;
    reply->media = "application/problem+json";
    dk_wire_batch_problem(&reply->body, &refused, &wire, request->lang, request->request_id);
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {
    {.name = "filename",
     .fallback = "upload",
     .note = {"文件名，只用于记录来源", "name of the file, only to record where values came from"}},
    {.name = "dry_run",
     .type = DK_PARAM_BOOL,
     .fallback = "0",
     .note = {"1：只检查，不写入", "1: check only, write nothing"}},
    {.name = "partial",
     .type = DK_PARAM_BOOL,
     .fallback = "0",
     .note = {"1：有错的行跳过，其余写入", "1: leave out rows with errors, write the rest"}},
    DK_AS_OF_SPEC,
};

const dk_route dk_route_import = {
    .doc = {.method = "POST",
            .template = "/v1/{register}/import",
            .name = "import",
            .summary = {"导入一个表格（正文就是文件）", "import a sheet (the body is the file)"},
            .params = PARAMS,
            .n_params = sizeof PARAMS / sizeof *PARAMS,
            .body = DK_BODY_FILE,
            .response = "BatchResult"},
    .right = DK_RIGHT_WRITE,
    .lane = DK_LANE_WRITE,
    .handle = answer,
};
