/* api/http/resources/search.c - the search box. */
#include "api/http/resources/common.h"
#include "api/usecase/search.h"
#include "api/wire/search.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const char *query = dk_request_param(request, "q"),
               *only = dk_request_param(request, "register");
    dk_uc_search_options options = {.limit = (size_t)dk_request_int(request, "limit"),
                                    .lang = request->lang};
    dk_found_list list;
    if (only != NULL && dk_request_register(request, only, &options.only, err) != DK_OK)
        return DK_FAILED;
    if (dk_uc_search(&request->call, query, &options, &list, err) != DK_OK)
        return DK_FAILED;
    dk_wire_search(&reply->body, &list);
    return DK_OK;
}

static const dk_param_spec PARAMS[] = {
    {.name = "q",
     .is_required = true,
     .note = {"字、拼音首字母、编号开头，或证件号、电话的后四位",
              "characters, pinyin initials, the beginning of a number, or the last four"}},
    {.name = "register", .note = {"只在这张登记表里找", "look in this register only"}},
    DK_LIMIT_SPEC(100, "20", "最多列出几条", "how many to list"),
};

DK_GET(search, "/v1/search", answer,
       .summary = {"查找：一两个字、拼音首字母、编号或后四位",
                   "search by one or two characters, pinyin initials, a number or last four"},
       DK_PARAMS(PARAMS), .response = "Search");
