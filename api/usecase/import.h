/* api/usecase/import.h - what import.c, mapping.c, back.c and staging.c share. */
#ifndef DK_API_USECASE_IMPORT_H
#define DK_API_USECASE_IMPORT_H

#include "api/usecase/usecase.h"

/* ---- mapping.c ---- */

/* Joins what is remembered for options->sender (rows of the code list "mapping"; NULL: nothing)
 * with the corrections of `options`, which win; into how->overrides, in the arena. O(rows of the
 * list).
 */
DK_MUST dk_code dk_mapping_join(const dk_codes *codes, const dk_register *reg,
                                const dk_uc_import_options *options, dk_arena *arena,
                                dk_import_options *how, dk_err *err);

/* ---- import_refs.c ---- */

/* References of a batch that lead nowhere. */
typedef struct {
    dk_arena *arena;
    dk_dangling_note *items;
    size_t n, capacity;
    bool is_broken; /* memory was out */
} dk_nowhere;

/* For dk_apply_options.dangling; ctx is a dk_nowhere. */
void dk_nowhere_keep(void *ctx, const dk_dangling_note *note);

/* Refuses the rows with such references: an error at the cell, the row out of the batch. Fails with
 * MSG_REF_MISSING when a reference is of no row. `all` is empty afterwards. O((rows + references) *
 * log references). */
DK_MUST dk_code dk_nowhere_refuse(dk_nowhere *all, dk_import *import, dk_err *err);

/* ---- staging.c ---- */

/* A staged file ready to be imported. */
typedef struct {
    dk_upload upload;
    const dk_register *reg;
    unsigned char *bytes; /* to be freed */
    dk_uc_import_options how;
} dk_opened_upload;

DK_MUST dk_code dk_upload_open(const dk_call *call, int64_t id, dk_opened_upload *out, dk_err *err);

/* ---- back.c ---- */

/* The columns an export ends with: record number and version. */
enum { DK_BACK_COLUMNS = 2 };
extern const dk_text DK_BACK_TITLES[DK_BACK_COLUMNS];
extern const char *const DK_BACK_KEYS[DK_BACK_COLUMNS];

/* Rows of an export that came back: their record numbers and versions (columns 记录编号, 记录版本)
 * go into the batch. A row without them whose natural key is masked is refused, since nobody knows
 * whose it is. Does nothing for other sheets. O(rows). */
DK_MUST dk_code dk_back_rows(dk_table *table, const dk_register *reg, dk_arena *arena,
                             dk_import *import, dk_err *err);

#endif
