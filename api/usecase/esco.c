/* api/usecase/esco.c - see esco.h. */
#include "api/usecase/esco.h"

#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/file.h"
#include "api/usecase/messages.h"
#include "api/usecase/numbered.h"
#include "core/base/date.h"
#include "core/base/messages.h"
#include "core/match/related.h"
#include "core/table/table.h"

enum { COLUMNS = 3, MAX_ROWS = 10000000, ESSENTIAL = 600, OPTIONAL = 500, ALIASES = 1900 };

/* ---- reading ---- */

/* One kind of file: its columns, how many of them (from the first) may not be empty, and what takes
 * a row; that is false when memory is out. */
typedef struct {
    const char *keys[COLUMNS];
    size_t n_required;
    const char *columns; /* for people */
    bool (*read)(void *to, const char *const cells[COLUMNS]);
} shape;

static const char *last_part(const char *uri)
{
    const char *slash = strrchr(uri, '/');
    return slash == NULL ? uri : slash + 1;
}

static dk_code find_columns(dk_arena *arena, dk_table *table, const shape *s, size_t at[COLUMNS],
                            dk_err *err)
{
    dk_row row;
    if (dk_table_rewind(table, 0, err) != DK_OK || dk_table_next(table, &row, err) != DK_OK)
        return DK_FAILED;
    for (size_t c = 0; c < COLUMNS; c++) {
        at[c] = SIZE_MAX;
        for (size_t i = 0; i < row.n_cells; i++) {
            const char *key = dk_text_key(arena, row.cells[i].text);
            if (key == NULL)
                return DK_NO_MEMORY(err);
            if (strcmp(key, s->keys[c]) == 0)
                at[c] = i;
        }
        if (at[c] == SIZE_MAX)
            return DK_FAIL(err, MSG_INPUT_COLUMN, ((dk_place){.row = row.number}),
                           dk_arg_str(s->keys[c]), dk_arg_str(s->columns));
    }
    return DK_OK;
}

static dk_code read_rows(dk_table *table, const shape *s, const size_t at[COLUMNS], void *to,
                         dk_err *err)
{
    for (;;) {
        dk_row row;
        const char *cells[COLUMNS];
        if (dk_table_next(table, &row, err) != DK_OK)
            return DK_FAILED;
        if (row.n_cells == 0)
            return DK_OK;
        for (size_t c = 0; c < COLUMNS; c++) {
            cells[c] = at[c] < row.n_cells ? row.cells[at[c]].text : "";
            if (c < s->n_required && *cells[c] == '\0')
                return dk_fail(err, &MSG_INPUT_KEY, (dk_place){.row = row.number}, NULL, 0);
        }
        if (!s->read(to, cells))
            return DK_NO_MEMORY(err);
    }
}

static dk_code read_file(const char *path, const shape *s, dk_arena *arena, void *to, dk_err *err)
{
    unsigned char *bytes = NULL;
    size_t len = 0, at[COLUMNS];
    dk_table *table = NULL;
    dk_table_limits limits = DK_TABLE_LIMITS_DEFAULT;
    limits.max_rows = MAX_ROWS;
    limits.max_file_bytes = DK_FILE_MAX;
    dk_code code = dk_file_read_any(path, &bytes, &len, err);
    if (code == DK_OK)
        code = dk_table_open_bytes(bytes, len, path, &limits, &table, err);
    if (code == DK_OK)
        code = find_columns(arena, table, s, at, err);
    if (code == DK_OK)
        code = read_rows(table, s, at, to, err);
    if (code != DK_OK)
        dk_err_locate(err, (dk_place){.file = path});
    dk_table_close(table);
    free(bytes);
    return code;
}

/* ---- relations ---- */

typedef struct {
    dk_arena *arena;
    dk_numbered occupations, skills;
    dk_skill_use *uses;
    size_t n_uses, use_room;
    dk_related *pairs; /* relations between skills; together: 1 essential, 0 optional */
    size_t n_pairs, pair_room;
} esco;

static bool read_use(void *to, const char *const cells[COLUMNS])
{
    esco *e = to;
    size_t occupation = dk_numbered_put(&e->occupations, last_part(cells[0]));
    size_t skill = dk_numbered_put(&e->skills, last_part(cells[2]));
    dk_skill_use *all = dk_arena_grow(e->arena, e->uses, e->n_uses, &e->use_room, sizeof *all);
    if (occupation == SIZE_MAX || skill == SIZE_MAX || all == NULL)
        return false;
    e->uses = all;
    e->uses[e->n_uses++] = (dk_skill_use){(uint32_t)occupation, (uint32_t)skill};
    return true;
}

