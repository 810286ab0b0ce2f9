/* core/match/words.h - sentences of an explanation as data.
 *
 * Gates and criteria return a dk_words: a bilingual form with {0}..{3} and typed arguments. It is
 * made text only when an explanation is asked for, so that scoring never touches strings. Forms are
 * static; texts among the arguments are borrowed from the market.
 */
#ifndef DK_CORE_MATCH_WORDS_H
#define DK_CORE_MATCH_WORDS_H

#include "core/base/arena.h"
#include "core/base/date.h"
#include "core/base/text.h"

typedef enum {
    DK_WORD_NONE = 0,
    DK_WORD_TEXT,   /* bilingual text */
    DK_WORD_INT,    /* integer */
    DK_WORD_YUAN,   /* fen, printed as yuan */
    DK_WORD_TENTHS, /* integer tenths, printed 12.5 */
    DK_WORD_DAY,    /* 2026-03-05 */
} dk_word_kind;

typedef struct {
    dk_word_kind kind;
    dk_text text;
    int64_t num;
} dk_word;

enum { DK_WORDS_ARGS = 4 };

typedef struct {
    dk_text form;
    dk_word args[DK_WORDS_ARGS];
} dk_words;

static inline dk_word dk_word_text(dk_text text)
{
    return (dk_word){DK_WORD_TEXT, text, 0};
}
static inline dk_word dk_word_int(int64_t v)
{
    return (dk_word){DK_WORD_INT, {"", ""}, v};
}
static inline dk_word dk_word_yuan(int64_t fen)
{
    return (dk_word){DK_WORD_YUAN, {"", ""}, fen};
}
static inline dk_word dk_word_tenths(int64_t v)
{
    return (dk_word){DK_WORD_TENTHS, {"", ""}, v};
}
static inline dk_word dk_word_day(dk_day day)
{
    return (dk_word){DK_WORD_DAY, {"", ""}, day};
}

/* The sentence in one language, in the arena; NULL when memory is out. O(length). */
const char *dk_words_render(dk_arena *arena, dk_lang lang, const dk_words *words);

#endif
