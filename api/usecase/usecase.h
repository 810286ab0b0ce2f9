/* api/usecase/usecase.h - the steps of one user's task; the only place where the modules meet.
 *
 * Command line and HTTP call the same functions, so a person gets the same answer on both. Results
 * are plain structs of lower layers in the caller's arena; text is made at the edge (api/wire,
 * api/cli).
 *
 * A dk_app is one open centre: a pool of database connections (readers; one writer at a time behind
 * a lock) and the current snapshot {seq, as-of, market, index}, counted so that a request never
 * mixes two generations. All functions are thread-safe on one dk_app unless stated otherwise.
 */
#ifndef DK_API_USECASE_USECASE_H
#define DK_API_USECASE_USECASE_H

#include "api/usecase/call.h"
#include "core/base/actor.h"
#include "core/base/date.h"
#include "core/import/import.h"
#include "core/match/list.h"
#include "core/match/notice.h"
#include "core/match/weights.h"
#include "core/register/batch.h"
#include "core/register/codes.h"
#include "core/register/question.h"
#include "core/store/store.h"

typedef struct {
    const char *db_path;
    const char *key_path; /* NULL: beside the database */
    bool is_read_only;
    int32_t zone_minutes;           /* centre's zone east of UTC; China is 480 */
    int64_t (*clock_ms)(void *ctx); /* UTC milliseconds; the only clock of the program */
    void *clock_ctx;
    int32_t as_of;            /* default as-of day; DK_DAY_NONE: the centre's date, else today */
    const char *weights_path; /* weights file; NULL: the built-in default */
    uint64_t seed;            /* tie-breaking */
    size_t kept_bytes;        /* of results of ended tasks (staging.h); 0: 64 MiB */
} dk_app_options;

/* Progress of long work: stage is a short bilingual name; total 0 when unknown. Returning false
 * cancels. */
typedef struct {
    bool (*report)(void *ctx, dk_text stage, size_t done, size_t total);
    void *ctx;
} dk_progress;

/* ---- life of a centre ---- */

/* First thing in every main, before any thread: switches the abort of the numerical libraries off.
 */
void dk_uc_start(void);

/* Creates database and key file and loads the built-in code lists and reference tables as first
 * batches. */
DK_MUST dk_code dk_app_init(const dk_app_options *options, const dk_actor *actor, dk_err *err);
DK_MUST dk_code dk_app_open(const dk_app_options *options, dk_app **out, dk_err *err);
void dk_app_close(dk_app *app); /* no call may be under way; NULL is fine */

/* Today in the centre's zone or the fixed default: what a call uses when as_of is DK_DAY_NONE. */
int32_t dk_app_as_of(dk_app *app);
int64_t dk_app_now_ms(const dk_app *app);
int32_t dk_app_zone_minutes(const dk_app *app);
DK_MUST dk_code dk_app_seq(dk_app *app, int64_t *seq, dk_err *err);

/* Code lists of the current data; released with dk_app_codes_release. Immutable while held. */
typedef struct dk_codes_ref dk_codes_ref;
DK_MUST dk_code dk_app_codes(dk_app *app, dk_codes_ref **ref, const dk_codes **codes, dk_err *err);
void dk_app_codes_release(dk_codes_ref *ref); /* NULL is fine */

/* ---- registers ---- */

/* One `name=value` of a list request: field=op.value, or q, limit, after, order. */
typedef struct {
    const char *name, *value;
} dk_param;

typedef struct {
    const dk_register *reg;
    const dk_param *params;
    size_t n;
    const char *const
        *known; /* names that are skipped (lang, as_of, header, ...), NULL-terminated; NULL: none */
    size_t limit; /* without `limit` among the parameters; 0: all */
} dk_query_ask;

/* Builds a query from parameters. Field names may carry the operators of docs/formats.md. Unknown
 * names, operators and codes fail with the nearest ones (MSG_PARAM_UNKNOWN, MSG_OPERATOR_UNKNOWN,
 * MSG_CODE_UNKNOWN). Strings live in the call's arena. A limit given is at most 1000. */
DK_MUST dk_code dk_query_parse(const dk_call *call, const dk_query_ask *ask, dk_query *out,
                               dk_err *err);

