/* api/usecase/task.c - checks and commits in the background (staging.h).
 *
 * A task has two holders at most: the queue or the thread that runs it, and whoever looks at its
 * result. Ended ones stay on the list, newest last, until KEPT newer ones have ended or all of them
 * hold too much memory, and nobody looks; the one that ended last stays. Everything of a task is
 * guarded by the lock of the list, but for what only its thread touches while it runs (arena,
 * result, problem).
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/import.h"
#include "api/usecase/messages.h"
#include "api/usecase/staging.h"
#include "core/base/messages.h"
#include "core/store/messages.h"
#include "core/store/staging.h"

enum { THREADS = 2, KEPT = 64, WAITING = 200, DETAILS = 200, KEPT_MIB = 64 };

typedef enum { QUEUED, RUNNING, ENDED } phase;

struct dk_task {
    struct dk_task *next;
    struct dk_tasks *tasks;
    int64_t id;
    dk_task_order order;
    dk_actor actor; /* texts in the arena */
    dk_arena *arena;
    size_t bytes; /* of the arena, once it has ended */
    phase phase;
    size_t lookers;
    dk_text stage;
    size_t done, total;
    atomic_bool is_cancelled;
    bool is_good;
    const dk_register *reg;
    dk_uc_import_result result;
    dk_err problem;
};

struct dk_tasks {
    dk_app *app;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct dk_task *first, **end; /* oldest first */
    pthread_t threads[THREADS];
    size_t n_threads;
    bool is_stopping;
};

static const char *const KINDS[] = {"check", "commit"};

/* ---- running one ---- */

static bool report(void *ctx, dk_text stage, size_t done, size_t total)
{
    struct dk_task *task = ctx;
    pthread_mutex_lock(&task->tasks->lock);
    task->stage = stage;
    task->done = done;
    task->total = total;
    pthread_mutex_unlock(&task->tasks->lock);
    return !atomic_load(&task->is_cancelled);
}

static dk_code run_import(struct dk_task *task, dk_err *err)
{
    dk_app *app = task->tasks->app;
    dk_opened_upload opened = {0};
    bool is_check = task->order.kind == DK_TASK_CHECK;
    if (dk_upload_open(&(dk_call){app, &task->actor, task->arena}, task->order.upload, &opened,
                       err) != DK_OK)
        return DK_FAILED;
    task->reg = opened.reg;
    dk_uc_import_options *how = &opened.how;
    how->is_dry_run = is_check;
    how->allows_partial = task->order.allows_partial;
    how->allows_again = task->order.allows_again;
    how->n_details = DETAILS;
    how->upload = task->order.upload;
    how->task = is_check ? 0 : task->id;
    how->progress = (dk_progress){report, task};
    dk_code code = dk_uc_import(&(dk_call){app, &task->actor, task->arena}, opened.reg, how,
                                &task->result, err);
    free(opened.bytes);
    if (code == DK_OK)
        task->is_good = true;
    if (code != DK_OK || is_check || task->result.is_committed)
        return code;
    return DK_FAIL(err, MSG_SHEET_REFUSED, (dk_place){.file = opened.upload.file},
                   dk_arg_int((int64_t)task->result.import.n_refused));
}

/* The end of a commit that wrote is in its own transaction already; this is then without effect. */
static void write_state(dk_app *app, int64_t task, const char *state, bool is_end)
{
    dk_err err = DK_ERR_INIT;
    dk_store *store = NULL;
    pthread_mutex_lock(&app->write_lock);
    if (dk_app_borrow(app, &store, &err) == DK_OK)
        /* A failure leaves the row under way: it reads interrupted after the next start. */
        (void)!dk_store_task_state(store, task, state, is_end ? dk_app_now_ms(app) : 0, &err);
    dk_app_return(app, store);
    pthread_mutex_unlock(&app->write_lock);
}

static void run_task(struct dk_task *task)
{
    dk_app *app = task->tasks->app;
    dk_err err = DK_ERR_INIT;
    bool is_early = atomic_load(&task->is_cancelled);
    if (!is_early)
        write_state(app, task->id, "running", false);
    dk_code code = is_early ? DK_FAIL0(&err, MSG_CANCELLED) : run_import(task, &err);
    task->problem = err;
    const char *state = code == DK_OK                    ? "done"
                        : dk_err_is(&err, MSG_CANCELLED) ? "cancelled"
                                                         : "failed";
    write_state(app, task->id, state, true);
}

