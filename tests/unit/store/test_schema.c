/* core/store/schema.c, statements.c, migrate.c: generated tables, and older files becoming new
 * ones. */
#include "tests/unit/store/fixture.h"

#define ID1 "980101200001010018"

static const char *table_text(fixture *fix, const char *name)
{
    dk_stmt *stmt = NULL;
    bool has_row = false;
    OK(dk_stmt_new(fix->store->db, "SELECT sql FROM sqlite_schema WHERE name = $1", &stmt, &err));
    dk_bind_text(stmt, 1, name);
    OK(dk_stmt_step(stmt, &has_row, &err));
    const char *text = has_row ? dk_arena_text(fix->arena, dk_column_text(stmt, 0)) : "";
    dk_stmt_free(stmt);
    return text;
}

static void schema__types_comments_and_strictness(void **state)
{
    fixture *fix = *state;
    const char *text = table_text(fix, "people");
    assert_non_null(strstr(text, "\"id_no\" BLOB NOT NULL /* 证件号 Document; sealed */"));
    assert_non_null(strstr(text, "\"born\" INTEGER /* 出生 Born; days since 1970-01-01 */"));
    assert_non_null(strstr(text, "\"pay\" INTEGER /* 月薪 Pay; fen */"));
    assert_non_null(strstr(text, "\"shift\" INTEGER CHECK (\"shift\" IN (0, 1))"));
    assert_non_null(strstr(text, "\"class\" BLOB")); /* a sealed list is one blob */
    assert_null(strstr(text, "\"certs\""));
    assert_non_null(strstr(text, ") STRICT"));
    text = table_text(fix, "people_certs");
    assert_non_null(strstr(text, "\"until\" INTEGER"));
    assert_non_null(strstr(table_text(fix, "people_want"), "code list occupation"));
    assert_non_null(strstr(table_text(fix, "people_key"), "substr(\"id_no\", 2, 16)"));
    assert_non_null(strstr(table_text(fix, "people_by_firm"), "\"firm\""));
}

/* Every column of every table of the real registers carries a comment. */
static void schema__every_real_column_is_commented(void **state)
{
    fixture *fix = *state;
    const char *line = dk_store_schema(fix->arena);
    size_t n = 0;
    assert_non_null(line);
    for (; *line != '\0'; line += strcspn(line, "\n") + 1) {
        if (strncmp(line, "    ", 4) != 0 || strncmp(line, "    PRIMARY", 11) == 0)
            continue;
        size_t len = strcspn(line, "\n");
        char *text = dk_arena_copy(fix->arena, line, len);
        assert_non_null(strstr(text, "/* "));
        assert_non_null(strstr(text, " */"));
        n++;
    }
    assert_true(n > 150);
}

static void schema__lookups_use_their_indexes(void **state)
{
    fixture *fix = *state;
    static const char *const plans[][2] = {
        {"EXPLAIN QUERY PLAN SELECT record FROM people WHERE substr(\"id_no\", 2, 16) IS NOT "
         "DISTINCT FROM x'00'",
         "people_key"},
        {"EXPLAIN QUERY PLAN SELECT record FROM people r WHERE 1 = 1 AND r.record IN (SELECT "
         "record FROM tag WHERE tag = x'00') ORDER BY r.record LIMIT 5",
         "SEARCH r USING INTEGER PRIMARY KEY"},
        {"EXPLAIN QUERY PLAN SELECT record FROM links WHERE \"from\" IS NOT DISTINCT FROM 'A' AND "
         "\"to\" IS NOT DISTINCT FROM 'B'",
         "links_key"},
    };
    for (size_t i = 0; i < sizeof plans / sizeof *plans; i++) {
        dk_stmt *stmt = NULL;
        bool has_row = false;
        OK(dk_stmt_new(fix->store->db, plans[i][0], &stmt, &err));
        OK(dk_stmt_step(stmt, &has_row, &err));
        assert_non_null(strstr(dk_column_text(stmt, 3), plans[i][1]));
        dk_stmt_free(stmt);
    }
}

