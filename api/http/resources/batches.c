/* api/http/resources/batches.c - what was written, and taking it back. */
#include "api/http/resources/common.h"
#include "api/wire/batch.h"
#include "api/wire/problem.h"

static dk_code answer_list(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_batch_info *infos;
    size_t n = 0;
    if (dk_uc_batches(&request->call, (size_t)dk_request_int(request, "limit"), &infos, &n, err) !=
        DK_OK)
        return DK_FAILED;
    dk_wire_batches(&reply->body, infos, n, dk_app_zone_minutes(request->call.app));
    return DK_OK;
}

static const dk_param_spec LIST_PARAMS[] = {
    DK_LIMIT_SPEC(1000, "100", "最多几个批次，新的在前", "at most so many batches, newest first"),
};

DK_GET_DATA(batches, "/v1/batches", answer_list,
            .summary = {"导入和撤销的批次，新的在前", "batches of imports and undos, newest first"},
            DK_PARAMS(LIST_PARAMS), .response = "BatchList");

static dk_code answer_undo(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t batch = 0;
    dk_apply_result applied;
    dk_err failed = DK_ERR_INIT;
    dk_err_list reasons = {.arena = request->call.arena, .limit = DK_WIRE_ERRORS};
    bool is_dry_run = dk_request_flag(request, "dry_run");
    if (dk_request_number(request->args[0], &batch, err) != DK_OK)
        return DK_FAILED;
    if (dk_uc_undo_explained(&request->call, batch, is_dry_run, &reasons, &applied, &failed) !=
        DK_OK) {
        if (reasons.n == 0) {
            *err = failed;
            return DK_FAILED;
        }
        reply->status = failed.msg->http;
        reply->media = "application/problem+json";
        dk_wire_undo_problem(&reply->body, &failed, &reasons, request->lang, request->request_id);
        return DK_OK;
    }
    const dk_wire_result result = {.applied = &applied, .is_dry_run = is_dry_run};
    dk_wire_batch_result(&reply->body, &result, request->lang);
    return DK_OK;
}

static const dk_param_spec UNDO_PARAMS[] = {
    {.name = "dry_run",
     .type = DK_PARAM_BOOL,
     .fallback = "0",
     .note = {"1：只看能否撤销", "1: only tell whether it can be done"}},
};

DK_POST(undo, "/v1/batches/{batch}/undo", answer_undo,
        .summary = {"撤销一个批次；后来改过的不能撤销，会说明原因",
                    "undo a batch; refused with every reason where later batches built on it"},
        DK_PARAMS(UNDO_PARAMS), .response = "BatchResult");
