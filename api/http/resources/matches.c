/* api/http/resources/matches.c - posts for a person and people for a post, with reasons. */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/advice.h"
#include "api/usecase/facts.h"
#include "api/usecase/match_sheet.h"
#include "api/wire/match.h"
#include "api/wire/referral.h"

typedef dk_code (*match_function)(const dk_call *call, int64_t subject,
                                  const dk_uc_match_options *options, dk_match_list *out,
                                  dk_err *err);

/* The list that the address and the parameters ask for. */
static dk_code make(const dk_request *request, int64_t *id, dk_match_list *list, dk_err *err)
{
    const dk_register *reg;
    const char *key = dk_request_subject(request);
    bool is_trainee = strcmp(key, "trainees") == 0;
    match_function match = is_trainee ? dk_uc_match_trainee : dk_uc_match_post;
    if (dk_request_register(request, key, &reg, err) != DK_OK ||
        dk_request_record(request, reg, request->args[0], id, err) != DK_OK)
        return DK_FAILED;
    const dk_uc_match_options options = {.top = (size_t)dk_request_int(request, "top"),
                                         .as_of = dk_request_day(request, "as_of"),
                                         .lang = request->lang,
                                         .is_shown = true,
                                         .is_spread =
                                             is_trainee && dk_request_flag(request, "spread")};
    return match(&request->call, *id, &options, list, err);
}

static dk_code answer_sheet(const dk_request *request, const dk_match_list *list, dk_reply *reply,
                            dk_err *err)
{
    char path[32];
    dk_match_sheet *sheet = NULL;
    const dk_export_options how = {
        .path = path, .is_xlsx = strcmp(request->format, "xlsx") == 0, .lang = request->lang};
    if (dk_reply_open_file(request, reply, path, err) != DK_OK ||
        dk_match_sheet_open(&how, &sheet, err) != DK_OK)
        return DK_FAILED;
    if (dk_match_sheet_add(sheet, list, err) != DK_OK) {
        dk_match_sheet_abandon(sheet);
        return DK_FAILED;
    }
    if (dk_match_sheet_finish(sheet, err) != DK_OK)
        return DK_FAILED;
    const char *stem = dk_arena_format(
        request->call.arena, request->lang == DK_ZH ? "匹配-%s" : "matches-%s", list->subject_no);
    if (stem == NULL)
        return DK_NO_MEMORY(err);
    return dk_reply_close_file(request, reply, stem, request->format, err);
}

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t id = 0;
    dk_match_list list;
    if (make(request, &id, &list, err) != DK_OK)
        return DK_FAILED;
    if (dk_request_is_json(request)) {
        dk_wire_match_list(&reply->body, &list);
    } else if (strcmp(request->format, "txt") == 0) {
        dk_wire_referral_text(&reply->body, &list, request->lang);
        reply->media = dk_media_of("txt");
    } else {
        return answer_sheet(request, &list, reply, err);
    }
    return DK_OK;
}

static dk_code answer_detail(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *trainees, *posts;
    int64_t trainee = 0, post = 0;
    dk_match_detail detail;
    const dk_uc_match_options options = {
        .top = 1, .as_of = dk_request_day(request, "as_of"), .lang = request->lang};
    if (dk_request_register(request, "trainees", &trainees, err) != DK_OK ||
        dk_request_register(request, "posts", &posts, err) != DK_OK ||
        dk_request_record(request, trainees, request->args[0], &trainee, err) != DK_OK ||
        dk_request_record(request, posts, request->args[1], &post, err) != DK_OK ||
        dk_uc_match_detail(&request->call, trainee, post, &options, &detail, err) != DK_OK)
        return DK_FAILED;
    dk_wire_match_detail(&reply->body, &detail);
    return DK_OK;
}

