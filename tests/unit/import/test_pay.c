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
        cmocka_unit_test(pay__ranges_and_amounts),
        cmocka_unit_test(pay__years_bounds_and_words),
        cmocka_unit_test(pay__what_is_not_sure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
