/* core/register/person.c - who a record speaks of, and whose it is. */
#include "tests/unit/register/support.h"

#include <stdio.h>

#include "core/register/derive.h"
#include "core/register/person.h"

enum { N = 6 };

/* What a row says; NULL or 0: nothing. */
typedef struct {
    const char *id_no, *student_no, *class_name;
    int roster_no;
    const char *name, *id_tail;
} told;

static const told TRAINEES[N] = {
    {"980126199001010014", NULL, "2025-03家政1期", 7, "丁丁", NULL},
    {"980126199003010018", NULL, "2025-03家政1期", 8, "同名", NULL},
    {"980126199003280018", "S5", NULL, 0, "同名", NULL},
    {"WH0123456789ABCDEF", NULL, "2025-03家政1期", 9, "戊戊", NULL},
    {"980126198503040016", "S1", "23汽修1班", 8, "己己", NULL},
    {NULL, "S6", "23汽修1班", 9, "庚|庚", NULL},
};

static void put(dk_record *r, const char *key, const char *value)
{
    size_t at = dk_field_find(r->reg, key);
    if (value != NULL && at != SIZE_MAX)
        r->v[at] = text(value);
}

static dk_record *row_of(dk_arena *arena, const char *reg, const told *t)
{
    dk_record *r = dk_record_new(arena, dk_register_find(reg));
    put(r, "id_no", t->id_no);
    put(r, "student_no", t->student_no);
    put(r, "class_name", t->class_name);
    put(r, "name", t->name);
    put(r, "id_tail", t->id_tail);
    if (t->roster_no != 0)
        r->v[dk_field_find(r->reg, "roster_no")] = number(t->roster_no);
    return r;
}

static dk_person_answer ask(dk_arena *arena, const told *t, int64_t *id)
{
    dk_people people = {.arena = arena};
    dk_person_keys keys;
    for (int i = N; i-- > 0;) {
        dk_record *r = row_of(arena, "trainees", &TRAINEES[i]);
        r->id = i + 1;
        assert_true(dk_people_add(&people, r));
    }
    dk_people_sort(&people);
    assert_true(dk_person_keys_of(arena, row_of(arena, "placements", t), &keys));
    return dk_people_find(&people, &keys, id);
}

static void find__each_way_and_nobody_guessed(void **state)
{
    (void)state;
    static const struct {
        told row;
        dk_person_answer answer;
        int64_t id;
    } cases[] = {
        {{.id_no = "980126199001010014"}, DK_PERSON_FOUND, 1},
        {{.student_no = "S1"}, DK_PERSON_FOUND, 5},
        {{.class_name = "2025-03家政1期", .roster_no = 7}, DK_PERSON_FOUND, 1},
        {{.class_name = "2025-03家政1期", .roster_no = 9, .name = "戊戊"}, DK_PERSON_FOUND, 4},
        {{.class_name = "23汽修1班", .roster_no = 9}, DK_PERSON_FOUND, 6}, /* any sign in a name */
        {{.name = "丁丁", .id_tail = "0014"}, DK_PERSON_FOUND, 1},
        {{.name = "丁丁", .id_tail = "14"}, DK_PERSON_FOUND, 1}, /* a spreadsheet's zeros */
        /* The number slipped by one: class and number are another's. */
        {{.class_name = "2025-03家政1期", .roster_no = 8, .name = "丁丁"}, DK_PERSON_MISSING, 0},
        {{.class_name = "2025-03家政1期", .roster_no = 8, .name = "丁丁", .id_tail = "0014"},
         DK_PERSON_FOUND,
         1},
        {{.class_name = "2025-03家政1期", .roster_no = 8}, DK_PERSON_FOUND, 2},
        {{.name = "同名", .id_tail = "0018"}, DK_PERSON_SEVERAL, 0},
        {{.name = "同名", .id_tail = "0018", .student_no = "S5"}, DK_PERSON_FOUND, 3},
        /* Two keys, two people. */
        {{.student_no = "S1", .name = "丁丁", .id_tail = "0014"}, DK_PERSON_SEVERAL, 0},
        {{.student_no = "S9"}, DK_PERSON_MISSING, 0},
        /* A stand-in is no number, and its end no last four. */
        {{.name = "戊戊", .id_tail = "CDEF"}, DK_PERSON_MISSING, 0},
        {{.name = "丁丁"}, DK_PERSON_UNTOLD, 0},
        {{.class_name = "2025-03家政1期"}, DK_PERSON_UNTOLD, 0},
        {{.roster_no = 7}, DK_PERSON_UNTOLD, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dk_arena *arena = dk_arena_new();
        int64_t id = -1;
        dk_person_answer answer = ask(arena, &cases[i].row, &id);
        if (answer != cases[i].answer || id != cases[i].id)
            fail_msg("case %zu: answer %d, id %d", i, (int)answer, (int)id);
        dk_arena_free(arena);
    }
}

static dk_code token(void *ctx, const char *of, char out[DK_TOKEN_SIZE], dk_err *err)
{
    (void)ctx;
    (void)err;
    snprintf(out, DK_TOKEN_SIZE, "%016zx", strlen(of));
    return DK_OK;
}

static const char *number_of(dk_arena *arena, const told *t, bool has_key)
{
    dk_err err = DK_ERR_INIT;
    const dk_deriver by = {.arena = arena, .token = has_key ? token : NULL};
    dk_record *r = row_of(arena, "placements", t);
    r->v[DK_PLACEMENTS_started_on] = number(dk_day_of(2026, 2, 3));
    assert_int_equal(dk_record_derive(&by, r, DK_PLACEMENTS_graduation_year, &err), DK_OK);
    assert_int_equal(dk_record_derive(&by, r, DK_PLACEMENTS_placement_no, &err), DK_OK);
    const dk_value *no = &r->v[DK_PLACEMENTS_placement_no];
    return no->kind == DK_V_TEXT ? no->text : "";
}

/* One person has one destination a year; a number that stands in clear tells no sealed value. */
static void derive__placement_number(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    /* In February the school's graduates are last June's, a short course's are this year's. */
    assert_string_equal(number_of(arena, &(told){.student_no = "S1"}, true), "2025-S1");
    assert_string_equal(
        number_of(arena, &(told){.class_name = "2025-03家政1期", .roster_no = 7}, true),
        "2026-2025-03家政1期-7");
    assert_string_equal(number_of(arena, &(told){.id_no = "980126199001010014"}, true),
                        "2026-WH0000000000000013");
    assert_string_equal(number_of(arena, &(told){.name = "丁丁", .id_tail = "0014"}, true),
                        "2026-WH000000000000000c");
    assert_string_equal(number_of(arena, &(told){.id_no = "980126199001010014"}, false), "");
    assert_string_equal(number_of(arena, &(told){.name = "丁丁"}, true), "");
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(find__each_way_and_nobody_guessed),
        cmocka_unit_test(derive__placement_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
