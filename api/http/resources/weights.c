/* api/http/resources/weights.c - the weights in force, what others would move, keeping new ones. */
#include "api/http/resources/common.h"
#include "api/usecase/weights.h"
#include "api/wire/weights.h"

static dk_code answer_weights(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_weights weights;
    int64_t seq = 0;
    if (dk_app_seq(request->call.app, &seq, err) != DK_OK ||
        dk_uc_weights(request->call.app, &weights, err) != DK_OK)
        return DK_FAILED;
    dk_wire_weights(&reply->body, &weights, seq, request->lang);
    return DK_OK;
}

static dk_code answer_preview(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_weights weights;
    dk_preview preview;
    int64_t seq = 0;
    const dk_uc_preview_options options = {.as_of = dk_request_day(request, "as_of"),
                                           .sample = (size_t)dk_request_int(request, "sample"),
                                           .top = (size_t)dk_request_int(request, "top"),
                                           .lang = request->lang};
    if (dk_app_seq(request->call.app, &seq, err) != DK_OK ||
        dk_wire_weights_read(request->call.arena, request->body, (size_t)request->body_len,
                             &weights, err) != DK_OK ||
        dk_uc_weights_preview(&request->call, &weights, &options, &preview, err) != DK_OK)
        return DK_FAILED;
    dk_wire_preview(&reply->body, &preview, seq, request->lang);
    return DK_OK;
}

static dk_code answer_save(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_weights weights;
    dk_apply_result applied = {0};
    if (dk_wire_weights_read(request->call.arena, request->body, (size_t)request->body_len,
                             &weights, err) != DK_OK ||
        dk_uc_weights_save(&request->call, &weights, &applied, err) != DK_OK)
        return DK_FAILED;
    dk_wire_weights(&reply->body, &weights, applied.seq, request->lang);
    return DK_OK;
}

DK_GET(weights, "/v1/weights", answer_weights,
       .summary = {"现在使用的权重", "the weights in force"}, .response = "Weights");

static const dk_param_spec PREVIEW_PARAMS[] = {
    {.name = "sample",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 500,
     .fallback = "60",
     .note = {"抽多少名学员比较", "how many trainees to compare"}},
    {.name = "top",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = DK_PREVIEW_TOP,
     .fallback = "5",
     .note = {"看前几名", "how many places to watch"}},
    DK_AS_OF_SPEC,
};

DK_POST_READ(weights_preview, "/v1/weights/preview", answer_preview,
             .summary = {"正文里的权重会改变哪些名单，不保存",
                         "what the weights in the body would move; nothing is kept"},
             DK_PARAMS(PREVIEW_PARAMS), .body = DK_BODY_JSON, .response = "WeightsPreview");

DK_POST(weights_save, "/v1/weights", answer_save,
        .summary = {"保存为该名称的下一版并启用；可撤销",
                    "keeps the weights as the next version of their name and uses them"},
        .body = DK_BODY_JSON, .response = "Weights");
