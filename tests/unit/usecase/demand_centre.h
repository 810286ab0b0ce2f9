/* tests/unit/usecase/demand_centre.h - a new centre in a folder of its own for tests of use cases.
 *
 * Shares are given here, not taken from the built-in table: occupation 3-01-01-01 is YZ0004 600,
 * YZ0002 100, none 300. The day is 2026-03-02.
 */
#ifndef DK_TESTS_UNIT_USECASE_DEMAND_CENTRE_H
#define DK_TESTS_UNIT_USECASE_DEMAND_CENTRE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/usecase/app.h"
#include "api/usecase/forecast.h"
#include "api/usecase/messages.h"

enum { PATH = 256 };

typedef struct {
    char dir[PATH], db[PATH], key[PATH], sheet[PATH];
    dk_app *app;
    dk_arena *arena;
    dk_err err;
} world;

static const dk_actor CLERK = {.user = "clerk",
                               .rights = DK_RIGHT_READ | DK_RIGHT_WRITE | DK_RIGHT_ALL_UNITS |
                                         DK_RIGHT_ADMIN};

static inline int64_t noon(void *ctx)
{
    (void)ctx;
    return INT64_C(1772424000000); /* 2026-03-02T12:00+08:00 */
}

static inline void must(world *w, dk_code code)
{
    char text[400];
    if (code == DK_OK)
        return;
    dk_err_text(&w->err, DK_EN, text, sizeof text);
    fail_msg("%s", text);
}

static inline void import(world *w, const char *reg, const char *text)
{
    dk_uc_import_result result;
    FILE *file = fopen(w->sheet, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    const dk_uc_import_options options = {.path = w->sheet, .as_of = DK_DAY_NONE};
    must(w, dk_uc_import(&(dk_call){w->app, &CLERK, w->arena}, dk_register_find(reg), &options,
                         &result, &w->err));
    if (result.import.errors.n > 0) {
        w->err = *result.import.errors.items[0];
        must(w, DK_FAILED);
    }
    assert_true(result.is_committed);
}

static inline int setup(void **state)
{
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    *w = (world){.dir = "/tmp/dk-series-XXXXXX", .arena = dk_arena_new(), .err = DK_ERR_INIT};
    assert_non_null(mkdtemp(w->dir));
    snprintf(w->db, PATH, "%.200s/c.db", w->dir);
    snprintf(w->key, PATH, "%.200s/c.db.key", w->dir);
    snprintf(w->sheet, PATH, "%.200s/s.csv", w->dir);
    dk_uc_start();
    const dk_app_options options = {
        .db_path = w->db, .clock_ms = noon, .as_of = dk_day_of(2026, 3, 2)};
    must(w, dk_app_init(&options, &CLERK, &w->err));
    must(w, dk_app_open(&options, &w->app, &w->err));
    import(
        w, "crosswalk",
        "specialty_code,occ_code,grade,share_permille\n"
        "YZ0004,3-01-01-01,match,600\nYZ0002,3-01-01-01,related,100\nNONE,3-01-01-01,none,300\n");
    *state = w;
    return 0;
}

static inline int teardown(void **state)
{
    world *w = *state;
    char command[PATH + 16];
    dk_app_close(w->app);
    dk_arena_free(w->arena);
    snprintf(command, sizeof command, "rm -rf '%s'", w->dir);
    assert_int_equal(system(command), 0);
    free(w);
    return 0;
}

#define HEAD "month,town_code,industry_code,occ_code,new_openings,reposted,n_ent\n"

#endif
