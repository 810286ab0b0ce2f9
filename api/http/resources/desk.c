/* api/http/resources/desk.c - the morning's list: who has not sent, who sent less, which posts end
 * soon. */
#include "api/usecase/desk.h"

#include "api/http/resources/common.h"
#include "api/wire/desk.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_desk desk;
    if (dk_uc_desk(&request->call, dk_request_day(request, "as_of"), &desk, err) != DK_OK)
        return DK_FAILED;
    dk_wire_desk(&reply->body, &desk, dk_app_zone_minutes(request->call.app));
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {DK_AS_OF_SPEC};

const dk_route dk_route_desk = {
    .doc =
        {.method = "GET",
         .template = "/v1/desk",
         .name = "desk",
         .summary = {"今日事项：谁还没报、谁比上月少、哪些岗位快到期",
                     "today: who has not sent, who sent less than last month, posts that end soon"},
         .params = PARAMS,
         .n_params = 1,
         .response = "Desk"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer,
};