static bool read_pair(void *to, const char *const cells[COLUMNS])
{
    esco *e = to;
    size_t a = dk_numbered_put(&e->skills, last_part(cells[0]));
    size_t b = dk_numbered_put(&e->skills, last_part(cells[2]));
    dk_related *all = dk_arena_grow(e->arena, e->pairs, e->n_pairs, &e->pair_room, sizeof *all);
    if (a == SIZE_MAX || b == SIZE_MAX || all == NULL)
        return false;
    bool is_essential = strcmp(cells[1], "essential") == 0;
    e->pairs = all;
    if (a != b)
        e->pairs[e->n_pairs++] = (dk_related){(uint32_t)(a < b ? a : b), (uint32_t)(a < b ? b : a),
                                              is_essential ? ESSENTIAL : OPTIONAL, is_essential};
    return true;
}

/* By pair, the stronger first. */
static int by_pair(const void *a, const void *b)
{
    const dk_related *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    if (x->b != y->b)
        return x->b < y->b ? -1 : 1;
    return (y->similarity_permille > x->similarity_permille) -
           (y->similarity_permille < x->similarity_permille);
}

/* Relations and links by use in one list, the stronger of a pair. */
static dk_code join(const esco *e, const dk_related *found, size_t n, dk_skill_link_rows *out,
                    dk_err *err)
{
    static const char *const sources[] = {"ESCO: optional", "ESCO: essential"};
    size_t all = n + e->n_pairs;
    dk_related *both = dk_arena_array(e->arena, all, sizeof *both);
    *out = (dk_skill_link_rows){dk_arena_array(e->arena, all, sizeof *out->rows), 0};
    if (both == NULL || out->rows == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        both[i] = found[i];
        both[i].similarity_permille = (uint16_t)dk_uc_related_capped(found[i].similarity_permille);
    }
    if (e->n_pairs > 0)
        memcpy(both + n, e->pairs, e->n_pairs * sizeof *both);
    if (all > 1)
        qsort(both, all, sizeof *both, by_pair);
    for (size_t i = 0; i < all; i++) {
        if (i > 0 && both[i].a == both[i - 1].a && both[i].b == both[i - 1].b)
            continue;
        const char *source =
            both[i].together <= 1
                ? sources[both[i].together]
                : dk_arena_format(e->arena, "ESCO: %u occupations use both; to be judged",
                                  (unsigned)both[i].together);
        out->rows[out->n++] =
            (dk_skill_link_row){e->skills.items[both[i].a], e->skills.items[both[i].b],
                                both[i].similarity_permille, source};
    }
    return DK_OK;
}

dk_code dk_uc_esco_related(const char *occupations, const char *skills, dk_arena *arena,
                           dk_skill_link_rows *out, dk_err *err)
{
    static const shape uses = {{"occupationuri", "relationtype", "skilluri"},
                               COLUMNS,
                               "occupationUri,relationType,skillUri",
                               read_use};
    static const shape pairs = {{"originalskilluri", "relationtype", "relatedskilluri"},
                                COLUMNS,
                                "originalSkillUri,relationType,relatedSkillUri",
                                read_pair};
    const dk_related_rules rules = dk_related_rules_default();
    esco e = {.arena = arena, .occupations = {.arena = arena}, .skills = {.arena = arena}};
    dk_related_list found;
    if (read_file(occupations, &uses, arena, &e, err) != DK_OK ||
        (skills != NULL && read_file(skills, &pairs, arena, &e, err) != DK_OK) ||
        dk_related_find(&(dk_skill_uses){e.uses, e.n_uses, e.skills.n}, &rules, arena, &found,
                        err) != DK_OK)
        return DK_FAILED;
    return join(&e, found.items, found.n, out, err);
}

/* ---- labels ---- */

typedef struct {
    dk_arena *arena;
    dk_numbered concepts;
    dk_esco_code *rows; /* by number of the concept */
    size_t room;
    bool is_english; /* the second file: fills English names only */
} labels;

/* Alternative labels stand one a line (or between |); the preferred one is left out, as are those
 * beyond what a cell holds. */
