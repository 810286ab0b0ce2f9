/* tests/unit/gen/test_county.c - whole counties: bytes, sizes and identifiers as read back. */
#include "tests/unit/gen/test.h"

#include "core/table/table.h"
#include "datasets/gen/gen.h"
#include "datasets/gen/ids.h"
#include "datasets/gen/messages.h"

static const char *const files[] = {"enterprises",      "posts",
                                    "trainees",         "demand",
                                    "projects",         "placements",
                                    "teachers",         "specialties",
                                    "dormitories",      "applicants",
                                    "last_posts_01",    "last_posts_04",
                                    "last_posts_06",    "last_posts_09",
                                    "last_trainees_01", "last_trainees_04",
                                    "last_trainees_06", "last_trainees_09",
                                    "courses"};
enum { N_FILES = sizeof files / sizeof *files };

static void generate(dk_gen_options options, char folder[64])
{
    dk_err err = DK_ERR_INIT;
    make_folder(folder);
    options.out_dir = folder;
    assert_ok(dk_gen_county(&options, &err), &err);
}

/* Whole file in memory; the caller frees. */
static char *slurp(const char *folder, const char *name, const char *ending, size_t *len)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s.%s", folder, name, ending);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    fseek(in, 0, SEEK_END);
    *len = (size_t)ftell(in);
    rewind(in);
    char *bytes = malloc(*len + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *len, in), *len);
    fclose(in);
    return bytes;
}

static bool same_file(const char *a, const char *b, const char *name, const char *ending)
{
    size_t len_a, len_b;
    char *x = slurp(a, name, ending, &len_a), *y = slurp(b, name, ending, &len_b);
    bool is_same = len_a == len_b && memcmp(x, y, len_a) == 0;
    free(x);
    free(y);
    return is_same;
}

static void county__same_seed_same_bytes(void **state)
{
    (void)state;
    for (int is_csv = 0; is_csv < 2; is_csv++) {
        char a[64], b[64];
        dk_gen_options options = DK_GEN_OPTIONS_INIT;
        options.size = DK_GEN_SAMPLE;
        options.is_csv = is_csv;
        generate(options, a);
        generate(options, b);
        for (size_t i = 0; i < N_FILES; i++)
            if (!same_file(a, b, files[i], is_csv ? "csv" : "xlsx"))
                fail_msg("%s differs", files[i]);
        remove_folder(a);
        remove_folder(b);
    }
}

static void county__another_seed_differs(void **state)
{
    (void)state;
    char a[64], b[64];
    dk_gen_options options = DK_GEN_OPTIONS_INIT;
    options.size = DK_GEN_SAMPLE;
    options.is_csv = true;
    generate(options, a);
    options.seed = 2;
    generate(options, b);
    assert_false(same_file(a, b, "trainees", "csv"));
    assert_false(same_file(a, b, "posts", "csv"));
    assert_false(same_file(a, b, "demand", "csv"));
    remove_folder(a);
    remove_folder(b);
}

/* Rows below the header and, of column `title`, all texts (in the arena) up to `limit`. */
static size_t read_column(dk_arena *arena, const char *folder, const char *name, const char *title,
                          const char **out, size_t limit)
{
    char path[128];
    dk_err err = DK_ERR_INIT;
    dk_table *table = NULL;
    dk_row row;
    size_t column = SIZE_MAX, n = 0;
    snprintf(path, sizeof path, "%s/%s.csv", folder, name);
    assert_ok(dk_table_open(path, name, NULL, &table, &err), &err);
    assert_ok(dk_table_rewind(table, 0, &err), &err);
    assert_ok(dk_table_next(table, &row, &err), &err);
    for (size_t i = 0; i < row.n_cells; i++)
        if (strcmp(row.cells[i].text, title) == 0)
            column = i;
    assert_true(column != SIZE_MAX);
    for (;;) {
        assert_ok(dk_table_next(table, &row, &err), &err);
        if (row.n_cells == 0)
            break;
        assert_true(n < limit);
        out[n++] = dk_arena_text(arena, column < row.n_cells ? row.cells[column].text : "");
    }
    dk_table_close(table);
    return n;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

enum { LIMIT = 25000 };

static size_t check_unique(dk_arena *arena, const char *folder, const char *file, const char *title)
{
    static const char *texts[LIMIT];
    size_t n = read_column(arena, folder, file, title, texts, LIMIT);
    qsort(texts, n, sizeof *texts, by_text);
    for (size_t i = 1; i < n; i++)
        assert_string_not_equal(texts[i - 1], texts[i]);
    return n;
}

static void county__sizes_and_identifiers(void **state)
{
    (void)state;
    char folder[64];
    static const char *texts[LIMIT];
    dk_arena *arena = dk_arena_new();
    dk_gen_options options = DK_GEN_OPTIONS_INIT;
    options.is_csv = true;
    generate(options, folder);

    size_t n = read_column(arena, folder, "trainees", "身份证件号", texts, LIMIT), students = 0;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(strlen(texts[i]), 18);
        assert_memory_equal(texts[i], "98", 2);
        assert_int_equal(texts[i][17], dk_ids_person_check(texts[i]));
    }
    assert_int_equal(n, 916 + 1170); /* SOURCES.md: 916 enrolled, 1,110 short courses; 60 drivers */
    n = read_column(arena, folder, "trainees", "学籍号", texts, LIMIT);
    for (size_t i = 0; i < n; i++)
        students += texts[i][0] != '\0';
    assert_int_equal(students, 916);
    check_unique(arena, folder, "trainees", "身份证件号");
    check_unique(arena, folder, "trainees", "联系电话");
    check_unique(arena, folder, "posts", "岗位编号");
    check_unique(arena, folder, "placements", "去向编号");
    check_unique(arena, folder, "enterprises", "单位名称");
    assert_int_equal(check_unique(arena, folder, "enterprises", "统一社会信用代码"), 620);

    n = read_column(arena, folder, "enterprises", "统一社会信用代码", texts, LIMIT);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(texts[i][17], dk_ids_firm_check(texts[i]));
    remove_folder(folder);
    dk_arena_free(arena);
}

