/* api/wire/batch.c - see batch.h. */
#include "api/wire/batch.h"

#include <assert.h>

#include "api/wire/notice.h"
#include "api/wire/problem.h"
#include "api/wire/review.h"

static void add_number_or_null(dk_json *json, const char *key, int64_t number)
{
    if (number > 0)
        dk_json_int(json, key, number);
    else
        dk_json_null(json, key);
}

static void add_info(dk_json *json, const dk_batch_info *info, int32_t zone_minutes)
{
    dk_json_object(json, NULL);
    dk_json_int(json, "batch", info->batch);
    dk_json_text(json, "kind", info->kind);
    dk_json_text(json, "file", info->file);
    dk_json_text(json, "sheet", info->sheet);
    dk_json_text(json, "note", info->note);
    dk_json_text(json, "user", info->user);
    dk_json_text(json, "unit", info->unit);
    dk_json_time(json, "at", info->at_ms, zone_minutes);
    dk_json_int(json, "first_seq", info->first_seq);
    dk_json_int(json, "last_seq", info->last_seq);
    dk_json_int(json, "new", (int64_t)info->n_new);
    dk_json_int(json, "changed", (int64_t)info->n_changed);
    dk_json_int(json, "same", (int64_t)info->n_same);
    dk_json_int(json, "deleted", (int64_t)info->n_deleted);
    add_number_or_null(json, "undoes", info->undoes);
    add_number_or_null(json, "undone_by", info->undone_by);
    dk_json_end(json, '}');
}

void dk_wire_batches(dk_buf *out, const dk_batch_info *batches, size_t n, int32_t zone_minutes)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_array(&json, "batches");
    for (size_t i = 0; i < n; i++)
        add_info(&json, &batches[i], zone_minutes);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

static void add_mapping(dk_json *json, const dk_wire_result *result)
{
    dk_json_array(json, "mapping");
    for (size_t i = 0; i < result->n_mapping; i++) {
        const dk_wire_column *column = &result->mapping[i];
        char letters[8];
        dk_column_letters(column->column, letters);
        dk_json_object(json, NULL);
        dk_json_text(json, "column", letters);
        dk_json_text(json, "header", column->header);
        dk_json_text(json, "register", column->reg);
        dk_json_text(json, "field", column->field);
        dk_json_text(json, "how", column->how);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_details(dk_json *json, const dk_wire_result *result)
{
    dk_json_array(json, "details");
    for (size_t i = 0; i < result->n_details; i++) {
        const dk_changed_record *one = &result->details[i];
        char no[24];
        dk_record_no(one->reg, one->record, no);
        dk_json_object(json, NULL);
        dk_json_text(json, "register", one->reg->key);
        dk_json_int(json, "row", one->row);
        dk_json_text(json, "kind", one->is_new ? "new" : "changed");
        dk_json_text(json, "no", no);
        dk_json_array(json, "changes");
        for (size_t c = 0; c < one->n; c++) {
            dk_json_object(json, NULL);
            dk_json_text(json, "field", one->values[c].field->key);
            dk_json_text(json, "old", one->values[c].old_text);
            dk_json_text(json, "new", one->values[c].new_text);
            dk_json_end(json, '}');
        }
        dk_json_end(json, ']');
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

void dk_wire_result_members(dk_json *json, const dk_wire_result *result, dk_lang lang)
{
    static const dk_err_list NONE = {0};
    const dk_apply_result *applied = result->applied;
    assert(applied != NULL);
    dk_json_int(json, "batch", applied->batch);
    dk_json_int(json, "seq", applied->seq);
    dk_json_bool(json, "dry_run", result->is_dry_run);
    dk_json_text(json, "register", result->reg);
    dk_json_text(json, "file", result->file);
    dk_json_text(json, "format", result->format);
    dk_json_text(json, "sheet", result->sheet);
    dk_json_int(json, "header_row", result->header_row);
    dk_json_int(json, "rows", (int64_t)result->n_rows);
    dk_json_int(json, "new", (int64_t)applied->n_new);
    dk_json_int(json, "changed", (int64_t)applied->n_changed);
    dk_json_int(json, "same", (int64_t)applied->n_same);
    dk_json_int(json, "deleted", (int64_t)applied->n_deleted);
    dk_json_int(json, "refused", (int64_t)result->n_refused);
    dk_json_int(json, "unnumbered", (int64_t)result->n_unnumbered);
    add_mapping(json, result);
    dk_wire_questions(json, result->questions, result->n_questions);
    dk_wire_errors(json, result->errors == NULL ? &NONE : result->errors, lang);
    if (result->again > 0)
        dk_json_int(json, "again", result->again);
    if (result->details != NULL)
        add_details(json, result);
    if (result->n_notices > 0)
        dk_wire_notice_members(json, result->notices, result->n_notices, lang);
}

void dk_wire_batch_result(dk_buf *out, const dk_wire_result *result, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_wire_result_members(&json, result, lang);
    dk_json_end(&json, '}');
}

void dk_wire_batch_problem(dk_buf *out, const dk_err *err, const dk_wire_result *result,
                           dk_lang lang, const char *request)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_wire_problem_members(&json, err, 0, lang, request);
    dk_wire_result_members(&json, result, lang);
    dk_json_end(&json, '}');
}

void dk_wire_undo_problem(dk_buf *out, const dk_err *err, const dk_err_list *reasons, dk_lang lang,
                          const char *request)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_wire_problem_members(&json, err, 0, lang, request);
    dk_wire_errors(&json, reasons, lang);
    dk_json_end(&json, '}');
}
