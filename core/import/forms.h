/* core/import/forms.h - sheets whose titles and order an authority fixed (forms.def): read without
 * mapping, written as they are expected. */
#ifndef DK_CORE_IMPORT_FORMS_H
#define DK_CORE_IMPORT_FORMS_H

#include "core/register/codes.h"
#include "core/register/register.h"

/* How a value is written: as it is, the name of its code (是 or 否), 202309, 2023, 20230901. A YEAR
 * column is not read. */
typedef enum { DK_FORM_TEXT, DK_FORM_NAME, DK_FORM_MONTH, DK_FORM_YEAR, DK_FORM_DAY } dk_form_as;

typedef struct {
    const char *title, *field; /* field NULL: the register does not keep it */
    dk_form_as as;
} dk_form_column;

typedef struct {
    const char *key;
    dk_text title;
    const char *reg;
    size_t max_rows, max_sheets; /* of a file, the header not counted */
    const dk_form_column *columns;
    size_t n;
    const char *only,
        *among; /* records whose field `only` is one of the codes of `among`, a|b; NULL: all */
} dk_form;

extern const dk_form dk_forms[];
extern const size_t dk_n_forms;

/* The form named `key`, or NULL. */
const dk_form *dk_form_find(const char *key);

/* True for a record that the form lists. */
bool dk_form_takes(const dk_form *form, const dk_record *record);

/* Writes records as a workbook of the form, a new sheet after every max_rows. */
typedef struct dk_form_writer dk_form_writer;
DK_MUST dk_code dk_form_create(const dk_form *form, const char *path, const dk_codes *codes,
                               dk_form_writer **out, dk_err *err);
/* One record of the form's register. Fails with MSG_FORM_FULL beyond max_sheets * max_rows. */
DK_MUST dk_code dk_form_write(dk_form_writer *writer, const dk_record *record, dk_err *err);
/* Writes the rest; the writer is freed in every case. */
DK_MUST dk_code dk_form_finish(dk_form_writer *writer, dk_err *err);
void dk_form_abandon(dk_form_writer *writer); /* removes the file; NULL is fine */

#endif
