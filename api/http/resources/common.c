/* api/http/resources/common.c - see common.h. */
#include "api/http/resources/common.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "api/http/messages.h"
#include "core/base/parse.h"

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
    return day == DK_DAY_NONE ? dk_app_as_of(request->call.app) : day;
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
    reply->media = dk_media_of(suffix);
    reply->filename = dk_arena_format(request->call.arena, "%s.%s", stem, suffix);
    return reply->filename == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

bool dk_request_is_json(const dk_request *request)
{
    return strcmp(request->format, "json") == 0;
}

const char *dk_request_subject(const dk_request *request)
{
    return strncmp(request->route->doc.template, "/v1/posts/", 10) == 0 ? "posts" : "trainees";
}

dk_code dk_reply_sheet(const dk_request *request, dk_reply *reply, const dk_sheet *sheet,
                       const void *told, const char *stem, dk_err *err)
{
    char path[32];
    if (stem == NULL)
        return DK_NO_MEMORY(err);
    if (dk_reply_open_file(request, reply, path, err) != DK_OK)
        return DK_FAILED;
    const dk_export_options options = {.path = path,
                                       .is_xlsx = strcmp(request->format, "xlsx") == 0,
                                       .has_bom = true,
                                       .lang = request->lang};
    if (dk_sheet_write(sheet, told, &options, err) != DK_OK)
        return DK_FAILED;
    return dk_reply_close_file(request, reply, stem, request->format, err);
}

const char *const DK_SHEET_FORMATS[] = {"csv", "xlsx", NULL};

static dk_wire_column *columns_of(const dk_import *import, dk_arena *arena)
{
    dk_wire_column *columns = dk_arena_array(arena, import->n_mapping, sizeof *columns);
    for (size_t i = 0; columns != NULL && i < import->n_mapping; i++) {
        const dk_mapping *m = &import->mapping[i];
        columns[i] = (dk_wire_column){.column = (int64_t)m->column + 1, .header = m->header};
        columns[i].how = m->how[0] == '\0' ? NULL : m->how;
        if (m->reg == NULL)
            continue;
        columns[i].reg = m->reg->key;
        columns[i].field = m->reg->fields[m->field].key;
    }
    return columns;
}

dk_wire_result dk_request_result(const dk_request *request, const dk_register *reg,
                                 const dk_uc_import_result *result, bool is_dry_run)
{
    const dk_import *import = &result->import;
    return (dk_wire_result){.applied = &result->applied,
                            .is_dry_run = is_dry_run,
                            .reg = reg->key,
                            .file = import->batch.file,
                            .format = import->format,
                            .sheet = import->sheet,
                            .header_row = import->header_row,
                            .n_rows = import->n_rows,
                            .n_refused = import->n_refused,
                            .n_unnumbered = import->n_unnumbered,
                            .mapping = columns_of(import, request->call.arena),
                            .n_mapping = import->n_mapping,
                            .errors = &import->errors,
                            .questions = result->questions,
                            .n_questions = result->n_questions,
                            .again = result->again,
                            .details = result->details,
                            .n_details = result->n_details,
                            .notices = result->notices,
                            .n_notices = result->n_notices};
}

dk_code dk_request_filename(const dk_request *request, const char **out, dk_err *err)
{
    const char *name = dk_request_param(request, "filename");
    for (const char *p = name; *p != '\0'; p++)
        if (*p == '/' || *p == '\\' || (unsigned char)*p < ' ')
            return DK_FAIL0(err, MSG_HTTP_FILENAME);
    *out = name;
    return DK_OK;
}

dk_code dk_request_number(const char *text, int64_t *out, dk_err *err)
{
    return dk_parse_int(text, 1, INT64_MAX, out) ? DK_OK : DK_FAIL0(err, MSG_HTTP_NUMBER);
}
