/* api/usecase/skillgrid.c - groups and the grid of one group (skillgrid.h). */
#include "api/usecase/skillgrid.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/messages.h"
#include "api/usecase/skillgrid_kinds.h"
#include "api/usecase/snapshot.h"
#include "api/usecase/values.h"
#include "core/match/keyword.h"
#include "core/register/fields.h"

enum { NO_TERM_COLUMN = -1 };

const dk_grid_kind dk_grid_kinds[] = {
    {"class", "trainees", DK_TRAINEES_class_name, DK_TRAINEES_skills, DK_TRAINEES_student_no},
    {"posts", "posts", DK_POSTS_uscc, DK_POSTS_skills_req, DK_POSTS_post_no},
};

dk_code dk_grid_kind_get(const char *kind, const dk_grid_kind **out, dk_err *err)
{
    for (size_t i = 0; i < sizeof dk_grid_kinds / sizeof *dk_grid_kinds; i++) {
        if (strcmp(dk_grid_kinds[i].kind, kind) != 0)
            continue;
        *out = &dk_grid_kinds[i];
        return DK_OK;
    }
    return DK_FAIL(err, MSG_GRID_KIND, DK_NOWHERE, dk_arg_str(kind));
}

/* ---- groups ---- */

typedef struct {
    const dk_grid_kind *kind;
    dk_day as_of;
    dk_arena *arena;
    dk_skill_group *items;
    size_t n, capacity;
    bool is_broken;
} groups;

bool dk_grid_is_given(const char *source)
{
    return strcmp(source, "assessed") == 0 || strcmp(source, "asked") == 0 ||
           strcmp(source, "firm") == 0;
}

/* True when the list has a level that a person gave. Of a post every line is one. */
static bool has_given(const dk_grid_kind *kind, const dk_record *r)
{
    const dk_value *list = &r->v[kind->list];
    size_t columns = dk_field_columns(&r->reg->fields[kind->list]);
    for (size_t i = 0; list->kind == DK_V_LIST && i < list->n_rows; i++) {
        const dk_value *source = &list->items[i * columns + DK_SUB_SKILLS_source];
        if (strcmp(kind->kind, "posts") == 0 ||
            (source->kind == DK_V_TEXT && dk_grid_is_given(source->text)))
            return true;
    }
    return false;
}

/* Still in training, still open: nobody fills in the levels of what is over. */
static bool is_current(const dk_grid_kind *kind, const dk_record *r, dk_day as_of)
{
    bool is_class = strcmp(kind->kind, "class") == 0;
    dk_day last = is_class ? dk_training_end(r) : (dk_day)dk_num(r, DK_POSTS_valid_to, DK_DAY_NONE);
    return last == DK_DAY_NONE || last >= as_of;
}

static bool count_record(void *ctx, const dk_record *r)
{
    groups *g = ctx;
    const char *name = dk_str(r, g->kind->group);
    size_t at = 0;
    if (*name == '\0' || !is_current(g->kind, r, g->as_of))
        return true;
    while (at < g->n && strcmp(g->items[at].group, name) != 0)
        at++;
    if (at == g->n) {
        g->items = dk_arena_grow(g->arena, g->items, g->n, &g->capacity, sizeof *g->items);
        const char *copy = dk_arena_text(g->arena, name);
        g->is_broken = g->items == NULL || copy == NULL;
        if (g->is_broken)
            return false;
        g->items[g->n++] = (dk_skill_group){.group = copy, .title = copy};
    }
    g->items[at].n++;
    g->items[at].n_given += has_given(g->kind, r);
    return true;
}

/* Firms are grouped by their code and shown by their name. */
static bool name_firm(void *ctx, const dk_record *r)
{
    groups *g = ctx;
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->items[i].group, dk_str(r, DK_ENTERPRISES_uscc)) == 0 &&
            dk_has(r, DK_ENTERPRISES_ent_name))
            g->items[i].title = dk_arena_text(g->arena, dk_str(r, DK_ENTERPRISES_ent_name));
    return true;
}

static int by_title(const void *a, const void *b)
{
    const dk_skill_group *x = a, *y = b;
    int c = strcmp(x->title, y->title);
    return c != 0 ? c : strcmp(x->group, y->group);
}

