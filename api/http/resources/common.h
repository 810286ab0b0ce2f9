/* api/http/resources/common.h - what several resources need. */
#ifndef DK_API_HTTP_RESOURCES_COMMON_H
#define DK_API_HTTP_RESOURCES_COMMON_H

#include "api/http/router.h"
#include "api/http/server.h"
#include "api/usecase/sheets.h"
#include "api/usecase/usecase.h"
#include "api/wire/batch.h"

/* The parameter `as_of` in descriptors. */
#define DK_AS_OF_SPEC                                                                              \
    {                                                                                              \
        .name = "as_of", .type = DK_PARAM_DATE,                                                    \
        .note = {"以哪天为准，默认为中心的当天",                                                   \
                 "as of which day; today at the centre by default"},                               \
    }

/* The parameter `limit`: how many of a list, 1 to most_, fallback_ when it is not given. */
#define DK_LIMIT_SPEC(most_, fallback_, zh, en)                                                    \
    {                                                                                              \
        .name = "limit", .type = DK_PARAM_INT, .min = 1, .max = (most_), .fallback = fallback_,    \
        .note = {zh, en},                                                                          \
    }

/* The parameters of a commit: what to do with rows with errors, and with a file that came before.
 */
#define DK_PARTIAL_SPEC                                                                            \
    {                                                                                              \
        .name = "partial", .type = DK_PARAM_BOOL, .fallback = "0",                                 \
        .note = {"1：有错的行跳过，其余写入", "1: leave out rows with errors, write the rest"},    \
    }
#define DK_AGAIN_SPEC                                                                              \
    {                                                                                              \
        .name = "again", .type = DK_PARAM_BOOL, .fallback = "0",                                   \
        .note = {"1：以前导入过的文件，仍然导入",                                                  \
                 "1: although the same file was imported before"},                                 \
    }

/* The register named in the address. */
DK_MUST dk_code dk_request_register(const dk_request *request, const char *key,
                                    const dk_register **out, dk_err *err);

/* The record named by its number ("T000123", "123"). No other key is accepted in an address,
 * because addresses end up in histories and logs. */
DK_MUST dk_code dk_request_record(const dk_request *request, const dk_register *reg,
                                  const char *text, int64_t *id, dk_err *err);

/* The day the answer is made for: the parameter, else the application's. */
dk_day dk_request_as_of(const dk_request *request);

/* True when no suffix asks for another form. */
bool dk_request_is_json(const dk_request *request);

/* "posts" or "trainees": what the first segments of the address are about, for handlers of both. */
const char *dk_request_subject(const dk_request *request);

/* The forms of most lists: csv and xlsx. */
extern const char *const DK_SHEET_FORMATS[];

/* The sheet as a download in the form asked for (csv or xlsx), named `stem` (NULL: memory). */
DK_MUST dk_code dk_reply_sheet(const dk_request *request, dk_reply *reply, const dk_sheet *sheet,
                               const void *told, const char *stem, dk_err *err);

/* What an import did, for the wire; the mapping lives in the request's arena (NULL: memory). */
dk_wire_result dk_request_result(const dk_request *request, const dk_register *reg,
                                 const dk_uc_import_result *result, bool is_dry_run);

/* The parameter `filename`: a name alone, no folder, no control character. MSG_HTTP_FILENAME. */
DK_MUST dk_code dk_request_filename(const dk_request *request, const char **out, dk_err *err);

/* A number in the address, at least 1: MSG_HTTP_NUMBER. */
DK_MUST dk_code dk_request_number(const char *text, int64_t *out, dk_err *err);

/* Begins a reply from a temporary file: `path` (32 bytes) is where to write it. */
DK_MUST dk_code dk_reply_open_file(const dk_request *request, dk_reply *reply, char path[32],
                                   dk_err *err);
/* ... and ends it: a download `stem`.`suffix` ("csv" or "xlsx"). */
DK_MUST dk_code dk_reply_close_file(const dk_request *request, dk_reply *reply, const char *stem,
                                    const char *suffix, dk_err *err);

#endif
