/* tests/unit/import/test_read.c - a whole file: progress, cancel, limits of the error list, one
 * hundred thousand rows, and that no error text holds a restricted value. */
#include "tests/unit/import/support.h"

typedef struct {
    dk_arena *arena;
    dk_import read;
    dk_err err;
    dk_code code;
} outcome;

static outcome run(const char *csv, size_t len, const char *reg, dk_import_options options)
{
    outcome o = {.arena = dk_arena_new(), .err = DK_ERR_INIT};
    dk_table *table = NULL;
    options.day = dk_day_of(2026, 3, 2);
    assert_int_equal(dk_table_open_bytes(csv, len, "名单.csv", NULL, &table, &o.err), DK_OK);
    o.code = dk_import_read(table, dk_register_find(reg), &options, o.arena, &o.read, &o.err);
    dk_table_close(table); /* the result must not borrow from it */
    return o;
}

static const char TWO[] = "姓名,身份证号\n甲,980126200801010018\n乙,1\n";

static void read__fills_what_the_store_needs(void **state)
{
    (void)state;
    outcome o = run(TWO, strlen(TWO), "trainees", (dk_import_options){0});
    assert_int_equal(o.code, DK_OK);
    assert_string_equal(o.read.batch.kind, "import");
    assert_string_equal(o.read.format, "csv/utf-8");
    assert_string_equal(o.read.mapping[1].header, "身份证号");
    assert_string_equal(o.read.batch.file, "名单.csv");
    assert_string_equal(o.read.batch.sheet, "名单");
    assert_int_equal(o.read.batch.n_rows, 1);
    assert_int_equal(o.read.batch.rows[0].row, 2);
    assert_int_equal(o.read.batch.rows[0].record->id, 0);
    assert_int_equal(o.read.n_rows, 2);
    assert_int_equal(o.read.n_refused, 1);
    for (size_t i = 0; i < o.read.errors.n; i++) {
        dk_place place = dk_err_place(o.read.errors.items[i]);
        assert_string_equal(place.file, "名单.csv");
        assert_string_equal(place.sheet, "名单");
        assert_int_equal(place.row, 3);
    }
    dk_arena_free(o.arena);
}

static char *many(size_t n, size_t *len)
{
    dk_buf buf = DK_BUF_INIT;
    dk_buf_text(&buf, "岗位编号,统一社会信用代码,单位名称,岗位名称,职业代码,招聘人数\n");
    for (size_t i = 0; i < n; i++)
        dk_buf_format(&buf, "P%zu,91980126MA00000012,甲公司,焊工,O1,%zu\n", i, i % 100);
    return dk_buf_take(&buf, len);
}

