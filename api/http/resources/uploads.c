/* api/http/resources/uploads.c - a file on its way in: stage, correct the mapping, check, get it
 * back marked, commit. Checks and commits are tasks (tasks.c). */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/staging.h"
#include "api/wire/staging.h"

static void write_upload(const dk_request *request, dk_reply *reply, const dk_upload *upload,
                         int64_t again)
{
    const dk_wire_upload wire = {upload, again};
    dk_wire_upload_write(&reply->body, &wire, dk_app_zone_minutes(request->call.app));
}

static dk_code answer_number(const dk_request *request, dk_reply *reply, int64_t id, dk_err *err)
{
    dk_upload upload;
    int64_t again = 0;
    if (dk_uc_upload(&request->call, id, &upload, &again, err) != DK_OK)
        return DK_FAILED;
    write_upload(request, reply, &upload, again);
    return DK_OK;
}

static dk_code answer_stage(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_uc_stage_options options = {.path = request->body_path,
                                   .sender = dk_request_param(request, "sender")};
    const char *key = dk_request_param(request, "register");
    dk_upload upload;
    int64_t again = 0;
    if (dk_request_filename(request, &options.name, err) != DK_OK ||
        (key != NULL && *key != '\0' &&
         dk_request_register(request, key, &options.reg, err) != DK_OK) ||
        dk_uc_stage(&request->call, &options, &upload, &again, err) != DK_OK)
        return DK_FAILED;
    reply->status = 201;
    write_upload(request, reply, &upload, again);
    return DK_OK;
}

static const dk_param_spec STAGE_PARAMS[] = {
    {.name = "filename",
     .fallback = "upload",
     .note = {"文件名，只用于记录来源", "name of the file, only to record where values came from"}},
    {.name = "register",
     .note = {"登记表；不写时按表头判断", "the register; by the header when it is left out"}},
    {.name = "sender", .note = {"报送单位", "the unit that sent it"}},
};

DK_POST(stage, "/v1/uploads", answer_stage,
        .summary = {"收下一个文件（正文就是文件），先不写入",
                    "keep a file (the body is the file) without writing anything"},
        DK_PARAMS(STAGE_PARAMS), .body = DK_BODY_FILE, .response = "Upload");

static dk_code answer_list(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_upload *uploads;
    size_t n = 0;
    if (dk_uc_uploads(&request->call, (size_t)dk_request_int(request, "limit"), &uploads, &n,
                      err) != DK_OK)
        return DK_FAILED;
    dk_wire_uploads(&reply->body, uploads, n, dk_app_zone_minutes(request->call.app));
    return DK_OK;
}

static const dk_param_spec LIST_PARAMS[] = {
    DK_LIMIT_SPEC(1000, "100", "最多几个，新的在前", "at most so many, newest first"),
};

DK_GET(uploads, "/v1/uploads", answer_list,
       .summary = {"收到的文件，新的在前", "files that came in, newest first"},
       DK_PARAMS(LIST_PARAMS), .response = "UploadList");

static dk_code answer_upload(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t id = 0;
    if (dk_request_number(request->args[0], &id, err) != DK_OK)
        return DK_FAILED;
    return answer_number(request, reply, id, err);
}

DK_GET(upload, "/v1/uploads/{upload}", answer_upload,
       .summary = {"一个收到的文件", "one file that came in"}, .response = "Upload");

static dk_code answer_mapping(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t id = 0;
    dk_wire_mapping mapping;
    if (dk_request_number(request->args[0], &id, err) != DK_OK ||
        dk_wire_mapping_read(request->call.arena, request->body, (size_t)request->body_len,
                             &mapping, err) != DK_OK ||
        dk_uc_upload_map(&request->call, id, mapping.mapping, mapping.remembers, err) != DK_OK)
        return DK_FAILED;
    return answer_number(request, reply, id, err);
}

DK_POST(upload_mapping, "/v1/uploads/{upload}/mapping", answer_mapping,
        .summary = {"更正某列对应的字段，可为该单位记住",
                    "correct what a column was taken for, remembered per sender on request"},
        .body = DK_BODY_JSON, .response = "Upload");

static dk_code answer_discard(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t id = 0;
    if (dk_request_number(request->args[0], &id, err) != DK_OK ||
        dk_uc_upload_discard(&request->call, id, err) != DK_OK)
        return DK_FAILED;
    return answer_number(request, reply, id, err);
}

DK_POST(upload_discard, "/v1/uploads/{upload}/discard", answer_discard,
        .summary = {"删除收到的文件内容", "forget the bytes of a file"}, .response = "Upload");

/* Writes the marked workbook under a name of its own and takes it as the reply's file. */
static dk_code write_marked(const dk_request *request, int64_t id, dk_reply *reply, dk_err *err)
{
    static const char NAME[] = "marked.xlsx";
    dk_server_folder folder;
    dk_import_back_options back = {.lang = request->lang,
                                   .only_refused =
                                       strcmp(dk_request_param(request, "rows"), "refused") == 0};
    if (dk_server_folder_make(request->server, &folder, err) != DK_OK)
        return DK_FAILED;
    back.path = dk_arena_format(request->call.arena, "%s/%s", folder.path, NAME);
    dk_code code =
        back.path == NULL ? DK_NO_MEMORY(err) : dk_uc_upload_marked(&request->call, id, &back, err);
    /* The first error stays. */
    reply->fd = dk_server_file_take(&folder, NAME, err);
    return code == DK_OK && reply->fd >= 0 ? DK_OK : DK_FAILED;
}

static dk_code answer_marked(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t id = 0, again = 0;
    dk_upload upload;
    if (dk_request_number(request->args[0], &id, err) != DK_OK ||
        dk_uc_upload(&request->call, id, &upload, &again, err) != DK_OK ||
        write_marked(request, id, reply, err) != DK_OK)
        return DK_FAILED;
    const char *dot = strrchr(upload.file, '.');
    int len = (int)(dot == NULL ? strlen(upload.file) : (size_t)(dot - upload.file));
    const char *stem = dk_arena_format(request->call.arena, "%.*s-%s", len, upload.file,
                                       request->lang == DK_ZH ? "有误" : "marked");
    if (stem == NULL)
        return DK_NO_MEMORY(err);
    return dk_reply_close_file(request, reply, stem, "xlsx", err);
}

static const char *const ROWS[] = {"all", "refused", NULL};
static const dk_param_spec MARKED_PARAMS[] = {
    {.name = "rows",
     .type = DK_PARAM_CHOICE,
     .choices = ROWS,
     .fallback = "all",
     .note = {"refused：只留被拒绝的行", "refused: only the refused rows"}},
};

DK_GET(upload_marked, "/v1/uploads/{upload}/marked.xlsx", answer_marked,
       .summary = {"原表格，错误的单元格已标出并说明",
                   "the same workbook with its bad cells marked and explained"},
       DK_PARAMS(MARKED_PARAMS),
       .media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
