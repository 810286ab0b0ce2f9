/* datasets/gen/dirty.h - a clean sheet damaged on purpose, with the answer key.
 *
 * Takes a register of the county and writes it as a bureau might send it: a title row above, marks
 * in the header, a total below, and cells damaged at the rates of `rate` in dirty.c. A damage is
 * either an error that a reader must mark, or another way of writing the same value that a reader
 * must understand. The key is made here, before anybody reads the damaged sheet: one row per
 * damaged cell. A row has at most one error, so that each can be told apart; same options, same
 * bytes.
 */
#ifndef DK_DATASETS_GEN_DIRTY_H
#define DK_DATASETS_GEN_DIRTY_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/err.h"

typedef struct {
    const char *in_path;  /* clean sheet, .xlsx or .csv, header in its first row */
    const char *out_path; /* damaged sheet */
    const char *key_path; /* CSV: row,column,kind,error,clean,dirty (row and column 1-based) */
    uint64_t seed;
    bool is_csv; /* the damaged sheet; else .xlsx */
} dk_dirty_options;

/* Writes the damaged sheet and its key; *n_errors and *n_forms get how many cells must be marked
 * and how many are only written differently. O(cells). */
DK_MUST dk_code dk_gen_dirty(const dk_dirty_options *options, size_t *n_errors, size_t *n_forms,
                             dk_err *err);

#endif