static bool holds(const char *const *texts, size_t n, const char *text)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(texts[i], text) == 0)
            return true;
    return false;
}

/* Positions of `text` among the first n. */
static size_t times(const char *const *texts, size_t n, const char *text)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += strcmp(texts[i], text) == 0;
    return found;
}

/* A column of all four sheets of last year, one behind the other. */
static size_t read_past(dk_arena *arena, const char *folder, const char *stem, const char *title,
                        const char **out)
{
    static const char *const months[] = {"01", "04", "06", "09"};
    size_t n = 0;
    for (int i = 0; i < 4; i++) {
        char name[32];
        snprintf(name, sizeof name, "%s_%s", stem, months[i]);
        n += read_column(arena, folder, name, title, out + n, LIMIT - n);
    }
    return n;
}

/* The person of a row of the ledger: by student number, else by class and number in it, else by
 * name and last four; SIZE_MAX: the row does not tell. */
static size_t person_of(const char *const *ledger[5], size_t row, const char *const *people[5],
                        size_t n)
{
    enum { STUDENT, CLASS, NUMBER, NAME, TAIL };
    for (size_t i = 0; i < n; i++) {
        const char *id = people[TAIL][i];
        if (*ledger[STUDENT][row] != '\0' ? strcmp(ledger[STUDENT][row], people[STUDENT][i]) == 0
            : *ledger[CLASS][row] != '\0'
                ? strcmp(ledger[CLASS][row], people[CLASS][i]) == 0 &&
                      strcmp(ledger[NUMBER][row], people[NUMBER][i]) == 0
                : *ledger[TAIL][row] != '\0' && strcmp(ledger[NAME][row], people[NAME][i]) == 0 &&
                      strcmp(ledger[TAIL][row], id + strlen(id) - 4) == 0)
            return i;
    }
    return SIZE_MAX;
}

