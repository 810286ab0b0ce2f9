/* api/http/resources/matches.c - posts for a person and people for a post, with reasons. */
#include "api/http/resources/common.h"
#include "api/wire/match.h"

typedef dk_code (*match_function)(dk_app *app, const dk_actor *actor, int64_t subject,
                                  const dk_uc_match_options *options, dk_arena *arena,
                                  dk_match_list *out, dk_err *err);

static dk_code answer(const dk_request *request, const char *key, match_function match,
                      dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    int64_t id = 0, seq = 0;
    dk_match_list list;
    if (dk_request_register(request, key, &reg, err) != DK_OK ||
        dk_request_record(request, reg, request->args[0], &id, err) != DK_OK ||
        dk_app_seq(request->app, &seq, err) != DK_OK)
        return DK_FAILED;
    if (dk_reply_unchanged(request, reply, seq, (uint64_t)(uint32_t)dk_request_as_of(request)))
        return DK_OK;
    const dk_uc_match_options options = {.top = (size_t)dk_request_int(request, "top"),
                                         .as_of = dk_request_day(request, "as_of"),
                                         .lang = request->lang};
    if (match(request->app, request->actor, id, &options, request->arena, &list, err) != DK_OK)
        return DK_FAILED;
    dk_wire_match_list(&reply->body, &list);
    return DK_OK;
}

static dk_code answer_trainee(const dk_request *request, dk_reply *reply, dk_err *err)
{
    return answer(request, "trainees", dk_uc_match_trainee, reply, err);
}

static dk_code answer_post(const dk_request *request, dk_reply *reply, dk_err *err)
{
    return answer(request, "posts", dk_uc_match_post, reply, err);
}

static const dk_param_spec PARAMS[] = {
    {.name = "top",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 100,
     .fallback = "5",
     .note = {"列出前几名", "how many to list"}},
    DK_AS_OF_SPEC,
};

const dk_route dk_route_trainee_matches = {
    .doc = {.method = "GET",
            .template = "/v1/trainees/{id}/matches",
            .name = "trainee_matches",
            .summary = {"适合这名学员的岗位，逐项说明理由", "posts for a trainee, with reasons"},
            .params = PARAMS,
            .n_params = sizeof PARAMS / sizeof *PARAMS,
            .response = "MatchList"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer_trainee,
};

const dk_route dk_route_post_matches = {
    .doc = {.method = "GET",
            .template = "/v1/posts/{id}/matches",
            .name = "post_matches",
            .summary = {"适合这个岗位的学员，逐项说明理由", "trainees for a post, with reasons"},
            .params = PARAMS,
            .n_params = sizeof PARAMS / sizeof *PARAMS,
            .response = "MatchList"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer_post,
};
