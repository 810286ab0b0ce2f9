/* api/usecase/similar.c - see similar.h. */
#include "api/usecase/similar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/file.h"
#include "api/usecase/messages.h"
#include "core/base/parse.h"
#include "core/match/messages.h"
#include "core/table/table.h"

enum { PROFILE, ELEMENT, IMPORTANCE, LEVEL, N_COLUMNS, MAX_ROWS = 10000000, MAX_CELLS = 50000000 };

static const char *const NAMES[N_COLUMNS][3] = {[PROFILE] = {"onet_soc", "profile", "key"},
                                                [ELEMENT] = {"element_id", "element", NULL},
                                                [IMPORTANCE] = {"importance", "value", NULL},
                                                [LEVEL] = {"level", NULL, NULL}};

typedef struct {
    const char *profile, *element;
    double importance, level;
    int64_t row;
} rating;

typedef struct {
    dk_arena *arena;
    const char *name;
    dk_table *table;
    size_t column[N_COLUMNS]; /* SIZE_MAX: there is none */
    rating *ratings;
    size_t n, room;
} reader;

static bool is_name(size_t column, const char *key)
{
    for (size_t k = 0; k < 3 && NAMES[column][k] != NULL; k++)
        if (strcmp(NAMES[column][k], key) == 0)
            return true;
    return false;
}

static dk_code read_header(reader *r, dk_err *err)
{
    dk_row row;
    if (dk_table_rewind(r->table, 0, err) != DK_OK || dk_table_next(r->table, &row, err) != DK_OK)
        return DK_FAILED;
    for (size_t c = 0; c < N_COLUMNS; c++) {
        r->column[c] = SIZE_MAX;
        for (size_t i = 0; i < row.n_cells; i++) {
            const char *key = dk_text_key(r->arena, row.cells[i].text);
            if (key == NULL)
                return DK_NO_MEMORY(err);
            if (r->column[c] == SIZE_MAX && is_name(c, key))
                r->column[c] = i;
        }
        if (r->column[c] == SIZE_MAX && c != LEVEL)
            return DK_FAIL(err, MSG_INPUT_COLUMN, ((dk_place){.file = r->name, .row = row.number}),
                           dk_arg_str(NAMES[c][0]),
                           dk_arg_str("onet_soc,element_id,importance,level"));
    }
    return DK_OK;
}

static const char *cell(const reader *r, const dk_row *row, size_t column)
{
    size_t at = r->column[column];
    return at < row->n_cells ? row->cells[at].text : "";
}

static dk_code read_number(const reader *r, const dk_row *row, size_t column, double *out,
                           dk_err *err)
{
    const char *text = cell(r, row, column);
    *out = NAN;
    if (*text == '\0' || dk_parse_double(text, out))
        return DK_OK;
    return DK_FAIL(err, MSG_INPUT_VALUE,
                   ((dk_place){.file = r->name,
                               .row = row->number,
                               .column = (int64_t)r->column[column] + 1,
                               .field = NAMES[column][0]}),
                   dk_arg_str(text));
}

