/* api/wire/review.c - see review.h. */
#include "api/wire/review.h"

#include "api/wire/messages.h"
#include "api/wire/read.h"

static void add_question(dk_json *json, const dk_question *q)
{
    dk_json_object(json, NULL);
    dk_json_text(json, "list", q->list);
    dk_json_text(json, "text", q->text);
    dk_json_text(json, "field", q->field);
    dk_json_text(json, "file", q->file);
    dk_json_int(json, "cells", q->cells);
    dk_json_text(json, "taken", q->taken);
    dk_json_array(json, "proposals");
    for (size_t i = 0; i < q->n; i++) {
        dk_json_object(json, NULL);
        dk_json_text(json, "code", q->proposals[i].code);
        dk_json_text(json, "name", q->proposals[i].name);
        dk_json_decimal(json, "confidence", q->proposals[i].confidence_permille, 3);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    dk_json_end(json, '}');
}

void dk_wire_questions(dk_json *json, const dk_question *questions, size_t n)
{
    dk_json_array(json, "questions");
    for (size_t i = 0; i < n; i++)
        add_question(json, &questions[i]);
    dk_json_end(json, ']');
}

void dk_wire_question_list(dk_buf *out, int64_t seq, const dk_question *questions, size_t n)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_int(&json, "seq", seq);
    dk_wire_questions(&json, questions, n);
    dk_json_end(&json, '}');
}

static dk_code need(const char *value, const char *key, dk_err *err)
{
    return value != NULL ? DK_OK
                         : DK_FAIL(err, MSG_JSON_MEMBER, (dk_place){.field = key}, dk_arg_str(key),
                                   dk_arg_str("文本 / a text"));
}

dk_code dk_wire_wording_read(dk_arena *arena, const char *bytes, size_t len, dk_wire_wording *out,
                             dk_err *err)
{
    const dk_json_node *root;
    dk_wire_wording w = {0};
    if (dk_json_read(arena, bytes, len, NULL, &root, err) != DK_OK ||
        dk_json_get_text(root, "list", &w.list, err) != DK_OK ||
        dk_json_get_text(root, "text", &w.text, err) != DK_OK ||
        dk_json_get_text(root, "code", &w.code, err) != DK_OK ||
        need(w.list, "list", err) != DK_OK || need(w.text, "text", err) != DK_OK)
        return DK_FAILED;
    *out = w;
    return DK_OK;
}
