/* tests/unit/match/test_notice.c - what a notice must not say, and denials that pass. */
#include "core/match/notice.h"
#include "tests/unit/match/fixture.h"

enum { TODAY = 20514, MAX = 8 };

static size_t screen(const char *text, dk_notice_finding out[MAX])
{
    return dk_notice_screen(text, strlen(text), TODAY, out, MAX);
}

static void notice__forbidden_is_blocked(void **state)
{
    (void)state;
    static const struct {
        const char *text, *key;
    } cases[] = {
        {"限男性", "sex"},
        {"本岗位限 男 性，两班倒", "sex"},
        {"招女工若干", "sex"},
        {"男优先", "sex"},
        {"同等条件下女性优先", "sex"},
        {"性别：男", "sex"},
        {"ＭＡＬＥ ＯＮＬＹ", "sex"},
        {"female preferred", "sex"},
        {"已婚已育优先", "marriage"},
        {"未婚", "marriage"},
        {"两年内不生育", "marriage"},
        {"入职须做孕检", "marriage"},
        {"限汉族", "nation"},
        {"不招信教人员", "religion"},
        {"残疾人勿扰", "disability"},
        {"体检含乙肝五项", "carrier"},
        {"HBV 阴性", "carrier"},
        {"限本地户籍", "hukou"},
        {"外地勿扰", "hukou"},
        {"农村户口", "hukou"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dk_notice_finding found[MAX];
        size_t n = screen(cases[i].text, found);
        if (n == 0 || strcmp(found[0].rule->key, cases[i].key) != 0)
            fail_msg("%s: %zu findings, first %s", cases[i].text, n,
                     n > 0 ? found[0].rule->key : "-");
        assert_int_equal(found[0].rule->level, DK_NOTICE_BLOCKED);
        assert_non_null(strstr(found[0].rule->article.zh, "法"));
    }
}

static void notice__doubtful_is_warned(void **state)
{
    (void)state;
    static const char *const cases[] = {"35岁以下",    "18-45周岁",     "年龄18～40岁",
                                        "４０ 岁以内", "身高165以上",   "五官端正",
                                        "形象气质佳",  "under 35 years"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dk_notice_finding found[MAX];
        size_t n = screen(cases[i], found);
        if (n == 0)
            fail_msg("%s: nothing found", cases[i]);
        assert_int_equal(found[0].rule->level, DK_NOTICE_WARNED);
    }
}

static void notice__denials_and_plain_words_pass(void **state)
{
    (void)state;
    static const char *const cases[] = {"男女不限",         "不限男女",
                                        "性别不限",         "不限户籍",
                                        "户籍不限",         "不查乙肝",
                                        "无需乙肝检测",     "已婚未婚均可",
                                        "婚育不限",         "身高不限",
                                        "年满18周岁",       "18周岁以上",
                                        "军人子女优先",     "汉族不限",
                                        "不得限男性",       "两班倒，包吃住",
                                        "会电焊，有证优先", "本地户口不限",
                                        "月薪 4300 元",     "女职工有哺乳室",
                                        "每周 40 小时",     "men and women welcome",
                                        "human resources",  "",
                                        "数控车工"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dk_notice_finding found[MAX];
        size_t n = screen(cases[i], found);
        if (n > 0)
            fail_msg("%s: found %s at %zu", cases[i], found[0].rule->key, found[0].at);
    }
}

static void notice__places_and_order(void **state)
{
    (void)state;
    const char *text = "招焊工，限男性，35岁以下，男女不限是假的";
    dk_notice_finding found[MAX];
    assert_int_equal(screen(text, found), 2);
    assert_string_equal(found[0].rule->key, "sex");
    assert_memory_equal(text + found[0].at, "限男", found[0].len);
    assert_string_equal(found[1].rule->key, "age");
    assert_memory_equal(text + found[1].at, "35岁以下", found[1].len);
    assert_int_equal(dk_notice_screen(text, strlen(text), TODAY, NULL, 0), 2); /* counted only */
    assert_int_equal(dk_notice_screen(text, strlen(text), 13878, NULL, 0), 0); /* before the law */
}

static void notice__broken_bytes_and_every_rule_has_texts(void **state)
{
    (void)state;
    dk_notice_finding found[MAX];
    assert_int_equal(dk_notice_screen("\xe9\x99\xff\x80\xe7", 5, TODAY, found, MAX), 0);
    size_t n = 0;
    const dk_notice_rule *rules = dk_notice_rules(&n);
    assert_true(n >= 10);
    for (size_t i = 0; i < n; i++) {
        assert_true(rules[i].title.zh[0] != '\0' && rules[i].title.en[0] != '\0');
        assert_true(rules[i].article.zh[0] != '\0' && rules[i].article.en[0] != '\0');
        assert_true(rules[i].advice.zh[0] != '\0' && rules[i].advice.en[0] != '\0');
        assert_true(rules[i].limits[0] != '\0' || rules[i].topics[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notice__forbidden_is_blocked),
        cmocka_unit_test(notice__doubtful_is_warned),
        cmocka_unit_test(notice__denials_and_plain_words_pass),
        cmocka_unit_test(notice__places_and_order),
        cmocka_unit_test(notice__broken_bytes_and_every_rule_has_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
