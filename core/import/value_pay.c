/* core/import/value_pay.c - what one cell says about pay (internal.h).
 *
 *     text   = words amount [sign amount] words
 *     amount = number [万 千 k w] [元]
 *     words  = a period (月 年 天 小时 件), a bound (以上 起 以下 最高), "+提成", and the rest
 *
 * The rest must be the name of a code in one of the fields the pay spills into.
 *
 * An amount may be written in Chinese numerals (value_han.c). 税前, 税后 (到手, 实发) and 13薪
 * (十三薪, 双薪) beside it are remarks: they are kept. A pay of a month is that of a month whatever
 * is paid at the year's end; one of a year with 13 salaries is 13 of them.
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

/* Takes the first of `words` (NULL-terminated) out of `text` where it stands and gives it; NULL. */
static const char *take_any(char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        char *at = strstr(text, *words);
        size_t n = strlen(*words);
        if (at == NULL)
            continue;
        /* A blank keeps what stood on both sides apart. */
        *at = ' ';
        memmove(at + 1, at + n, strlen(at + n) + 1);
        return *words;
    }
    return NULL;
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

/* ---- the words that say how an amount is meant ---- */

typedef enum {
    MARK_ABOUT,  /* no definite amount */
    MARK_PERIOD, /* no month, nor a share of one that anybody could know */
    MARK_YEAR,
    MARK_FROM, /* the lower end */
    MARK_TO,   /* the upper end */
    MARK_BONUS,
    MARK_BASE,
    MARK_MONTH,
    MARK_GROSS,
    MARK_NET,
    MARK_DOUBLE, /* a thirteenth salary */
    N_MARKS
} mark;

/* In the order in which they are taken out of the text; a longer word before one it holds. */
static const char *const WORDS[N_MARKS][18] = {
    [MARK_ABOUT] = {"左右", "上下", "大约", "大概", "约", "不等"},
    [MARK_PERIOD] = {"/天", "/日", "每天", "一天", "日薪", "日结", "/小时", "/时", "每小时", "时薪",
                     "小时工", "/件", "每件", "一件", "元/h", "元/H", "转正"},
    [MARK_YEAR] = {"/年", "每年", "一年", "年薪"},
    [MARK_FROM] = {"以上", "及以上", "起步", "起", "不低于", "最低", "至少"},
    [MARK_TO] = {"以下", "以内", "封顶", "最高", "不超过"},
    [MARK_BONUS] = {"+提成", "加提成", "+绩效", "+奖金", "+加班费", "提成"},
    [MARK_BASE] = {"底薪", "保底", "基本工资"},
    [MARK_MONTH] = {"/月", "每月", "一个月", "月薪", "元月"},
    [MARK_GROSS] = {"税前"},
    [MARK_NET] = {"税后到手", "税后", "到手", "实发", "净得"},
    [MARK_DOUBLE] = {"年底双薪", "年终双薪", "双薪"},
};
static const char *const OPEN[] = {"面议",   "电议",     "面谈",     "协商",     "详谈",
                                   "可面议", "待遇面议", "工资面议", "薪资面议", NULL};

/* Takes the words out and tells which kinds there were; found[] gets the word of each. */
static void take_marks(char *text, const char *found[N_MARKS])
{
    for (int m = 0; m < N_MARKS; m++)
        found[m] = take_any(text, WORDS[m]);
}

