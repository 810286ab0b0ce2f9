/* core/store/upload.c, task.c and the edits of apply.c: staged bytes, their end with the batch, and
 * rows that come back with the version they were exported at. */
#include "core/store/staging.h"
#include "tests/unit/store/fixture.h"

#define ID1 "980101200001010018"
#define ID2 "980101200001020021"

enum { BIG = (1 << 20) * 2 + 77 }; /* three parts */

static dk_upload file_of(const char *name, const void *bytes, size_t len)
{
    dk_upload upload = {.reg = "people",
                        .file = name,
                        .sender = "云泽职校",
                        .size_bytes = (int64_t)len,
                        .at_ms = 100,
                        .keep_until_ms = 9000};
    dk_sha256(bytes, len, upload.hash);
    return upload;
}

static int64_t stage(fixture *fix, const dk_actor *actor, const char *bytes)
{
    int64_t id = 0;
    dk_upload upload = file_of("名单.xlsx", bytes, strlen(bytes));
    OK(dk_store_upload_add(fix->store, actor, &upload, bytes, &id, &err));
    return id;
}

static void upload__bytes_come_back(void **state)
{
    fixture *fix = *state;
    unsigned char *bytes = malloc(BIG), *back = NULL;
    size_t len = 0;
    int64_t id = 0;
    dk_upload upload;
    for (size_t i = 0; i < BIG; i++)
        bytes[i] = (unsigned char)(i * 2654435761u >> 13);
    upload = file_of("big.xlsx", bytes, BIG);
    OK(dk_store_upload_add(fix->store, &local, &upload, bytes, &id, &err));
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM upload_part"), 3);
    OK(dk_store_upload_bytes(fix->store, &local, id, &back, &len, &err));
    assert_int_equal(len, BIG);
    assert_memory_equal(bytes, back, BIG);
    OK(dk_store_upload_get(&(dk_view){fix->store, &local, fix->arena}, id, &upload, &err));
    assert_true(upload.has_bytes);
    assert_false(upload.is_committed);
    assert_string_equal(upload.sender, "云泽职校");
    assert_int_equal(upload.size_bytes, BIG);
    free(bytes);
    free(back);
}

static void upload__is_sealed_on_disk(void **state)
{
    fixture *fix = *state;
    stage(fix, &local, "姓名,身份证号 980101200001010018 PLAIN-WORDS");
    assert_int_equal(
        sql_int(fix, "SELECT instr(bytes, CAST('PLAIN-WORDS' AS BLOB)) FROM upload_part"), 0);
}

static void upload__moved_or_altered_parts_do_not_open(void **state)
{
    fixture *fix = *state;
    unsigned char *bytes = NULL;
    size_t len;
    dk_err failed;
    int64_t one = stage(fix, &local, "first"), two = stage(fix, &local, "second");
    OK(dk_db_run(fix->store->db,
                 "UPDATE upload_part SET bytes = (SELECT bytes FROM upload_part WHERE upload = 1) "
                 "WHERE upload = 2",
                 &err));
    FAILS(MSG_SEAL_BROKEN, failed,
          dk_store_upload_bytes(fix->store, &local, two, &bytes, &len, &err));
    OK(dk_db_run(fix->store->db, "DELETE FROM upload_part WHERE upload = 1", &err));
    FAILS(MSG_UPLOAD_GONE, failed,
          dk_store_upload_bytes(fix->store, &local, one, &bytes, &len, &err));
}

static void upload__same_bytes_are_the_same_upload(void **state)
{
    fixture *fix = *state;
    int64_t one = stage(fix, &local, "same");
    assert_int_equal(stage(fix, &local, "same"), one);
    assert_int_not_equal(stage(fix, &local, "other"), one);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM upload"), 2);
}

