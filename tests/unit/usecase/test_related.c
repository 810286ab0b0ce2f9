/* tests/unit/usecase/test_related.c - ESCO's shapes; what co-occurrence finds stays below the
 * floor. */
#include "api/usecase/related.h"

#include "core/match/weights.h"
#include "tests/unit/usecase/centre.h"

static void write_file(centre *c, const char *text)
{
    FILE *file = fopen(c->sheet, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* Four occupations use a and b together, one only a; a and d are related essentially. */
static void related__esco_files(void **state)
{
    centre *c = *state;
    char skills[PATH];
    dk_skill_link_rows rows;
    write_file(c, "originalSkillUri\trelationType\trelatedSkillUri\n"
                  "http://data.europa.eu/esco/skill/d\tessential\tskill/a\n"
                  "skill/e\toptional\tskill/a\n");
    snprintf(skills, sizeof skills, "%.200s/r.tsv", c->dir);
    assert_int_equal(rename(c->sheet, skills), 0);
    write_file(c, "occupationUri,relationType,skillType,skillUri\n"
                  "o/1,essential,knowledge,skill/a\no/1,essential,knowledge,skill/b\n"
                  "o/2,essential,knowledge,skill/a\no/2,optional,knowledge,skill/b\n"
                  "o/3,essential,knowledge,skill/a\no/3,essential,knowledge,skill/b\n"
                  "o/4,essential,knowledge,skill/a\no/4,essential,knowledge,skill/b\n"
                  "o/5,essential,knowledge,skill/a\n");
    must(c, dk_uc_related_esco(c->sheet, skills, c->arena, &rows, &c->err));
    assert_int_equal(rows.n, 3);
    assert_string_equal(rows.rows[0].skill, "a");
    assert_string_equal(rows.rows[0].other, "b");
    assert_int_equal(rows.rows[0].similarity_permille, DK_RELATED_FLOOR - 1); /* 894 measured */
    assert_string_equal(rows.rows[1].other, "d");
    assert_int_equal(rows.rows[1].similarity_permille, DK_RELATED_FLOOR);
    assert_int_equal(rows.rows[2].similarity_permille, 500);
    write_file(c, "occupationUri,skillUri\no/1,skill/a\n");
    assert_int_equal(dk_uc_related_esco(c->sheet, NULL, c->arena, &rows, &c->err), DK_FAILED);
}

static void related__register_posts(void **state)
{
    centre *c = *state;
    char text[2048];
    size_t len = (size_t)snprintf(
        text, sizeof text, "信用代码,企业名称,岗位编号,岗位名称,职业代码,招聘人数,技能要求\n");
    for (int i = 0; i < 4; i++)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "91980126MA0000000Y,甲厂,N%d,岗位,YZ-PG,3,S075:3:3;S101:2:2\n", i);
    dk_skill_link_rows rows;
    centre_add(c, "posts", text);
    must(c, dk_uc_related_register(c->app, c->arena, DK_ZH, &rows, &c->err));
    bool is_found = false;
    for (size_t i = 0; i < rows.n; i++) {
        assert_true(rows.rows[i].similarity_permille < DK_RELATED_FLOOR);
        is_found = is_found || (strcmp(rows.rows[i].skill, "S075") == 0 &&
                                strcmp(rows.rows[i].other, "S101") == 0 &&
                                strstr(rows.rows[i].source, "4 个岗位") != NULL);
    }
    assert_true(is_found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(related__esco_files, centre_setup, centre_teardown),
        cmocka_unit_test_setup_teardown(related__register_posts, centre_setup, centre_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
