/* api/usecase/search.h - the search box: people, posts, firms and everything else by what one
 * remembers of them. */
#ifndef DK_API_USECASE_SEARCH_H
#define DK_API_USECASE_SEARCH_H

#include "api/usecase/usecase.h"
#include "core/register/found.h"

typedef struct {
    const dk_register *only; /* NULL: all registers */
    size_t limit;            /* 1..100 */
    dk_lang lang;
} dk_uc_search_options;

/* Finds records by parts of Chinese texts, pinyin initials, beginnings of numbers and codes, the
 * last four of a document or phone number, or a record number (T000123). People first, then posts,
 * firms, teachers, specialties, projects, code lists, the rest; in each the nearest first, of those
 * as near the newest: people by the end of their training. A whole document or phone number is
 * refused (MSG_SEARCH_WHOLE): it would stand in histories and logs. O(hits * log). */
DK_MUST dk_code dk_uc_search(const dk_call *call, const char *query,
                             const dk_uc_search_options *options, dk_found_list *out, dk_err *err);

#endif
