/* tests/unit/match/test_similar.c - closeness of profiles: order, symmetry, and never a NaN. */
#include <math.h>
#include <stdlib.h>

#include "core/base/random.h"
#include "core/match/similar.h"
#include "core/match/similar_views.h"
#include "tests/unit/match/fixture.h"

enum { N = 12, M = 6 };

static void draw(double *importance, double *level, uint64_t seed)
{
    dk_random r = dk_random_seed(seed);
    for (size_t i = 0; i < N * M; i++) {
        importance[i] = 1 + 4 * dk_random_unit(&r);
        level[i] = 7 * dk_random_unit(&r);
    }
}

/* All ratings of skills; weights of every view, so that all are exercised. */
static dk_similar_input ratings(const double *importance, const double *level)
{
    return (dk_similar_input){.n = N, .m = M, .importance = importance, .level = level};
}

static const dk_similar_weights fitted = {
    .name = "test",
    .version = 1,
    .weight = {[DK_TRACK_SKILLS] = {1, 0.5, 1, 0.5, 0.5},
               [DK_TRACK_RATINGS] = {1, 0.5, 1, 0.5, 0.5},
               [DK_TRACK_NUMERIC] = {1, 0.5, 1, 0.5, 0.5, 0.5, 0.5},
               [DK_TRACK_TEXT] = {1, 0.5, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}}};

static void similar_all__twins_are_closest(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    draw(importance, level, 1);
    memcpy(importance + 5 * M, importance + 2 * M, M * sizeof(double)); /* 5 is a twin of 2 */
    memcpy(level + 5 * M, level + 2 * M, M * sizeof(double));
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = ratings(importance, level);
    assert_int_equal(dk_similar_all(&input, &fitted, out, &err), DK_OK);
    for (size_t j = 0; j < N; j++)
        assert_true(j == 2 || j == 5 || out[2 * N + 5] > out[2 * N + j]);
}

static void similar_all__symmetric_and_bounded(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    draw(importance, level, 2);
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = ratings(importance, level);
    assert_int_equal(dk_similar_all(&input, &fitted, out, &err), DK_OK);
    for (size_t i = 0; i < N; i++) {
        assert_true(out[i * N + i] == 1);
        for (size_t j = 0; j < N; j++) {
            assert_true(out[i * N + j] == out[j * N + i]);
            assert_true(out[i * N + j] > 0 && out[i * N + j] <= 1);
        }
    }
}

/* Position is no information: profiles in another order have the same closeness. Sums run in
 * another order then, so the last bits may differ. */
static void similar_all__permutation(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    double importance2[N * M], level2[N * M], out2[N * N];
    draw(importance, level, 3);
    for (size_t i = 0; i < N; i++) {
        memcpy(importance2 + i * M, importance + (N - 1 - i) * M, M * sizeof(double));
        memcpy(level2 + i * M, level + (N - 1 - i) * M, M * sizeof(double));
    }
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = ratings(importance, level),
                           turned = ratings(importance2, level2);
    assert_int_equal(dk_similar_all(&input, &fitted, out, &err), DK_OK);
    assert_int_equal(dk_similar_all(&turned, &fitted, out2, &err), DK_OK);
    for (size_t i = 0; i < N; i++) {
        for (size_t j = 0; j < N; j++)
            assert_true(fabs(out[i * N + j] - out2[(N - 1 - i) * N + (N - 1 - j)]) < 1e-12);
    }
}

/* NaN, infinities, huge values, constants, no levels: an answer for every pair, and finite. */
static void similar_all__always_finite(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    for (uint64_t seed = 0; seed < 200; seed++) {
        dk_random r = dk_random_seed(seed);
        static const double odd[] = {NAN, INFINITY, -INFINITY, 1e300, 0, 3, 3, 3};
        for (size_t i = 0; i < N * M; i++) {
            importance[i] = odd[dk_random_below(&r, seed % 2 == 0 ? 8 : 1 + seed % 8)];
            level[i] = odd[dk_random_below(&r, 8)];
        }
        dk_err err = DK_ERR_INIT;
        const dk_similar_input input = ratings(importance, seed % 3 == 0 ? NULL : level);
        assert_int_equal(dk_similar_all(&input, &fitted, out, &err), DK_OK);
        for (size_t i = 0; i < N * N; i++)
            assert_true(isfinite(out[i]));
    }
}

