/* tests/unit/register/test_reference.c - the tables of datasets/codes: every row is a good record,
 * every code list a field names exists, shares are whole, nicknames of the county resolve. */
#include "tests/unit/register/support.h"

#include <stdio.h>

#include "core/table/table.h"

enum { DAY = 20514, MOST_ROWS = 4000 };

static const char *const code_files[] = {"cert",     "common",     "edu",   "follow",    "guidance",
                                         "industry", "occupation", "skill", "specialty", "town"};
static const char *const other_files[] = {"crosswalk", "skill_links", "skill_profiles",
                                          "town_links"};

static dk_arena *arena;
static dk_codes *codes;
static dk_record *code_records[MOST_ROWS];
static dk_code_row rows[MOST_ROWS];
static size_t n_rows;

/* Reads the canonical cells of one row into a record; columns are field keys. */
static dk_record *read_record(const dk_register *reg, const dk_row *header_copy, const dk_row *row)
{
    dk_record *record = dk_record_new(arena, reg);
    for (size_t c = 0; c < row->n_cells; c++) {
        size_t field = dk_field_find(reg, header_copy->cells[c].text);
        assert_true(field != SIZE_MAX);
        record->v[field] = parsed(arena, &reg->fields[field], row->cells[c].text);
    }
    return record;
}

/* The cells of the header outlive the row they come from. */
static dk_row keep_row(const dk_row *row)
{
    dk_cell *cells = dk_arena_array(arena, row->n_cells, sizeof *cells);
    for (size_t c = 0; c < row->n_cells; c++)
        cells[c].text = dk_arena_text(arena, row->cells[c].text);
    return (dk_row){row->number, cells, row->n_cells};
}

/* Reads datasets/codes/<name>.csv into `out`; returns the number of records. */
static size_t read_file(const char *name, const dk_register *reg, dk_record **out, size_t room)
{
    dk_err err = DK_ERR_INIT;
    dk_table *table = NULL;
    dk_row row;
    size_t n = 0;
    const char *path = dk_arena_format(arena, "datasets/codes/%s.csv", name);
    assert_int_equal(dk_table_open(path, name, NULL, &table, &err), DK_OK);
    assert_int_equal(dk_table_rewind(table, 0, &err), DK_OK);
    assert_int_equal(dk_table_next(table, &row, &err), DK_OK);
    dk_row header = keep_row(&row);
    while (dk_table_next(table, &row, &err) == DK_OK && row.n_cells > 0) {
        assert_true(n < room);
        out[n++] = read_record(reg, &header, &row);
    }
    assert_null(err.msg);
    dk_table_close(table);
    return n;
}

static const char *text_in(const dk_record *record, size_t field)
{
    return record->v[field].kind == DK_V_TEXT ? record->v[field].text : "";
}

static int32_t day_in(const dk_record *record, size_t field)
{
    return record->v[field].kind == DK_V_INT ? (int32_t)record->v[field].num : DK_DAY_NONE;
}

static void add_code_row(const dk_record *r)
{
    const dk_value *rank = &r->v[DK_CODES_rank];
    rows[n_rows++] = (dk_code_row){.list = text_in(r, DK_CODES_list),
                                   .code = text_in(r, DK_CODES_code),
                                   .name = text_in(r, DK_CODES_name),
                                   .name_en = text_in(r, DK_CODES_name_en),
                                   .parent = text_in(r, DK_CODES_parent),
                                   .aliases = text_in(r, DK_CODES_aliases),
                                   .rank = rank->kind == DK_V_INT ? rank->num : 0,
                                   .since = day_in(r, DK_CODES_since),
                                   .until = day_in(r, DK_CODES_until),
                                   .successor = text_in(r, DK_CODES_successor),
                                   .source = text_in(r, DK_CODES_source)};
}

static int set_up(void **state)
{
    (void)state;
    arena = dk_arena_new();
    size_t n = 0;
    for (size_t i = 0; i < sizeof code_files / sizeof *code_files; i++)
        n += read_file(code_files[i], dk_register_find("codes"), code_records + n, MOST_ROWS - n);
    for (size_t i = 0; i < n; i++)
        add_code_row(code_records[i]);
    codes = dk_codes_new(rows, n_rows);
    return codes == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    dk_codes_free(codes);
    dk_arena_free(arena);
    return 0;
}

static void must_be_good(const dk_record *record)
{
    dk_err_list list = {.arena = arena};
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_record_check(record, codes, DAY, &list, &err), DK_OK);
    if (list.n > 0) {
        char what[800];
        dk_err_text(list.items[0], DK_ZH, what, sizeof what);
        fail_msg("%s: %s", text_in(record, 1), what);
    }
}

