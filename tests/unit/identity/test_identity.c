/* tests/unit/identity/test_identity.c - which pairs are proposed, why, and that it stays
 * near-linear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/date.h"
#include "core/base/random.h"
#include "core/identity/identity.h"

enum { ID, NAME, BIRTH, PHONE, STUDENT, SEX, SPECIALTY, TOWN };

typedef struct {
    dk_arena *arena;
    dk_err err;
    dk_identity_result out;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    f = (fixture){.arena = dk_arena_new(), .err = DK_ERR_INIT};
    *state = &f;
    return f.arena == NULL;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    dk_arena_free(f->arena);
    return 0;
}

static dk_identity_person person(const char *id_no, const char *name, int month, const char *phone)
{
    return (dk_identity_person){.id_no = id_no,
                                .name = name,
                                .phone = phone,
                                .student_no = "",
                                .birth = month == 0 ? DK_DAY_NONE : dk_day_of(2008, month, 11),
                                .sex = 1};
}

static size_t people(fixture *f, const dk_identity_person *p, size_t n)
{
    assert_int_equal(dk_identity_people(p, n, f->arena, &f->out, &f->err), DK_OK);
    return f->out.n;
}

/* A resident number and a temporary one: name, birth and phone agree. */
static void people__temporary_number(void **state)
{
    fixture *f = *state;
    const dk_identity_person p[] = {person("980126200803110018", "欧阳甲", 3, "12000000001"),
                                    person("", "李乙", 4, "12000000002"),
                                    person("", "欧阳甲", 3, "12000000001")};
    assert_int_equal(people(f, p, 3), 1);
    const dk_identity_pair *pair = &f->out.pairs[0];
    assert_int_equal(pair->a, 0);
    assert_int_equal(pair->b, 2);
    assert_int_equal(pair->level[ID], DK_LEVEL_UNKNOWN);
    assert_int_equal(pair->level[NAME], DK_LEVEL_EQUAL);
    assert_int_equal(pair->level[PHONE], DK_LEVEL_EQUAL);
    int sum = 0;
    for (size_t i = 0; i < DK_IDENTITY_FIELDS; i++)
        sum += pair->field_bits_x10[i];
    assert_int_equal(sum, pair->bits_x10);
    assert_int_equal(pair->field_bits_x10[ID], 0); /* what one side lacks says nothing */
}

/* log2(0.60 / 1e-4) = 12.55 and log2(0.93 * 4500) = 12.03 by hand. */
static void people__weights_are_those_of_the_table(void **state)
{
    fixture *f = *state;
    const dk_identity_person p[] = {person("", "欧阳甲", 3, "12000000001"),
                                    person("", "欧阳甲", 3, "12000000001")};
    assert_int_equal(people(f, p, 2), 1);
    assert_int_equal(f->out.pairs[0].field_bits_x10[PHONE], 126);
    assert_int_equal(f->out.pairs[0].field_bits_x10[BIRTH], 120);
    assert_int_equal(f->out.pairs[0].field_bits_x10[SEX], 10);
}

/* Two valid numbers that differ speak against, one name character or another month speaks less. */
static void people__evidence_against(void **state)
{
    fixture *f = *state;
    dk_identity_person same[] = {person("", "欧阳甲", 3, "12000000001"),
                                 person("", "欧阳甲", 3, "12000000001")};
    assert_int_equal(people(f, same, 2), 1);
    int all = f->out.pairs[0].bits_x10;
    same[0].id_no = "980126200803110018";
    same[1].id_no = "980127200803110026";
    assert_int_equal(people(f, same, 2), 1);
    assert_int_equal(f->out.pairs[0].level[ID], DK_LEVEL_DIFFERS);
    assert_true(f->out.pairs[0].bits_x10 < all - 50);
    same[1].id_no = "980126200803110034"; /* the same region and birth date */
    assert_int_equal(people(f, same, 2), 1);
    assert_int_equal(f->out.pairs[0].level[ID], DK_LEVEL_NEAR);
    same[0].id_no = same[1].id_no = "";
    same[1].name = "欧阳申";
    assert_int_equal(people(f, same, 2), 1);
    assert_int_equal(f->out.pairs[0].level[NAME], DK_LEVEL_NEAR);
    assert_true(f->out.pairs[0].bits_x10 < all);
}

/* A shared family phone is not a person. */
static void people__brothers_are_not_asked_about(void **state)
{
    fixture *f = *state;
    dk_identity_person p[] = {person("980126200803110018", "王一", 3, "12000000001"),
                              person("980126201007110026", "王二三", 7, "12000000001")};
    p[1].birth = dk_day_of(2010, 7, 11);
    assert_int_equal(people(f, p, 2), 0);
    assert_int_equal(f->out.n_compared, 1);
}

