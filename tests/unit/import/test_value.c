/* tests/unit/import/test_value.c - one cell to a value, by type of field. Values are given as their
 * canonical text, "-" for none, or the code of the error. Identity numbers are of the unassigned
 * region 98xxxx; their check digits were computed apart from the code under test. */
#include "tests/unit/import/support.h"

#include "core/import/internal.h"

typedef struct {
    dk_arena *arena;
    dk_codes *codes;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->arena = dk_arena_new();
    f->codes = dk_test_codes(f->arena);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    dk_codes_free(f->codes);
    dk_arena_free(f->arena);
    free(f);
    return 0;
}

static const char *read_cell(fixture *f, const char *reg, const char *key, const dk_cell *cell)
{
    const dk_register *r = dk_register_find(reg);
    const dk_field *field = &r->fields[dk_field_find(r, key)];
    const dk_import_options options = {.codes = f->codes, .day = dk_day_of(2026, 3, 2)};
    dk_err err = DK_ERR_INIT;
    dk_value value;
    if (dk_import_value(f->arena, field, cell, &options, &value, &err) != DK_OK)
        return err.msg->code;
    return value.kind == DK_V_ABSENT ? "-" : dk_value_text(f->arena, field, &value);
}

static const char *take(fixture *f, const char *key, const char *text)
{
    const dk_cell cell = {
        .kind = DK_CELL_TEXT, .text = text, .len = strlen(text), .is_untyped = true};
    return read_cell(f, "trainees", key, &cell);
}

static const char *take_post(fixture *f, const char *key, const char *text)
{
    const dk_cell cell = {
        .kind = DK_CELL_TEXT, .text = text, .len = strlen(text), .is_untyped = true};
    return read_cell(f, "posts", key, &cell);
}

/* All of them, NULL at the end, read as `wanted`. */
static void check_all(fixture *f, const char *key, const char *wanted, const char *const *texts)
{
    for (; *texts != NULL; texts++) {
        const char *got = take(f, key, *texts);
        if (strcmp(got, wanted) != 0)
            fail_msg("%s %s is %s, not %s", key, *texts, got, wanted);
    }
}

#define READ_AS(f, key, wanted, ...)                                                               \
    check_all(f, key, wanted, (const char *const[]){__VA_ARGS__, NULL})

/* Pairs of a text and what it reads as. */
typedef struct {
    const char *text, *wanted;
} pair;

static void check_pairs(fixture *f, const char *(*how)(fixture *, const char *, const char *),
                        const char *key, const pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const char *got = how(f, key, pairs[i].text);
        if (strcmp(got, pairs[i].wanted) != 0)
            fail_msg("%s %s is %s, not %s", key, pairs[i].text, got, pairs[i].wanted);
    }
}

#define READS(how, key, ...)                                                                       \
    check_pairs(f, how, key, (const pair[]){__VA_ARGS__},                                          \
                sizeof((const pair[]){__VA_ARGS__}) / sizeof(pair))

static void value__empty_and_signs_for_nothing(void **state)
{
    fixture *f = *state;
    const dk_cell empty = {.kind = DK_CELL_EMPTY, .text = ""};
    assert_string_equal(read_cell(f, "trainees", "name", &empty), "-");
    assert_string_equal(take(f, "phone", "无"), "-");
    assert_string_equal(take(f, "want_pay", "/"), "-");
    assert_string_equal(take(f, "specialty_code", " — "), "-");
    assert_string_equal(take(f, "skill_level", "无"), "0"); /* the list has it */
    assert_string_equal(take_post(f, "edu_min", "不限"), "-");
    assert_string_equal(take(f, "note", "无"), "无");
    assert_string_equal(take(f, "note", "　"), "-");
}

static void value__texts(void **state)
{
    fixture *f = *state;
    READS(take, "name", {" 张 三 ", "张三"}, {"张　三", "张三"}, {"欧阳 小 三", "欧阳小三"},
          {"Ａnna Li", "Ａnna Li"}, /* names are never folded */
          {"阿布 都热 依木 江", "阿布 都热 依木 江"});
    assert_string_equal(take(f, "class_name", "一 班"), "一 班");
    assert_string_equal(take(f, "note", "'=1+1"), "=1+1");
    assert_string_equal(take(f, "note",
                             "a\xE2\x80\xAE"
                             "b"),
                        "cell-hidden");
    assert_string_equal(take(f, "note",
                             "a\xE2\x80\x8B"
                             "b"),
                        "cell-hidden");
}

static void value__numbers_with_units(void **state)
{
    fixture *f = *state;
    READS(take_post, "openings", {"12", "12"}, {"１２ 人", "12"}, {"12名", "12"}, {"1,200", "1200"},
          {"3.0", "3"}, {"3.5", "cell-count"}, {"若干", "cell-count"}, {"2-3人", "cell-count"},
          {"1,20", "cell-count"}, {"99999999999999999999", "cell-count"});
    assert_string_equal(take_post(f, "exp_months", "12个月"), "12");
    assert_string_equal(take_post(f, "exp_months", "1年"), "cell-integer");
    assert_string_equal(take(f, "duration_y", "2.5年"), "2.5");
    assert_string_equal(take(f, "duration_y", "2.555"), "cell-decimal");
    assert_string_equal(take_post(f, "hours_week", "40小时"), "40");
}

