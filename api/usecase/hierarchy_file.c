/* api/usecase/hierarchy_file.c - node,bottom from a file: which series sums up which (forecast.h).
 */
#include <stdlib.h>
#include <string.h>

#include "api/usecase/file.h"
#include "api/usecase/forecast.h"
#include "api/usecase/messages.h"
#include "core/table/table.h"

enum { NODE, BOTTOM, N_COLUMNS, MAX_ROWS = 4000000 };

static const char *const NAMES[N_COLUMNS] = {"node", "bottom"};

typedef struct {
    dk_arena *arena;
    const char *name;
    dk_table *table;
    size_t column[N_COLUMNS];
    dk_hierarchy_link *links;
    size_t n, room;
} reader;

static dk_code read_row(reader *r, const dk_row *row, dk_err *err)
{
    const char *text[N_COLUMNS];
    for (size_t c = 0; c < N_COLUMNS; c++) {
        size_t at = r->column[c];
        text[c] = dk_text_trim(r->arena, at < row->n_cells ? row->cells[at].text : "");
        if (text[c] == NULL)
            return DK_NO_MEMORY(err);
        if (*text[c] == '\0')
            return dk_fail(err, &MSG_INPUT_KEY,
                           (dk_place){.file = r->name, .row = row->number, .field = NAMES[c]}, NULL,
                           0);
    }
    dk_hierarchy_link *all = dk_arena_grow(r->arena, r->links, r->n, &r->room, sizeof *all);
    const char *node = dk_arena_text(r->arena, text[NODE]);
    const char *bottom = dk_arena_text(r->arena, text[BOTTOM]);
    if (all == NULL || node == NULL || bottom == NULL)
        return DK_NO_MEMORY(err);
    r->links = all;
    r->links[r->n++] = (dk_hierarchy_link){node, bottom};
    return DK_OK;
}

static dk_code read_rows(reader *r, dk_err *err)
{
    dk_row row;
    static const dk_file_head head = {NAMES, N_COLUMNS, "node,bottom"};
    if (dk_file_columns(r->table, r->arena, r->name, &head, r->column, err) != DK_OK)
        return DK_FAILED;
    for (;;) {
        if (dk_table_next(r->table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0)
            break;
        if (read_row(r, &row, err) != DK_OK)
            return DK_FAILED;
    }
    return r->n > 0 ? DK_OK : DK_FAIL0(err, MSG_INPUT_NO_ROWS);
}

dk_code dk_uc_hierarchy_read(const char *path, dk_arena *arena, dk_hierarchy_link **out, size_t *n,
                             dk_err *err)
{
    reader r = {.arena = arena, .name = strcmp(path, "-") == 0 ? "stdin" : path};
    unsigned char *bytes = NULL;
    size_t len = 0;
    dk_table_limits limits = DK_TABLE_LIMITS_DEFAULT;
    limits.max_rows = MAX_ROWS;
    limits.max_file_bytes = DK_FILE_MAX;
    dk_code code = dk_file_read_any(path, &bytes, &len, err);
    if (code == DK_OK)
        code = dk_table_open_bytes(bytes, len, r.name, &limits, &r.table, err);
    if (code == DK_OK)
        code = read_rows(&r, err);
    if (code != DK_OK)
        dk_err_locate(err, (dk_place){.file = r.name});
    *out = r.links;
    *n = r.n;
    dk_table_close(r.table);
    free(bytes);
    return code;
}
