/* core/match/words.c - sentences made text. */
#include "core/match/words.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/parse.h"

/* The argument as text; `small` is its store for numbers. */
static const char *word_text(const dk_word *word, dk_lang lang, char small[32])
{
    switch (word->kind) {
    case DK_WORD_TEXT:
        return dk_in(word->text, lang);
    case DK_WORD_INT:
        dk_format_decimal(word->num, 0, small);
        return small;
    case DK_WORD_YUAN:
        dk_format_decimal(word->num, 2, small);
        return small;
    case DK_WORD_TENTHS:
        dk_format_decimal(word->num, 1, small);
        return small;
    case DK_WORD_DAY:
        dk_day_format((dk_day)word->num, small);
        return small;
    case DK_WORD_NONE:
        break;
    }
    return "";
}

/* The argument number when `at` begins a "{n}", else -1. */
static int hole(const char *at)
{
    if (at[0] != '{' || at[1] < '0' || at[1] >= '0' + DK_WORDS_ARGS || at[2] != '}')
        return -1;
    return at[1] - '0';
}

const char *dk_words_render(dk_arena *arena, dk_lang lang, const dk_words *words)
{
    assert(arena != NULL && words != NULL && words->form.zh != NULL && words->form.en != NULL);
    char store[DK_WORDS_ARGS][32];
    const char *texts[DK_WORDS_ARGS];
    for (int i = 0; i < DK_WORDS_ARGS; i++)
        texts[i] = word_text(&words->args[i], lang, store[i]);

    const char *form = dk_in(words->form, lang);
    size_t len = 0;
    for (const char *at = form; *at != '\0'; at += hole(at) < 0 ? 1 : 3)
        len += hole(at) < 0 ? 1 : strlen(texts[hole(at)]);
    char *out = dk_arena_alloc(arena, len + 1);
    if (out == NULL)
        return NULL;
    char *to = out;
    for (const char *at = form; *at != '\0';) {
        int n = hole(at);
        if (n < 0) {
            *to++ = *at++;
            continue;
        }
        size_t part = strlen(texts[n]);
        memcpy(to, texts[n], part);
        to += part;
        at += 3;
    }
    *to = '\0';
    return out;
}
