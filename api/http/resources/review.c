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
    if (dk_uc_link(&request->call, dk_request_param(request, "list"),
                   dk_request_param(request, "text"), dk_request_day(request, "as_of"), &q,
                   err) != DK_OK)
        return DK_FAILED;
    dk_wire_question_list(&reply->body, request->seq, &q, 1);
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

DK_GET_DATA(link, "/v1/link", answer_link,
            .summary = {"一段文字最可能是哪个代码，及把握",
                        "which code a text most likely means, and how sure that is"},
            DK_PARAMS(LINK_PARAMS), .response = "QuestionList");

static dk_code answer_codes(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_question *questions;
    size_t n = 0;
    if (dk_uc_questions(&request->call, &questions, &n, err) != DK_OK)
        return DK_FAILED;
    dk_wire_question_list(&reply->body, request->seq, questions, n);
    return DK_OK;
}

DK_GET_DATA(review_codes, "/v1/review/codes", answer_codes,
            .summary = {"待确认的写法及可能的代码", "wordings to decide, with what they may mean"},
            .response = "QuestionList");

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

DK_POST(review_code, "/v1/review/codes", answer_code,
        .summary = {"确定一种写法是哪个代码（code 为 null：不是代码）",
                    "decide which code a wording means (code null: none)"},
        .body = DK_BODY_JSON, .response = "BatchResult");

/* ---- who is who ---- */

/* "people" or "firms" of the address. */
static const dk_register *pairs_of(const dk_request *request)
{
    bool is_people = strcmp(request->route->doc.template, "/v1/review/people") == 0;
    return dk_register_find(is_people ? "trainees" : "enterprises");
}

static dk_code list_pairs(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_pair_list list;
    if (dk_uc_pairs(&request->call, pairs_of(request), (size_t)dk_request_int(request, "limit"),
                    &list, err) != DK_OK)
        return DK_FAILED;
    dk_wire_pairs(&reply->body, &list, dk_app_zone_minutes(request->call.app), request->lang);
    return DK_OK;
}

static dk_code decide_pair(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_pair_decision decision = {.reg = pairs_of(request)};
    dk_apply_result applied;
    if (dk_wire_pair_read(request->call.arena, request->body, (size_t)request->body_len,
                          decision.pair, &decision.are_one, err) != DK_OK ||
        dk_uc_decide_pair(&request->call, &decision, NULL, &applied, err) != DK_OK)
        return DK_FAILED;
    const dk_wire_result result = {.applied = &applied, .reg = decision.reg->key};
    dk_wire_batch_result(&reply->body, &result, request->lang);
    return DK_OK;
}

static const dk_param_spec PAIR_PARAMS[] = {
    DK_LIMIT_SPEC(500, "50", "最多几对，把握大的在前",
                  "at most so many pairs, the likeliest first"),
};

DK_GET_DATA(review_people, "/v1/review/people", list_pairs,
            .summary = {"可能是同一个人的记录及证据",
                        "records that may be one person, with the evidence"},
            DK_PARAMS(PAIR_PARAMS), .response = "PairList");
DK_GET_DATA(review_firms, "/v1/review/firms", list_pairs,
            .summary = {"可能是同一家单位的记录及证据",
                        "records that may be one firm, with the evidence"},
            DK_PARAMS(PAIR_PARAMS), .response = "PairList");
DK_POST(review_person, "/v1/review/people", decide_pair,
        .summary = {"认定两条记录是不是同一个人", "decide whether two records are one person"},
        .body = DK_BODY_JSON, .response = "BatchResult");
DK_POST(review_firm, "/v1/review/firms", decide_pair,
        .summary = {"认定两条记录是不是同一家单位", "decide whether two records are one firm"},
        .body = DK_BODY_JSON, .response = "BatchResult");

static dk_code answer_paid(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_paid_twice *groups;
    size_t n = 0;
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

DK_GET_DATA(review_paid, "/v1/review/paid", answer_paid,
            .summary = {"同一年由两个项目付费的人",
                        "people whom two programmes paid for in one year"},
            DK_PARAMS(PAID_PARAMS), .response = "PaidTwiceList");

/* ---- what two sources say ---- */

static dk_code answer_conflicts(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    dk_dispute *disputes;
    size_t n = 0;
    if (dk_request_register(request, dk_request_param(request, "register"), &reg, err) != DK_OK)
        return DK_FAILED;
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

DK_GET_DATA(review_conflicts, "/v1/review/conflicts", answer_conflicts,
            .summary = {"不同来源说法不一的值：谁在何时怎么说",
                        "values two sources gave differently: who said what when"},
            DK_PARAMS(CONFLICT_PARAMS), .response = "DisputeList");
