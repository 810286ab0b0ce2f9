/* core/register/codes.h - code lists in memory.
 *
 * A code list is a set of rows (list, code, name, parent, rank, aliases, since, until, source) with
 * validity days; code lists are themselves the register "codes", so that they are imported, logged
 * and undone like everything else. This module holds them for look-up by code, by name or alias,
 * and proposes the nearest ones. It is filled by a loader and immutable afterwards (thread-safe to
 * read).
 */
#ifndef DK_CORE_REGISTER_CODES_H
#define DK_CORE_REGISTER_CODES_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"

typedef struct {
    const char *list, *code, *name, *name_en, *parent;
    const char *aliases;   /* separated by | ; may be "" */
    int64_t rank;          /* order where codes are not ordered by themselves (education); else 0 */
    int32_t since, until;  /* valid days, inclusive; DK_DAY_NONE: open */
    const char *successor; /* code that replaces it after `until`, or NULL */
    const char *source;
} dk_code_row;

typedef struct dk_codes dk_codes;

/* Builds the look-up from `n` rows; strings are borrowed and must outlive it. NULL: memory. O(n log
 * n). */
dk_codes *dk_codes_new(const dk_code_row *rows, size_t n);
void dk_codes_free(dk_codes *codes);

/* The row of (list, code) valid on `day`, else NULL. `day` DK_DAY_NONE: any time. O(log n). */
const dk_code_row *dk_codes_find(const dk_codes *codes, const char *list, const char *code,
                                 int32_t day);

/* The row whose name or alias equals `text` exactly (valid on `day`) when there is exactly one.
 * O(log n) */
const dk_code_row *dk_codes_by_name(const dk_codes *codes, const char *list, const char *text,
                                    int32_t day);

/* Up to `limit` rows nearest to `text` by code prefix, shared characters and edit distance of the
 * name or alias; best first, ties by code. Returns the number. O(rows of the list). */
size_t dk_codes_nearest(const dk_codes *codes, const char *list, const char *text,
                        const dk_code_row **out, size_t limit);

/* All rows of a list in code order; *n gets the number. Borrowed. */
const dk_code_row *const *dk_codes_list(const dk_codes *codes, const char *list, size_t *n);

/* Edit distance of two UTF-8 texts in characters (insert, delete, replace, swap of neighbours;
 * Damerau 1964), at most `limit` (larger distances give limit + 1). O(a * b). */
size_t dk_edit_distance(const char *a, const char *b, size_t limit);

/* The up to three of `n` names nearest to `text`, joined by "、" into out (for "did you mean");
 * when none is near, as many of the names in their order as fit. "" only without names. */
void dk_suggest(const char *text, const char *const *names, size_t n, char *out, size_t size);

#endif
