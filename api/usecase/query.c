/* api/usecase/query.c - parameters of a list request to a dk_query.
 *
 * A filter is field=op.value (docs/formats.md). `q` finds a person or post the way staff ask for
 * one: four digits are the last four of the sealed key, anything else a part of the label. Every
 * unknown name, operator or code is an error with the nearest ones: a silent empty list would be a
 * wrong answer.
 */
#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "core/base/parse.h"

enum { LIMIT_MAX = 1000 };

static const struct {
    const char *name;
    dk_op op;
} OPERATORS[] = {
    {"eq", DK_OP_EQ}, {"ne", DK_OP_NE}, {"lt", DK_OP_LT},  {"le", DK_OP_LE}, {"lte", DK_OP_LE},
    {"gt", DK_OP_GT}, {"ge", DK_OP_GE}, {"gte", DK_OP_GE}, {"in", DK_OP_IN}, {"like", DK_OP_LIKE},
};
enum { N_OPERATORS = sizeof OPERATORS / sizeof *OPERATORS };

typedef struct {
    dk_app *app;
    const dk_register *reg;
    dk_arena *arena;
    const dk_codes *codes;
    dk_query *query;
    dk_filter *filters;
} parser;

static dk_code fail_name(const dk_register *reg, const char *name, const char *const *known,
                         dk_err *err)
{
    const char *names[256];
    size_t n = 0;
    for (size_t i = 0; i < reg->n_fields && n < 200; i++)
        names[n++] = reg->fields[i].key;
    for (const char *const *k = known; k != NULL && *k != NULL && n < 250; k++)
        names[n++] = *k;
    names[n++] = "limit";
    names[n++] = "after";
    names[n++] = "order";
    names[n++] = "q";
    char nearest[200];
    dk_suggest(name, names, n, nearest, sizeof nearest);
    return DK_FAIL(err, MSG_PARAM_UNKNOWN, (dk_place){.field = name}, dk_arg_str(name),
                   dk_arg_str(nearest));
}

static dk_code fail_value(const char *name, const char *value, const char *expected, dk_err *err)
{
    return DK_FAIL(err, MSG_PARAM_INVALID, (dk_place){.field = name}, dk_arg_str(name),
                   dk_arg_str(value), dk_arg_str(expected));
}

static bool operator_find(const char *text, dk_op *op, const char **value)
{
    const char *dot = strchr(text, '.');
    for (size_t i = 0; dot != NULL && i < N_OPERATORS; i++) {
        if (strlen(OPERATORS[i].name) == (size_t)(dot - text) &&
            strncmp(OPERATORS[i].name, text, (size_t)(dot - text)) == 0) {
            *op = OPERATORS[i].op;
            *value = dot + 1;
            return true;
        }
    }
    return false;
}

/* One value of a filter must be a value of its field, so that a misspelt code is not an empty list.
 */
static dk_code check_value(const parser *p, const dk_field *field, const char *text, dk_err *err)
{
    dk_value value = {0};
    if (field->type == DK_TYPE_LIST || (field->flags & DK_F_SEALED) != 0)
        return DK_OK;
    if (dk_value_parse(p->arena, field, text, &value, err) != DK_OK)
        return DK_FAILED;
    if (value.kind == DK_V_NULL || field->codes == NULL)
        return DK_OK;
    return dk_value_check(field, &value, p->codes, DK_DAY_NONE, err);
}