typedef struct {
    const dk_record **records;
    size_t n;
    int64_t total; /* all that the query selects */
    int64_t next;  /* `after` of the next page; 0 at the end */
    int64_t seq;
} dk_record_list;

/* A page of a register. */
DK_MUST dk_code dk_uc_list(const dk_call *call, const dk_query *query, dk_record_list *out,
                           dk_err *err);

/* Streams all rows of a query (export); `row` returning false ends it. */
DK_MUST dk_code dk_uc_scan(const dk_call *call, const dk_query *query, dk_record_each *row,
                           void *ctx, dk_err *err);

/* A record with where each of its values came from. */
typedef struct {
    dk_record *record;
    const dk_provenance *from; /* per field; batch 0: never set */
} dk_sourced;

/* One record in the arena; MSG_RECORD_MISSING as dk_store_get. O(fields * log n). */
DK_MUST dk_code dk_uc_read(const dk_call *call, const dk_register *reg, int64_t id,
                           bool wants_unmasked, dk_sourced *out, dk_err *err);

/* Number of records per register, in the order of dk_registers (array of dk_n_registers). */
DK_MUST dk_code dk_uc_counts(const dk_call *call, int64_t *counts, dk_err *err);

/* The record a person names: record number ("T000123", "123"), natural key, or another unique key
 * (student_no). MSG_RECORD_MISSING with what to try. */
DK_MUST dk_code dk_uc_find(const dk_call *call, const dk_register *reg, const char *text,
                           int64_t *id, dk_err *err);

/* The human name of a record: its label field, masked as the actor may see it. */
const char *dk_record_label(dk_arena *arena, const dk_record *record);

/* ---- export ---- */

typedef struct {
    const char *path; /* NULL or "-": standard output (CSV only) */
    bool is_xlsx, has_bom;
    bool wants_keys; /* field keys instead of titles in the header */
    bool wants_unmasked;
    dk_lang lang;
} dk_export_options;
DK_MUST dk_code dk_uc_export(const dk_call *call, const dk_query *query,
                             const dk_export_options *options, size_t *n_rows, dk_err *err);

/* The rows of a register as a sheet whose titles and order an authority fixed
 * (core/import/forms.def), a new sheet after every so many rows. dk_uc_form gives its register, for
 * which the query is made; with *reg set it must be that one; MSG_FORM_UNKNOWN names the nearest.
 */
DK_MUST dk_code dk_uc_form(const char *key, const dk_register **reg, dk_err *err);
/* The i-th form; false beyond the last. */
bool dk_uc_form_at(size_t i, const char **key, const char **reg, dk_text *title);
DK_MUST dk_code dk_uc_export_form(const dk_call *call, const char *key, const dk_query *query,
                                  const char *path, size_t *n_rows, dk_err *err);

/* An empty workbook for a register: titles, notes, drop-downs, example row. */
DK_MUST dk_code dk_uc_template(dk_app *app, const dk_register *reg, dk_lang lang, const char *path,
                               dk_err *err);

/* ---- import and batches ---- */

typedef struct {
    const char *path;           /* file to read; NULL: the bytes below */
    const unsigned char *bytes; /* borrowed */
    size_t len;
    const char *name; /* name as the sender wrote it; NULL: last part of path */
    const char
        *sender; /* unit that sent it; NULL: the account's, else the only one its rows name */
    const dk_import_override *overrides; /* a person's word on columns, over what is remembered */
    size_t n_overrides;
    bool is_dry_run;
    bool is_read_only;    /* only what the columns mean: no row is read */
    bool allows_partial;  /* commit the good rows although some were refused */
    bool allows_again;    /* although these bytes were taken before and values changed since */
    size_t n_details;     /* how many new or changed records are told in the result */
    int64_t upload, task; /* the staged file and the task that end with the commit; 0: none */
    int32_t as_of;        /* DK_DAY_NONE: default */
    dk_progress progress;
} dk_uc_import_options;

typedef struct {
    dk_import import;        /* edits that came back too late are among its errors */
    dk_apply_result applied; /* all zero when rows were refused and nothing was committed */
    bool is_committed;
    const dk_question *questions; /* wordings to decide (link.h); kept when rows were left out */
    size_t n_questions;
    int64_t again;              /* the batch that took these bytes before, not undone; 0: none */
    dk_changed_record *details; /* the first n_details, in writing order */
    size_t n_details;
    const dk_post_notice *notices; /* of posts in the sheet: what their texts must not say */
    size_t n_notices;
} dk_uc_import_result;

