/* tests/unit/import/test_pay.c - what a cell says about pay. Amounts are worked out by hand: a year
 * is twelve months, 万 ten thousand, K and 千 one thousand. */
#include "tests/unit/import/support.h"

#include "core/base/parse.h"
#include "core/import/internal.h"

/* "3000-5000 word word", open ends as "3000-" and "-5000", "nothing", "about", "period", "unclear".
 */
static char *reads(const char *text)
{
    dk_arena *arena = dk_arena_new();
    dk_buf out = DK_BUF_INIT;
    dk_pay pay;
    char number[32];
    const char *folded = dk_text_fold(arena, text);
    switch (dk_pay_read(arena, folded, &pay)) {
    case DK_PAY_OK:
        if (pay.has_min) {
            dk_format_decimal(pay.min, 2, number);
            dk_buf_text(&out, number);
        }
        dk_buf_text(&out, pay.has_min || pay.has_max ? "-" : "");
        if (pay.has_max) {
            dk_format_decimal(pay.max, 2, number);
            dk_buf_text(&out, number);
        }
        for (size_t i = 0; i < pay.n_words; i++)
            dk_buf_format(&out, " %s", pay.words[i]);
        for (size_t i = 0; i < pay.n_remarks; i++)
            dk_buf_format(&out, " [%s]", pay.remarks[i]);
        dk_buf_text(&out, pay.is_net ? " net" : "");
        break;
    case DK_PAY_NOTHING:
        dk_buf_text(&out, "nothing");
        break;
    case DK_PAY_ABOUT:
        dk_buf_text(&out, "about");
        break;
    case DK_PAY_PERIOD:
        dk_buf_text(&out, "period");
        break;
    case DK_PAY_UNCLEAR:
        dk_buf_text(&out, "unclear");
        break;
    }
    dk_arena_free(arena);
    return dk_buf_take(&out, NULL);
}

typedef struct {
    const char *text, *says;
} pair;

static void say(const pair *pairs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *got = reads(pairs[i].text);
        if (strcmp(got, pairs[i].says) != 0)
            fail_msg("%s says %s, not %s", pairs[i].text, got, pairs[i].says);
        free(got);
    }
}

static void pay__ranges_and_amounts(void **state)
{
    (void)state;
    static const pair pairs[] = {
        {"4500", "4500-4500"},
        {"4,500元", "4500-4500"},
        {"4500元/月", "4500-4500"},
        {"3000-5000", "3000-5000"},
        {"3000～5000元", "3000-5000"},
        {"３０００—５０００", "3000-5000"},
        {"3000元-5000元/月", "3000-5000"},
        {"3000至5000", "3000-5000"},
        {"4-6K", "4000-6000"},
        {"4K-6K", "4000-6000"},
        {"4k~6.5k/月", "4000-6500"},
        {"0.4-0.6万", "4000-6000"},
        {"3千到5千", "3000-5000"},
        {"月薪3000-5000元", "3000-5000"},
        {"3000 - 5000", "3000-5000"},
        {"5000-5000", "5000-5000"},
    };
    say(pairs, sizeof pairs / sizeof *pairs);
}

static void pay__years_bounds_and_words(void **state)
{
    (void)state;
    static const pair pairs[] = {
        {"6万/年", "5000-5000"},
        {"年薪6-9.6万", "5000-8000"},
        {"5万元/年", "4166.67-4166.67"},
        {"3000以上", "3000-"},
        {"3000元起", "3000-"},
        {"不低于3500元", "3500-"},
        {"最高8000", "-8000"},
        {"8000元以内", "-8000"},
        {"底薪2800+提成", "2800- 底薪"},
        {"2800+提成", "2800- 底薪"},
        {"保底3000", "3000- 底薪"},
        {"包吃住6000", "6000-6000 包吃住"},
        {"4000-6000(包吃住)", "4000-6000 包吃住"},
        {"综合工资4000-6000", "4000-6000 综合工资"},
        {"计件", " 计件"},
        {"计件3000-6000元", "3000-6000 计件"},
        {"3000-5000+五险一金", "3000-5000 五险一金"},
        {"面议", "nothing"},
        {"工资面议", "nothing"},
    };
    say(pairs, sizeof pairs / sizeof *pairs);
}