/* ---- migration: fewer registers with fewer fields are version 1, ours is version 3 ---- */

static const dk_register old_people = {"people", {"人员", "People"}, person_fields, P_CERTS, NULL,
                                       "T"}; /* without certs, firm, unit, note */
/* without links */
static const dk_register *const old_registers[] = {&firms, &old_people};
static const dk_migration steps[] = {{3, "INSERT INTO meta VALUES ('migrated', 'yes')"}};

static void make_old(fixture *fix, uint8_t digest[32])
{
    dk_store_options options = options_of(fix);
    fix->model = (dk_store_model){old_registers, 2, 1, no_migrations, 0};
    OK(dk_store_create_model(&options, &fix->model, 1, &err));
    open_store(fix);
    builder build = begin(fix, "old.xlsx");
    dk_record *record = row(&build, &old_people);
    set(&build, record, P_ID, ID1);
    set(&build, record, P_NAME, "甲");
    set(&build, record, P_WANT, "1;2");
    apply(&build);
    digest_of(fix, digest);
    close_store(fix);
    fix->model = (dk_store_model){all_registers, 3, 3, steps, sizeof steps / sizeof *steps};
}

static void migrate__schema_becomes_the_generated_one(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    make_old(fix, before);
    open_store(fix);
    OK(dk_store_check(fix->store, &err)); /* compares with the generated schema */
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
    assert_int_equal(sql_int(fix, "PRAGMA user_version"), 3);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM meta WHERE key = 'migrated'"), 1);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM links"), 0);
    assert_non_null(strstr(table_text(fix, "people"), "\"note\" TEXT /* 备注 Note */"));
    builder build = begin(fix, "new.xlsx");
    dk_record *record = person(&build, ID1, NULL);
    set(&build, record, P_CERTS, "S01:1");
    set(&build, record, P_NOTE, "x");
    assert_int_equal(apply(&build).n_fields, 2);
    undo(fix, 2);
    undo(fix, 1); /* a record packed before the columns were there */
    undo(fix, 3 + 1);
    assert_string_equal(text_of(fix, &people, 1, P_WANT), "1;2");
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
    close_store(fix);
    open_store(fix); /* the second time there is nothing to do */
}

static void migrate__read_only_refuses(void **state)
{
    fixture *fix = *state;
    uint8_t digest[32];
    dk_err failed;
    make_old(fix, digest);
    dk_store_options options = options_of(fix);
    options.is_read_only = true;
    FAILS(MSG_STORE_OLDER, failed, dk_store_open_model(&options, &fix->model, &fix->store, &err));
}

static void migrate__failing_step_leaves_the_old_version(void **state)
{
    fixture *fix = *state;
    static const dk_migration bad[] = {{2, "CREATE TABLE stray (a)"}, {3, "NO SUCH"}};
    uint8_t digest[32], after[32];
    dk_err failed;
    make_old(fix, digest);
    dk_store_options options = options_of(fix);
    fix->model.steps = bad;
    fix->model.n_steps = 2;
    FAILS(MSG_STORE_INTERNAL, failed,
          dk_store_open_model(&options, &fix->model, &fix->store, &err));
    fix->model.n_steps = 1; /* what no step and no addition explains shows in the comparison */
    FAILS(MSG_STORE_SCHEMA, failed, dk_store_open_model(&options, &fix->model, &fix->store, &err));
    fix->model = (dk_store_model){old_registers, 2, 1, no_migrations, 0};
    open_store(fix);
    OK(dk_store_check(fix->store, &err));
    digest_of(fix, after);
    assert_memory_equal(digest, after, 32);
}