/* The rarer the name, the more it says. */
static void people__rare_names_weigh_more(void **state)
{
    fixture *f = *state;
    enum { N = 2000 };
    dk_identity_person *p = calloc(N, sizeof *p);
    for (int i = 0; i < N; i++)
        p[i] = person("", "王伟", 0, "");
    p[0] = person("", "欧阳甲", 3, "12000000001");
    p[1] = person("", "欧阳甲", 3, "12000000001");
    p[2] = person("", "王伟", 5, "12000000002");
    p[3] = person("", "王伟", 5, "12000000002");
    assert_int_equal(people(f, p, N), 2);
    assert_int_equal(f->out.pairs[0].a, 0);
    assert_true(f->out.pairs[0].field_bits_x10[NAME] > f->out.pairs[1].field_bits_x10[NAME] + 50);
    free(p);
}

static void people__empty_and_one(void **state)
{
    fixture *f = *state;
    const dk_identity_person p = person("", "", 0, "");
    assert_int_equal(people(f, &p, 0), 0);
    assert_int_equal(people(f, &p, 1), 0);
    const dk_identity_person blank[] = {p, p};
    assert_int_equal(people(f, blank, 2), 0);
}

/* 20,000 people, 1,000 of them twice: twice the people are compared about twice as often, big
 * blocks are left out. */
static void people__comparisons_grow_with_people(void **state)
{
    fixture *f = *state;
    enum { N = 20000, TWICE = 1000 };
    dk_identity_person *p = calloc(N, sizeof *p);
    char(*names)[24] = calloc(N, sizeof *names), (*phones)[12] = calloc(N, sizeof *phones);
    dk_random r = dk_random_seed(5);
    size_t compared[2];
    for (int i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "%c%c%c", 'A' + (int)dk_random_below(&r, 26),
                 'a' + (int)dk_random_below(&r, 26), 'a' + (int)dk_random_below(&r, 26));
        snprintf(phones[i], sizeof phones[i], "120%08d", i);
        p[i] = person("", names[i], 0, phones[i]);
        p[i].birth = dk_day_of(2005, 1, 1) + (int32_t)dk_random_below(&r, 4000);
        if (i % 2 == 1 && i < 2 * TWICE)
            p[i] = p[i - 1];
    }
    for (size_t k = 0; k < 2; k++) {
        (void)people(f, p, k == 0 ? N / 2 : N);
        compared[k] = f->out.n_compared;
    }
    size_t found = 0;
    for (size_t i = 0; i < f->out.n; i++)
        found += f->out.pairs[i].b == f->out.pairs[i].a + 1 && f->out.pairs[i].b < 2 * TWICE;
    assert_int_equal(found, TWICE);
    assert_true(compared[1] < 5 * compared[0] && compared[1] < 40 * (size_t)N);
    free(p);
    free(names);
    free(phones);
}

/* One firm under its full name, a short one and one with brackets; another of the same trade is
 * none of them. */
static void firms__three_names_of_one(void **state)
{
    fixture *f = *state;
    const dk_identity_firm firms[] = {
        {"91980126MA0007919H", "云泽康械医疗器械有限公司", "康械", "C3589", 1},
        {"91980126MA0001111A", "康械医疗", "", "C3589", 1},
        {"91980126MA0002222B", "康械医疗器械（云泽）有限公司", "", "C3589", 0},
        {"91980126MA0003333C", "云泽博仁医疗器械有限公司", "", "C3589", 1},
    };
    assert_int_equal(dk_identity_firms(firms, 4, f->arena, &f->out, &f->err), DK_OK);
    assert_int_equal(f->out.n, 3);
    for (size_t i = 0; i < f->out.n; i++)
        assert_true(f->out.pairs[i].a < 3 && f->out.pairs[i].b < 3);
}

static void firms__the_organisations_own_number(void **state)
{
    fixture *f = *state;
    const dk_identity_firm firms[] = {{"91980126MA0007919H", "甲乙机械厂", "", "", 0},
                                      {"92980200MA0007919X", "丙丁五金店", "", "", 0}};
    assert_int_equal(dk_identity_firms(firms, 2, f->arena, &f->out, &f->err), DK_OK);
    assert_int_equal(f->out.n, 1);
    assert_int_equal(f->out.pairs[0].level[0], DK_LEVEL_EQUAL);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(people__temporary_number),
        EACH(people__weights_are_those_of_the_table),
        EACH(people__evidence_against),
        EACH(people__brothers_are_not_asked_about),
        EACH(people__rare_names_weigh_more),
        EACH(people__empty_and_one),
        EACH(people__comparisons_grow_with_people),
        EACH(firms__three_names_of_one),
        EACH(firms__the_organisations_own_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
