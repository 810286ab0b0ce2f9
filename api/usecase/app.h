/* api/usecase/app.h - what the use cases share of a dk_app: connections, codes and the snapshot.
 *
 * Connections: readers are borrowed from a pool (a new one is opened when all are out, at most POOL
 * idle ones are kept). Writers take the write lock around apply and undo, so that two requests
 * queue here instead of waiting inside the database.
 *
 * Codes and snapshot are generations: made from the database at some seq, immutable, counted. A
 * call holds one from start to end. A changed seq (this or another process wrote) makes the next
 * call build a new generation; the old one goes when its last holder lets go.
 */
#ifndef DK_API_USECASE_APP_H
#define DK_API_USECASE_APP_H

#include <pthread.h>

#include "api/usecase/source.h"
#include "api/usecase/usecase.h"

enum { DK_POOL = 8 };

struct dk_codes_ref {
    dk_app *app;
    size_t holders; /* guarded by app->lock */
    int64_t seq;
    dk_arena *arena;
    dk_codes *codes;
    struct dk_list_linker *linkers; /* made when first asked for; guarded by app->lock */
};

/* Frees them with the generation (link.c). */
void dk_list_linkers_free(struct dk_list_linker *linkers);

struct dk_changes_kept;

/* Frees what changes.c kept; NULL is fine. */
void dk_changes_kept_free(struct dk_changes_kept *kept);

typedef struct dk_snapshot dk_snapshot;

struct dk_app {
    dk_app_options options;
    pthread_mutex_t lock; /* guards the members below */
    dk_store *idle[DK_POOL];
    size_t n_idle;
    dk_codes_ref *codes;             /* current generation or NULL */
    dk_snapshot *snapshot;           /* current generation or NULL */
    struct dk_outlook_ref *outlook;  /* current forecasts or NULL */
    struct dk_changes_kept *changes; /* the last comparison of forecasts, or NULL (changes.c) */
    struct dk_tasks *tasks;          /* made with the first task, or NULL */
    pthread_mutex_t write_lock;      /* one writer of this process at a time */
};

/* A connection for this call. */
DK_MUST dk_code dk_app_borrow(dk_app *app, dk_store **out, dk_err *err);
void dk_app_return(dk_app *app, dk_store *store); /* NULL is fine */

/* A copy of a record of the store's row arena; NULL: memory. */
dk_record *dk_record_copy(dk_arena *arena, const dk_record *from);

/* The code lists as the source knows them, with one holder (dk_app_codes_release). O(codes). */
DK_MUST dk_code dk_app_codes_at(dk_app *app, const dk_source *source, dk_codes_ref **out,
                                dk_err *err);

/* Commits a batch behind the write lock. */
DK_MUST dk_code dk_app_apply(const dk_call *call, const dk_batch *batch, bool is_dry_run,
                             dk_apply_result *out, dk_err *err);
/* Cancels what runs, waits for it, and frees (task.c). NULL is fine. */
void dk_tasks_free(struct dk_tasks *tasks);

/* The actor that loaders use: reads every unit; restricted values only to compute legal rules. */
extern const dk_actor DK_LOADER;

/* The value of a setting (code list "setting") or NULL. */
const char *dk_app_setting(const dk_codes *codes, const char *key);

#endif
