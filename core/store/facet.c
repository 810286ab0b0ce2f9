/* core/store/facet.c - counts per value beside a list: the query's own rows, grouped. */
#include <assert.h>

#include "core/store/internal.h"

/* The text of one value as a canonical text. */
static dk_code facet_text(dk_stmt *stmt, const dk_field *field, dk_arena *arena, const char **out,
                          dk_err *err)
{
    dk_datum datum = dk_column(stmt, 0);
    dk_value value = {.kind = DK_V_INT, .num = datum.num};
    *out = datum.kind == DK_D_INT ? dk_value_text(arena, field, &value)
                                  : dk_arena_text(arena, datum.bytes);
    return *out == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code read_facets(dk_stmt *stmt, const dk_field *field, dk_arena *arena, dk_facets *out,
                           dk_err *err)
{
    dk_facets all = {0};
    size_t capacity = 0;
    bool has_row = false;
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        int64_t count = dk_column_int(stmt, 1);
        if (dk_column(stmt, 0).kind == DK_D_NULL) {
            all.n_empty = count;
        } else {
            all.items = dk_arena_grow(arena, all.items, all.n, &capacity, sizeof *all.items);
            code = all.items == NULL ? DK_NO_MEMORY(err)
                                     : facet_text(stmt, field, arena, &all.items[all.n].value, err);
            if (code == DK_OK)
                all.items[all.n++].n = count;
        }
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    if (code == DK_OK)
        *out = all;
    return code;
}

/* Wraps the SELECT of the query: its records joined with the column, or the list's table. */
static void wrap(dk_select *select, const dk_register *reg, const dk_field *field, dk_buf *out)
{
    if (dk_is_child(field))
        dk_buf_format(
            out,
            "SELECT f.\"%s\", count(DISTINCT q.record) FROM (%s) AS q LEFT JOIN \"%s_%s\" f ON "
            "f.record = q.record GROUP BY 1 ORDER BY 2 DESC, 1",
            dk_child_column(field, 0)->key, select->sql.data, reg->key, field->key);
    else
        dk_buf_format(
            out,
            "SELECT f.\"%s\", count(*) FROM (%s) AS q JOIN \"%s\" f ON f.record = q.record "
            "GROUP BY 1 ORDER BY 2 DESC, 1",
            field->key, select->sql.data, reg->key);
}

dk_code dk_store_facets(const dk_view *view, const dk_query *query, size_t field, dk_facets *out,
                        dk_err *err)
{
    assert(dk_view_is_set(view) && query != NULL && out != NULL);
    assert(field < query->reg->n_fields);
    const dk_field *by = &query->reg->fields[field];
    const dk_arg title = dk_arg_str(by->title.zh);
    if ((by->flags & (DK_F_SEALED | DK_F_RESTRICTED)) != 0)
        return dk_fail(err, &MSG_QUERY_RESTRICTED, (dk_place){.field = by->key}, &title, 1);
    dk_select select = {.sql = DK_BUF_INIT, .arena = dk_arena_new()};
    dk_buf sql = DK_BUF_INIT;
    dk_stmt *stmt = NULL;
    dk_query all = *query;
    all.limit = 0;
    all.after = 0;
    all.order = SIZE_MAX;
    dk_code code = select.arena == NULL ? DK_NO_MEMORY(err) : dk_may_read(view->actor, err);
    if (code == DK_OK)
        code = dk_select_build(view->store, view->actor, &all, false, &select, err);
    if (code == DK_OK) {
        wrap(&select, query->reg, by, &sql);
        code =
            sql.is_broken ? DK_NO_MEMORY(err) : dk_stmt_new(view->store->db, sql.data, &stmt, err);
    }
    if (code == DK_OK) {
        dk_bind_all(stmt, select.params, select.n_params);
        code = read_facets(stmt, by, view->arena, out, err);
    }
    dk_stmt_free(stmt);
    dk_buf_done(&sql);
    dk_buf_done(&select.sql);
    dk_arena_free(select.arena);
    return code;
}
