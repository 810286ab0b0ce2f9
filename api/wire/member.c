/* api/wire/member.c - see member.h. */
#include "api/wire/member.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "api/wire/messages.h"
#include "core/register/codes.h"

/* Fails at member `key` of the current place. */
dk_code dk_member_wrong(const dk_member_reader *r, const char *key, const char *expected)
{
    char where[128];
    snprintf(where, sizeof where, "%s/%s", r->at, key);
    return DK_FAIL(r->err, MSG_JSON_MEMBER, (dk_place){.field = where}, dk_arg_str(where),
                   dk_arg_str(expected));
}

dk_code dk_members_check(const dk_member_reader *r, const dk_json_node *object,
                         const char *const *known, size_t n)
{
    if (object->kind != DK_JSON_OBJECT)
        return dk_member_wrong(r, "", "对象 / an object");
    for (size_t i = 0; i < object->n; i++) {
        bool is_known = false;
        for (size_t k = 0; k < n && !is_known; k++)
            is_known = strcmp(object->items[i].key, known[k]) == 0;
        if (is_known)
            continue;
        char nearest[128];
        dk_suggest(object->items[i].key, known, n, nearest, sizeof nearest);
        return DK_FAIL(r->err, MSG_JSON_UNKNOWN, (dk_place){.field = r->at},
                       dk_arg_str(object->items[i].key), dk_arg_str(nearest));
    }
    return DK_OK;
}

const dk_json_node *dk_member_get(const dk_json_node *object, const char *key)
{
    const dk_json_node *node = dk_json_get(object, key);
    return node == NULL || node->kind == DK_JSON_NULL ? NULL : node;
}

bool dk_member_is_number(const dk_json_node *node)
{
    return node->kind == DK_JSON_INT || node->kind == DK_JSON_REAL;
}

double dk_member_value(const dk_json_node *node)
{
    return node->kind == DK_JSON_INT ? (double)node->num : node->real;
}

/* A number within [0, max]; absent or null leaves *out alone. */
dk_code dk_member_number(const dk_member_reader *r, const dk_json_node *object, const char *key,
                         double max, double *out)
{
    const dk_json_node *node = dk_member_get(object, key);
    char expected[64];
    if (node == NULL)
        return DK_OK;
    if (dk_member_is_number(node) && dk_member_value(node) >= 0 && dk_member_value(node) <= max) {
        *out = dk_member_value(node);
        return DK_OK;
    }
    snprintf(expected, sizeof expected, "0 到 %.0f 的数 / a number from 0 to %.0f", max, max);
    return dk_member_wrong(r, key, expected);
}

dk_code dk_member_int(const dk_member_reader *r, const dk_json_node *object, const char *key,
                      int64_t min, int64_t max, int64_t *out)
{
    const dk_json_node *node = dk_member_get(object, key);
    char expected[96];
    if (node == NULL)
        return DK_OK;
    if (node->kind == DK_JSON_INT && node->num >= min && node->num <= max) {
        *out = node->num;
        return DK_OK;
    }
    snprintf(expected, sizeof expected, "%lld 到 %lld 的整数 / an integer from %lld to %lld",
             (long long)min, (long long)max, (long long)min, (long long)max);
    return dk_member_wrong(r, key, expected);
}

dk_code dk_member_text(const dk_member_reader *r, const dk_json_node *object, const char *key,
                       const char **out)
{
    const dk_json_node *node = dk_member_get(object, key);
    if (node != NULL && node->kind != DK_JSON_TEXT)
        return dk_member_wrong(r, key, "文本 / a text");
    *out = node == NULL ? *out : node->text;
    return DK_OK;
}

dk_code dk_member_flag(const dk_member_reader *r, const dk_json_node *object, const char *key,
                       bool *out)
{
    const dk_json_node *node = dk_member_get(object, key);
    if (node != NULL && node->kind != DK_JSON_BOOL)
        return dk_member_wrong(r, key, "true 或 false / true or false");
    *out = node == NULL ? *out : node->num != 0;
    return DK_OK;
}

dk_code dk_member_array(const dk_member_reader *r, const dk_json_node *object, const char *key,
                        size_t max, const dk_json_node **out)
{
    assert(out != NULL);
    static const dk_json_node EMPTY = {.kind = DK_JSON_ARRAY};
    const dk_json_node *node = dk_member_get(object, key);
    char expected[64];
    *out = node == NULL ? &EMPTY : node;
    if ((*out)->kind == DK_JSON_ARRAY && (*out)->n <= max)
        return DK_OK;
    snprintf(expected, sizeof expected, "至多 %zu 项的数组 / an array of at most %zu", max, max);
    return dk_member_wrong(r, key, expected);
}
