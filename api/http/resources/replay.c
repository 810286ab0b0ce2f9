/* api/http/resources/replay.c - a year's placements ranked again with what was known then. */
#include "api/http/resources/common.h"
#include "api/usecase/replay.h"
#include "api/wire/replay.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_replay replay;
    const dk_uc_replay_options options = {.year = (int32_t)dk_request_int(request, "year"),
                                          .after = (int32_t)dk_request_int(request, "after"),
                                          .as_of = dk_request_as_of(request),
                                          .lang = request->lang};
    if (dk_uc_replay(&request->call, &options, &replay, err) != DK_OK)
        return DK_FAILED;
    if (!dk_request_is_json(request))
        return dk_reply_sheet(request, reply, &dk_sheet_replay, &replay,
                              dk_arena_format(request->call.arena, "%s-%d",
                                              dk_in(dk_sheet_replay.name, request->lang),
                                              (int)replay.year),
                              err);
    dk_wire_replay(&reply->body, &replay, (size_t)dk_request_int(request, "limit"), request->lang);
    return DK_OK;
}

static const char *const MONTHS[] = {"3", "6", "12", NULL};

static const dk_param_spec PARAMS[] = {
    {.name = "year",
     .type = DK_PARAM_INT,
     .min = 1990,
     .max = 2199,
     .note = {"毕业年度；默认上一年", "year of graduation; the last by default"}},
    {.name = "after",
     .type = DK_PARAM_CHOICE,
     .choices = MONTHS,
     .fallback = "6",
     .note = {"几个月后看是否仍在岗", "months after which staying is judged"}},
    {.name = "limit",
     .type = DK_PARAM_INT,
     .min = 0,
     .max = 5000,
     .fallback = "200",
     .note = {"列出几条", "how many placements are listed"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(replay, "/v1/replay", answer,
            .summary = {"复盘：按当时知道的情况重新匹配去年的去向，与实际推荐对照",
                        "last year's placements ranked again with what was known then, beside what "
                        "the teachers did"},
            DK_PARAMS(PARAMS), .response = "Replay", .formats = DK_SHEET_FORMATS);