/* ---- the list ---- */

static void free_task(struct dk_task *task)
{
    dk_arena_free(task->arena);
    free(task);
}

/* Lets go of what ended long ago, or does not fit any more, but for `last`. Called with the lock.
 */
static void forget_old(struct dk_tasks *tasks, const struct dk_task *last)
{
    const size_t given = tasks->app->options.kept_bytes;
    const size_t most = given > 0 ? given : (size_t)KEPT_MIB << 20;
    size_t n = 0, bytes = 0;
    for (struct dk_task *t = tasks->first; t != NULL; t = t->next)
        if (t->phase == ENDED) {
            n++;
            bytes += t->bytes;
        }
    for (struct dk_task **at = &tasks->first; *at != NULL && (n > KEPT || bytes > most);) {
        struct dk_task *t = *at;
        if (t->phase != ENDED || t->lookers > 0 || t == last) {
            at = &t->next;
            continue;
        }
        *at = t->next;
        n--;
        bytes -= t->bytes;
        free_task(t);
    }
    tasks->end = &tasks->first;
    while (*tasks->end != NULL)
        tasks->end = &(*tasks->end)->next;
}

static struct dk_task *find_task(struct dk_tasks *tasks, int64_t id)
{
    struct dk_task *t = tasks == NULL ? NULL : tasks->first;
    while (t != NULL && t->id != id)
        t = t->next;
    return t;
}

static void *work(void *ctx)
{
    struct dk_tasks *tasks = ctx;
    pthread_mutex_lock(&tasks->lock);
    for (;;) {
        struct dk_task *task = tasks->first;
        while (task != NULL && task->phase != QUEUED)
            task = task->next;
        if (task == NULL && tasks->is_stopping)
            break;
        if (task == NULL) {
            pthread_cond_wait(&tasks->changed, &tasks->lock);
            continue;
        }
        task->phase = RUNNING;
        pthread_mutex_unlock(&tasks->lock);
        run_task(task);
        pthread_mutex_lock(&tasks->lock);
        task->phase = ENDED;
        task->bytes = dk_arena_used(task->arena);
        forget_old(tasks, task);
        pthread_cond_broadcast(&tasks->changed);
    }
    pthread_mutex_unlock(&tasks->lock);
    return NULL;
}

/* ---- life ---- */

static struct dk_tasks *tasks_new(dk_app *app)
{
    struct dk_tasks *tasks = calloc(1, sizeof *tasks);
    if (tasks == NULL)
        return NULL;
    tasks->app = app;
    tasks->end = &tasks->first;
    pthread_mutex_init(&tasks->lock, NULL);
    pthread_cond_init(&tasks->changed, NULL);
    while (tasks->n_threads < THREADS &&
           pthread_create(&tasks->threads[tasks->n_threads], NULL, work, tasks) == 0)
        tasks->n_threads++;
    if (tasks->n_threads == 0) {
        dk_tasks_free(tasks);
        return NULL;
    }
    return tasks;
}

void dk_tasks_free(struct dk_tasks *tasks)
{
    if (tasks == NULL)
        return;
    pthread_mutex_lock(&tasks->lock);
    tasks->is_stopping = true;
    for (struct dk_task *t = tasks->first; t != NULL; t = t->next)
        atomic_store(&t->is_cancelled, true);
    pthread_cond_broadcast(&tasks->changed);
    pthread_mutex_unlock(&tasks->lock);
    for (size_t i = 0; i < tasks->n_threads; i++)
        pthread_join(tasks->threads[i], NULL);
    while (tasks->first != NULL) {
        struct dk_task *t = tasks->first;
        tasks->first = t->next;
        free_task(t);
    }
    pthread_mutex_destroy(&tasks->lock);
    pthread_cond_destroy(&tasks->changed);
    free(tasks);
}

/* The list, made when the first task comes. */
static struct dk_tasks *tasks_of(dk_app *app)
{
    pthread_mutex_lock(&app->lock);
    if (app->tasks == NULL)
        app->tasks = tasks_new(app);
    struct dk_tasks *tasks = app->tasks;
    pthread_mutex_unlock(&app->lock);
    return tasks;
}

