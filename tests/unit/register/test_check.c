/* tests/unit/register/test_check.c - one value and one record against their field tables and rules.
 * Day 20514 is 2026-03-02. */
#include "tests/unit/register/support.h"

#include "core/base/utf8.h"

enum { DAY = 20514 };

static dk_arena *arena;
static dk_codes *codes;

static int set_up(void **state)
{
    (void)state;
    arena = dk_arena_new();
    codes = dk_codes_new(code_rows, N_CODE_ROWS);
    return arena == NULL || codes == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    dk_arena_free(arena);
    dk_codes_free(codes);
    return 0;
}

/* The finding for the canonical text, NULL when it is good; `err` keeps it. */
static const dk_msg *finding(const char *reg, const char *key, const char *canonical, dk_err *err)
{
    const dk_field *field = field_of(reg, key);
    dk_value value = parsed(arena, field, canonical);
    *err = DK_ERR_INIT;
    dk_code code = dk_value_check(field, &value, codes, DAY, err);
    assert_int_equal(code == DK_OK, err->msg == NULL);
    return err->msg;
}

static void value_check__good_values(void **state)
{
    (void)state;
    static const struct {
        const char *reg, *key, *good;
    } cases[] = {
        {"trainees", "id_no", "980126200805150018"},
        {"trainees", "id_no", "999980126000100001"},
        {"trainees", "id_no", "E12345678"},
        {"trainees", "phone", "12000000001"},
        {"trainees", "phone", "09801234567"},
        {"trainees", "name", "张某\n二行"},
        {"trainees", "commute_max_min", "600"},
        {"trainees", "want_pay", "0"},
        {"trainees", "edu_code", "41"},
        {"trainees", "specialty_code", "700206"},
        {"trainees", "want_occ", "6-18-02-04"},
        {"trainees", "skills", "S001:5;S002:0"},
        {"enterprises", "uscc", "91980126MA00000012"},
        {"posts", "skills_req", "S001:3"},
        {"trainees", "phone", ""},
        {"trainees", "skills", ""},
    };
    dk_err err;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_null(finding(cases[i].reg, cases[i].key, cases[i].good, &err));
}

static void value_check__bad_values(void **state)
{
    (void)state;
    const struct {
        const char *reg, *key, *bad;
        const dk_msg *expected;
    } cases[] = {
        {"trainees", "id_no", "980126200805150019", &MSG_ID_NO_INVALID},
        {"trainees", "id_no", "980126200805150000", &MSG_ID_NO_LOST},
        {"trainees", "id_no", "9.80126E+17", &MSG_ID_NO_LOST},
        {"trainees", "id_no", "98012620080515001", &MSG_ID_NO_LENGTH},
        {"trainees", "id_no", "980126080515001", &MSG_ID_NO_LENGTH},
        {"trainees", "id_no", "12", &MSG_VALUE_MALFORMED},
        {"trainees", "phone", "1200000000", &MSG_PHONE_INVALID},
        {"trainees", "phone", "123456", &MSG_PHONE_INVALID},
        {"trainees", "phone", "0980-1234567", &MSG_PHONE_INVALID},
        {"trainees", "name", "张\u202E某", &MSG_TEXT_INVALID},
        {"trainees", "name", "\x01", &MSG_TEXT_INVALID},
        {"trainees", "name", "\xFF", &MSG_TEXT_INVALID},
        {"trainees", "commute_max_min", "601", &MSG_VALUE_RANGE},
        {"posts", "openings", "-1", &MSG_VALUE_RANGE},
        {"posts", "pay_min", "100000.01", &MSG_VALUE_RANGE},
        {"enterprises", "uscc", "91980126MA00000013", &MSG_USCC_INVALID},
        {"trainees", "edu_code", "99", &MSG_CODE_UNKNOWN_FAR},
        {"trainees", "edu_code", "中专毕业", &MSG_CODE_UNKNOWN},
        {"trainees", "specialty_code", "082500", &MSG_CODE_EXPIRED},
        {"trainees", "town_code", "x", &MSG_CODE_LIST_EMPTY},
        {"trainees", "want_occ", "6-18-02-04;6-18-02-05", &MSG_CODE_UNKNOWN},
        {"trainees", "skills", "S001:6", &MSG_VALUE_RANGE},
        {"trainees", "skills", "S001", &MSG_FIELD_REQUIRED},
        {"posts", "skills_req", "S009:3", &MSG_CODE_UNKNOWN},
    };
    dk_err err;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_ptr_equal(finding(cases[i].reg, cases[i].key, cases[i].bad, &err),
                         cases[i].expected);
}

