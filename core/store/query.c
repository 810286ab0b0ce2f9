/* core/store/query.c - a query becomes one SELECT; the row filter by unit is put in here.
 *
 * Values are always parameters. What may be asked:
 *
 * - clear fields: all operators, LIKE (a substring) on texts only; an empty value means "is empty"
 * - lists: EQ NE IN LIKE over the first column of their items
 * - sealed fields: EQ; four characters look for the last four, anything else for the whole value
 * - restricted fields: only when searchable, or with the right to unmask: a range filter on a birth
 *   date would tell it bit by bit
 *
 * Order is by one clear field, then by record number; empty values come first, and last in reverse.
 * tests/unit/store/test_query_model.c asks the same of plain C.
 */
#include "core/store/tags.h"

#include <assert.h>
#include <string.h>

#include "core/base/utf8.h"

typedef struct {
    dk_store *store;
    const dk_actor *actor;
    const dk_query *query;
    dk_select *out;
} builder;

static const char *const signs[] = {
    [DK_OP_EQ] = "=", [DK_OP_NE] = "IS DISTINCT FROM",
    [DK_OP_LT] = "<", [DK_OP_LE] = "<=",
    [DK_OP_GT] = ">", [DK_OP_GE] = ">=",
};

/* Appends "$n" for a new parameter. */
static dk_code param(dk_select *out, dk_datum datum, dk_err *err)
{
    out->params =
        dk_arena_grow(out->arena, out->params, out->n_params, &out->capacity, sizeof *out->params);
    if (out->params == NULL)
        return DK_NO_MEMORY(err);
    out->params[out->n_params++] = datum;
    dk_buf_format(&out->sql, "$%zu", out->n_params);
    return DK_OK;
}

static dk_code refuse(const dk_msg *msg, const dk_field *field, dk_err *err)
{
    const dk_arg title = dk_arg_str(field->title.zh);
    return dk_fail(err, msg, (dk_place){.field = field->key}, &title, 1);
}

static dk_code check_restricted(const builder *build, const dk_field *field, dk_err *err)
{
    if ((field->flags & DK_F_RESTRICTED) == 0 || (field->flags & DK_F_SEARCHABLE) != 0 ||
        dk_actor_may(build->actor, DK_RIGHT_UNMASK))
        return DK_OK;
    return refuse(&MSG_QUERY_RESTRICTED, field, err);
}

/* A value as its column holds it. */
static dk_code operand(dk_select *out, const dk_field *field, const char *text, dk_datum *datum,
                       dk_err *err)
{
    dk_value value;
    if (!dk_is_number(field)) {
        *datum = dk_datum_text(text);
        return DK_OK;
    }
    if (dk_value_parse(out->arena, field, text, &value, err) != DK_OK)
        return DK_FAILED;
    *datum = value.kind == DK_V_INT ? dk_datum_int(value.num) : DK_DATUM_NULL;
    return DK_OK;
}

/* "%text%" with the wildcards of the text itself escaped. */
static dk_code like(dk_select *out, const char *text, dk_err *err)
{
    dk_buf pattern = DK_BUF_INIT;
    dk_buf_char(&pattern, '%');
    for (; *text != '\0'; text++) {
        if (*text == '%' || *text == '_' || *text == '\\')
            dk_buf_char(&pattern, '\\');
        dk_buf_char(&pattern, *text);
    }
    dk_buf_char(&pattern, '%');
    const char *copy =
        pattern.is_broken ? NULL : dk_arena_copy(out->arena, pattern.data, pattern.len);
    dk_buf_done(&pattern);
    if (copy == NULL)
        return DK_NO_MEMORY(err);
    dk_buf_text(&out->sql, " LIKE ");
    if (param(out, dk_datum_text(copy), err) != DK_OK)
        return DK_FAILED;
    dk_buf_text(&out->sql, " ESCAPE '\\'");
    return DK_OK;
}

/* " IN (...)" over values joined by commas. */
static dk_code among(dk_select *out, const dk_field *field, const char *text, dk_err *err)
{
    dk_buf_text(&out->sql, " IN (");
    for (bool is_first = true; text != NULL; is_first = false) {
        const char *comma = strchr(text, ',');
        size_t len = comma == NULL ? strlen(text) : (size_t)(comma - text);
        const char *one = dk_arena_copy(out->arena, text, len);
        dk_datum datum;
        if (one == NULL)
            return DK_NO_MEMORY(err);
        if (!is_first)
            dk_buf_text(&out->sql, ", ");
        if (operand(out, field, one, &datum, err) != DK_OK || param(out, datum, err) != DK_OK)
            return DK_FAILED;
        text = comma == NULL ? NULL : comma + 1;
    }
    dk_buf_char(&out->sql, ')');
    return DK_OK;
}