static void upload__of_another_unit_is_not_seen(void **state)
{
    fixture *fix = *state;
    dk_upload upload, *all;
    dk_err failed;
    size_t n;
    int64_t one = stage(fix, &local, "all units");
    int64_t own = stage(fix, &school, "own");
    FAILS(MSG_UPLOAD_MISSING, failed,
          dk_store_upload_get(&(dk_view){fix->store, &school, fix->arena}, one, &upload, &err));
    FAILS(MSG_UPLOAD_MISSING, failed, dk_store_upload_discard(fix->store, &school, one, &err));
    OK(dk_store_uploads(&(dk_view){fix->store, &school, fix->arena}, 0, &all, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(all[0].upload, own);
    FAILS(MSG_STORE_FORBIDDEN, failed,
          dk_store_upload_map(fix->store, &reader, one, "C=name", &err));
}

static void upload__bytes_go_when_their_time_is_over(void **state)
{
    fixture *fix = *state;
    dk_upload upload;
    size_t n = 0;
    int64_t id = stage(fix, &local, "kept until 9000");
    OK(dk_store_uploads_expire(fix->store, 8999, &n, &err));
    assert_int_equal(n, 0);
    OK(dk_store_uploads_expire(fix->store, 9000, &n, &err));
    assert_int_equal(n, 1);
    OK(dk_store_upload_get(&(dk_view){fix->store, &local, fix->arena}, id, &upload, &err));
    assert_false(upload.has_bytes);
    assert_int_equal(upload.keep_until_ms, 0);
}

static dk_apply_result commit(builder *build, const dk_upload *upload, int64_t task)
{
    dk_apply_result result;
    const dk_apply_options options = {.now_ms = 5000, .upload = upload, .task = task};
    OK(dk_store_apply(build->fix->store, &local, &build->batch, &options, &result, &err));
    return result;
}

static void commit__ends_upload_and_task_with_the_batch(void **state)
{
    fixture *fix = *state;
    dk_upload upload;
    dk_task_row *tasks;
    size_t n;
    int64_t task = 0, id = stage(fix, &local, "x");
    OK(dk_store_task_add(fix->store, &local,
                         &(dk_task_row){.kind = "commit", .upload = id, .at_ms = 200}, &task,
                         &err));
    OK(dk_store_upload_get(&(dk_view){fix->store, &local, fix->arena}, id, &upload, &err));
    upload.n_rows = 3;
    upload.n_refused = 2;
    builder build = begin(fix, "名单.xlsx");
    person(&build, ID1, "甲");
    assert_int_equal(commit(&build, &upload, task).batch, 1);
    OK(dk_store_upload_get(&(dk_view){fix->store, &local, fix->arena}, id, &upload, &err));
    assert_true(upload.is_committed);
    assert_int_equal(upload.batch, 1);
    assert_int_equal(upload.n_new, 1);
    assert_int_equal(upload.n_refused, 2);
    OK(dk_store_tasks(&(dk_view){fix->store, &local, fix->arena}, task, 0, &tasks, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(tasks[0].state, "done");
    assert_int_equal(tasks[0].batch, 1);
    /* Nothing changed: no batch, but the file was sent. */
    assert_int_equal(stage(fix, &local, "x"), 2);
    OK(dk_store_upload_get(&(dk_view){fix->store, &local, fix->arena}, 2, &upload, &err));
    assert_int_equal(commit(&build, &upload, 0).batch, 0);
    OK(dk_store_upload_get(&(dk_view){fix->store, &local, fix->arena}, 2, &upload, &err));
    assert_true(upload.is_committed);
    assert_int_equal(upload.batch, 0);
    assert_int_equal(upload.n_same, 1);
}

static void commit__without_staging_makes_the_row(void **state)
{
    fixture *fix = *state;
    dk_upload upload = file_of("cli.csv", "y", 1), *all;
    size_t n;
    upload.size_bytes = 1;
    builder build = begin(fix, "cli.csv");
    person(&build, ID1, "甲");
    commit(&build, &upload, 0);
    OK(dk_store_uploads(&(dk_view){fix->store, &local, fix->arena}, 0, &all, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(all[0].batch, 1);
    assert_false(all[0].has_bytes);
}

static void batch_of_file__skips_undone_ones_and_other_registers(void **state)
{
    fixture *fix = *state;
    int64_t batch = -1;
    builder build = begin(fix, "a.xlsx");
    memset(build.batch.hash, 7, 32);
    person(&build, ID1, "甲");
    apply(&build);
    OK(dk_store_batch_of_file(fix->store, &people, build.batch.hash, &batch, &err));
    assert_int_equal(batch, 1);
    OK(dk_store_batch_of_file(fix->store, &firms, build.batch.hash, &batch, &err));
    assert_int_equal(batch, 0);
    undo(fix, 1);
    OK(dk_store_batch_of_file(fix->store, &people, build.batch.hash, &batch, &err));
    assert_int_equal(batch, 0);
}

static void tasks__left_by_a_crash_read_interrupted(void **state)
{
    fixture *fix = *state;
    dk_task_row *tasks;
    size_t n;
    int64_t one, two;
    const dk_task_row check = {.kind = "check", .at_ms = 100};
    OK(dk_store_task_add(fix->store, &local, &check, &one, &err));
    OK(dk_store_task_add(fix->store, &local, &check, &two, &err));
    OK(dk_store_task_state(fix->store, one, "done", 300, &err));
    OK(dk_store_task_state(fix->store, two, "running", 0, &err));
    OK(dk_store_tasks_interrupt(fix->store, 400, &err));
    OK(dk_store_task_state(fix->store, two, "done", 500, &err)); /* it has ended: no effect */
    OK(dk_store_tasks(&(dk_view){fix->store, &local, fix->arena}, 0, 0, &tasks, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(tasks[0].state, "interrupted");
    assert_int_equal(tasks[0].ended_ms, 400);
    assert_string_equal(tasks[1].state, "done");
}

/* ---- edits of exported rows ---- */

static dk_record *edited(builder *build, int64_t id, int64_t version)
{
    dk_record *record = row(build, &people);
    record->id = id;
    build->batch.rows[build->batch.n_rows - 1].version = version;
    return record;
}

/* Seq 1: 甲 with pay 3000 and note "a". Seq 2: somebody raises the pay to 4000. */
static void two_versions(fixture *fix)
{
    builder build = begin(fix, "a.xlsx");
    dk_record *one = person(&build, ID1, "甲");
    set(&build, one, P_PAY, "3000");
    set(&build, one, P_NOTE, "a");
    apply(&build);
    builder later = begin(fix, "b.xlsx");
    set(&later, person(&later, ID1, NULL), P_PAY, "4000");
    apply(&later);
}

static void edit__values_as_exported_are_no_edits(void **state)
{
    fixture *fix = *state;
    two_versions(fix);
    builder build = begin(fix, "back.xlsx");
    dk_record *one = edited(&build, 1, 1);
    set(&build, one, P_PAY, "3000"); /* as it was exported */
    set(&build, one, P_NOTE, "b");   /* edited */
    dk_apply_result result = apply(&build);
    assert_int_equal(result.n_fields, 1);
    assert_string_equal(text_of(fix, &people, 1, P_PAY), "4000");
    assert_string_equal(text_of(fix, &people, 1, P_NOTE), "b");
}

static void edit__of_a_value_changed_since_is_listed(void **state)
{
    fixture *fix = *state;
    dk_apply_result result;
    dk_err_list conflicts = {.arena = fix->arena};
    dk_apply_options options = {.now_ms = 5000, .conflicts = &conflicts};
    two_versions(fix);
    builder other = begin(fix, "c.xlsx");
    person(&other, ID2, "乙");
    apply(&other);
    builder build = begin(fix, "back.xlsx");
    set(&build, edited(&build, 1, 1), P_PAY, "3500");
    set(&build, edited(&build, 2, 3), P_PAY, "2000");
    OK(dk_store_apply(fix->store, &local, &build.batch, &options, &result, &err));
    assert_int_equal(result.n_conflicts, 1);
    assert_int_equal(result.batch, 0); /* all or nothing */
    assert_string_equal(text_of(fix, &people, 2, P_PAY), "");
    char text[512];
    dk_err_text(conflicts.items[0], DK_ZH, text, sizeof text);
    assert_string_equal(text, "人员 T000001 的“月薪”在导出之后被批次 2（b.xlsx）改过，未覆盖");
    assert_int_equal(dk_err_place(conflicts.items[0]).row, 2);
    options.skips_conflicts = true;
    OK(dk_store_apply(fix->store, &local, &build.batch, &options, &result, &err));
    assert_int_equal(result.n_changed, 1);
    assert_string_equal(text_of(fix, &people, 1, P_PAY), "4000");
    assert_string_equal(text_of(fix, &people, 2, P_PAY), "2000");
    apply_fails(&build, &local,
                &MSG_EDIT_CONFLICT); /* without a list the first one is the failure */
}

static void edit__to_the_present_value_is_no_conflict(void **state)
{
    fixture *fix = *state;
    two_versions(fix);
    builder build = begin(fix, "back.xlsx");
    set(&build, edited(&build, 1, 1), P_PAY, "4000");
    assert_int_equal(apply(&build).n_same, 1);
}

static void note_one(void *ctx, const dk_change_note *note)
{
    dk_buf *out = ctx;
    dk_buf_format(
        out, "%lld %s %s>%s|", (long long)note->row, note->field == NULL ? "new" : note->field->key,
        note->old_text == NULL ? "" : note->old_text, note->new_text == NULL ? "" : note->new_text);
}

static void changes__are_told_masked(void **state)
{
    fixture *fix = *state;
    dk_buf told = DK_BUF_INIT;
    dk_apply_result result;
    const dk_apply_options options = {
        .now_ms = 1, .is_dry_run = true, .changed = note_one, .changed_ctx = &told};
    two_versions(fix);
    builder build = begin(fix, "c.xlsx");
    dk_record *one = person(&build, ID1, NULL);
    set(&build, one, P_PHONE, "12000000001");
    set(&build, one, P_PAY, "5000");
    person(&build, ID2, "乙");
    OK(dk_store_apply(fix->store, &local, &build.batch, &options, &result, &err));
    assert_string_equal(told.data, "2 phone >120****0001|2 pay 4000>5000|3 new >|");
    assert_int_equal(result.batch, 0);
    dk_buf_done(&told);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        CASE(upload__bytes_come_back),
        CASE(upload__is_sealed_on_disk),
        CASE(upload__moved_or_altered_parts_do_not_open),
        CASE(upload__same_bytes_are_the_same_upload),
        CASE(upload__of_another_unit_is_not_seen),
        CASE(upload__bytes_go_when_their_time_is_over),
        CASE(commit__ends_upload_and_task_with_the_batch),
        CASE(commit__without_staging_makes_the_row),
        CASE(batch_of_file__skips_undone_ones_and_other_registers),
        CASE(tasks__left_by_a_crash_read_interrupted),
        CASE(edit__values_as_exported_are_no_edits),
        CASE(edit__of_a_value_changed_since_is_listed),
        CASE(edit__to_the_present_value_is_no_conflict),
        CASE(changes__are_told_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