/* Reads a sheet and commits it as one batch: all or nothing unless allows_partial. Refused rows are
 * no failure of the call (look at result.import.errors). Bytes that were taken before change
 * nothing; where values were changed since, MSG_FILE_AGAIN unless allows_again. */
DK_MUST dk_code dk_uc_import(const dk_call *call, const dk_register *reg,
                             const dk_uc_import_options *options, dk_uc_import_result *out,
                             dk_err *err);

/* The same file back with its bad cells marked: reads it anew and writes back->path
 * (dk_import_back). */
DK_MUST dk_code dk_uc_marked(const dk_call *call, const dk_register *reg,
                             const dk_uc_import_options *options,
                             const dk_import_back_options *back, dk_err *err);

/* Takes a batch back (dk_store_undo). dk_uc_undo_explained can only try it, and its `reasons` (may
 * be NULL) get all that stands in the way. */
DK_MUST dk_code dk_uc_undo(const dk_call *call, int64_t batch, dk_apply_result *out, dk_err *err);
DK_MUST dk_code dk_uc_undo_explained(const dk_call *call, int64_t batch, bool is_dry_run,
                                     dk_err_list *reasons, dk_apply_result *out, dk_err *err);
DK_MUST dk_code dk_uc_batches(const dk_call *call, size_t limit, dk_batch_info **out, size_t *n,
                              dk_err *err);

/* ---- matching ---- */

typedef struct {
    size_t top;    /* 1..100 */
    int32_t as_of; /* DK_DAY_NONE: default */
    dk_lang lang;  /* of words */
    /* A person looks at it: the list is kept (core/store/shown.h) and compared with the one before.
     */
    bool is_shown;
    bool is_spread; /* of a trainee: the first places of the lists that crowd no post (spreading.h)
                     */
} dk_uc_match_options;

DK_MUST dk_code dk_uc_match_trainee(const dk_call *call, int64_t trainee,
                                    const dk_uc_match_options *options, dk_match_list *out,
                                    dk_err *err);
DK_MUST dk_code dk_uc_match_post(const dk_call *call, int64_t post,
                                 const dk_uc_match_options *options, dk_match_list *out,
                                 dk_err *err);

/* What is called with each list; false ends it early. */
typedef bool dk_match_each(void *ctx, const dk_match_list *list);

/* Every trainee open to work, in record order. The list lives in an arena that is reset before each
 * call. MSG_CANCELLED when `progress` (may be NULL) says so. O(people * posts). */
DK_MUST dk_code dk_uc_match_all(const dk_call *call, const dk_uc_match_options *options,
                                dk_match_each *each, void *ctx, const dk_progress *progress,
                                dk_err *err);

/* A market that is not the centre's own (a request body). */
typedef struct {
    dk_market *market; /* without an as-of day it gets the centre's */
    const dk_weights *weights;
    uint64_t seed;
    size_t top; /* 1..DK_TOP_MAX */
    dk_lang lang;
} dk_uc_score_ask;

/* The explained list for its one trainee: nothing is read or written. Labels are the caller's to
 * add. MSG_MATCH_MARKET when the market breaks its ranges. */
DK_MUST dk_code dk_uc_score(const dk_call *call, const dk_uc_score_ask *ask, dk_match_list *out,
                            dk_err *err);

/* ---- health ---- */

typedef struct {
    dk_text title;
    bool is_ok;
    dk_err problem; /* set when not ok */
    char detail[160];
} dk_check;

/* Self-checks of the centre (database, schema, key, audit chain, replay, codes); never fails
 * itself. */
void dk_uc_doctor(const dk_app_options *options, const dk_actor *actor, dk_arena *arena,
                  dk_check **out, size_t *n);

/* The same of the centre that is open, through connections of its own. */
void dk_uc_doctor_of(const dk_call *call, dk_check **out, size_t *n);

/* Makes the search table anew from the registers. */
DK_MUST dk_code dk_uc_rebuild(const dk_app_options *options, dk_err *err);

/* The message lists of usecase and all layers below it (NULL-terminated arrays, themselves
 * NULL-terminated); api/wire, api/http and api/cli have their own. */
extern const dk_msg *const *const dk_all_messages[];

#endif
