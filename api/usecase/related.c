/* api/usecase/related.c - see related.h. */
#include "api/usecase/related.h"

#include <stdlib.h>
#include <string.h>

#include "api/usecase/file.h"
#include "api/usecase/messages.h"
#include "api/usecase/numbered.h"
#include "api/usecase/snapshot.h"
#include "core/match/related.h"
#include "core/match/weights.h"
#include "core/table/table.h"

enum { COLUMNS = 3, MAX_ROWS = 10000000, ESSENTIAL = 600, OPTIONAL = 500 };

/* Used together is not alike: no credit until a person says so. */
static uint16_t capped(uint16_t similarity)
{
    return similarity < DK_RELATED_FLOOR ? similarity : DK_RELATED_FLOOR - 1;
}

/* ---- from the register ---- */

static bool is_linked(const dk_market *market, dk_term a, dk_term b)
{
    for (size_t i = 0; i < market->n_links; i++) {
        const dk_skill_link *link = &market->links[i];
        if ((link->a == a && link->b == b) || (link->a == b && link->b == a))
            return true;
    }
    return false;
}

static dk_code uses_of_posts(const dk_market *market, dk_arena *arena, dk_skill_use **out,
                             size_t *n_out, dk_err *err)
{
    size_t n = 0;
    for (size_t p = 0; p < market->n_posts; p++)
        n += market->posts[p].n_requirements;
    dk_skill_use *uses = dk_arena_array(arena, n, sizeof *uses);
    if (uses == NULL)
        return DK_NO_MEMORY(err);
    n = 0;
    for (size_t p = 0; p < market->n_posts; p++) {
        for (size_t r = 0; r < market->posts[p].n_requirements; r++)
            uses[n++] = (dk_skill_use){(uint32_t)p, market->posts[p].requirements[r].skill};
    }
    *out = uses;
    *n_out = n;
    return DK_OK;
}

static dk_code from_market(const dk_market *market, dk_arena *arena, dk_lang lang,
                           dk_skill_link_rows *out, dk_err *err)
{
    const dk_related_rules rules = dk_related_rules_default();
    dk_skill_use *uses = NULL;
    dk_related *found = NULL;
    size_t n_uses = 0, n = 0;
    if (uses_of_posts(market, arena, &uses, &n_uses, err) != DK_OK ||
        dk_related_find(uses, n_uses, market->skills.n, &rules, arena, &found, &n, err) != DK_OK)
        return DK_FAILED;
    *out = (dk_skill_link_rows){dk_arena_array(arena, n, sizeof *out->rows), 0};
    if (out->rows == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        dk_term a = (dk_term)found[i].a, b = (dk_term)found[i].b;
        if (is_linked(market, a, b))
            continue;
        const char *source =
            dk_arena_format(arena,
                            lang == DK_ZH ? "%u 个岗位同时要求（%u‰），待审核"
                                          : "asked for together by %u posts (%u); to be judged",
                            (unsigned)found[i].together, (unsigned)found[i].similarity_permille);
        out->rows[out->n++] =
            (dk_skill_link_row){dk_arena_text(arena, dk_term_get(&market->skills, a)->code),
                                dk_arena_text(arena, dk_term_get(&market->skills, b)->code),
                                capped(found[i].similarity_permille), source};
    }
    return DK_OK;
}

dk_code dk_uc_related_register(dk_app *app, dk_arena *arena, dk_lang lang, dk_skill_link_rows *out,
                               dk_err *err)
{
    dk_snapshot *snapshot = NULL;
    if (dk_snapshot_acquire(app, DK_DAY_NONE, &snapshot, err) != DK_OK)
        return DK_FAILED;
    dk_code code = from_market(&snapshot->market, arena, lang, out, err);
    dk_snapshot_release(snapshot);
    return code;
}

/* ---- from ESCO ---- */

typedef struct {
    dk_arena *arena;
    dk_numbered occupations, skills;
    dk_skill_use *uses;
    size_t n_uses, use_room;
    dk_related *pairs; /* relations between skills; together: 1 essential, 0 optional */
    size_t n_pairs, pair_room;
} esco;

/* What one row is for; false when memory is out. */
typedef bool (*row_reader)(esco *e, const char *const cells[COLUMNS]);

static const char *last_part(const char *uri)
{
    const char *slash = strrchr(uri, '/');
    return slash == NULL ? uri : slash + 1;
}

static bool read_use(esco *e, const char *const cells[COLUMNS])
{
    size_t occupation = dk_numbered_put(&e->occupations, last_part(cells[0]));
    size_t skill = dk_numbered_put(&e->skills, last_part(cells[2]));
    dk_skill_use *all = dk_arena_grow(e->arena, e->uses, e->n_uses, &e->use_room, sizeof *all);
    if (occupation == SIZE_MAX || skill == SIZE_MAX || all == NULL)
        return false;
    e->uses = all;
    e->uses[e->n_uses++] = (dk_skill_use){(uint32_t)occupation, (uint32_t)skill};
    return true;
}

static bool read_pair(esco *e, const char *const cells[COLUMNS])
{
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

static dk_code find_columns(dk_arena *arena, dk_table *table, const char *const keys[COLUMNS],
                            size_t at[COLUMNS], dk_err *err)
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
            if (strcmp(key, keys[c]) == 0)
                at[c] = i;
        }
        if (at[c] == SIZE_MAX)
            return DK_FAIL(err, MSG_INPUT_COLUMN, ((dk_place){.row = row.number}),
                           dk_arg_str(keys[c]),
                           dk_arg_str("occupationUri,relationType,skillUri / originalSkillUri,"
                                      "relationType,relatedSkillUri"));
    }
    return DK_OK;
}

static dk_code read_rows(esco *e, dk_table *table, const size_t at[COLUMNS], row_reader read,
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
            if (*cells[c] == '\0')
                return dk_fail(err, &MSG_INPUT_KEY, (dk_place){.row = row.number}, NULL, 0);
        }
        if (!read(e, cells))
            return DK_NO_MEMORY(err);
    }
}

static dk_code read_file(esco *e, const char *path, const char *const keys[COLUMNS],
                         row_reader read, dk_err *err)
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
        code = find_columns(e->arena, table, keys, at, err);
    if (code == DK_OK)
        code = read_rows(e, table, at, read, err);
    if (code != DK_OK)
        dk_err_locate(err, (dk_place){.file = path});
    dk_table_close(table);
    free(bytes);
    return code;
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
        both[i].similarity_permille = capped(found[i].similarity_permille);
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

dk_code dk_uc_related_esco(const char *occupations, const char *skills, dk_arena *arena,
                           dk_skill_link_rows *out, dk_err *err)
{
    static const char *const uses[COLUMNS] = {"occupationuri", "relationtype", "skilluri"};
    static const char *const pairs[COLUMNS] = {"originalskilluri", "relationtype",
                                               "relatedskilluri"};
    const dk_related_rules rules = dk_related_rules_default();
    esco e = {.arena = arena, .occupations = {.arena = arena}, .skills = {.arena = arena}};
    dk_related *found = NULL;
    size_t n = 0;
    if (read_file(&e, occupations, uses, read_use, err) != DK_OK ||
        (skills != NULL && read_file(&e, skills, pairs, read_pair, err) != DK_OK) ||
        dk_related_find(e.uses, e.n_uses, e.skills.n, &rules, arena, &found, &n, err) != DK_OK)
        return DK_FAILED;
    return join(&e, found, n, out, err);
}