/* The shape of version 1: one row per term and record, batch numbers as a deferred foreign key. */
static const char to_version_1[] =
    "DROP TABLE term;"
    "CREATE TABLE term (term TEXT NOT NULL, register TEXT NOT NULL, record INTEGER NOT NULL, rank "
    "INTEGER NOT NULL, PRIMARY KEY (term, register, record)) STRICT, WITHOUT ROWID;"
    "INSERT INTO term VALUES ('a', 'T', 1, 0);"
    "DROP VIEW change_log;"
    "CREATE TABLE change_1 (seq INTEGER PRIMARY KEY, register TEXT NOT NULL, record INTEGER NOT "
    "NULL, field TEXT NOT NULL, old ANY, new ANY, batch INTEGER NOT NULL REFERENCES batch "
    "DEFERRABLE INITIALLY DEFERRED, row INTEGER NOT NULL) STRICT;"
    "INSERT INTO change_1 SELECT * FROM change;"
    "DROP TABLE change;"
    "ALTER TABLE change_1 RENAME TO change;"
    "UPDATE meta SET value = '1' WHERE key = 'terms';"
    "UPDATE meta SET value = 'other' WHERE key = 'schema';"
    "PRAGMA user_version = 1;";

static void migrate__version_1_becomes_2(void **state)
{
    fixture *fix = *state;
    const dk_store_model real = dk_store_model_default();
    uint8_t before[32], after[32];
    int64_t n = 0;
    dk_hit *hits = NULL;
    size_t n_hits = 0;
    fix->model.version = real.version;
    fix->model.steps = real.steps;
    fix->model.n_steps = real.n_steps;
    dk_store_options options = options_of(fix);
    OK(dk_store_create_model(&options, &fix->model, 1, &err));
    open_store(fix);
    builder build = begin(fix, "a.xlsx");
    person(&build, ID1, "张三");
    apply(&build);
    build = begin(fix, "b.xlsx");
    person(&build, ID1, "张三丰");
    apply(&build);
    digest_of(fix, before);
    OK(dk_db_run(fix->store->db, to_version_1, &err));
    close_store(fix);
    open_store(fix);
    OK(dk_store_check(fix->store, &err));
    OK(dk_store_audit(fix->store, &n, &err));
    assert_int_equal(n, 2);
    OK(dk_store_check_terms(fix->store, &n, &err));
    OK(dk_store_search(&(dk_view){fix->store, &local, fix->arena}, NULL, "三丰", &hits, &n_hits,
                       &err));
    assert_int_equal(n_hits, 1);
    OK(dk_store_replay_digest(fix->store, 0, after, &err));
    assert_memory_equal(before, after, 32);
    undo(fix, 2);
    assert_int_equal(sql_int(fix, "PRAGMA user_version"), real.version);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM pragma_foreign_key_list('change')"), 0);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND "
                                  "tbl_name = 'change'"),
                     3);
}

static void migrate__real_model_has_a_step_for_each_version(void **state)
{
    (void)state;
    dk_store_model model = dk_store_model_default();
    for (size_t i = 0; i < model.n_steps; i++) {
        assert_true(model.steps[i].version >= 2 && model.steps[i].version <= model.version);
        assert_true(i == 0 || model.steps[i].version >= model.steps[i - 1].version);
    }
    assert_int_equal(model.n_steps == 0 ? 1 : model.steps[model.n_steps - 1].version,
                     model.version);
}

/* Fields were added while the version stayed: the fingerprint tells, and a changed index is made
 * anew. */
static void migrate__additions_need_no_version(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    make_old(fix, before);
    fix->model = (dk_store_model){old_registers, 2, 1, no_migrations, 0};
    open_store(fix);
    OK(dk_db_run(fix->store->db,
                 "DROP INDEX people_key; CREATE UNIQUE INDEX people_key ON people (id_no);"
                 "CREATE INDEX people_phone_last ON people (phone);" /* was generated once */
                 "UPDATE meta SET value = 'other' WHERE key = 'schema'",
                 &err));
    close_store(fix);
    fix->model = (dk_store_model){all_registers, 3, 1, no_migrations, 0};
    open_store(fix);
    OK(dk_store_check(fix->store, &err));
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM meta WHERE key = 'schema' AND value <> "
                                  "'other'"),
                     1);
}

/* ---- packed records ---- */

