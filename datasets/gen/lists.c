/* datasets/gen/lists.c - see lists.h. Rows are kept sorted by list (stable), so that a list is a
 * run. */
#include "datasets/gen/lists.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/table/table.h"
#include "datasets/gen/messages.h"

struct dk_lists {
    dk_arena *arena;
    dk_list_row *rows;
    size_t n, capacity;
};

enum { COL_LIST, COL_CODE, COL_NAME, COL_ALIASES, COL_PARENT, N_COLS };

static const char *const column_names[N_COLS] = {"list", "code", "name", "aliases", "parent"};

/* Column numbers of the header; false when list, code or name is absent. */
static bool find_columns(const dk_row *header, size_t at[N_COLS])
{
    for (size_t c = 0; c < N_COLS; c++) {
        at[c] = SIZE_MAX;
        for (size_t i = 0; i < header->n_cells; i++)
            if (strcmp(header->cells[i].text, column_names[c]) == 0)
                at[c] = i;
    }
    return at[COL_LIST] != SIZE_MAX && at[COL_CODE] != SIZE_MAX && at[COL_NAME] != SIZE_MAX;
}

static dk_code add_row(dk_lists *lists, const dk_row *row, const size_t at[N_COLS], dk_err *err)
{
    const char *text[N_COLS];
    for (size_t c = 0; c < N_COLS; c++) {
        text[c] = at[c] < row->n_cells ? dk_arena_text(lists->arena, row->cells[at[c]].text) : "";
        if (text[c] == NULL)
            return DK_NO_MEMORY(err);
    }
    dk_list_row *rows =
        dk_arena_grow(lists->arena, lists->rows, lists->n, &lists->capacity, sizeof *rows);
    if (rows == NULL)
        return DK_NO_MEMORY(err);
    lists->rows = rows;
    rows[lists->n++] = (dk_list_row){text[COL_LIST], text[COL_CODE], text[COL_NAME],
                                     text[COL_ALIASES], text[COL_PARENT]};
    return DK_OK;
}

static dk_code read_table(dk_lists *lists, dk_table *table, dk_err *err)
{
    dk_row row;
    size_t at[N_COLS];
    if (dk_table_rewind(table, 0, err) != DK_OK || dk_table_next(table, &row, err) != DK_OK)
        return DK_FAILED;
    if (!find_columns(&row, at))
        return DK_OK;
    for (;;) {
        if (dk_table_next(table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0)
            return DK_OK;
        if (add_row(lists, &row, at, err) != DK_OK)
            return DK_FAILED;
    }
}

static dk_code read_file(dk_lists *lists, const char *dir, const char *name, dk_err *err)
{
    const char *path = dk_arena_format(lists->arena, "%s/%s", dir, name);
    dk_table *table = NULL;
    if (path == NULL)
        return DK_NO_MEMORY(err);
    if (dk_table_open(path, name, NULL, &table, err) != DK_OK)
        return DK_FAILED;
    dk_code code = read_table(lists, table, err);
    dk_table_close(table);
    return code;
}

static int is_csv(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && strcmp(entry->d_name + len - 4, ".csv") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name); /* not alphasort: it follows the locale */
}

/* Merge sort by list name: stable, so that rows of a list stay in file order. */
static void sort_rows(dk_list_row *rows, dk_list_row *spare, size_t n)
{
    if (n < 2)
        return;
    size_t half = n / 2, i = 0, j = half;
    sort_rows(rows, spare, half);
    sort_rows(rows + half, spare, n - half);
    for (size_t k = 0; k < n; k++) {
        bool left = j == n || (i < half && strcmp(rows[i].list, rows[j].list) <= 0);
        spare[k] = left ? rows[i++] : rows[j++];
    }
    memcpy(rows, spare, n * sizeof *rows);
}

dk_code dk_lists_load(dk_arena *arena, const char *dir, dk_lists **out, dk_err *err)
{
    dk_lists *lists = dk_arena_alloc(arena, sizeof *lists);
    struct dirent **files = NULL;
    if (lists == NULL)
        return DK_NO_MEMORY(err);
    lists->arena = arena;
    int n = scandir(dir, &files, is_csv, by_name);
    if (n < 0)
        return DK_FAIL(err, MSG_FILE_MISSING, DK_NOWHERE, dk_arg_str(dir));
    dk_code code = DK_OK;
    for (int i = 0; i < n; i++) {
        if (code == DK_OK)
            code = read_file(lists, dir, files[i]->d_name, err);
        free(files[i]);
    }
    free(files);
    if (code != DK_OK)
        return DK_FAILED;
    if (lists->n == 0)
        return DK_FAIL(err, MSG_GEN_LIST_EMPTY, DK_NOWHERE, dk_arg_str(dir));
    dk_list_row *spare = dk_arena_array(arena, lists->n, sizeof *spare);
    if (spare == NULL)
        return DK_NO_MEMORY(err);
    sort_rows(lists->rows, spare, lists->n);
    *out = lists;
    return DK_OK;
}

const dk_list_row *dk_lists_all(const dk_lists *lists, const char *list, size_t *n)
{
    size_t low = 0, high = lists->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(lists->rows[mid].list, list) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    size_t end = low;
    while (end < lists->n && strcmp(lists->rows[end].list, list) == 0)
        end++;
    *n = end - low;
    return lists->rows + low;
}

/* True when `text` of `len` bytes is one of the names separated by |. */
static bool is_among(const char *names, const char *text, size_t len)
{
    for (const char *at = names; *at != '\0'; at += *at == '|') {
        size_t n = strcspn(at, "|");
        if (n == len && memcmp(at, text, len) == 0)
            return true;
        at += n;
    }
    return false;
}

static const dk_list_row *find_part(const dk_lists *lists, const char *list, const char *text,
                                    size_t len)
{
    size_t n;
    const dk_list_row *rows = dk_lists_all(lists, list, &n);
    for (size_t i = 0; i < n; i++)
        if ((strlen(rows[i].code) == len && memcmp(rows[i].code, text, len) == 0) ||
            (strlen(rows[i].name) == len && memcmp(rows[i].name, text, len) == 0))
            return &rows[i];
    for (size_t i = 0; i < n; i++)
        if (is_among(rows[i].aliases, text, len))
            return &rows[i];
    return NULL;
}

const dk_list_row *dk_lists_find(const dk_lists *lists, const char *list, const char *text)
{
    return find_part(lists, list, text, strlen(text));
}

dk_code dk_lists_get(const dk_lists *lists, const char *list, const char *names,
                     const dk_list_row **out, dk_err *err)
{
    for (const char *at = names; *at != '\0'; at += *at == '|') {
        size_t len = strcspn(at, "|");
        const dk_list_row *row = find_part(lists, list, at, len);
        if (row != NULL) {
            *out = row;
            return DK_OK;
        }
        at += len;
    }
    return DK_FAIL(err, MSG_GEN_CODE_MISSING, DK_NOWHERE, dk_arg_str(list), dk_arg_str(names));
}