static void codes__every_row_is_good_and_sourced(void **state)
{
    (void)state;
    for (size_t i = 0; i < n_rows; i++) {
        must_be_good(code_records[i]);
        assert_true(rows[i].source[0] != '\0' && rows[i].name_en != NULL);
        assert_ptr_equal(dk_codes_find(codes, rows[i].list, rows[i].code, DK_DAY_NONE), &rows[i]);
    }
}

static void codes__every_list_of_a_field_exists(void **state)
{
    (void)state;
    for (size_t r = 0; r < dk_n_registers; r++) {
        for (size_t i = 0; i < dk_registers[r]->n_fields; i++) {
            const dk_field *field = &dk_registers[r]->fields[i];
            size_t n = 1;
            if (field->codes != NULL)
                dk_codes_list(codes, field->codes, &n);
            for (size_t s = 0; s < field->n_sub && n > 0; s++)
                if (field->sub[s].codes != NULL)
                    dk_codes_list(codes, field->sub[s].codes, &n);
            if (n == 0)
                fail_msg("%s.%s names an empty code list", dk_registers[r]->key, field->key);
        }
    }
}

/* Two codes with one name cannot be told apart in a sheet. Only sections and divisions of GB/T 4754
 * that the standard itself names alike (房地产业, 教育, 国际组织) may. */
static void codes__names_and_aliases_mean_one_code(void **state)
{
    (void)state;
    size_t ambiguous = 0;
    for (size_t i = 0; i < n_rows; i++) {
        const char *rest = dk_arena_format(arena, "%s|%s", rows[i].name, rows[i].aliases);
        for (; *rest != '\0'; rest += strcspn(rest, "|") + (rest[strcspn(rest, "|")] == '|')) {
            const char *name = dk_arena_copy(arena, rest, strcspn(rest, "|"));
            if (*name == '\0' || dk_codes_by_name(codes, rows[i].list, name, DK_DAY_NONE) != NULL)
                continue;
            assert_string_equal(rows[i].list, "industry");
            ambiguous++;
        }
    }
    assert_int_equal(ambiguous, 6);
}

static void codes__nicknames_of_the_county(void **state)
{
    (void)state;
    static const char *const known[][3] = {
        {"specialty", "汽修", "700206"},
        {"specialty", "汽修与驾驶", "700206"},
        {"specialty", "呼叫中心", "YZ0002"},
        {"edu", "中专", "41"},
        {"edu", "技校", "47"},
        {"edu", "初中", "71"},
        {"occupation", "电焊工", "6-18-02-04"},
        {"occupation", "家政", "4-10-01-06"},
        {"cert", "焊工证", "C01"},
        {"unit", "县人社局", "U06"},
        {"town", "城关", "980126100000"},
        {"skill_level", "职业资格五级（初级技能）", "5"},
        {"shift", "两班倒", "two"},
        {"intent", "升学", "study"},
        {"school", "职教中心", "YZS01"},
        {"model", "1+1+1", "1+1+1"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const dk_code_row *row = dk_codes_find(codes, known[i][0], known[i][1], DAY);
        row = row != NULL ? row : dk_codes_by_name(codes, known[i][0], known[i][1], DAY);
        assert_non_null(row);
        assert_string_equal(row->code, known[i][2]);
    }
}

/* Near misses that clerks type; the right code must be among the first three proposals. */
static void codes__near_misses_are_proposed(void **state)
{
    (void)state;
    static const char *const misses[][3] = {
        {"specialty", "汽车维修与检测", "700206"}, {"specialty", "70020", "700206"},
        {"occupation", "电焊技工", "6-18-02-04"},  {"occupation", "缝纫女工", "6-05-01-03"},
        {"town", "云溪乡", "980126101000"},        {"edu", "高中文化", "61"},
        {"skill", "汽车发动机维修", "S051"},       {"cert", "电焊工证", "C01"},
    };
    for (size_t i = 0; i < sizeof misses / sizeof *misses; i++) {
        const dk_code_row *near[3];
        bool is_found = false;
        size_t n = dk_codes_nearest(codes, misses[i][0], misses[i][1], near, 3);
        for (size_t j = 0; j < n; j++)
            is_found = is_found || strcmp(near[j]->code, misses[i][2]) == 0;
        if (!is_found)
            fail_msg("%s: %s is not proposed", misses[i][1], misses[i][2]);
    }
}

static int64_t rank_of(const char *code)
{
    return dk_codes_find(codes, "edu", code, DAY)->rank;
}

static void edu__rank_orders_what_codes_do_not(void **state)
{
    (void)state;
    static const char *const equal[] = {"41", "44", "47", "61"};
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(rank_of(equal[i]), rank_of("41"));
    assert_true(rank_of("42") < rank_of("41") && rank_of("43") < rank_of("42"));
    assert_true(rank_of("81") < rank_of("71") && rank_of("71") < rank_of("43"));
    assert_true(rank_of("41") < rank_of("31") && rank_of("31") < rank_of("21"));
}

static void tables__every_row_is_a_good_record(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof other_files / sizeof *other_files; i++) {
        dk_record *records[MOST_ROWS];
        size_t n = read_file(other_files[i], dk_register_find(other_files[i]), records, MOST_ROWS);
        assert_true(n > 50);
        for (size_t j = 0; j < n; j++)
            must_be_good(records[j]);
    }
}

