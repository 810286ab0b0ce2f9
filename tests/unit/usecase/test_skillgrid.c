/* tests/unit/usecase/test_skillgrid.c - a class's grid: what it shows, saving, undo, the workbook
 * out and back. */
#include "api/usecase/skillgrid.h"

#include "api/usecase/messages.h"
#include "api/usecase/snapshot.h"
#include "core/register/fields.h"
#include "core/register/messages.h"
#include "tests/unit/usecase/centre.h"

/* Three of a class and one of another; the second has a level the school gave, and a course. */
static const char TRAINEES[] =
    "姓名,身份证件号,学籍号,专业代码,班级,入学年月,技能测评\n"
    "甲甲,980126200801010018,A1,700206,一班,2023-09,\n"
    "乙乙,980126200801010026,A2,700206,一班,2023-09,FIRST:2:self:2026-01-05\n"
    "丙丙,980126200805120011,A3,700206,一班,2023-09,\n"
    "丁丁,980126200801010042,A4,700206,二班,2023-09,\n";

static char first_skill[32], second_skill[32];

static dk_code ask_grid(centre *c, const char *kind, const char *group, dk_skill_grid *out)
{
    const dk_skill_ask ask = {kind, group, DK_DAY_NONE, DK_ZH};
    return dk_uc_skill_grid(&(dk_call){c->app, &CLERK, c->arena}, &ask, out, &c->err);
}

/* The class with a default profile; FIRST stands for a skill of it. */
static void add_class(centre *c)
{
    dk_skill_grid grid;
    centre_add(c, "trainees",
               "姓名,身份证件号,专业代码,班级\n"
               "戊戊,980126200805120054,700206,试班\n");
    must(c, ask_grid(c, "class", "试班", &grid));
    assert_true(grid.n_columns >= 2);
    snprintf(first_skill, sizeof first_skill, "%s", grid.columns[0].code);
    snprintf(second_skill, sizeof second_skill, "%s", grid.columns[1].code);
    char text[sizeof TRAINEES + 64];
    const char *at = strstr(TRAINEES, "FIRST");
    snprintf(text, sizeof text, "%.*s%s%s", (int)(at - TRAINEES), TRAINEES, first_skill, at + 5);
    centre_add(c, "trainees", text);
}

static dk_skill_grid grid_of(centre *c, const char *group)
{
    dk_skill_grid grid;
    must(c, ask_grid(c, "class", group, &grid));
    return grid;
}

static const dk_skill_cell *cell(const dk_skill_grid *grid, size_t line, const char *skill)
{
    for (size_t i = 0; i < grid->n_columns; i++)
        if (strcmp(grid->columns[i].code, skill) == 0)
            return &grid->cells[line * grid->n_columns + i];
    fail_msg("no column %s", skill);
    return NULL;
}

static dk_apply_result save(centre *c, const dk_skill_edit *edits, size_t n)
{
    dk_apply_result applied;
    const dk_skill_save how = {.kind = "class", .day = dk_day_of(2026, 3, 1)};
    must(c, dk_uc_skill_save(&(dk_call){c->app, &CLERK, NULL}, &how, edits, n, &applied, &c->err));
    return applied;
}

static void grid__shows_what_matching_uses(void **state)
{
    centre *c = *state;
    add_class(c);
    dk_skill_grid grid = grid_of(c, "一班");
    assert_int_equal(grid.n_lines, 3);
    assert_string_equal(grid.lines[0].own, "A1");
    assert_string_equal(grid.lines[0].label, "甲*"); /* names stay masked */
    assert_string_equal(cell(&grid, 0, first_skill)->source, "default");
    assert_string_equal(cell(&grid, 1, first_skill)->source, "self");
    assert_int_equal(cell(&grid, 1, first_skill)->level, 2);
    assert_int_equal(grid_of(c, "没有这个班").n_lines, 0);
}

static void groups__count_who_has_given_levels(void **state)
{
    centre *c = *state;
    dk_skill_group *groups;
    size_t n;
    add_class(c);
    dk_skill_grid grid = grid_of(c, "一班");
    const dk_skill_edit edits[] = {{grid.lines[0].id, first_skill, 4},
                                   {grid.lines[1].id, first_skill, 4}};
    (void)save(c, edits, 2);
    must(c,
         dk_uc_skill_groups(&(dk_call){c->app, &CLERK, c->arena}, "class", &groups, &n, &c->err));
    assert_int_equal(n, 3);
    assert_string_equal(groups[0].title, "一班");
    assert_int_equal(groups[0].n, 3);
    assert_int_equal(groups[0].n_given, 2);
}

