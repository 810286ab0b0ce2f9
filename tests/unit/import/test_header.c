/* tests/unit/import/test_header.c - which row is the header and which column which field. */
#include "tests/unit/import/support.h"

#include "core/import/internal.h"

/* The header of a CSV text as "rows 2-3: B=name C=id_no D=-" (columns without a header left out).
 */
static char *find(const char *csv, const char *reg)
{
    dk_arena *arena = dk_arena_new();
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_names names;
    const dk_import_options options = {.day = DK_DAY_NONE};
    dk_header header;
    dk_buf out = DK_BUF_INIT;
    const dk_register *main = dk_register_find(reg);
    const dk_register *also = main->also == NULL ? NULL : dk_register_find(main->also);
    assert_int_equal(dk_names_build(arena, main, &options, &names, &err), DK_OK);
    assert_int_equal(dk_table_open_bytes(csv, strlen(csv), "f.csv", NULL, &table, &err), DK_OK);
    assert_int_equal(dk_table_rewind(table, 0, &err), DK_OK);
    assert_int_equal(dk_header_find(table, &names, arena, &header, &err), DK_OK);
    dk_buf_format(&out, "rows %lld-%lld:", (long long)header.first_row, (long long)header.last_row);
    for (size_t i = 0; i < header.n; i++) {
        const size_t *field = header.columns[i].field;
        if (header.columns[i].header == NULL)
            continue;
        dk_buf_format(&out, " %c=%s", (int)('A' + i),
                      field[DK_MAIN] == SIZE_MAX ? "-" : main->fields[field[DK_MAIN]].key);
        if (field[DK_ALSO] != SIZE_MAX)
            dk_buf_format(&out, "+%s", also->fields[field[DK_ALSO]].key);
    }
    if (header.twice[0] != header.twice[1])
        dk_buf_format(&out, " twice %zu %zu", header.twice[0], header.twice[1]);
    dk_table_close(table);
    dk_arena_free(arena);
    return dk_buf_take(&out, NULL);
}

static void finds(const char *reg, const char *csv, const char *expected)
{
    char *got = find(csv, reg);
    assert_string_equal(got, expected);
    free(got);
}

static void header__first_row(void **state)
{
    (void)state;
    finds("trainees", "姓名,身份证号,专业\n甲,1,2\n", "rows 1-1: A=name B=id_no C=specialty_code");
    finds("trainees", "name,id_no\n", "rows 1-1: A=name B=id_no");
    finds("trainees", "Name,Document Number,X\n", "rows 1-1: A=name B=id_no C=-");
}

static void header__marks_blanks_units_and_width(void **state)
{
    (void)state;
    finds("trainees", "*姓　名,身份证号：,▲联系电话,学制（年）,最低月薪(元/月)\n",
          "rows 1-1: A=name B=id_no C=phone D=duration_y E=want_pay");
    finds("trainees", "姓名,\"身份证\n号码(18位)\",学校（培训机构）\n",
          "rows 1-1: A=name B=id_no C=school_code");
    finds("posts", "岗位编号,周工时（时/月）,经验（年）,招聘人数（个）\n",
          "rows 1-1: A=post_no B=- C=- D=openings");
}

static void header__below_titles(void **state)
{
    (void)state;
    finds("trainees", "花名册,,\n单位：,教体局,\n\n姓名,身份证号,备注\n甲,1,\n",
          "rows 4-4: A=name B=id_no C=note");
}

static void header__two_rows(void **state)
{
    (void)state;
    finds("posts", "岗位,,月薪,\n岗位编号,岗位名称,下限,上限\nP1,a,1,2\n",
          "rows 1-2: A=post_no B=title C=pay_min D=pay_max");
    finds("posts", "信用代码,岗位,,备注\n,岗位编号,岗位名称,\n1,2,3,4\n",
          "rows 1-2: A=uscc+uscc B=post_no C=title D=notice");
    /* A row that is a header alone is not joined with the title above it. */
    finds("trainees", "学员,,\n姓名,身份证号,备注\n甲,1,\n", "rows 2-2: A=name B=id_no C=note");
}

static void header__groups_do_not_steal_fields(void **state)
{
    (void)state;
    finds("trainees", "姓名,身份证号,监护人,,\n,,姓名,电话,关系\n甲,1,乙,2,父\n",
          "rows 1-2: A=name B=id_no C=- D=guardian_phone E=-");
}

static void header__both_registers(void **state)
{
    (void)state;
    finds("posts", "统一社会信用代码,单位名称,行业代码,岗位编号,来源单位\n",
          "rows 1-1: A=uscc+uscc B=-+ent_name C=-+industry_code D=post_no E=src");
}

static void header__better_title_wins_and_equals_are_reported(void **state)
{
    (void)state;
    finds("trainees", "电话,联系电话,姓名\n", "rows 1-1: A=- B=phone C=name");
    finds("trainees", "身份证号,身份证号码,姓名\n", "rows 1-1: A=id_no B=- C=name twice 0 1");
}

static void header__none(void **state)
{
    (void)state;
    finds("trainees", "a,b\nc,d\n", "rows 0-0:");
    finds("trainees", "", "rows 0-0:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(header__first_row),
        cmocka_unit_test(header__marks_blanks_units_and_width),
        cmocka_unit_test(header__below_titles),
        cmocka_unit_test(header__two_rows),
        cmocka_unit_test(header__groups_do_not_steal_fields),
        cmocka_unit_test(header__both_registers),
        cmocka_unit_test(header__better_title_wins_and_equals_are_reported),
        cmocka_unit_test(header__none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
