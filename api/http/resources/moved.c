/* api/http/resources/moved.c - what moved in everyone's lists since a batch, and which input did
 * it. */
#include "api/http/resources/common.h"
#include "api/usecase/ranks.h"
#include "api/wire/rankings.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_rank_changes changes;
    const dk_uc_rank_changes_options options = {.batch = dk_request_int(request, "batch"),
                                                .as_of = dk_request_as_of(request),
                                                .top = (size_t)dk_request_int(request, "top"),
                                                .limit = (size_t)dk_request_int(request, "limit"),
                                                .lang = request->lang};
    if (dk_uc_rank_changes(&request->call, &options, &changes, err) != DK_OK)
        return DK_FAILED;
    dk_wire_rank_changes(&reply->body, &changes, request->lang);
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {
    {.name = "batch",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = INT64_MAX,
     .note = {"与这一批导入之前相比；默认最后一批",
              "compared with before this batch; the last by default"}},
    {.name = "top",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 20,
     .fallback = "5",
     .note = {"每份名单几个岗位", "places of a list"}},
    DK_LIMIT_SPEC(500, "50", "列出变动最多的几个人",
                  "how many of the people whose lists moved most"),
    DK_AS_OF_SPEC,
};

DK_GET_DATA(moved, "/v1/moved", answer,
            .summary = {"名单变动：某批导入以来谁的名单变了，是数据、规则还是权重",
                        "whose lists moved since a batch, by data, rules or weights"},
            DK_PARAMS(PARAMS), .response = "ListsMoved");
