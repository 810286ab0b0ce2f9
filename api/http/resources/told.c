/* api/http/resources/told.c - scoreboard, changes and reporting of the demand forecasts, and
 * keeping today's forecast. */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/changes.h"
#include "api/usecase/messages.h"
#include "api/usecase/reporting.h"
#include "api/usecase/scoreboard.h"
#include "api/usecase/sheets.h"
#include "api/wire/batch.h"
#include "api/wire/told.h"

/* ---- scoreboard ---- */

static dk_code answer_scoreboard(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_outlook_ref *ref = NULL;
    dk_scoreboard board;
    if (dk_uc_scoreboard(&request->call, dk_request_as_of(request), &ref, &board, err) != DK_OK)
        return DK_FAILED;
    dk_code code = DK_OK;
    if (!dk_request_is_json(request))
        code = dk_reply_sheet(request, reply, &dk_sheet_scoreboard, &board,
                              dk_in((dk_text){"预测记分牌", "scoreboard"}, request->lang), err);
    else
        dk_wire_scoreboard(&reply->body, &board, request->lang);
    dk_uc_forecasts_release(ref);
    return code;
}

static const dk_param_spec BOARD_PARAMS[] = {DK_AS_OF_SPEC};

DK_GET_DATA(scoreboard, "/v1/scoreboard", answer_scoreboard,
            .summary = {"过去的预测与实际对照，并与沿用上年的数比较",
                        "past forecasts against what came, beside last year's number"},
            DK_PARAMS(BOARD_PARAMS), .response = "Scoreboard", .formats = DK_SHEET_FORMATS);

/* ---- changes ---- */

static dk_code answer_changes(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    dk_changes changes;
    if (dk_app_codes(request->call.app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_uc_changes(&request->call, dk_request_day(request, "since"),
                                 dk_request_as_of(request), codes, &changes, err);
    if (code == DK_OK && !dk_request_is_json(request))
        code = dk_reply_sheet(request, reply, &dk_sheet_changes, &changes,
                              dk_in((dk_text){"预测变动", "changes"}, request->lang), err);
    else if (code == DK_OK)
        dk_wire_changes(&reply->body, &changes, request->lang);
    dk_app_codes_release(ref);
    return code;
}

static const dk_param_spec CHANGE_PARAMS[] = {
    {.name = "since",
     .type = DK_PARAM_DATE,
     .note = {"与哪一天的预测比较，默认一个月前",
              "compared with the forecast of which day; a month before by default"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(changes, "/v1/changes", answer_changes,
            .summary = {"预测比上次变了多少，各是什么原因",
                        "what changed in the forecast since an earlier day, and why"},
            DK_PARAMS(CHANGE_PARAMS), .response = "Changes", .formats = DK_SHEET_FORMATS);

/* ---- reporting ---- */

static dk_code answer_reporting(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const char *text = dk_request_param(request, "month");
    dk_month month = 0;
    dk_reporting reporting;
    if (text != NULL && !dk_month_parse(text, &month))
        return DK_FAIL(err, MSG_REPORTS_MONTH, DK_NOWHERE, dk_arg_str(text));
    if (dk_uc_reporting(&request->call, month, dk_request_as_of(request), &reporting, err) != DK_OK)
        return DK_FAILED;
    if (!dk_request_is_json(request))
        return dk_reply_sheet(request, reply, &dk_sheet_reporting, &reporting,
                              dk_in((dk_text){"未填报企业", "reporting"}, request->lang), err);
    dk_wire_reporting(&reply->body, &reporting, request->lang);
    return DK_OK;
}

static const dk_param_spec REPORT_PARAMS[] = {
    {.name = "month",
     .note = {"哪个月，如 2026-02；默认上个月",
              "which month, such as 2026-02; the last by default"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(reporting, "/v1/reporting", answer_reporting,
            .summary = {"哪些企业没有填报，哪些明显少报",
                        "which firms have not reported a month, or reported much less"},
            DK_PARAMS(REPORT_PARAMS), .response = "Reporting", .formats = DK_SHEET_FORMATS);

/* ---- keeping ---- */

static dk_code answer_keep(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_apply_result applied;
    if (dk_uc_forecast_keep(&request->call, dk_request_as_of(request), &applied, err) != DK_OK)
        return DK_FAILED;
    const dk_wire_result result = {.applied = &applied, .reg = "forecast_runs"};
    dk_wire_batch_result(&reply->body, &result, request->lang);
    return DK_OK;
}

DK_POST(forecasts_keep, "/v1/forecasts/keep", answer_keep,
        .summary = {"把今天的预测存档，以后与实际对照",
                    "keep today's forecast, to be scored when the truth comes"},
        DK_PARAMS(BOARD_PARAMS), .response = "BatchResult");