static void save__is_one_batch_that_can_be_undone(void **state)
{
    centre *c = *state;
    dk_apply_result undone;
    add_class(c);
    dk_skill_grid grid = grid_of(c, "一班");
    const dk_skill_edit edits[] = {{grid.lines[0].id, first_skill, 4},
                                   {grid.lines[2].id, second_skill, 0},
                                   {grid.lines[0].id, second_skill, 5},
                                   {grid.lines[1].id, first_skill, -1}};
    dk_apply_result applied = save(c, edits, 4);
    assert_int_equal(applied.n_changed, 3);
    grid = grid_of(c, "一班");
    assert_int_equal(cell(&grid, 0, first_skill)->level, 4);
    assert_string_equal(cell(&grid, 0, first_skill)->source, "assessed");
    assert_int_equal(cell(&grid, 0, first_skill)->on, dk_day_of(2026, 3, 1));
    assert_int_equal(cell(&grid, 0, second_skill)->level, 5);
    assert_int_equal(cell(&grid, 2, second_skill)->level, 0);
    assert_string_equal(cell(&grid, 1, first_skill)->source, "default");
    must(c, dk_uc_undo(&(dk_call){c->app, &CLERK, NULL}, applied.batch, &undone, &c->err));
    grid = grid_of(c, "一班");
    assert_string_equal(cell(&grid, 0, first_skill)->source, "default");
    assert_string_equal(cell(&grid, 1, first_skill)->source, "self");
}

static void save__same_level_changes_nothing(void **state)
{
    centre *c = *state;
    add_class(c);
    dk_skill_grid grid = grid_of(c, "一班");
    const dk_skill_edit edit = {grid.lines[0].id, first_skill, 4};
    assert_int_equal(save(c, &edit, 1).n_changed, 1);
    assert_int_equal(save(c, &edit, 1).batch, 0);
}

static void save__refuses_all_when_one_is_wrong(void **state)
{
    centre *c = *state;
    add_class(c);
    dk_skill_grid grid = grid_of(c, "一班");
    const int64_t id = grid.lines[0].id;
    const struct {
        dk_skill_edit edit;
        const dk_msg *msg;
    } cases[] = {{{id, "NOSUCH", 3}, &MSG_CODE_UNKNOWN_FAR},
                 {{id, first_skill, 6}, &MSG_VALUE_RANGE}};
    const dk_skill_save how = {.kind = "class", .day = DK_DAY_NONE};
    for (size_t i = 0; i < 2; i++) {
        dk_err err = DK_ERR_INIT;
        dk_apply_result applied;
        const dk_skill_edit edits[] = {{id, first_skill, 1}, cases[i].edit};
        assert_int_equal(
            dk_uc_skill_save(&(dk_call){c->app, &CLERK, NULL}, &how, edits, 2, &applied, &err),
            DK_FAILED);
        assert_ptr_equal(err.msg, cases[i].msg);
    }
    dk_err err = DK_ERR_INIT;
    dk_apply_result applied;
    const dk_skill_edit gone[] = {{id, first_skill, 1}, {9999, first_skill, 1}};
    assert_int_equal(
        dk_uc_skill_save(&(dk_call){c->app, &CLERK, NULL}, &how, gone, 2, &applied, &err),
        DK_FAILED);
    grid = grid_of(c, "一班");
    assert_string_equal(cell(&grid, 0, first_skill)->source, "default");
}

/* Out, back unchanged: nothing changes. Back with one cell filled, one taken away, one wrong: all
 * or nothing. */
