/* core/register/terms.c, pinyin.c: under which terms a record is found. */
#include "tests/unit/register/support.h"

#include "core/register/pinyin.h"
#include "core/register/terms.h"

static dk_search_terms terms_of(dk_arena *arena, const char *reg, const char *field,
                                const char *text)
{
    dk_search_terms terms = {.arena = arena};
    dk_terms_add(&terms, field_of(reg, field), text);
    assert_false(terms.is_broken);
    dk_terms_sort(&terms);
    return terms;
}

/* The terms joined by spaces. */
static const char *joined(dk_arena *arena, const dk_search_terms *terms)
{
    const char *text = "";
    for (size_t i = 0; i < terms->n; i++)
        text = dk_arena_format(arena, "%s%s%s", text, i == 0 ? "" : " ", terms->items[i].text);
    return text;
}

/* As the search does: every term of the word is the beginning of a term of the text. */
static bool finds(dk_arena *arena, const char *reg, const char *field, const char *text,
                  const char *word)
{
    dk_search_terms have = terms_of(arena, reg, field, text), want = {.arena = arena};
    dk_terms_of_query(&want, word);
    for (size_t i = 0; i < want.n; i++) {
        bool is_found = false;
        for (size_t j = 0; j < have.n; j++)
            is_found |=
                strncmp(have.items[j].text, want.items[i].text, strlen(want.items[i].text)) == 0;
        if (!is_found)
            return false;
    }
    return want.n > 0;
}

static void pinyin__surnames_are_found_as_they_are_read(void **state)
{
    static const struct {
        const char *name, *initials;
    } people[] = {
        {"曾国强", "zgq"}, {"单雄信", "sxx"}, {"仇九", "qj"},    {"解缙", "xj"}, {"区大相", "odx"},
        {"查良镛", "zly"}, {"翟天临", "ztl"}, {"盖聂", "gn"},    {"尉迟", "yc"}, {"朴树", "ps"},
        {"种师道", "csd"}, {"万俟", "mq"},    {"秘宜", "by"},    {"召力", "sl"}, {"乐毅", "yy"},
        {"张三", "zs"},    {"吕布", "lb"},    {"欧阳修", "oyx"}, {"曾", "z"},    {"长孙", "zs"},
    };
    dk_arena *arena = dk_arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof people / sizeof *people; i++)
        if (!finds(arena, "trainees", "name", people[i].name, people[i].initials))
            fail_msg("%s by %s", people[i].name, people[i].initials);
    assert_false(finds(arena, "trainees", "name", "张三", "ls"));
    dk_arena_free(arena);
}

static void pinyin__bounds(void **state)
{
    (void)state;
    assert_int_equal(dk_pinyin_initial('a'), 0);
    assert_int_equal(dk_pinyin_initial(0x33FF), 0);
    assert_int_equal(dk_pinyin_initial(0xA000), 0);
    assert_int_equal(dk_pinyin_initial(0x4E00), 'y'); /* 一 */
    assert_int_equal(dk_pinyin_initial(0x9F99), 'l'); /* 龙 */
    assert_string_equal(dk_pinyin_also(0x4E00), "");
    assert_string_equal(dk_pinyin_also(0x9F9F), "q"); /* 龟, the last of the table */
    assert_string_equal(dk_pinyin_also(0x4E07), "m"); /* 万, the first */
}

static void terms__of_a_name(void **state)
{
    dk_arena *arena = dk_arena_new();
    (void)state;
    dk_search_terms terms = terms_of(arena, "trainees", "name", "张三丰");
    assert_string_equal(joined(arena, &terms), "sf zsf 三丰 丰 张三丰");
    static const int ranks[] = {1, 0, 1, 1, 0}; /* those that begin the label rank first */
    for (size_t i = 0; i < terms.n; i++)
        assert_int_equal(terms.items[i].rank, ranks[i]);
    dk_arena_free(arena);
}

static void terms__of_a_class_and_numbers(void **state)
{
    dk_arena *arena = dk_arena_new();
    (void)state;
    dk_search_terms terms = terms_of(arena, "trainees", "class_name", "23汽修1班");
    assert_string_equal(joined(arena, &terms), "1班 23汽修 修1班 汽修1班");
    terms = terms_of(arena, "trainees", "student_no", "G2023 0700206-0017");
    assert_string_equal(joined(arena, &terms), "0017 0206 0700206 g2023");
    terms = terms_of(arena, "posts", "post_no", "ＹＺ－２０２６");
    assert_string_equal(joined(arena, &terms), "2026 yz20");
    terms = terms_of(arena, "trainees", "class_name", "（）· ");
    assert_int_equal(terms.n, 0);
    dk_arena_free(arena);
}

