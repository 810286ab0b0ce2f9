/* api/http/resources/exposure.c - how evenly the lists of everyone name the posts. */
#include "api/http/resources/common.h"
#include "api/usecase/exposure.h"
#include "api/wire/exposure.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_exposure exposure;
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
    DK_LIMIT_SPEC(200, "20", "列出几个最常出现的岗位", "how many of the most named posts"),
    DK_AS_OF_SPEC,
};

DK_GET_DATA(exposure, "/v1/exposure", answer,
            .summary = {"所有名单里各岗位出现是否均匀，分散后如何",
                        "how evenly all lists name the posts, and after spreading"},
            DK_PARAMS(PARAMS), .response = "Exposure");
