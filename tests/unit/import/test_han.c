/* tests/unit/import/test_han.c - Chinese numerals, beside a writer of them that knows nothing of
 * the reader: every number it writes is read as that number, and of random signs none is taken that
 * the writer would not write for the value taken. */
#include "tests/unit/import/support.h"

#include "core/base/random.h"
#include "core/import/internal.h"

enum { SIGN = 3, ROOM = 64, EVERY = 120000, DRAWS = 400000 };

static void add(char *out, const char *sign)
{
    strcat(out, sign);
}

/* 1..9999; leads: nothing stands before it, so 10..19 begin with 十. */
static void write_section(char *out, int64_t n, bool leads)
{
    static const char *const digits[] = {"〇", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const char *const units[] = {"", "十", "百", "千"};
    static const int64_t powers[] = {1, 10, 100, 1000};
    bool is_open = !leads && n < 1000;
    if (is_open)
        add(out, digits[0]);
    is_open = false;
    bool has_any = false;
    for (int i = 3; i >= 0; i--) {
        const int64_t digit = n / powers[i] % 10;
        if (digit == 0) {
            is_open = has_any;
            continue;
        }
        if (is_open)
            add(out, digits[0]);
        if (!(leads && !has_any && i == 1 && digit == 1))
            add(out, digits[digit]);
        add(out, units[i]);
        has_any = true;
        is_open = false;
    }
}

static void write_number(char out[ROOM], int64_t n)
{
    *out = '\0';
    if (n >= 10000) {
        write_section(out, n / 10000, true);
        add(out, "万");
    }
    if (n % 10000 > 0)
        write_section(out, n % 10000, n < 10000);
}

/* 三千五百 without its 百; false: it has no short form. */
static bool write_short(char out[ROOM], int64_t n)
{
    int64_t power = 1;
    while (n / power % 10 == 0)
        power *= 10;
    const bool has_unit = power >= 10 && power <= 1000;
    const bool has_above = power == 1000 ? n >= 10000 : n / power / 10 % 10 > 0;
    write_number(out, n);
    if (!has_unit || !has_above)
        return false;
    out[strlen(out) - SIGN] = '\0';
    return true;
}

static void reads_as(const char *text, int64_t n, bool is_short)
{
    dk_han han;
    if (!dk_han_read(text, strlen(text), &han) || han.value != n || han.is_short != is_short)
        fail_msg("%s is not %lld", text, (long long)n);
}

static void han__reads_what_is_written(void **state)
{
    (void)state;
    dk_random random = dk_random_seed(5);
    char text[ROOM];
    for (int64_t i = 1; i <= EVERY; i++) {
        const int64_t n = i < EVERY / 2 ? i : dk_random_between(&random, 1, 99999999);
        write_number(text, n);
        reads_as(text, n, false);
        if (write_short(text, n))
            reads_as(text, n, true);
    }
}

/* The signs of the writer for those of the reader. */
static void normalise(char *text)
{
    static const char *const same[][2] = {{"两", "二"}, {"零", "〇"}, {"伍", "五"}, {"仟", "千"}};
    for (char *p = text; *p != '\0'; p += SIGN)
        for (size_t i = 0; i < sizeof same / sizeof *same; i++)
            if (memcmp(p, same[i][0], SIGN) == 0)
                memcpy(p, same[i][1], SIGN);
    if (strncmp(text, "一十", 2 * SIGN) == 0)
        memmove(text, text + SIGN, strlen(text + SIGN) + 1);
}

static void han__takes_no_more_than_is_written(void **state)
{
    (void)state;
    static const char *const signs[] = {"〇", "零", "一", "二", "两", "三", "五",
                                        "伍", "九", "十", "百", "千", "仟", "万"};
    dk_random random = dk_random_seed(6);
    size_t n_taken = 0;
    for (int i = 0; i < DRAWS; i++) {
        char text[ROOM] = "", written[ROOM];
        dk_han han;
        const uint64_t n = 1 + dk_random_below(&random, 7);
        for (uint64_t k = 0; k < n; k++)
            add(text, signs[dk_random_below(&random, sizeof signs / sizeof *signs)]);
        if (!dk_han_read(text, strlen(text), &han))
            continue;
        n_taken++;
        normalise(text);
        bool exists = true;
        if (han.is_short)
            exists = write_short(written, han.value);
        else
            write_number(written, han.value);
        if (!exists || strcmp(text, written) != 0)
            fail_msg("%s was taken for %lld", text, (long long)han.value);
    }
    assert_true(n_taken > DRAWS / 100);
}

static void han__by_hand(void **state)
{
    (void)state;
    reads_as("两", 2, false);
    reads_as("十二", 12, false);
    reads_as("两千五百", 2500, false);
    reads_as("三千五", 3500, true);
    reads_as("两万三", 23000, true);
    reads_as("一万零五百", 10500, false);
    reads_as("伍仟", 5000, false);
    static const char *const none[] = {"",         "零",       "三五",   "三四千",     "千五",
                                       "百",       "两十",     "十两",   "三千两",     "一百十",
                                       "一万五百", "二〇〇八", "三千零", "三千零零五", "十零五",
                                       "三千五万", "二万三万"};
    dk_han han;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (dk_han_read(none[i], strlen(none[i]), &han))
            fail_msg("%s was taken for %lld", none[i], (long long)han.value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(han__by_hand),
        cmocka_unit_test(han__reads_what_is_written),
        cmocka_unit_test(han__takes_no_more_than_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
