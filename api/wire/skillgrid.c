/* api/wire/skillgrid.c - see skillgrid.h. */
#include "api/wire/skillgrid.h"

#include "api/wire/messages.h"
#include "api/wire/read.h"

void dk_wire_skill_groups(dk_buf *out, const char *kind, const dk_skill_group *groups, size_t n)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "kind", kind);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < n; i++) {
        dk_json_object(&json, NULL);
        dk_json_text(&json, "group", groups[i].group);
        dk_json_text(&json, "title", groups[i].title);
        dk_json_int(&json, "n", groups[i].n);
        dk_json_int(&json, "given", groups[i].n_given);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

static void add_cell(dk_json *json, const dk_skill_cell *cell)
{
    if (cell->source == NULL) {
        dk_json_null(json, NULL);
        return;
    }
    dk_json_object(json, NULL);
    dk_json_int(json, "level", cell->level);
    dk_json_text(json, "source", cell->source);
    dk_json_day(json, "on", cell->on);
    dk_json_end(json, '}');
}

void dk_wire_skill_grid(dk_buf *out, const dk_skill_grid *grid)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "kind", grid->kind);
    dk_json_text(&json, "group", grid->group);
    dk_json_text(&json, "title", grid->title);
    dk_json_text(&json, "register", grid->reg);
    dk_json_day(&json, "as_of", grid->as_of);
    dk_json_int(&json, "seq", grid->seq);
    dk_json_array(&json, "columns");
    for (size_t c = 0; c < grid->n_columns; c++) {
        dk_json_object(&json, NULL);
        dk_json_text(&json, "code", grid->columns[c].code);
        dk_json_text(&json, "name", grid->columns[c].name);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_array(&json, "lines");
    for (size_t i = 0; i < grid->n_lines; i++) {
        dk_json_object(&json, NULL);
        dk_json_int(&json, "id", grid->lines[i].id);
        dk_json_text(&json, "no", grid->lines[i].no);
        dk_json_text(&json, "own", grid->lines[i].own);
        dk_json_text(&json, "label", grid->lines[i].label);
        dk_json_array(&json, "cells");
        for (size_t c = 0; c < grid->n_columns; c++)
            add_cell(&json, &grid->cells[i * grid->n_columns + c]);
        dk_json_end(&json, ']');
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

static dk_code wrong(const char *key, const char *expected, dk_err *err)
{
    return DK_FAIL(err, MSG_JSON_MEMBER, (dk_place){.field = key}, dk_arg_str(key),
                   dk_arg_str(expected));
}

static dk_code read_edit(const dk_json_node *node, dk_skill_edit *out, dk_err *err)
{
    int64_t id = 0, level = -1;
    dk_skill_edit edit = {0};
    if (dk_json_get_int(node, "id", 1, INT64_MAX, &id, err) != DK_OK ||
        dk_json_get_int(node, "level", 0, 5, &level, err) != DK_OK ||
        dk_json_get_text(node, "skill", &edit.skill, err) != DK_OK)
        return DK_FAILED;
    if (id == 0)
        return wrong("id", "记录编号 / a record number", err);
    if (edit.skill == NULL)
        return wrong("skill", "文本 / a text", err);
    edit.id = id;
    edit.level = (int)level;
    *out = edit;
    return DK_OK;
}

dk_code dk_wire_skill_edits_read(dk_arena *arena, const char *bytes, size_t len,
                                 dk_wire_skill_edits *out, dk_err *err)
{
    const dk_json_limits limits = {8, 100000, 4096};
    const dk_json_node *root;
    const char *date = NULL;
    dk_wire_skill_edits r = {.day = DK_DAY_NONE};
    if (dk_json_read(arena, bytes, len, &limits, &root, err) != DK_OK ||
        dk_json_get_text(root, "kind", &r.kind, err) != DK_OK ||
        dk_json_get_text(root, "date", &date, err) != DK_OK)
        return DK_FAILED;
    const dk_json_node *cells = dk_json_get(root, "cells");
    if (r.kind == NULL)
        return wrong("kind", "class, posts", err);
    if (date != NULL && !dk_day_parse(date, &r.day))
        return wrong("date", "2026-03-05", err);
    if (cells == NULL || cells->kind != DK_JSON_ARRAY)
        return wrong("cells", "数组 / an array", err);
    r.edits = dk_arena_array(arena, cells->n + 1, sizeof *r.edits);
    if (r.edits == NULL)
        return DK_NO_MEMORY(err);
    for (; r.n < cells->n; r.n++)
        if (read_edit(&cells->items[r.n], &r.edits[r.n], err) != DK_OK)
            return DK_FAILED;
    *out = r;
    return DK_OK;
}
