/* core/import/header.c - which row is the header and which column is which field (internal.h).
 *
 * The first rows are tried as headers, each alone and each together with the next one (two-row
 * headers with merged groups); the one with most fields wins, the earlier one on a tie, and a pair
 * only if it beats both of its rows. In a pair, a column is called by
 *
 *     月薪            group and title joined: 月薪下限
 *     下限   上限     else the title alone: below a group it counts for less, because "监护人 /
 * 姓名" is not the person's name when there is a plain 姓名 as well 姓名 (merged)   the group alone
 * where there is no title below it
 *
 * Where a merged group ends is inferred: it reaches over the empty cells to its right that have a
 * title below them. Merged ranges themselves stand behind the rows in the file.
 */
#include <assert.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/import/forms.h"
#include "core/import/internal.h"

enum { SCAN_ROWS = 40 };

typedef struct {
    const char **texts; /* NULL: empty */
    size_t n;
    int64_t number;
} text_row;

typedef struct {
    const dk_names *names;
    dk_arena *arena;
    text_row rows[SCAN_ROWS];
    size_t n_rows;
    size_t width; /* most columns of any row */
} scan;

static dk_code copy_row(scan *s, const dk_row *row, dk_err *err)
{
    text_row *copy = &s->rows[s->n_rows];
    *copy = (text_row){dk_arena_array(s->arena, row->n_cells, sizeof *copy->texts), row->n_cells,
                       row->number};
    if (copy->texts == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < row->n_cells; i++) {
        if (row->cells[i].kind == DK_CELL_EMPTY)
            continue;
        copy->texts[i] = dk_arena_copy(s->arena, row->cells[i].text, row->cells[i].len);
        if (copy->texts[i] == NULL)
            return DK_NO_MEMORY(err);
    }
    s->n_rows++;
    if (row->n_cells > s->width)
        s->width = row->n_cells;
    return DK_OK;
}

