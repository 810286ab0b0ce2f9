/* api/http/answer.c - a checked request to its answer, past what the client has already (router.h).
 */
#include <assert.h>

#include "api/http/router.h"
#include "api/usecase/usecase.h"

dk_code dk_route_answer(dk_request *request, dk_reply *reply, dk_err *err)
{
    assert(request->route != NULL && request->route->handle != NULL);
    const dk_route *route = request->route;
    if (route->is_of_data) {
        dk_day day = dk_request_day(request, "as_of");
        if (dk_app_seq(request->call.app, &request->seq, err) != DK_OK)
            return DK_FAILED;
        if (day == DK_DAY_NONE)
            day = dk_app_as_of(request->call.app);
        if (dk_reply_unchanged(request, reply, request->seq, (uint64_t)(uint32_t)day))
            return DK_OK;
    }
    return route->handle(request, reply, err);
}
