/* api/usecase/similar.c - see similar.h. */
#include "api/usecase/similar.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/builtin.h"
#include "api/usecase/file.h"
#include "api/usecase/messages.h"
#include "api/usecase/numbered.h"
#include "core/base/parse.h"
#include "core/match/messages.h"
#include "core/table/table.h"

enum {
    PROFILE,
    WORD, /* element, activity, title or task */
    IMPORTANCE,
    LEVEL,
    DOMAIN,
    N_COLUMNS,
    MAX_ROWS = 10000000,
    MAX_CELLS = 50000000,
    N_NAMES = 5
};

/* ---- the four kinds of file ---- */

typedef struct {
    const char *names[N_COLUMNS][N_NAMES]; /* of columns; the first one stands in messages */
    bool is_needed[N_COLUMNS];
    const char *example;
} file_kind;

#define PROFILE_NAMES                                                                              \
    {                                                                                              \
        "onet_soc", "o*net-soccode", "profile", "key"                                              \
    }

static const file_kind RATINGS = {
    .names = {[PROFILE] = PROFILE_NAMES,
              [WORD] = {"element_id", "element"},
              [IMPORTANCE] = {"importance", "value"},
              [LEVEL] = {"level"},
              [DOMAIN] = {"domain"}},
    .is_needed = {[PROFILE] = true, [WORD] = true, [IMPORTANCE] = true},
    .example = "onet_soc,domain,element_id,importance,level"};
static const file_kind ACTIVITIES = {
    .names = {[PROFILE] = PROFILE_NAMES,
              [WORD] = {"dwa_id", "activity", "activity_id", "dwaid", "gwa_element_id"}},
    .is_needed = {[PROFILE] = true, [WORD] = true},
    .example = "onet_soc,dwa_id"};
static const file_kind TITLES = {
    .names = {[PROFILE] = PROFILE_NAMES, [WORD] = {"title", "alternatetitle", "reportedjobtitle"}},
    .is_needed = {[PROFILE] = true, [WORD] = true},
    .example = "onet_soc,title"};
static const file_kind TASKS = {.names = {[PROFILE] = PROFILE_NAMES, [WORD] = {"task"}},
                                .is_needed = {[PROFILE] = true, [WORD] = true},
                                .example = "onet_soc,task"};

/* ---- reading one file ---- */

typedef struct {
    size_t profile, element;
    double importance, level;
    int64_t row;
} rating;

typedef struct {
    dk_arena *arena;
    const file_kind *kind;
    const char *name;
    dk_table *table;
    size_t column[N_COLUMNS]; /* SIZE_MAX: there is none */
    dk_numbered profiles, elements;
    bool *is_knowledge; /* [element], grown with them */
    size_t knowledge_room;
    bool has_levels;
    rating *ratings;
    size_t n, room;
    dk_similar_text *texts; /* of the file in work */
    size_t n_texts, text_room;
} reader;

static bool is_name(const file_kind *kind, size_t column, const char *key)
{
    for (size_t k = 0; k < N_NAMES && kind->names[column][k] != NULL; k++)
        if (strcmp(kind->names[column][k], key) == 0)
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
            if (r->column[c] == SIZE_MAX && is_name(r->kind, c, key))
                r->column[c] = i;
        }
        if (r->column[c] == SIZE_MAX && r->kind->is_needed[c])
            return DK_FAIL(err, MSG_INPUT_COLUMN, ((dk_place){.file = r->name, .row = row.number}),
                           dk_arg_str(r->kind->names[c][0]), dk_arg_str(r->kind->example));
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
                               .field = r->kind->names[column][0]}),
                   dk_arg_str(text));
}

static bool is_knowledge(const char *domain)
{
    return strcmp(domain, "K") == 0 || strcmp(domain, "k") == 0 ||
           strcmp(domain, "knowledge") == 0 || strcmp(domain, "Knowledge") == 0;
}

static dk_code read_rating(reader *r, const dk_row *row, dk_err *err)
{
    rating new = {.row = row->number,
                  .profile = dk_numbered_put(&r->profiles, cell(r, row, PROFILE)),
                  .element = dk_numbered_put(&r->elements, cell(r, row, WORD))};
    rating *all = dk_arena_grow(r->arena, r->ratings, r->n, &r->room, sizeof *all);
    if (all == NULL || new.profile == SIZE_MAX || new.element == SIZE_MAX)
        return DK_NO_MEMORY(err);
    r->ratings = all;
    while (r->elements.n > r->knowledge_room) {
        bool *more = dk_arena_grow(r->arena, r->is_knowledge, r->knowledge_room, &r->knowledge_room,
                                   sizeof *more);
        if (more == NULL)
            return DK_NO_MEMORY(err);
        r->is_knowledge = more;
    }
    r->is_knowledge[new.element] = is_knowledge(cell(r, row, DOMAIN));
    if (read_number(r, row, IMPORTANCE, &new.importance, err) != DK_OK ||
        read_number(r, row, LEVEL, &new.level, err) != DK_OK)
        return DK_FAILED;
    r->ratings[r->n++] = new;
    return DK_OK;
}

/* A text of a profile; those of profiles without ratings are left alone. */
static dk_code read_text(reader *r, const dk_row *row, dk_err *err)
{
    size_t profile = dk_numbered_find(&r->profiles, cell(r, row, PROFILE));
    if (profile == SIZE_MAX)
        return DK_OK;
    dk_similar_text *all =
        dk_arena_grow(r->arena, r->texts, r->n_texts, &r->text_room, sizeof *all);
    const char *copy = dk_arena_text(r->arena, cell(r, row, WORD));
    if (all == NULL || copy == NULL)
        return DK_NO_MEMORY(err);
    r->texts = all;
    r->texts[r->n_texts++] = (dk_similar_text){profile, copy};
    return DK_OK;
}