static struct dk_tasks *tasks_if_any(dk_app *app)
{
    pthread_mutex_lock(&app->lock);
    struct dk_tasks *tasks = app->tasks;
    pthread_mutex_unlock(&app->lock);
    return tasks;
}

/* ---- orders ---- */

static dk_code add_row(const dk_call *call, const dk_task_order *order, int64_t *id, dk_err *err)
{
    dk_store *store = NULL;
    dk_upload upload;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code =
            dk_store_upload_get(&(dk_view){store, call->actor, arena}, order->upload, &upload, err);
    if (code == DK_OK && !upload.has_bytes)
        code = DK_FAIL(err, MSG_UPLOAD_GONE, DK_NOWHERE, dk_arg_int(order->upload));
    const dk_task_row row = {
        .kind = KINDS[order->kind], .upload = order->upload, .at_ms = dk_app_now_ms(call->app)};
    if (code == DK_OK)
        code = dk_store_task_add(store, call->actor, &row, id, err);
    dk_app_return(call->app, store);
    pthread_mutex_unlock(&call->app->write_lock);
    dk_arena_free(arena);
    return code;
}

static struct dk_task *task_new(struct dk_tasks *tasks, const dk_actor *actor,
                                const dk_task_order *order)
{
    struct dk_task *task = calloc(1, sizeof *task);
    dk_arena *arena = dk_arena_new();
    if (task == NULL || arena == NULL) {
        free(task);
        dk_arena_free(arena);
        return NULL;
    }
    task->tasks = tasks;
    task->order = *order;
    task->arena = arena;
    task->problem = DK_ERR_INIT;
    task->actor = (dk_actor){dk_arena_text(arena, actor->user), dk_arena_text(arena, actor->unit),
                             actor->rights, dk_arena_text(arena, actor->purpose)};
    return task;
}

static size_t n_waiting(const struct dk_tasks *tasks)
{
    size_t n = 0;
    for (const struct dk_task *t = tasks->first; t != NULL; t = t->next)
        n += t->phase == QUEUED;
    return n;
}

dk_code dk_uc_task_start(const dk_call *call, const dk_task_order *order, int64_t *id, dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(order->kind == DK_TASK_CHECK || order->kind == DK_TASK_COMMIT);
    struct dk_tasks *tasks = tasks_of(call->app);
    struct dk_task *task = tasks == NULL ? NULL : task_new(tasks, call->actor, order);
    if (task == NULL)
        return DK_NO_MEMORY(err);
    pthread_mutex_lock(&tasks->lock);
    bool is_full = n_waiting(tasks) >= WAITING || tasks->is_stopping;
    pthread_mutex_unlock(&tasks->lock);
    if (is_full || add_row(call, order, &task->id, err) != DK_OK) {
        free_task(task);
        return is_full ? DK_FAIL0(err, MSG_TASKS_FULL) : DK_FAILED;
    }
    *id = task->id;
    pthread_mutex_lock(&tasks->lock);
    *tasks->end = task;
    tasks->end = &task->next;
    pthread_cond_broadcast(&tasks->changed);
    pthread_mutex_unlock(&tasks->lock);
    return DK_OK;
}

/* ---- looking ---- */

static dk_code read_rows(const dk_call *call, int64_t task, size_t limit, dk_task_row **out,
                         size_t *n, dk_err *err)
{
    dk_store *store = NULL;
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code =
            dk_store_tasks(&(dk_view){store, call->actor, call->arena}, task, limit, out, n, err);
    dk_app_return(call->app, store);
    return code;
}

dk_code dk_uc_tasks(const dk_call *call, size_t limit, dk_task_row **out, size_t *n, dk_err *err)
{
    assert(dk_call_is_set(call));
    return read_rows(call, 0, limit, out, n, err);
}

/* Fills what only memory knows; one that ended here has its result. */
static void look(struct dk_task *task, dk_task_view *view)
{
    view->is_dry_run = task->order.kind == DK_TASK_CHECK;
    view->stage = task->stage;
    view->done = task->done;
    view->total = task->total;
    if (task->phase != ENDED)
        return;
    task->lookers++;
    view->held = task;
    view->reg = task->reg;
    if (task->is_good)
        view->result = &task->result;
    if (task->problem.msg != NULL)
        view->problem = &task->problem;
}

