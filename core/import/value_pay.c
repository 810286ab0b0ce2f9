/* core/import/value_pay.c - what one cell says about pay (internal.h).
 *
 *     text   = words amount [sign amount] words
 *     amount = number [万 千 k w] [元]
 *     words  = a period (月 年 天 小时 件), a bound (以上 起 以下 最高), "+提成", and whatever is
 * left, which must be the name of a code in one of the fields the pay spills into
 *
 * An amount may be written in Chinese numerals (value_han.c). 税前, 税后 and 13薪 beside it are
 * remarks: they are kept, and change no amount.
 *
 * Taken is what has one reading. A year is twelve months. A day, an hour or a piece is no share of
 * a month that anybody could know; "左右" is no amount; two amounts that no sign joins are two
 * things.
 */
#include <string.h>

#include "core/base/parse.h"
#include "core/import/internal.h"

enum { MONTHS = 12, TEXT_MOST = 200, SPREAD_MOST = 10 };

typedef struct {
    char *p;
    int64_t fen[2];
    int zeros[2]; /* 4 for 万, 3 for 千 and k; 0: none written */
    int n;        /* amounts */
    bool is_range;
} amounts;

/* Takes the first of `words` (NULL-terminated) out of `text` where it stands. True: it did. */
static bool take_any(char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        char *at = strstr(text, *words);
        size_t n = strlen(*words);
        if (at == NULL)
            continue;
        /* A blank keeps what stood on both sides apart. */
        *at = ' ';
        memmove(at + 1, at + n, strlen(at + n) + 1);
        return true;
    }
    return false;
}

static int zeros_at(char **p)
{
    static const struct {
        const char *text;
        int zeros;
    } units[] = {{"万", 4}, {"w", 4}, {"W", 4}, {"千", 3}, {"k", 3}, {"K", 3}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].text);
        if (strncmp(*p, units[i].text, n) == 0) {
            memset(*p, ' ', n);
            *p += n;
            return units[i].zeros;
        }
    }
    return 0;
}

/* One amount at p, blanked out. False: there is none, or it is no number. */
static bool amount_at(dk_arena *scratch, amounts *a)
{
    static const char *const yuan[] = {"元", "块", NULL};
    size_t len = strspn(a->p, "0123456789.,");
    if (len == 0 || a->n == 2)
        return false;
    char *number = dk_arena_copy(scratch, a->p, len);
    const char *plain = number == NULL ? NULL : dk_number_text(scratch, number, NULL);
    if (plain == NULL || !dk_parse_decimal(plain, 2 + 4, &a->fen[a->n])) /* in 1/10000 fen */
        return false;
    memset(a->p, ' ', len);
    a->p += len;
    a->zeros[a->n++] = zeros_at(&a->p);
    for (size_t i = 0; yuan[i] != NULL; i++)
        if (strncmp(a->p, yuan[i], strlen(yuan[i])) == 0) {
            memset(a->p, ' ', strlen(yuan[i]));
            a->p += strlen(yuan[i]);
        }
    return true;
}

/* A sign that joins two amounts, blanked out. */
static bool sign_at(char **p)
{
    static const char *const signs[] = {"--", "-", "~", "～", "—", "–", "至", "到", NULL};
    for (size_t i = 0; signs[i] != NULL; i++) {
        size_t n = strlen(signs[i]);
        if (strncmp(*p, signs[i], n) == 0) {
            memset(*p, ' ', n);
            *p += n;
            return true;
        }
    }
    return false;
}

/* Finds the amounts in `text` and blanks them out. False: what is there is not one amount or range.
 */
static bool find_amounts(dk_arena *scratch, char *text, amounts *a)
{
    *a = (amounts){.p = text + strcspn(text, "0123456789")};
    if (*a->p == '\0')
        return true;
    if (!amount_at(scratch, a))
        return false;
    while (*a->p == ' ')
        a->p++;
    if (sign_at(&a->p)) {
        while (*a->p == ' ')
            a->p++;
        a->is_range = true;
        if (!amount_at(scratch, a))
            return false;
    }
    return a->p[strcspn(a->p, "0123456789")] == '\0';
}

/* 1/10000 fen with its unit to fen. False: more than 2 decimals of a fen, or too much. */
static bool scale(int64_t *v, int zeros, int64_t divisor)
{
    for (int i = 0; i < zeros; i++)
        if (__builtin_mul_overflow(*v, 10, v))
            return false;
    *v = (*v / divisor + 5000) / 10000;
    return true;
}

/* "4-6K" is 4K-6K; 4-6000 is nothing anybody can be sure of. */
static bool finish(amounts *a, int64_t divisor)
{
    if (a->is_range && a->zeros[0] == 0 && a->zeros[1] > 0 && a->fen[0] <= a->fen[1])
        a->zeros[0] = a->zeros[1];
    for (int i = 0; i < a->n; i++)
        if (!scale(&a->fen[i], a->zeros[i], divisor))
            return false;
    return !a->is_range ||
           (a->fen[0] <= a->fen[1] && a->fen[1] / SPREAD_MOST <= a->fen[0] && a->fen[0] > 0);
}

