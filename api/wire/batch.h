/* api/wire/batch.h - batches and what an import did, as JSON (docs/formats.md, "Batches"). */
#ifndef DK_API_WIRE_BATCH_H
#define DK_API_WIRE_BATCH_H

#include "api/wire/json.h"
#include "core/base/err.h"
#include "core/match/notice.h"
#include "core/register/batch.h"
#include "core/register/question.h"
#include "core/register/staged.h"

/* Which column of a sheet was taken for what. */
typedef struct {
    int64_t column;          /* 1-based */
    const char *header;      /* as written */
    const char *reg, *field; /* keys; NULL: not used */
    const char *how; /* "key", "title", "synonym", "form", "twin", "chosen"; NULL: not used */
} dk_wire_column;

/* A batch that was made or tried. Members that an undo has no use for stay zero. */
typedef struct {
    const dk_apply_result *applied;
    bool is_dry_run;
    const char *reg, *file, *format, *sheet;
    int64_t header_row;
    size_t n_rows, n_refused, n_unnumbered;
    const dk_wire_column *mapping;
    size_t n_mapping;
    const dk_question *questions;
    size_t n_questions;
    const dk_err_list *errors;        /* NULL: none */
    int64_t again;                    /* batch that took the same bytes before, 0: none */
    const dk_changed_record *details; /* NULL: not told */
    size_t n_details;
    const dk_post_notice *notices;
    size_t n_notices;
} dk_wire_result;

void dk_wire_batches(dk_buf *out, const dk_batch_info *batches, size_t n, int32_t zone_minutes);

/* The batch result object. */
void dk_wire_batch_result(dk_buf *out, const dk_wire_result *result, dk_lang lang);

/* Its members, for an object that is open. */
void dk_wire_result_members(dk_json *json, const dk_wire_result *result, dk_lang lang);

/* Why a batch cannot be undone: a problem with every reason in `errors`. */
void dk_wire_undo_problem(dk_buf *out, const dk_err *err, const dk_err_list *reasons, dk_lang lang,
                          const char *request);

/* The same as extension members of a problem object: what was refused and where. */
void dk_wire_batch_problem(dk_buf *out, const dk_err *err, const dk_wire_result *result,
                           dk_lang lang, const char *request);

#endif