/* What pay says beside its amount is kept in the words of the firm, or the cell is refused. */
static void read__remarks_beside_pay(void **state)
{
    (void)state;
    static const char kept[] =
        "岗位编号,统一社会信用代码,单位名称,岗位名称,职业代码,招聘人数,月薪\n"
        "P1,91980126MA00000012,甲公司,焊工,O1,三人,3000-5000元/月（税后）\n"
        "P2,91980126MA00000012,甲公司,焊工,O1,1,4-6K·13薪\n"
        "P3,91980126MA00000012,甲公司,焊工,O1,1,三千多元\n";
    static const char full[] =
        "岗位编号,统一社会信用代码,单位名称,岗位名称,职业代码,招聘人数,月薪,备注\n"
        "P1,91980126MA00000012,甲公司,焊工,O1,1,5000（税后）,急招\n"
        "P2,91980126MA00000012,甲公司,焊工,O1,1,5000（税前）,急招\n";
    outcome o = run(kept, strlen(kept), "posts", (dk_import_options){0});
    assert_int_equal(o.code, DK_OK);
    assert_int_equal(o.read.batch.n_rows, 3); /* one firm, first */
    const dk_record *net = o.read.batch.rows[1].record, *more = o.read.batch.rows[2].record;
    assert_string_equal(dk_test_text(o.arena, net, "openings"), "3");
    assert_string_equal(dk_test_text(o.arena, net, "pay_min"), "3000");
    assert_string_equal(dk_test_text(o.arena, net, "pay_max"), "5000");
    assert_string_equal(dk_test_text(o.arena, net, "notice"), "3000-5000元/月（税后）");
    assert_string_equal(dk_test_text(o.arena, more, "pay_max"), "6000");
    assert_string_equal(dk_test_text(o.arena, more, "notice"), "4-6K·13薪");
    assert_int_equal(o.read.errors.n, 1);
    assert_string_equal(o.read.errors.items[0]->msg->code, "cell-pay");
    dk_arena_free(o.arena);
    o = run(full, strlen(full), "posts", (dk_import_options){0});
    assert_int_equal(o.read.errors.n, 1);
    assert_string_equal(o.read.errors.items[0]->msg->code, "cell-pay-net");
    assert_int_equal(o.read.batch.n_rows, 2);
    assert_string_equal(dk_test_text(o.arena, o.read.batch.rows[1].record, "pay_max"), "5000");
    assert_string_equal(dk_test_text(o.arena, o.read.batch.rows[1].record, "notice"), "急招");
    dk_arena_free(o.arena);
}

/* A month in a column of dates fills the month, unless the number has the day or says otherwise. */
static void read__month_in_a_column_of_dates(void **state)
{
    (void)state;
    static const char numbered[] = "姓名,身份证号,出生日期\n"
                                   "甲,980126200801010018,2008-01\n"
                                   "乙,980126200805120011,2008-06\n";
    static const char none[] = "姓名,出生日期,联系电话\n"
                               "丙,二〇〇八年六月,12000000001\n"
                               "丁,2008-06-05,12000000002\n";
    static const char both[] = "姓名,出生日期,出生年月,联系电话\n丙,2008-06,2008-06,12000000001\n"
                               "丁,2008-06-05,2008-06,12000000002\n";
    outcome o = run(numbered, strlen(numbered), "trainees", (dk_import_options){0});
    assert_int_equal(o.read.errors.n, 1);
    assert_string_equal(o.read.errors.items[0]->msg->code, "rule-id-birth");
    assert_int_equal(o.read.errors.items[0]->column, 3);
    assert_int_equal(o.read.batch.n_rows, 1);
    assert_string_equal(dk_test_text(o.arena, o.read.batch.rows[0].record, "birth_month"), "");
    dk_arena_free(o.arena);
    o = run(none, strlen(none), "trainees", (dk_import_options){0});
    assert_int_equal(o.read.batch.n_rows, 2);
    assert_string_equal(dk_test_text(o.arena, o.read.batch.rows[0].record, "birth_month"),
                        "2008-06");
    assert_string_equal(dk_test_text(o.arena, o.read.batch.rows[0].record, "birth_date"), "");
    assert_string_equal(dk_test_text(o.arena, o.read.batch.rows[1].record, "birth_month"), "");
    dk_arena_free(o.arena);
    o = run(both, strlen(both), "trainees", (dk_import_options){0});
    assert_int_equal(o.read.errors.n, 1);
    assert_string_equal(o.read.errors.items[0]->msg->code, "cell-date-part");
    assert_int_equal(o.read.batch.n_rows, 1);
    dk_arena_free(o.arena);
}

static bool count_calls(void *ctx, size_t rows)
{
    size_t *calls = ctx;
    ++*calls;
    assert_int_equal(rows, *calls * 1000);
    return *calls < 5;
}

