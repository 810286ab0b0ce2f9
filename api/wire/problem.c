/* api/wire/problem.c - see problem.h. */
#include "api/wire/problem.h"

#include <assert.h>

#define TYPE_BASE "https://duikou.example/problems/"

enum { TEXT_MAX = 2048 }; /* message text with arguments; cut at a character boundary beyond */

static void add_text(dk_json *json, const char *key, const dk_err *err, dk_lang lang)
{
    char text[TEXT_MAX];
    dk_err_text(err, lang, text, sizeof text);
    dk_json_text(json, key, text);
}

static void add_next(dk_json *json, const char *key, const dk_err *err, dk_lang lang)
{
    char text[TEXT_MAX];
    dk_err_next(err, lang, text, sizeof text);
    dk_json_text(json, key, text);
}

static void add_place(dk_json *json, const dk_err *err)
{
    dk_place place = dk_err_place(err);
    if (place.file == NULL && place.sheet == NULL && place.row <= 0 && place.column <= 0 &&
        place.field == NULL)
        return;
    dk_json_object(json, "place");
    if (place.file != NULL)
        dk_json_text(json, "file", place.file);
    if (place.sheet != NULL)
        dk_json_text(json, "sheet", place.sheet);
    if (place.row > 0)
        dk_json_int(json, "row", place.row);
    if (place.column > 0) {
        char letters[8];
        dk_column_letters(place.column, letters);
        dk_json_text(json, "column", letters);
    }
    if (place.field != NULL)
        dk_json_text(json, "field", place.field);
    dk_json_end(json, '}');
}

void dk_wire_problem_members(dk_json *json, const dk_err *err, int status, dk_lang lang,
                             const char *request)
{
    assert(err->msg != NULL);
    dk_buf type = DK_BUF_INIT;
    dk_buf_format(&type, TYPE_BASE "%s", err->msg->code);
    dk_json_text(json, "type", type.is_broken ? TYPE_BASE : type.data);
    dk_buf_done(&type);
    dk_json_text(json, "code", err->msg->code);
    dk_json_int(json, "status", status != 0 ? status : err->msg->http);
    add_text(json, "title", err, lang);
    add_next(json, "detail", err, lang);
    add_next(json, "next", err, lang);
    add_text(json, "title_zh", err, DK_ZH);
    add_text(json, "title_en", err, DK_EN);
    add_next(json, "next_zh", err, DK_ZH);
    add_next(json, "next_en", err, DK_EN);
    add_place(json, err);
    if (request != NULL)
        dk_json_text(json, "request", request);
}

void dk_wire_problem(dk_buf *out, const dk_err *err, int status, dk_lang lang, const char *request)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_wire_problem_members(&json, err, status, lang, request);
    dk_json_end(&json, '}');
}

void dk_wire_errors(dk_json *json, const dk_err_list *errors, dk_lang lang)
{
    dk_json_array(json, "errors");
    for (size_t i = 0; i < errors->n && i < DK_WIRE_ERRORS; i++) {
        const dk_err *err = errors->items[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "code", err->msg->code);
        add_text(json, "title", err, lang);
        add_next(json, "next", err, lang);
        add_place(json, err);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    dk_json_int(json, "total", (int64_t)errors->total);
}