static void value_check__wrong_kind_sealed_and_long(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_value as_text = text("45"), as_number = number(1),
             sealed = {.kind = DK_V_SEALED, .text = "*"};
    const dk_field *name = field_of("trainees", "name");
    assert_int_equal(
        dk_value_check(field_of("trainees", "commute_max_min"), &as_text, codes, DAY, &err),
        DK_FAILED);
    err = DK_ERR_INIT;
    assert_int_equal(dk_value_check(name, &as_number, codes, DAY, &err), DK_FAILED);
    err = DK_ERR_INIT;
    assert_int_equal(dk_value_check(field_of("trainees", "skills"), &as_text, codes, DAY, &err),
                     DK_FAILED);
    err = DK_ERR_INIT;
    assert_int_equal(dk_value_check(field_of("trainees", "id_no"), &sealed, codes, DAY, &err),
                     DK_OK);
    dk_value day = number(INT32_MAX);
    assert_int_equal(dk_value_check(field_of("trainees", "birth_date"), &day, codes, DAY, &err),
                     DK_FAILED);
    err = DK_ERR_INIT;
    char *longer = dk_arena_alloc(arena, 3 * 2001 + 1);
    for (size_t i = 0; i < 2001; i++)
        memcpy(longer + 3 * i, "字", 3);
    dk_value value = text(longer + 3);
    assert_int_equal(dk_value_check(name, &value, codes, DAY, &err), DK_OK);
    value = text(longer);
    assert_int_equal(dk_value_check(name, &value, codes, DAY, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_TEXT_LONG));
}

static void value_check__messages_help_and_never_leak(void **state)
{
    (void)state;
    dk_err err;
    char out[800];
    finding("trainees", "specialty_code", "70020", &err);
    dk_err_text(&err, DK_ZH, out, sizeof out);
    assert_string_equal(out, "专业代码里没有“70020”");
    dk_err_next(&err, DK_ZH, out, sizeof out);
    assert_string_equal(out, "请改成下列之一：700206 汽车运用与维修");
    finding("trainees", "specialty_code", "082500", &err);
    dk_err_next(&err, DK_ZH, out, sizeof out);
    assert_string_equal(out, "请改用接续代码 700206");
    finding("trainees", "want_pay", "100000.01", &err);
    dk_err_text(&err, DK_EN, out, sizeof out);
    assert_string_equal(out, "“Least pay” is out of range, it should lie between 0 and 100000");
    static const char *const secret[][2] = {{"id_no", "980126200805150019"},
                                            {"phone", "1200000000"},
                                            {"gender", "雌雄"},
                                            {"person_class", "贫困残疾"}};
    for (size_t i = 0; i < sizeof secret / sizeof *secret; i++) {
        assert_non_null(finding("trainees", secret[i][0], secret[i][1], &err));
        for (int lang = DK_ZH; lang <= DK_EN; lang++) {
            size_t len = dk_err_text(&err, (dk_lang)lang, out, sizeof out);
            dk_err_next(&err, (dk_lang)lang, out + len, sizeof out - len);
            assert_null(strstr(out, secret[i][1]));
        }
    }
}

/* ---- records ---- */

/* A record of `reg` with pairs key, canonical text, ended by NULL. */
static dk_record *record(const char *reg, const char *const *pairs)
{
    dk_record *r = dk_record_new(arena, dk_register_find(reg));
    for (; *pairs != NULL; pairs += 2)
        r->v[dk_field_find(r->reg, pairs[0])] = parsed(arena, field_of(reg, pairs[0]), pairs[1]);
    return r;
}
#define RECORD(reg, ...) record(reg, (const char *const[]){__VA_ARGS__, NULL})

static dk_err_list findings(const dk_record *r)
{
    dk_err_list list = {.arena = arena};
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_record_check(r, codes, DAY, &list, &err), DK_OK);
    return list;
}

