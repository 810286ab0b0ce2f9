/* api/http/resources/review.c - what waits for a person's decision: wordings of codes, who is who,
 * and whom two programmes paid. */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/identity.h"
#include "api/usecase/link.h"
#include "api/wire/batch.h"
#include "api/wire/review.h"

static dk_code answer_link(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_question q;
    int64_t seq = 0;
    if (dk_app_seq(request->call.app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (dk_reply_unchanged(request, reply, seq, 0))
        return DK_OK;
    if (dk_uc_link(request->call.app, dk_request_param(request, "list"),
                   dk_request_param(request, "text"), dk_request_day(request, "as_of"),
                   request->call.arena, &q, err) != DK_OK)
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
    if (dk_app_seq(request->call.app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (dk_reply_unchanged(request, reply, seq, 0))
        return DK_OK;
    if (dk_uc_questions(&request->call, &questions, &n, err) != DK_OK)
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
    if (dk_wire_wording_read(request->call.arena, request->body, (size_t)request->body_len, &w,
                             err) != DK_OK ||
        dk_uc_decide_wording(&request->call, w.list, w.text, w.code, &applied, err) != DK_OK)
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

/* ---- who is who ---- */

static dk_code list_pairs(const dk_request *request, dk_reply *reply, const char *reg, dk_err *err)
{
    dk_pair_list list;
    int64_t seq = 0;
    if (dk_app_seq(request->call.app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (dk_reply_unchanged(request, reply, seq, 0))
        return DK_OK;
    if (dk_uc_pairs(&request->call, dk_register_find(reg), (size_t)dk_request_int(request, "limit"),
                    &list, err) != DK_OK)
        return DK_FAILED;
    dk_wire_pairs(&reply->body, &list, dk_app_zone_minutes(request->call.app), request->lang);
    return DK_OK;
}

static dk_code decide_pair(const dk_request *request, dk_reply *reply, const char *reg, dk_err *err)
{
    int64_t pair[2];
    bool are_one;
    dk_apply_result applied;
    if (dk_wire_pair_read(request->call.arena, request->body, (size_t)request->body_len, pair,
                          &are_one, err) != DK_OK ||
        dk_uc_decide_pair(&request->call, dk_register_find(reg), pair, are_one, NULL, &applied,
                          err) != DK_OK)
        return DK_FAILED;
    const dk_wire_result result = {.applied = &applied, .reg = reg};
    dk_wire_batch_result(&reply->body, &result, request->lang);
    return DK_OK;
}

static dk_code answer_people(const dk_request *request, dk_reply *reply, dk_err *err)
{
    return list_pairs(request, reply, "trainees", err);
}
static dk_code answer_firms(const dk_request *request, dk_reply *reply, dk_err *err)
{
    return list_pairs(request, reply, "enterprises", err);
}
static dk_code answer_person(const dk_request *request, dk_reply *reply, dk_err *err)
{
    return decide_pair(request, reply, "trainees", err);
}
static dk_code answer_firm(const dk_request *request, dk_reply *reply, dk_err *err)
{
    return decide_pair(request, reply, "enterprises", err);
}

static const dk_param_spec PAIR_PARAMS[] = {
    {.name = "limit",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 500,
     .fallback = "50",
     .note = {"最多几对，把握大的在前", "at most so many pairs, the likeliest first"}},
};

const dk_route dk_route_review_people = {
    .doc = {.method = "GET",
            .template = "/v1/review/people",
            .name = "review_people",
            .summary = {"可能是同一个人的记录及证据",
                        "records that may be one person, with the evidence"},
            .params = PAIR_PARAMS,
            .n_params = 1,
            .response = "PairList"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer_people,
};
const dk_route dk_route_review_firms = {
    .doc = {.method = "GET",
            .template = "/v1/review/firms",
            .name = "review_firms",
            .summary = {"可能是同一家单位的记录及证据",
                        "records that may be one firm, with the evidence"},
            .params = PAIR_PARAMS,
            .n_params = 1,
            .response = "PairList"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer_firms,
};
const dk_route dk_route_review_person = {
    .doc = {.method = "POST",
            .template = "/v1/review/people",
            .name = "review_person",
            .summary = {"认定两条记录是不是同一个人", "decide whether two records are one person"},
            .body = DK_BODY_JSON,
            .response = "BatchResult"},
    .right = DK_RIGHT_WRITE,
    .lane = DK_LANE_WRITE,
    .handle = answer_person,
};
const dk_route dk_route_review_firm = {
    .doc = {.method = "POST",
            .template = "/v1/review/firms",
            .name = "review_firm",
            .summary = {"认定两条记录是不是同一家单位", "decide whether two records are one firm"},
            .body = DK_BODY_JSON,
            .response = "BatchResult"},
    .right = DK_RIGHT_WRITE,
    .lane = DK_LANE_WRITE,
    .handle = answer_firm,
};

static dk_code answer_paid(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_paid_twice *groups;
    size_t n = 0;
    int64_t seq = 0;
    if (dk_app_seq(request->call.app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (dk_reply_unchanged(request, reply, seq, 0))
        return DK_OK;
    if (dk_uc_paid_twice(&request->call, (int32_t)dk_request_int(request, "year"), &groups, &n,
                         err) != DK_OK)
        return DK_FAILED;
    dk_wire_paid_twice(&reply->body, groups, n);
    return DK_OK;
}

static const dk_param_spec PAID_PARAMS[] = {
    {.name = "year",
     .type = DK_PARAM_INT,
     .min = 0,
     .max = 2199,
     .fallback = "0",
     .note = {"年度，默认全部", "year; all by default"}},
};

const dk_route dk_route_review_paid = {
    .doc = {.method = "GET",
            .template = "/v1/review/paid",
            .name = "review_paid",
            .summary = {"同一年由两个项目付费的人",
                        "people whom two programmes paid for in one year"},
            .params = PAID_PARAMS,
            .n_params = 1,
            .response = "PaidTwiceList"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer_paid,
};

/* ---- what two sources say ---- */

static dk_code answer_conflicts(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    dk_dispute *disputes;
    size_t n = 0;
    int64_t seq = 0;
    if (dk_request_register(request, dk_request_param(request, "register"), &reg, err) != DK_OK ||
        dk_app_seq(request->call.app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (dk_reply_unchanged(request, reply, seq, 0))
        return DK_OK;
    if (dk_uc_disputes(&request->call, reg, &disputes, &n, err) != DK_OK)
        return DK_FAILED;
    dk_wire_disputes(&reply->body, reg, disputes, n, dk_app_zone_minutes(request->call.app));
    return DK_OK;
}

static const dk_param_spec CONFLICT_PARAMS[] = {
    {.name = "register",
     .fallback = "trainees",
     .note = {"登记表，默认 trainees", "register; trainees by default"}},
};

const dk_route dk_route_review_conflicts = {
    .doc = {.method = "GET",
            .template = "/v1/review/conflicts",
            .name = "review_conflicts",
            .summary = {"不同来源说法不一的值：谁在何时怎么说",
                        "values two sources gave differently: who said what when"},
            .params = CONFLICT_PARAMS,
            .n_params = 1,
            .response = "DisputeList"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer_conflicts,
};
