/* api/http/resources/history.c - every change of one record with its source. */
#include "api/http/resources/common.h"
#include "api/usecase/desk.h"
#include "api/wire/desk.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    dk_history history = {0};
    int64_t id = 0;
    if (dk_request_register(request, request->args[0], &reg, err) != DK_OK ||
        dk_request_record(request, reg, request->args[1], &id, err) != DK_OK ||
        dk_uc_history(&request->call, reg, id, (size_t)dk_request_int(request, "limit"), &history,
                      err) != DK_OK)
        return DK_FAILED;
    dk_wire_history(&reply->body, reg, id, &history, dk_app_zone_minutes(request->call.app));
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {
    DK_LIMIT_SPEC(1000, "200", "最多几条，新的在前", "at most so many, newest first"),
};

DK_GET(history, "/v1/{register}/{id}/history", answer,
       .summary = {"一条记录的全部变更：哪个文件、哪一行、谁、什么时候",
                   "every change of a record: which file, which row, who, when"},
       DK_PARAMS(PARAMS), .response = "History");
