/* api/http/resources/ask.c - what a teacher should ask, the answers, and why this one and not that
 * one. */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/ask.h"
#include "api/usecase/compare.h"
#include "api/wire/ask.h"
#include "api/wire/batch.h"

/* ---- questions ---- */

static dk_code answer_ask(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_fact_list list;
    const char *trainee = dk_request_param(request, "trainee");
    dk_uc_ask_options options = {.class_name = dk_request_param(request, "class"),
                                 .top = (size_t)dk_request_int(request, "top"),
                                 .as_of = dk_request_day(request, "as_of")};
    if (trainee != NULL && dk_request_record(request, dk_register_find("trainees"), trainee,
                                             &options.trainee, err) != DK_OK)
        return DK_FAILED;
    if (dk_uc_ask(&request->call, &options, &list, err) != DK_OK)
        return DK_FAILED;
    if (!dk_request_is_json(request))
        return dk_reply_sheet(request, reply, &dk_sheet_facts, &list,
                              dk_in(dk_sheet_facts.name, request->lang), err);
    dk_wire_facts(&reply->body, list.items, list.n, request->lang);
    return DK_OK;
}

static const dk_param_spec ASK_PARAMS[] = {
    {.name = "trainee", .note = {"学员记录编号：只问这一位", "record number: about this person"}},
    {.name = "class",
     .note = {"班级；都不写则是所有待就业学员", "class; everyone open to work else"}},
    {.name = "top",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = DK_ASK_MAX,
     .fallback = "10",
     .note = {"列出几件", "how many to list"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(ask, "/v1/ask", answer_ask,
            .summary = {"最该问清的事：哪些未知信息会改变最多名次",
                        "what to ask about: the unknown facts that would change most places"},
            DK_PARAMS(ASK_PARAMS), .response = "FactList", .formats = DK_SHEET_FORMATS);

/* ---- answers ---- */

static dk_code answer_answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const char *key = dk_request_subject(request);
    dk_wire_answer body;
    dk_answer answer = {.is_of_post = strcmp(key, "posts") == 0};
    dk_apply_result applied = {0};
    if (dk_request_record(request, dk_register_find(key), request->args[0], &answer.id, err) !=
            DK_OK ||
        dk_wire_answer_read(request->call.arena, request->body, (size_t)request->body_len, &body,
                            err) != DK_OK)
        return DK_FAILED;
    answer.field = body.field;
    answer.skill = body.skill;
    answer.value = body.value;
    if (dk_uc_answer(&request->call, &answer, &applied, err) != DK_OK)
        return DK_FAILED;
    const dk_wire_result result = {.applied = &applied, .reg = key};
    dk_wire_batch_result(&reply->body, &result, request->lang);
    return DK_OK;
}

DK_POST(trainee_answers, "/v1/trainees/{id}/answers", answer_answer,
        .summary = {"记下问到的一件事，来源写“问到的”，可撤销",
                    "writes one fact of a person that was asked, with that source; can be undone"},
        .body = DK_BODY_JSON, .response = "BatchResult");
DK_POST(post_answers, "/v1/posts/{id}/answers", answer_answer,
        .summary = {"记下向企业问到的一件事，可撤销",
                    "writes one fact of a post that was asked; can be undone"},
        .body = DK_BODY_JSON, .response = "BatchResult");

/* ---- this one and not that one ---- */

static dk_code answer_compare(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const char *key = dk_request_subject(request);
    bool is_for_trainee = strcmp(key, "trainees") == 0;
    const dk_register *others = dk_register_find(is_for_trainee ? "posts" : "trainees");
    dk_uc_compare_ask ask = {.is_for_trainee = is_for_trainee,
                             .as_of = dk_request_day(request, "as_of"),
                             .lang = request->lang};
    dk_comparison comparison;
    if (dk_request_record(request, dk_register_find(key), request->args[0], &ask.subject, err) !=
            DK_OK ||
        dk_request_record(request, others, dk_request_param(request, "first"), &ask.a, err) !=
            DK_OK ||
        dk_request_record(request, others, dk_request_param(request, "second"), &ask.b, err) !=
            DK_OK)
        return DK_FAILED;
    if (dk_uc_compare(&request->call, &ask, &comparison, err) != DK_OK)
        return DK_FAILED;
    if (!dk_request_is_json(request))
        return dk_reply_sheet(request, reply, &dk_sheet_comparison, &comparison,
                              dk_arena_format(request->call.arena, "%s-%s",
                                              dk_in(dk_sheet_comparison.name, request->lang),
                                              comparison.subject_no),
                              err);
    dk_wire_comparison(&reply->body, &comparison);
    return DK_OK;
}

static const dk_param_spec COMPARE_PARAMS[] = {
    {.name = "first",
     .is_required = true,
     .note = {"前者的记录编号", "record number of the first"}},
    {.name = "second",
     .is_required = true,
     .note = {"后者的记录编号", "record number of the second"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(post_compare, "/v1/posts/{id}/compare", answer_compare,
            .summary = {"为什么是这一位而不是那一位，逐项比较",
                        "why this candidate and not that one, criterion by criterion"},
            DK_PARAMS(COMPARE_PARAMS), .response = "Comparison", .formats = DK_SHEET_FORMATS);
DK_GET_DATA(trainee_compare, "/v1/trainees/{id}/compare", answer_compare,
            .summary = {"为什么是这个岗位而不是那个，逐项比较",
                        "why this post and not that one, criterion by criterion"},
            DK_PARAMS(COMPARE_PARAMS), .response = "Comparison", .formats = DK_SHEET_FORMATS);
