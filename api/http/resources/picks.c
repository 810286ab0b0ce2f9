/* api/http/resources/picks.c - what a person decides about a trainee and a post. */
#include "api/http/resources/common.h"
#include "api/usecase/picks.h"
#include "api/wire/batch.h"
#include "api/wire/pick.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *trainees, *posts;
    dk_wire_pick body;
    dk_pick pick = {0};
    dk_apply_result applied = {0};
    if (dk_request_register(request, "trainees", &trainees, err) != DK_OK ||
        dk_request_register(request, "posts", &posts, err) != DK_OK ||
        dk_request_record(request, trainees, request->args[0], &pick.trainee, err) != DK_OK ||
        dk_wire_pick_read(request->call.arena, request->body, (size_t)request->body_len, &body,
                          err) != DK_OK ||
        dk_request_record(request, posts, body.post, &pick.post, err) != DK_OK)
        return DK_FAILED;
    pick.kind = body.kind;
    pick.reason = body.reason;
    pick.is_removal = body.is_removal;
    if (dk_uc_pick(&request->call, &pick, &applied, err) != DK_OK)
        return DK_FAILED;
    const dk_wire_result result = {.applied = &applied};
    dk_wire_batch_result(&reply->body, &result, request->lang);
    return DK_OK;
}

DK_POST(picks, "/v1/trainees/{id}/picks", answer,
        .summary = {"对一个岗位的人工意见：优先、不推荐、已拒绝、已去过、已推荐；可撤销批次",
                    "a decision about a post: pin, exclude, refused, visited, referred"},
        .body = DK_BODY_JSON, .response = "BatchResult");
