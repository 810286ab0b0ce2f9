/* tests/unit/usecase/centre.h - a centre of its own in a temporary folder, and sheets written by
 * hand. */
#ifndef DK_TESTS_UNIT_USECASE_CENTRE_H
#define DK_TESTS_UNIT_USECASE_CENTRE_H

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
#include "core/base/date.h"

enum { PATH = 256 };

typedef struct {
    char dir[PATH], db[PATH], sheet[PATH];
    dk_app_options options;
    dk_app *app;
    dk_arena *arena;
    dk_err err;
} centre;

static const dk_actor CLERK = {.user = "clerk",
                               .rights = DK_RIGHT_READ | DK_RIGHT_WRITE | DK_RIGHT_ALL_UNITS |
                                         DK_RIGHT_ADMIN};

static inline int64_t centre_noon(void *ctx)
{
    (void)ctx;
    return INT64_C(1772424000000); /* 2026-03-02T12:00+08:00 */
}

static inline void must(centre *c, dk_code code)
{
    char text[400];
    if (code == DK_OK)
        return;
    dk_err_text(&c->err, DK_EN, text, sizeof text);
    fail_msg("%s", text);
}

/* Imports a CSV text; `how` is what differs from a plain import. */
static inline dk_uc_import_result centre_import(centre *c, const char *reg, const char *text,
                                                dk_uc_import_options how)
{
    dk_uc_import_result result;
    FILE *file = fopen(c->sheet, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    how.path = c->sheet;
    how.as_of = DK_DAY_NONE;
    must(c, dk_uc_import(&(dk_call){c->app, &CLERK, c->arena}, dk_register_find(reg), &how, &result,
                         &c->err));
    return result;
}

/* The same, where nothing may be refused. */
static inline void centre_add(centre *c, const char *reg, const char *text)
{
    dk_uc_import_result result = centre_import(c, reg, text, (dk_uc_import_options){0});
    if (result.import.errors.n > 0) {
        c->err = *result.import.errors.items[0];
        must(c, DK_FAILED);
    }
    assert_true(result.is_committed);
}

static inline int centre_setup(void **state)
{
    centre *c = calloc(1, sizeof *c);
    assert_non_null(c);
    *c = (centre){.dir = "/tmp/dk-centre-XXXXXX", .arena = dk_arena_new(), .err = DK_ERR_INIT};
    assert_non_null(mkdtemp(c->dir));
    snprintf(c->db, PATH, "%.200s/c.db", c->dir);
    snprintf(c->sheet, PATH, "%.200s/s.csv", c->dir);
    dk_uc_start();
    c->options =
        (dk_app_options){.db_path = c->db, .clock_ms = centre_noon, .as_of = dk_day_of(2026, 3, 2)};
    must(c, dk_app_init(&c->options, &CLERK, &c->err));
    must(c, dk_app_open(&c->options, &c->app, &c->err));
    *state = c;
    return 0;
}

static inline int centre_teardown(void **state)
{
    centre *c = *state;
    char command[PATH + 16];
    dk_app_close(c->app);
    dk_arena_free(c->arena);
    snprintf(command, sizeof command, "rm -rf '%s'", c->dir);
    assert_int_equal(system(command), 0);
    free(c);
    return 0;
}

#endif