static void progress__every_thousand_rows_and_cancel(void **state)
{
    (void)state;
    size_t calls = 0, len;
    char *text = many(3500, &len);
    const dk_import_options options = {.progress = count_calls, .progress_ctx = &calls};
    outcome o = run(text, len, "posts", options);
    assert_int_equal(o.code, DK_OK);
    assert_int_equal(calls, 3);
    assert_int_equal(o.read.batch.n_rows, 3501); /* and one firm, first */
    assert_string_equal(o.read.batch.rows[0].record->reg->key, "enterprises");
    dk_arena_free(o.arena);
    free(text);
    text = many(9000, &len);
    calls = 0;
    o = run(text, len, "posts", options);
    assert_int_equal(o.code, DK_FAILED);
    assert_string_equal(o.err.msg->code, "cancelled");
    assert_int_equal(calls, 5);
    dk_arena_free(o.arena);
    free(text);
}

static void errors__beyond_the_limit_are_counted(void **state)
{
    (void)state;
    dk_buf buf = DK_BUF_INIT;
    dk_buf_text(&buf, "姓名,身份证号\n");
    for (int i = 0; i < 50; i++)
        dk_buf_text(&buf, "甲,\n");
    outcome o = run(buf.data, buf.len, "trainees", (dk_import_options){.error_limit = 7});
    assert_int_equal(o.code, DK_OK);
    assert_int_equal(o.read.errors.n, 7);
    assert_int_equal(o.read.errors.total, 50);
    assert_int_equal(o.read.n_refused, 50);
    dk_arena_free(o.arena);
    dk_buf_done(&buf);
}

/* Broken in row 3: the file is refused as a whole, the message names the row. */
static void read__broken_file_gives_nothing(void **state)
{
    (void)state;
    static const char text[] = "姓名,身份证号\n甲,980126200801010018\n\"乙,1\n";
    outcome o = run(text, strlen(text), "trainees", (dk_import_options){0});
    assert_int_equal(o.code, DK_FAILED);
    assert_string_equal(o.err.msg->code, "table-csv-quotes");
    assert_int_equal(o.err.row, 3);
    assert_int_equal(o.read.batch.n_rows, 0);
    dk_arena_free(o.arena);
}

static void errors__hold_no_restricted_value(void **state)
{
    (void)state;
    static const char text[] =
        "姓名,身份证号,出生日期,联系电话,性别,人员类别,便利需求\n"
        "秘密甲,980126200801010017,秘密日,120秘密,秘密性别,秘密类别,秘密需求\xE2\x80\xAE\n"
        "秘密乙\xE2\x80\x8B,98012620080101001秘密,2008-13-01,1200000000,3,残障,a\n"
        "秘密丙,9.80126200801010E+17,2008,12345678901234567890,男男,x,b\n";
    outcome o = run(text, strlen(text), "trainees", (dk_import_options){0});
    assert_int_equal(o.code, DK_OK);
    assert_int_equal(o.read.n_refused, 3);
    assert_true(o.read.errors.n >= 9);
    for (size_t i = 0; i < o.read.errors.n; i++) {
        char buf[1024];
        dk_err copy;
        memcpy(&copy, o.read.errors.items[i],
               offsetof(dk_err, store) + o.read.errors.items[i]->used);
        for (dk_lang lang = DK_ZH; lang <= DK_EN; lang++) {
            dk_err_text(&copy, lang, buf, sizeof buf);
            assert_null(strstr(buf, "秘密"));
            assert_null(strstr(buf, "980126200801010017"));
            assert_null(strstr(buf, "1234567890"));
            assert_null(strstr(buf, "残障"));
        }
    }
    dk_arena_free(o.arena);
}

/* What the columns were taken for, as "field how confidence; ...". */
static char *mapping_of(const char *csv, const dk_import_override *overrides, size_t n)
{
    dk_buf out = DK_BUF_INIT;
    outcome o = run(csv, strlen(csv), "posts",
                    (dk_import_options){.overrides = overrides, .n_overrides = n});
    if (o.code != DK_OK)
        dk_buf_text(&out, o.err.msg->code);
    for (size_t i = 0; o.code == DK_OK && i < o.read.n_mapping; i++) {
        const dk_mapping *m = &o.read.mapping[i];
        if (m->reg == NULL)
            dk_buf_format(&out, "%c - %d; ", (int)('A' + m->column), m->confidence);
        else
            dk_buf_format(&out, "%c %s.%s %s %d; ", (int)('A' + m->column), m->reg->key,
                          m->reg->fields[m->field].key, m->how, m->confidence);
    }
    dk_arena_free(o.arena);
    return dk_buf_take(&out, NULL);
}

