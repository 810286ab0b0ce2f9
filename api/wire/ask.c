/* api/wire/ask.c - see ask.h. */
#include "api/wire/ask.h"

#include "api/wire/member.h"

/* ---- facts ---- */

void dk_wire_facts(dk_buf *out, const dk_fact *facts, size_t n, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_array(&json, "facts");
    for (size_t i = 0; i < n; i++) {
        const dk_fact *fact = &facts[i];
        dk_json_object(&json, NULL);
        dk_json_text(&json, "register", fact->is_of_post ? "posts" : "trainees");
        dk_json_int(&json, "id", fact->id);
        dk_json_text(&json, "no", fact->no);
        dk_json_text(&json, "label", fact->label);
        dk_json_text(&json, "field", fact->field);
        dk_json_text(&json, "title", dk_in(fact->title, lang));
        dk_json_text(&json, "skill", fact->skill_code);
        dk_json_int(&json, "places", (int64_t)fact->places);
        dk_json_int(&json, "people", (int64_t)fact->people);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* ---- answers ---- */

/* The value as a person would write it. */
static dk_code read_value(const dk_member_reader *r, const dk_json_node *root, const char **out)
{
    const dk_json_node *node = dk_member_get(root, "value");
    if (node == NULL)
        return dk_member_wrong(r, "value", "答案 / the answer");
    if (node->kind == DK_JSON_BOOL)
        *out = node->num != 0 ? "1" : "0";
    else if (node->kind == DK_JSON_INT)
        *out = dk_arena_format(r->arena, "%lld", (long long)node->num);
    else if (node->kind == DK_JSON_TEXT)
        *out = node->text;
    else
        return dk_member_wrong(r, "value", "文字或整数 / a text or an integer");
    return *out == NULL ? DK_NO_MEMORY(r->err) : DK_OK;
}

dk_code dk_wire_answer_read(dk_arena *arena, const char *bytes, size_t len, dk_wire_answer *out,
                            dk_err *err)
{
    static const char *const KNOWN[] = {"field", "skill", "value"};
    const dk_member_reader r = {.arena = arena, .err = err};
    const dk_json_node *root = NULL;
    dk_wire_answer answer = {0};
    if (dk_json_read(arena, bytes, len, NULL, &root, err) != DK_OK ||
        dk_members_check(&r, root, KNOWN, sizeof KNOWN / sizeof *KNOWN) != DK_OK ||
        dk_member_text(&r, root, "field", &answer.field) != DK_OK ||
        dk_member_text(&r, root, "skill", &answer.skill) != DK_OK ||
        read_value(&r, root, &answer.value) != DK_OK)
        return DK_FAILED;
    if (answer.field == NULL)
        return dk_member_wrong(&r, "field", "问题的字段 / the field of the question");
    *out = answer;
    return DK_OK;
}

dk_code dk_wire_purpose_read(dk_arena *arena, const char *bytes, size_t len, const char **out,
                             dk_err *err)
{
    static const char *const KNOWN[] = {"purpose"};
    const dk_member_reader r = {.arena = arena, .err = err};
    const dk_json_node *root = NULL;
    if (dk_json_read(arena, bytes, len, NULL, &root, err) != DK_OK ||
        dk_members_check(&r, root, KNOWN, 1) != DK_OK)
        return DK_FAILED;
    return dk_member_text(&r, root, "purpose", out);
}

/* ---- comparisons ---- */

static void add_side(dk_json *json, const char *key, const dk_comparison *c, int side)
{
    const int64_t ids[] = {c->subject, c->a, c->b};
    const char *const nos[] = {c->subject_no, c->a_no, c->b_no};
    const char *const labels[] = {c->subject_label, c->a_label, c->b_label};
    dk_json_object(json, key);
    dk_json_int(json, "id", ids[side]);
    dk_json_text(json, "no", nos[side]);
    dk_json_text(json, "label", labels[side]);
    if (side > 0) {
        dk_json_int(json, "score", side == 1 ? c->score_a : c->score_b);
        dk_json_text(json, "gates", dk_gate_state_key(side == 1 ? c->gates_a : c->gates_b));
    }
    dk_json_end(json, '}');
}

static void add_gates(dk_json *json, const dk_comparison *c)
{
    dk_json_array(json, "gates");
    for (size_t i = 0; i < c->n_gates; i++) {
        const dk_compare_gate *gate = &c->gates[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "key", gate->key);
        dk_json_text(json, "title", gate->title);
        dk_json_text(json, "first", dk_gate_state_key(gate->a));
        dk_json_text(json, "second", dk_gate_state_key(gate->b));
        dk_json_text(json, "first_words", gate->words_a);
        dk_json_text(json, "second_words", gate->words_b);
        dk_json_text(json, "article", gate->article);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_lines(dk_json *json, const dk_comparison *c)
{
    dk_json_array(json, "lines");
    for (size_t i = 0; i < c->n_lines; i++) {
        const dk_compare_line *line = &c->lines[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "key", line->key);
        dk_json_text(json, "title", line->title);
        dk_json_text(json, "direction", dk_direction_key(line->direction));
        dk_json_int(json, "first", line->a);
        dk_json_int(json, "second", line->b);
        dk_json_int(json, "max", line->max);
        dk_json_int(json, "difference", line->diff);
        dk_json_text(json, "first_words", line->words_a);
        dk_json_text(json, "second_words", line->words_b);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

void dk_wire_comparison(dk_buf *out, const dk_comparison *c)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "direction", dk_list_direction_key(c->direction));
    add_side(&json, "subject", c, 0);
    add_side(&json, "first", c, 1);
    add_side(&json, "second", c, 2);
    dk_json_text(&json, "summary", c->summary);
    add_gates(&json, c);
    add_lines(&json, c);
    dk_json_end(&json, '}');
}
