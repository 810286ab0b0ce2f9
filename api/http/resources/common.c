/* api/http/resources/common.c - see common.h. */
#include "api/http/resources/common.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "api/http/messages.h"

dk_code dk_request_register(const dk_request *request, const char *key, const dk_register **out,
                            dk_err *err)
{
    (void)request;
    return dk_register_get(key, out, err);
}

dk_code dk_request_record(const dk_request *request, const dk_register *reg, const char *text,
                          int64_t *id, dk_err *err)
{
    /* What is longer than any record number may be a person's number: it is not repeated. */
    const int64_t most = 9999999999;
    if (dk_record_no_parse(reg, text, id) && *id <= most)
        return DK_OK;
    char example[24];
    dk_record_no(reg, 1, example);
    return DK_FAIL(err, MSG_HTTP_RECORD_NO, DK_NOWHERE,
                   dk_arg_str(dk_in(reg->title, request->lang)), dk_arg_str(example));
}

dk_day dk_request_as_of(const dk_request *request)
{
    dk_day day = dk_request_day(request, "as_of");
    return day == DK_DAY_NONE ? dk_app_as_of(request->app) : day;
}

dk_code dk_reply_open_file(const dk_request *request, dk_reply *reply, char path[32], dk_err *err)
{
    reply->fd = dk_server_temp(request->server, path, err);
    return reply->fd < 0 ? DK_FAILED : DK_OK;
}

dk_code dk_reply_close_file(const dk_request *request, dk_reply *reply, const char *stem,
                            const char *suffix, dk_err *err)
{
    struct stat info;
    if (fstat(reply->fd, &info) != 0)
        return DK_FAIL(err, MSG_HTTP_TEMPORARY, DK_NOWHERE, dk_arg_str(strerror(errno)));
    reply->fd_size = (uint64_t)info.st_size;
    reply->media = strcmp(suffix, "csv") == 0
                       ? "text/csv; charset=utf-8"
                       : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    reply->filename = dk_arena_format(request->arena, "%s.%s", stem, suffix);
    return reply->filename == NULL ? DK_NO_MEMORY(err) : DK_OK;
}
