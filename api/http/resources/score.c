/* api/http/resources/score.c - one profile of the body against the posts of the body. */
#include "api/http/resources/common.h"
#include "api/usecase/usecase.h"
#include "api/wire/match.h"
#include "api/wire/score.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_score_problem problem;
    dk_match_list list;
    if (dk_wire_score_read(request->call.arena, request->body, request->body_len, &problem, err) !=
        DK_OK)
        return DK_FAILED;
    const dk_uc_score_ask ask = {.market = &problem.market,
                                 .weights = &problem.weights,
                                 .seed = (uint64_t)problem.seed,
                                 .top = (size_t)problem.top,
                                 .lang = request->lang};
    if (dk_uc_score(&request->call, &ask, &list, err) != DK_OK)
        return DK_FAILED;
    dk_wire_score_name(&problem, &list);
    dk_wire_match_list(&reply->body, &list);
    return DK_OK;
}

const dk_route dk_route_score = {
    .doc =
        {.method = "POST",
         .template = "/v1/score",
         .name = "score",
         .summary = {"正文里一份画像与各岗位的匹配与理由，不读写登记表",
                     "one profile of the body against its posts, with reasons; the registers are "
                     "not touched"},
         .body = DK_BODY_JSON,
         .response = "MatchList"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer,
};
