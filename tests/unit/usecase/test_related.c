/* tests/unit/usecase/test_related.c - what co-occurrence finds stays below the floor. */
#include "api/usecase/related.h"

#include "tests/unit/usecase/centre.h"

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
        cmocka_unit_test_setup_teardown(related__register_posts, centre_setup, centre_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
