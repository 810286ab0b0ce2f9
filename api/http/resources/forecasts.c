/* api/http/resources/forecasts.c - demand by specialty, and forecasts of series sent in the body.
 */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/forecast.h"
#include "api/wire/fan.h"
#include "api/wire/forecast.h"

/* The chosen specialty or the list, in the form asked for. */
static dk_code write(const dk_request *request, const dk_outlook *outlook, dk_reply *reply,
                     dk_err *err)
{
    const char *specialty = dk_request_param(request, "specialty"), *form = request->format;
    size_t horizon = (size_t)dk_request_int(request, "horizon");
    const dk_outlook_item *item = NULL;
    char path[32];
    if (specialty != NULL && dk_uc_forecast_find(outlook, specialty, &item, err) != DK_OK)
        return DK_FAILED;
    if (strcmp(form, "svg") == 0) {
        dk_wire_fan_outlook(&reply->body, outlook, item, horizon, request->lang);
        reply->media = dk_media_of(form);
        reply->csp = DK_FAN_CSP;
        return DK_OK;
    }
    if (dk_request_is_json(request)) {
        if (item == NULL)
            dk_wire_outlook(&reply->body, outlook, horizon, request->lang);
        else
            dk_wire_outlook_item(&reply->body, outlook, item, horizon, request->lang,
                                 request->call.arena);
        return DK_OK;
    }
    if (dk_reply_open_file(request, reply, path, err) != DK_OK)
        return DK_FAILED;
    const dk_export_options options = {
        .path = path, .is_xlsx = strcmp(form, "xlsx") == 0, .has_bom = true, .lang = request->lang};
    if (dk_uc_forecast_export(outlook, item, horizon, &options, err) != DK_OK)
        return DK_FAILED;
    const char *stem = dk_in((dk_text){"需求预测", "forecast"}, request->lang);
    if (item != NULL)
        stem =
            dk_arena_format(request->call.arena, "%s-%s", stem, dk_in(item->title, request->lang));
    return stem == NULL ? DK_NO_MEMORY(err) : dk_reply_close_file(request, reply, stem, form, err);
}

static const char *const FORMATS[] = {"csv", "xlsx", "svg", NULL};

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_outlook_ref *ref = NULL;
    const dk_outlook *outlook = NULL;
    if (dk_uc_forecasts(&request->call, (size_t)dk_request_int(request, "horizon"),
                        dk_request_as_of(request), &ref, &outlook, err) != DK_OK)
        return DK_FAILED;
    dk_code code = write(request, outlook, reply, err);
    dk_uc_forecasts_release(ref);
    return code;
}

static const dk_param_spec PARAMS[] = {
    {.name = "specialty",
     .note = {"专业代码；不写则列出各专业", "specialty code; the list without it"}},
    {.name = "horizon",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = DK_FORECAST_HORIZON_MAX,
     .fallback = "36",
     .note = {"预测几个月", "months ahead"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(
    forecasts, "/v1/forecasts", answer,
    .summary = {"各专业的用工需求预测；给出专业时是它的历史、逐月与逐年预测和回测",
                "demand by specialty; with `specialty` its history, months, years and backtest"},
    DK_PARAMS(PARAMS), .response = "Forecasts", .formats = FORMATS);

static dk_code answer_series(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_wire_series asked;
    dk_forecast_answer answered;
    if (dk_wire_series_read(request->call.arena, request->body, request->body_len, &asked, err) !=
            DK_OK ||
        dk_uc_forecast_series(&asked.request, asked.series, asked.n, request->call.arena, &answered,
                              err) != DK_OK)
        return DK_FAILED;
    dk_wire_series_forecasts(&reply->body, &asked.request, &answered, request->lang);
    return DK_OK;
}

DK_POST_READ(forecast_series, "/v1/forecast", answer_series,
             .summary = {"预测正文里的序列，不读写登记表",
                         "forecasts of the series in the body; the registers are not touched"},
             .body = DK_BODY_JSON, .response = "SeriesForecasts");
