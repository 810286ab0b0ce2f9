/* tests/unit/usecase/test_esco.c - the shapes of ESCO's files, and what becomes of them. */
#include "api/usecase/esco.h"

#include "core/base/date.h"
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
static void esco_related__shares_and_relations(void **state)
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
    must(c, dk_uc_esco_related(c->sheet, skills, c->arena, &rows, &c->err));
    assert_int_equal(rows.n, 3);
    assert_string_equal(rows.rows[0].skill, "a");
    assert_string_equal(rows.rows[0].other, "b");
    assert_int_equal(rows.rows[0].similarity_permille, DK_RELATED_FLOOR - 1); /* 894 measured */
    assert_string_equal(rows.rows[1].other, "d");
    assert_int_equal(rows.rows[1].similarity_permille, DK_RELATED_FLOOR);
    assert_int_equal(rows.rows[2].similarity_permille, 500);
    write_file(c, "occupationUri,skillUri\no/1,skill/a\n");
    assert_int_equal(dk_uc_esco_related(c->sheet, NULL, c->arena, &rows, &c->err), DK_FAILED);
}

/* Aliases: the name itself and what a cell has no room for are left out, the rest stays in order.
 */
static void esco_labels__aliases_fit_a_cell(void **state)
{
    centre *c = *state;
    dk_esco_codes codes;
    char text[8192];
    size_t len = (size_t)snprintf(text, sizeof text,
                                  "conceptUri\tpreferredLabel\taltLabels\nskill/a\tweld\tweld");
    for (int i = 0; i < 300; i++)
        len += (size_t)snprintf(text + len, sizeof text - len, "|alias %03d", i);
    snprintf(text + len, sizeof text - len, "\nskill/b\tfile\t\nskill/a\tweld metal\tjoin\n");
    write_file(c, text);
    must(c, dk_uc_esco_labels(c->sheet, c->arena, &codes, &c->err));
    assert_int_equal(codes.n, 2);
    assert_string_equal(codes.rows[0].name, "weld metal"); /* said twice: the later */
    assert_string_equal(codes.rows[0].aliases, "join");
    assert_string_equal(codes.rows[1].code, "b");
    assert_string_equal(codes.rows[1].aliases, "");
    *strrchr(text, 's') = '\0';
    write_file(c, text);
    must(c, dk_uc_esco_labels(c->sheet, c->arena, &codes, &c->err));
    assert_memory_equal(codes.rows[0].aliases, "alias 000|alias 001", 19);
    assert_true(strlen(codes.rows[0].aliases) <= 1900 && strlen(codes.rows[0].aliases) > 1880);
}

/* What the centre has and the file has not ends the day before; nothing is ended twice. */
static void esco_replace__ends_what_is_not_listed(void **state)
{
    centre *c = *state;
    dk_esco_codes codes;
    write_file(c, "conceptUri,preferredLabel,altLabels\nskill/S104,storage,\nskill/new,new,\n");
    must(c, dk_uc_esco_labels(c->sheet, c->arena, &codes, &c->err));
    must(c, dk_uc_esco_replace(c->app, "skill", c->arena, &codes, &c->err));
    assert_true(codes.n > 50);
    for (size_t i = 2; i < codes.n; i++) {
        assert_string_not_equal(codes.rows[i].code, "S104");
        assert_int_equal(codes.rows[i].until, dk_app_as_of(c->app) - 1);
    }
    assert_int_equal(codes.rows[0].until, DK_DAY_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(esco_related__shares_and_relations, centre_setup,
                                        centre_teardown),
        cmocka_unit_test_setup_teardown(esco_labels__aliases_fit_a_cell, centre_setup,
                                        centre_teardown),
        cmocka_unit_test_setup_teardown(esco_replace__ends_what_is_not_listed, centre_setup,
                                        centre_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
