/* core/register/suggest.c - edit distance, similarity of short texts and "did you mean".
 *
 * Texts are code names and field keys, so lengths beyond MAX_CHARS characters are not compared.
 */
#include "core/register/suggest.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/register/codes.h"

enum { MAX_CHARS = 128, SUGGESTIONS = 3, FIRST_IDEOGRAPH = 0x2E80 };

typedef struct {
    int32_t cp[MAX_CHARS];
    size_t n;
    bool is_cut;
} chars;

/* ASCII letters are compared without case: codes are typed in both. */
static void decode(chars *out, const char *text, size_t len)
{
    const char *p = text, *end = text + len;
    out->n = 0;
    while (p < end && out->n < MAX_CHARS) {
        int32_t cp = dk_utf8_next(&p, end);
        out->cp[out->n++] = cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
    }
    out->is_cut = p < end;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Optimal string alignment: d[i][j] over prefixes, three rows kept (Damerau 1964; Lowrance and
 * Wagner 1975 for the recurrence with adjacent swaps, each character edited at most once). */
static size_t distance(const chars *a, const chars *b)
{
    size_t rows[3][MAX_CHARS + 1];
    size_t *older = rows[0], *above = rows[1], *here = rows[2];
    for (size_t j = 0; j <= b->n; j++)
        above[j] = j;
    for (size_t i = 1; i <= a->n; i++) {
        here[0] = i;
        for (size_t j = 1; j <= b->n; j++) {
            size_t replace = above[j - 1] + (a->cp[i - 1] != b->cp[j - 1]);
            size_t best = least(replace, least(above[j], here[j - 1]) + 1);
            bool is_swap =
                i > 1 && j > 1 && a->cp[i - 1] == b->cp[j - 2] && a->cp[i - 2] == b->cp[j - 1];
            here[j] = is_swap ? least(best, older[j - 2] + 1) : best;
        }
        size_t *spare = older;
        older = above;
        above = here;
        here = spare;
    }
    return above[b->n];
}

size_t dk_edit_distance(const char *a, const char *b, size_t limit)
{
    assert(a != NULL && b != NULL);
    chars x, y;
    decode(&x, a, strlen(a));
    decode(&y, b, strlen(b));
    if (x.is_cut || y.is_cut)
        return strcmp(a, b) == 0 ? 0 : limit + 1;
    size_t d = distance(&x, &y);
    return d > limit ? limit + 1 : d;
}

/* Characters both have, each counted as often as in the text that has fewer of it. *ideographs
 * counts those of them that are no letters or digits, which in another order mean nothing (082500
 * has all digits of 70020). */
static size_t shared(const chars *a, const chars *b, size_t *ideographs)
{
    bool is_taken[MAX_CHARS] = {false};
    size_t n = 0;
    *ideographs = 0;
    for (size_t i = 0; i < a->n; i++) {
        for (size_t j = 0; j < b->n; j++) {
            if (is_taken[j] || a->cp[i] != b->cp[j])
                continue;
            is_taken[j] = true;
            n++;
            *ideographs += a->cp[i] >= FIRST_IDEOGRAPH;
            break;
        }
    }
    return n;
}

static size_t common_prefix(const chars *a, const chars *b)
{
    size_t n = 0;
    while (n < a->n && n < b->n && a->cp[n] == b->cp[n])
        n++;
    return n;
}

int dk_similarity(const char *a, size_t len_a, const char *b, size_t len_b)
{
    chars x, y;
    decode(&x, a, len_a);
    decode(&y, b, len_b);
    if (x.n == 0 || y.n == 0)
        return 0;
    size_t ideographs, both = shared(&x, &y, &ideographs);
    size_t longer = x.n > y.n ? x.n : y.n, shorter = least(x.n, y.n);
    /* Dice on characters, and how much of the shorter one is found: 汽修 in 汽车运用与维修. */
    size_t best = 1800 * ideographs / (x.n + y.n);
    best = most(best, shorter > 1 ? 700 * ideographs / shorter : 0);
    /* Every character that is not shared costs an edit, so distance and prefix are bounded by what
     * is shared, and most pairs of a list need no distance at all. */
    if (1000 * both / longer <= best || 1000 * both / longer < DK_SIMILAR)
        return (int)best;
    best = most(best, 1000 * common_prefix(&x, &y) / longer);
    return (int)most(best, 1000 - 1000 * least(distance(&x, &y), longer) / longer);
}

/* Appends `text` to out when it fits whole; a suggestion cut in the middle would mislead. */
static void append(char *out, size_t size, const char *text)
{
    size_t used = strlen(out), len = strlen(text);
    size_t comma = used > 0 ? strlen("、") : 0;
    if (used + comma + len + 1 > size)
        return;
    snprintf(out + used, size - used, "%s%s", comma > 0 ? "、" : "", text);
}

void dk_suggest(const char *text, const char *const *names, size_t n, char *out, size_t size)
{
    assert(text != NULL && out != NULL && size > 0);
    out[0] = '\0';
    int scores[SUGGESTIONS] = {0};
    const char *best[SUGGESTIONS] = {NULL};
    for (size_t i = 0; i < n; i++) {
        int score = dk_similarity(text, strlen(text), names[i], strlen(names[i]));
        if (score < DK_SIMILAR)
            continue;
        size_t at = SUGGESTIONS;
        while (at > 0 && score > scores[at - 1])
            at--;
        for (size_t j = SUGGESTIONS - 1; j > at && at < SUGGESTIONS; j--) {
            scores[j] = scores[j - 1];
            best[j] = best[j - 1];
        }
        if (at < SUGGESTIONS) {
            scores[at] = score;
            best[at] = names[i];
        }
    }
    for (size_t i = 0; i < SUGGESTIONS && best[i] != NULL; i++)
        append(out, size, best[i]);
    /* Nothing is near: better some of what there is than an empty "there are:". */
    for (size_t i = 0; i < n && best[0] == NULL; i++)
        append(out, size, names[i]);
}