static dk_code read_rows(reader *r, dk_err *err)
{
    dk_row row;
    if (read_header(r, err) != DK_OK)
        return DK_FAILED;
    for (;;) {
        if (dk_table_next(r->table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0)
            break;
        if (*cell(r, &row, PROFILE) == '\0' || *cell(r, &row, WORD) == '\0')
            return dk_fail(err, &MSG_INPUT_KEY, (dk_place){.file = r->name, .row = row.number},
                           NULL, 0);
        if ((r->kind == &RATINGS ? read_rating(r, &row, err) : read_text(r, &row, err)) != DK_OK)
            return DK_FAILED;
    }
    if (r->kind == &RATINGS)
        r->has_levels = r->column[LEVEL] != SIZE_MAX;
    return (r->kind == &RATINGS ? r->n : r->n_texts) > 0 ? DK_OK : DK_FAIL0(err, MSG_INPUT_NO_ROWS);
}

static dk_code read_file(reader *r, const file_kind *kind, const char *path, dk_err *err)
{
    unsigned char *bytes = NULL;
    size_t len = 0;
    dk_table_limits limits = DK_TABLE_LIMITS_DEFAULT;
    limits.max_rows = MAX_ROWS;
    limits.max_file_bytes = DK_FILE_MAX;
    r->kind = kind;
    r->name = strcmp(path, "-") == 0 ? "stdin" : path;
    r->table = NULL;
    dk_code code = dk_file_read_any(path, &bytes, &len, err);
    if (code == DK_OK)
        code = dk_table_open_bytes(bytes, len, r->name, &limits, &r->table, err);
    if (code == DK_OK)
        code = read_rows(r, err);
    if (code != DK_OK)
        dk_err_locate(err, (dk_place){.file = r->name});
    dk_table_close(r->table);
    free(bytes);
    return code;
}

/* Files named in `paths`, joined by commas, into one set of texts. */
static dk_code read_texts(reader *r, const file_kind *kind, const char *paths,
                          dk_similar_texts *out, dk_err *err)
{
    r->texts = NULL;
    r->n_texts = r->text_room = 0;
    while (paths != NULL && *paths != '\0') {
        size_t len = strcspn(paths, ",");
        const char *path = dk_arena_copy(r->arena, paths, len);
        if (path == NULL)
            return DK_NO_MEMORY(err);
        if (read_file(r, kind, path, err) != DK_OK)
            return DK_FAILED;
        paths += len + (paths[len] == ',');
    }
    *out = (dk_similar_texts){r->texts, r->n_texts};
    return DK_OK;
}

/* Ratings into the rows of a table, profiles and elements in order of appearance. */
static dk_code arrange(reader *r, dk_profiles *out, dk_err *err)
{
    size_t n = r->profiles.n, m = r->elements.n;
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
        size_t at = one->profile * m + one->element;
        if (row[at] != 0)
            return DK_FAIL(err, MSG_INPUT_TWICE, ((dk_place){.file = r->name, .row = one->row}),
                           dk_arg_str(r->profiles.items[one->profile]),
                           dk_arg_str(r->elements.items[one->element]), dk_arg_int(row[at]));
        row[at] = one->row;
        importance[at] = one->importance;
        level[at] = one->level;
    }
    *out = (dk_profiles){.keys = r->profiles.items,
                         .input = {.n = n,
                                   .m = m,
                                   .importance = importance,
                                   .level = r->has_levels ? level : NULL,
                                   .is_knowledge = r->is_knowledge}};
    return DK_OK;
}

dk_code dk_uc_profiles_read(const dk_profile_files *files, dk_arena *arena, dk_profiles *out,
                            dk_err *err)
{
    reader r = {.arena = arena, .profiles = {.arena = arena}, .elements = {.arena = arena}};
    if (read_file(&r, &RATINGS, files->profiles, err) != DK_OK || arrange(&r, out, err) != DK_OK)
        return DK_FAILED;
    if (read_texts(&r, &ACTIVITIES, files->activities, &out->input.activities, err) != DK_OK ||
        read_texts(&r, &TITLES, files->titles, &out->input.titles, err) != DK_OK)
        return DK_FAILED;
    return read_texts(&r, &TASKS, files->tasks, &out->input.tasks, err);
}

dk_code dk_uc_similar_weights(dk_similar_weights *out, dk_err *err)
{
    for (const dk_builtin *file = dk_builtin_codes; file->name != NULL; file++) {
        if (strcmp(file->name, "similar.weights") == 0)
            return dk_similar_weights_parse(
                (const char *)file->start, (size_t)(file->end - file->start), file->name, out, err);
    }
    return DK_FAIL0(err, MSG_WEIGHTS_EMPTY);
}

dk_code dk_uc_similar(const dk_similar_input *input, dk_arena *arena, const double **out,
                      dk_err *err)
{
    assert(input->n <= DK_PROFILES_MAX);
    if (input->n > DK_PROFILES_MAX)
        return DK_FAIL(err, MSG_SIMILAR_SIZE, DK_NOWHERE, dk_arg_int((int64_t)input->n),
                       dk_arg_int((int64_t)input->m), dk_arg_int(DK_PROFILES_MAX),
                       dk_arg_int(MAX_CELLS / DK_PROFILES_MAX));
    double *scores = dk_arena_array(arena, input->n * input->n, sizeof *scores);
    if (scores == NULL)
        return DK_NO_MEMORY(err);
    dk_similar_weights weights;
    if (dk_uc_similar_weights(&weights, err) != DK_OK)
        return DK_FAILED;
    *out = scores;
    return dk_similar_all(input, &weights, scores, err);
}