static void crosswalk__shares_of_an_occupation_are_whole(void **state)
{
    (void)state;
    dk_record *records[MOST_ROWS];
    size_t n = read_file("crosswalk", dk_register_find("crosswalk"), records, MOST_ROWS),
           n_occupations;
    const dk_code_row *const *occupations = dk_codes_list(codes, "occupation", &n_occupations);
    for (size_t i = 0; i < n_occupations; i++) {
        int64_t sum = 0;
        for (size_t j = 0; j < n; j++)
            if (strcmp(text_in(records[j], DK_CROSSWALK_occ_code), occupations[i]->code) == 0)
                sum += records[j]->v[DK_CROSSWALK_share_permille].num;
        assert_int_equal(sum, 1000);
    }
}

static void skill_profiles__subjects_exist_and_levels_do_not_fall(void **state)
{
    (void)state;
    dk_record *records[MOST_ROWS];
    size_t n = read_file("skill_profiles", dk_register_find("skill_profiles"), records, MOST_ROWS);
    for (size_t i = 0; i < n; i++) {
        const char *subject = text_in(records[i], DK_SKILL_PROFILES_subject);
        const char *list = strcmp(subject, "certificate") == 0 ? "cert" : subject;
        assert_non_null(
            dk_codes_find(codes, list, text_in(records[i], DK_SKILL_PROFILES_code), DAY));
        for (size_t j = 0; j < n; j++) {
            bool is_same = strcmp(text_in(records[i], DK_SKILL_PROFILES_code),
                                  text_in(records[j], DK_SKILL_PROFILES_code)) == 0 &&
                           strcmp(text_in(records[i], DK_SKILL_PROFILES_skill),
                                  text_in(records[j], DK_SKILL_PROFILES_skill)) == 0;
            if (is_same && records[i]->v[DK_SKILL_PROFILES_stage].num <
                               records[j]->v[DK_SKILL_PROFILES_stage].num)
                assert_true(records[i]->v[DK_SKILL_PROFILES_level].num <=
                            records[j]->v[DK_SKILL_PROFILES_level].num);
        }
    }
}

static void town_links__every_pair_of_the_county_once_and_symmetric(void **state)
{
    (void)state;
    enum { TOWNS = 12 };
    dk_record *records[MOST_ROWS];
    size_t n = read_file("town_links", dk_register_find("town_links"), records, MOST_ROWS);
    assert_int_equal(n, TOWNS * TOWNS);
    for (size_t i = 0; i < TOWNS; i++)
        for (size_t j = 0; j < TOWNS; j++)
            assert_int_equal(records[i * TOWNS + j]->v[DK_TOWN_LINKS_minutes].num,
                             records[j * TOWNS + i]->v[DK_TOWN_LINKS_minutes].num);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes__every_row_is_good_and_sourced),
        cmocka_unit_test(codes__every_list_of_a_field_exists),
        cmocka_unit_test(codes__names_and_aliases_mean_one_code),
        cmocka_unit_test(codes__nicknames_of_the_county),
        cmocka_unit_test(codes__near_misses_are_proposed),
        cmocka_unit_test(edu__rank_orders_what_codes_do_not),
        cmocka_unit_test(tables__every_row_is_a_good_record),
        cmocka_unit_test(crosswalk__shares_of_an_occupation_are_whole),
        cmocka_unit_test(skill_profiles__subjects_exist_and_levels_do_not_fall),
        cmocka_unit_test(town_links__every_pair_of_the_county_once_and_symmetric),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
