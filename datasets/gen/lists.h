/* datasets/gen/lists.h - the code lists of a folder, for names and codes that others can look up.
 *
 * Reads every *.csv of the folder (columns list, code, name, aliases by their header) through
 * core/table. Nothing else of the project is known here: validity and rules are the registers'
 * matter.
 */
#ifndef DK_DATASETS_GEN_LISTS_H
#define DK_DATASETS_GEN_LISTS_H

#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/err.h"

typedef struct {
    const char *list, *code, *name, *aliases, *parent;
} dk_list_row;

typedef struct dk_lists dk_lists;

/* All rows of all CSV files of `dir` that have the columns list, code and name, in order of file
 * name and row. Fails when there is none. O(rows log rows). */
DK_MUST dk_code dk_lists_load(dk_arena *arena, const char *dir, dk_lists **out, dk_err *err);

/* The row whose code, name or one alias equals `text`, else NULL. O(rows of the list). */
const dk_list_row *dk_lists_find(const dk_lists *lists, const char *list, const char *text);

/* The first of the names `a|b|c` that the list has; fails with MSG_GEN_CODE_MISSING. */
DK_MUST dk_code dk_lists_get(const dk_lists *lists, const char *list, const char *names,
                             const dk_list_row **out, dk_err *err);

/* All rows of a list in file order; *n gets their number. */
const dk_list_row *dk_lists_all(const dk_lists *lists, const char *list, size_t *n);

#endif