static dk_code check_values(const parser *p, const dk_field *field, const dk_filter *filter,
                            dk_err *err)
{
    if (filter->op == DK_OP_LIKE)
        return DK_OK;
    if (filter->op != DK_OP_IN)
        return check_value(p, field, filter->value, err);
    char *copy = dk_arena_text(p->arena, filter->value), *rest = NULL;
    if (copy == NULL)
        return DK_NO_MEMORY(err);
    for (char *one = strtok_r(copy, ",", &rest); one != NULL; one = strtok_r(NULL, ",", &rest))
        if (check_value(p, field, one, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

static dk_code add_filter(parser *p, size_t field, const char *text, dk_err *err)
{
    const dk_field *f = &p->reg->fields[field];
    dk_filter *filter = &p->filters[p->query->n_filters];
    filter->field = field;
    if (!operator_find(text, &filter->op, &filter->value))
        return DK_FAIL(err, MSG_OPERATOR_UNKNOWN, (dk_place){.field = f->key}, dk_arg_str(f->key),
                       dk_arg_str("eq ne lt le gt ge in like"));
    if (check_values(p, f, filter, err) != DK_OK) {
        dk_err_locate(err, (dk_place){.field = f->key});
        return DK_FAILED;
    }
    p->query->n_filters++;
    return DK_OK;
}

static bool is_four_digits(const char *text)
{
    return strlen(text) == 4 && strspn(text, "0123456789Xx") == 4;
}

/* Field that `q` looks into: for four digits the sealed natural key, else the label. */
static size_t search_field(const dk_register *reg, const char *text)
{
    size_t label = SIZE_MAX;
    for (size_t i = 0; i < reg->n_fields; i++) {
        uint32_t flags = reg->fields[i].flags;
        if (is_four_digits(text) && (flags & DK_F_SEALED) && (flags & DK_F_NATURAL_KEY))
            return i;
        if ((flags & DK_F_LABEL) && label == SIZE_MAX)
            label = i;
    }
    return label;
}

static void add_search(parser *p, const char *text)
{
    size_t field = search_field(p->reg, text);
    if (*text == '\0' || field == SIZE_MAX)
        return;
    bool is_sealed = (p->reg->fields[field].flags & DK_F_SEALED) != 0;
    p->filters[p->query->n_filters++] =
        (dk_filter){.field = field, .op = is_sealed ? DK_OP_EQ : DK_OP_LIKE, .value = text};
}

static dk_code set_order(parser *p, const char *text, dk_err *err)
{
    char *key = dk_arena_text(p->arena, text);
    if (key == NULL)
        return DK_NO_MEMORY(err);
    char *dot = strchr(key, '.');
    if (dot != NULL) {
        *dot = '\0';
        p->query->is_descending = strcmp(dot + 1, "desc") == 0;
        if (!p->query->is_descending && strcmp(dot + 1, "asc") != 0)
            return fail_value("order", text, "字段.asc 或 字段.desc / field.asc, field.desc", err);
    }
    if (strcmp(key, "id") == 0)
        return DK_OK;
    p->query->order = dk_field_find(p->reg, key);
    if (p->query->order == SIZE_MAX)
        return fail_name(p->reg, key, NULL, err);
    const dk_field *field = &p->reg->fields[p->query->order];
    if ((field->flags & DK_F_SEALED) || field->type == DK_TYPE_LIST || field->type == DK_TYPE_CODES)
        return fail_value("order", key,
                          "未加密的单值字段 / a single-valued field that is not sealed", err);
    return DK_OK;
}

static bool is_known(const char *name, const char *const *known)
{
    for (; known != NULL && *known != NULL; known++)
        if (strcmp(name, *known) == 0)
            return true;
    return false;
}

static dk_code add_param(parser *p, const dk_param *param, const char *const *known, dk_err *err)
{
    int64_t number = 0;
    if (is_known(param->name, known))
        return DK_OK;
    if (strcmp(param->name, "limit") == 0) {
        if (!dk_parse_int(param->value, 1, LIMIT_MAX, &number))
            return fail_value("limit", param->value, "1–1000", err);
        p->query->limit = (size_t)number;
        return DK_OK;
    }
    if (strcmp(param->name, "after") == 0) {
        if (!dk_parse_int(param->value, 0, INT64_MAX, &p->query->after))
            return fail_value("after", param->value,
                              "上一页给出的 next / the `next` of the page before", err);
        return DK_OK;
    }
    if (strcmp(param->name, "order") == 0)
        return set_order(p, param->value, err);
    if (strcmp(param->name, "q") == 0) {
        add_search(p, param->value);
        return DK_OK;
    }
    size_t field = dk_field_find(p->reg, param->name);
    if (field == SIZE_MAX)
        return fail_name(p->reg, param->name, known, err);
    return add_filter(p, field, param->value, err);
}

dk_code dk_query_parse(const dk_call *call, const dk_query_ask *ask, dk_query *out, dk_err *err)
{
    assert(ask->reg != NULL && (ask->params != NULL || ask->n == 0));
    dk_codes_ref *ref = NULL;
    dk_query query = {.reg = ask->reg, .order = SIZE_MAX, .limit = ask->limit};
    parser p = {.app = call->app, .reg = ask->reg, .arena = call->arena, .query = &query};
    p.filters = dk_arena_array(call->arena, ask->n + 1, sizeof *p.filters);
    if (p.filters == NULL)
        return DK_NO_MEMORY(err);
    query.filters = p.filters;
    if (dk_app_codes(call->app, &ref, &p.codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = DK_OK;
    for (size_t i = 0; code == DK_OK && i < ask->n; i++)
        code = add_param(&p, &ask->params[i], ask->known, err);
    dk_app_codes_release(ref);
    if (code == DK_OK)
        *out = query;
    return code;
}
