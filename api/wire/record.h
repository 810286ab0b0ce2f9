/* api/wire/record.h - registers and records as JSON (docs/formats.md, "Registers").
 *
 * A value that was never given is left out, one that is known to be empty is null. Codes stay
 * codes; their names come once per reply under "names", keyed by code list, only those that appear.
 * Values arrive already masked as the reader may see them; nothing is unmasked here.
 */
#ifndef DK_API_WIRE_RECORD_H
#define DK_API_WIRE_RECORD_H

#include "api/wire/json.h"
#include "core/base/arena.h"
#include "core/register/batch.h"
#include "core/register/codes.h"
#include "core/register/register.h"

/* A sheet an authority fixed, in which a register may be written. */
typedef struct {
    const char *key, *reg;
    dk_text title;
} dk_wire_form;

/* All registers with their fields and forms; counts has dk_n_registers numbers. O(fields). */
void dk_wire_registers(dk_buf *out, const int64_t *counts, const dk_wire_form *forms,
                       size_t n_forms);

/* What replies with records share. */
typedef struct {
    const dk_register *reg;
    const dk_codes *codes;
    dk_day as_of;
    dk_lang lang; /* of the names */
    int32_t zone_minutes;
    dk_arena *arena; /* scratch */
} dk_wire_context;

/* A page of a list. */
typedef struct {
    const dk_record *const *records;
    const char *const *labels; /* human names of the records */
    size_t n;
    int64_t total; /* all that the query selects */
    int64_t next;  /* `after` of the next page; 0 at the end */
    int64_t seq;   /* of the data */
} dk_wire_page;

/* O(values * log codes). */
void dk_wire_records(dk_buf *out, const dk_wire_context *context, const dk_wire_page *page);

/* One record with its version as seq, and its provenance (array of n_fields, batch 0: never set).
 */
void dk_wire_record(dk_buf *out, const dk_wire_context *context, const dk_record *record,
                    const char *label, const dk_provenance *provenance);

/* "text", "int", ... as in the register descriptors. */
const char *dk_type_key(dk_type type);

#endif