/* The operator and its right side; the left side is written already. */
static dk_code compare(dk_select *out, const dk_field *field, dk_op op, const char *text,
                       dk_err *err)
{
    dk_datum datum;
    if (op == DK_OP_LIKE)
        return dk_is_number(field) ? refuse(&MSG_QUERY_OPERATOR, field, err) : like(out, text, err);
    if (op == DK_OP_IN)
        return among(out, field, text, err);
    if (text[0] == '\0') {
        dk_buf_text(&out->sql, op == DK_OP_EQ ? " IS NULL" : " IS NOT NULL");
        return DK_OK;
    }
    dk_buf_format(&out->sql, " %s ", signs[op]);
    if (operand(out, field, text, &datum, err) != DK_OK)
        return DK_FAILED;
    return param(out, datum, err);
}

static dk_code filter_sealed(builder *build, const dk_filter *filter, const dk_field *field,
                             dk_err *err)
{
    dk_select *out = build->out;
    const dk_register *reg = build->query->reg;
    if (filter->op != DK_OP_EQ || !dk_seal_has_tags(field))
        return refuse(&MSG_QUERY_SEALED, field, err);
    if (filter->value[0] == '\0') {
        dk_buf_format(&out->sql, "r.\"%s\" IS NULL", field->key);
        return DK_OK;
    }
    bool is_last = (field->flags & DK_F_SEARCHABLE) != 0 && dk_utf8_chars(filter->value) == 4;
    size_t len = is_last ? DK_SEAL_LAST_LEN : DK_SEAL_WHOLE_LEN;
    unsigned char *tag = dk_arena_alloc(out->arena, len);
    if (tag == NULL)
        return DK_NO_MEMORY(err);
    if (is_last)
        dk_seal_last_tag(&build->store->keys, reg, field, filter->value, tag);
    else
        dk_seal_whole_tag(&build->store->keys, reg, field, filter->value, tag);
    bool is_in_table = is_last || dk_tags_hold_whole(field);
    if (is_in_table)
        dk_buf_text(&out->sql, "r.record IN (" DK_TAG_SQL);
    else
        dk_buf_format(&out->sql, DK_SEAL_SQL_WHOLE " = ", field->key);
    if (param(out, dk_datum_blob(tag, len), err) != DK_OK)
        return DK_FAILED;
    dk_buf_text(&out->sql, is_in_table ? ")" : "");
    return DK_OK;
}

static dk_code filter_list(builder *build, const dk_filter *filter, const dk_field *field,
                           dk_err *err)
{
    dk_select *out = build->out;
    const dk_field *column = dk_child_column(field, 0);
    bool is_not = filter->op == DK_OP_NE, is_empty = filter->value[0] == '\0';
    dk_op op = is_not ? DK_OP_EQ : filter->op;
    if (op != DK_OP_EQ && op != DK_OP_IN && op != DK_OP_LIKE)
        return refuse(&MSG_QUERY_OPERATOR, field, err);
    dk_buf_format(&out->sql, "%sEXISTS (SELECT 1 FROM \"%s_%s\" c WHERE c.record = r.record",
                  is_not != is_empty ? "NOT " : "", build->query->reg->key, field->key);
    if (!is_empty) {
        dk_buf_format(&out->sql, " AND c.\"%s\"", column->key);
        if (compare(out, column, op, filter->value, err) != DK_OK)
            return DK_FAILED;
    }
    dk_buf_char(&out->sql, ')');
    return DK_OK;
}

static dk_code filter_one(builder *build, const dk_filter *filter, dk_err *err)
{
    assert(filter->field < build->query->reg->n_fields && filter->value != NULL);
    const dk_field *field = &build->query->reg->fields[filter->field];
    if (check_restricted(build, field, err) != DK_OK)
        return DK_FAILED;
    if (dk_is_sealed(field))
        return filter_sealed(build, filter, field, err);
    if (dk_is_child(field))
        return filter_list(build, filter, field, err);
    dk_buf_format(&build->out->sql, "r.\"%s\"", field->key);
    return compare(build->out, field, filter->op, filter->value, err);
}

/* Rows of other units are not there for an actor bound to one; registers without a unit are for
 * all. */
static dk_code filter_unit(builder *build, const char *joint, dk_err *err)
{
    const dk_register *reg = build->query->reg;
    dk_select *out = build->out;
    size_t n = 0;
    if (dk_actor_may(build->actor, DK_RIGHT_ALL_UNITS))
        return DK_OK;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if ((reg->fields[i].flags & DK_F_UNIT) == 0)
            continue;
        dk_buf_format(&out->sql, "%sr.\"%s\" = ", n++ == 0 ? joint : " OR ", reg->fields[i].key);
        if (param(out, dk_datum_text(build->actor->unit), err) != DK_OK)
            return DK_FAILED;
    }
    if (n > 0)
        dk_buf_char(&out->sql, ')');
    return DK_OK;
}

/* The record a page begins after tells where that is by its value; when it is gone (erased, merged,
 * undone) nobody knows, and a list that just ended there would look complete. */
