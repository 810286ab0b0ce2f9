/* api/usecase/skillgrid_save.c - edits of a grid to one batch; the grid as a workbook, out and back
 * (skillgrid.h). */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/file.h"
#include "api/usecase/messages.h"
#include "api/usecase/skillgrid.h"
#include "api/usecase/skillgrid_kinds.h"
#include "core/base/date.h"
#include "core/base/parse.h"
#include "core/register/fields.h"
#include "core/register/messages.h"
#include "core/table/table.h"

enum { LEVEL_MOST = 5, HEADER_ROWS = 20 };

/* ---- edits to records ---- */

static int by_record(const void *a, const void *b)
{
    const dk_skill_edit *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return strcmp(x->skill, y->skill);
}

static dk_code check_edits(dk_app *app, const dk_skill_edit *edits, size_t n, dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes;
    if (dk_app_codes(app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = DK_OK;
    for (size_t i = 0; code == DK_OK && i < n; i++) {
        if (dk_codes_find(codes, "skill", edits[i].skill, DK_DAY_NONE) == NULL)
            code = DK_FAIL(err, MSG_CODE_UNKNOWN_FAR, DK_NOWHERE, dk_arg_str("技能"),
                           dk_arg_str("skill"), dk_arg_str(edits[i].skill), dk_arg_str(""));
        else if (edits[i].level < -1 || edits[i].level > LEVEL_MOST)
            code = DK_FAIL(err, MSG_VALUE_RANGE, DK_NOWHERE, dk_arg_str("水平"),
                           dk_arg_str("level"), dk_arg_int(0), dk_arg_int(LEVEL_MOST));
    }
    dk_app_codes_release(ref);
    return code;
}

static dk_value text_value(const char *text)
{
    return (dk_value){.kind = DK_V_TEXT, .text = text};
}

static dk_value int_value(int64_t num)
{
    return (dk_value){.kind = DK_V_INT, .num = num};
}

typedef struct {
    dk_app *app;
    const dk_actor *actor;
    const dk_grid_kind *kind;
    const dk_register *reg;
    const char *source; /* of levels of people */
    int32_t day;
    dk_arena *arena;
} saving;

static bool is_of_post(const saving *s)
{
    return strcmp(s->kind->reg, "posts") == 0;
}

/* A new tuple for an edit, keeping what the old one says beside the level. */
static void write_tuple(const saving *s, const dk_skill_edit *edit, dk_value *row)
{
    row[DK_SUB_SKILLS_skill] = text_value(edit->skill);
    row[DK_SUB_SKILLS_level] = int_value(edit->level);
    if (is_of_post(s))
        return;
    row[DK_SUB_SKILLS_source] = text_value(s->source);
    row[DK_SUB_SKILLS_date] = int_value(s->day);
}

static bool is_same(const saving *s, const dk_skill_edit *edit, const dk_value *row)
{
    if (row[DK_SUB_SKILLS_level].kind != DK_V_INT || row[DK_SUB_SKILLS_level].num != edit->level)
        return false;
    const dk_value *source = &row[DK_SUB_SKILLS_source];
    return is_of_post(s) || (source->kind == DK_V_TEXT && strcmp(source->text, s->source) == 0);
}

/* Applies the edits of one record (sorted by skill, of two for one skill the later) to its list.
 * False: memory. */
static bool edit_list(const saving *s, dk_value *list, const dk_skill_edit *edits, size_t n)
{
    _Static_assert((int)DK_SUB_SKILLS_skill == (int)DK_SUB_SKILLS_REQ_skill &&
                       (int)DK_SUB_SKILLS_level == (int)DK_SUB_SKILLS_REQ_level,
                   "both lists begin with skill and level");
    size_t columns = dk_field_columns(&s->reg->fields[s->kind->list]);
    size_t had = list->kind == DK_V_LIST ? list->n_rows : 0, kept = 0;
    dk_value *items = dk_arena_array(s->arena, (had + n) * columns + 1, sizeof *items);
    if (items == NULL)
        return false;
    if (had > 0)
        memcpy(items, list->items, had * columns * sizeof *items);
    kept = had;
    for (size_t e = 0; e < n; e++) {
        size_t at = 0;
        if (e + 1 < n && strcmp(edits[e].skill, edits[e + 1].skill) == 0)
            continue;
        while (at < kept &&
               strcmp(items[at * columns + DK_SUB_SKILLS_skill].text, edits[e].skill) != 0)
            at++;
        if (edits[e].level >= 0) {
            if (at < kept && is_same(s, &edits[e], items + at * columns))
                continue;
            write_tuple(s, &edits[e], items + at * columns);
            kept += at == kept;
        } else if (at < kept) {
            kept--;
            memmove(items + at * columns, items + (at + 1) * columns,
                    (kept - at) * columns * sizeof *items);
            memset(items + kept * columns, 0, columns * sizeof *items);
        }
    }
    *list = kept == 0 ? (dk_value){.kind = DK_V_NULL}
                      : (dk_value){.kind = DK_V_LIST, .items = items, .n_rows = (uint32_t)kept};
    return true;
}

/* The wanted state of the record that edits[0..n) are about: its list alone. */
static dk_code edit_record(const saving *s, const dk_skill_edit *edits, size_t n, dk_record **out,
                           dk_err *err)
{
    dk_record *have;
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(s->app, &store, err);
    if (code == DK_OK)
        code = dk_store_get(&(dk_view){store, s->actor, s->arena}, s->reg, edits->id, false, &have,
                            err);
    dk_app_return(s->app, store);
    if (code != DK_OK)
        return code;
    dk_record *want = dk_record_new(s->arena, s->reg);
    if (want == NULL)
        return DK_NO_MEMORY(err);
    want->id = edits->id;
    want->v[s->kind->list] = have->v[s->kind->list];
    if (!edit_list(s, &want->v[s->kind->list], edits, n))
        return DK_NO_MEMORY(err);
    *out = want;
    return DK_OK;
}

static dk_code save(const saving *s, const dk_skill_save *how, const dk_skill_edit *edits, size_t n,
                    dk_apply_result *out, dk_err *err)
{
    dk_skill_edit *sorted = dk_arena_array(s->arena, n + 1, sizeof *sorted);
    dk_batch_row *rows = dk_arena_array(s->arena, n + 1, sizeof *rows);
    if (sorted == NULL || rows == NULL)
        return DK_NO_MEMORY(err);
    memcpy(sorted, edits, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_record);
    dk_batch batch = {.kind = how->source == NULL ? "edit" : how->source,
                      .file = how->file,
                      .note = "skills",
                      .rows = rows};
    memcpy(batch.hash, how->hash, sizeof batch.hash);
    for (size_t i = 0, run; i < n; i += run) {
        for (run = 1; i + run < n && sorted[i + run].id == sorted[i].id;)
            run++;
        if (edit_record(s, sorted + i, run, &rows[batch.n_rows++].record, err) != DK_OK)
            return DK_FAILED;
    }
    return dk_app_apply(&(dk_call){s->app, s->actor, NULL}, &batch, how->is_dry_run, out, err);
}

dk_code dk_uc_skill_save(const dk_call *call, const dk_skill_save *how, const dk_skill_edit *edits,
                         size_t n, dk_apply_result *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(how->kind != NULL && (edits != NULL || n == 0));
    saving s = {.app = call->app,
                .actor = call->actor,
                .source = how->source == NULL ? "assessed" : how->source,
                .day = how->day == DK_DAY_NONE ? dk_app_as_of(call->app) : how->day};
    if (dk_grid_kind_get(how->kind, &s.kind, err) != DK_OK ||
        check_edits(call->app, edits, n, err) != DK_OK)
        return DK_FAILED;
    s.reg = dk_register_find(s.kind->reg);
    s.arena = dk_arena_new();
    *out = (dk_apply_result){0};
    dk_code code = s.arena == NULL ? DK_NO_MEMORY(err)
                   : n == 0        ? DK_OK
                                   : save(&s, how, edits, n, out, err);
    dk_arena_free(s.arena);
    return code;
}

/* ---- out ---- */

static const dk_text NUMBER_TITLE = {"记录编号", "Record number"};

static bool is_given(const dk_skill_cell *cell)
{
    return cell->source != NULL && dk_grid_is_given(cell->source);
}

static dk_column *workbook_columns(const dk_skill_grid *grid, dk_lang lang, dk_arena *arena)
{
    static const dk_text note = {
        "0 不会 1 了解 2 指导下会做 3 独立完成 4 熟练 5 精通；空着不改，填 - 取消已评",
        "0 none 1 aware 2 with guidance 3 independent 4 proficient 5 expert; empty: no change, "
        "-: take it away"};
    static const char *const levels[] = {"0", "1", "2", "3", "4", "5", "-", NULL};
    bool is_class = strcmp(grid->kind, "class") == 0;
    const dk_text own =
        is_class ? (dk_text){"学籍号", "Student number"} : (dk_text){"岗位编号", "Post number"};
    const dk_text name = is_class ? (dk_text){"姓名", "Name"} : (dk_text){"岗位名称", "Post"};
    dk_column *columns = dk_arena_array(arena, grid->n_columns + 3, sizeof *columns);
    if (columns == NULL)
        return NULL;
    columns[0] = (dk_column){.title = dk_in(NUMBER_TITLE, lang)};
    columns[1] = (dk_column){.title = dk_in(own, lang)};
    columns[2] = (dk_column){.title = dk_in(name, lang)};
    for (size_t c = 0; c < grid->n_columns; c++) {
        columns[c + 3] = (dk_column){
            .title = dk_arena_format(arena, "%s %s", grid->columns[c].code, grid->columns[c].name),
            .kind = DK_COLUMN_NUMBER,
            .note = dk_in(note, lang),
            .choices = levels,
        };
        if (columns[c + 3].title == NULL)
            return NULL;
    }
    return columns;
}

static dk_code write_lines(const dk_skill_grid *grid, dk_table_writer *writer, const char **cells,
                           dk_err *err)
{
    static const char *const levels[] = {"0", "1", "2", "3", "4", "5"};
    for (size_t i = 0; i < grid->n_lines; i++) {
        cells[0] = grid->lines[i].no;
        cells[1] = grid->lines[i].own;
        cells[2] = grid->lines[i].label;
        for (size_t c = 0; c < grid->n_columns; c++) {
            const dk_skill_cell *cell = &grid->cells[i * grid->n_columns + c];
            cells[c + 3] = is_given(cell) ? levels[cell->level] : NULL;
        }
        if (dk_table_write_row(writer, cells, grid->n_columns + 3, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_uc_skill_export(const dk_skill_grid *grid, dk_lang lang, const char *path, dk_err *err)
{
    dk_table_writer *writer = NULL;
    dk_arena *arena = dk_arena_new();
    dk_column *columns = arena == NULL ? NULL : workbook_columns(grid, lang, arena);
    const char **cells =
        columns == NULL ? NULL : dk_arena_array(arena, grid->n_columns + 3, sizeof *cells);
    dk_code code = cells == NULL ? DK_NO_MEMORY(err) : dk_table_xlsx_create(path, &writer, err);
    if (code == DK_OK)
        code = dk_table_write_sheet(writer, lang == DK_ZH ? "技能" : "skills", NULL, columns,
                                    grid->n_columns + 3, err);
    if (code == DK_OK)
        code = write_lines(grid, writer, cells, err);
    if (code == DK_OK)
        code = dk_table_writer_finish(writer, err);
    else
        dk_table_writer_abandon(writer);
    dk_arena_free(arena);
    return code;
}

/* ---- back ---- */

typedef struct {
    dk_app *app;
    const dk_codes *codes;
    const dk_register *reg;
    dk_arena *arena;
    dk_table *table;
    dk_err_list *errors;
    size_t number_column;
    const char **skills; /* per column: skill code or NULL */
    const char **titles;
    size_t n_columns;
    dk_skill_edit *edits;
    size_t n, capacity;
} workbook;

static const char *cell_text(const workbook *w, const dk_row *row, size_t column)
{
    return column < row->n_cells && row->cells[column].kind != DK_CELL_EMPTY
               ? dk_text_fold(w->arena, row->cells[column].text)
               : "";
}

/* The skill a header names: "S014 电焊", "S014" or a name or alias; NULL: none. */
static const char *skill_of(const workbook *w, const char *header)
{
    size_t len = strcspn(header, " ");
    const char *code = dk_arena_copy(w->arena, header, len);
    const dk_code_row *row =
        code == NULL || len == 0 ? NULL : dk_codes_find(w->codes, "skill", code, DK_DAY_NONE);
    if (row == NULL && *header != '\0')
        row = dk_codes_by_name(w->codes, "skill", header, DK_DAY_NONE);
    return row == NULL ? NULL : row->code;
}

/* Takes the row as header when one cell is the record number and another a skill. False: it is
 * none, or memory is out. */
static bool take_header(workbook *w, const dk_row *row)
{
    bool has_number = false, has_skill = false;
    w->skills = dk_arena_array(w->arena, row->n_cells, sizeof *w->skills);
    w->titles = dk_arena_array(w->arena, row->n_cells, sizeof *w->titles);
    if (w->skills == NULL || w->titles == NULL)
        return false;
    for (size_t c = 0; c < row->n_cells; c++) {
        const char *text = cell_text(w, row, c);
        if (text == NULL)
            return false;
        w->titles[c] = text;
        if (strcmp(text, NUMBER_TITLE.zh) == 0 || strcmp(text, NUMBER_TITLE.en) == 0 ||
            strcmp(text, "record") == 0) {
            w->number_column = c;
            has_number = true;
        } else if ((w->skills[c] = skill_of(w, text)) != NULL) {
            has_skill = true;
        }
    }
    w->n_columns = row->n_cells;
    return has_number && has_skill;
}

static dk_code add_error(workbook *w, const dk_row *row, size_t column, dk_err *found, dk_err *err)
{
    dk_err_locate(found, (dk_place){.file = dk_table_name(w->table),
                                    .row = row->number,
                                    .column = (int64_t)column + 1,
                                    .field = w->titles[column]});
    if (dk_err_list_add(w->errors, found) == DK_OK)
        return DK_OK;
    *err = *found;
    return DK_FAILED;
}

static dk_code take_cell(workbook *w, const dk_row *row, size_t column, int64_t id, dk_err *err)
{
    const char *text = cell_text(w, row, column);
    int64_t level = -1;
    if (text == NULL)
        return DK_NO_MEMORY(err);
    if (*text == '\0')
        return DK_OK;
    if (strcmp(text, "-") != 0 && !dk_parse_int(text, 0, LEVEL_MOST, &level)) {
        dk_err found = DK_ERR_INIT;
        (void)DK_FAIL(&found, MSG_GRID_LEVEL, DK_NOWHERE, dk_arg_str(text));
        return add_error(w, row, column, &found, err);
    }
    w->edits = dk_arena_grow(w->arena, w->edits, w->n, &w->capacity, sizeof *w->edits);
    if (w->edits == NULL)
        return DK_NO_MEMORY(err);
    w->edits[w->n++] = (dk_skill_edit){id, w->skills[column], (int)level};
    return DK_OK;
}

static dk_code take_row(workbook *w, const dk_row *row, dk_err *err)
{
    int64_t id = 0;
    const char *no = cell_text(w, row, w->number_column);
    if (no == NULL)
        return DK_NO_MEMORY(err);
    if (*no == '\0')
        return DK_OK;
    if (!dk_record_no_parse(w->reg, no, &id)) {
        dk_err found = DK_ERR_INIT;
        (void)DK_FAIL(&found, MSG_GRID_RECORD, DK_NOWHERE, dk_arg_str(no),
                      dk_arg_str(w->reg->letter));
        return add_error(w, row, w->number_column, &found, err);
    }
    for (size_t c = 0; c < w->n_columns; c++)
        if (w->skills[c] != NULL && take_cell(w, row, c, id, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

static dk_code read_workbook(workbook *w, dk_err *err)
{
    bool has_header = false;
    dk_row row;
    if (dk_table_rewind(w->table, 0, err) != DK_OK)
        return DK_FAILED;
    for (;;) {
        if (dk_table_next(w->table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0 || (!has_header && row.number > HEADER_ROWS))
            break;
        if (has_header && take_row(w, &row, err) != DK_OK)
            return DK_FAILED;
        has_header = has_header || take_header(w, &row);
    }
    return has_header ? DK_OK : DK_FAIL0(err, MSG_GRID_HEADER);
}

dk_code dk_uc_skill_import(const dk_call *call, const dk_skill_save *how, const char *path,
                           dk_err_list *errors, dk_apply_result *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    assert(path != NULL && errors != NULL);
    const dk_grid_kind *kind;
    dk_codes_ref *ref = NULL;
    unsigned char *bytes = NULL;
    size_t len = 0;
    dk_skill_save save_how = *how;
    workbook w = {.app = call->app, .arena = call->arena, .errors = errors};
    dk_code code = DK_FAILED;
    *out = (dk_apply_result){0};
    if (dk_grid_kind_get(how->kind, &kind, err) != DK_OK ||
        dk_app_codes(call->app, &ref, &w.codes, err) != DK_OK)
        goto cleanup;
    w.reg = dk_register_find(kind->reg);
    if (dk_file_read(path, &bytes, &len, err) != DK_OK ||
        dk_table_open_bytes(bytes, len, how->file != NULL ? how->file : path, NULL, &w.table,
                            err) != DK_OK ||
        read_workbook(&w, err) != DK_OK)
        goto cleanup;
    dk_sha256(bytes, len, save_how.hash);
    code = errors->total > 0 ? DK_OK : dk_uc_skill_save(call, &save_how, w.edits, w.n, out, err);
cleanup:
    dk_table_close(w.table);
    free(bytes);
    dk_app_codes_release(ref);
    return code;
}