/* Found by tests/fuzz/fuzz_id.c: what was left after the quote was a sign for nothing. */
static void value__document_number_of_signs_only(void **state)
{
    fixture *f = *state;
    READS(take, "id_no", {"/'", "-"}, {"--'", "-"}, {"''空", "-"});
}

static void value__money(void **state)
{
    fixture *f = *state;
    READ_AS(f, "want_pay", "4300", "4300", "4300元", "4,300", "¥4300", "￥4,300.00", "4300元/月",
            "4300元每月", "4300/月", "4.3K", "4.3k", "4.3千", "0.43万", "0.43万元", "RMB 4300",
            "4300 元");
    READ_AS(f, "want_pay", "cell-money-range", "3000-5000", "3000~5000元", "4-6K", "3000至5000",
            "3千到5千");
    assert_string_equal(take(f, "want_pay", "面议"), "-");
    READ_AS(f, "want_pay", "cell-money", "4500左右", "计件", "底薪2800+提成", "包吃住6000",
            "6万/年", "6万/a", "4300元/天", "1e4", "4300.505", "元", "万");
}

static void value__chinese_numerals(void **state)
{
    fixture *f = *state;
    READS(take_post, "openings", {"三人", "3"}, {"两人", "2"}, {"十二人", "12"}, {"二十名", "20"});
    static const char *const unclear[] = {"三五人", "两三人",   "十几人", "若干",
                                          "百人",   "一百二人", "1二人",  "三四十人"};
    for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++)
        assert_string_equal(take_post(f, "openings", unclear[i]), "cell-count");
    READS(take, "want_pay", {"三千五", "3500"}, {"五千元", "5000"}, {"五千元/月", "5000"},
          {"一万二", "12000"}, {"三千五元", "cell-money"}, {"三四千", "cell-money"},
          {"五", "cell-money"});
}

static void value__pay_before_and_after_tax(void **state)
{
    fixture *f = *state;
    READS(take, "want_pay", {"5000（税前）", "5000"}, {"税前5000元/月", "5000"},
          {"5000（税后）", "cell-money"}, {"税前", "cell-money"});
}

static void value__yes_and_no(void **state)
{
    fixture *f = *state;
    READ_AS(f, "shift_ok", "1", "是", "√", "1", "Y", "yes", "TRUE", "可以", "愿意", "有", "需要");
    READ_AS(f, "shift_ok", "0", "否", "×", "0", "N", "no", "false", "不可以", "无", "没有",
            "不需要");
    assert_string_equal(take(f, "shift_ok", "x"), "cell-bool");
    assert_string_equal(take(f, "shift_ok", "看情况"), "cell-bool");
}

static void value__identity_numbers(void **state)
{
    fixture *f = *state;
    assert_string_equal(take(f, "id_no", "９８０１２６２００８０１０１００１８"),
                        "980126200801010018");
    READS(take, "id_no", {"980126 20080512 002x", "98012620080512002X"},
          {"'980126200801010018", "980126200801010018"}, {"980126750101001", "980126197501010011"},
          {"3.60124E+17", "cell-lossy"});
    dk_cell cell = {
        .kind = DK_CELL_NUMBER, .text = "980126200801010000", .len = 18, .is_lossy = true};
    assert_string_equal(read_cell(f, "trainees", "id_no", &cell), "cell-lossy");
    assert_string_equal(read_cell(f, "trainees", "student_no", &cell), "cell-lossy");
    assert_string_equal(read_cell(f, "posts", "uscc", &cell), "cell-lossy");
    cell = (dk_cell){.kind = DK_CELL_NUMBER, .text = "980126750101001", .len = 15};
    assert_string_equal(read_cell(f, "trainees", "id_no", &cell), "980126197501010011");
    assert_string_equal(take_post(f, "uscc", " 91980126ma00000012"), "91980126MA00000012");
}

static void value__phones(void **state)
{
    fixture *f = *state;
    READ_AS(f, "phone", "12000000001", "12000000001", "120 0000 0001", "120-0000-0001",
            "+8612000000001", "8612000000001", "+86 120 0000 0001", "１２００００００００１",
            "008612000000001");
    assert_string_equal(take(f, "phone", "(0355)1234567"), "03551234567");
}