dk_code dk_uc_skill_groups(const dk_call *call, const char *kind, dk_skill_group **out, size_t *n,
                           dk_err *err)
{
    assert(dk_call_has_arena(call));
    groups g = {.arena = call->arena, .as_of = dk_app_as_of(call->app)};
    dk_query query = {.order = SIZE_MAX};
    if (dk_grid_kind_get(kind, &g.kind, err) != DK_OK)
        return DK_FAILED;
    query.reg = dk_register_find(g.kind->reg);
    if (dk_uc_scan(call, &query, count_record, &g, err) != DK_OK)
        return DK_FAILED;
    query.reg = dk_register_find("enterprises");
    if (g.kind->group == DK_POSTS_uscc && strcmp(g.kind->reg, "posts") == 0 &&
        dk_uc_scan(call, &query, name_firm, &g, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < g.n; i++)
        g.is_broken |= g.items[i].title == NULL;
    if (g.is_broken)
        return DK_NO_MEMORY(err);
    if (g.n > 0)
        qsort(g.items, g.n, sizeof *g.items, by_title);
    *out = g.items;
    *n = g.n;
    return DK_OK;
}

/* ---- one grid ---- */

typedef struct {
    const dk_market *market;
    const dk_grid_kind *kind;
    dk_arena *arena;
    dk_lang lang;
    int *column; /* per skill term: column, or NO_TERM_COLUMN */
    dk_skill_grid *grid;
} drawing;

static int by_id(const void *key, const void *item)
{
    int64_t id = *(const int64_t *)key, other = *(const int64_t *)item;
    return (id > other) - (id < other);
}

static const dk_match_trainee *trainee_of(const dk_market *market, int64_t id)
{
    _Static_assert(offsetof(dk_match_trainee, id) == 0 && offsetof(dk_match_post, id) == 0,
                   "by_id reads it there");
    return market->n_trainees == 0 ? NULL
                                   : bsearch(&id, market->trainees, market->n_trainees,
                                             sizeof *market->trainees, by_id);
}

static const dk_match_post *post_of(const dk_market *market, int64_t id)
{
    return market->n_posts == 0
               ? NULL
               : bsearch(&id, market->posts, market->n_posts, sizeof *market->posts, by_id);
}

/* The n-th skill of a line as the market has it; false when there are fewer. */
static bool skill_at(const drawing *d, int64_t id, size_t at, dk_term *skill, dk_skill_cell *cell)
{
    if (strcmp(d->kind->reg, "trainees") == 0) {
        const dk_match_trainee *t = trainee_of(d->market, id);
        if (t == NULL || at >= t->n_skills)
            return false;
        *skill = t->skills[at].skill;
        *cell = (dk_skill_cell){t->skills[at].level,
                                dk_keyword_word(dk_match_sources, (int)t->skills[at].source),
                                t->skills[at].on};
        return true;
    }
    const dk_match_post *p = post_of(d->market, id);
    if (p == NULL || at >= p->n_requirements)
        return false;
    *skill = p->requirements[at].skill;
    *cell = (dk_skill_cell){p->requirements[at].level, "default", DK_DAY_NONE};
    return true;
}

static int by_code(const void *a, const void *b)
{
    return strcmp(((const dk_skill_column *)a)->code, ((const dk_skill_column *)b)->code);
}

/* Columns: every skill of any line. */
static bool draw_columns(drawing *d)
{
    const dk_match_terms *terms = &d->market->skills;
    dk_skill_grid *g = d->grid;
    dk_skill_column *columns = dk_arena_array(d->arena, terms->n + 1, sizeof *columns);
    d->column = dk_arena_array(d->arena, terms->n + 1, sizeof *d->column);
    if (columns == NULL || d->column == NULL)
        return false;
    dk_term skill;
    dk_skill_cell cell;
    for (size_t i = 0; i < g->n_lines; i++)
        for (size_t k = 0; skill_at(d, g->lines[i].id, k, &skill, &cell); k++)
            d->column[skill] = 1;
    for (size_t t = 1; t < terms->n; t++)
        if (d->column[t] == 1)
            columns[g->n_columns++] =
                (dk_skill_column){dk_arena_text(d->arena, terms->items[t].code),
                                  dk_arena_text(d->arena, dk_in(terms->items[t].name, d->lang))};
    for (size_t c = 0; c < g->n_columns; c++)
        if (columns[c].code == NULL || columns[c].name == NULL)
            return false;
    qsort(columns, g->n_columns, sizeof *columns, by_code);
    for (size_t t = 0; t < terms->n; t++) {
        const dk_skill_column key = {.code = terms->items[t].code};
        const dk_skill_column *at =
            d->column[t] == 0 ? NULL : bsearch(&key, columns, g->n_columns, sizeof key, by_code);
        d->column[t] = at == NULL ? NO_TERM_COLUMN : (int)(at - columns);
    }
    g->columns = columns;
    return true;
}

/* Marks what the firm itself asks for; also the 0 that takes a default away. */
static void draw_own(const drawing *d, const dk_record *r, dk_skill_cell *cells)
{
    const dk_value *list = &r->v[d->kind->list];
    for (size_t i = 0; list->kind == DK_V_LIST && i < list->n_rows; i++) {
        const dk_value *row = &list->items[i * DK_SUB_SKILLS_REQ_COUNT];
        const dk_skill_column key = {.code = row[DK_SUB_SKILLS_REQ_skill].text};
        const dk_skill_column *at =
            d->grid->n_columns == 0
                ? NULL
                : bsearch(&key, d->grid->columns, d->grid->n_columns, sizeof key, by_code);
        if (at != NULL)
            cells[at - d->grid->columns] =
                (dk_skill_cell){(int)row[DK_SUB_SKILLS_REQ_level].num, "firm", DK_DAY_NONE};
    }
}

static bool draw(drawing *d, const dk_record *const *records)
{
    dk_skill_grid *g = d->grid;
    if (!draw_columns(d))
        return false;
    dk_skill_cell *cells = dk_arena_array(d->arena, g->n_lines * g->n_columns + 1, sizeof *cells);
    if (cells == NULL)
        return false;
    dk_term skill;
    dk_skill_cell cell;
    for (size_t i = 0; i < g->n_lines; i++) {
        dk_skill_cell *line = cells + i * g->n_columns;
        for (size_t c = 0; c < g->n_columns; c++)
            line[c] = (dk_skill_cell){-1, NULL, DK_DAY_NONE};
        for (size_t k = 0; skill_at(d, g->lines[i].id, k, &skill, &cell); k++)
            if (d->column[skill] != NO_TERM_COLUMN)
                line[d->column[skill]] = cell;
        if (strcmp(d->kind->reg, "posts") == 0)
            draw_own(d, records[i], line);
    }
    g->cells = cells;
    return true;
}

/* The lines: the group's records as the actor may see them. Posts that are over are left out of the
 * list; a class that is over can still be looked at. */
static dk_code draw_lines(drawing *d, dk_record_list *list, dk_err *err)
{
    dk_skill_line *lines = dk_arena_array(d->arena, list->n + 1, sizeof *lines);
    bool is_class = strcmp(d->kind->kind, "class") == 0;
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++)
        if (is_class || is_current(d->kind, list->records[i], d->grid->as_of))
            list->records[kept++] = list->records[i];
    list->n = kept;
    for (size_t i = 0; lines != NULL && i < list->n; i++) {
        char no[24];
        const dk_record *r = list->records[i];
        dk_record_no(r->reg, r->id, no);
        lines[i] = (dk_skill_line){r->id, dk_arena_text(d->arena, no), dk_str(r, d->kind->own),
                                   dk_record_label(d->arena, r)};
        if (lines[i].no == NULL || lines[i].label == NULL)
            return DK_NO_MEMORY(err);
    }
    d->grid->lines = lines;
    d->grid->n_lines = list->n;
    return lines == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_uc_skill_grid(const dk_call *call, const dk_skill_ask *ask, dk_skill_grid *out,
                         dk_err *err)
{
    assert(dk_call_has_arena(call));
    assert(ask->kind != NULL && ask->group != NULL);
    dk_skill_grid grid = {.kind = ask->kind, .group = dk_arena_text(call->arena, ask->group)};
    drawing d = {.arena = call->arena, .lang = ask->lang, .grid = &grid};
    dk_snapshot *snapshot = NULL;
    dk_record_list list;
    dk_code code = DK_FAILED;
    grid.title = grid.group;
    if (grid.group == NULL)
        return DK_NO_MEMORY(err);
    if (dk_grid_kind_get(ask->kind, &d.kind, err) != DK_OK ||
        dk_snapshot_acquire(call->app, ask->as_of, &snapshot, err) != DK_OK)
        goto cleanup;
    const dk_filter filter = {.field = d.kind->group, .op = DK_OP_EQ, .value = grid.group};
    const dk_query query = {.reg = dk_register_find(d.kind->reg),
                            .filters = &filter,
                            .n_filters = 1,
                            .order = SIZE_MAX};
    grid.as_of = snapshot->as_of;
    if (dk_uc_list(call, &query, &list, err) != DK_OK || draw_lines(&d, &list, err) != DK_OK)
        goto cleanup;
    d.market = &snapshot->market;
    grid.reg = d.kind->reg;
    grid.seq = list.seq;
    if (!draw(&d, list.records)) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    *out = grid;
    code = DK_OK;
cleanup:
    dk_snapshot_release(snapshot);
    return code;
}
