/* datasets/gen/county.c - all workbooks of one county in their order; see gen.h. */
#include "datasets/gen/county.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "datasets/gen/courses.h"
#include "datasets/gen/projects.h"
#include "datasets/gen/school.h"
#include "datasets/gen/settings_write.h"

static void told(const dk_gen_options *options, const char *name, int64_t rows)
{
    char file[64];
    if (options->wrote == NULL || options->out_dir == NULL)
        return;
    bool is_csv = options->is_csv || strcmp(name, "settings") == 0;
    snprintf(file, sizeof file, "%s.%s", name, is_csv ? "csv" : "xlsx");
    options->wrote(options->wrote_ctx, file, rows);
}

static dk_code write_school(dk_world *world, dk_ids *ids, dk_err *err)
{
    const dk_gen_options *options = &world->options;
    int64_t rows = 0;
    if (dk_specialties_write(world, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "specialties", rows);
    if (dk_teachers_write(world, ids, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "teachers", rows);
    if (dk_dormitories_write(world, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "dormitories", rows);
    if (dk_applicants_write(world, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "applicants", rows);
    return DK_OK;
}

static dk_code write_market(dk_world *world, const dk_demand *demand, dk_gen_figures *figures,
                            dk_err *err)
{
    const dk_gen_options *options = &world->options;
    int64_t rows = 0;
    if (dk_settings_write(options, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "settings", rows);
    if (dk_enterprises_write(world, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "enterprises", rows);
    if (dk_posts_write(world, demand, &figures->posts, err) != DK_OK)
        return DK_FAILED;
    told(options, "posts", figures->posts.rows);
    if (dk_demand_write(world, demand, DK_HANDED_TODAY, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "demand", rows);
    if (dk_reports_write(world, demand, DK_HANDED_TODAY, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "reports", rows);
    if (dk_projects_write(world, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "projects", rows);
    return DK_OK;
}

static void told_last(const dk_gen_options *options, const dk_world *world, const char *stem,
                      const int64_t rows[DK_HAND_INS])
{
    for (int i = 0; i < DK_HAND_INS; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s_%s", stem, dk_hand_in_of(world, i).month);
        told(options, name, rows[i]);
    }
}

/* What the bureau knew of demand a month ago. */
static dk_code write_last_month(dk_world *world, const dk_demand *demand, dk_err *err)
{
    const dk_gen_options *options = &world->options;
    int64_t rows = 0;
    if (dk_demand_write(world, demand, DK_HANDED_LAST_MONTH, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "last_demand", rows);
    if (dk_reports_write(world, demand, DK_HANDED_LAST_MONTH, &rows, err) != DK_OK)
        return DK_FAILED;
    told(options, "last_reports", rows);
    return DK_OK;
}

/* Last year's posts and graduates, and where everybody went. They come after this year's people,
 * whose numbers they must not move. A city is too large for them: nothing is kept of it. */
static dk_code write_past(dk_world *world, const dk_demand *demand, dk_ids *ids,
                          dk_gen_figures *figures, dk_err *err)
{
    const dk_gen_options *options = &world->options;
    bool has_past = options->size != DK_GEN_CITY;
    int64_t rows[DK_HAND_INS];
    dk_post_pool pool;
    dk_cohort cohort = {.n = 0};
    const dk_last_year last = {has_past ? &pool : NULL, ids, &cohort};
    if (has_past && dk_last_posts_write(world, demand, &pool, err) != DK_OK)
        return DK_FAILED;
    if (dk_placements_write(world, &last, &figures->places, err) != DK_OK)
        return DK_FAILED;
    told(options, "placements", figures->places.rows);
    if (!has_past)
        return DK_OK;
    told_last(options, world, "last_posts", pool.rows);
    if (dk_last_trainees_write(world, ids, &cohort, rows, err) != DK_OK)
        return DK_FAILED;
    told_last(options, world, "last_trainees", rows);
    return write_last_month(world, demand, err);
}

dk_code dk_county_make(dk_world *world, dk_demand *demand, dk_gen_figures *figures, dk_err *err)
{
    assert(world != NULL);
    int64_t rows = 0;
    dk_ids *ids = dk_ids_new(world->arena);
    if (ids == NULL)
        return DK_NO_MEMORY(err);
    if (dk_firms_make(world, err) != DK_OK || dk_demand_make(world, demand, err) != DK_OK ||
        write_market(world, demand, figures, err) != DK_OK ||
        dk_people_write(world, ids, &figures->people, err) != DK_OK)
        return DK_FAILED;
    told(&world->options, "trainees", figures->people.rows);
    if (write_school(world, ids, err) != DK_OK ||
        write_past(world, demand, ids, figures, err) != DK_OK ||
        dk_courses_write(world, &rows, err) != DK_OK)
        return DK_FAILED;
    told(&world->options, "courses", rows);
    return dk_params_check(world->params, err);
}

dk_code dk_gen_county(const dk_gen_options *options, dk_err *err)
{
    dk_arena *arena = dk_arena_new();
    dk_world *world = arena == NULL ? NULL : dk_arena_alloc(arena, sizeof *world);
    dk_gen_figures *figures = world == NULL ? NULL : dk_arena_alloc(arena, sizeof *figures);
    dk_demand demand;
    dk_code code = DK_FAILED;
    if (figures == NULL)
        code = DK_NO_MEMORY(err);
    else if (dk_world_load(arena, options, world, err) == DK_OK)
        code = dk_county_make(world, &demand, figures, err);
    dk_arena_free(arena);
    return code;
}
