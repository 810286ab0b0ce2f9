/* tests/unit/usecase/test_similar.c - files of profiles: the key of a profile is opaque. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/usecase/similar.h"
#include "core/base/random.h"

enum { N = 40, M = 10 };

/* Three files about N made-up profiles, whose keys are `names`. */
static void write_files(char names[N][16], const char *prefix)
{
    char path[64];
    dk_random r = dk_random_seed(7);
    (void)snprintf(path, sizeof path, "%s.ratings.csv", prefix);
    FILE *file = fopen(path, "w");
    fputs("onet_soc,domain,element_id,importance,level\n", file);
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < M; k++) {
            double importance = 1 + 4 * dk_random_unit(&r), level = 7 * dk_random_unit(&r);
            if (dk_random_below(&r, 8) > 0) /* some are not rated */
                fprintf(file, "%s,%s,E%d,%.2f,%.2f\n", names[i], k < 5 ? "S" : "K", k, importance,
                        level);
        }
    }
    (void)fclose(file);
    (void)snprintf(path, sizeof path, "%s.activities.csv", prefix);
    file = fopen(path, "w");
    fputs("onet_soc,dwa_id\n", file);
    for (int i = 0; i < N; i++) {
        for (int k = 0; k < 4; k++)
            fprintf(file, "%s,4.A.%d.I0%d.D0%d\n", names[i], (int)dk_random_below(&r, 3),
                    (int)dk_random_below(&r, 3), (int)dk_random_below(&r, 3));
    }
    (void)fclose(file);
    (void)snprintf(path, sizeof path, "%s.titles.tsv", prefix);
    file = fopen(path, "w");
    fputs("O*NET-SOC Code\tAlternate Title\n", file);
    static const char *const words[] = {"Welder", "Nurse", "Driver", "Clerk", "Teacher"};
    for (int i = 0; i < N; i++)
        fprintf(file, "%s\tSenior %s %s\n", names[i], words[dk_random_below(&r, 5)],
                words[dk_random_below(&r, 5)]);
    (void)fclose(file);
}

static const double *scores_of(const char *prefix, dk_arena *arena)
{
    char paths[3][64];
    dk_err err = DK_ERR_INIT;
    dk_profiles profiles;
    const double *scores = NULL;
    (void)snprintf(paths[0], sizeof paths[0], "%s.ratings.csv", prefix);
    (void)snprintf(paths[1], sizeof paths[1], "%s.activities.csv", prefix);
    (void)snprintf(paths[2], sizeof paths[2], "%s.titles.tsv", prefix);
    const dk_profile_files files = {
        .profiles = paths[0], .activities = paths[1], .titles = paths[2]};
    assert_int_equal(dk_uc_profiles_read(&files, arena, &profiles, &err), DK_OK);
    assert_int_equal(profiles.input.n, N);
    assert_int_equal(profiles.input.activities.n, 4 * N);
    size_t knowledge = 0;
    for (size_t k = 0; k < profiles.input.m; k++)
        knowledge += profiles.input.is_knowledge[k];
    assert_int_equal(knowledge, M / 2);
    assert_int_equal(dk_uc_similar(&profiles.input, arena, &scores, &err), DK_OK);
    for (int i = 0; i < 3; i++)
        (void)unlink(paths[i]);
    return scores;
}

/* Renaming all keys at random changes no bit of any score. */
static void similar__keys_are_opaque(void **state)
{
    (void)state;
    char plain[N][16], renamed[N][16];
    dk_random r = dk_random_seed(11);
    for (int i = 0; i < N; i++) {
        (void)snprintf(plain[i], sizeof plain[i], "11-%04d.00", i);
        (void)snprintf(renamed[i], sizeof renamed[i], "%08x-%d",
                       (unsigned)dk_random_below(&r, 0xffffffff), i);
    }
    dk_arena *arena = dk_arena_new();
    write_files(plain, "similar_a");
    write_files(renamed, "similar_b");
    const double *a = scores_of("similar_a", arena), *b = scores_of("similar_b", arena);
    assert_memory_equal(a, b, N * N * sizeof *a);
    double low = 1, high = 0;
    for (size_t i = 0; i < N * N; i++) {
        low = fmin(low, a[i]);
        high = i % (N + 1) == 0 ? high : fmax(high, a[i]);
    }
    assert_true(low > 0 && low < 0.4 && high > 0.6); /* they do differ */
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(similar__keys_are_opaque)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
