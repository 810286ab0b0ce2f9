/* core/match/notice.c - the patterns of notices.def against a text, denials heeded. */
#include "core/match/notice.h"

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/base/utf8.h"

static const dk_notice_rule RULES[] = {
#define DK_NOTICE(key, level, since, zh, en, law_zh, law_en, do_zh, do_en, limits, topics)         \
    {#key, level, since, {zh, en}, {law_zh, law_en}, {do_zh, do_en}, limits, topics},
#include "core/match/notices.def"
#undef DK_NOTICE
};
enum { N_RULES = sizeof RULES / sizeof *RULES, DIGITS_MAX = 3 };

/* What denies a topic when it stands right before or right after it. */
static const char BEFORE[] = "不限|不|无|无需|不得|不看|不查|不验|不问|不要求|不分|不设|没有|禁止|"
                             "严禁|不论|不管|no |not |any ";
static const char AFTER[] = "不限|均可|皆可|都可|都行|不作要求|不做要求|无要求|不要求|没有要求|"
                            "不检|不查|要求不限|情况不限|状况不限|not required|no matter";
/* Before a limit only these deny: "不限男女", "不得限女". */
static const char BEFORE_LIMIT[] = "不|不得|禁止|严禁|不得写|不能|不可|子";

const char *dk_notice_level_key(dk_notice_level level)
{
    return level == DK_NOTICE_BLOCKED ? "blocked" : "warned";
}

const dk_notice_rule *dk_notice_rules(size_t *n)
{
    *n = N_RULES;
    return RULES;
}

/* ---- one pattern at one place ---- */

/* The character at *at as it is compared: plain width, lower case, one kind of dash; 0 at the end.
 */
static int32_t folded(const char **at, const char *end)
{
    if (*at >= end)
        return 0;
    int32_t cp = dk_utf8_next(at, end);
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        cp -= 0xFEE0;
    if (cp == 0x2014 || cp == 0x2013 || cp == 0x2212)
        cp = '-';
    return cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
}

static bool is_space(int32_t cp)
{
    return cp == ' ' || cp == '\t' || cp == 0x3000 || cp == 0xA0;
}

static bool is_digit(int32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static const char *skip_spaces(const char *at, const char *end)
{
    for (;;) {
        const char *next = at;
        if (!is_space(folded(&next, end)))
            return at;
        at = next;
    }
}

/* One to three digits; NULL when there is none. */
static const char *take_digits(const char *at, const char *end)
{
    int n = 0;
    for (const char *next = at; n < DIGITS_MAX && is_digit(folded(&next, end)); n++)
        at = next;
    return n == 0 ? NULL : at;
}

/* The end of the match of pattern[0..len) at `at`, NULL when it does not match. */
static const char *match_here(const char *pattern, size_t len, const char *at, const char *end)
{
    const char *stop = pattern + len;
    for (const char *p = pattern; p < stop;) {
        const char *text = p == pattern ? at : skip_spaces(at, end), *next = text;
        int32_t want = folded(&p, stop);
        if (want == '#')
            next = take_digits(text, end);
        else if (is_space(want))
            next = text;
        else if (folded(&next, end) != want)
            next = NULL;
        if (next == NULL)
            return NULL;
        at = next;
    }
    return at;
}

/* Longest match at `at` of the patterns joined by |, NULL when there is none. */
static const char *match_any(const char *patterns, const char *at, const char *end)
{
    const char *best = NULL;
    for (const char *p = patterns; *p != '\0';) {
        size_t len = strcspn(p, "|");
        const char *hit = match_here(p, len, at, end);
        if (hit != NULL && (best == NULL || hit > best))
            best = hit;
        p += len + (p[len] == '|');
    }
    return best;
}

/* ---- denials ---- */

/* True when the text before `at` ends with one of the words. */
static bool ends_with(const char *words, const char *start, const char *at)
{
    for (const char *w = words; *w != '\0';) {
        size_t len = strcspn(w, "|");
        if ((size_t)(at - start) >= len) {
            const char *hit = match_here(w, len, at - len, at);
            if (hit == at)
                return true;
        }
        w += len + (w[len] == '|');
    }
    return false;
}

static bool is_word(const char *start, const char *at)
{
    bool before =
        at > start && ((at[-1] >= 'a' && at[-1] <= 'z') || (at[-1] >= 'A' && at[-1] <= 'Z'));
    bool here = (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
    return !(before && here);
}

/* The end of what rule says at `at`, NULL when it says nothing or is denied. */
static const char *finds(const dk_notice_rule *rule, const char *start, const char *at,
                         const char *end)
{
    const char *limit = match_any(rule->limits, at, end);
    if (limit != NULL && !ends_with(BEFORE_LIMIT, start, at))
        return limit;
    const char *topic = match_any(rule->topics, at, end);
    if (topic == NULL || ends_with(BEFORE, start, at) ||
        match_any(AFTER, skip_spaces(topic, end), end) != NULL)
        return NULL;
    /* "已婚未婚均可": the denial may follow the next topic of the same rule. */
    const char *second = match_any(rule->topics, topic, end);
    if (second != NULL && match_any(AFTER, second, end) != NULL)
        return NULL;
    return topic;
}

size_t dk_notice_screen(const char *text, size_t len, dk_day on, dk_notice_finding *out, size_t max)
{
    assert(text != NULL && (out != NULL || max == 0));
    const char *end = text + len;
    size_t n = 0;
    for (const char *at = text; at < end;) {
        const dk_notice_rule *rule = NULL;
        const char *stop = NULL;
        for (size_t r = 0; r < N_RULES && is_word(text, at); r++) {
            const char *hit = RULES[r].since <= on ? finds(&RULES[r], text, at, end) : NULL;
            if (hit != NULL && (stop == NULL || hit > stop)) {
                stop = hit;
                rule = &RULES[r];
            }
        }
        if (rule != NULL) {
            if (n < max)
                out[n] = (dk_notice_finding){rule, (size_t)(at - text), (size_t)(stop - at)};
            n++;
            at = stop;
        } else {
            (void)folded(&at, end);
        }
    }
    return n;
}
