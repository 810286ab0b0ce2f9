/* core/match/similar_text.c - texts as bags of words: cosines of TF-IDF.
 *
 *     weight of word w in profile p = (1 + ln count) * ln(N / profiles with w)
 *
 * Words are runs of ASCII letters, lower case, without stop words, cut to a stem by a short list of
 * endings (a light stemmer: it need not be right, only alike for alike words); of Chinese text
 * pairs of neighbouring characters. Words are numbered in order of appearance by a hash table.
 */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/random.h"
#include "core/base/utf8.h"
#include "core/match/similar_views.h"

enum { WORD_MAX = 160, STEM_MIN = 3 };

typedef struct {
    uint32_t word, profile, count;
} posting;

typedef struct {
    dk_bag_kind kind;
    char **words;
    size_t n_words, word_room;
    uint32_t *slots; /* word + 1 */
    size_t n_slots;
    posting *posts;
    size_t n_posts, post_room;
    size_t profile; /* being read */
    bool is_broken;
} bag;

/* ---- words ---- */

static bool grow(void **items, size_t *room, size_t used, size_t size)
{
    if (used < *room)
        return true;
    size_t more = *room == 0 ? 1024 : *room * 2;
    void *bigger = realloc(*items, more * size);
    if (bigger == NULL)
        return false;
    *items = bigger;
    *room = more;
    return true;
}

static bool rehash(bag *b)
{
    size_t n = b->n_slots == 0 ? 4096 : b->n_slots * 2;
    uint32_t *slots = calloc(n, sizeof *slots);
    if (slots == NULL)
        return false;
    for (size_t w = 0; w < b->n_words; w++) {
        size_t at = dk_hash_text(0, b->words[w]) & (n - 1);
        while (slots[at] != 0)
            at = (at + 1) & (n - 1);
        slots[at] = (uint32_t)(w + 1);
    }
    free(b->slots);
    b->slots = slots;
    b->n_slots = n;
    return true;
}

static void put_word(bag *b, const char *word)
{
    if (b->is_broken || *word == '\0')
        return;
    if (2 * (b->n_words + 1) > b->n_slots && !rehash(b)) {
        b->is_broken = true;
        return;
    }
    size_t at = dk_hash_text(0, word) & (b->n_slots - 1);
    while (b->slots[at] != 0 && strcmp(b->words[b->slots[at] - 1], word) != 0)
        at = (at + 1) & (b->n_slots - 1);
    if (b->slots[at] == 0) {
        char *copy = strdup(word);
        if (copy == NULL || !grow((void **)&b->words, &b->word_room, b->n_words, sizeof(char *))) {
            free(copy);
            b->is_broken = true;
            return;
        }
        b->words[b->n_words++] = copy;
        b->slots[at] = (uint32_t)b->n_words;
    }
    if (!grow((void **)&b->posts, &b->post_room, b->n_posts, sizeof(posting))) {
        b->is_broken = true;
        return;
    }
    b->posts[b->n_posts++] = (posting){b->slots[at] - 1, (uint32_t)b->profile, 1};
}

/* ---- stems ---- */

static bool is_stop_word(const char *word)
{
    static const char *const words[] = {
        "a",         "all",        "an",        "and",      "are",  "as",    "at",    "be",
        "between",   "by",         "each",      "etc",      "for",  "from",  "if",    "in",
        "into",      "is",         "its",       "it",       "may",  "not",   "of",    "on",
        "or",        "other",      "such",      "than",     "that", "the",   "their", "these",
        "this",      "to",         "use",       "using",    "when", "which", "who",   "with",
        "according", "classified", "elsewhere", "including"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(words[i], word) == 0)
            return true;
    }
    return false;
}

/* Cuts the first ending of the list that leaves at least three letters. */
static void stem(char *word)
{
    static const char *const endings[][2] = {
        {"ational", "ate"}, {"ization", "ize"}, {"ations", ""}, {"ation", ""}, {"ments", ""},
        {"ment", ""},       {"ings", ""},       {"ing", ""},    {"ies", "y"},  {"ers", ""},
        {"ors", ""},        {"er", ""},         {"or", ""},     {"ists", ""},  {"ist", ""},
        {"ians", ""},       {"ian", ""},        {"edly", ""},   {"ed", ""},    {"ly", ""},
        {"es", ""},         {"s", ""}};
    size_t len = strlen(word);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t cut = strlen(endings[i][0]);
        if (len >= cut + STEM_MIN && strcmp(word + len - cut, endings[i][0]) == 0) {
            memcpy(word + len - cut, endings[i][1], strlen(endings[i][1]) + 1);
            return;
        }
    }
}

typedef struct {
    bag *bag;
    char last[WORD_MAX]; /* the stem before, "" at the beginning */
} speaker;

static void say(speaker *s, const char *word)
{
    put_word(s->bag, word);
    if (s->bag->kind == DK_BAG_STEMS_2 && s->last[0] != '\0') {
        char pair[2 * WORD_MAX + 2];
        size_t n = strlen(s->last), m = strlen(word);
        memcpy(pair, s->last, n);
        pair[n] = '_';
        memcpy(pair + n + 1, word, m + 1);
        put_word(s->bag, pair);
    }
    memcpy(s->last, word, strlen(word) + 1);
}

