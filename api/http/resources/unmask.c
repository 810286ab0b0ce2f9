/* api/http/resources/unmask.c - masked values for a moment: a purpose is asked, the look is an
 * event of the audit chain, and the answer is never cached. The purpose comes in the body, never in
 * an address. */
#include <string.h>

#include "api/http/messages.h"
#include "api/http/resources/common.h"
#include "api/usecase/facts.h"
#include "api/wire/ask.h"
#include "api/wire/record.h"
#include "api/wire/referral.h"
#include "core/base/utf8.h"

enum { PURPOSE_MIN = 2, PURPOSE_MAX = 100 };

/* The request's actor with the purpose that the body gives. */
static dk_code with_purpose(const dk_request *request, dk_actor *out, dk_err *err)
{
    const char *purpose = NULL;
    if (dk_wire_purpose_read(request->call.arena, request->body, (size_t)request->body_len,
                             &purpose, err) != DK_OK)
        return DK_FAILED;
    size_t n = purpose == NULL ? 0 : dk_utf8_chars(purpose);
    if (n < PURPOSE_MIN || n > PURPOSE_MAX)
        return DK_FAIL0(err, MSG_HTTP_PURPOSE);
    *out = *request->call.actor;
    out->purpose = purpose;
    return DK_OK;
}

static dk_code answer_record(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const dk_register *reg;
    dk_sourced found;
    dk_codes_ref *ref = NULL;
    dk_actor actor;
    int64_t id = 0;
    dk_wire_context context = {.as_of = dk_request_as_of(request),
                               .lang = request->lang,
                               .zone_minutes = dk_app_zone_minutes(request->call.app),
                               .arena = request->call.arena};
    if (dk_request_register(request, request->args[0], &reg, err) != DK_OK ||
        dk_request_record(request, reg, request->args[1], &id, err) != DK_OK ||
        with_purpose(request, &actor, err) != DK_OK ||
        dk_uc_read(&(dk_call){request->call.app, &actor, request->call.arena}, reg, id, true,
                   &found, err) != DK_OK ||
        dk_app_codes(request->call.app, &ref, &context.codes, err) != DK_OK)
        return DK_FAILED;
    context.reg = reg;
    dk_wire_record(&reply->body, &context, found.record,
                   dk_record_label(request->call.arena, found.record), found.from);
    dk_app_codes_release(ref);
    return DK_OK;
}

DK_ROUTE_IN(unmask, "POST", "/v1/{register}/{id}/unmask", DK_RIGHT_READ, DK_LANE_WRITE,
            answer_record,
            .summary = {"一条记录的明文：须写用途，记入审计日志，不留缓存",
                        "one record in clear: needs a purpose, is logged, is not cached"},
            .body = DK_BODY_JSON, .response = "RecordRead");

/* The form with name and number as the office signs it. */
static dk_code answer_referral(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_actor actor;
    dk_match_list list;
    dk_fact_text *facts = NULL;
    size_t n = 0;
    int64_t id = 0;
    const dk_uc_match_options options = {.top = (size_t)dk_request_int(request, "top"),
                                         .as_of = dk_request_day(request, "as_of"),
                                         .lang = request->lang};
    if (dk_request_record(request, dk_register_find("trainees"), request->args[0], &id, err) !=
            DK_OK ||
        with_purpose(request, &actor, err) != DK_OK ||
        dk_uc_match_trainee(&request->call, id, &options, &list, err) != DK_OK ||
        dk_uc_referral_facts(&(dk_call){request->call.app, &actor, request->call.arena}, id,
                             request->lang, &facts, &n, err) != DK_OK)
        return DK_FAILED;
    dk_wire_referral_html(&reply->body, &list, facts, n, request->lang);
    reply->media = dk_media_of("html");
    reply->csp = DK_REFERRAL_CSP;
    return DK_OK;
}

static const dk_param_spec FORM_PARAMS[] = {
    {.name = "top",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 100,
     .fallback = "5",
     .note = {"列出前几名", "how many to list"}},
    DK_AS_OF_SPEC,
};

const dk_route dk_route_referral_clear = {
    .doc =
        {.method = "POST",
         .template = "/v1/trainees/{id}/referral.html",
         .name = "referral_clear",
         .summary = {"推荐表，姓名和证件号为明文：须写用途，记入审计日志",
                     "the referral form with name and number in clear: needs a purpose, is logged"},
         .params = FORM_PARAMS,
         .n_params = sizeof FORM_PARAMS / sizeof *FORM_PARAMS,
         .body = DK_BODY_JSON,
         .media = "text/html"},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_WRITE,
    .handle = answer_referral,
};
