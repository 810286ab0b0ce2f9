/* api/wire/desk.c - see desk.h. */
#include "api/wire/desk.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static void add_sender(dk_json *json, const dk_desk_sender *one, int32_t zone_minutes)
{
    static const char *const states[] = {"missing", "less", "ok"};
    dk_json_object(json, NULL);
    dk_json_text(json, "sender", one->sender);
    dk_json_text(json, "register", one->reg);
    dk_json_text(json, "state", states[one->state]);
    dk_json_int(json, "rows", one->rows);
    dk_json_int(json, "before", one->before);
    if (one->last_at_ms == 0)
        dk_json_null(json, "last_at");
    else
        dk_json_time(json, "last_at", one->last_at_ms, zone_minutes);
    if (one->last_batch == 0)
        dk_json_null(json, "last_batch");
    else
        dk_json_int(json, "last_batch", one->last_batch);
    dk_json_end(json, '}');
}

void dk_wire_desk(dk_buf *out, const dk_desk *desk, int32_t zone_minutes)
{
    char month[8];
    dk_json json = dk_json_begin(out);
    dk_month_format(desk->month, month);
    dk_json_object(&json, NULL);
    dk_json_day(&json, "as_of", desk->as_of);
    dk_json_text(&json, "month", month);
    dk_json_array(&json, "senders");
    for (size_t i = 0; i < desk->n_senders; i++)
        add_sender(&json, &desk->senders[i], zone_minutes);
    dk_json_end(&json, ']');
    dk_json_array(&json, "expiring");
    for (size_t i = 0; i < desk->n_posts; i++) {
        const dk_desk_post *post = &desk->posts[i];
        dk_json_object(&json, NULL);
        dk_json_int(&json, "post", post->post);
        dk_json_text(&json, "no", post->no);
        dk_json_text(&json, "label", post->label);
        dk_json_day(&json, "valid_to", post->valid_to);
        dk_json_int(&json, "days", post->days);
        dk_json_int(&json, "openings", post->openings);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* ---- history ---- */

static bool is_zero(const uint8_t hash[32])
{
    for (size_t i = 0; i < 32; i++)
        if (hash[i] != 0)
            return false;
    return true;
}

static void add_change(dk_json *json, const dk_record_change *change, int32_t zone_minutes)
{
    char hex[65] = "";
    for (size_t i = 0; i < 32 && !is_zero(change->hash); i++)
        snprintf(hex + 2 * i, 3, "%02x", change->hash[i]);
    dk_json_object(json, NULL);
    dk_json_int(json, "seq", change->seq);
    dk_json_text(json, "kind", change->is_removed ? "removed" : change->is_new ? "new" : "changed");
    dk_json_text(json, "field", change->field == NULL ? NULL : change->field->key);
    dk_json_text(json, "old", change->old_text);
    dk_json_text(json, "new", change->new_text);
    dk_json_int(json, "batch", change->batch);
    dk_json_text(json, "batch_kind", change->batch_kind);
    dk_json_text(json, "file", change->file);
    dk_json_text(json, "sheet", change->sheet);
    dk_json_text(json, "sha256", hex[0] == '\0' ? NULL : hex);
    if (change->row == 0)
        dk_json_null(json, "row");
    else
        dk_json_int(json, "row", change->row);
    dk_json_text(json, "user", change->user);
    dk_json_text(json, "unit", change->unit);
    dk_json_text(json, "sender", change->sender);
    dk_json_time(json, "at", change->at_ms, zone_minutes);
    dk_json_end(json, '}');
}

void dk_wire_history(dk_buf *out, const dk_register *reg, int64_t id, const dk_history *history,
                     int32_t zone_minutes)
{
    assert(reg != NULL && (history->items != NULL || history->n == 0));
    char no[24];
    dk_json json = dk_json_begin(out);
    dk_record_no(reg, id, no);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "register", reg->key);
    dk_json_int(&json, "id", id);
    dk_json_text(&json, "no", no);
    dk_json_array(&json, "changes");
    for (size_t i = 0; i < history->n; i++)
        add_change(&json, &history->items[i], zone_minutes);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* ---- facets ---- */

void dk_wire_facets(dk_buf *out, const dk_field *field, const dk_codes *codes, dk_lang lang,
                    const dk_facets *facets)
{
    assert(field != NULL && (facets->items != NULL || facets->n == 0));
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "field", field->key);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < facets->n; i++) {
        const dk_facet *one = &facets->items[i];
        const dk_code_row *row = field->codes == NULL
                                     ? NULL
                                     : dk_codes_find(codes, field->codes, one->value, DK_DAY_NONE);
        bool is_english = row != NULL && lang == DK_EN && row->name_en != NULL && row->name_en[0];
        dk_json_object(&json, NULL);
        dk_json_text(&json, "code", one->value);
        dk_json_text(&json, "name", row == NULL ? NULL : is_english ? row->name_en : row->name);
        dk_json_int(&json, "n", one->n);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_int(&json, "empty", facets->n_empty);
    dk_json_end(&json, '}');
}