static void workbook__out_and_back(void **state)
{
    centre *c = *state;
    add_class(c);
    char path[PATH];
    dk_skill_grid grid = grid_of(c, "一班");
    const dk_skill_edit edit = {grid.lines[0].id, first_skill, 4};
    (void)save(c, &edit, 1);
    snprintf(path, sizeof path, "%.200s/grid.xlsx", c->dir);
    grid = grid_of(c, "一班");
    must(c, dk_uc_skill_export(&grid, DK_ZH, path, &c->err));
    dk_err_list errors = {.arena = c->arena};
    dk_apply_result applied;
    const dk_skill_save how = {
        .kind = "class", .day = dk_day_of(2026, 3, 2), .file = "技能表.xlsx"};
    must(c, dk_uc_skill_import(&(dk_call){c->app, &CLERK, c->arena}, &how, path, &errors, &applied,
                               &c->err));
    assert_int_equal(errors.total, 0);
    assert_int_equal(applied.batch, 0);

    FILE *file = fopen(c->sheet, "w");
    fprintf(file, "一班技能\n记录编号,姓名,%s 某技能,%s\n%s,甲,-,3\n%s,乙,,２\n", first_skill,
            second_skill, grid.lines[0].no, grid.lines[1].no);
    fclose(file);
    must(c, dk_uc_skill_import(&(dk_call){c->app, &CLERK, c->arena}, &how, c->sheet, &errors,
                               &applied, &c->err));
    assert_int_equal(errors.total, 0);
    assert_int_equal(applied.n_changed, 2);
    grid = grid_of(c, "一班");
    assert_string_equal(cell(&grid, 0, first_skill)->source, "default");
    assert_int_equal(cell(&grid, 0, second_skill)->level, 3);
    assert_int_equal(cell(&grid, 1, second_skill)->level, 2);
    assert_string_equal(cell(&grid, 1, first_skill)->source, "self");

    file = fopen(c->sheet, "w");
    fprintf(file, "记录编号,%s\n%s,5\n%s,优\nX9Y,1\n", first_skill, grid.lines[0].no,
            grid.lines[1].no);
    fclose(file);
    must(c, dk_uc_skill_import(&(dk_call){c->app, &CLERK, c->arena}, &how, c->sheet, &errors,
                               &applied, &c->err));
    assert_int_equal(errors.total, 2);
    assert_true(dk_err_is(errors.items[0], MSG_GRID_LEVEL));
    assert_int_equal(errors.items[0]->row, 3);
    assert_true(dk_err_is(errors.items[1], MSG_GRID_RECORD));
    assert_int_equal(applied.batch, 0);
}

static void workbook__without_its_header(void **state)
{
    centre *c = *state;
    dk_err_list errors = {.arena = c->arena};
    dk_apply_result applied;
    dk_err err = DK_ERR_INIT;
    FILE *file = fopen(c->sheet, "w");
    fputs("姓名,电焊\n甲,3\n", file);
    fclose(file);
    const dk_skill_save how = {.kind = "class", .day = DK_DAY_NONE};
    assert_int_equal(dk_uc_skill_import(&(dk_call){c->app, &CLERK, c->arena}, &how, c->sheet,
                                        &errors, &applied, &err),
                     DK_FAILED);
    assert_true(dk_err_is(&err, MSG_GRID_HEADER));
}

/* Weight of a skill among the requirements of the only post. */
static int weight_of(centre *c, const char *skill)
{
    dk_snapshot *snapshot = NULL;
    int weight = -1;
    must(c, dk_snapshot_acquire(c->app, DK_DAY_NONE, &snapshot, &c->err));
    const dk_match_post *post = &snapshot->market.posts[0];
    for (size_t i = 0; i < post->n_requirements; i++)
        if (strcmp(snapshot->market.skills.items[post->requirements[i].skill].code, skill) == 0)
            weight = post->requirements[i].weight;
    dk_snapshot_release(snapshot);
    return weight;
}

static void posts__the_firms_own_levels(void **state)
{
    centre *c = *state;
    dk_skill_grid grid;
    dk_skill_group *groups;
    size_t n;
    dk_apply_result applied;
    centre_add(c, "posts",
               "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数\n"
               "91980126MA0007919H,云泽甲机械有限公司,GW-1,电焊工,焊工,3\n");
    must(c,
         dk_uc_skill_groups(&(dk_call){c->app, &CLERK, c->arena}, "posts", &groups, &n, &c->err));
    assert_int_equal(n, 1);
    assert_string_equal(groups[0].title, "云泽甲机械有限公司");
    must(c, ask_grid(c, "posts", groups[0].group, &grid));
    assert_int_equal(grid.n_lines, 1);
    assert_true(grid.n_columns > 0);
    assert_string_equal(grid.cells[0].source, "default");
    const int weight = weight_of(c, grid.columns[0].code);
    assert_true(weight > 1);
    const dk_skill_edit edit = {grid.lines[0].id, grid.columns[0].code, 5};
    const dk_skill_save how = {.kind = "posts", .day = DK_DAY_NONE};
    must(c, dk_uc_skill_save(&(dk_call){c->app, &CLERK, NULL}, &how, &edit, 1, &applied, &c->err));
    must(c, ask_grid(c, "posts", groups[0].group, &grid));
    assert_string_equal(grid.cells[0].source, "firm");
    assert_int_equal(grid.cells[0].level, 5);
    assert_int_equal(weight_of(c, grid.columns[0].code), weight); /* how much it counts stays */
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, centre_setup, centre_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(grid__shows_what_matching_uses),        EACH(groups__count_who_has_given_levels),
        EACH(save__is_one_batch_that_can_be_undone), EACH(save__same_level_changes_nothing),
        EACH(save__refuses_all_when_one_is_wrong),   EACH(workbook__out_and_back),
        EACH(workbook__without_its_header),          EACH(posts__the_firms_own_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