static const char *aliases_of(dk_arena *arena, const char *text, const char *name)
{
    char *out = dk_arena_alloc(arena, ALIASES + 1);
    size_t used = 0;
    for (size_t len; out != NULL && *text != '\0'; text += len + (text[len] != '\0')) {
        len = strcspn(text, "|\r\n");
        bool is_name = strlen(name) == len && memcmp(text, name, len) == 0;
        if (len == 0 || is_name || used + len + 1 > ALIASES)
            continue;
        if (used > 0)
            out[used++] = '|';
        memcpy(out + used, text, len);
        used += len;
    }
    if (out != NULL)
        out[used] = '\0';
    return out;
}

static bool read_label(void *to, const char *const cells[COLUMNS])
{
    labels *l = to;
    const char *code = last_part(cells[0]), *name = dk_arena_text(l->arena, cells[1]);
    size_t at =
        l->is_english ? dk_numbered_find(&l->concepts, code) : dk_numbered_put(&l->concepts, code);
    if (l->is_english && at == SIZE_MAX)
        return true;
    if (at == SIZE_MAX || name == NULL)
        return false;
    if (l->is_english) {
        l->rows[at].name_en = name;
        return true;
    }
    dk_esco_code *rows = dk_arena_grow(l->arena, l->rows, at, &l->room, sizeof *rows);
    const char *aliases = aliases_of(l->arena, cells[2], name);
    if (rows == NULL || aliases == NULL)
        return false;
    l->rows = rows;
    rows[at] = (dk_esco_code){l->concepts.items[at], name, name, aliases, "ESCO", DK_DAY_NONE};
    return true;
}

dk_code dk_uc_esco_labels(const char *files, dk_arena *arena, dk_esco_codes *out, dk_err *err)
{
    static const shape concepts = {{"concepturi", "preferredlabel", "altlabels"},
                                   2,
                                   "conceptUri,preferredLabel,altLabels",
                                   read_label};
    labels l = {.arena = arena, .concepts = {.arena = arena}};
    const char *comma = strchr(files, ',');
    const char *first =
        comma == NULL ? files : dk_arena_format(arena, "%.*s", (int)(comma - files), files);
    if (first == NULL)
        return DK_NO_MEMORY(err);
    if (read_file(first, &concepts, arena, &l, err) != DK_OK)
        return DK_FAILED;
    l.is_english = true;
    if (comma != NULL && read_file(comma + 1, &concepts, arena, &l, err) != DK_OK)
        return DK_FAILED;
    *out = (dk_esco_codes){l.rows, l.concepts.n};
    return DK_OK;
}

static bool is_listed(const dk_numbered *all, const char *code)
{
    return dk_numbered_find(all, code) != SIZE_MAX;
}

static dk_code add_ended(const dk_codes *codes, const char *list, dk_day today, dk_arena *arena,
                         dk_esco_codes *out, dk_err *err)
{
    size_t n = 0, kept = out->n;
    const dk_code_row *const *rows = dk_codes_list(codes, list, &n);
    dk_numbered listed = {.arena = arena};
    dk_esco_code *all = dk_arena_array(arena, out->n + n, sizeof *all);
    for (size_t i = 0; all != NULL && i < out->n; i++) {
        all[i] = out->rows[i];
        if (dk_numbered_put(&listed, all[i].code) == SIZE_MAX)
            return DK_NO_MEMORY(err);
    }
    for (size_t i = 0; all != NULL && i < n; i++) {
        bool is_over = rows[i]->until != DK_DAY_NONE && rows[i]->until < today;
        if (is_over || is_listed(&listed, rows[i]->code))
            continue;
        const char *const texts[] = {rows[i]->code, rows[i]->name, rows[i]->name_en,
                                     rows[i]->aliases, rows[i]->source};
        const char *mine[5];
        for (size_t k = 0; k < 5; k++) {
            mine[k] = dk_arena_text(arena, texts[k] == NULL ? "" : texts[k]);
            if (mine[k] == NULL)
                return DK_NO_MEMORY(err);
        }
        all[kept++] = (dk_esco_code){mine[0], mine[1], mine[2], mine[3], mine[4], today - 1};
    }
    *out = (dk_esco_codes){all, kept};
    return all == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_uc_esco_replace(dk_app *app, const char *list, dk_arena *arena, dk_esco_codes *codes,
                           dk_err *err)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *known = NULL;
    if (dk_app_codes(app, &ref, &known, err) != DK_OK)
        return DK_FAILED;
    dk_code code = add_ended(known, list, dk_app_as_of(app), arena, codes, err);
    dk_app_codes_release(ref);
    return code;
}