static void maps(const char *csv, const dk_import_override *overrides, size_t n, const char *want)
{
    char *got = mapping_of(csv, overrides, n);
    assert_string_equal(got, want);
    free(got);
}

static void read__a_person_chooses_columns(void **state)
{
    (void)state;
    const char *csv = "公司,统一社会信用代码,岗位,干什么,职业,人数,岗位编号\n"
                      "甲厂,91980126MA0000001T,焊工,电焊,焊工,3,P1\n";
    const dk_import_override by_header[] = {{.header = "干 什么", .field = "title"},
                                            {.header = "岗位", .field = NULL}};
    const dk_import_override by_column[] = {{.column = 0, .field = "enterprises.ent_name"},
                                            {.header = "公司", .field = "order_class"},
                                            {.column = 2, .field = NULL},
                                            {.column = 3, .field = "posts.title"}};
    const dk_import_override wrong[] = {{.column = 0, .field = "no_such_field"}};
    maps(csv, NULL, 0,
         "A - 0; B posts.uscc title 98; C posts.title synonym 95; "
         "D - 0; E posts.occ_code synonym 95; F posts.openings synonym 95; G posts.post_no title "
         "98; ");
    maps(csv, by_header, 2,
         "A - 0; B posts.uscc title 98; C - 0; "
         "D posts.title chosen 100; E posts.occ_code synonym 95; F posts.openings synonym 95; G "
         "posts.post_no title 98; ");
    maps(csv, by_column, 4,
         "A enterprises.ent_name chosen 100; B posts.uscc title 98; B enterprises.uscc title 98; "
         "C - 0; D posts.title chosen 100; E posts.occ_code synonym 95; "
         "F posts.openings synonym 95; G posts.post_no title 98; ");
    maps(csv, wrong, 1, "mapping-field");
}

static void read__two_choices_for_one_field_are_refused(void **state)
{
    (void)state;
    const dk_import_override both[] = {{.column = 2, .field = "title"},
                                       {.column = 3, .field = "title"}};
    maps("信用代码,职业,甲,乙,人数,岗位编号\n1,焊工,1,2,3,P1\n", both, 2, "header-twice");
}

static void read__a_chosen_column_makes_a_header(void **state)
{
    (void)state;
    const char *csv = "花名册\n谁,号码\n甲,980126200801010018\n";
    const dk_import_override names[] = {{.header = "谁", .field = "name"},
                                        {.header = "号码", .field = "id_no"}};
    outcome o = run(csv, strlen(csv), "trainees",
                    (dk_import_options){.overrides = names, .n_overrides = 2});
    assert_int_equal(o.code, DK_OK);
    assert_int_equal(o.read.header_row, 2);
    assert_int_equal(o.read.n_sheets, 1);
    assert_int_equal(o.read.sheets[0].n_rows, 1);
    dk_arena_free(o.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read__a_person_chooses_columns),
        cmocka_unit_test(read__two_choices_for_one_field_are_refused),
        cmocka_unit_test(read__a_chosen_column_makes_a_header),
        cmocka_unit_test(read__fills_what_the_store_needs),
        cmocka_unit_test(read__remarks_beside_pay),
        cmocka_unit_test(read__month_in_a_column_of_dates),
        cmocka_unit_test(progress__every_thousand_rows_and_cancel),
        cmocka_unit_test(errors__beyond_the_limit_are_counted),
        cmocka_unit_test(read__broken_file_gives_nothing),
        cmocka_unit_test(errors__hold_no_restricted_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
