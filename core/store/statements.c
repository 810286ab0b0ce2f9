/* core/store/statements.c - the SQL of each register, generated once when the store opens.
 *
 * Columns always come in field order without lists, after the record number; row.c counts on that.
 */
#include "core/store/internal.h"

#include <assert.h>
#include <string.h>

typedef struct {
    dk_arena *arena;
    const dk_register *reg;
    bool is_broken;
} maker;

/* Moves the text of `buf` into the arena and empties `buf`. */
static const char *keep(maker *make, dk_buf *buf)
{
    const char *copy = buf->is_broken ? NULL : dk_arena_copy(make->arena, buf->data, buf->len);
    make->is_broken = make->is_broken || copy == NULL;
    dk_buf_done(buf);
    *buf = DK_BUF_INIT;
    return copy;
}

static bool is_key(const dk_field *field)
{
    return (field->flags & DK_F_NATURAL_KEY) != 0;
}

static void write_columns(const dk_register *reg, dk_buf *out)
{
    dk_buf_text(out, "record");
    for (size_t i = 0; i < reg->n_fields; i++)
        if (!dk_is_child(&reg->fields[i]))
            dk_buf_format(out, ", \"%s\"", reg->fields[i].key);
}

static const char *make_insert(maker *make)
{
    const dk_register *reg = make->reg;
    dk_buf buf = DK_BUF_INIT;
    int n = 1;
    dk_buf_format(&buf, "INSERT INTO \"%s\" (", reg->key);
    write_columns(reg, &buf);
    dk_buf_text(&buf, ") VALUES ($1");
    for (size_t i = 0; i < reg->n_fields; i++)
        if (!dk_is_child(&reg->fields[i]))
            dk_buf_format(&buf, ", $%d", ++n);
    dk_buf_char(&buf, ')');
    return keep(make, &buf);
}

static const char *make_select(maker *make, const char *tail)
{
    dk_buf buf = DK_BUF_INIT;
    dk_buf_text(&buf, "SELECT ");
    write_columns(make->reg, &buf);
    dk_buf_format(&buf, " FROM \"%s\" %s", make->reg->key, tail);
    return keep(make, &buf);
}

static const char *make_by_key(maker *make)
{
    dk_buf buf = DK_BUF_INIT;
    int n = 0;
    dk_buf_format(&buf, "SELECT record FROM \"%s\"", make->reg->key);
    for (size_t i = 0; i < make->reg->n_fields; i++) {
        const dk_field *field = &make->reg->fields[i];
        if (!is_key(field))
            continue;
        dk_buf_text(&buf, n == 0 ? " WHERE " : " AND ");
        if (dk_is_sealed(field))
            dk_buf_format(&buf, DK_SEAL_SQL_WHOLE, field->key);
        else
            dk_buf_format(&buf, "\"%s\"", field->key);
        dk_buf_format(&buf, " IS NOT DISTINCT FROM $%d", ++n);
    }
    dk_buf_text(&buf, " ORDER BY record LIMIT 2");
    if (n > 0)
        return keep(make, &buf);
    dk_buf_done(&buf);
    return NULL;
}

static const char *make_set_keys(maker *make)
{
    dk_buf buf = DK_BUF_INIT;
    int n = 0;
    dk_buf_format(&buf, "UPDATE \"%s\" SET ", make->reg->key);
    for (size_t i = 0; i < make->reg->n_fields; i++)
        if (is_key(&make->reg->fields[i])) {
            n++;
            dk_buf_format(&buf, "%s\"%s\" = $%d", n == 1 ? "" : ", ", make->reg->fields[i].key, n);
        }
    dk_buf_format(&buf, " WHERE record = $%d", n + 1);
    if (n > 0)
        return keep(make, &buf);
    dk_buf_done(&buf);
    return NULL;
}

static void make_child(maker *make, const dk_field *field, dk_register_sql *out, size_t i)
{
    dk_buf buf = DK_BUF_INIT;
    size_t n = dk_field_columns(field);
    const char *reg = make->reg->key;
    dk_buf_format(&buf, "INSERT INTO \"%s_%s\" VALUES ($1, $2", reg, field->key);
    for (size_t c = 0; c < n; c++)
        dk_buf_format(&buf, ", $%zu", c + 3);
    dk_buf_char(&buf, ')');
    out->add_item[i] = keep(make, &buf);
    dk_buf_format(&buf, "DELETE FROM \"%s_%s\" WHERE record = $1", reg, field->key);
    out->clear[i] = keep(make, &buf);
    dk_buf_text(&buf, "SELECT ");
    for (size_t c = 0; c < n; c++)
        dk_buf_format(&buf, "%s\"%s\"", c == 0 ? "" : ", ", dk_child_column(field, c)->key);
    dk_buf_format(&buf, " FROM \"%s_%s\" WHERE record = $1 ORDER BY pos", reg, field->key);
    out->items[i] = keep(make, &buf);
}

static const char **texts(maker *make)
{
    const char **out = dk_arena_array(make->arena, make->reg->n_fields, sizeof *out);
    make->is_broken = make->is_broken || out == NULL;
    return out;
}

dk_code dk_statements_make(dk_arena *arena, const dk_register *reg, dk_register_sql *out,
                           dk_err *err)
{
    assert(reg->n_fields > 0 && out != NULL);
    maker make = {arena, reg, false};
    dk_register_sql sql = {
        .insert = make_insert(&make),
        .one = make_select(&make, "WHERE record = $1"),
        .all = make_select(&make, "ORDER BY record"),
        .by_key = make_by_key(&make),
        .set_keys = make_set_keys(&make),
        .remove = dk_arena_format(arena, "DELETE FROM \"%s\" WHERE record = $1", reg->key),
        .set = texts(&make),
        .add_item = texts(&make),
        .clear = texts(&make),
        .items = texts(&make)};
    for (size_t i = 0; i < reg->n_fields && !make.is_broken; i++) {
        const dk_field *field = &reg->fields[i];
        if (dk_is_child(field)) {
            make_child(&make, field, &sql, i);
            continue;
        }
        sql.set[i] = dk_arena_format(arena, "UPDATE \"%s\" SET \"%s\" = $1 WHERE record = $2",
                                     reg->key, field->key);
        make.is_broken = sql.set[i] == NULL;
    }
    if (make.is_broken || sql.remove == NULL)
        return DK_NO_MEMORY(err);
    *out = sql;
    return DK_OK;
}
