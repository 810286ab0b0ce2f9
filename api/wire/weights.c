/* api/wire/weights.c - see weights.h. */
#include "api/wire/weights.h"

#include <string.h>

#include "api/wire/messages.h"
#include "api/wire/read.h"
#include "core/base/messages.h"

static dk_code bad_member(const char *member, const char *expected, dk_err *err)
{
    return DK_FAIL(err, MSG_JSON_MEMBER, (dk_place){.field = member}, dk_arg_str(member),
                   dk_arg_str(expected));
}

/* A word that can stand in a weights file without being taken for two. */
static bool is_word(const char *text)
{
    return text[0] != '\0' && strcspn(text, " \t\r\n#") == strlen(text) && strlen(text) < 32;
}

static dk_code write_members(const dk_json_node *weights, dk_buf *text, dk_err *err)
{
    for (size_t i = 0; i < weights->n; i++) {
        const dk_json_node *item = &weights->items[i];
        if (item->kind != DK_JSON_INT || !is_word(item->key))
            return bad_member(item->key, "整数 / an integer", err);
        dk_buf_format(text, "%s %lld\n", item->key, (long long)item->num);
    }
    return text->is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_wire_weights_read(dk_arena *arena, const char *bytes, size_t len, dk_weights *out,
                             dk_err *err)
{
    const dk_json_node *root = NULL;
    const char *name = "try";
    dk_buf text = DK_BUF_INIT;
    if (dk_json_read(arena, bytes, len, NULL, &root, err) != DK_OK)
        return DK_FAILED;
    const dk_json_node *weights =
        root->kind == DK_JSON_OBJECT ? dk_json_get(root, "weights") : NULL;
    if (weights == NULL || weights->kind != DK_JSON_OBJECT)
        return bad_member("weights", "{\"skills\": 1000, …}", err);
    if (dk_json_get_text(root, "name", &name, err) != DK_OK)
        return DK_FAILED;
    if (!is_word(name))
        return bad_member("name", "31 字节以内、不含空格 / at most 31 bytes without spaces", err);
    dk_buf_format(&text, "name %s\nversion 0\n", name);
    dk_code code = write_members(weights, &text, err);
    if (code == DK_OK)
        code = dk_weights_parse(text.data, text.len, NULL, out, err);
    dk_buf_done(&text);
    return code;
}

static void add_criteria(dk_json *json, const dk_weights *now, const dk_weights *before,
                         dk_lang lang)
{
    dk_json_array(json, "criteria");
    for (size_t c = 0; c < DK_N_CRITERIA; c++) {
        dk_json_object(json, NULL);
        dk_json_text(json, "key", dk_criteria[c]->key);
        dk_json_text(json, "title", dk_in(dk_criteria[c]->title, lang));
        dk_json_text(json, "direction", dk_direction_key(dk_criteria[c]->direction));
        dk_json_int(json, "weight", now->weight[c]);
        dk_json_int(json, "max", now->max[c]);
        if (before != NULL)
            dk_json_int(json, "max_before", before->max[c]);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

void dk_wire_weights(dk_buf *out, const dk_weights *weights, int64_t seq, dk_lang lang)
{
    char label[48];
    dk_json json = dk_json_begin(out);
    dk_weights_label(weights, label);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "label", label);
    dk_json_text(&json, "name", weights->name);
    dk_json_int(&json, "version", weights->version);
    dk_json_int(&json, "seq", seq);
    add_criteria(&json, weights, NULL, lang);
    dk_json_object(&json, "set");
    dk_json_int(&json, "set.related_floor", weights->related_floor);
    dk_json_int(&json, "set.use_half", weights->use_half);
    dk_json_end(&json, '}');
    dk_json_end(&json, '}');
}

static void add_place(dk_json *json, const char *key, size_t place)
{
    if (place > 0)
        dk_json_int(json, key, (int64_t)place);
    else
        dk_json_null(json, key);
}

static void add_person(dk_json *json, const dk_moved_person *person)
{
    dk_json_object(json, NULL);
    dk_json_int(json, "trainee", person->trainee);
    dk_json_text(json, "no", person->no);
    dk_json_text(json, "label", person->label);
    dk_json_text(json, "line", person->line);
    dk_json_array(json, "posts");
    for (size_t i = 0; i < person->n_posts; i++) {
        const dk_moved_post *post = &person->posts[i];
        dk_json_object(json, NULL);
        dk_json_int(json, "post", post->post);
        dk_json_text(json, "no", post->no);
        dk_json_text(json, "label", post->label);
        add_place(json, "before", post->before);
        add_place(json, "after", post->after);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    dk_json_end(json, '}');
}

void dk_wire_preview(dk_buf *out, const dk_preview *preview, int64_t seq, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "from", preview->from);
    dk_json_text(&json, "to", preview->to);
    dk_json_int(&json, "seq", seq);
    dk_json_int(&json, "people", (int64_t)preview->n_people);
    dk_json_int(&json, "top", (int64_t)preview->top);
    dk_json_int(&json, "changed", (int64_t)preview->n_changed);
    dk_json_int(&json, "first_changed", (int64_t)preview->n_first_changed);
    dk_json_int(&json, "places", (int64_t)preview->places);
    dk_json_int(&json, "kept", (int64_t)preview->kept);
    add_criteria(&json, preview->weights_to, preview->weights_from, lang);
    dk_json_array(&json, "moved");
    for (size_t i = 0; i < preview->n_moved; i++)
        add_person(&json, &preview->moved[i]);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}
