/* api/usecase/doctor.c - self-checks of a centre; each is one row of a table. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"

typedef dk_code (*check_fn)(dk_store *store, const dk_actor *actor, char detail[160], dk_err *err);

static dk_code check_database(dk_store *store, const dk_actor *actor, char detail[160], dk_err *err)
{
    (void)actor;
    (void)detail;
    return dk_store_check(store, err);
}

static dk_code check_audit(dk_store *store, const dk_actor *actor, char detail[160], dk_err *err)
{
    int64_t n = 0;
    (void)actor;
    if (dk_store_audit(store, &n, err) != DK_OK)
        return DK_FAILED;
    snprintf(detail, 160, "%lld", (long long)n);
    return DK_OK;
}

static dk_code check_replay(dk_store *store, const dk_actor *actor, char detail[160], dk_err *err)
{
    uint8_t stored[32], replayed[32];
    int64_t seq = 0;
    (void)actor;
    if (dk_store_digest(store, stored, err) != DK_OK ||
        dk_store_replay_digest(store, 0, replayed, err) != DK_OK ||
        dk_store_seq(store, &seq, err) != DK_OK)
        return DK_FAILED;
    if (memcmp(stored, replayed, sizeof stored) != 0)
        return DK_FAIL0(err, MSG_AUDIT_REPLAY);
    snprintf(detail, 160, "seq %lld", (long long)seq);
    return DK_OK;
}

static dk_code check_terms(dk_store *store, const dk_actor *actor, char detail[160], dk_err *err)
{
    int64_t n = 0;
    (void)actor;
    if (dk_store_check_terms(store, &n, err) != DK_OK)
        return DK_FAILED;
    snprintf(detail, 160, "%lld", (long long)n);
    return DK_OK;
}

static dk_code check_registers(dk_store *store, const dk_actor *actor, char detail[160],
                               dk_err *err)
{
    static const char *const keys[] = {"trainees", "posts"};
    for (size_t i = 0; i < 2; i++) {
        int64_t n = 0;
        dk_query query = {.reg = dk_register_find(keys[i]), .order = SIZE_MAX};
        if (dk_store_count(store, actor, &query, &n, err) != DK_OK)
            return DK_FAILED;
        snprintf(detail + strlen(detail), 160 - strlen(detail), "%s %lld ", keys[i], (long long)n);
    }
    return DK_OK;
}

static const struct {
    dk_text title;
    check_fn run;
} CHECKS[] = {
    {{"数据库和密钥", "database and key"}, check_database},
    {{"审计链（批次数）", "audit chain (batches)"}, check_audit},
    {{"登记表与变更日志一致", "registers equal the change log"}, check_replay},
    {{"检索表与登记表一致（检索词数）", "search table equals the registers (terms)"}, check_terms},
    {{"读取登记表", "read the registers"}, check_registers},
};
enum { N_CHECKS = sizeof CHECKS / sizeof *CHECKS };

void dk_uc_doctor(const dk_app_options *options, const dk_actor *actor, dk_arena *arena,
                  dk_check **out, size_t *n)
{
    assert(out != NULL && n != NULL);
    dk_app *app = NULL;
    dk_store *store = NULL;
    *n = 0;
    *out = dk_arena_array(arena, N_CHECKS + 1, sizeof **out);
    if (*out == NULL)
        return;
    dk_check *open = &(*out)[(*n)++];
    *open = (dk_check){.title = {"打开数据库", "open the database"}, .problem = DK_ERR_INIT};
    open->is_ok = dk_app_open(options, &app, &open->problem) == DK_OK &&
                  dk_app_borrow(app, &store, &open->problem) == DK_OK;
    for (size_t i = 0; open->is_ok && i < N_CHECKS; i++) {
        dk_check *check = &(*out)[(*n)++];
        *check = (dk_check){.title = CHECKS[i].title, .problem = DK_ERR_INIT};
        check->is_ok = CHECKS[i].run(store, actor, check->detail, &check->problem) == DK_OK;
    }
    if (app != NULL)
        dk_app_return(app, store);
    dk_app_close(app);
}

void dk_uc_doctor_of(const dk_call *call, dk_check **out, size_t *n)
{
    assert(dk_call_has_arena(call));
    dk_uc_doctor(&call->app->options, call->actor, call->arena, out, n);
}

dk_code dk_uc_rebuild(const dk_app_options *options, dk_err *err)
{
    dk_app *app = NULL;
    dk_store *store = NULL;
    dk_code code = dk_app_open(options, &app, err);
    if (code == DK_OK)
        code = dk_app_borrow(app, &store, err);
    if (code == DK_OK)
        code = dk_store_make_terms(store, err);
    if (app != NULL)
        dk_app_return(app, store);
    dk_app_close(app);
    return code;
}