static void expect(const dk_record *r, const dk_msg *msg, const char *place)
{
    dk_err_list list = findings(r);
    assert_int_equal(list.n, 1);
    assert_ptr_equal(list.items[0]->msg, msg);
    assert_string_equal(dk_err_place(list.items[0]).field, place);
}

#define PERSON "name", "张某", "id_no", "980126200805150018"

static void record_check__good_and_empty(void **state)
{
    (void)state;
    assert_int_equal(findings(RECORD("trainees", PERSON)).n, 0);
    assert_int_equal(
        findings(RECORD("trainees", PERSON, "gender", "1", "birth_date", "2008-05-15",
                        "specialty_code", "700206", "enrol_ym", "2023-09", "intern_from",
                        "2026-01-05", "intern_to", "2026-07-05", "as_of", "2026-03-02"))
            .n,
        0);
    dk_err_list list = findings(dk_record_new(arena, dk_register_find("trainees")));
    assert_int_equal(list.n, 2);
    assert_ptr_equal(list.items[0]->msg, &MSG_FIELD_REQUIRED);
}

static void record_check__rules_of_trainees(void **state)
{
    (void)state;
    expect(RECORD("trainees", PERSON, "birth_date", "2008-05-16"), &MSG_RULE_ID_BIRTH, "出生日期");
    expect(RECORD("trainees", PERSON, "gender", "2"), &MSG_RULE_ID_SEX, "性别");
    expect(RECORD("trainees", "name", "某", "id_no", "E12345678"), &MSG_RULE_ID_TYPE,
           "身份证件类型");
    expect(
        RECORD("trainees", "name", "某", "id_no", "999980126000100001", "birth_date", "2020-01-01"),
        &MSG_RULE_AGE, "出生日期");
    expect(RECORD("trainees", "name", "某", "id_no", "980126202001010019"), &MSG_RULE_AGE,
           "出生日期");
    expect(RECORD("trainees", PERSON, "skills", "S001:3;S002:1;S001:4"), &MSG_RULE_TWICE,
           "技能测评");
    expect(RECORD("trainees", PERSON, "intern_from", "2026-03-01", "intern_to", "2026-02-01"),
           &MSG_RULE_ORDER, "实习开始");
    expect(RECORD("trainees", PERSON, "intern_from", "2023-08-31", "enrol_ym", "2023-09"),
           &MSG_RULE_ENROLLED, "实习开始");
    expect(RECORD("trainees", PERSON, "as_of", "2026-03-03"), &MSG_RULE_FUTURE, "采集日期");
}

static void record_check__old_catalogue_for_old_cohorts(void **state)
{
    (void)state;
    assert_int_equal(
        findings(RECORD("trainees", PERSON, "specialty_code", "082500", "enrol_ym", "2019-09")).n,
        0);
    expect(RECORD("trainees", PERSON, "specialty_code", "082500", "enrol_ym", "2021-09"),
           &MSG_CODE_EXPIRED, "专业代码");
}

static void record_check__rules_of_other_registers(void **state)
{
    (void)state;
#define POST                                                                                       \
    "uscc", "91980126MA00000012", "post_no", "P1", "title", "焊工", "occ_code", "6-18-02-04",      \
        "openings", "2"
    assert_int_equal(findings(RECORD("posts", POST, "pay_min", "4000", "pay_max", "4000")).n, 0);
    expect(RECORD("posts", POST, "pay_min", "5000", "pay_max", "4000"), &MSG_RULE_ORDER,
           "月薪下限");
    expect(RECORD("skill_links", "skill", "S001", "other", "S001", "similarity_permille", "500"),
           &MSG_RULE_SELF, "技能");
    expect(RECORD("codes", "list", "a", "code", "1", "name", "n", "since", "2026-02-01", "until",
                  "2026-01-01"),
           &MSG_RULE_ORDER, "启用日期");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_check__good_values),
        cmocka_unit_test(value_check__bad_values),
        cmocka_unit_test(value_check__wrong_kind_sealed_and_long),
        cmocka_unit_test(value_check__messages_help_and_never_leak),
        cmocka_unit_test(record_check__good_and_empty),
        cmocka_unit_test(record_check__rules_of_trainees),
        cmocka_unit_test(record_check__old_catalogue_for_old_cohorts),
        cmocka_unit_test(record_check__rules_of_other_registers),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
