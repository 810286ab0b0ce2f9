/* api/wire/staging.c - see staging.h. */
#include "api/wire/staging.h"

#include <stdio.h>
#include <string.h>

#include "api/wire/messages.h"
#include "api/wire/problem.h"

static void add_hash(dk_json *json, const char *key, const uint8_t hash[32])
{
    char hex[65];
    for (size_t i = 0; i < 32; i++)
        snprintf(hex + 2 * i, 3, "%02x", hash[i]);
    dk_json_text(json, key, hex);
}

static void add_time(dk_json *json, const char *key, int64_t at_ms, int32_t zone_minutes)
{
    if (at_ms == 0)
        dk_json_null(json, key);
    else
        dk_json_time(json, key, at_ms, zone_minutes);
}

static void add_number(dk_json *json, const char *key, int64_t number)
{
    if (number == 0)
        dk_json_null(json, key);
    else
        dk_json_int(json, key, number);
}

static const char *state_of(const dk_upload *upload)
{
    return upload->is_committed ? "committed" : upload->has_bytes ? "staged" : "discarded";
}

/* "C=id_no;D=-" as an object. */
static void add_mapping(dk_json *json, const char *text)
{
    dk_json_object(json, "mapping");
    while (text != NULL && *text != '\0') {
        char column[8] = "", field[96] = "";
        size_t one = strcspn(text, ";"), name = strcspn(text, "=");
        if (name < one && name < sizeof column && one - name - 1 < sizeof field) {
            memcpy(column, text, name);
            memcpy(field, text + name + 1, one - name - 1);
            dk_json_text(json, column, strcmp(field, "-") == 0 ? NULL : field);
        }
        text += one + (text[one] == ';');
    }
    dk_json_end(json, '}');
}

static void add_outcome(dk_json *json, const dk_upload *upload)
{
    const struct {
        const char *key;
        size_t n;
    } counts[] = {{"rows", upload->n_rows},
                  {"new", upload->n_new},
                  {"changed", upload->n_changed},
                  {"same", upload->n_same},
                  {"refused", upload->n_refused}};
    add_number(json, "batch", upload->batch);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (upload->is_committed)
            dk_json_int(json, counts[i].key, (int64_t)counts[i].n);
        else
            dk_json_null(json, counts[i].key);
    }
}

static void add_upload(dk_json *json, const dk_upload *upload, int64_t again, int32_t zone_minutes)
{
    dk_json_object(json, NULL);
    dk_json_int(json, "upload", upload->upload);
    dk_json_text(json, "register", upload->reg);
    dk_json_text(json, "file", upload->file);
    add_hash(json, "sha256", upload->hash);
    dk_json_int(json, "size", upload->size_bytes);
    dk_json_text(json, "sender", upload->sender);
    dk_json_text(json, "user", upload->user);
    dk_json_text(json, "unit", upload->unit);
    dk_json_time(json, "at", upload->at_ms, zone_minutes);
    dk_json_text(json, "state", state_of(upload));
    dk_json_bool(json, "has_bytes", upload->has_bytes);
    add_time(json, "keep_until", upload->keep_until_ms, zone_minutes);
    add_number(json, "again", again);
    add_mapping(json, upload->mapping);
    add_outcome(json, upload);
    dk_json_end(json, '}');
}

void dk_wire_upload_write(dk_buf *out, const dk_wire_upload *upload, int32_t zone_minutes)
{
    dk_json json = dk_json_begin(out);
    add_upload(&json, upload->upload, upload->again, zone_minutes);
}

void dk_wire_uploads(dk_buf *out, const dk_upload *uploads, size_t n, int32_t zone_minutes)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_array(&json, "uploads");
    for (size_t i = 0; i < n; i++)
        add_upload(&json, &uploads[i], 0, zone_minutes);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* ---- reading ---- */

/* Column letters and field keys are plain ASCII words, so that the text form needs no escapes. */
static bool is_word(const char *text, const char *extra)
{
    if (text == NULL || *text == '\0')
        return false;
    for (; *text != '\0'; text++)
        if (!((*text >= 'A' && *text <= 'Z') || strchr(extra, *text) != NULL))
            return false;
    return true;
}

dk_code dk_wire_mapping_read(dk_arena *arena, const char *bytes, size_t len, dk_wire_mapping *out,
                             dk_err *err)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_.";
    const dk_json_node *root = NULL;
    if (dk_json_read(arena, bytes, len, NULL, &root, err) != DK_OK)
        return DK_FAILED;
    const dk_json_node *columns = dk_json_get(root, "columns");
    const dk_json_node *remember = dk_json_get(root, "remember");
    if (columns == NULL || columns->kind != DK_JSON_OBJECT)
        return DK_FAIL(err, MSG_JSON_MEMBER, DK_NOWHERE, dk_arg_str("columns"),
                       dk_arg_str("{\"C\": \"id_no\"}"));
    const char *text = "";
    for (size_t i = 0; i < columns->n; i++) {
        const dk_json_node *one = &columns->items[i];
        bool leaves_out = one->kind == DK_JSON_NULL;
        if (!is_word(one->key, "") ||
            (!leaves_out && (one->kind != DK_JSON_TEXT || !is_word(one->text, letters))))
            return DK_FAIL(err, MSG_JSON_MEMBER, DK_NOWHERE, dk_arg_str("columns"),
                           dk_arg_str("{\"C\": \"id_no\"}"));
        text = dk_arena_format(arena, "%s%s%s=%s", text, *text == '\0' ? "" : ";", one->key,
                               leaves_out ? "-" : one->text);
        if (text == NULL)
            return DK_NO_MEMORY(err);
    }
    *out = (dk_wire_mapping){text, remember != NULL && remember->num == 1};
    return DK_OK;
}

/* ---- tasks ---- */

static void add_task(dk_json *json, const dk_wire_task *task, dk_lang lang, int32_t zone_minutes)
{
    const dk_task_row *row = task->row;
    dk_json_int(json, "task", row->task);
    dk_json_text(json, "kind", row->kind);
    dk_json_text(json, "state", row->state);
    dk_json_text(json, "stage", task->stage.zh == NULL ? NULL : dk_in(task->stage, lang));
    dk_json_int(json, "done", (int64_t)task->done);
    add_number(json, "total", (int64_t)task->total);
    add_number(json, "upload", row->upload);
    add_number(json, "batch", row->batch);
    dk_json_text(json, "user", row->user);
    dk_json_time(json, "at", row->at_ms, zone_minutes);
    add_time(json, "ended", row->ended_ms, zone_minutes);
}

void dk_wire_task_write(dk_buf *out, const dk_wire_task *task, dk_lang lang, int32_t zone_minutes)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    add_task(&json, task, lang, zone_minutes);
    if (task->result == NULL) {
        dk_json_null(&json, "result");
    } else {
        dk_json_object(&json, "result");
        dk_wire_result_members(&json, task->result, lang);
        dk_json_end(&json, '}');
    }
    if (task->problem == NULL) {
        dk_json_null(&json, "problem");
    } else {
        dk_json_object(&json, "problem");
        dk_wire_problem_members(&json, task->problem, 0, lang, NULL);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, '}');
}

void dk_wire_tasks(dk_buf *out, const dk_task_row *rows, size_t n, dk_lang lang,
                   int32_t zone_minutes)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_array(&json, "tasks");
    for (size_t i = 0; i < n; i++) {
        const dk_wire_task task = {.row = &rows[i]};
        dk_json_object(&json, NULL);
        add_task(&json, &task, lang, zone_minutes);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}
