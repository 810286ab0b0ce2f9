/* core/base/text.h - languages and bilingual constants.
 *
 * Every text a person reads exists in Chinese and English. A dk_text is such a pair; dk_in() picks
 * one. A missing text is caught by tests, so neither pointer is ever NULL in a descriptor.
 */
#ifndef DK_CORE_BASE_TEXT_H
#define DK_CORE_BASE_TEXT_H

typedef enum { DK_ZH = 0, DK_EN = 1 } dk_lang;

typedef struct {
    const char *zh, *en;
} dk_text;

/* The member of `text` for `lang`; borrowed, lives as long as the descriptor (usually static). */
static inline const char *dk_in(dk_text text, dk_lang lang)
{
    return lang == DK_ZH ? text.zh : text.en;
}

#endif
