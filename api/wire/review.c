/* api/wire/review.c - see review.h. */
#include "api/wire/review.h"

#include <assert.h>

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

/* ---- who is who ---- */

static void add_side(dk_json *json, const char *key, const dk_pair_side *side, int32_t zone_minutes)
{
    dk_json_object(json, key);
    dk_json_int(json, "id", side->id);
    dk_json_text(json, "no", side->no);
    dk_json_text(json, "label", side->label);
    dk_json_text(json, "file", side->file);
    dk_json_text(json, "user", side->user);
    dk_json_text(json, "unit", side->unit);
    dk_json_time(json, "at", side->at_ms, zone_minutes);
    dk_json_end(json, '}');
}

static void add_pair(dk_json *json, const dk_likely_pair *pair, int32_t zone_minutes, dk_lang lang)
{
    dk_json_object(json, NULL);
    add_side(json, "a", &pair->a, zone_minutes);
    add_side(json, "b", &pair->b, zone_minutes);
    dk_json_decimal(json, "weight", pair->bits_x10, 1);
    dk_json_array(json, "evidence");
    for (size_t i = 0; i < pair->n; i++) {
        const dk_evidence *e = &pair->evidence[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "field", e->field);
        dk_json_text(json, "title", dk_in(e->title, lang));
        dk_json_text(json, "level", e->level);
        dk_json_decimal(json, "weight", e->bits_x10, 1);
        dk_json_text(json, "a", e->a);
        dk_json_text(json, "b", e->b);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    dk_json_end(json, '}');
}

void dk_wire_pairs(dk_buf *out, const dk_pair_list *list, int32_t zone_minutes, dk_lang lang)
{
    assert(list->items != NULL || list->n == 0);
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_int(&json, "seq", list->seq);
    dk_json_int(&json, "total", (int64_t)list->total);
    dk_json_int(&json, "records", (int64_t)list->n_records);
    dk_json_int(&json, "compared", (int64_t)list->n_compared);
    dk_json_int(&json, "big_blocks", (int64_t)list->n_big_blocks);
    dk_json_array(&json, "pairs");
    for (size_t i = 0; i < list->n; i++)
        add_pair(&json, &list->items[i], zone_minutes, lang);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

static void add_said(dk_json *json, const char *key, const dk_said *said, int32_t zone_minutes)
{
    dk_json_object(json, key);
    dk_json_text(json, "text", said->text);
    dk_json_text(json, "source", said->source);
    dk_json_int(json, "batch", said->batch);
    dk_json_time(json, "at", said->at_ms, zone_minutes);
    dk_json_end(json, '}');
}

void dk_wire_disputes(dk_buf *out, const dk_register *reg, const dk_dispute *disputes, size_t n,
                      int32_t zone_minutes)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "register", reg->key);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < n; i++) {
        dk_json_object(&json, NULL);
        dk_json_int(&json, "id", disputes[i].record);
        dk_json_text(&json, "no", disputes[i].no);
        dk_json_text(&json, "label", disputes[i].label);
        dk_json_text(&json, "field", reg->fields[disputes[i].field].key);
        dk_json_both(&json, "title", reg->fields[disputes[i].field].title);
        add_said(&json, "before", &disputes[i].before, zone_minutes);
        add_said(&json, "after", &disputes[i].after, zone_minutes);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

static void add_payment(dk_json *json, const dk_payment *payment)
{
    dk_json_object(json, NULL);
    dk_json_text(json, "no", payment->no);
    dk_json_text(json, "programme", payment->programme);
    dk_json_text(json, "unit", payment->unit);
    if (payment->amount_fen < 0)
        dk_json_null(json, "amount");
    else
        dk_json_decimal(json, "amount", payment->amount_fen, 2);
    dk_json_end(json, '}');
}

void dk_wire_paid_twice(dk_buf *out, const dk_paid_twice *groups, size_t n)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < n; i++) {
        dk_json_object(&json, NULL);
        dk_json_int(&json, "year", groups[i].year);
        dk_json_text(&json, "person", groups[i].person);
        dk_json_text(&json, "label", groups[i].label);
        dk_json_array(&json, "payments");
        for (size_t k = 0; k < groups[i].n; k++)
            add_payment(&json, &groups[i].payments[k]);
        dk_json_end(&json, ']');
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

dk_code dk_wire_pair_read(dk_arena *arena, const char *bytes, size_t len, int64_t pair[2],
                          bool *are_one, dk_err *err)
{
    const dk_json_node *root;
    int64_t ids[2] = {0, 0};
    if (dk_json_read(arena, bytes, len, NULL, &root, err) != DK_OK ||
        dk_json_get_int(root, "a", 1, INT64_MAX, &ids[0], err) != DK_OK ||
        dk_json_get_int(root, "b", 1, INT64_MAX, &ids[1], err) != DK_OK)
        return DK_FAILED;
    const dk_json_node *same = dk_json_get(root, "same");
    const char *missing = ids[0] == 0 ? "a" : ids[1] == 0 ? "b" : NULL;
    if (missing != NULL)
        return DK_FAIL(err, MSG_JSON_MEMBER, (dk_place){.field = missing}, dk_arg_str(missing),
                       dk_arg_str("记录编号 / a record number"));
    if (same == NULL || same->kind != DK_JSON_BOOL)
        return DK_FAIL(err, MSG_JSON_MEMBER, (dk_place){.field = "same"}, dk_arg_str("same"),
                       dk_arg_str("true, false"));
    pair[0] = ids[0];
    pair[1] = ids[1];
    *are_one = same->num != 0;
    return DK_OK;
}
