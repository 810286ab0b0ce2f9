/* api/usecase/staging.h - a file on its way in, step by step, and the tasks that work on it.
 *
 *   stage -> mapping (correct, remember) -> check -> marked workbook back -> commit -> (undo)
 *
 * Checks and commits run as tasks: two threads of the application take them in order, report where
 * they are, and can be cancelled; a cancelled or failed one leaves nothing behind. How a task ended
 * is a row (core/store/staging.h); what it found lives as long as the application keeps it in
 * memory, because a check can be asked for again at any time: the last 64, and of these as many as
 * fit into kept_bytes of the application's options, the newest always. A look at one that was let
 * go of has MSG_TASK_RESULT_GONE as its problem.
 */
#ifndef DK_API_USECASE_STAGING_H
#define DK_API_USECASE_STAGING_H

#include "api/usecase/usecase.h"
#include "core/register/staged.h"

/* ---- uploads ---- */

typedef struct {
    const char *path, *name; /* the bytes, and the name as the sender wrote it */
    const char *sender;      /* NULL or "": not named */
    const dk_register *reg;  /* NULL: the one whose header fits best */
} dk_uc_stage_options;

/* Keeps the bytes (encrypted) for the days of the setting upload_keep_days, and lets go of those
 * whose time is over. Without a register every one is tried: MSG_REGISTER_UNCLEAR when none fits.
 * *again gets the batch (not undone) that took these bytes before, or 0. Texts in the arena. */
DK_MUST dk_code dk_uc_stage(const dk_call *call, const dk_uc_stage_options *options, dk_upload *out,
                            int64_t *again, dk_err *err);

/* One upload, with `again` as above. */
DK_MUST dk_code dk_uc_upload(const dk_call *call, int64_t id, dk_upload *out, int64_t *again,
                             dk_err *err);
DK_MUST dk_code dk_uc_uploads(const dk_call *call, size_t limit, dk_upload **out, size_t *n,
                              dk_err *err);

/* Corrects what columns were taken for: "C=id_no;D=-" (replaces earlier corrections). Fields are
 * checked against the sheet. With `remembers` they hold for the next file of the same sender too.
 */
DK_MUST dk_code dk_uc_upload_map(const dk_call *call, int64_t id, const char *mapping,
                                 bool remembers, dk_err *err);

/* Lets go of the bytes. */
DK_MUST dk_code dk_uc_upload_discard(const dk_call *call, int64_t id, dk_err *err);

/* The sender's own workbook with its bad cells marked, into back->path (dk_uc_marked). */
DK_MUST dk_code dk_uc_upload_marked(const dk_call *call, int64_t id,
                                    const dk_import_back_options *back, dk_err *err);

/* ---- tasks ---- */

typedef enum { DK_TASK_CHECK, DK_TASK_COMMIT } dk_task_kind;

typedef struct {
    dk_task_kind kind;
    int64_t upload;
    bool allows_partial, allows_again; /* of a commit */
} dk_task_order;

/* What is known of a task. */
typedef struct {
    dk_task_row row;
    dk_text stage; /* of a running one */
    size_t done, total;
    /* What it found, NULL when it has not ended well or was let go of; held until
     * dk_task_release. */
    const dk_uc_import_result *result;
    const dk_err *problem; /* of a failed one, as long as the result; or that it was let go of */
    const dk_register *reg;
    bool is_dry_run;
    struct dk_task *held;
} dk_task_view;

/* Files the order and returns its number at once. */
DK_MUST dk_code dk_uc_task_start(const dk_call *call, const dk_task_order *order, int64_t *task,
                                 dk_err *err);

/* Where a task is; dk_task_release(&view) afterwards. Texts of the row in the arena. */
DK_MUST dk_code dk_uc_task(const dk_call *call, int64_t task, dk_task_view *out, dk_err *err);
void dk_task_release(dk_app *app, dk_task_view *view);

/* Rows only, newest first. */
DK_MUST dk_code dk_uc_tasks(const dk_call *call, size_t limit, dk_task_row **out, size_t *n,
                            dk_err *err);

/* Asks it to end; one that ended already stays as it is. */
DK_MUST dk_code dk_uc_task_cancel(const dk_call *call, int64_t task, dk_err *err);

/* Waits until the task has ended (tests, command line). */
void dk_uc_task_wait(dk_app *app, int64_t task);

/* Tasks left under way by a program that is gone read "interrupted"; called when a server starts.
 */
DK_MUST dk_code dk_uc_tasks_begin(dk_app *app, dk_err *err);

/* ---- mappings (mapping.c) ---- */

/* "C=id_no;D=-" to overrides in the arena; NULL or "" gives none. MSG_MAPPING_TEXT. */
DK_MUST dk_code dk_mapping_parse(const char *text, dk_arena *arena, dk_import_override **out,
                                 size_t *n, dk_err *err);

/* Writes the corrections of `options` as rows of the code list "mapping" for its sender; `read` is
 * the sheet, whose headers they are kept under. O(corrections * columns). */
DK_MUST dk_code dk_mapping_remember(const dk_call *call, const dk_register *reg,
                                    const dk_uc_import_options *options, const dk_import *read,
                                    dk_err *err);

#endif
