/* tests/unit/link/test_link.c - what the linker finds, how sure it is, and that it always answers.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/random.h"
#include "core/base/utf8.h"
#include "core/link/grams.h"
#include "core/link/link.h"

enum { WELDER, FITTER, ELECTRICIAN, COOK, CASHIER, TEACHERS, CARPETS, N_ENTRIES };

static const dk_link_name NAMES[] = {
    {"焊工", WELDER},
    {"机修钳工", FITTER},
    {"电工", ELECTRICIAN},
    {"中式烹调师", COOK},
    {"厨师", COOK},
    {"收银员", CASHIER},
    {"Special Education Teachers, Secondary School", TEACHERS},
    {"Carpet Installers, Except Hydro", CARPETS},
    {"Cashiers", CASHIER},
};

typedef struct {
    dk_linker *linker;
    dk_arena *scratch;
    dk_link found[DK_LINK_SHORTLIST];
    size_t n;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f.linker = dk_linker_new(NAMES, sizeof NAMES / sizeof *NAMES);
    f.scratch = dk_arena_new();
    *state = &f;
    return f.linker == NULL || f.scratch == NULL;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    dk_linker_free(f->linker);
    dk_arena_free(f->scratch);
    return 0;
}

static const dk_link *ask(fixture *f, const char *text)
{
    assert_true(dk_linker_find(f->linker, text, f->scratch, f->found, DK_LINK_SHORTLIST, &f->n));
    return f->n == 0 ? NULL : &f->found[0];
}

static void linker_find__exact_name_is_certain(void **state)
{
    const dk_link *first = ask(*state, "焊工");
    assert_int_equal(first->entry, WELDER);
    assert_int_equal(first->confidence, 1000);
    first = ask(*state, "SECONDARY SCHOOL special education teacher");
    assert_int_equal(first->entry, TEACHERS);
    assert_true(first->confidence >= 500 &&
                first->confidence < 1000); /* other order: near, not equal */
}

static void linker_find__near_names(void **state)
{
    static const struct {
        const char *text;
        size_t entry;
    } cases[] = {
        {"电焊工", WELDER},     {"维修钳工", FITTER},
        {"中餐烹调师", COOK},   {"超市收银员", CASHIER},
        {"厨师（中级）", COOK}, {"cashier", CASHIER},
        {"casheir", CASHIER},   {"Educating specially", TEACHERS},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const dk_link *first = ask(*state, cases[i].text);
        assert_non_null(first);
        assert_int_equal(first->entry, cases[i].entry);
    }
}

/* Coefficients for letters and for ideographs, as docs/accuracy.md names them: a text with any
 * ideograph is judged by the second. */
static void linker_find__confidence_by_script(void **state)
{
    fixture *f = *state;
    static const struct {
        const char *text;
        double at, cosine, lead;
    } cases[] = {{"casheir", -3.258, 3.008, 6.566},
                 {"电焊工", -2.581, 5.288, 2.892},
                 {"CO2焊工", -2.581, 5.288, 2.892}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double x[2];
        int said = ask(f, cases[i].text)->confidence;
        dk_link_features(f->found, f->n, x);
        double z = cases[i].at + cases[i].cosine * x[0] + cases[i].lead * x[1];
        assert_true(said > 0 && said < 999);
        assert_true(fabs(said - 1000 / (1 + exp(-z))) <= 1);
    }
}

/* What an entry is not does not count for it. */
static void linker_find__exceptions_are_no_part_of_a_name(void **state)
{
    assert_null(ask(*state, "hydro"));
    assert_int_equal(ask(*state, "carpet installer")->entry, CARPETS);
}

static void linker_find__nothing_in_common(void **state)
{
    fixture *f = *state;
    static const char *const texts[] = {"", "  ", "（）", "zzz", "\xF0\x9F\x98\x80", "、"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_null(ask(f, texts[i]));
        assert_int_equal(f->n, 0);
    }
}

static void linker_find__two_entries_of_one_name_are_never_certain(void **state)
{
    fixture *f = *state;
    const dk_link_name twice[] = {{"护理员", 3}, {"护理员", 8}, {"焊工", 1}};
    dk_linker *linker = dk_linker_new(twice, 3);
    assert_non_null(linker);
    assert_true(dk_linker_find(linker, "护理员", f->scratch, f->found, DK_LINK_SHORTLIST, &f->n));
    assert_int_equal(f->n, 2);
    assert_int_equal(f->found[0].entry, 3); /* ties: the lower entry */
    assert_true(f->found[0].confidence <= 500);
    dk_linker_free(linker);
}