static dk_code check_after(const builder *build, dk_err *err)
{
    const dk_query *query = build->query;
    char sql[160];
    dk_stmt *stmt;
    int64_t found = 0;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\" WHERE record = $1", query->reg->key);
    if (dk_stmt_new(build->store->db, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, query->after);
    dk_code code = dk_stmt_int(stmt, &found, err);
    dk_stmt_free(stmt);
    if (code == DK_OK && found == 0)
        code = dk_fail(err, &MSG_QUERY_AFTER, DK_NOWHERE, NULL, 0);
    return code;
}

/* Only rows that come after record `after` in the order of the query. v is its order value. */
static dk_code filter_after(builder *build, const dk_field *order, dk_err *err)
{
    dk_select *out = build->out;
    const dk_query *query = build->query;
    const char *sign = query->is_descending ? "<" : ">";
    if (order == NULL) {
        dk_buf_format(&out->sql, " AND r.record %s ", sign);
        return param(out, dk_datum_int(query->after), err);
    }
    if (check_after(build, err) != DK_OK)
        return DK_FAILED;
    dk_buf_text(&out->sql, " AND EXISTS (SELECT 1 FROM (SELECT ");
    dk_buf_format(&out->sql, "\"%s\" AS v, record AS a FROM \"%s\" WHERE record = ", order->key,
                  query->reg->key);
    if (param(out, dk_datum_int(query->after), err) != DK_OK)
        return DK_FAILED;
    const char *key = order->key;
    if (query->is_descending)
        dk_buf_format(
            &out->sql,
            ") AS p WHERE (p.v IS NULL AND r.\"%s\" IS NULL AND r.record < p.a) OR (p.v IS "
            "NOT NULL AND (r.\"%s\" IS NULL OR r.\"%s\" < p.v OR (r.\"%s\" = p.v AND "
            "r.record < p.a))))",
            key, key, key, key);
    else
        dk_buf_format(&out->sql,
                      ") AS p WHERE (p.v IS NULL AND (r.\"%s\" IS NOT NULL OR r.record > p.a)) OR "
                      "(p.v IS NOT NULL AND (r.\"%s\" > p.v OR (r.\"%s\" = p.v AND r.record > "
                      "p.a))))",
                      key, key, key);
    return DK_OK;
}

static dk_code order_field(builder *build, const dk_field **out, dk_err *err)
{
    const dk_query *query = build->query;
    *out = NULL;
    if (query->order == SIZE_MAX)
        return DK_OK;
    assert(query->order < query->reg->n_fields);
    const dk_field *field = &query->reg->fields[query->order];
    if (dk_is_sealed(field))
        return refuse(&MSG_QUERY_SEALED, field, err);
    if (dk_is_child(field))
        return refuse(&MSG_QUERY_OPERATOR, field, err);
    *out = field;
    return check_restricted(build, field, err);
}

static void write_columns(builder *build, bool is_count)
{
    const dk_register *reg = build->query->reg;
    dk_buf *sql = &build->out->sql;
    dk_buf_text(sql, is_count ? "SELECT count(*)" : "SELECT r.record");
    for (size_t i = 0; i < reg->n_fields && !is_count; i++)
        if (!dk_is_child(&reg->fields[i]))
            dk_buf_format(sql, ", r.\"%s\"", reg->fields[i].key);
    dk_buf_format(sql, " FROM \"%s\" r WHERE 1 = 1", reg->key);
}

static dk_code write_order(builder *build, const dk_field *order, dk_err *err)
{
    const dk_query *query = build->query;
    dk_buf *sql = &build->out->sql;
    const char *way = query->is_descending ? "DESC" : "ASC";
    dk_buf_text(sql, " ORDER BY ");
    if (order != NULL)
        dk_buf_format(sql, "r.\"%s\" %s NULLS %s, ", order->key, way,
                      query->is_descending ? "LAST" : "FIRST");
    dk_buf_format(sql, "r.record %s", way);
    if (query->limit == 0)
        return DK_OK;
    dk_buf_text(sql, " LIMIT ");
    return param(build->out, dk_datum_int((int64_t)query->limit), err);
}

dk_code dk_select_build(dk_store *store, const dk_actor *actor, const dk_query *query,
                        bool is_count, dk_select *out, dk_err *err)
{
    builder build = {store, actor, query, out};
    const dk_field *order = NULL;
    write_columns(&build, is_count);
    if (order_field(&build, &order, err) != DK_OK || filter_unit(&build, " AND (", err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < query->n_filters; i++) {
        dk_buf_text(&out->sql, " AND ");
        if (filter_one(&build, &query->filters[i], err) != DK_OK)
            return DK_FAILED;
    }
    if (!is_count && query->after != 0 && filter_after(&build, order, err) != DK_OK)
        return DK_FAILED;
    if (!is_count && write_order(&build, order, err) != DK_OK)
        return DK_FAILED;
    return out->sql.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_select_prepare(dk_store *store, const dk_select *select, dk_stmt **out, dk_err *err)
{
    if (dk_stmt_new(store->db, select->sql.data, out, err) != DK_OK)
        return DK_FAILED;
    dk_bind_all(*out, select->params, select->n_params);
    return DK_OK;
}
