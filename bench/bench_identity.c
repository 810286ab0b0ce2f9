/* bench/bench_identity.c - finding one person's two records among many: time, growth, and what is
 * found.
 *
 * A made-up register: names of two and three characters drawn unevenly, birth dates of 45 years,
 * phones shared by families; every fiftieth person has a second record as another bureau would send
 * it: the number missing or temporary, the phone changed in four of ten, one character of the name
 * miswritten in three of a hundred, only the month of birth in every fifth. Says nothing about real
 * registers, only that the blocking finds what the weights can tell.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/date.h"
#include "core/base/random.h"
#include "core/identity/identity.h"

typedef struct {
    char name[12], phone[12], id_no[20];
} texts;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* One ideograph; small numbers are drawn far more often, as family and given names are. */
static size_t ideograph(dk_random *r, char *out, size_t most)
{
    double u = dk_random_unit(r);
    size_t k = (size_t)((double)most * u * u * u);
    out[0] = (char)0xE5;
    out[1] = (char)(0x80 + k / 64 % 64);
    out[2] = (char)(0x80 + k % 64);
    return 3;
}

static void person(dk_random *r, size_t i, texts *t, dk_identity_person *p)
{
    size_t len = ideograph(r, t->name, 400);
    len += ideograph(r, t->name + len, 2000);
    if (dk_random_below(r, 3) > 0)
        len += ideograph(r, t->name + len, 2000);
    t->name[len] = '\0';
    (void)snprintf(t->phone, sizeof t->phone, "120%08zu", i / 3);
    (void)snprintf(t->id_no, sizeof t->id_no, "980126%012zu", i);
    *p = (dk_identity_person){.id_no = t->id_no,
                              .name = t->name,
                              .phone = t->phone,
                              .student_no = "",
                              .birth = dk_day_of(1965, 1, 1) + (int32_t)dk_random_below(r, 16000),
                              .sex = 1 + (uint32_t)dk_random_below(r, 2),
                              .specialty = (uint32_t)dk_random_below(r, 20),
                              .town = 1 + (uint32_t)dk_random_below(r, 12)};
}

static void second(dk_random *r, const dk_identity_person *p, texts *t, dk_identity_person *out)
{
    *out = *p;
    (void)snprintf(t->name, sizeof t->name, "%s", p->name);
    (void)snprintf(t->phone, sizeof t->phone, "120%08u",
                   90000000 + (unsigned)dk_random_below(r, 9000000));
    out->name = t->name;
    out->id_no = "";
    if (dk_random_below(r, 10) < 4)
        out->phone = t->phone;
    if (dk_random_below(r, 100) < 3)
        (void)ideograph(r, t->name + 3, 2000);
    if (dk_random_below(r, 5) == 0)
        out->birth = dk_month_first(dk_month_of_day(p->birth));
    out->specialty = 0;
}

static void run(size_t n)
{
    dk_identity_person *people = calloc(n, sizeof *people);
    texts *all = calloc(n, sizeof *all);
    size_t n_twice = n / 50, found = 0;
    dk_random r = dk_random_seed(3);
    dk_arena *arena = dk_arena_new();
    dk_identity_result out;
    dk_err err = DK_ERR_INIT;
    if (people == NULL || all == NULL || arena == NULL)
        exit(1);
    for (size_t i = 0; i < n - n_twice; i++)
        person(&r, i, &all[i], &people[i]);
    for (size_t i = n - n_twice; i < n; i++)
        second(&r, &people[(i - (n - n_twice)) * 45], &all[i], &people[i]);
    double start = now();
    if (dk_identity_people(people, n, arena, &out, &err) != DK_OK)
        exit(1);
    double seconds = now() - start;
    for (size_t i = 0; i < out.n; i++)
        found += out.pairs[i].b >= n - n_twice &&
                 out.pairs[i].a == (out.pairs[i].b - (n - n_twice)) * 45;
    printf("  %9zu %9.2f %12zu %10zu %9zu %9.3f %9.3f %9zu\n", n, seconds, out.n_compared,
           out.n_big_blocks, out.n, (double)found / (double)n_twice,
           out.n == 0 ? 0 : (double)found / (double)out.n, dk_arena_used(arena) >> 20);
    dk_arena_free(arena);
    free(people);
    free(all);
}

int main(void)
{
    printf("identity: one person's second record among many (made up)\n");
    printf("  %9s %9s %12s %10s %9s %9s %9s %9s\n", "people", "CPU s", "compared", "big blocks",
           "asked", "found", "right", "MB");
    run(30000);
    run(100000);
    run(300000);
    return 0;
}