/* Each entry once, scores falling, confidences that sum to at most 1000; the same on every call and
 * whatever the order of the names. */
static void linker_find__lists(void **state)
{
    fixture *f = *state;
    dk_random r = dk_random_seed(11);
    enum { N = sizeof NAMES / sizeof *NAMES };
    dk_link_name turned[N];
    for (size_t i = 0; i < N; i++)
        turned[i] = NAMES[N - 1 - i];
    dk_linker *other = dk_linker_new(turned, N);
    assert_non_null(other);
    for (int round = 0; round < 300; round++) {
        static const char *const parts[] = {"工",    "电", "师",       "员", "cash",
                                            "teach", " ",  "special ", "中", "修"};
        char text[64] = "";
        for (size_t i = 0, n = 1 + dk_random_below(&r, 5); i < n; i++)
            strcat(text, parts[dk_random_below(&r, 10)]);
        dk_link again[DK_LINK_SHORTLIST];
        size_t n_again = 0;
        int sum = 0;
        (void)ask(f, text);
        assert_true(dk_linker_find(other, text, f->scratch, again, DK_LINK_SHORTLIST, &n_again));
        assert_int_equal(n_again, f->n);
        for (size_t i = 0; i < f->n; i++) {
            assert_int_equal(f->found[i].entry, again[i].entry);
            assert_int_equal(f->found[i].confidence, again[i].confidence);
            assert_true(i == 0 || f->found[i].score <= f->found[i - 1].score);
            for (size_t j = 0; j < i; j++)
                assert_int_not_equal(f->found[i].entry, f->found[j].entry);
            sum += f->found[i].confidence;
        }
        assert_true(sum <= 1000 + (int)f->n);
    }
    dk_linker_free(other);
}

static void linker_new__empty_list_and_limit(void **state)
{
    fixture *f = *state;
    dk_linker *empty = dk_linker_new(NULL, 0);
    assert_non_null(empty);
    assert_true(dk_linker_find(empty, "焊工", f->scratch, f->found, 1, &f->n));
    assert_int_equal(f->n, 0);
    dk_linker_free(empty);
    dk_linker_free(NULL);
    assert_true(dk_linker_find(f->linker, "工", f->scratch, f->found, 2, &f->n));
    assert_int_equal(f->n, 2);
}

/* Distances by hand: one swap in four letters, one of two ideographs replaced, a text too long to
 * compare. */
static void grams_edit__by_hand(void **state)
{
    (void)state;
    char lng[400];
    memset(lng, 'a', sizeof lng - 1);
    lng[sizeof lng - 1] = '\0';
    assert_true(dk_grams_edit("abcd", "abdc") == 0.75);
    assert_true(dk_grams_edit("焊工", "电工") == 0.5);
    assert_true(dk_grams_edit("", "") == 1 && dk_grams_edit("", "a") == 0);
    assert_true(dk_grams_edit(lng, lng) == 1 && dk_grams_edit(lng, "a") == 0);
}

static void grams_make__words_and_runs(void **state)
{
    fixture *f = *state;
    dk_grams g;
    assert_true(dk_grams_make(f->scratch, "The Companies, and WELDERS/汽车维修", &g));
    assert_string_equal(g.plain, "company welder 汽车维修");
    for (size_t i = 1; i < g.n; i++)
        assert_true(g.keys[i - 1] < g.keys[i]);
    assert_true(dk_grams_make(f->scratch, "汽汽", &g)); /* 汽 twice, 汽汽 once */
    assert_int_equal(g.n, 2);
}

/* ---- random lists ---- */

enum { COMMON = 0x5458 /* 员 */, MANY = 3000, TEXT_BYTES = 64 };

/* `n` ideographs from a stretch of 400, with the common one in front. */
static void random_name(dk_random *random, size_t n, char out[TEXT_BYTES])
{
    size_t len = dk_utf8_put(COMMON, out);
    for (size_t i = 0; i < n; i++)
        len += dk_utf8_put(0x4E00 + (int32_t)dk_random_below(random, 400), out + len);
    out[len] = '\0';
}

/* Every find is sane: scores fall, no entry twice, confidence is a share and all of them one. */
static void check_finds(const fixture *f)
{
    int sum = 0;
    for (size_t i = 0; i < f->n; i++) {
        const dk_link *found = &f->found[i];
        assert_true(found->score > 0 && (i == 0 || found->score <= found[-1].score));
        assert_in_range(found->confidence, 0, 1000);
        assert_in_range(found->cosine, 0, 1000);
        assert_in_range(found->edit, 0, 1000);
        for (size_t k = 0; k < i; k++)
            assert_int_not_equal(f->found[k].entry, found->entry);
        sum += found->confidence;
    }
    assert_true(sum <= 1000 + (int)f->n); /* each is rounded */
}

