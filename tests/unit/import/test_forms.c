/* tests/unit/import/test_forms.c - a sheet of an authority read without mapping, written as it is
 * expected, and read again. */
#include "tests/unit/import/support.h"

#include "core/import/forms.h"

#define NATIONAL DK_CASES "/national_students/input.csv"

typedef struct {
    dk_arena *arena;
    dk_codes *codes;
} fixture;

static int setup(void **state)
{
    static fixture f;
    f.arena = dk_arena_new();
    f.codes = dk_test_codes(f.arena);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    dk_codes_free(f->codes);
    dk_arena_free(f->arena);
    return 0;
}

static dk_import read_form(fixture *f, const char *path)
{
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_import read;
    const dk_import_options options = {.codes = f->codes, .day = dk_day_of(2026, 3, 2)};
    assert_int_equal(dk_table_open(path, "f", NULL, &table, &err), DK_OK);
    assert_int_equal(
        dk_import_read(table, dk_register_find("trainees"), &options, f->arena, &read, &err),
        DK_OK);
    dk_table_close(table);
    return read;
}

/* Writes the records over and over until there are `n` rows; the code of what stopped it. */
static const char *write_form(fixture *f, const dk_import *read, size_t n, const char *path)
{
    dk_form_writer *writer = NULL;
    dk_err err = DK_ERR_INIT;
    const dk_form *form = dk_form_find("national_students");
    assert_int_equal(dk_form_create(form, path, f->codes, &writer, &err), DK_OK);
    for (size_t i = 0; i < n; i++)
        if (dk_form_write(writer, read->batch.rows[i % read->batch.n_rows].record, &err) != DK_OK) {
            dk_form_abandon(writer);
            return err.msg->code;
        }
    assert_int_equal(dk_form_finish(writer, &err), DK_OK);
    return "";
}

static void forms__read_write_read(void **state)
{
    fixture *f = *state;
    char *path = dk_test_path();
    dk_import first = read_form(f, NATIONAL);
    assert_int_equal(first.batch.n_rows, 3);
    assert_string_equal(write_form(f, &first, 3, path), "");
    dk_import again = read_form(f, path);
    assert_int_equal(again.errors.total, 0);
    assert_int_equal(again.batch.n_rows, 3);
    for (size_t i = 0; i < 3; i++) {
        const dk_record *a = first.batch.rows[i].record, *b = again.batch.rows[i].record;
        for (size_t k = 0; k < a->reg->n_fields; k++)
            assert_true(dk_value_equal(&a->reg->fields[k], &a->v[k], &b->v[k]));
    }
    size_t len;
    char *bytes = dk_test_slurp(path, &len);
    char *text = dk_dump_limited(bytes, len, NULL);
    assert_non_null(
        strstr(text, "[Sheet1]\n1: t'身份证号' t'姓名' t'性别' t'民族' t'年级' t'入学年月'"));
    assert_non_null(strstr(text, "2: t'980126200801010018' t'张三' t'男' - t'2023' t'202309' - "
                                 "t'汽车运用与维修' t'3' t'23汽修1班'"));
    assert_non_null(strstr(text, "3: t'999360000000100001' t'李四'"));
    free(text);
    free(bytes);
    unlink(path);
    free(path);
}

static void forms__a_new_sheet_after_two_thousand_rows(void **state)
{
    fixture *f = *state;
    char *path = dk_test_path();
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_row row;
    dk_import first = read_form(f, NATIONAL);
    assert_string_equal(write_form(f, &first, 2001, path), "");
    assert_int_equal(dk_table_open(path, "f", NULL, &table, &err), DK_OK);
    assert_int_equal(dk_table_sheets(table), 2);
    assert_int_equal(dk_table_rewind(table, 1, &err), DK_OK);
    assert_int_equal(dk_table_next(table, &row, &err), DK_OK);
    assert_string_equal(row.cells[0].text, "身份证号");
    assert_int_equal(dk_table_next(table, &row, &err), DK_OK);
    assert_int_equal(row.number, 2);
    assert_int_equal(dk_table_next(table, &row, &err), DK_OK);
    assert_int_equal(row.n_cells, 0);
    dk_table_close(table);
    assert_string_equal(write_form(f, &first, 6000, path), "");
    assert_string_equal(write_form(f, &first, 6001, path), "form-full");
    assert_int_not_equal(access(path, F_OK), 0);
    free(path);
}

/* A few of the titles are no form: 学生类别 then means what it means elsewhere. */
static void forms__need_three_quarters_of_the_titles(void **state)
{
    fixture *f = *state;
    static const char csv[] = "身份证号,姓名,学生类别\n980126200801010018,张三,在校生\n";
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_import read;
    const dk_import_options options = {.codes = f->codes, .day = dk_day_of(2026, 3, 2)};
    assert_int_equal(dk_table_open_bytes(csv, sizeof csv - 1, "f", NULL, &table, &err), DK_OK);
    assert_int_equal(
        dk_import_read(table, dk_register_find("trainees"), &options, f->arena, &read, &err),
        DK_OK);
    assert_string_equal(read.mapping[2].how, "synonym");
    assert_null(dk_form_find("no such form"));
    dk_table_close(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms__read_write_read),
        cmocka_unit_test(forms__a_new_sheet_after_two_thousand_rows),
        cmocka_unit_test(forms__need_three_quarters_of_the_titles),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