static void pay__remarks_behind(void **state)
{
    (void)state;
    static const pair pairs[] = {
        {"5000(税前)", "5000-5000 [税前]"},
        {"5000（税前）", "5000-5000 [税前]"},
        {"税前5000元", "5000-5000 [税前]"},
        {"3000-5000元/月（税后）", "3000-5000 [税后] net"},
        {"4-6K·13薪", "4000-6000 [13薪]"},
        {"4-6K*14薪", "4000-6000 [14薪]"},
        {"4000-6000元/月 13薪", "4000-6000 [13薪]"},
        {"4-6K·13薪(税后)", "4000-6000 [税后] [13薪] net"},
        {"包吃住 4000", "4000-4000 包吃住"},
        {"4000 包吃住(税前)", "4000-4000 包吃住 [税前]"},
        {"年薪6万(税前)", "5000-5000 [税前]"},
        {"6.5万/年·13薪", "5000-5000 [13薪]"}, /* thirteen salaries a year */
        {"年薪6.5-9.1万(13薪)", "5000-7000 [13薪]"},
        {"7万/年 14薪", "5000-5000 [14薪]"},
        {"年薪6.5万 年底双薪", "5000-5000 [年底双薪]"},
        {"4-6K 十三薪", "4000-6000 [十三薪]"},
        {"五千 双薪", "5000-5000 [双薪]"},
        {"十三薪", "unclear"},
        {"到手5000", "5000-5000 [到手] net"},
        {"到手4000-5000元/月", "4000-5000 [到手] net"},
        {"税后到手5000", "5000-5000 [税后到手] net"},
        {"实发4500", "4500-4500 [实发] net"},
        {"税前6000到手5000", "unclear"},
        {"4000到手", "4000-4000 [到手] net"},
        {"底薪3000(税后)+提成", "3000- 底薪 [税后] net"},
        {"税前5000税后4500", "unclear"},
        {"500013薪", "500013-500013 薪"}, /* 薪 is no code, so the cell is refused */
        {"4-13薪", "unclear"},
        {"13薪", "unclear"},
        {"税后", "unclear"},
    };
    say(pairs, sizeof pairs / sizeof *pairs);
}

static void pay__chinese_numerals(void **state)
{
    (void)state;
    static const pair pairs[] = {
        {"三千五", "3500-3500"},
        {"五千元", "5000-5000"},
        {"月薪三千五", "3500-3500"},
        {"三千五百元/月", "3500-3500"},
        {"三千到五千", "3000-5000"},
        {"三千五至四千五百元", "3500-4500"},
        {"3000-五千", "3000-5000"},
        {"两千八+提成", "2800- 底薪"},
        {"底薪两千五百元加提成", "2500- 底薪"},
        {"六万一年", "5000-5000"},
        {"伍仟元", "5000-5000"},
        {"包吃住 四千", "4000-4000 包吃住"},
        {"五千(税后)", "5000-5000 [税后] net"},
        {"3000-5000+五险一金", "3000-5000 五险一金"},
        {"一百五一天", "period"},
        {"三千五左右", "about"},
        {"五千元以上", "5000-"},
        {"三千 五千", "unclear"},
        {"三千五千", " 三千五千"}, /* words alone: no code is called so */
        {"三四千", " 三四千"},
        {"三千五元", " 三千五元"},
        {"五", " 五"},
        {"几千", " 几千"},
        {"五千多", " 五千多"},
        {"3000一5000", "unclear"},
        {"1五千", "1-1 五千"},
        {"4千五", "4000-4000 五"},
    };
    say(pairs, sizeof pairs / sizeof *pairs);
}

/* None of these has one reading, so none becomes an amount. */
static void pay__what_is_not_sure(void **state)
{
    (void)state;
    static const pair pairs[] = {
        {"4500左右", "about"},
        {"约4500", "about"},
        {"3000-5000不等", "about"},
        {"200/天", "period"},
        {"日薪150", "period"},
        {"20元/小时", "period"},
        {"0.8元/件", "period"},
        {"试用期3000转正4000", "period"},
        {"5000-3000", "unclear"},
        {"4-6000", "unclear"},
        {"3000,5000", "unclear"},
        {"3000/5000", "unclear"},
        {"底薪2800综合4500", "unclear"},
        {"3000-4000-5000", "unclear"},
        {"1,23", "unclear"},
        {"元", " 元"},
        {"", "unclear"},
        {"底薪+提成", "unclear"},
        {"-3000", "3000-3000 -"},
        {"99999999999999999999", "unclear"},
        {"3000-5000以上", "unclear"},
        {"0-5000", "unclear"},
        {"a b c d e f", "unclear"},
    };
    say(pairs, sizeof pairs / sizeof *pairs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pay__ranges_and_amounts), cmocka_unit_test(pay__years_bounds_and_words),
        cmocka_unit_test(pay__remarks_behind),     cmocka_unit_test(pay__chinese_numerals),
        cmocka_unit_test(pay__what_is_not_sure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
