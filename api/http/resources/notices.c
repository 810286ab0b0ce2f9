/* api/http/resources/notices.c - job notices that say what the law forbids, or what is doubtful. */
#include "api/http/resources/common.h"
#include "api/usecase/notices.h"
#include "api/wire/notice.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_post_notice *found = NULL;
    size_t n = 0;
    int64_t post = 0;
    const char *text = dk_request_param(request, "post");
    if (text != NULL &&
        dk_request_record(request, dk_register_find("posts"), text, &post, err) != DK_OK)
        return DK_FAILED;
    if (dk_uc_notices(&request->call, post, &found, &n, err) != DK_OK)
        return DK_FAILED;
    const dk_notice_list list = {found, n};
    if (!dk_request_is_json(request))
        return dk_reply_sheet(request, reply, &dk_sheet_notices, &list,
                              dk_in(dk_sheet_notices.name, request->lang), err);
    dk_wire_notices(&reply->body, found, n, request->lang);
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {
    {.name = "post", .note = {"岗位记录编号：只看这一个", "record number: this post alone"}},
};

const dk_route dk_route_notices = {
    .doc =
        {.method = "GET",
         .template = "/v1/notices",
         .name = "notices",
         .summary = {"招聘文字审查：法律禁止的和需要提醒的，附法条和改法",
                     "job notices that say what the law forbids or what is doubtful, with the law"},
         .params = PARAMS,
         .n_params = 1,
         .response = "NoticeList",
         .formats = DK_SHEET_FORMATS},
    .right = DK_RIGHT_READ,
    .lane = DK_LANE_READ,
    .handle = answer,
};
