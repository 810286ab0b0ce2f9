/* api/usecase/terms.c - see terms.h. */
#include "api/usecase/terms.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { TERM_MAX = UINT16_MAX };

static int by_code(const void *a, const void *b)
{
    const dk_term_entry *x = a, *y = b;
    return strcmp(x->code, y->code);
}

/* Certificates that always have an end date carry rank 1 in their list. */
static uint32_t flags_of(const char *list, const dk_code_row *row)
{
    return strcmp(list, "cert") == 0 && row->rank > 0 ? DK_TERM_EXPIRES : 0;
}

dk_code dk_terms_load(const dk_codes *codes, const char *list, dk_arena *arena, dk_term_map *out,
                      dk_err *err)
{
    assert(codes != NULL && list != NULL && arena != NULL);
    size_t n = 0, kept = 0;
    const dk_code_row *const *rows = dk_codes_list(codes, list, &n);
    if (n > TERM_MAX - 1)
        n = TERM_MAX - 1;
    dk_match_term *terms = dk_arena_array(arena, n + 1, sizeof *terms);
    dk_term_entry *entries = dk_arena_array(arena, n + 1, sizeof *entries);
    if (terms == NULL || entries == NULL)
        return DK_NO_MEMORY(err);
    terms[0] = (dk_match_term){.code = "", .name = {"未知", "unknown"}};
    for (size_t i = 0; i < n; i++) {
        const dk_code_row *row = rows[i];
        /* A code with several validity periods is one term: the first row names it. */
        if (kept > 0 && strcmp(terms[kept].code, row->code) == 0)
            continue;
        kept++;
        const char *en = row->name_en != NULL && row->name_en[0] != '\0' ? row->name_en : row->name;
        terms[kept] = (dk_match_term){.code = row->code,
                                      .name = {row->name, en},
                                      .rank = (int32_t)row->rank,
                                      .flags = flags_of(list, row)};
        entries[kept - 1] = (dk_term_entry){row->code, (dk_term)kept};
    }
    qsort(entries, kept, sizeof *entries, by_code);
    *out = (dk_term_map){{terms, kept + 1}, entries, kept};
    return DK_OK;
}

dk_term dk_term_of(const dk_term_map *map, const char *code)
{
    assert(map != NULL && code != NULL);
    if (code == NULL || *code == '\0' || map->n == 0)
        return 0;
    dk_term_entry key = {code, 0};
    const dk_term_entry *found = bsearch(&key, map->entries, map->n, sizeof key, by_code);
    return found == NULL ? 0 : found->term;
}
