/* api/usecase/import.h - what import.c, mapping.c, back.c and staging.c share. */
#ifndef DK_API_USECASE_IMPORT_H
#define DK_API_USECASE_IMPORT_H

#include "api/usecase/usecase.h"

/* ---- mapping.c ---- */

/* Joins what is remembered for a sender (rows of the code list "mapping") with the corrections of
 * `options`, which win; into how->overrides, in the arena. O(rows of the list). */
DK_MUST dk_code dk_mapping_join(const dk_codes *codes, const dk_register *reg, const char *sender,
                                const dk_uc_import_options *options, dk_arena *arena,
                                dk_import_options *how, dk_err *err);

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
