/* api/http/resources/review.c - what waits for a person's decision: wordings of codes. */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/link.h"
#include "api/wire/batch.h"
#include "api/wire/review.h"

static dk_code answer_link(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_question q;
    int64_t seq = 0;
    if (dk_app_seq(request->app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (dk_reply_unchanged(request, reply, seq, 0))
        return DK_OK;
    if (dk_uc_link(request->app, dk_request_param(request, "list"),
                   dk_request_param(request, "text"), dk_request_day(request, "as_of"),
                   request->arena, &q, err) != DK_OK)
        return DK_FAILED;
    dk_wire_question_list(&reply->body, seq, &q, 1);
    return DK_OK;
}

static const dk_param_spec LINK_PARAMS[] = {
    {.name = "list",
     .fallback = "occupation",
     .note = {"代码集，如 occupation、specialty、skill",
              "code list, such as occupation, specialty, skill"}},
    {.name = "text", .fallback = "", .note = {"要找的文字", "the text to find"}},
    DK_AS_OF_SPEC,
};

const dk_route dk_route_link = {
    .doc = {.method = "GET",
            .template = "/v1/link",
            .name = "link",
            .summary = {"一段文字最可能是哪个代码，及把握",
                        "which code a text most likely means, and how sure that is"},
            .params = LINK_PARAMS,
            .n_params = sizeof LINK_PARAMS / sizeof *LINK_PARAMS,
            .response = "QuestionList"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer_link,
};

static dk_code answer_codes(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_question *questions;
    size_t n = 0;
    int64_t seq = 0;
    if (dk_app_seq(request->app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (dk_reply_unchanged(request, reply, seq, 0))
        return DK_OK;
    if (dk_uc_questions(request->app, request->actor, request->arena, &questions, &n, err) != DK_OK)
        return DK_FAILED;
    dk_wire_question_list(&reply->body, seq, questions, n);
    return DK_OK;
}

const dk_route dk_route_review_codes = {
    .doc = {.method = "GET",
            .template = "/v1/review/codes",
            .name = "review_codes",
            .summary = {"待确认的写法及可能的代码", "wordings to decide, with what they may mean"},
            .response = "QuestionList"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer_codes,
};

static dk_code answer_code(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_wire_wording w;
    dk_apply_result applied;
    if (dk_wire_wording_read(request->arena, request->body, (size_t)request->body_len, &w, err) !=
            DK_OK ||
        dk_uc_decide_wording(request->app, request->actor, w.list, w.text, w.code, &applied, err) !=
            DK_OK)
        return DK_FAILED;
    const dk_wire_result result = {.applied = &applied};
    dk_wire_batch_result(&reply->body, &result, request->lang);
    return DK_OK;
}

const dk_route dk_route_review_code = {
    .doc = {.method = "POST",
            .template = "/v1/review/codes",
            .name = "review_code",
            .summary = {"确定一种写法是哪个代码（code 为 null：不是代码）",
                        "decide which code a wording means (code null: none)"},
            .body = DK_BODY_JSON,
            .response = "BatchResult"},
    .right = DK_RIGHT_WRITE,
    .lane = DK_LANE_WRITE,
    .handle = answer_code,
};