/* Says of a task that ended and is not in memory how to get its result again. */
static dk_code say_gone(const dk_call *call, dk_task_view *view, dk_err *err)
{
    if (strcmp(view->row.state, "done") != 0 && strcmp(view->row.state, "failed") != 0)
        return DK_OK;
    dk_err *gone = dk_arena_alloc(call->arena, sizeof *gone);
    if (gone == NULL)
        return DK_NO_MEMORY(err);
    *gone = DK_ERR_INIT;
    (void)DK_FAIL(gone, MSG_TASK_RESULT_GONE, DK_NOWHERE, dk_arg_int(view->row.task));
    view->problem = gone;
    return DK_OK;
}

dk_code dk_uc_task(const dk_call *call, int64_t task, dk_task_view *out, dk_err *err)
{
    assert(dk_call_is_set(call));
    struct dk_tasks *tasks = tasks_if_any(call->app);
    dk_task_view view = {0};
    dk_task_row *rows = NULL;
    size_t n = 0;
    bool is_known = false;
    /* Memory first, and it decides: the row of a task may read ended before its result can be taken
     * (a commit's row ends in its own transaction, a check's before the list says so). Who asks
     * then hears that it runs; the next look has both. */
    if (tasks != NULL) {
        pthread_mutex_lock(&tasks->lock);
        struct dk_task *known = find_task(tasks, task);
        is_known = known != NULL;
        if (is_known)
            look(known, &view);
        pthread_mutex_unlock(&tasks->lock);
    }
    dk_code code = task > 0 ? read_rows(call, task, 1, &rows, &n, err) : DK_OK;
    if (code == DK_OK && n == 0)
        code = DK_FAIL(err, MSG_TASK_MISSING, DK_NOWHERE, dk_arg_int(task));
    if (code != DK_OK) {
        dk_task_release(call->app, &view);
        return DK_FAILED;
    }
    view.row = rows[0];
    if (is_known && view.held == NULL && view.row.ended_ms != 0) {
        view.row.state = "running";
        view.row.ended_ms = 0;
    }
    *out = view;
    return is_known ? DK_OK : say_gone(call, out, err);
}

void dk_task_release(dk_app *app, dk_task_view *view)
{
    (void)app;
    if (view->held == NULL)
        return;
    struct dk_tasks *tasks = view->held->tasks;
    pthread_mutex_lock(&tasks->lock);
    view->held->lookers--;
    pthread_mutex_unlock(&tasks->lock);
    view->held = NULL;
}

dk_code dk_uc_task_cancel(const dk_call *call, int64_t task, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_task_view view;
    dk_arena *arena = dk_arena_new();
    struct dk_tasks *tasks = tasks_if_any(call->app);
    /* Who may not see it may not end it. */
    dk_code code = arena == NULL
                       ? DK_NO_MEMORY(err)
                       : dk_uc_task(&(dk_call){call->app, call->actor, arena}, task, &view, err);
    if (code == DK_OK) {
        dk_task_release(call->app, &view);
        if (tasks != NULL) {
            pthread_mutex_lock(&tasks->lock);
            struct dk_task *known = find_task(tasks, task);
            if (known != NULL)
                atomic_store(&known->is_cancelled, true);
            pthread_mutex_unlock(&tasks->lock);
        }
    }
    dk_arena_free(arena);
    return code;
}

void dk_uc_task_wait(dk_app *app, int64_t task)
{
    struct dk_tasks *tasks = tasks_if_any(app);
    if (tasks == NULL)
        return;
    pthread_mutex_lock(&tasks->lock);
    for (;;) {
        const struct dk_task *known = find_task(tasks, task);
        if (known == NULL || known->phase == ENDED)
            break;
        pthread_cond_wait(&tasks->changed, &tasks->lock);
    }
    pthread_mutex_unlock(&tasks->lock);
}

dk_code dk_uc_tasks_begin(dk_app *app, dk_err *err)
{
    dk_store *store = NULL;
    pthread_mutex_lock(&app->write_lock);
    dk_code code = dk_app_borrow(app, &store, err);
    if (code == DK_OK)
        code = dk_store_tasks_interrupt(store, dk_app_now_ms(app), err);
    dk_app_return(app, store);
    pthread_mutex_unlock(&app->write_lock);
    return code;
}
