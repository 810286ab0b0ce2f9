/* api/wire/read.c - see read.h. */
#include "api/wire/read.h"

#include <assert.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "api/wire/messages.h"

/* What the walk over the raw bytes has seen. Text is skipped as the parser will skip it: a
 * backslash takes the next byte with it. Anything malformed is left to the parser to name. */
static dk_code check_limits(const char *bytes, size_t len, const dk_json_limits *limits,
                            dk_err *err)
{
    size_t depth = 0, elements = 1;
    for (size_t i = 0; i < len; i++) {
        char c = bytes[i];
        if (c == '"') {
            size_t start = ++i;
            while (i < len && bytes[i] != '"')
                i += bytes[i] == '\\' ? 2 : 1;
            if (i > start + limits->max_text_bytes)
                return DK_FAIL(err, MSG_JSON_TEXT_TOO_LONG, DK_NOWHERE,
                               dk_arg_int((int64_t)limits->max_text_bytes));
        } else if (c == '[' || c == '{') {
            elements++;
            if (++depth > limits->max_depth)
                return DK_FAIL(err, MSG_JSON_TOO_DEEP, DK_NOWHERE,
                               dk_arg_int((int64_t)limits->max_depth));
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        } else if (c == ',') {
            elements++;
        }
    }
    if (elements > limits->max_elements)
        return DK_FAIL(err, MSG_JSON_TOO_MANY, DK_NOWHERE,
                       dk_arg_int((int64_t)limits->max_elements));
    return DK_OK;
}

static dk_code convert(dk_arena *arena, json_t *json, dk_json_node *node, dk_err *err);

static dk_code convert_array(dk_arena *arena, json_t *json, dk_json_node *node, dk_err *err)
{
    size_t n = json_array_size(json);
    dk_json_node *items = dk_arena_array(arena, n, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        if (convert(arena, json_array_get(json, i), &items[i], err) != DK_OK)
            return DK_FAILED;
    node->items = items;
    node->n = n;
    return DK_OK;
}

static dk_code convert_object(dk_arena *arena, json_t *json, dk_json_node *node, dk_err *err)
{
    size_t n = json_object_size(json), i = 0;
    dk_json_node *items = dk_arena_array(arena, n, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(err);
    for (void *at = json_object_iter(json); at != NULL; at = json_object_iter_next(json, at)) {
        items[i].key = dk_arena_text(arena, json_object_iter_key(at));
        if (items[i].key == NULL)
            return DK_NO_MEMORY(err);
        if (convert(arena, json_object_iter_value(at), &items[i], err) != DK_OK)
            return DK_FAILED;
        i++;
    }
    node->items = items;
    node->n = n;
    return DK_OK;
}

/* One value; recursion is bounded by max_depth, checked before. */
static dk_code convert(dk_arena *arena, json_t *json, dk_json_node *node, dk_err *err)
{
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        node->kind = DK_JSON_OBJECT;
        return convert_object(arena, json, node, err);
    case JSON_ARRAY:
        node->kind = DK_JSON_ARRAY;
        return convert_array(arena, json, node, err);
    case JSON_STRING:
        node->kind = DK_JSON_TEXT;
        node->text = dk_arena_copy(arena, json_string_value(json), json_string_length(json));
        return node->text == NULL ? DK_NO_MEMORY(err) : DK_OK;
    case JSON_INTEGER:
        node->kind = DK_JSON_INT;
        node->num = json_integer_value(json);
        return DK_OK;
    case JSON_REAL:
        node->kind = DK_JSON_REAL;
        node->real = json_real_value(json);
        assert(isfinite(node->real)); /* the parser refuses what overflows */
        return DK_OK;
    case JSON_TRUE:
    case JSON_FALSE:
        node->kind = DK_JSON_BOOL;
        node->num = json_is_true(json);
        return DK_OK;
    case JSON_NULL:
        break;
    }
    node->kind = DK_JSON_NULL;
    return DK_OK;
}

/* The parser's own text quotes the input, which may be a person's number; only the kind is passed
 * on. */
static dk_code fail_parse(const json_error_t *problem, dk_err *err)
{
    const char *reason = "语法错误 / syntax";
    switch (json_error_code(problem)) {
    case json_error_out_of_memory:
        return DK_NO_MEMORY(err);
    case json_error_premature_end_of_input:
        reason = "内容不完整 / it ends too early";
        break;
    case json_error_end_of_input_expected:
        reason = "后面还有多余内容 / text after the end";
        break;
    case json_error_invalid_utf8:
        reason = "不是 UTF-8 / not UTF-8";
        break;
    case json_error_duplicate_key:
        reason = "键重复 / a key twice";
        break;
    case json_error_null_character:
    case json_error_null_byte_in_key:
        reason = "含空字符 / a NUL character";
        break;
    case json_error_numeric_overflow:
        reason = "数值过大 / a number too large";
        break;
    default:
        break;
    }
    return DK_FAIL(err, MSG_JSON_INVALID, DK_NOWHERE, dk_arg_int(problem->line),
                   dk_arg_int(problem->column), dk_arg_str(reason));
}

dk_code dk_json_read(dk_arena *arena, const char *bytes, size_t len, const dk_json_limits *limits,
                     const dk_json_node **out, dk_err *err)
{
    assert(arena != NULL && bytes != NULL && out != NULL);
    const dk_json_limits defaults = DK_JSON_LIMITS_INIT;
    dk_code code = DK_FAILED;
    json_error_t problem;
    if (check_limits(bytes, len, limits == NULL ? &defaults : limits, err) != DK_OK)
        return DK_FAILED;
    json_t *json = json_loadb(bytes, len, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &problem);
    if (json == NULL)
        return fail_parse(&problem, err);
    dk_json_node *node = dk_arena_alloc(arena, sizeof *node);
    if (node == NULL) {
        code = DK_NO_MEMORY(err);
        goto cleanup;
    }
    if (convert(arena, json, node, err) != DK_OK)
        goto cleanup;
    *out = node;
    code = DK_OK;
cleanup:
    json_decref(json);
    return code;
}

const dk_json_node *dk_json_get(const dk_json_node *object, const char *key)
{
    assert(object != NULL && key != NULL);
    for (size_t i = 0; object->kind == DK_JSON_OBJECT && i < object->n; i++)
        if (strcmp(object->items[i].key, key) == 0)
            return &object->items[i];
    return NULL;
}

dk_code dk_json_get_int(const dk_json_node *object, const char *key, int64_t min, int64_t max,
                        int64_t *out, dk_err *err)
{
    const dk_json_node *node = dk_json_get(object, key);
    if (node == NULL || node->kind == DK_JSON_NULL)
        return DK_OK;
    if (node->kind != DK_JSON_INT || node->num < min || node->num > max)
        return DK_FAIL(err, MSG_JSON_NUMBER, (dk_place){.field = key}, dk_arg_str(key),
                       dk_arg_int(min), dk_arg_int(max));
    *out = node->num;
    return DK_OK;
}

dk_code dk_json_get_text(const dk_json_node *object, const char *key, const char **out, dk_err *err)
{
    const dk_json_node *node = dk_json_get(object, key);
    if (node == NULL || node->kind == DK_JSON_NULL)
        return DK_OK;
    if (node->kind != DK_JSON_TEXT)
        return DK_FAIL(err, MSG_JSON_MEMBER, (dk_place){.field = key}, dk_arg_str(key),
                       dk_arg_str("文本 / a text"));
    *out = node->text;
    return DK_OK;
}