static size_t letters(const char *at)
{
    size_t n = 0;
    while ((at[n] >= 'a' && at[n] <= 'z') || (at[n] >= 'A' && at[n] <= 'Z'))
        n++;
    return n;
}

static void read_stems(bag *b, const char *text)
{
    speaker s = {.bag = b, .last = ""};
    char word[WORD_MAX];
    const char *end = text + strlen(text);
    int32_t before = 0; /* Chinese character right before */
    size_t before_len = 0;
    for (const char *at = text; at < end;) {
        size_t n = letters(at);
        if (n > 0) {
            size_t kept = n < WORD_MAX ? n : WORD_MAX - 1;
            for (size_t i = 0; i < kept; i++)
                word[i] = (char)(at[i] | 0x20);
            word[kept] = '\0';
            if (n > 1 && !is_stop_word(word)) {
                stem(word);
                say(&s, word);
            }
            at += n;
            before = 0;
            continue;
        }
        const char *next = at;
        int32_t cp = dk_utf8_next(&next, end);
        bool is_han = cp >= 0x3400 && cp <= 0x9FFF;
        if (is_han && before != 0) {
            size_t len = before_len + (size_t)(next - at);
            memcpy(word, at - before_len, len);
            word[len] = '\0';
            put_word(b, word);
        }
        before = is_han ? cp : 0;
        before_len = (size_t)(next - at);
        at = next;
    }
}

static void read_text(bag *b, const char *text)
{
    char id[WORD_MAX];
    const char *dot = strrchr(text, '.');
    size_t len = b->kind == DK_BAG_PARENT && dot != NULL ? (size_t)(dot - text) : strlen(text);
    if (b->kind == DK_BAG_STEMS || b->kind == DK_BAG_STEMS_2) {
        read_stems(b, text);
        return;
    }
    len = len < WORD_MAX ? len : WORD_MAX - 1;
    memcpy(id, text, len);
    id[len] = '\0';
    put_word(b, id);
}

/* ---- cosines ---- */

static int by_word(const void *a, const void *b)
{
    const posting *x = a, *y = b;
    if (x->word != y->word)
        return x->word < y->word ? -1 : 1;
    return (x->profile > y->profile) - (x->profile < y->profile);
}

/* One posting per word and profile, with its count. */
static void count_postings(bag *b)
{
    size_t kept = 0;
    if (b->n_posts > 1)
        qsort(b->posts, b->n_posts, sizeof *b->posts, by_word);
    for (size_t i = 0; i < b->n_posts; i++) {
        posting *last = kept == 0 ? NULL : &b->posts[kept - 1];
        if (last != NULL && last->word == b->posts[i].word && last->profile == b->posts[i].profile)
            last->count++;
        else
            b->posts[kept++] = b->posts[i];
    }
    b->n_posts = kept;
}

/* Adds the products of all words to pairs (i <= j) and makes them cosines. */
static bool add_words(const bag *b, size_t n, double *pairs, const bool *has)
{
    size_t n_has = 0;
    for (size_t i = 0; i < n; i++)
        n_has += has[i];
    double *weight = malloc((b->n_posts + 1) * sizeof *weight);
    if (weight == NULL)
        return false;
    for (size_t first = 0, end = 0; first < b->n_posts; first = end) {
        for (end = first; end < b->n_posts && b->posts[end].word == b->posts[first].word;)
            end++;
        double idf = log((double)n_has / (double)(end - first));
        for (size_t i = first; i < end; i++)
            weight[i] = (1 + log((double)b->posts[i].count)) * idf;
        for (size_t i = first; i < end; i++) {
            double *row = pairs + b->posts[i].profile * n;
            for (size_t j = i; j < end; j++)
                row[b->posts[j].profile] += weight[i] * weight[j];
        }
    }
    free(weight);
    return true;
}

static void to_cosines(size_t n, double *pairs)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t j = i + 1; j < n; j++) {
            double size = sqrt(pairs[i * n + i]) * sqrt(pairs[j * n + j]);
            pairs[i * n + j] = pairs[j * n + i] = size > 0 ? pairs[i * n + j] / size : 0;
        }
    }
    for (size_t i = 0; i < n; i++)
        pairs[i * n + i] = 1;
}

bool dk_similar_bag(const dk_similar_texts *texts, size_t n, dk_bag_kind kind, double *pairs,
                    bool *has)
{
    bag b = {.kind = kind};
    for (size_t i = 0; i < n * n; i++)
        pairs[i] = 0;
    for (size_t i = 0; i < n; i++)
        has[i] = false;
    for (size_t i = 0; i < texts->n && !b.is_broken; i++) {
        assert(texts->items[i].profile < n);
        b.profile = texts->items[i].profile;
        read_text(&b, texts->items[i].text);
    }
    if (!b.is_broken) {
        count_postings(&b);
        for (size_t i = 0; i < b.n_posts; i++)
            has[b.posts[i].profile] = true;
        b.is_broken = !add_words(&b, n, pairs, has);
        to_cosines(n, pairs);
    }
    for (size_t w = 0; w < b.n_words; w++)
        free(b.words[w]);
    free(b.words);
    free(b.slots);
    free(b.posts);
    return !b.is_broken;
}
