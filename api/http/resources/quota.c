/* api/http/resources/quota.c - the enrolment plan from the registers, and of a problem in the body.
 */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/quota.h"
#include "api/wire/quota.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    char path[32];
    dk_quota_report report;
    const dk_uc_quota_options options = {.intake_year = (int32_t)dk_request_int(request, "intake"),
                                         .as_of = dk_request_day(request, "as_of"),
                                         .lang = request->lang};
    if (dk_uc_quota(&request->call, &options, &report, err) != DK_OK)
        return DK_FAILED;
    if (dk_request_is_json(request)) {
        dk_wire_quota(&reply->body, &report);
        return DK_OK;
    }
    if (dk_reply_open_file(request, reply, path, err) != DK_OK ||
        dk_uc_quota_export(&report, path, strcmp(request->format, "xlsx") == 0, request->lang,
                           err) != DK_OK)
        return DK_FAILED;
    return dk_reply_close_file(request, reply, request->lang == DK_ZH ? "招生计划" : "quota",
                               request->format, err);
}

static dk_code answer_problem(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_quota_problem problem;
    dk_quota_report report;
    dk_quota_facts facts = {.lang = request->lang};
    if (dk_wire_quota_read(request->call.arena, request->body, (size_t)request->body_len, &problem,
                           &facts, err) != DK_OK ||
        dk_quota_tell(&problem, &facts, request->call.arena, &report, err) != DK_OK)
        return DK_FAILED;
    dk_wire_quota(&reply->body, &report);
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {
    {.name = "intake",
     .type = DK_PARAM_INT,
     .min = 2000,
     .max = 2190,
     .note = {"哪一年秋季招生，默认下一个秋季",
              "autumn intake of which year; the next by default"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(quota, "/v1/quota", answer,
            .summary = {"招生计划：人数、班级、理由、限制与价值",
                        "enrolment plan: students, classes, reasons, limits and their worth"},
            DK_PARAMS(PARAMS), .response = "QuotaPlan", .formats = DK_SHEET_FORMATS);

DK_POST_READ(quota_solve, "/v1/quota", answer_problem,
             .summary = {"求解正文中的招生计划问题，不读登记表",
                         "solves the enrolment problem in the body; reads no register"},
             .body = DK_BODY_JSON, .response = "QuotaPlan");
