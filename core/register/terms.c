/* core/register/terms.c - see terms.h. */
#include "core/register/terms.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/register/pinyin.h"

enum { CHARS_MAX = 120, TAIL = 4, TAIL_OF = 6 };

/* A text as characters: what is between them is gone. */
typedef struct {
    int32_t cp[CHARS_MAX];
    bool is_han[CHARS_MAX];
    bool is_joined[CHARS_MAX]; /* follows the one before without anything between */
    size_t n;
} letters;

static bool is_han(int32_t cp)
{
    return (cp >= 0x3400 && cp <= 0x9FFF && (cp < 0x4DC0 || cp >= 0x4E00)) ||
           (cp >= 0xF900 && cp <= 0xFAFF) || (cp >= 0x20000 && cp <= 0x3FFFF);
}

/* Lower-case, narrow; 0 for what is ignored. */
static int32_t fold(int32_t cp)
{
    if (cp >= 0xFF01 && cp <= 0xFF5E)
        cp -= 0xFF01 - 0x21;
    if (cp >= 'A' && cp <= 'Z')
        return cp + 'a' - 'A';
    bool is_ascii = (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9');
    /* Beyond Latin-1's signs: letters, but for general and CJK punctuation and full-width signs. */
    bool is_other = cp >= 0xC0 && (cp < 0x2000 || cp > 0x303F) && cp < 0xFE00;
    return is_ascii || is_other || is_han(cp) ? cp : 0;
}

static void read_letters(const char *text, letters *out)
{
    const char *end = text + strlen(text);
    bool is_joined = false;
    out->n = 0;
    while (text < end && out->n < CHARS_MAX) {
        int32_t cp = fold(dk_utf8_next(&text, end));
        if (cp > 0) {
            out->cp[out->n] = cp;
            out->is_han[out->n] = is_han(cp);
            out->is_joined[out->n++] = is_joined;
        }
        is_joined = cp > 0;
    }
}

/* One past the last character of the run that `at` lies in. */
static size_t run_end(const letters *all, size_t at)
{
    size_t end = at + 1;
    while (end < all->n && !all->is_han[end] && all->is_joined[end])
        end++;
    return end;
}

static bool begins_run(const letters *all, size_t at)
{
    return !all->is_han[at] && (at == 0 || all->is_han[at - 1] || !all->is_joined[at]);
}

static dk_search_term *append(dk_search_terms *terms)
{
    void *grown = terms->is_broken ? NULL
                                   : dk_arena_grow(terms->arena, terms->items, terms->n,
                                                   &terms->capacity, sizeof *terms->items);
    if (grown == NULL) {
        terms->is_broken = true;
        return NULL;
    }
    terms->items = grown;
    terms->items[terms->n] = (dk_search_term){.rank = 0};
    return &terms->items[terms->n++];
}

static void add_text(dk_search_terms *terms, const letters *all, size_t from, size_t to, int rank)
{
    dk_search_term *term = append(terms);
    size_t len = 0;
    for (size_t i = from; term != NULL && i < to; i++) {
        char bytes[4];
        size_t n = dk_utf8_put(all->cp[i], bytes);
        if (len + n >= DK_TERM_BYTES) {
            to = i;
            break;
        }
        memcpy(term->text + len, bytes, n);
        len += n;
    }
    if (term != NULL) {
        term->rank = (uint8_t)rank;
        term->first = (uint8_t)from;
        term->last = (uint8_t)to;
    }
}

/* Where the term that begins at `at` ends. */
static size_t term_end(const letters *all, size_t at)
{
    size_t end = at + DK_TERM_CHARS < all->n ? at + DK_TERM_CHARS : all->n;
    size_t run = all->is_han[at] ? at : run_end(all, at);
    if (run > at + DK_TERM_RUN)
        run = at + DK_TERM_RUN;
    return run > end ? run : end;
}

static void add_tail(dk_search_terms *terms, const letters *all, size_t at, int rank)
{
    size_t end = run_end(all, at);
    if (end - at < TAIL_OF)
        return;
    for (size_t i = end - TAIL; i < end; i++)
        if (all->cp[i] < '0' || all->cp[i] > '9')
            return;
    add_text(terms, all, end - TAIL, end, rank);
}

/* The letters from `at` on, with `other` in place of that of character `swapped`. */
static void add_initials(dk_search_terms *terms, const letters *all, size_t at, size_t swapped,
                         char other)
{
    char text[DK_TERM_INITIALS + 1] = "";
    size_t n = 0;
    for (size_t i = at; i < all->n && n < DK_TERM_INITIALS; i++) {
        char letter = i == swapped ? other : dk_pinyin_initial(all->cp[i]);
        if (!all->is_han[i] || letter == 0 || (i > at && !all->is_joined[i]))
            break;
        text[n++] = letter;
    }
    if (n < 2 && at > 0)
        return;
    dk_search_term *term = n == 0 ? NULL : append(terms);
    if (term == NULL)
        return;
    memcpy(term->text, text, n + 1);
    term->rank = at > 0;
    term->first = (uint8_t)at;
    term->last = (uint8_t)(at + n);
}

static void add_readings(dk_search_terms *terms, const letters *all, size_t at)
{
    add_initials(terms, all, at, SIZE_MAX, 0);
    for (size_t i = at; i < all->n && i < at + DK_TERM_INITIALS && all->is_han[i]; i++)
        for (const char *also = dk_pinyin_also(all->cp[i]); *also != '\0'; also++)
            add_initials(terms, all, at, i, *also);
}

bool dk_field_is_indexed(const dk_register *reg, size_t field)
{
    const dk_field *f = &reg->fields[field];
    if ((f->flags & DK_F_SEARCHABLE) == 0 || (f->flags & DK_F_SEALED) != 0)
        return false;
    if (f->type == DK_TYPE_TEXT || f->type == DK_TYPE_USCC)
        return true;
    if (f->type != DK_TYPE_CODE || (f->flags & DK_F_NATURAL_KEY) == 0)
        return false;
    for (size_t i = 0; i < reg->n_fields; i++)
        if (i != field && (reg->fields[i].flags & DK_F_NATURAL_KEY) != 0)
            return false;
    return true;
}

void dk_terms_add(dk_search_terms *terms, const dk_field *field, const char *text)
{
    assert(field != NULL);
    bool is_label = (field->flags & DK_F_LABEL) != 0;
    letters all;
    read_letters(text, &all);
    for (size_t at = 0; at < all.n; at++) {
        int rank = !is_label ? 2 : at > 0;
        bool is_run = begins_run(&all, at);
        if (!all.is_han[at] && !is_run)
            continue;
        /* A single last character of another field is too little to be worth a row. */
        if (is_label || at == 0 || at + 1 < all.n)
            add_text(terms, &all, at, term_end(&all, at), rank);
        if (is_run)
            add_tail(terms, &all, at, rank);
        else if (is_label)
            add_readings(terms, &all, at);
    }
}

static int by_text(const void *a, const void *b)
{
    const dk_search_term *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    return order != 0 ? order : (x->rank > y->rank) - (x->rank < y->rank);
}

void dk_terms_sort(dk_search_terms *terms)
{
    size_t n = 0;
    if (terms->n == 0)
        return;
    qsort(terms->items, terms->n, sizeof *terms->items, by_text);
    for (size_t i = 0; i < terms->n; i++)
        if (n == 0 || strcmp(terms->items[n - 1].text, terms->items[i].text) != 0)
            terms->items[n++] = terms->items[i];
    terms->n = n;
}

void dk_terms_of_query(dk_search_terms *terms, const char *word)
{
    letters all;
    size_t covered = 0;
    read_letters(word, &all);
    for (size_t at = 0; at < all.n && covered < all.n; at++) {
        if (!all.is_han[at] && !begins_run(&all, at))
            continue;
        size_t end = term_end(&all, at);
        if (end <= covered)
            continue;
        add_text(terms, &all, at, end, 0);
        covered = end;
    }
}
