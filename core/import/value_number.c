/* core/import/value_number.c - yes and no, numbers with units, amounts of money (internal.h).
 *
 * Taken is what has one reading: "4,300元" is 430000 fen, "0.43万" and "4.3K" too. A range, a price
 * per other unit ("6万/年" where months are asked) and words (面议, 若干) are not numbers.
 */
#include <assert.h>
#include <string.h>

#include "core/base/parse.h"
#include "core/import/internal.h"

int dk_bool_read(const char *text)
{
    static const char *const yes[] = {"是",   "有", "√",    "✓",    "✔",   "☑",    "1",
                                      "Y",    "y",  "YES",  "Yes",  "yes", "TRUE", "True",
                                      "true", "T",  "需要", "需",   "可",  "可以", "愿意",
                                      "能",   "对", "同意", "适合", "接受"};
    static const char *const no[] = {
        "否",     "没有",   "×",     "✗",     "✘",      "☒",      "0",      "N",    "n",  "NO",
        "No",     "no",     "FALSE", "False", "false",  "F",      "不需要", "不需", "不", "不可",
        "不可以", "不愿意", "不能",  "错",    "不同意", "不适合", "不接受", "无"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        if (strcmp(text, yes[i]) == 0)
            return 1;
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        if (strcmp(text, no[i]) == 0)
            return 0;
    return -1;
}

/* Takes `end` off the end of `text`, and blanks before it. False: it does not end so. */
static bool strip_end(char *text, const char *end)
{
    size_t len = strlen(text), n = strlen(end);
    if (n == 0 || len <= n || strcmp(text + len - n, end) != 0)
        return false;
    len -= n;
    while (len > 0 && text[len - 1] == ' ')
        len--;
    text[len] = '\0';
    return true;
}

/* Removes commas that separate thousands: 1,234,567 but not 1,23. */
static void strip_commas(char *text)
{
    if (strchr(text, ',') == NULL)
        return;
    char *p = text + (*text == '-');
    size_t head = strspn(p, "0123456789");
    if (head == 0 || head > 3)
        return;
    char *q = p + head;
    for (; *q == ','; q += 4)
        if (strspn(q + 1, "0123456789") < 3 || (q[4] >= '0' && q[4] <= '9'))
            return;
    if (*q != '\0' && *q != '.')
        return;
    char *out = p;
    for (; *p != '\0'; p++)
        if (*p != ',')
            *out++ = *p;
    *out = '\0';
}

const char *dk_number_text(dk_arena *scratch, const char *text, const char *unit)
{
    /* Words that mean the unit a field is counted in. */
    static const struct {
        const char *unit, *word;
    } words[] = {{"人", "名"},        {"人", "个"},     {"人", "位"},   {"月", "个月"},
                 {"小时/周", "小时"}, {"小时/周", "h"}, {"分钟", "分"}, {"元/月", "元"}};
    char *copy = dk_arena_text(scratch, text);
    if (copy == NULL)
        return NULL;
    bool is_done = unit == NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words && !is_done; i++)
        is_done = strcmp(words[i].unit, unit) == 0 && strip_end(copy, words[i].word);
    if (!is_done)
        (void)strip_end(copy, unit); /* after the words: 个月 ends with 月 */
    strip_commas(copy);
    return copy;
}

const char *dk_gross_text(dk_arena *scratch, const char *text)
{
    static const char word[] = "税前";
    char *copy = dk_arena_text(scratch, text);
    if (copy == NULL || strip_end(copy, "(税前)") || strip_end(copy, word))
        return copy;
    return strncmp(copy, word, sizeof word - 1) == 0 ? copy + sizeof word - 1 : copy;
}

/* True for "3000-5000", "4-6K", "3000至5000": a range sign between two digits. */
static bool is_range(const char *text)
{
    static const char *const signs[] = {"-", "~", "～", "—", "–", "至", "到"};
    size_t first = strcspn(text, "0123456789");
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        const char *sign = strstr(text + first, signs[i]);
        if (sign != NULL && strpbrk(sign, "0123456789") != NULL)
            return true;
    }
    return false;
}

dk_money_kind dk_money_read(dk_arena *scratch, const char *text, const char *unit, int64_t *fen)
{
    static const char *const heads[] = {"¥", "￥", "RMB", "人民币"};
    static const char *const tails[] = {"元整", "元", "块"};
    if (is_range(text))
        return DK_MONEY_RANGE;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (strncmp(text, heads[i], strlen(heads[i])) == 0)
            text += strlen(heads[i]);
    while (*text == ' ')
        text++;
    char *copy = dk_arena_text(scratch, text);
    if (copy == NULL)
        return DK_MONEY_BAD;
    const char *per = unit == NULL ? NULL : strchr(unit, '/');
    if (per != NULL && !strip_end(copy, per)) {
        char *word = dk_arena_format(scratch, "每%s", per + 1);
        if (word != NULL)
            (void)strip_end(copy, word);
    }
    bool is_done = false;
    for (size_t i = 0; i < sizeof tails / sizeof *tails && !is_done; i++)
        is_done = strip_end(copy, tails[i]);
    int64_t yuan;
    if (dk_han_amount(copy, strlen(copy), is_done, &yuan)) {
        *fen = yuan * 100;
        return DK_MONEY_OK;
    }
    int zeros = strip_end(copy, "万")                                                   ? 4
                : strip_end(copy, "千") || strip_end(copy, "K") || strip_end(copy, "k") ? 3
                                                                                        : 0;
    strip_commas(copy);
    /* "4.3" thousands in fen are 4.3 * 10^3 * 10^2, so the scale is the sum of both. */
    return dk_parse_decimal(copy, zeros + 2, fen) ? DK_MONEY_OK : DK_MONEY_BAD;
}