/* Every name has one sign in common, which weighs next to nothing: a text that shares only that
 * finds nobody, and no share of nothing is computed. */
static void linker_find__what_all_names_share_is_no_find(void **state)
{
    fixture *f = *state;
    dk_random random = dk_random_seed(5);
    dk_arena *arena = dk_arena_new();
    dk_link_name *names = dk_arena_array(arena, MANY, sizeof *names);
    char text[TEXT_BYTES];
    for (size_t i = 0; i < MANY; i++) {
        random_name(&random, 2 + i % 4, text);
        names[i] = (dk_link_name){dk_arena_text(arena, text), i};
    }
    dk_linker_free(f->linker);
    f->linker = dk_linker_new(names, MANY);
    const char *strangers[] = {"员", "员abc", "员 welder fitter cook cashier electrician painter"};
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++) {
        ask(f, strangers[i]);
        check_finds(f);
    }
    ask(f, strangers[2]);
    assert_int_equal(f->n, 0);
    for (size_t i = 0; i < 300; i++) {
        random_name(&random, dk_random_below(&random, 8), text);
        ask(f, text);
        check_finds(f);
    }
    tear_down(state);
    dk_arena_free(arena);
    set_up(state);
}

/* The order of the list is no evidence: scores stay when it is turned round. */
static void linker_find__order_of_names_does_not_matter(void **state)
{
    fixture *f = *state;
    enum { N = sizeof NAMES / sizeof *NAMES };
    dk_link_name turned[N];
    const char *texts[] = {"焊工", "机修", "厨师长", "school teachers", "carpet installer", "工"};
    for (size_t i = 0; i < N; i++)
        turned[i] = NAMES[N - 1 - i];
    dk_linker *other = dk_linker_new(turned, N);
    for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
        dk_link found[DK_LINK_SHORTLIST];
        size_t n = 0;
        ask(f, texts[t]);
        assert_true(dk_linker_find(other, texts[t], f->scratch, found, DK_LINK_SHORTLIST, &n));
        assert_int_equal(n, f->n);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(found[i].entry, f->found[i].entry);
            assert_int_equal(found[i].score, f->found[i].score);
            assert_int_equal(found[i].confidence, f->found[i].confidence);
        }
        check_finds(f);
    }
    dk_linker_free(other);
}

/* A distance is a distance: no difference to itself, the same both ways, never outside 0..1, and
 * one more letter never makes it more than one step worse. */
static void grams_edit__is_a_distance(void **state)
{
    (void)state;
    dk_random random = dk_random_seed(11);
    char a[16], b[16];
    for (int round = 0; round < 3000; round++) {
        size_t n = 1 + dk_random_below(&random, 7), m = 1 + dk_random_below(&random, 7);
        for (size_t i = 0; i < n; i++)
            a[i] = (char)('a' + dk_random_below(&random, 3));
        for (size_t i = 0; i < m; i++)
            b[i] = (char)('a' + dk_random_below(&random, 3));
        a[n] = b[m] = '\0';
        double there = dk_grams_edit(a, b), back = dk_grams_edit(b, a);
        assert_true(there == back && there >= 0 && there <= 1);
        assert_true((there == 1) == (strcmp(a, b) == 0));
        double steps = (1 - there) * (double)(n > m ? n : m);
        b[m] = 'c';
        b[m + 1] = '\0';
        double longer = (1 - dk_grams_edit(a, b)) * (double)(n > m + 1 ? n : m + 1);
        assert_true(fabs(longer - steps) < 1 + 1e-9);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(linker_find__what_all_names_share_is_no_find),
        cmocka_unit_test(linker_find__order_of_names_does_not_matter),
        cmocka_unit_test(grams_edit__is_a_distance),
        cmocka_unit_test(linker_find__exact_name_is_certain),
        cmocka_unit_test(linker_find__near_names),
        cmocka_unit_test(linker_find__confidence_by_script),
        cmocka_unit_test(linker_find__exceptions_are_no_part_of_a_name),
        cmocka_unit_test(linker_find__nothing_in_common),
        cmocka_unit_test(linker_find__two_entries_of_one_name_are_never_certain),
        cmocka_unit_test(linker_find__lists),
        cmocka_unit_test(linker_new__empty_list_and_limit),
        cmocka_unit_test(grams_edit__by_hand),
        cmocka_unit_test(grams_make__words_and_runs),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