static dk_code read_row(reader *r, const dk_row *row, dk_err *err)
{
    const char *profile = cell(r, row, PROFILE);
    rating new = {.row = row->number, .element = dk_arena_text(r->arena, cell(r, row, ELEMENT))};
    bool is_same = r->n > 0 && strcmp(r->ratings[r->n - 1].profile, profile) == 0;
    new.profile = is_same ? r->ratings[r->n - 1].profile : dk_arena_text(r->arena, profile);
    rating *all = dk_arena_grow(r->arena, r->ratings, r->n, &r->room, sizeof *all);
    if (all == NULL || new.profile == NULL || new.element == NULL)
        return DK_NO_MEMORY(err);
    r->ratings = all;
    if (*new.profile == '\0' || *new.element == '\0')
        return dk_fail(err, &MSG_INPUT_KEY, (dk_place){.file = r->name, .row = row->number}, NULL,
                       0);
    if (read_number(r, row, IMPORTANCE, &new.importance, err) != DK_OK ||
        read_number(r, row, LEVEL, &new.level, err) != DK_OK)
        return DK_FAILED;
    r->ratings[r->n++] = new;
    return DK_OK;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The different texts of `all` in order, *n of them; `all` is sorted in place. */
static void unique(const char **all, size_t *n)
{
    size_t kept = 0;
    qsort(all, *n, sizeof *all, by_text);
    for (size_t i = 0; i < *n; i++)
        if (kept == 0 || strcmp(all[kept - 1], all[i]) != 0)
            all[kept++] = all[i];
    *n = kept;
}

static size_t position(const char *const *all, size_t n, const char *text)
{
    const char *const *hit = bsearch(&text, all, n, sizeof *all, by_text);
    return (size_t)(hit - all);
}

/* Ratings into the rows of a table, profiles and elements in code order. */
static dk_code arrange(reader *r, dk_profiles *out, dk_err *err)
{
    size_t n = r->n, m = r->n;
    const char **keys = dk_arena_array(r->arena, n, sizeof *keys);
    const char **elements = dk_arena_array(r->arena, m, sizeof *elements);
    if (keys == NULL || elements == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < r->n; i++) {
        keys[i] = r->ratings[i].profile;
        elements[i] = r->ratings[i].element;
    }
    unique(keys, &n);
    unique(elements, &m);
    if (n > DK_PROFILES_MAX || n * m > MAX_CELLS)
        return DK_FAIL(err, MSG_SIMILAR_SIZE, DK_NOWHERE, dk_arg_int((int64_t)n),
                       dk_arg_int((int64_t)m), dk_arg_int(DK_PROFILES_MAX),
                       dk_arg_int(MAX_CELLS / (int64_t)n));
    double *importance = dk_arena_array(r->arena, n * m, sizeof *importance);
    double *level = dk_arena_array(r->arena, n * m, sizeof *level);
    int64_t *row = dk_arena_array(r->arena, n * m, sizeof *row); /* where each came from */
    if (importance == NULL || level == NULL || row == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n * m; i++)
        importance[i] = level[i] = NAN;
    for (size_t i = 0; i < r->n; i++) {
        const rating *one = &r->ratings[i];
        size_t at = position(keys, n, one->profile) * m + position(elements, m, one->element);
        if (row[at] != 0)
            return DK_FAIL(err, MSG_INPUT_TWICE, ((dk_place){.file = r->name, .row = one->row}),
                           dk_arg_str(one->profile), dk_arg_str(one->element), dk_arg_int(row[at]));
        row[at] = one->row;
        importance[at] = one->importance;
        level[at] = one->level;
    }
    *out = (dk_profiles){keys, {n, m, importance, r->column[LEVEL] == SIZE_MAX ? NULL : level}};
    return DK_OK;
}

static dk_code read_ratings(reader *r, dk_err *err)
{
    dk_row row;
    if (read_header(r, err) != DK_OK)
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

dk_code dk_uc_profiles_read(const char *path, dk_arena *arena, dk_profiles *out, dk_err *err)
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
        code = read_ratings(&r, err);
    if (code == DK_OK)
        code = arrange(&r, out, err);
    if (code != DK_OK)
        dk_err_locate(err, (dk_place){.file = r.name});
    dk_table_close(r.table);
    free(bytes);
    return code;
}

dk_code dk_uc_similar(const dk_similar_input *input, dk_arena *arena, const double **out,
                      dk_err *err)
{
    if (input->n > DK_PROFILES_MAX)
        return DK_FAIL(err, MSG_SIMILAR_SIZE, DK_NOWHERE, dk_arg_int((int64_t)input->n),
                       dk_arg_int((int64_t)input->m), dk_arg_int(DK_PROFILES_MAX),
                       dk_arg_int(MAX_CELLS / DK_PROFILES_MAX));
    double *scores = dk_arena_array(arena, input->n * input->n, sizeof *scores);
    if (scores == NULL)
        return DK_NO_MEMORY(err);
    *out = scores;
    return dk_similar_all(input, scores, err);
}
