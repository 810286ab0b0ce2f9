/* core/link/grams.c - cutting texts into grams, and their edit distance (grams.h). */
#include "core/link/grams.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"

enum {
    FIRST_IDEOGRAPH = 0x2E80,
    WORD_LOW = 2,
    WORD_HIGH = 4,
    RUN_LOW = 1,
    RUN_HIGH = 3,
    EDIT_CHARS = 128
};

typedef enum { KIND_NONE, KIND_WORD, KIND_RUN } kind;

static kind kind_of(int32_t cp)
{
    if (cp >= FIRST_IDEOGRAPH)
        return (cp >= 0x3000 && cp <= 0x303F) || cp >= 0xFE10 ? KIND_NONE
                                                              : KIND_RUN; /* marks, wide forms */
    if ((cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || (cp >= '0' && cp <= '9') ||
        cp == '+' || cp == '#')
        return KIND_WORD;
    return cp >= 0xC0 && cp < 0x2000 ? KIND_WORD : KIND_NONE;
}

typedef struct {
    int32_t cp[DK_GRAMS_TEXT + 2]; /* of one word or run, with its end marks */
    size_t n;
} piece;

typedef struct {
    dk_arena *arena;
    uint64_t *keys;
    size_t n, capacity;
    char *plain; /* room for the text and a blank per piece */
    size_t plain_len, plain_room;
    bool has_ideographs;
} cutter;

/* FNV-1a over the characters; the length goes in first, so that grams of different lengths differ.
 */
static uint64_t gram_key(const int32_t *cp, size_t n)
{
    uint64_t h = (1469598103934665603u ^ n) * 1099511628211u;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (uint64_t)cp[i]) * 1099511628211u;
    return h;
}

static bool add_grams(cutter *c, const piece *p, size_t low, size_t high)
{
    for (size_t len = low; len <= high; len++) {
        for (size_t i = 0; i + len <= p->n; i++) {
            c->keys = dk_arena_grow(c->arena, c->keys, c->n, &c->capacity, sizeof *c->keys);
            if (c->keys == NULL)
                return false;
            c->keys[c->n++] = gram_key(p->cp + i, len);
        }
    }
    return true;
}

static bool equals(const piece *p, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i < n && i < p->n; i++)
        if (p->cp[i] != word[i])
            return false;
    return n == p->n;
}

static bool is_stop_word(const piece *p)
{
    static const char *const words[] = {"and",  "or", "of", "the", "in",  "for",
                                        "with", "to", "a",  "an",  "all", "other"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (equals(p, words[i]))
            return true;
    return false;
}

/* companies -> company, welders -> welder, glass stays. */
static void strip_plural(piece *p)
{
    if (p->n > 4 && p->cp[p->n - 1] == 's' && p->cp[p->n - 2] == 'e' && p->cp[p->n - 3] == 'i') {
        p->n -= 2;
        p->cp[p->n - 1] = 'y';
    } else if (p->n > 3 && p->cp[p->n - 1] == 's' && p->cp[p->n - 2] != 's') {
        p->n--;
    }
}

static void add_plain(cutter *c, const piece *p)
{
    if (c->plain_len > 0)
        c->plain[c->plain_len++] = ' ';
    for (size_t i = 0; i < p->n; i++)
        c->plain_len += dk_utf8_put(p->cp[i], c->plain + c->plain_len);
    assert(c->plain_len < c->plain_room); /* a piece has a byte at least, and at most one blank */
    c->plain[c->plain_len] = '\0';
}

/* Takes in one finished piece and empties it. */
static bool close_piece(cutter *c, piece *p, kind what)
{
    bool is_ok = true;
    if (p->n > 0 && what == KIND_RUN) {
        c->has_ideographs = true;
        add_plain(c, p);
        is_ok = add_grams(c, p, RUN_LOW, RUN_HIGH);
    } else if (p->n > 0 && !is_stop_word(p)) {
        strip_plural(p);
        add_plain(c, p);
        memmove(p->cp + 1, p->cp, p->n * sizeof *p->cp);
        p->cp[0] = '^';
        p->cp[p->n + 1] = '$';
        p->n += 2;
        is_ok = add_grams(c, p, WORD_LOW, WORD_HIGH);
    }
    p->n = 0;
    return is_ok;
}

static bool cut(cutter *c, const char *text)
{
    piece p = {.n = 0};
    kind last = KIND_NONE;
    const char *end = text + strlen(text);
    for (size_t chars = 0; text < end && chars < DK_GRAMS_TEXT; chars++) {
        int32_t cp = dk_utf8_next(&text, end);
        kind now = kind_of(cp);
        if (now != last) {
            if (last == KIND_WORD && equals(&p, "except") && c->n > 0)
                return true;
            if (!close_piece(c, &p, last))
                return false;
        }
        if (now != KIND_NONE)
            p.cp[p.n++] = cp >= 'A' && cp <= 'Z' ? cp + ('a' - 'A') : cp;
        last = now;
    }
    return close_piece(c, &p, last);
}

static int compare_keys(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

bool dk_grams_make(dk_arena *arena, const char *text, dk_grams *out)
{
    const size_t room = 2 * strlen(text) + 8;
    cutter c = {.arena = arena, .plain = dk_arena_alloc(arena, room), .plain_room = room};
    if (c.plain == NULL || !cut(&c, text))
        return false;
    double *weights = dk_arena_array(arena, c.n + 1, sizeof *weights);
    if (weights == NULL)
        return false;
    if (c.n > 0)
        qsort(c.keys, c.n, sizeof *c.keys, compare_keys);
    size_t n = 0;
    for (size_t i = 0, run; i < c.n; i += run) {
        for (run = 1; i + run < c.n && c.keys[i + run] == c.keys[i];)
            run++;
        c.keys[n] = c.keys[i];
        weights[n++] = run == 1 ? 1 : pow((double)run, 0.7);
    }
    assert(n <= c.n && (n > 0) == (c.n > 0));
    *out = (dk_grams){c.keys, weights, n, c.has_ideographs, c.plain};
    return true;
}

/* ---- edit distance ---- */

static size_t decode(const char *text, int32_t out[EDIT_CHARS])
{
    const char *end = text + strlen(text);
    size_t n = 0;
    while (text < end && n < EDIT_CHARS)
        out[n++] = dk_utf8_next(&text, end);
    return text < end ? SIZE_MAX : n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Damerau-Levenshtein with adjacent swaps ("optimal string alignment"), three rows at a time. Texts
 * too long for the rows are compared for equality. */
double dk_grams_edit(const char *a, const char *b)
{
    int32_t x[EDIT_CHARS], y[EDIT_CHARS];
    size_t rows[3][EDIT_CHARS + 1], *older = rows[0], *above = rows[1], *here = rows[2];
    size_t n = decode(a, x), m = decode(b, y);
    if (n == SIZE_MAX || m == SIZE_MAX || n == 0 || m == 0)
        return strcmp(a, b) == 0 ? 1 : 0;
    for (size_t j = 0; j <= m; j++)
        above[j] = j;
    for (size_t i = 1; i <= n; i++) {
        here[0] = i;
        for (size_t j = 1; j <= m; j++) {
            here[j] =
                least(above[j - 1] + (x[i - 1] != y[j - 1]), least(above[j], here[j - 1]) + 1);
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                here[j] = least(here[j], older[j - 2] + 1);
        }
        size_t *spare = older;
        older = above;
        above = here;
        here = spare;
    }
    assert(above[m] <= (n > m ? n : m)); /* replacing all of it is always a way */
    return 1 - (double)above[m] / (double)(n > m ? n : m);
}
