/* core/store/audit.c: what was done behind the program's back is found, and named. */
#include "tests/unit/store/fixture.h"

/* Three batches on two records and two events; the guards against changes are then taken away, as
 * someone with another tool would. */
static int set_up_log(void **state)
{
    static const char *const guards[] = {"batch", "change", "event"};
    static const char *const kinds[] = {"update", "delete", "order"};
    set_up(state);
    fixture *fix = *state;
    for (int i = 0; i < 3; i++) {
        builder build = begin(fix, "a.xlsx");
        set(&build, person(&build, "980101200001010018", "甲"), P_PAY,
            i == 0   ? "1"
            : i == 1 ? "2"
                     : "3");
        firm(&build, dk_arena_format(fix->arena, "F%d", i), "厂");
        apply(&build);
    }
    text_of(fix, &people, 1, P_ID);
    text_of(fix, &people, 1, P_NAME);
    for (size_t t = 0; t < 3; t++)
        for (size_t k = 0; k < 3; k++)
            OK(dk_db_run(
                fix->store->db,
                dk_arena_format(fix->arena, "DROP TRIGGER %s_keep_%s", guards[t], kinds[k]), &err));
    OK(dk_db_run(fix->store->db, "PRAGMA foreign_keys = OFF", &err));
    return 0;
}

/* After `sql` the audit must name batch or event `number`. What was done is taken back. */
static void finds(fixture *fix, const char *sql, const char *what, int64_t number)
{
    char text[512], want[64];
    int64_t n = -1;
    dk_err failed;
    OK(dk_db_begin_write(fix->store->db, &err));
    OK(dk_db_run(fix->store->db, sql, &err));
    FAILS(MSG_AUDIT_BROKEN, failed, dk_store_audit(fix->store, &n, &err));
    dk_db_rollback(fix->store->db);
    dk_err_text(&failed, DK_EN, text, sizeof text);
    snprintf(want, sizeof want, "%s %lld", what, (long long)number);
    assert_non_null(strstr(text, want));
}

static void audit__whole_chain_holds(void **state)
{
    fixture *fix = *state;
    int64_t n = -1;
    OK(dk_store_audit(fix->store, &n, &err));
    assert_int_equal(n, 3);
}

static void audit__empty_store_holds(void **state)
{
    fixture *fix = *state;
    int64_t n = -1;
    OK(dk_store_audit(fix->store, &n, &err));
    assert_int_equal(n, 0);
}

static void audit__edits_are_found(void **state)
{
    fixture *fix = *state;
    finds(fix, "UPDATE change SET new = '9' WHERE seq = 4", "batch", 2);
    finds(fix, "UPDATE change SET old = NULL WHERE seq = 4", "batch", 2);
    finds(fix, "UPDATE change SET record = 2 WHERE seq = 4", "batch", 2);
    finds(fix, "UPDATE change SET field = 'note' WHERE seq = 4", "batch", 2);
    finds(fix, "UPDATE change SET row = 99 WHERE seq = 1", "batch", 1);
    finds(fix, "UPDATE change SET batch = 3 WHERE seq = 4", "batch", 2);
    finds(fix, "UPDATE batch SET actor = 'other' WHERE batch = 2", "batch", 2);
    finds(fix, "UPDATE batch SET at = at + 1 WHERE batch = 3", "batch", 3);
    finds(fix, "UPDATE batch SET file = NULL WHERE batch = 1", "batch", 1);
    finds(fix, "UPDATE batch SET undoes = 1 WHERE batch = 2", "batch", 2);
    finds(fix, "UPDATE batch SET digest = zeroblob(32) WHERE batch = 1", "batch", 1);
    finds(fix, "UPDATE event SET purpose = 'none' WHERE event = 1", "event", 1);
    finds(fix, "UPDATE event SET actor = 'other' WHERE event = 2", "event", 2);
}

static void audit__deletions_are_found(void **state)
{
    fixture *fix = *state;
    finds(fix, "DELETE FROM change WHERE seq = 3", "batch", 2);
    finds(fix, "DELETE FROM change WHERE seq = 6", "batch", 3);
    finds(fix, "DELETE FROM batch WHERE batch = 2", "batch", 2);
    finds(fix, "DELETE FROM batch WHERE batch = 3", "batch", 3); /* its changes remain */
    finds(fix, "DELETE FROM event WHERE event = 1", "event", 1);
}

static void audit__insertions_are_found(void **state)
{
    fixture *fix = *state;
    finds(fix,
          "INSERT INTO change SELECT 7, register, record, field, old, new, batch, row FROM "
          "change WHERE seq = 6",
          "batch", 4);
    finds(fix,
          "INSERT INTO event SELECT 3, at, actor, unit, kind, object, purpose, detail, prev, "
          "digest FROM event WHERE event = 2",
          "event", 3);
}

static void audit__reordering_is_found(void **state)
{
    fixture *fix = *state;
    finds(fix,
          "UPDATE change SET seq = 99 WHERE seq = 3; UPDATE change SET seq = 3 WHERE seq = 4; "
          "UPDATE change SET seq = 4 WHERE seq = 99",
          "batch", 2);
    finds(fix,
          "UPDATE batch SET batch = 99 WHERE batch = 1; UPDATE batch SET batch = 1 WHERE batch "
          "= 2; UPDATE batch SET batch = 2 WHERE batch = 99",
          "batch", 1);
    finds(fix,
          "UPDATE event SET event = 9 WHERE event = 1; UPDATE event SET event = 1 WHERE event = "
          "2; UPDATE event SET event = 2 WHERE event = 9",
          "event", 1);
}

static void audit__other_key_does_not_verify(void **state)
{
    fixture *fix = *state;
    int64_t n;
    dk_err failed;
    fix->store->keys.audit[0] ^= 1;
    FAILS(MSG_AUDIT_BROKEN, failed, dk_store_audit(fix->store, &n, &err));
}

static void replay__tells_when_a_register_was_edited(void **state)
{
    fixture *fix = *state;
    uint8_t table[32], log[32];
    digest_of(fix, table);
    OK(dk_db_run(fix->store->db, "UPDATE people SET pay = 999", &err));
    OK(dk_store_digest(fix->store, table, &err));
    OK(dk_store_replay_digest(fix->store, 0, log, &err));
    assert_memory_not_equal(table, log, 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up_log, tear_down)
        CASE(audit__whole_chain_holds),
        cmocka_unit_test_setup_teardown(audit__empty_store_holds, set_up, tear_down),
        CASE(audit__edits_are_found),
        CASE(audit__deletions_are_found),
        CASE(audit__insertions_are_found),
        CASE(audit__reordering_is_found),
        CASE(audit__other_key_does_not_verify),
        CASE(replay__tells_when_a_register_was_edited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