static void value__dates_by_kind_of_cell(void **state)
{
    fixture *f = *state;
    dk_cell cell = {
        .kind = DK_CELL_DATE, .text = "2026-03-05", .len = 10, .day = dk_day_of(2026, 3, 5)};
    assert_string_equal(read_cell(f, "trainees", "consent_date", &cell), "2026-03-05");
    assert_string_equal(read_cell(f, "trainees", "enrol_ym", &cell), "2026-03");
    assert_string_equal(read_cell(f, "trainees", "class_name", &cell), "cell-turned-date");
    assert_string_equal(read_cell(f, "trainees", "note", &cell), "2026-03-05");
    cell.day = dk_day_of(1899, 12, 31);
    assert_string_equal(read_cell(f, "trainees", "consent_date", &cell), "cell-date");
    /* A plain number is a serial in the workbook's own epoch. */
    cell =
        (dk_cell){.kind = DK_CELL_NUMBER, .text = "44624", .len = 5, .day = dk_day_of(2026, 3, 5)};
    assert_string_equal(read_cell(f, "trainees", "consent_date", &cell), "2026-03-05");
    assert_string_equal(take(f, "consent_date", "2026-03"), "cell-date-part");
    assert_string_equal(take(f, "consent_date", "26/3/5"), "cell-date-unclear");
    assert_string_equal(take(f, "enrol_ym", "2023年9月1日"), "2023-09");
    assert_string_equal(take(f, "enrol_ym", "2023级"), "cell-month");
}

static void value__error_cells(void **state)
{
    fixture *f = *state;
    const dk_cell cell = {.kind = DK_CELL_ERROR, .text = "#N/A", .len = 4};
    assert_string_equal(read_cell(f, "trainees", "name", &cell), "cell-error");
}

static void value__codes(void **state)
{
    fixture *f = *state;
    READ_AS(f, "specialty_code", "700206", "700206", "汽车运用与维修", "汽修", "７００２０６",
            "700206 汽车运用与维修", "700206-汽修", "汽车运用与维修（700206）");
    assert_string_equal(take(f, "specialty_code", "护理(700206)"), "cell-code-clash");
    assert_string_equal(take(f, "specialty_code", "70020"), "code-unknown");
    /* Valid to the end of 2024; the day is in 2026. */
    assert_string_equal(take(f, "specialty_code", "S2"), "code-expired");
    assert_string_equal(take_post(f, "edu_min", "高中及以上"), "61");
    assert_string_equal(take(f, "edu_code", "高中及以上"), "code-unknown");
}

static void value__lists(void **state)
{
    fixture *f = *state;
    READS(take, "person_class", {"在校生；脱贫户", "A;B"}, {"A,B、A", "A;B"}, {"A;;", "A"},
          {";", ""});
    assert_string_equal(take(f, "skills", "电焊:3；识图：2:教师测评"), "K1:3;K2:2:assessed");
    assert_string_equal(take(f, "certs", "焊工证:A\\:1\\;2::2027-1-1"), "C1:A\\:1\\;2::2027-01-01");
    assert_string_equal(take(f, "skills", "K1:1:assessed:2026-01-01:x"), "cell-list");
    assert_string_equal(take(f, "skills", "K1:x"), "cell-integer");
}

/* No identity number, phone or other restricted value may stand in an error. */
static void shown__restricted_values_are_masked(void **state)
{
    fixture *f = *state;
    const dk_register *r = dk_register_find("trainees");
    const dk_field *id = &r->fields[dk_field_find(r, "id_no")];
    const dk_field *name = &r->fields[dk_field_find(r, "name")];
    const dk_field *town = &r->fields[dk_field_find(r, "note")];
    assert_string_equal(dk_import_shown(f->arena, id, "980126200801010018"), "980126********0018");
    assert_string_equal(dk_import_shown(f->arena, id, "98012620080"), "*");
    assert_string_equal(dk_import_shown(f->arena, id, "980126200801010018号"), "*");
    assert_string_equal(dk_import_shown(f->arena, name, "张三"), "*");
    assert_string_equal(dk_import_shown(f->arena, town, "x"), "x");
    char text[400], tail[8];
    memset(text, 'a', 399);
    text[399] = '\0';
    const char *shown = dk_import_shown(f->arena, town, text);
    snprintf(tail, sizeof tail, "%s", shown + strlen(shown) - 3);
    assert_string_equal(tail, "…");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value__empty_and_signs_for_nothing),
        cmocka_unit_test(value__texts),
        cmocka_unit_test(value__numbers_with_units),
        cmocka_unit_test(value__money),
        cmocka_unit_test(value__document_number_of_signs_only),
        cmocka_unit_test(value__chinese_numerals),
        cmocka_unit_test(value__pay_before_and_after_tax),
        cmocka_unit_test(value__yes_and_no),
        cmocka_unit_test(value__identity_numbers),
        cmocka_unit_test(value__phones),
        cmocka_unit_test(value__dates_by_kind_of_cell),
        cmocka_unit_test(value__error_cells),
        cmocka_unit_test(value__codes),
        cmocka_unit_test(value__lists),
        cmocka_unit_test(shown__restricted_values_are_masked),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