static void similar_all__unrated_profile_is_close_to_none(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    draw(importance, level, 4);
    for (size_t k = 0; k < M; k++)
        importance[3 * M + k] = NAN;
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = ratings(importance, level);
    assert_int_equal(dk_similar_all(&input, &fitted, out, &err), DK_OK);
    for (size_t j = 0; j < N; j++)
        assert_true(out[3 * N + j] == (j == 3 ? 1.0 : 0.0));
}

static void similar_all__sizes(void **state)
{
    (void)state;
    const double one = 3;
    double out = -1;
    dk_err err = DK_ERR_INIT;
    const dk_similar_input single = {.n = 1, .m = 1, .importance = &one},
                           none = {.m = 1, .importance = &one};
    assert_int_equal(dk_similar_all(&single, &fitted, &out, &err), DK_OK);
    assert_true(out == 1);
    assert_int_equal(dk_similar_all(&none, &fitted, &out, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_SIMILAR_SIZE));
}

static const dk_similar_text titles[] = {{0, "Welders"},
                                         {1, "Pipe welder"},
                                         {2, "Registered nurse"},
                                         {3, "Nurses, emergency"},
                                         {4, "焊接工人"},
                                         {5, "电焊接工"},
                                         {6, "秘书"}};
static const dk_similar_text activities[] = {{7, "4.A.1.I01.D01"}, {8, "4.A.1.I01.D01"},
                                             {9, "4.A.1.I01.D02"}, {10, "4.B.2.I07.D01"},
                                             {7, "4.C.3.I02.D04"}, {8, "4.C.3.I02.D04"}};

/* Words by stem, pairs of Chinese characters, activities and their parents. Without ratings. */
static void similar_all__texts(void **state)
{
    (void)state;
    double out[N * N];
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = {
        .n = N,
        .titles = {titles, sizeof titles / sizeof *titles},
        .activities = {activities, sizeof activities / sizeof *activities},
    };
    assert_int_equal(dk_similar_track_of(&input), DK_TRACK_TEXT);
    assert_int_equal(dk_similar_all(&input, &fitted, out, &err), DK_OK);
    assert_true(out[0 * N + 1] > out[0 * N + 2]);  /* welders, pipe welder */
    assert_true(out[2 * N + 3] > out[1 * N + 2]);  /* nurses */
    assert_true(out[4 * N + 5] > out[4 * N + 6]);  /* 焊接 */
    assert_true(out[7 * N + 8] > out[7 * N + 9]);  /* the same activities */
    assert_true(out[8 * N + 9] > out[8 * N + 10]); /* the same parent */
    assert_true(out[0 * N + 11] == 0);             /* nothing is known of 11 */
}

/* Half of a twin's ratings hidden: it is still closer to its twin than to most. */
static void similar_all__missing_ratings_are_estimated(void **state)
{
    (void)state;
    double importance[N * M], level[N * M], out[N * N];
    size_t before = 0;
    draw(importance, level, 5);
    memcpy(importance + 5 * M, importance + 2 * M, M * sizeof(double));
    memcpy(level + 5 * M, level + 2 * M, M * sizeof(double));
    for (size_t k = 0; k < M; k += 2)
        importance[5 * M + k] = level[5 * M + k] = NAN;
    dk_err err = DK_ERR_INIT;
    const dk_similar_input input = ratings(importance, level);
    assert_int_equal(dk_similar_all(&input, &fitted, out, &err), DK_OK);
    for (size_t j = 0; j < N; j++)
        before += j != 2 && j != 5 && out[5 * N + j] > out[5 * N + 2];
    assert_true(before <= 1);
}

/* Two trades of 30 people: `activity` is the same within a trade, so is the rating of all elements
 * but the first, which is noise. */
enum { CROWD = 60 };
typedef struct {
    double importance[CROWD * M];
    dk_similar_text activities[CROWD];
    dk_similar_input input;
} crowd;

