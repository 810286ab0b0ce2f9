/* api/http/resources/imports.c - a sheet into a register in one request.
 *
 * The body is the file as it is. All rows or none: with errors nothing is written and the answer is
 * a problem that lists them; a dry run answers the same result without writing. Sending the same
 * file twice changes nothing the second time. Large files are better staged (uploads.c). */
#include "api/http/resources/common.h"
#include "api/usecase/messages.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    dk_uc_import_result result;
    const char *name;
    if (dk_request_filename(request, &name, err) != DK_OK ||
        dk_request_register(request, request->args[0], &reg, err) != DK_OK)
        return DK_FAILED;
    const dk_uc_import_options options = {.path = request->body_path,
                                          .name = name,
                                          .sender = dk_request_param(request, "sender"),
                                          .is_dry_run = dk_request_flag(request, "dry_run"),
                                          .allows_partial = dk_request_flag(request, "partial"),
                                          .allows_again = dk_request_flag(request, "again"),
                                          .as_of = dk_request_day(request, "as_of")};
    if (dk_uc_import(&request->call, reg, &options, &result, err) != DK_OK)
        return DK_FAILED;
    const dk_wire_result wire = dk_request_result(request, reg, &result, options.is_dry_run);
    if (wire.mapping == NULL)
        return DK_NO_MEMORY(err);
    if (options.is_dry_run || result.is_committed) {
        dk_wire_batch_result(&reply->body, &wire, request->lang);
        return DK_OK;
    }
    dk_err refused = DK_ERR_INIT;
    (void)DK_FAIL(&refused, MSG_SHEET_REFUSED, (dk_place){.file = name},
                  dk_arg_int((int64_t)result.import.n_refused));
    reply->status = refused.msg->http;
    reply->media = "application/problem+json";
    dk_wire_batch_problem(&reply->body, &refused, &wire, request->lang, request->request_id);
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {
    {.name = "filename",
     .fallback = "upload",
     .note = {"文件名，只用于记录来源", "name of the file, only to record where values came from"}},
    {.name = "sender", .note = {"报送单位", "the unit that sent it"}},
    {.name = "dry_run",
     .type = DK_PARAM_BOOL,
     .fallback = "0",
     .note = {"1：只检查，不写入", "1: check only, write nothing"}},
    DK_PARTIAL_SPEC,
    DK_AGAIN_SPEC,
    DK_AS_OF_SPEC,
};

DK_POST(import, "/v1/{register}/import", answer,
        .summary = {"导入一个表格（正文就是文件）", "import a sheet (the body is the file)"},
        DK_PARAMS(PARAMS), .body = DK_BODY_FILE, .response = "BatchResult");