static void query__parts_of_texts(void **state)
{
    dk_arena *arena = dk_arena_new();
    (void)state;
    static const struct {
        const char *reg, *field, *text, *word;
        bool is_found;
    } cases[] = {
        {"enterprises", "ent_name", "云泽康械医疗器械有限公司", "康械", true},
        {"enterprises", "ent_name", "云泽康械医疗器械有限公司", "械", true},
        {"enterprises", "ent_name", "云泽康械医疗器械有限公司", "云泽康械医疗器械有限公司", true},
        {"enterprises", "ent_name", "云泽康械医疗器械有限公司", "云泽康械医疗设备", false},
        {"enterprises", "ent_name", "云泽康械医疗器械有限公司", "kx", true},
        {"enterprises", "ent_name", "云泽康械医疗器械有限公司", "yzkxylqx", true},
        {"trainees", "class_name", "23汽修1班", "汽修", true},
        {"trainees", "class_name", "23汽修1班", "23汽修1班", true},
        {"trainees", "class_name", "23汽修1班", "23汽修2班", false},
        {"trainees", "class_name", "23汽修1班", "3汽修", false},
        {"codes", "code", "700206", "7002", true},
        {"codes", "code", "700206", "0206", true},
        {"codes", "code", "6-18-02-04", "6-18", true},
        {"posts", "title", "电焊工（夜班）", "夜班", true},
        {"posts", "title", "CNC 操作工", "cnc操作", true},
        {"posts", "title", "CNC 操作工", "ＣＮＣ", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (finds(arena, cases[i].reg, cases[i].field, cases[i].text, cases[i].word) !=
            cases[i].is_found)
            fail_msg("%s in %s", cases[i].word, cases[i].text);
    dk_arena_free(arena);
}

/* Nothing sealed may ever be in the search table, and a code only where it names the record. */
static void indexed__fields_of_the_registers(void **state)
{
    (void)state;
    size_t n = 0;
    for (size_t r = 0; r < dk_n_registers; r++)
        for (size_t i = 0; i < dk_registers[r]->n_fields; i++)
            if (dk_field_is_indexed(dk_registers[r], i)) {
                assert_int_equal(dk_registers[r]->fields[i].flags & DK_F_SEALED, 0);
                assert_int_not_equal(dk_registers[r]->fields[i].flags & DK_F_SEARCHABLE, 0);
                n++;
            }
    assert_true(n > 15);
    const dk_register *trainees = dk_register_find("trainees"),
                      *demand = dk_register_find("demand"),
                      *specialties = dk_register_find("specialties");
    assert_true(dk_field_is_indexed(trainees, DK_TRAINEES_name));
    assert_false(dk_field_is_indexed(trainees, DK_TRAINEES_id_no));
    assert_false(dk_field_is_indexed(trainees, DK_TRAINEES_town_code));
    assert_false(dk_field_is_indexed(demand, DK_DEMAND_occ_code));
    assert_true(dk_field_is_indexed(specialties, DK_SPECIALTIES_specialty_code));
}

/* Letters of registers name them in the search table. */
static void indexed__letters_are_unique(void **state)
{
    (void)state;
    for (size_t a = 0; a < dk_n_registers; a++)
        for (size_t b = 0; b < a; b++)
            assert_string_not_equal(dk_registers[a]->letter, dk_registers[b]->letter);
}

/* Any bytes: no term is longer than its place, none is empty. */
static void terms__of_anything(void **state)
{
    dk_arena *arena = dk_arena_new();
    uint32_t seed = 7;
    (void)state;
    for (int round = 0; round < 2000; round++) {
        char text[600];
        size_t n = 0;
        for (; n < sizeof text - 1; n++) {
            seed = seed * 1664525u + 1013904223u;
            text[n] = (char)(seed >> 24);
            if (text[n] == '\0')
                break;
        }
        text[n] = '\0';
        dk_arena_reset(arena);
        dk_search_terms terms = terms_of(arena, "posts", "title", text);
        for (size_t i = 0; i < terms.n; i++)
            assert_in_range(strlen(terms.items[i].text), 1, DK_TERM_BYTES - 1);
    }
    dk_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pinyin__surnames_are_found_as_they_are_read),
        cmocka_unit_test(pinyin__bounds),
        cmocka_unit_test(terms__of_a_name),
        cmocka_unit_test(terms__of_a_class_and_numbers),
        cmocka_unit_test(query__parts_of_texts),
        cmocka_unit_test(indexed__fields_of_the_registers),
        cmocka_unit_test(indexed__letters_are_unique),
        cmocka_unit_test(terms__of_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