static dk_code read_rows(scan *s, dk_table *table, dk_err *err)
{
    dk_row row;
    while (s->n_rows < SCAN_ROWS) {
        if (dk_table_next(table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0)
            break;
        if (copy_row(s, &row, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static const char *at(const text_row *row, size_t column)
{
    return row != NULL && column < row->n ? row->texts[column] : NULL;
}

/* Looks `text` up for both registers and keeps what is better than what the column has. */
static dk_code try_text(const scan *s, const char *text, int penalty, dk_header_column *column,
                        dk_err *err)
{
    for (int side = 0; side < DK_SIDES; side++) {
        const dk_title *found;
        if (dk_titles_find(&s->names->titles[side], s->arena, text, &found, err) != DK_OK)
            return DK_FAILED;
        if (found == NULL || column->field[side] != SIZE_MAX)
            continue;
        column->field[side] = found->field;
        column->rank[side] = found->rank + penalty;
        column->is_both = column->is_both || (side == DK_MAIN && found->is_both);
    }
    return DK_OK;
}

/* The header text of a column made of `top` and `below`; NULL in `column` when both are. */
static dk_code name_header(const scan *s, const char *top, const char *below,
                           dk_header_column *column, dk_err *err)
{
    *column = (dk_header_column){.field = {SIZE_MAX, SIZE_MAX}, .twin = {SIZE_MAX, SIZE_MAX}};
    column->header = top == NULL ? below : top;
    if (top == NULL || below == NULL)
        return DK_OK;
    column->header = dk_arena_format(s->arena, "%s/%s", top, below);
    return column->header == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* Fills the i-th column of a header made of `top` and `below` (NULL: one row). */
static dk_code name_column(const scan *s, size_t i, const char *top, const char *below,
                           dk_header_column *column, dk_err *err)
{
    const dk_choice *choice;
    if (name_header(s, top, below, column, err) != DK_OK)
        return DK_FAILED;
    if (column->header == NULL)
        return DK_OK;
    if (dk_names_choice(s->names, s->arena, column->header, i, &choice, err) != DK_OK)
        return DK_FAILED;
    if (choice != NULL) {
        if (choice->side < DK_SIDES) {
            column->field[choice->side] = choice->field;
            column->rank[choice->side] = DK_RANK_CHOSEN;
        }
        return DK_OK;
    }
    if (top == NULL || below == NULL)
        return try_text(s, column->header, 0, column, err);
    const char *joined = dk_arena_format(s->arena, "%s%s", top, below);
    if (joined == NULL)
        return DK_NO_MEMORY(err);
    if (try_text(s, joined, 0, column, err) != DK_OK)
        return DK_FAILED;
    return try_text(s, below, DK_RANK_GROUP, column, err);
}

static bool ends_with(const char *text, const char *const *ends)
{
    const size_t len = text == NULL ? 0 : strlen(text);
    for (; *ends != NULL; ends++)
        if (len >= strlen(*ends) && strcmp(text + len - strlen(*ends), *ends) == 0)
            return true;
    return false;
}

/* True when `code` and `name` are the two halves of one coded thing: 专业号 and 专业名称. */
static bool are_twins(const dk_field *field, const dk_header_column *code,
                      const dk_header_column *name, int side)
{
    static const char *const numbers[] = {"号", "代码", "编码", "码", NULL}, *const names[] = {
                                                                                 "名称", "名",
                                                                                 NULL};
    return field->type == DK_TYPE_CODE && code->rank[side] < DK_RANK_GROUP &&
           name->rank[side] < DK_RANK_GROUP && ends_with(code->header, numbers) &&
           ends_with(name->header, names);
}

static void make_twin(dk_header_column *name, int side)
{
    name->twin[side] = name->field[side];
    name->field[side] = SIZE_MAX;
}

/* Of two columns for one field the better one keeps it; equally good ones are reported. */
static void settle(dk_header *header, const dk_register *reg, int side, size_t a, size_t b)
{
    dk_header_column *x = &header->columns[a], *y = &header->columns[b];
    const dk_field *field = &reg->fields[x->field[side]];
    if (are_twins(field, x, y, side))
        make_twin(y, side);
    else if (are_twins(field, y, x, side))
        make_twin(x, side);
    else if (x->rank[side] == y->rank[side]) {
        if (header->twice[0] == header->twice[1]) {
            header->twice[0] = a;
            header->twice[1] = b;
        }
        y->field[side] = SIZE_MAX;
    } else if (x->rank[side] < y->rank[side]) {
        y->field[side] = SIZE_MAX;
    } else {
        x->field[side] = SIZE_MAX;
    }
}

static void settle_all(const scan *s, dk_header *header, int side)
{
    for (size_t b = 1; b < header->n; b++)
        for (size_t a = 0; a < b; a++)
            if (header->columns[b].field[side] != SIZE_MAX &&
                header->columns[a].field[side] == header->columns[b].field[side])
                settle(header, s->names->titles[side].reg, side, a, b);
}

/* A column that both registers know is the main one's, unless it is a key or required of the other.
 */
static void divide(const scan *s, dk_header *header)
{
    const dk_register *also = s->names->titles[DK_ALSO].reg;
    for (size_t i = 0; i < header->n && also != NULL; i++) {
        size_t *field = header->columns[i].field;
        if (field[DK_MAIN] != SIZE_MAX && field[DK_ALSO] != SIZE_MAX &&
            (also->fields[field[DK_ALSO]].flags & (DK_F_NATURAL_KEY | DK_F_REQUIRED)) == 0)
            field[DK_ALSO] = SIZE_MAX;
    }
}

/* True when the column is the form's; its meaning is then what the form says, unless a person
 * chose. */
static bool is_of_form(const scan *s, const dk_form_column *from, const char *key,
                       dk_header_column *column)
{
    const dk_register *reg = s->names->titles[DK_MAIN].reg;
    if (strcmp(key, from->title) != 0)
        return false;
    for (int side = 0; side < DK_SIDES; side++)
        if (column->field[side] != SIZE_MAX && column->rank[side] == DK_RANK_CHOSEN)
            return true;
    column->field[DK_MAIN] = column->field[DK_ALSO] = SIZE_MAX;
    column->is_both = false;
    if (from->field == NULL || from->as == DK_FORM_YEAR)
        return true;
    column->field[DK_MAIN] = dk_field_find(reg, from->field);
    column->rank[DK_MAIN] = DK_RANK_FORM;
    return true;
}

/* A header with three quarters of the titles of a form is that form. */
static dk_code apply_form(const scan *s, const dk_form *form, dk_header *header, dk_err *err)
{
    dk_header_column *columns = dk_arena_array(s->arena, header->n, sizeof *columns);
    size_t found = 0;
    if (columns == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < header->n; i++) {
        columns[i] = header->columns[i];
        const char *key = columns[i].header == NULL ? "" : dk_text_key(s->arena, columns[i].header);
        if (key == NULL)
            return DK_NO_MEMORY(err);
        for (size_t c = 0; c < form->n; c++)
            found += is_of_form(s, &form->columns[c], key, &columns[i]);
    }
    if (found * 4 >= form->n * 3)
        header->columns = columns;
    return DK_OK;
}

static dk_code apply_forms(const scan *s, dk_header *header, dk_err *err)
{
    for (size_t i = 0; i < dk_n_forms; i++)
        if (strcmp(dk_forms[i].reg, s->names->titles[DK_MAIN].reg->key) == 0 &&
            apply_form(s, &dk_forms[i], header, err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

static dk_code try_header(const scan *s, const text_row *first, const text_row *second,
                          dk_header *out, dk_err *err)
{
    *out = (dk_header){.first_row = first->number,
                       .last_row = second == NULL ? first->number : second->number,
                       .n = s->width};
    out->columns = dk_arena_array(s->arena, s->width, sizeof *out->columns);
    if (out->columns == NULL)
        return DK_NO_MEMORY(err);
    const char *group = NULL;
    for (size_t i = 0; i < s->width; i++) {
        const char *top = at(first, i), *below = at(second, i);
        group = top != NULL ? top : below != NULL ? group : NULL;
        if (name_column(s, i, group, below, &out->columns[i], err) != DK_OK)
            return DK_FAILED;
    }
    if (apply_forms(s, out, err) != DK_OK)
        return DK_FAILED;
    for (int side = 0; side < DK_SIDES; side++)
        settle_all(s, out, side);
    divide(s, out);
    for (size_t i = 0; i < s->width; i++)
        out->n_fields += out->columns[i].field[DK_MAIN] != SIZE_MAX ||
                         out->columns[i].field[DK_ALSO] != SIZE_MAX;
    return DK_OK;
}

/* Tries every row alone and in pairs; `best` is the one with most fields. */
static dk_code choose(const scan *s, dk_header *best, dk_err *err)
{
    *best = (dk_header){0};
    for (size_t i = 0; i < s->n_rows; i++) {
        dk_header one, two;
        if (try_header(s, &s->rows[i], NULL, &one, err) != DK_OK)
            return DK_FAILED;
        if (one.n_fields > best->n_fields)
            *best = one;
        if (i + 1 == s->n_rows || s->rows[i + 1].number != s->rows[i].number + 1)
            continue;
        if (try_header(s, &s->rows[i], &s->rows[i + 1], &two, err) != DK_OK)
            return DK_FAILED;
        dk_header below;
        if (try_header(s, &s->rows[i + 1], NULL, &below, err) != DK_OK)
            return DK_FAILED;
        if (two.n_fields > best->n_fields && two.n_fields > below.n_fields)
            *best = two;
    }
    return DK_OK;
}

dk_code dk_header_find(dk_table *table, const dk_names *names, dk_arena *arena, dk_header *header,
                       dk_err *err)
{
    scan s = {.names = names, .arena = arena};
    if (read_rows(&s, table, err) != DK_OK)
        return DK_FAILED;
    dk_code code = choose(&s, header, err);
    header->is_empty = s.n_rows == 0;
    return code;
}

size_t dk_header_column_of(const dk_header *header, int side, size_t field)
{
    for (size_t i = 0; i < header->n; i++)
        if (header->columns[i].field[side] == field)
            return i;
    return SIZE_MAX;
}