/* Position i is person `order(i)`: turned from the end when `is_turned`. */
static void gather(crowd *c, bool is_turned)
{
    static const char *const trades[] = {"1.1", "2.7"};
    for (size_t i = 0; i < CROWD; i++) {
        size_t person = is_turned ? CROWD - 1 - i : i, trade = person % 2;
        dk_random r = dk_random_seed(person);
        for (size_t k = 0; k < M; k++)
            c->importance[i * M + k] =
                k == 0 ? 1 + 4 * dk_random_unit(&r) : 1 + 3 * (double)trade + dk_random_unit(&r);
        for (size_t k = 1; k < M && person < 2; k++)
            c->importance[i * M + k] = NAN;
        c->activities[i] = (dk_similar_text){i, trades[trade]};
    }
    c->input = (dk_similar_input){
        .n = CROWD, .m = M, .importance = c->importance, .activities = {c->activities, CROWD}};
}

/* Persons 0 and 1 are known by a rating that says nothing and by their activities: what is missing
 * is estimated as in their own trade. In any order of profiles. */
static void similar_fill__activities_tell_what_is_missing(void **state)
{
    (void)state;
    static const double shape[DK_SIMILAR_VIEWS] = {[DK_SIMILAR_VIEW_shape] = 1};
    static crowd c;
    double seen[2][2][M];
    for (int turned = 0; turned < 2; turned++) {
        dk_similar_work work;
        gather(&c, turned == 1);
        assert_true(dk_similar_work_init(&work, &c.input));
        assert_true(dk_similar_fill(&work, shape));
        for (size_t person = 0; person < 2; person++)
            memcpy(seen[turned][person],
                   work.importance + (turned ? CROWD - 1 - person : person) * M, sizeof seen[0][0]);
        dk_similar_work_free(&work);
    }
    for (size_t k = 1; k < M; k++) {
        assert_true(seen[0][0][k] < 2.5);
        assert_true(seen[0][1][k] > 3.5);
        for (size_t person = 0; person < 2; person++)
            assert_true(fabs(seen[0][person][k] - seen[1][person][k]) < 1e-6);
    }
}

static void weights_parse__lines_and_refusals(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_similar_weights w;
    const char *good = "# fitted\nname a\nversion 3\nnumeric.shape 0.5 # note\n"
                       "text.tasks_rank -1.25\n";
    assert_int_equal(dk_similar_weights_parse(good, strlen(good), "f", &w, &err), DK_OK);
    assert_string_equal(w.name, "a");
    assert_int_equal(w.version, 3);
    assert_true(w.weight[DK_TRACK_NUMERIC][DK_SIMILAR_VIEW_shape] == 0.5);
    assert_true(w.weight[DK_TRACK_TEXT][DK_SIMILAR_VIEW_tasks_rank] == -1.25);
    assert_true(w.weight[DK_TRACK_SKILLS][DK_SIMILAR_VIEW_shape] == 0);
    static const struct {
        const char *text;
        const dk_msg *message;
    } bad[] = {{"numeric.shap 1\n", &MSG_WEIGHTS_KEY},
               {"numeric.shape x\n", &MSG_WEIGHTS_NUMBER},
               {"numeric.shape 1e9\n", &MSG_WEIGHTS_NUMBER},
               {"name only\n", &MSG_WEIGHTS_EMPTY}};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(dk_similar_weights_parse(bad[i].text, strlen(bad[i].text), "f", &w, &err),
                         DK_FAILED);
        assert_ptr_equal(err.msg, bad[i].message);
        err = DK_ERR_INIT;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(similar_all__twins_are_closest),
        cmocka_unit_test(similar_all__symmetric_and_bounded),
        cmocka_unit_test(similar_all__permutation),
        cmocka_unit_test(similar_all__always_finite),
        cmocka_unit_test(similar_all__unrated_profile_is_close_to_none),
        cmocka_unit_test(similar_all__sizes),
        cmocka_unit_test(similar_all__texts),
        cmocka_unit_test(similar_all__missing_ratings_are_estimated),
        cmocka_unit_test(similar_fill__activities_tell_what_is_missing),
        cmocka_unit_test(weights_parse__lines_and_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