static void pack__round_trips_and_skips_unknown_fields(void **state)
{
    fixture *fix = *state;
    dk_datum state_in[N_PERSON] = {{0}}, state_out[N_PERSON], packed;
    state_in[P_ID] = dk_datum_blob("\0\1\2", 3);
    state_in[P_NAME] = dk_datum_text("甲");
    state_in[P_NOTE] = dk_datum_text("x");
    OK(dk_pack(fix->arena, &people, state_in, &packed, &err));
    OK(dk_unpack(fix->arena, "f", &people, packed, state_out, &err));
    for (size_t i = 0; i < N_PERSON; i++)
        assert_true(dk_datum_equal(&state_in[i], &state_out[i]));
    OK(dk_unpack(fix->arena, "f", &old_people, packed, state_out, &err));
    assert_true(dk_datum_equal(&state_in[P_NAME], &state_out[P_NAME]));
}

static void unpack__cut_or_foreign_bytes_refused(void **state)
{
    fixture *fix = *state;
    dk_datum state_in[N_PERSON] = {{0}}, state_out[N_PERSON], packed;
    dk_err failed;
    state_in[P_NAME] = dk_datum_text("甲");
    OK(dk_pack(fix->arena, &people, state_in, &packed, &err));
    dk_datum cut = packed;
    for (cut.len = 2; cut.len < packed.len; cut.len++)
        FAILS(MSG_STORE_CORRUPT, failed, dk_unpack(fix->arena, "f", &people, cut, state_out, &err));
    FAILS(MSG_STORE_CORRUPT, failed,
          dk_unpack(fix->arena, "f", &people, dk_datum_blob("\3", 1), state_out, &err));
    FAILS(MSG_STORE_CORRUPT, failed,
          dk_unpack(fix->arena, "f", &people, dk_datum_text("x"), state_out, &err));
}

/* Rows of the log that were written with the keys themselves. */
static void unpack__reads_the_first_version(void **state)
{
    static const char old[] = "\1t\4\0name\3\0\0\0甲b\5\0phone\2\0\0\0\0\1t\4\0gone\0\0\0\0";
    fixture *fix = *state;
    dk_datum state_out[N_PERSON];
    OK(dk_unpack(fix->arena, "f", &people, dk_datum_blob(old, sizeof old - 1), state_out, &err));
    assert_string_equal(state_out[P_NAME].bytes, "甲");
    assert_int_equal(state_out[P_PHONE].kind, DK_D_BLOB);
    assert_memory_equal(state_out[P_PHONE].bytes, "\0\1", 2);
}

static void pack__marks_of_a_register_differ(void **state)
{
    (void)state;
    assert_int_equal(dk_pack_mark("name"), 0x17dbee); /* part of the file format */
    for (size_t r = 0; r < dk_n_registers; r++)
        for (size_t i = 0; i < dk_registers[r]->n_fields; i++)
            for (size_t j = 0; j < i; j++)
                if (dk_pack_mark(dk_registers[r]->fields[i].key) ==
                    dk_pack_mark(dk_registers[r]->fields[j].key))
                    fail_msg("%s: %s and %s", dk_registers[r]->key, dk_registers[r]->fields[i].key,
                             dk_registers[r]->fields[j].key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name, before) cmocka_unit_test_setup_teardown(name, before, tear_down)
        CASE(schema__types_comments_and_strictness, set_up),
        CASE(schema__every_real_column_is_commented, set_up_folder),
        CASE(schema__lookups_use_their_indexes, set_up),
        CASE(migrate__schema_becomes_the_generated_one, set_up_folder),
        CASE(migrate__read_only_refuses, set_up_folder),
        CASE(migrate__failing_step_leaves_the_old_version, set_up_folder),
        CASE(migrate__additions_need_no_version, set_up_folder),
        CASE(migrate__version_1_becomes_2, set_up_folder),
        CASE(migrate__real_model_has_a_step_for_each_version, set_up_folder),
        CASE(pack__round_trips_and_skips_unknown_fields, set_up_folder),
        CASE(unpack__cut_or_foreign_bytes_refused, set_up_folder),
        CASE(unpack__reads_the_first_version, set_up_folder),
        CASE(pack__marks_of_a_register_differ, set_up_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
