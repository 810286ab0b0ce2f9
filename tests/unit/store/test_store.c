/* core/store/store.c, sqlite.c: making and opening a store, and everything that can be wrong with
 * it. 1 creating  2 what is not our database  3 keys  4 others at work  5 no room, no right  6
 * damage */
#include "tests/unit/store/fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "core/base/messages.h"

static void make(fixture *fix)
{
    dk_store_options options = options_of(fix);
    OK(dk_store_create_model(&options, &fix->model, 1000, &err));
}

static dk_err open_fails(fixture *fix, const dk_store_options *options, const dk_msg *msg)
{
    dk_err failed;
    dk_store *none = NULL;
    FAILS(*msg, failed, dk_store_open_model(options, &fix->model, &none, &err));
    assert_null(none);
    return failed;
}

static void put_file(const char *path, const void *bytes, size_t len)
{
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    assert_int_equal(write(fd, bytes, len), len);
    close(fd);
}

/* Runs `body` in a child and fails with its finding; a child keeps limits and users from us. */
static void in_child(fixture *fix, void (*body)(fixture *fix))
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        body(fix);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* In a child an assertion of cmocka cannot be reported, so it exits with the line instead. */
#define CHILD(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                        \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

/* ---- 1 ---- */

static void create__whole_or_not_at_all(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    dk_err failed;
    struct stat info;
    char left[128];
    make(fix);
    assert_int_equal(stat(fix->path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600); /* it holds names */
    snprintf(left, sizeof left, "%s.new", fix->path);
    assert_int_equal(access(left, F_OK), -1);
    FAILS(MSG_STORE_EXISTS, failed, dk_store_create_model(&options, &fix->model, 1, &err));
    open_store(fix);
    assert_int_equal(sql_int(fix, "SELECT value FROM meta WHERE key = 'created_ms'"), 1000);
}

static void create__takes_over_a_key_and_a_broken_try(void **state)
{
    fixture *fix = *state;
    char left[128];
    dk_keys before, after;
    snprintf(left, sizeof left, "%s.new", fix->path);
    put_file(left, "half", 4);
    OK(dk_keys_create(fix->key, &err));
    OK(dk_keys_read(fix->key, &before, &err));
    make(fix);
    OK(dk_keys_read(fix->key, &after, &err));
    assert_memory_equal(&before, &after, sizeof before);
    open_store(fix);
}

static void create__folder_missing(void **state)
{
    fixture *fix = *state;
    dk_err failed = DK_ERR_INIT;
    dk_store_options options = {.path = "/tmp/duikou-no-such-folder/x.db"};
    assert_int_equal(dk_store_create_model(&options, &fix->model, 1, &failed), DK_FAILED);
    assert_string_equal(failed.msg->code, MSG_FILE_UNWRITABLE.code);
}

static void create__real_registers_open_and_check(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    OK(dk_store_create(&options, 1, &err));
    OK(dk_store_open(&options, &fix->store, &err));
    OK(dk_store_check(fix->store, &err));
}

/* ---- 2 ---- */

static void open__missing_empty_or_no_database(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    char text[4096];
    open_fails(fix, &options, &MSG_STORE_MISSING);
    put_file(fix->path, "", 0);
    open_fails(fix, &options, &MSG_STORE_NOT_DATABASE);
    memset(text, 'x', sizeof text);
    put_file(fix->path, text, sizeof text);
    open_fails(fix, &options, &MSG_STORE_NOT_DATABASE);
    options.is_read_only = true;
    open_fails(fix, &options, &MSG_STORE_NOT_DATABASE);
    options.path = fix->folder;
    open_fails(fix, &options, &MSG_STORE_NOT_DATABASE);
}

static void open__database_of_another_program(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    dk_db *db = NULL;
    OK(dk_db_open(fix->path, DK_DB_CREATE, 0, &db, &err));
    OK(dk_db_run(db, "CREATE TABLE t (x)", &err));
    dk_db_close(db);
    open_fails(fix, &options, &MSG_STORE_FOREIGN);
}

static void open__newer_schema(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    char text[256];
    make(fix);
    open_store(fix);
    OK(dk_db_identify(fix->store->db, DK_STORE_APPLICATION, 9, &err));
    close_store(fix);
    dk_err failed = open_fails(fix, &options, &MSG_STORE_NEWER);
    dk_err_text(&failed, DK_EN, text, sizeof text);
    assert_non_null(strstr(text, "version 9"));
}

/* ---- 3 ---- */

static void open__key_missing_or_wrong(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    char kept[128];
    make(fix);
    snprintf(kept, sizeof kept, "%s.kept", fix->key);
    assert_int_equal(rename(fix->key, kept), 0);
    open_fails(fix, &options, &MSG_KEY_MISSING);
    OK(dk_keys_create(fix->key, &err));
    open_fails(fix, &options, &MSG_KEY_WRONG);
    options.key_path = kept;
    OK(dk_store_open_model(&options, &fix->model, &fix->store, &err));
}

/* ---- 4 ---- */

static void apply__waits_and_says_locked(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    dk_store *other = NULL;
    make(fix);
    open_store(fix);
    OK(dk_store_open_model(&options, &fix->model, &other, &err));
    OK(dk_db_begin_write(other->db, &err));
    builder build = begin(fix, "a.xlsx");
    firm(&build, "F1", "一厂");
    apply_fails(&build, &local, &MSG_STORE_LOCKED);
    dk_db_rollback(other->db);
    assert_int_equal(apply(&build).batch, 1);
    dk_store_close(other);
}

static void read__keeps_its_snapshot_while_another_writes(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    dk_store *other = NULL;
    int64_t seq = -1;
    make(fix);
    open_store(fix);
    options.is_read_only = true;
    OK(dk_store_open_model(&options, &fix->model, &other, &err));
    OK(dk_store_seq(other, &seq, &err));
    assert_int_equal(seq, 0);
    builder build = begin(fix, "a.xlsx");
    firm(&build, "F1", "一厂");
    OK(dk_db_begin_read(other->db, &err));
    OK(dk_store_seq(other, &seq, &err));
    apply(&build);
    OK(dk_store_seq(other, &seq, &err));
    assert_int_equal(seq, 0);
    dk_db_rollback(other->db);
    OK(dk_store_seq(other, &seq, &err)); /* and sees the other's commit afterwards */
    assert_int_equal(seq, 1);
    dk_store_close(other);
}

static void apply__read_only_store(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    dk_record *record = NULL;
    dk_err failed;
    make(fix);
    open_store(fix);
    builder build = begin(fix, "a.xlsx");
    person(&build, "980101200001010018", "甲");
    apply(&build);
    close_store(fix);
    options.is_read_only = true;
    OK(dk_store_open_model(&options, &fix->model, &fix->store, &err));
    apply_fails(&build, &local, &MSG_STORE_READ_ONLY);
    OK(dk_store_get(&(dk_view){fix->store, &local, fix->arena}, &people, 1, false, &record, &err));
    /* What cannot be logged is not shown. */
    FAILS(
        MSG_STORE_READ_ONLY, failed,
        dk_store_get(&(dk_view){fix->store, &local, fix->arena}, &people, 1, true, &record, &err));
}

/* ---- 5 ---- */

static void as_nobody(const fixture *fix)
{
    CHILD(chown(fix->key, 65534, 65534) == 0);
    CHILD(setgid(65534) == 0 && setuid(65534) == 0);
}

static void file_read_only(fixture *fix)
{
    dk_store_options options = options_of(fix);
    dk_store *none = NULL;
    dk_err err = DK_ERR_INIT;
    CHILD(chmod(fix->folder, 0777) == 0 && chmod(fix->path, 0444) == 0);
    if (getuid() == 0)
        as_nobody(fix);
    CHILD(dk_store_open_model(&options, &fix->model, &none, &err) == DK_FAILED);
    CHILD(dk_err_is(&err, MSG_STORE_READ_ONLY));
}

static void folder_read_only(fixture *fix)
{
    dk_store_options options = options_of(fix);
    dk_store *none = NULL;
    dk_err err = DK_ERR_INIT;
    CHILD(chmod(fix->path, 0666) == 0 && chmod(fix->folder, 0555) == 0);
    if (getuid() == 0)
        as_nobody(fix);
    CHILD(dk_store_open_model(&options, &fix->model, &none, &err) == DK_FAILED);
    CHILD(dk_err_is(&err, MSG_STORE_READ_ONLY) || dk_err_is(&err, MSG_STORE_UNREACHABLE));
    options.path = "/tmp/duikou-never-there.db"; /* and nothing can be made there either */
    char path[96];
    snprintf(path, sizeof path, "%s/new.db", fix->folder);
    options.path = path;
    err = DK_ERR_INIT;
    CHILD(dk_store_create_model(&options, &fix->model, 1, &err) == DK_FAILED);
    CHILD(err.msg->exit == DK_EXIT_GENERAL);
}

static void open__read_only_file(void **state)
{
    make(*state);
    in_child(*state, file_read_only);
}

static void open__read_only_folder(void **state)
{
    make(*state);
    in_child(*state, folder_read_only);
}

static builder many_firms(fixture *fix, int n)
{
    builder build = begin(fix, "many.xlsx");
    char code[16];
    for (int i = 0; i < n; i++) {
        snprintf(code, sizeof code, "F%06d", i);
        firm(&build, code, "一家名字很长很长很长很长很长很长的企业");
    }
    return build;
}

/* The file size limit of a process behaves like a full disk for one file at a time. */
static void disk_full(fixture *fix)
{
    dk_apply_result result;
    const dk_apply_options options = {.now_ms = 1};
    dk_err err = DK_ERR_INIT;
    int64_t seq = -1;
    builder build = many_firms(fix, 20000);
    const struct rlimit limit = {1 << 20, 1 << 20};
    signal(SIGXFSZ, SIG_IGN);
    CHILD(setrlimit(RLIMIT_FSIZE, &limit) == 0);
    dk_store_options open = options_of(fix);
    CHILD(dk_store_open_model(&open, &fix->model, &fix->store, &err) == DK_OK);
    CHILD(dk_store_apply(fix->store, &local, &build.batch, &options, &result, &err) == DK_FAILED);
    CHILD(dk_err_is(&err, MSG_STORE_FULL));
    err = DK_ERR_INIT; /* what was there before is still served */
    CHILD(dk_store_seq(fix->store, &seq, &err) == DK_OK && seq == 1);
    CHILD(dk_store_check(fix->store, &err) == DK_OK);
    dk_store_close(fix->store);
}

static void apply__disk_full_changes_nothing(void **state)
{
    fixture *fix = *state;
    make(fix);
    open_store(fix);
    builder build = begin(fix, "a.xlsx");
    firm(&build, "G1", "一厂");
    apply(&build);
    close_store(fix);
    in_child(fix, disk_full);
    open_store(fix);
    OK(dk_store_check(fix->store, &err));
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM firms"), 1);
    builder again = many_firms(fix, 3); /* and writing works again when there is room */
    assert_int_equal(apply(&again).batch, 2);
}

static void apply__database_full_changes_nothing(void **state)
{
    fixture *fix = *state;
    make(fix);
    open_store(fix);
    int64_t pages = sql_int(fix, "PRAGMA page_count");
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA max_page_count = %lld", (long long)pages + 20);
    OK(dk_db_run(fix->store->db, sql, &err));
    builder build = many_firms(fix, 5000);
    dk_err failed = apply_fails(&build, &local, &MSG_STORE_FULL);
    assert_int_equal(failed.msg->http, 507);
    uint8_t digest[32];
    digest_of(fix, digest);
}

/* ---- 6 ---- */

static void check__damaged_page_is_found(void **state)
{
    fixture *fix = *state;
    char page[8192]; /* sqlite.c */
    make(fix);
    open_store(fix);
    builder build = many_firms(fix, 3000);
    apply(&build);
    int64_t root = sql_int(fix, "SELECT rootpage FROM sqlite_schema WHERE name = 'firms'");
    close_store(fix); /* the last one out empties the WAL into the file */
    int fd = open(fix->path, O_WRONLY);
    memset(page, 0x5a, sizeof page);
    assert_int_equal(pwrite(fd, page, sizeof page, (root - 1) * 8192), 8192);
    close(fd);
    open_store(fix);
    dk_err failed;
    uint8_t digest[32];
    FAILS(MSG_STORE_CORRUPT, failed, dk_store_check(fix->store, &err));
    FAILS(MSG_STORE_CORRUPT, failed, dk_store_digest(fix->store, digest, &err));
    builder more = begin(fix, "b.xlsx");
    firm(&more, "F000001", "改名");
    dk_apply_result result;
    const dk_apply_options options = {.now_ms = 1};
    FAILS(MSG_STORE_CORRUPT, failed,
          dk_store_apply(fix->store, &local, &more.batch, &options, &result, &err));
}

static void check__foreign_table_is_found(void **state)
{
    fixture *fix = *state;
    dk_err failed;
    make(fix);
    open_store(fix);
    OK(dk_store_check(fix->store, &err));
    OK(dk_db_run(fix->store->db, "DROP TRIGGER change_keep_update", &err));
    FAILS(MSG_STORE_SCHEMA, failed, dk_store_check(fix->store, &err));
}

static void messages__complete_and_unique(void **state)
{
    (void)state;
    for (size_t i = 0; dk_store_messages[i] != NULL; i++) {
        const dk_msg *msg = dk_store_messages[i];
        assert_true(msg->text.zh[0] != '\0' && msg->text.en[0] != '\0');
        assert_true(msg->next.zh[0] != '\0' && msg->next.en[0] != '\0');
        assert_true(msg->http >= 400 && msg->exit > 0);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(msg->code, dk_store_messages[j]->code);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up_folder, tear_down)
        CASE(create__whole_or_not_at_all),
        CASE(create__takes_over_a_key_and_a_broken_try),
        CASE(create__folder_missing),
        CASE(create__real_registers_open_and_check),
        CASE(open__missing_empty_or_no_database),
        CASE(open__database_of_another_program),
        CASE(open__newer_schema),
        CASE(open__key_missing_or_wrong),
        CASE(apply__waits_and_says_locked),
        CASE(read__keeps_its_snapshot_while_another_writes),
        CASE(apply__read_only_store),
        CASE(open__read_only_file),
        CASE(open__read_only_folder),
        CASE(apply__disk_full_changes_nothing),
        CASE(apply__database_full_changes_nothing),
        CASE(check__damaged_page_is_found),
        CASE(check__foreign_table_is_found),
        CASE(messages__complete_and_unique),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
