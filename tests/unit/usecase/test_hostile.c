/* tests/unit/usecase/test_hostile.c - what a hostile file brings in (nothing), is answered (why)
 * and costs: under 64 MB above a program that has its database open. Each file is imported by a
 * process of its own, whose time and peak memory the system counts. With DUIKOU_COSTS=1 in the
 * environment (make bench, make check-long) the costs are printed, and CPU seconds must stay below
 * two. Under a sanitizer only the verdicts are checked. */
#include "tests/unit/usecase/centre.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/unit/usecase/hostile.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif

enum { MOST_KB = 64 * 1024, MOST_SECONDS = 2 };

/* The code of the answer, "" when the file was taken. Says on standard error when anything entered.
 */
static const char *import_file(const centre *c, const char *path, const char *name, bool *is_empty)
{
    static dk_uc_import_result result;
    static dk_err err;
    dk_app *app = NULL;
    int64_t before = -1, after = -2;
    dk_arena *arena = dk_arena_new();
    const char *code = "";
    err = DK_ERR_INIT;
    *is_empty =
        dk_app_open(&c->options, &app, &err) == DK_OK && dk_app_seq(app, &before, &err) == DK_OK;
    const dk_call call = {app, &CLERK, arena};
    const dk_uc_import_options how = {.path = path, .name = name, .as_of = DK_DAY_NONE};
    if (path != NULL &&
        dk_uc_import(&call, dk_register_find("trainees"), &how, &result, &err) != DK_OK)
        code = err.msg->code;
    else if (path != NULL && !result.is_committed)
        code = result.import.errors.items[0]->msg->code;
    *is_empty = *is_empty && dk_app_seq(app, &after, &err) == DK_OK && before == after;
    dk_app_close(app);
    return code;
}

static struct rusage cost_of(const centre *c, const char *path, const dk_hostile *kind)
{
    struct rusage used;
    int status = 0;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        bool is_empty;
        const char *expected = kind == NULL ? "" : kind->code;
        const char *found = import_file(c, path, kind == NULL ? NULL : kind->name, &is_empty);
        if (strcmp(found, expected) != 0 || !is_empty)
            fprintf(stderr, "%s: \"%s\", not \"%s\"%s\n", kind == NULL ? "" : kind->name, found,
                    expected, is_empty ? "" : "; something entered");
        _exit(strcmp(found, expected) == 0 && is_empty ? 0 : 1);
    }
    assert_int_equal(wait4(pid, &status, 0, &used), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return used;
}

static void check_costs(const char *name, const struct rusage *used, const struct rusage *nothing)
{
    const long kb = used->ru_maxrss - nothing->ru_maxrss;
    const double seconds = (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) +
                           (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
    const bool is_timed = getenv("DUIKOU_COSTS") != NULL;
    if (IS_SANITIZED)
        return;
    if (is_timed)
        printf("%-16s %6.2f s CPU %8ld kB\n", name, seconds, kb);
    if (kb >= MOST_KB || (is_timed && seconds >= MOST_SECONDS))
        fail_msg("%s: %ld kB, %.2f s", name, kb, seconds);
}

static void hostile__files_bring_nothing_in(void **state)
{
    centre *c = *state;
    dk_app_close(c->app); /* each process has its own */
    c->app = NULL;
    const struct rusage nothing = cost_of(c, NULL, NULL);
    for (size_t i = 0; i < DK_N_HOSTILE; i++) {
        size_t len;
        char *bytes = DK_HOSTILE[i].make(&len), *path = dk_test_path();
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes, 1, len, file), len);
        assert_int_equal(fclose(file), 0);
        free(bytes); /* so that the child does not carry it */
        const struct rusage used = cost_of(c, path, &DK_HOSTILE[i]);
        unlink(path);
        free(path);
        check_costs(DK_HOSTILE[i].name, &used, &nothing);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(hostile__files_bring_nothing_in, centre_setup,
                                        centre_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