static void county__last_year_names_people_and_seats(void **state)
{
    (void)state;
    enum { MOST = 4000, TOLD = 5 };
    static const char *const ledger_titles[TOLD] = {"学籍号", "班级", "班内序号", "姓名",
                                                    "证件号后四位"},
                             *const people_titles[TOLD] = {"学籍号", "班级", "班内序号", "姓名",
                                                           "身份证件号"};
    static const char *told[TOLD][LIMIT], *known[TOLD][LIMIT], *taken[LIMIT], *years[LIMIT],
        *matched[LIMIT], *posts[LIMIT], *seats[LIMIT], *orders[LIMIT], *ids[LIMIT];
    static size_t rows_of[MOST];
    const char *const *ledger[TOLD], *const *people[TOLD];
    char folder[64];
    size_t n = 0, n_people = 0, placed = 0, unlike = 0, ordered = 0, last = 0, unnamed = 0;
    dk_arena *arena = dk_arena_new();
    dk_gen_options options = DK_GEN_OPTIONS_INIT;
    options.is_csv = true;
    generate(options, folder);
    for (size_t k = 0; k < TOLD; k++) {
        n = read_column(arena, folder, "placements", ledger_titles[k], told[k], LIMIT);
        n_people = read_past(arena, folder, "last_trainees", people_titles[k], known[k]);
        ledger[k] = told[k];
        people[k] = known[k];
    }
    (void)read_column(arena, folder, "placements", "岗位编号", taken, LIMIT);
    (void)read_column(arena, folder, "placements", "毕业年度", years, LIMIT);
    (void)read_column(arena, folder, "placements", "是否对口", matched, LIMIT);
    size_t n_posts = read_past(arena, folder, "last_posts", "岗位编号", posts);
    (void)read_past(arena, folder, "last_posts", "招聘人数", seats);
    (void)read_past(arena, folder, "last_posts", "订单班", orders);
    for (size_t i = 0; i < n; i++) {
        size_t person = person_of(ledger, i, people, n_people);
        bool is_last = strcmp(years[i], "2025") == 0;
        last += is_last;
        unnamed += is_last && person == SIZE_MAX;
        if (person != SIZE_MAX) {
            assert_true(is_last);
            assert_int_equal(rows_of[person]++, 0); /* one destination each */
        }
        if (taken[i][0] == '\0')
            continue;
        assert_true(is_last && holds(posts, n_posts, taken[i]));
        placed++;
        unlike += strcmp(matched[i], "否") == 0;
    }
    for (size_t i = 0; i < n_posts; i++) {
        size_t by = times(taken, n, posts[i]);
        assert_true(by <= (size_t)atoi(seats[i]));
        ordered += orders[i][0] != '\0' ? by : 0;
    }
    assert_int_equal(last, n_people);
    assert_in_range(unnamed, 1, last / 100); /* 10 % of 3 % of the training centre's rows */
    assert_in_range(placed, 400, 800);
    assert_in_range(unlike, 50, 300); /* placed in another trade */
    assert_in_range(ordered, 8, 40);  /* of the order class */
    /* Nobody is in both sheets. */
    size_t n_now = read_column(arena, folder, "trainees", "身份证件号", ids, LIMIT);
    for (size_t i = 0; i < n_people; i++)
        assert_false(holds(ids, n_now, known[TOLD - 1][i]));
    remove_folder(folder);
    dk_arena_free(arena);
}

static void county__history_has_96_months_and_one_short_series(void **state)
{
    (void)state;
    char folder[64];
    static const char *months[LIMIT], *occs[LIMIT];
    dk_arena *arena = dk_arena_new();
    dk_gen_options options = DK_GEN_OPTIONS_INIT;
    options.is_csv = true;
    generate(options, folder);
    size_t n = read_column(arena, folder, "demand", "年月", months, LIMIT), driving = 0;
    size_t same = read_column(arena, folder, "demand", "职业代码", occs, LIMIT);
    const char *first = "9999-99";
    assert_int_equal(n, same);
    assert_string_equal(months[0], "2018-03");
    assert_string_equal(months[n - 1], "2026-02");
    for (size_t i = 0; i < n; i++)
        if (strcmp(occs[i], "4-02-02-02") == 0) {
            first = strcmp(months[i], first) < 0 ? months[i] : first;
            driving++;
        }
    assert_true(driving > 0);
    assert_string_equal(first, "2025-10"); /* five months of history */
    remove_folder(folder);
    dk_arena_free(arena);
}

static void county__unknown_world_or_folder_fails(void **state)
{
    (void)state;
    dk_err first = DK_ERR_INIT, second = DK_ERR_INIT;
    dk_gen_options options = DK_GEN_OPTIONS_INIT;
    options.world = "W77";
    assert_int_equal(dk_gen_county(&options, &first), DK_FAILED);
    options.world = "W0";
    options.out_dir = "/nonexistent-folder";
    options.size = DK_GEN_SAMPLE;
    assert_int_equal(dk_gen_county(&options, &second), DK_FAILED);
}

static void county__year_without_festival_fails_or_works(void **state)
{
    (void)state;
    dk_err err = DK_ERR_INIT;
    dk_gen_options options = DK_GEN_OPTIONS_INIT;
    options.size = DK_GEN_SAMPLE;
    options.as_of = dk_day_of(2026, 9, 15);
    assert_ok(dk_gen_county(&options, &err), &err);
    options.as_of = dk_day_of(2050, 3, 1);
    assert_int_equal(dk_gen_county(&options, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_GEN_FESTIVAL_MISSING));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(county__same_seed_same_bytes),
        cmocka_unit_test(county__another_seed_differs),
        cmocka_unit_test(county__sizes_and_identifiers),
        cmocka_unit_test(county__last_year_names_people_and_seats),
        cmocka_unit_test(county__history_has_96_months_and_one_short_series),
        cmocka_unit_test(county__unknown_world_or_folder_fails),
        cmocka_unit_test(county__year_without_festival_fails_or_works),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