/* "13薪" or "十三薪" in the text, with the joint before it: blanks it out and gives it; NULL. */
static const char *take_salaries(dk_arena *scratch, char *text, int *salaries)
{
    static const char *const joints[] = {"·", "•", "×", "*", "x", NULL};
    static const char *const counts[] = {"13",   "14",   "15",   "16",   "17",   "18",
                                         "十三", "十四", "十五", "十六", "十七", "十八"};
    enum { LEAST = 13, N = sizeof counts / sizeof *counts, DIGITS = N / 2 };
    for (size_t c = 0; c < N; c++) {
        const char *word = dk_arena_format(scratch, "%s薪", counts[c]);
        char *at = word == NULL ? NULL : strstr(text, word);
        if (at == NULL || (c < DIGITS && at > text && strchr("0123456789.,", at[-1]) != NULL))
            continue;
        memset(at, ' ', strlen(word));
        for (size_t i = 0; joints[i] != NULL; i++) {
            const size_t n = strlen(joints[i]);
            if ((size_t)(at - text) >= n && memcmp(at - n, joints[i], n) == 0) {
                memset(at - n, ' ', n);
                break;
            }
        }
        *salaries = LEAST + (int)(c % DIGITS);
        return word;
    }
    return NULL;
}

/* What is true of the amount beside its size. False: before and after tax at once. */
static bool put_remarks(const char *const found[N_MARKS], const char *salaries, dk_pay *out)
{
    const char *tax = found[MARK_NET] != NULL ? found[MARK_NET] : found[MARK_GROSS];
    out->is_net = found[MARK_NET] != NULL;
    if (tax != NULL)
        out->remarks[out->n_remarks++] = tax;
    if (salaries != NULL)
        out->remarks[out->n_remarks++] = salaries;
    return found[MARK_NET] == NULL || found[MARK_GROSS] == NULL;
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

/* The ends of the pay that the amounts and the words beside them tell. */
static void put_ends(const amounts *a, const char *const found[N_MARKS], dk_pay *out)
{
    const bool is_base = found[MARK_BASE] != NULL, has_bonus = found[MARK_BONUS] != NULL;
    out->has_min = a->n > 0 && found[MARK_TO] == NULL;
    /* Of base pay what comes on top is not said. */
    out->has_max = a->n > 0 && found[MARK_FROM] == NULL && !has_bonus && !is_base;
    out->min = a->fen[0];
    out->max = a->is_range ? a->fen[1] : a->fen[0];
}

static bool add_word(dk_pay *out, const char *word)
{
    if (out->n_words == DK_PAY_WORDS)
        return false;
    out->words[out->n_words++] = word;
    return true;
}

dk_pay_kind dk_pay_read(dk_arena *scratch, const char *text, dk_pay *out)
{
    const char *found[N_MARKS];
    int salaries = MONTHS;
    amounts a;
    *out = (dk_pay){.n_words = 0};
    if (strlen(text) > TEXT_MOST)
        return DK_PAY_UNCLEAR;
    char *rest = dk_arena_text(scratch, text);
    if (rest == NULL)
        return DK_PAY_UNCLEAR;
    if (is_one_of(rest, OPEN))
        return DK_PAY_NOTHING;
    const char *count = take_salaries(scratch, rest, &salaries);
    take_marks(rest, found);
    if (found[MARK_ABOUT] != NULL)
        return DK_PAY_ABOUT;
    if (found[MARK_PERIOD] != NULL)
        return DK_PAY_PERIOD;
    if (count == NULL && (count = found[MARK_DOUBLE]) != NULL)
        salaries = MONTHS + 1;
    const bool is_sure = put_remarks(found, count, out);
    const bool is_end = found[MARK_FROM] != NULL || found[MARK_TO] != NULL;
    const bool is_base = found[MARK_BASE] != NULL || found[MARK_BONUS] != NULL;
    dk_han_amounts(rest);
    if (!is_sure || !find_amounts(scratch, rest, &a) ||
        !finish(&a, found[MARK_YEAR] != NULL ? salaries : 1) ||
        (found[MARK_FROM] != NULL && found[MARK_TO] != NULL) ||
        ((is_end || found[MARK_BONUS] != NULL) && a.is_range) || !take_words(scratch, rest, out))
        return DK_PAY_UNCLEAR;
    if (is_base && (a.n == 0 || !add_word(out, "底薪")))
        return DK_PAY_UNCLEAR;
    put_ends(&a, found, out);
    return a.n == 0 && out->n_words == 0 ? DK_PAY_UNCLEAR : DK_PAY_OK;
}
