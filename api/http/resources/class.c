/* api/http/resources/class.c - a whole class at once: everybody's best posts, and who has none. */
#include <string.h>

#include "api/http/resources/common.h"
#include "api/usecase/exposure.h"
#include "api/usecase/match_sheet.h"
#include "api/wire/class.h"

/* Lists on their way into the reply: JSON, or a sheet. */
typedef struct {
    dk_wire_class json;
    dk_match_sheet *sheet; /* NULL: JSON */
    dk_code code;
    dk_err *err;
} writer;

static bool write_list(void *ctx, const dk_match_list *list)
{
    writer *w = ctx;
    if (w->sheet == NULL)
        dk_wire_class_row(&w->json, list);
    else
        w->code = dk_match_sheet_add(w->sheet, list, w->err);
    return w->code == DK_OK;
}

static dk_code write(const dk_request *request, writer *w, dk_reply *reply, dk_err *err)
{
    const dk_uc_class_options options = {.class_name = dk_request_param(request, "class"),
                                         .is_spread = dk_request_flag(request, "spread"),
                                         .match = {.top = (size_t)dk_request_int(request, "top"),
                                                   .as_of = dk_request_day(request, "as_of"),
                                                   .lang = request->lang}};
    const dk_list_sink sink = {write_list, w};
    dk_exposure exposure;
    if (w->sheet == NULL)
        dk_wire_class_begin(&w->json, &reply->body, options.class_name, options.is_spread);
    dk_code code = dk_uc_class_lists(&request->call, &options, &sink, &exposure, err);
    if (code != DK_OK || w->code != DK_OK)
        return DK_FAILED;
    if (w->sheet == NULL)
        dk_wire_class_end(&w->json, &exposure);
    return DK_OK;
}

static dk_code write_sheet(const dk_request *request, writer *w, dk_reply *reply, dk_err *err)
{
    char path[32];
    const char *stem =
        dk_arena_format(request->call.arena, request->lang == DK_ZH ? "匹配-%s" : "matches-%s",
                        dk_request_param(request, "class"));
    if (stem == NULL)
        return DK_NO_MEMORY(err);
    const dk_export_options how = {
        .path = path, .is_xlsx = strcmp(request->format, "xlsx") == 0, .lang = request->lang};
    if (dk_reply_open_file(request, reply, path, err) != DK_OK ||
        dk_match_sheet_open(&how, &w->sheet, err) != DK_OK)
        return DK_FAILED;
    dk_code code = write(request, w, reply, err);
    if (code != DK_OK) {
        dk_match_sheet_abandon(w->sheet);
        return DK_FAILED;
    }
    if (dk_match_sheet_finish(w->sheet, err) != DK_OK)
        return DK_FAILED;
    return dk_reply_close_file(request, reply, stem, request->format, err);
}

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    writer w = {.code = DK_OK, .err = err};
    return dk_request_is_json(request) ? write(request, &w, reply, err)
                                       : write_sheet(request, &w, reply, err);
}

static const dk_param_spec PARAMS[] = {
    {.name = "class", .is_required = true, .note = {"班级名称", "name of the class"}},
    {.name = "top",
     .type = DK_PARAM_INT,
     .min = 1,
     .max = 20,
     .fallback = "5",
     .note = {"每人几个岗位", "posts per person"}},
    {.name = "spread",
     .type = DK_PARAM_BOOL,
     .fallback = "0",
     .note = {"1：分散，同一岗位在本班最多出现在 3 倍名额的名单里",
              "1: spread, no post in more than three lists of the class per seat"}},
    DK_AS_OF_SPEC,
};

DK_GET_DATA(class_matches, "/v1/matches/class", answer,
            .summary = {"一个班每个人的岗位、没有岗位的人和原因、岗位出现是否均匀",
                        "a whole class: everybody's posts, who has none and why, how even it is"},
            DK_PARAMS(PARAMS), .response = "ClassMatches", .formats = DK_SHEET_FORMATS);
