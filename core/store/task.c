/* core/store/task.c - long work as rows, so that a crash cannot hide it (staging.h). */
#include <assert.h>
#include <string.h>

#include "core/store/staging.h"
#include "core/store/writing.h"

static dk_code insert(dk_store *store, const dk_actor *actor, const dk_task_row *task, int64_t *id,
                      dk_err *err)
{
    static const char last[] = "SELECT max(task) FROM task";
    static const char sql[] =
        "INSERT INTO task (task, kind, state, actor, unit, at, upload) VALUES "
        "($1, $2, 'queued', $3, $4, $5, $6)";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, last, &stmt, err) != DK_OK || dk_stmt_int(stmt, id, err) != DK_OK ||
        dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, ++*id);
    dk_bind_text(stmt, 2, task->kind);
    dk_bind_text(stmt, 3, actor->user);
    dk_bind_text(stmt, 4, actor->unit);
    dk_bind_int(stmt, 5, task->at_ms);
    dk_bind(stmt, 6, task->upload == 0 ? DK_DATUM_NULL : dk_datum_int(task->upload));
    return dk_stmt_run(stmt, err);
}

dk_code dk_store_task_add(dk_store *store, const dk_actor *actor, const dk_task_row *task,
                          int64_t *id, dk_err *err)
{
    int64_t number = 0;
    assert(task->kind != NULL && task->task == 0);
    if (dk_may_write(store, actor, err) != DK_OK || dk_db_begin_write(store->db, err) != DK_OK)
        return DK_FAILED;
    if (insert(store, actor, task, &number, err) == DK_OK &&
        dk_db_commit(store->db, err) == DK_OK) {
        *id = number;
        return DK_OK;
    }
    dk_db_rollback(store->db);
    return DK_FAILED;
}

dk_code dk_store_task_state(dk_store *store, int64_t task, const char *state, int64_t now_ms,
                            dk_err *err)
{
    static const char sql[] =
        "UPDATE task SET state = $1, ended = $2 WHERE task = $3 AND ended IS NULL";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, state);
    dk_bind(stmt, 2, now_ms == 0 ? DK_DATUM_NULL : dk_datum_int(now_ms));
    dk_bind_int(stmt, 3, task);
    return dk_stmt_run(stmt, err);
}

dk_code dk_task_done(dk_store *store, int64_t task, int64_t batch, int64_t now_ms, dk_err *err)
{
    static const char sql[] =
        "UPDATE task SET state = 'done', batch = $1, ended = $2 WHERE task = $3";
    dk_stmt *stmt = NULL;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind(stmt, 1, batch == 0 ? DK_DATUM_NULL : dk_datum_int(batch));
    dk_bind_int(stmt, 2, now_ms);
    dk_bind_int(stmt, 3, task);
    return dk_stmt_run(stmt, err);
}

dk_code dk_store_tasks_interrupt(dk_store *store, int64_t now_ms, dk_err *err)
{
    static const char count[] = "SELECT count(*) FROM task WHERE ended IS NULL";
    static const char sql[] =
        "UPDATE task SET state = 'interrupted', ended = $1 WHERE ended IS NULL";
    dk_stmt *stmt = NULL;
    int64_t n = 0;
    if (dk_store_stmt(store, count, &stmt, err) != DK_OK || dk_stmt_int(stmt, &n, err) != DK_OK)
        return DK_FAILED;
    if (n == 0 || store->is_read_only)
        return DK_OK;
    if (dk_store_stmt(store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, now_ms);
    return dk_stmt_run(stmt, err);
}

static dk_code read_task(dk_stmt *stmt, dk_arena *arena, dk_task_row *out, dk_err *err)
{
    const char *texts[4];
    for (int i = 0; i < 4; i++) {
        const char *text = dk_column_text(stmt, 1 + i);
        texts[i] = dk_arena_text(arena, text);
        if (text != NULL && texts[i] == NULL)
            return DK_NO_MEMORY(err);
    }
    *out = (dk_task_row){.task = dk_column_int(stmt, 0),
                         .kind = texts[0],
                         .state = texts[1],
                         .user = texts[2],
                         .unit = texts[3],
                         .at_ms = dk_column_int(stmt, 5),
                         .ended_ms = dk_column_int(stmt, 6),
                         .upload = dk_column_int(stmt, 7),
                         .batch = dk_column_int(stmt, 8)};
    return DK_OK;
}

dk_code dk_store_tasks(const dk_view *view, int64_t task, size_t limit, dk_task_row **out,
                       size_t *n, dk_err *err)
{
    assert(dk_view_is_set(view) && out != NULL && n != NULL);
    static const char sql[] = "SELECT task, kind, state, actor, unit, at, ended, upload, batch "
                              "FROM task WHERE ($1 = 0 OR "
                              "task = $1) AND ($2 = 1 OR unit = $3) ORDER BY task DESC LIMIT $4";
    dk_stmt *stmt = NULL;
    dk_task_row *rows = NULL;
    size_t used = 0, capacity = 0;
    bool has_row = false;
    if (dk_may_read(view->actor, err) != DK_OK ||
        dk_store_stmt(view->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_int(stmt, 1, task);
    dk_bind_int(stmt, 2, dk_actor_may(view->actor, DK_RIGHT_ALL_UNITS));
    dk_bind_text(stmt, 3, view->actor->unit);
    dk_bind_int(stmt, 4, limit == 0 ? INT64_MAX : (int64_t)limit);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        rows = dk_arena_grow(view->arena, rows, used, &capacity, sizeof *rows);
        code = rows == NULL ? DK_NO_MEMORY(err) : read_task(stmt, view->arena, &rows[used++], err);
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    if (code == DK_OK) {
        *out = rows;
        *n = used;
    }
    return code;
}
