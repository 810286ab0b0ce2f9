/* api/http/resources/ratios.c - openings per seeker by occupation, month, grade or education. */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/messages.h"
#include "api/usecase/ratios.h"
#include "api/wire/told.h"

static const char *const BY[] = {"occupation", "month", "grade", "education", NULL};

/* The parameter as a month index, -1 when it is not given. */
static dk_code month_of(const dk_request *request, const char *name, int64_t *out, dk_err *err)
{
    const char *text = dk_request_param(request, name);
    dk_month month = 0;
    *out = -1;
    if (text == NULL)
        return DK_OK;
    if (!dk_month_parse(text, &month))
        return DK_FAIL(err, MSG_REPORTS_MONTH, DK_NOWHERE, dk_arg_str(text));
    *out = month;
    return DK_OK;
}

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_ratio_table table;
    dk_ratio_ask ask = {.as_of = dk_request_day(request, "as_of")};
    while (strcmp(dk_ratio_by_key((int)ask.by), dk_request_param(request, "by")) != 0)
        ask.by++;
    if (month_of(request, "from", &ask.from, err) != DK_OK ||
        month_of(request, "to", &ask.to, err) != DK_OK)
        return DK_FAILED;
    if (dk_uc_ratios(&request->call, &ask, &table, err) != DK_OK)
        return DK_FAILED;
    if (!dk_request_is_json(request))
        return dk_reply_sheet(request, reply, &dk_sheet_ratios, &table,
                              dk_in(dk_sheet_ratios.name, request->lang), err);
    dk_wire_ratios(&reply->body, &table, request->lang);
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {
    {.name = "by",
     .type = DK_PARAM_CHOICE,
     .choices = BY,
     .fallback = "occupation",
     .note = {"按职业、月份、技能等级还是学历", "by occupation, month, skill grade or education"}},
    {.name = "from",
     .note = {"从哪个月，如 2025-12；默认最近三个月（按月份时 24 个月）；等级和学历按当天的登记表",
              "from which month; the last three (by month 24); grade and education are today's"}},
    {.name = "to", .note = {"到哪个月", "up to which month"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(ratios, "/v1/ratios", answer,
            .summary = {"求人倍率，按公布口径",
                        "openings per seeker, as the ministry publishes them"},
            DK_PARAMS(PARAMS), .response = "Ratios", .formats = DK_SHEET_FORMATS);
