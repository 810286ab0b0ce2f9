/* tests/unit/register/test_values.c - canonical texts and back, equality, masking. Expected texts
 * are those of docs/formats.md, expected masks those of register.h. */
#include "tests/unit/register/support.h"

static dk_arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = dk_arena_new();
    return arena == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    dk_arena_free(arena);
    return 0;
}

static void text_parse__round_trip_of_every_type(void **state)
{
    (void)state;
    static const struct {
        const char *reg, *key, *canonical;
    } cases[] = {
        {"trainees", "name", "欧阳 某"},
        {"trainees", "name", "a:b;c\\d"},
        {"trainees", "commute_max_min", "45"},
        {"trainees", "commute_max_min", "-9223372036854775808"},
        {"trainees", "duration_y", "2.5"},
        {"trainees", "want_pay", "4300.5"},
        {"trainees", "birth_date", "2008-02-29"},
        {"trainees", "enrol_ym", "2023-09"},
        {"trainees", "shift_ok", "0"},
        {"trainees", "id_no", "11010519491231002X"},
        {"trainees", "person_class", "student;poor"},
        {"trainees", "person_class", "a\\:b;c\\;d;e\\\\f"},
        {"trainees", "skills", "S001:3:assessed:2026-01-10;S002:0"},
        {"trainees", "certs", "C01::5:2027-06-30;C02:证\\:号"},
        {"posts", "skills_req", "S001:3:5"},
        {"posts", "hours_week", "40"},
        {"trainees", "name", ""},
        {"trainees", "skills", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const dk_field *field = field_of(cases[i].reg, cases[i].key);
        dk_value value = parsed(arena, field, cases[i].canonical);
        assert_string_equal(dk_value_text(arena, field, &value), cases[i].canonical);
        assert_int_equal(value.kind == DK_V_NULL, cases[i].canonical[0] == '\0');
        dk_value again = parsed(arena, field, cases[i].canonical);
        assert_true(dk_value_equal(field, &value, &again));
    }
}

static void parse__list_layout(void **state)
{
    (void)state;
    dk_value value = parsed(arena, field_of("trainees", "skills"), "S001:3:self:2026-01-10;S002:1");
    assert_int_equal(value.n_rows, 2);
    assert_int_equal(dk_field_columns(field_of("trainees", "skills")), DK_SUB_SKILLS_COUNT);
    assert_int_equal(dk_field_columns(field_of("trainees", "want_occ")), 1);
    assert_string_equal(value.items[DK_SUB_SKILLS_skill].text, "S001");
    assert_int_equal(value.items[DK_SUB_SKILLS_date].num, dk_day_of(2026, 1, 10));
    assert_int_equal(value.items[DK_SUB_SKILLS_COUNT + DK_SUB_SKILLS_level].num, 1);
    assert_int_equal(value.items[DK_SUB_SKILLS_COUNT + DK_SUB_SKILLS_date].kind, DK_V_NULL);
}

static void parse__refuses_what_is_no_value(void **state)
{
    (void)state;
    static const struct {
        const char *reg, *key, *bad;
    } cases[] = {
        {"trainees", "birth_date", "2008-02-30"},
        {"trainees", "enrol_ym", "2023-13"},
        {"trainees", "shift_ok", "2"},
        {"trainees", "want_pay", "4300.505"},
        {"trainees", "commute_max_min", "4 5"},
        {"trainees", "skills", "S001:x"},
        {"posts", "skills_req", "S001:3:5:7"},
        {"trainees", "person_class", "a:b"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dk_err err = DK_ERR_INIT;
        dk_value value = number(77);
        const dk_field *field = field_of(cases[i].reg, cases[i].key);
        assert_int_equal(dk_value_parse(arena, field, cases[i].bad, &value, &err), DK_FAILED);
        assert_true(dk_err_is(&err, MSG_VALUE_MALFORMED));
        assert_int_equal(value.num, 77);
    }
}

static void equal__as_canonical_texts(void **state)
{
    (void)state;
    const dk_field *name = field_of("trainees", "name"), *skills = field_of("trainees", "skills");
    dk_value absent = {0}, null = {.kind = DK_V_NULL}, empty = text(""), a = text("甲"),
             b = text("乙");
    assert_true(dk_value_equal(name, &absent, &absent));
    assert_false(dk_value_equal(name, &absent, &null));
    assert_true(dk_value_equal(name, &null, &empty));
    assert_false(dk_value_equal(name, &a, &b));
    assert_false(dk_value_equal(name, &a, &null));
    dk_value one = parsed(arena, skills, "S001:3"), two = parsed(arena, skills, "S001:3;S002:1");
    dk_value with_gaps = parsed(arena, skills, ";S001:3::;;S002:1;");
    assert_false(dk_value_equal(skills, &one, &two));
    assert_true(dk_value_equal(skills, &two, &with_gaps));
    assert_string_equal(dk_value_text(arena, skills, &with_gaps), "S001:3;S002:1");
    dk_value items[2 * DK_SUB_SKILLS_COUNT] = {0};
    items[DK_SUB_SKILLS_COUNT] = text("S001");
    items[DK_SUB_SKILLS_COUNT + 1] = number(3);
    dk_value hand_made = {.kind = DK_V_LIST, .items = items, .n_rows = 2};
    assert_true(dk_value_equal(skills, &hand_made, &one));
    assert_string_equal(dk_value_text(arena, skills, &hand_made), "S001:3");
}

static const char *masked(const char *reg, const char *key, const char *plain)
{
    const dk_field *field = field_of(reg, key);
    dk_value value = parsed(arena, field, plain);
    dk_value shown = dk_value_masked(arena, field, &value);
    return dk_value_text(arena, field, &shown);
}

static void masked__each_kind(void **state)
{
    (void)state;
    assert_string_equal(masked("trainees", "name", "欧阳某"), "欧*");
    assert_string_equal(masked("trainees", "name", "张"), "*");
    assert_string_equal(masked("trainees", "id_no", "980126200805150018"), "980126********0018");
    assert_string_equal(masked("trainees", "id_no", "E1234567"), "*");
    assert_string_equal(masked("trainees", "phone", "12000000001"), "120****0001");
    assert_string_equal(masked("trainees", "phone", "1234567"), "*");
    assert_string_equal(masked("trainees", "birth_date", "2008-05-15"), "*");
    assert_string_equal(masked("trainees", "person_class", "poor;disabled"), "*");
    assert_string_equal(masked("posts", "contact", "某人 12000000001"), "*");
    assert_string_equal(masked("trainees", "class_name", "23汽修1班"), "23汽修1班");
    assert_string_equal(masked("trainees", "certs", "C01:T123456789:5;C02"), "C01:*:5;C02");
    assert_string_equal(masked("trainees", "phone", ""), "");
}

static void masked__twice_changes_nothing(void **state)
{
    (void)state;
    const dk_field *field = field_of("trainees", "phone");
    dk_value value = text("12000000001");
    dk_value once = dk_value_masked(arena, field, &value);
    dk_value twice = dk_value_masked(arena, field, &once);
    assert_int_equal(once.kind, DK_V_SEALED);
    assert_string_equal(twice.text, "120****0001");
    assert_true(dk_value_equal(field, &once, &twice));
    assert_false(dk_value_equal(field, &once, &value));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_parse__round_trip_of_every_type),
        cmocka_unit_test(parse__list_layout),
        cmocka_unit_test(parse__refuses_what_is_no_value),
        cmocka_unit_test(equal__as_canonical_texts),
        cmocka_unit_test(masked__each_kind),
        cmocka_unit_test(masked__twice_changes_nothing),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
