/* api/http/resources/tasks.c - checks and commits of staged files, which may take long: 202 and a
 * task to look at, with progress, and an end on request. */
#include "api/http/resources/common.h"
#include "api/usecase/staging.h"
#include "api/wire/staging.h"

static dk_code write_task(const dk_request *request, dk_reply *reply, int64_t id, dk_err *err)
{
    dk_task_view view;
    dk_wire_result result = {0};
    if (dk_uc_task(&request->call, id, &view, err) != DK_OK)
        return DK_FAILED;
    dk_wire_task wire = {.row = &view.row,
                         .stage = view.stage,
                         .done = view.done,
                         .total = view.total,
                         .problem = view.problem};
    if (view.result != NULL) {
        result = dk_request_result(request, view.reg, view.result, view.is_dry_run);
        wire.result = &result;
    }
    dk_wire_task_write(&reply->body, &wire, request->lang, dk_app_zone_minutes(request->call.app));
    dk_task_release(request->call.app, &view);
    return wire.result != NULL && result.mapping == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code start(const dk_request *request, dk_reply *reply, dk_task_order order, dk_err *err)
{
    int64_t task = 0;
    if (dk_request_number(request->args[0], &order.upload, err) != DK_OK ||
        dk_uc_task_start(&request->call, &order, &task, err) != DK_OK)
        return DK_FAILED;
    reply->status = 202;
    return write_task(request, reply, task, err);
}

static dk_code answer_check(const dk_request *request, dk_reply *reply, dk_err *err)
{
    return start(request, reply, (dk_task_order){.kind = DK_TASK_CHECK}, err);
}

DK_ROUTE_IN(upload_check, "POST", "/v1/uploads/{upload}/check", DK_RIGHT_WRITE, DK_LANE_READ,
            answer_check,
            .summary = {"检查：新增、变更、相同、拒绝各多少",
                        "check it: how many rows are new, changed, same, refused"},
            .response = "Task");

static dk_code answer_commit(const dk_request *request, dk_reply *reply, dk_err *err)
{
    return start(request, reply,
                 (dk_task_order){.kind = DK_TASK_COMMIT,
                                 .allows_partial = dk_request_flag(request, "partial"),
                                 .allows_again = dk_request_flag(request, "again")},
                 err);
}

static const dk_param_spec COMMIT_PARAMS[] = {
    DK_PARTIAL_SPEC,
    DK_AGAIN_SPEC,
};

DK_ROUTE_IN(upload_commit, "POST", "/v1/uploads/{upload}/commit", DK_RIGHT_WRITE, DK_LANE_READ,
            answer_commit, .summary = {"写入：整个文件一个批次", "write it as one batch"},
            DK_PARAMS(COMMIT_PARAMS), .response = "Task");

static dk_code answer_task(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t task = 0;
    if (dk_request_number(request->args[0], &task, err) != DK_OK)
        return DK_FAILED;
    return write_task(request, reply, task, err);
}

DK_GET(task, "/v1/tasks/{task}", answer_task,
       .summary = {"一个任务：进度，完成后是结果", "a task: where it is, then what it found"},
       .response = "Task");

static dk_code answer_cancel(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t task = 0;
    if (dk_request_number(request->args[0], &task, err) != DK_OK ||
        dk_uc_task_cancel(&request->call, task, err) != DK_OK)
        return DK_FAILED;
    return write_task(request, reply, task, err);
}

DK_ROUTE_IN(task_cancel, "POST", "/v1/tasks/{task}/cancel", DK_RIGHT_WRITE, DK_LANE_READ,
            answer_cancel,
            .summary = {"取消一个任务，不留下任何改动", "end a task; nothing of it stays"},
            .response = "Task");

static dk_code answer_list(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_task_row *rows;
    size_t n = 0;
    if (dk_uc_tasks(&request->call, (size_t)dk_request_int(request, "limit"), &rows, &n, err) !=
        DK_OK)
        return DK_FAILED;
    dk_wire_tasks(&reply->body, rows, n, request->lang, dk_app_zone_minutes(request->call.app));
    return DK_OK;
}

static const dk_param_spec LIST_PARAMS[] = {
    DK_LIMIT_SPEC(1000, "100", "最多几个，新的在前", "at most so many, newest first"),
};

DK_GET(tasks, "/v1/tasks", answer_list, .summary = {"任务，新的在前", "tasks, newest first"},
       DK_PARAMS(LIST_PARAMS), .response = "TaskList");
