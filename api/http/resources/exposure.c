/* api/http/resources/exposure.c - how evenly the lists of everyone name the posts. */
#include "api/http/resources/common.h"
#include "api/usecase/exposure.h"
#include "api/wire/exposure.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_exposure exposure;
    int64_t seq = 0;
    if (dk_app_seq(request->call.app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (dk_reply_unchanged(request, reply, seq, (uint64_t)(uint32_t)dk_request_as_of(request)))
        return DK_OK;
    const dk_uc_match_options options = {.top = (size_t)dk_request_int(request, "top"),
                                         .as_of = dk_request_day(request, "as_of"),
                                         .lang = request->lang};
    if (dk_uc_exposure(&request->call, &options, (size_t)dk_request_int(request, "limit"),
                       &exposure, err) != DK_OK)
        return DK_FAILED;
    dk_wire_exposure(&reply->body, &exposure);
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {
    {.name = "top",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 20,
     .fallback = "10",
     .note = {"每份名单几个岗位", "places of a list"}},
    {.name = "limit",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 200,
     .fallback = "20",
     .note = {"列出几个最常出现的岗位", "how many of the most named posts"}},
    DK_AS_OF_SPEC,
};

const dk_route dk_route_exposure = {
    .doc = {.method = "GET",
            .template = "/v1/exposure",
            .name = "exposure",
            .summary = {"所有名单里各岗位出现是否均匀，分散后如何",
                        "how evenly all lists name the posts, and after spreading"},
            .params = PARAMS,
            .n_params = sizeof PARAMS / sizeof *PARAMS,
            .response = "Exposure"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer,
};
