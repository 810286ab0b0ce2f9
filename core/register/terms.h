/* core/register/terms.h - under which terms a record is found by the search box.
 *
 * Offices search by one or two characters, by initials, by the beginning of a number. So a term
 * begins at every Chinese character and at every beginning of a run of letters or digits, and is
 * looked up by its own beginning:
 *
 *     text      at each such place the next four characters, or the whole run when it is longer
 *               (at most 24): 张三丰 -> 张三丰 三丰 丰;  23汽修1班 -> 23汽修 汽修1班 修1班 1班 班
 *     tail      the last four of a run that ends in four digits and has six characters or more
 *     initials  of labels only, at each Chinese character the letters up to the end of the stretch
 *               (at most eight): 张三丰 -> zsf sf.  Other readings of a character (pinyin.h) give
 *               further terms, one character exchanged at a time.
 *
 * Everything between is ignored (spaces, points, brackets); Latin letters are lower case, full
 * width is narrow. Indexed are the searchable fields that are not sealed: texts, credit codes, and
 * a code that alone is the key of its register. Sealed numbers have tags of their own (seal.h).
 */
#ifndef DK_CORE_REGISTER_TERMS_H
#define DK_CORE_REGISTER_TERMS_H

#include "core/register/register.h"

enum {
    DK_TERM_CHARS = 4,
    DK_TERM_RUN = 24,
    DK_TERM_BYTES = 32,
    DK_TERM_INITIALS = 8,
    /* Raised with every change of what terms there are: databases then make theirs anew. */
    DK_TERMS_VERSION = 2,
};

typedef struct {
    char text[DK_TERM_BYTES]; /* NUL-terminated */
    uint8_t rank;             /* 0 begins the label, 1 elsewhere in it, 2 in another field */
    uint8_t first, last;      /* characters of the text it covers, first to one past the last */
} dk_search_term;

typedef struct {
    dk_arena *arena;
    dk_search_term *items;
    size_t n, capacity;
    bool is_broken; /* memory ran out */
} dk_search_terms;

/* True when the field's texts are in the search table. */
bool dk_field_is_indexed(const dk_register *reg, size_t field);

/* Appends the terms of one canonical text of a field. O(length * readings). */
void dk_terms_add(dk_search_terms *terms, const dk_field *field, const char *text);

/* Orders by text and keeps the lowest rank of equal ones. O(n log n). */
void dk_terms_sort(dk_search_terms *terms);

/* The terms all of which a record must have to hold `word` (without spaces): those that cover it
 * one after another. A word that is folded to nothing gives none. */
void dk_terms_of_query(dk_search_terms *terms, const char *word);

#endif