/* "·13薪" behind a pay of a month: blanks it out and gives "13薪", or NULL. */
static const char *take_salaries(dk_arena *scratch, char *text)
{
    static const char *const joints[] = {"·", "•", "×", "*", "x", NULL};
    static const char sign[] = "薪";
    for (char *at = strstr(text, sign); at != NULL; at = strstr(at + 1, sign)) {
        char *p = at - 2;
        const bool is_count = p >= text && p[0] == '1' && p[1] >= '3' && p[1] <= '8';
        if (!is_count || (p > text && strchr("0123456789.,", p[-1]) != NULL))
            continue;
        const char *word = dk_arena_copy(scratch, p, 2 + sizeof sign - 1);
        memset(p, ' ', 2 + sizeof sign - 1);
        for (size_t i = 0; joints[i] != NULL; i++) {
            const size_t n = strlen(joints[i]);
            if ((size_t)(p - text) >= n && memcmp(p - n, joints[i], n) == 0) {
                memset(p - n, ' ', n);
                break;
            }
        }
        return word;
    }
    return NULL;
}

/* False: before and after tax at once, or more salaries than months beside a pay of a year. */
static bool take_remarks(dk_arena *scratch, char *text, bool is_year, dk_pay *out)
{
    static const char *const gross[] = {"税前", NULL}, *const net[] = {"税后", NULL};
    const bool is_gross = take_any(text, gross);
    const char *salaries = take_salaries(scratch, text);
    out->is_net = take_any(text, net);
    if (is_gross || out->is_net)
        out->remarks[out->n_remarks++] = is_gross ? gross[0] : net[0];
    if (salaries != NULL)
        out->remarks[out->n_remarks++] = salaries;
    return !(is_gross && out->is_net) && !(is_year && salaries != NULL);
}

/* What is left beside the amount, as words. False: too many. */
static bool take_words(dk_arena *scratch, const char *text, dk_pay *out)
{
    static const char STOPS[] = " +,;()/";
    while (*(text += strspn(text, STOPS)) != '\0') {
        size_t len = strcspn(text, STOPS);
        if (out->n_words == DK_PAY_WORDS)
            return false;
        out->words[out->n_words] = dk_arena_copy(scratch, text, len);
        if (out->words[out->n_words++] == NULL)
            return false;
        text += len;
    }
    return true;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

dk_pay_kind dk_pay_read(dk_arena *scratch, const char *text, dk_pay *out)
{
    static const char *const open[] = {"面议",   "电议",     "面谈",     "协商",     "详谈",
                                       "可面议", "待遇面议", "工资面议", "薪资面议", NULL};
    static const char *const about[] = {"左右", "上下", "大约", "大概", "约", "不等", NULL};
    static const char *const other[] = {"/天",   "/日",  "每天",   "一天", "日薪",   "日结",
                                        "/小时", "/时",  "每小时", "时薪", "小时工", "/件",
                                        "每件",  "一件", "元/h",   "元/H", "转正",   NULL};
    static const char *const year[] = {"/年", "每年", "一年", "年薪", NULL};
    static const char *const month[] = {"/月", "每月", "一个月", "月薪", "元月", NULL};
    static const char *const from[] = {"以上",   "及以上", "起步", "起",
                                       "不低于", "最低",   "至少", NULL};
    static const char *const to[] = {"以下", "以内", "封顶", "最高", "不超过", NULL};
    static const char *const bonus[] = {"+提成",   "加提成", "+绩效", "+奖金",
                                        "+加班费", "提成",   NULL};
    static const char *const base[] = {"底薪", "保底", "基本工资", NULL};
    amounts a;
    *out = (dk_pay){.n_words = 0};
    if (strlen(text) > TEXT_MOST)
        return DK_PAY_UNCLEAR;
    char *rest = dk_arena_text(scratch, text);
    if (rest == NULL)
        return DK_PAY_UNCLEAR;
    if (is_one_of(rest, open))
        return DK_PAY_NOTHING;
    if (take_any(rest, about))
        return DK_PAY_ABOUT;
    if (take_any(rest, other))
        return DK_PAY_PERIOD;
    const bool is_year = take_any(rest, year), is_from = take_any(rest, from),
               is_to = take_any(rest, to), has_bonus = take_any(rest, bonus),
               is_base = take_any(rest, base);
    (void)take_any(rest, month);
    const bool is_sure = take_remarks(scratch, rest, is_year, out);
    dk_han_amounts(rest);
    if (!is_sure || !find_amounts(scratch, rest, &a) || !finish(&a, is_year ? MONTHS : 1) ||
        (is_from && is_to) || ((is_from || is_to || has_bonus) && a.is_range) ||
        !take_words(scratch, rest, out))
        return DK_PAY_UNCLEAR;
    if ((is_base || has_bonus) && a.n == 0)
        return DK_PAY_UNCLEAR;
    if (is_base || has_bonus) {
        if (out->n_words == DK_PAY_WORDS)
            return DK_PAY_UNCLEAR;
        out->words[out->n_words++] = "底薪";
    }
    out->has_min = a.n > 0 && !is_to;
    out->has_max = a.n > 0 && !is_from && !has_bonus && !is_base;
    out->min = a.fen[0];
    out->max = a.is_range ? a.fen[1] : a.fen[0];
    if (is_base && a.is_range) /* a range of base pay: what comes on top is not said */
        out->has_max = false;
    return a.n == 0 && out->n_words == 0 ? DK_PAY_UNCLEAR : DK_PAY_OK;
}
