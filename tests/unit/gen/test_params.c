/* tests/unit/gen/test_params.c - reading worlds; expected values are in the files written here. */
#include "tests/unit/gen/test.h"

#include "datasets/gen/messages.h"
#include "datasets/gen/params.h"

typedef struct {
    char folder[64];
    dk_arena *arena;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    make_folder(f->folder);
    f->arena = dk_arena_new();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    remove_folder(f->folder);
    dk_arena_free(f->arena);
    free(f);
    return 0;
}

static void put(const fixture *f, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s.params", f->folder, name);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static dk_params *load(const fixture *f, const char *name, uint64_t seed)
{
    dk_err err = DK_ERR_INIT;
    dk_params *params = NULL;
    assert_ok(dk_params_load(f->arena, f->folder, name, seed, &params, &err), &err);
    return params;
}

static void load__include_then_override(void **state)
{
    fixture *f = *state;
    dk_err err = DK_ERR_INIT;
    put(f, "A", "# base\nx = 1\n  y=  2.5 \nrow = 1 2  3\ntext = 汽修 与 驾驶\n");
    put(f, "B", "include A.params\nx = 9\n");
    dk_params *p = load(f, "B", 1);
    double row[3];
    assert_true(dk_params_num(p, "x") == 9);
    assert_true(dk_params_num(p, "y") == 2.5);
    dk_params_row(p, NULL, "row", row, 3);
    assert_true(row[0] == 1 && row[1] == 2 && row[2] == 3);
    assert_string_equal(dk_params_text(p, NULL, "text"), "汽修 与 驾驶");
    assert_ok(dk_params_check(p, &err), &err);
}

static void num__prior_depends_on_seed_and_key_only(void **state)
{
    fixture *f = *state;
    put(f, "A", "a = normal(10, 2)\nb = normal(10, 2)\nu = uniform(3, 4)\nl = lognormal(5, 0.1)\n");
    put(f, "B", "b = normal(10, 2)\nc = 1\na = normal(10, 2)\n");
    dk_params *one = load(f, "A", 7), *other = load(f, "B", 7), *seed = load(f, "A", 8);
    double a = dk_params_num(one, "a");
    assert_true(a >= 4 && a <= 16);
    assert_true(a == dk_params_num(other, "a"));
    assert_true(a == dk_params_num(one, "a"));
    assert_true(a != dk_params_num(one, "b"));
    assert_true(a != dk_params_num(seed, "a"));
    assert_true(dk_params_num(one, "u") >= 3 && dk_params_num(one, "u") < 4);
    assert_true(dk_params_num(one, "l") > 3.7 && dk_params_num(one, "l") < 6.8);
}

static void check__absent_key_is_named(void **state)
{
    fixture *f = *state;
    dk_err err = DK_ERR_INIT;
    char text[256];
    put(f, "A", "x = 1\n");
    dk_params *p = load(f, "A", 1);
    assert_true(dk_params_num(p, "trade.gone") == 0);
    assert_int_equal(dk_params_check(p, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_GEN_PARAM_MISSING));
    dk_err_text(&err, DK_EN, text, sizeof text);
    assert_non_null(strstr(text, "trade.gone"));
}

static void check__unreadable_value(void **state)
{
    fixture *f = *state;
    static const char *const bad[] = {
        "x = 1,5\n",           "x = normal(1)\n",       "x = normal(1, 2\n",
        "x = uniform(2, 1)\n", "x = lognormal(0, 1)\n", "x = abc\n"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        dk_err err = DK_ERR_INIT;
        put(f, "A", bad[i]);
        dk_params *p = load(f, "A", 1);
        dk_params_num(p, "x");
        assert_int_equal(dk_params_check(p, &err), DK_FAILED);
        assert_true(dk_err_is(&err, MSG_GEN_PARAM_INVALID));
    }
}

static void load__bad_line_says_where(void **state)
{
    fixture *f = *state;
    dk_err err = DK_ERR_INIT;
    dk_params *p = NULL;
    put(f, "A", "x = 1\nnonsense\n");
    assert_int_equal(dk_params_load(f->arena, f->folder, "A", 1, &p, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_GEN_PARAM_LINE));
    assert_int_equal(dk_err_place(&err).row, 2);
    assert_null(p);
}

static void load__missing_file_and_endless_include_fail(void **state)
{
    fixture *f = *state;
    dk_err first = DK_ERR_INIT, second = DK_ERR_INIT;
    dk_params *p = NULL;
    assert_int_equal(dk_params_load(f->arena, f->folder, "gone", 1, &p, &first), DK_FAILED);
    put(f, "A", "include A.params\n");
    assert_int_equal(dk_params_load(f->arena, f->folder, "A", 1, &p, &second), DK_FAILED);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(load__include_then_override), CASE(num__prior_depends_on_seed_and_key_only),
        CASE(check__absent_key_is_named),  CASE(check__unreadable_value),
        CASE(load__bad_line_says_where),   CASE(load__missing_file_and_endless_include_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