/* Everyone open to work, as a sheet. */
static dk_code answer_all(const dk_request *request, dk_reply *reply, dk_err *err)
{
    char path[32];
    size_t n = 0;
    const char *suffix = strrchr(request->route->doc.template, '.') + 1;
    const dk_uc_match_options options = {.top = (size_t)dk_request_int(request, "top"),
                                         .as_of = dk_request_day(request, "as_of"),
                                         .lang = request->lang};
    const dk_export_options how = {
        .path = path, .is_xlsx = strcmp(suffix, "xlsx") == 0, .lang = request->lang};
    if (dk_reply_open_file(request, reply, path, err) != DK_OK ||
        dk_uc_match_sheet(&request->call, &options, &how, NULL, &n, err) != DK_OK)
        return DK_FAILED;
    return dk_reply_close_file(request, reply, request->lang == DK_ZH ? "匹配" : "matches", suffix,
                               err);
}

/* On paper. */
static dk_code answer_referral(const dk_request *request, dk_reply *reply, dk_err *err)
{
    int64_t id = 0;
    dk_match_list list;
    dk_fact_text *facts = NULL;
    size_t n = 0;
    if (make(request, &id, &list, err) != DK_OK)
        return DK_FAILED;
    if (dk_uc_referral_facts(&request->call, id, request->lang, &facts, &n, err) != DK_OK)
        return DK_FAILED;
    dk_wire_referral_html(&reply->body, &list, facts, n, request->lang);
    reply->media = dk_media_of("html");
    reply->csp = DK_REFERRAL_CSP;
    return DK_OK;
}

static const char *const FORMATS[] = {"csv", "xlsx", "txt", NULL};

#define TOP_SPEC                                                                                   \
    {                                                                                              \
        .name = "top", .type = DK_PARAM_INT, .min = 1, .max = 100, .fallback = "5", .note = {      \
            "列出前几名",                                                                          \
            "how many to list"                                                                     \
        }                                                                                          \
    }

static const dk_param_spec PARAMS[] = {TOP_SPEC, DK_AS_OF_SPEC};

static const dk_param_spec TRAINEE_PARAMS[] = {
    TOP_SPEC,
    {.name = "spread",
     .type = DK_PARAM_BOOL,
     .fallback = "0",
     .note = {"1：分散，全县名单里没有岗位过于集中（见 /v1/exposure），最多 10 个岗位",
              "1: spread, as the lists of everybody that crowd no post (see /v1/exposure); at most "
              "ten posts"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(trainee_matches, "/v1/trainees/{id}/matches", answer,
            .summary = {"适合这名学员的岗位，逐项说明理由", "posts for a trainee, with reasons"},
            DK_PARAMS(TRAINEE_PARAMS), .response = "MatchList", .formats = FORMATS);

DK_GET_DATA(post_matches, "/v1/posts/{id}/matches", answer,
            .summary = {"适合这个岗位的学员，逐项说明理由", "trainees for a post, with reasons"},
            DK_PARAMS(PARAMS), .response = "MatchList", .formats = FORMATS);

static const dk_param_spec DETAIL_PARAMS[] = {DK_AS_OF_SPEC};

DK_GET(match_detail, "/v1/trainees/{id}/matches/{post}", answer_detail,
       .summary = {"一名学员和一个岗位：逐项得分、怎样能提高名次、对应的已批准课程",
                   "one trainee and one post: every criterion, what would lift, which course"},
       DK_PARAMS(DETAIL_PARAMS), .response = "MatchDetail");

#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DK_GET_DATA(all_matches_csv, "/v1/matches.csv", answer_all,
            .summary = {"所有待就业学员的岗位，CSV", "posts for everyone open to work as CSV"},
            DK_PARAMS(PARAMS), .media = "text/csv");
DK_GET_DATA(all_matches_xlsx, "/v1/matches.xlsx", answer_all,
            .summary = {"所有待就业学员的岗位，工作簿",
                        "posts for everyone open to work as a workbook"},
            DK_PARAMS(PARAMS), .media = XLSX);
DK_GET_DATA(referral, "/v1/trainees/{id}/referral.html", answer_referral,
            .summary = {"学员就业推荐表（A4 打印）", "the referral form of a trainee, for A4"},
            DK_PARAMS(TRAINEE_PARAMS), .media = "text/html");
