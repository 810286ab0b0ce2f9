/* kill -9 in the middle of a batch, and what the files of a store must never show.
 * The child is killed by a kernel timer of its own at a random moment: nothing of ours runs then.
 */
#include "tests/unit/store/fixture.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "core/base/random.h"

enum { MOMENTS = 50, ROWS = 1500 };

static builder big_batch(fixture *fix, const char *pay)
{
    builder build = begin(fix, "big.xlsx");
    for (int i = 0; i < ROWS; i++) {
        dk_record *record =
            person(&build, dk_arena_format(fix->arena, "98010120000101%04d", i), "张三");
        set(&build, record, P_PAY, pay);
        set(&build, record, P_PHONE, dk_arena_format(fix->arena, "1209876%04d", i));
        set(&build, record, P_CERTS, "S01:1;S02:2");
    }
    return build;
}

/* In the child: the kernel kills us `after_ns` from now, whatever we are doing. */
static void arm(int64_t after_ns)
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGKILL};
    const struct itimerspec when = {.it_value = {after_ns / 1000000000, after_ns % 1000000000 + 1}};
    if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0 ||
        timer_settime(timer, 0, &when, NULL) != 0)
        _exit(2);
}

/* Applies in a child that dies after `after_ns`; 0: lives. True when it was killed. */
static bool apply_in_child(fixture *fix, const builder *build, int64_t after_ns)
{
    int status = 0;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const dk_apply_options options = {.now_ms = 5000};
        dk_store_options open = options_of(fix);
        dk_apply_result result;
        dk_err err = DK_ERR_INIT;
        dk_store *store = NULL;
        if (after_ns > 0)
            arm(after_ns);
        if (dk_store_open_model(&open, &fix->model, &store, &err) != DK_OK ||
            dk_store_apply(store, &local, &build->batch, &options, &result, &err) != DK_OK)
            _exit(1);
        dk_store_close(store);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status))
        assert_int_equal(WTERMSIG(status), SIGKILL);
    else
        assert_int_equal(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status);
}

static int64_t now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void copy_file(const char *from, const char *to)
{
    char command[256];
    snprintf(command, sizeof command, "cp -p %s %s", from, to);
    assert_int_equal(system(command), 0);
}

/* A store with one batch, kept aside; the second batch and the digest it must lead to. */
static builder prepare(fixture *fix, uint8_t before[32], uint8_t after[32], int64_t *took_ns)
{
    char kept[128];
    builder first = big_batch(fix, "3000"), second = big_batch(fix, "4000.5");
    firm(&second, "F1", "一厂");
    apply(&first);
    digest_of(fix, before);
    close_store(fix);
    snprintf(kept, sizeof kept, "%s.kept", fix->path);
    copy_file(fix->path, kept);
    int64_t start = now_ns();
    assert_false(apply_in_child(fix, &second, 0));
    *took_ns = now_ns() - start;
    open_store(fix);
    digest_of(fix, after);
    close_store(fix);
    return second;
}

static void apply__killed_at_any_moment_is_all_or_nothing(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32], digest[32];
    char kept[128], side[128];
    int64_t took_ns = 0, n = 0;
    builder batch = prepare(fix, before, after, &took_ns);
    dk_random random = dk_random_seed(1);
    int n_killed = 0, n_nothing = 0;
    snprintf(kept, sizeof kept, "%s.kept", fix->path);
    for (int i = 0; i < MOMENTS; i++) {
        static const char *const tails[] = {"-wal", "-shm"};
        for (size_t t = 0; t < 2; t++) {
            snprintf(side, sizeof side, "%s%s", fix->path, tails[t]);
            unlink(side);
        }
        copy_file(kept, fix->path);
        n_killed += apply_in_child(fix, &batch, dk_random_between(&random, 1, took_ns));
        open_store(fix);
        digest_of(fix, digest);
        bool is_nothing = memcmp(digest, before, 32) == 0;
        assert_true(is_nothing || memcmp(digest, after, 32) == 0);
        n_nothing += is_nothing;
        assert_int_equal(sql_int(fix, "SELECT count(*) FROM batch"), is_nothing ? 1 : 2);
        OK(dk_store_audit(fix->store, &n, &err));
        assert_int_equal(apply(&batch).batch, is_nothing ? 2 : 0);
        digest_of(fix, digest);
        assert_memory_equal(digest, after, 32);
        close_store(fix);
    }
    /* The moments must have hit the batch, or nothing was tested. */
    assert_true(n_killed >= MOMENTS / 4);
    assert_true(n_nothing >= MOMENTS / 4);
}

/* ---- nothing sealed in clear ---- */

static bool holds(const char *bytes, size_t len, const char *text)
{
    return memmem(bytes, len, text, strlen(text)) != NULL;
}

/* Looks through every file of the folder for the planted values. */
static void search_folder(const fixture *fix, int *n_files)
{
    DIR *folder = opendir(fix->folder);
    struct dirent *entry;
    assert_non_null(folder);
    *n_files = 0;
    while ((entry = readdir(folder)) != NULL) {
        char path[400];
        struct stat info;
        snprintf(path, sizeof path, "%s/%s", fix->folder, entry->d_name);
        if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
            continue;
        char *bytes = malloc((size_t)info.st_size + 1);
        int fd = open(path, O_RDONLY);
        assert_non_null(bytes);
        assert_int_equal(read(fd, bytes, (size_t)info.st_size), info.st_size);
        close(fd);
        size_t len = (size_t)info.st_size;
        assert_false(holds(bytes, len, "98010120000101"));
        assert_false(holds(bytes, len, "1209876"));
        assert_false(holds(bytes, len, "person-class-planted"));
        ++*n_files;
        free(bytes);
    }
    closedir(folder);
}

static void files__hold_no_sealed_value_in_clear(void **state)
{
    fixture *fix = *state;
    int n_files = 0;
    builder build = big_batch(fix, "3000");
    set(&build, build.batch.rows[0].record, P_CLASS, "person-class-planted");
    apply(&build);
    builder second = begin(fix, "b.xlsx");
    dk_record *record = person(&second, "980101200001010001", NULL);
    set(&second, record, P_PHONE, "12098769999");
    apply(&second);
    undo(fix, 2);
    text_of(fix, &people, 1, P_ID); /* an event */
    const dk_filter filter = {P_PHONE, DK_OP_EQ, "12098760001"};
    const dk_query query = {.reg = &people, .filters = &filter, .n_filters = 1, .order = SIZE_MAX};
    int64_t count = 0;
    OK(dk_store_count(fix->store, &local, &query, &count, &err));
    assert_int_equal(count, 1);
    search_folder(fix, &n_files); /* db, wal, shm and key while open */
    assert_int_equal(n_files, 4);
    undo(fix, 1);
    close_store(fix);
    search_folder(fix, &n_files);
    assert_int_equal(n_files, 2);
}

static void search__finds_what_is_there(void **state)
{
    (void)state;
    static const char bytes[] = "x\0y98010120000101z";
    assert_true(holds(bytes, sizeof bytes, "98010120000101")); /* the search itself can find */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(apply__killed_at_any_moment_is_all_or_nothing, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(files__hold_no_sealed_value_in_clear, set_up, tear_down),
        cmocka_unit_test(search__finds_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
