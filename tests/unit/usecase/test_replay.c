/* tests/unit/usecase/test_replay.c - last year's placements against what was known then: nothing
 * recorded later moves a byte. */
#include "api/usecase/replay.h"
#include "api/wire/replay.h"
#include "core/base/buf.h"
#include "tests/unit/usecase/centre.h"

enum { DAY_MS = 86400000 };

static const char FIRMS_AND_POSTS[] =
    "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数,月薪下限,月薪上限,工作地乡镇,"
    "有效期至\n"
    "91980126MA0007919H,云泽甲汽修有限公司,GW-1,汽修工,汽车维修工,3,5000,6000,城关镇,2025-08-31\n"
    "91980126MA0007919H,云泽甲汽修有限公司,GW-2,缝纫工,缝纫工,3,3000,3200,城关镇,2025-08-31\n"
    "91980126MA0007919H,云泽甲汽修有限公司,GW-3,汽车保养,汽车维修工,3,3500,3600,城关镇,2025-08-31\n"
    "91980126MA0007919H,云泽甲汽修有限公司,GW-4,汽修短工,汽车维修工,3,3500,3600,城关镇,2025-06-"
    "05\n";
static const char PEOPLE[] =
    "姓名,身份证件号,学籍号,专业代码,入学年月,学制,学历,授权书版本,授权日期,毕业意向,最低月薪,"
    "现住乡镇\n"
    "甲甲,98012620000101001X,S1,700206,2022-09,3,中职,v1,2025-05-10,就业,4000,城关镇\n"
    "乙乙,980126200001010028,S2,700206,2022-09,3,中职,,,就业,4000,城关镇\n"
    "丙丙,980126200001010036,S3,700206,2022-09,3,中职,v1,2025-05-10,就业,4000,城关镇\n";
static const char PLACEMENTS[] =
    "去向编号,学籍号,毕业年度,去向类别,统一社会信用代码,岗位编号,职业代码,推荐日期,就业日期,"
    "第3月状态,第6月状态\n"
    "Q1,S1,2025,单位就业,91980126MA0007919H,GW-3,,2025-06-11,2025-07-10,在岗同单位,在岗同单位\n"
    "Q2,S3,2025,单位就业,91980126MA0007919H,,缝纫工,2025-06-11,2025-07-10,在岗同单位,离岗\n"
    "Q3,S2,2025,单位就业,91980126MA0007919H,GW-1,,2025-06-11,2025-07-10,失联,失联\n"
    "Q4,S3,2025,单位就业,91980126MA0007919H,GW-4,,2025-06-11,2025-10-10,,\n"
    "Q5,S3,2025,单位就业,91980126MA0007919H,GW-9,,2025-06-11,2025-07-10,,\n"
    "Q6,S9,2025,单位就业,91980126MA0007919H,GW-1,,2025-06-11,2025-07-10,,\n"
    "Q7,,2025,单位就业,91980126MA0007919H,GW-1,,2025-06-11,2025-07-10,,\n"
    "Q8,S1,2025,单位就业,91980126MA0007919H,GW-1,,,,,\n"
    "Q9,S1,2025,升学,,,,,,,\n"
    "Q10,S1,2024,单位就业,91980126MA0007919H,GW-1,,2024-06-11,,,\n";

static int64_t clock_of(void *ctx)
{
    const int64_t *now = ctx;
    return *now;
}

/* A centre whose clock can be set; *state gets it. */
typedef struct {
    centre c; /* first, so that it is one */
    int64_t now;
} dated;

static void at(dated *d, int32_t year, int32_t month, int32_t day)
{
    d->now = (int64_t)dk_day_of(year, month, day) * DAY_MS + DAY_MS / 3;
}

/* A new pay of the post that was taken, recorded in the first moment of a day or just before it. */
static void raise_pay(dated *d, int32_t day, int64_t less_ms, const char *pay)
{
    char sheet[400];
    d->now = ((int64_t)dk_day_of(2025, 6, day) * 24 - 8) * 3600000 - less_ms;
    snprintf(sheet, sizeof sheet,
             "统一社会信用代码,岗位编号,岗位名称,职业代码,招聘人数,月薪下限,月薪上限\n"
             "91980126MA0007919H,GW-3,汽车保养,汽车维修工,3,%s,9900\n",
             pay);
    centre_add(&d->c, "posts", sheet);
}

static int fill_days(void **state, bool has_more)
{
    dated *d = calloc(1, sizeof *d);
    assert_non_null(d);
    centre *c = &d->c;
    *c = (centre){.dir = "/tmp/dk-centre-XXXXXX", .arena = dk_arena_new(), .err = DK_ERR_INIT};
    assert_non_null(mkdtemp(c->dir));
    snprintf(c->db, PATH, "%.200s/c.db", c->dir);
    snprintf(c->sheet, PATH, "%.200s/s.csv", c->dir);
    dk_uc_start();
    c->options = (dk_app_options){.db_path = c->db,
                                  .zone_minutes = 480,
                                  .clock_ms = clock_of,
                                  .clock_ctx = &d->now,
                                  .as_of = dk_day_of(2026, 3, 2)};
    at(d, 2025, 6, 1);
    must(c, dk_app_init(&c->options, &CLERK, &c->err));
    must(c, dk_app_open(&c->options, &c->app, &c->err));
    centre_add(c, "posts", FIRMS_AND_POSTS);
    centre_add(c, "trainees", PEOPLE);
    if (has_more) {
        raise_pay(d, 11, 1, "5500");
        raise_pay(d, 11, 0, "2000");
    }
    at(d, 2026, 3, 2);
    centre_add(c, "posts",
               "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数\n"
               "91980126MA0007919H,云泽甲汽修有限公司,GW-9,汽修工,汽车维修工,3\n");
    centre_add(c, "placements", PLACEMENTS);
    *state = d;
    return 0;
}

static int fill(void **state)
{
    return fill_days(state, false);
}

static int fill_more(void **state)
{
    return fill_days(state, true);
}

static dk_replay replay_of(centre *c, int32_t after)
{
    dk_replay r;
    const dk_uc_replay_options options = {
        .year = 2025, .after = after, .as_of = DK_DAY_NONE, .lang = DK_ZH};
    must(c, dk_uc_replay(&(dk_call){c->app, &CLERK, c->arena}, &options, &r, &c->err));
    return r;
}

static const dk_replay_case *case_of(const dk_replay *r, const char *no)
{
    for (size_t i = 0; i < r->n_cases; i++)
        if (strcmp(r->cases[i].placement_no, no) == 0)
            return &r->cases[i];
    fail_msg("%s is missing", no);
    return NULL;
}

static void replay__ranks_and_reasons(void **state)
{
    dk_replay r = replay_of(*state, 6);
    const dk_replay_case *one = case_of(&r, "Q1");
    int32_t sum = 0;
    assert_int_equal(one->state, DK_REPLAY_RANKED);
    assert_int_equal(one->rank, 2);
    assert_int_equal(one->candidates, 3);
    assert_string_equal(one->proposed.label, "汽修工 · 云泽甲汽修有限公司");
    assert_string_equal(one->post.label, "汽车保养 · 云泽甲汽修有限公司");
    assert_string_equal(one->trainee.label, "甲*");
    assert_string_equal(one->lines[0].key, "pay");
    for (size_t i = 0; i < one->n_lines; i++)
        sum += one->lines[i].diff;
    assert_int_equal(sum, one->best_score - one->score);
    one = case_of(&r, "Q2"); /* without a post number: the firm's post of the occupation */
    assert_true(one->is_by_firm);
    assert_int_equal(one->rank, 3);
    assert_string_equal(one->post.label, "缝纫工 · 云泽甲汽修有限公司");
    assert_int_equal(r.groups[0].n, 4);
    assert_int_equal(r.groups[0].hits[0], 0);
    assert_int_equal(r.groups[0].hits[1], 2);
    assert_int_equal(r.groups[1 + DK_STAY_SAME].n, 1);
    assert_int_equal(r.groups[1 + DK_STAY_LEFT].n, 1);
    assert_true(r.groups[0].lo[1] > 0.1 && r.groups[0].hi[1] < 0.9);
    r = replay_of(*state, 3);
    assert_int_equal(r.groups[1 + DK_STAY_SAME].n, 2);
}

/* Whoever has no rank is counted with the reason. */
static void replay__states_and_counts(void **state)
{
    const dk_replay r = replay_of(*state, 6);
    assert_int_equal(case_of(&r, "Q3")->state, DK_REPLAY_OUT);
    assert_non_null(strstr(case_of(&r, "Q3")->words, "授权书"));
    assert_int_equal(case_of(&r, "Q3")->stay, DK_STAY_UNKNOWN);
    assert_int_equal(case_of(&r, "Q4")->state, DK_REPLAY_SHUT);
    assert_non_null(strstr(case_of(&r, "Q4")->words, "2025-06-05"));
    assert_int_equal(case_of(&r, "Q4")->stay, DK_STAY_NOT_DUE);
    assert_int_equal(case_of(&r, "Q5")->state, DK_REPLAY_NO_POST); /* recorded this year */
    assert_int_equal(case_of(&r, "Q6")->state, DK_REPLAY_NO_PERSON);
    assert_int_equal(case_of(&r, "Q7")->state, DK_REPLAY_UNTOLD);
    assert_int_equal(case_of(&r, "Q8")->state, DK_REPLAY_UNDATED);
    assert_int_equal(case_of(&r, "Q8")->seq, 0);
    assert_int_equal(r.n_cases, 8);
    size_t all = 0;
    for (int s = 0; s < DK_N_REPLAY_STATES; s++)
        all += r.states[s];
    assert_int_equal(all, r.n_cases); /* each has its reason, and one */
}

/* The training centre's ledger has no numbers of its own: who, when and where is what it says. */
static void replay__short_courses_by_class_or_last_four(void **state)
{
    static const char ROSTER[] =
        "姓名,身份证件号,班级,班内序号,授权书版本,授权日期,毕业意向,最低月薪,现住乡镇,学历\n"
        "丁丁,980126199001010014,2025-04汽修1期,1,v1,2025-05-10,就业,3000,城关镇,初中\n"
        "戊戊,980126199001010030,2025-04汽修1期,2,v1,2025-05-10,就业,3000,城关镇,初中\n"
        "同名,980126199003010018,2025-04汽修1期,3,v1,2025-05-10,就业,3000,城关镇,初中\n"
        "同名,980126199003280018,2025-04汽修1期,4,v1,2025-05-10,就业,3000,城关镇,初中\n";
    static const char LEDGER[] =
        "序号,姓名,身份证号,身份证后四位,培训班次,花名册序号,统一社会信用代码,岗位编号,就业单位,"
        "推荐日期,就业时间,月工资\n"
        "1,丁丁,,,2025-04汽修1期,1,91980126MA0007919H,GW-1,云泽甲,2025-06-11,2025-06-20,5200\n"
        "2,戊戊,,0030,,,91980126MA0007919H,GW-3,云泽甲,2025-06-11,2025-06-20,3500\n"
        "3,同名,,0018,,,91980126MA0007919H,GW-1,云泽甲,2025-06-11,2025-06-20,5200\n"
        "4,同名,980126199003280018,,,,,,省城某厂,2025-06-11,2025-06-20,6200\n"
        "5,庚庚,,0999,,,91980126MA0007919H,GW-1,云泽甲,2025-06-11,2025-06-20,5200\n";
    static const dk_replay_state wanted[] = {DK_REPLAY_RANKED, DK_REPLAY_RANKED, DK_REPLAY_SEVERAL,
                                             DK_REPLAY_NO_FIRM, DK_REPLAY_NO_PERSON};
    dated *d = *state;
    centre *c = &d->c;
    at(d, 2025, 6, 2);
    centre_add(c, "trainees", ROSTER);
    at(d, 2026, 3, 2);
    centre_add(c, "placements", LEDGER);
    for (int again = 0; again < 2; again++) {
        const dk_replay r = replay_of(c, 6);
        assert_int_equal(r.n_cases, 8 + 5);
        for (size_t i = 0; i < 5; i++) {
            const dk_replay_case *one = NULL;
            for (size_t k = 0; k < r.n_cases; k++)
                if (r.cases[k].placement == 11 + (int64_t)i)
                    one = &r.cases[k];
            assert_non_null(one);
            if (one->state != wanted[i])
                fail_msg("row %zu: %s", i + 1, dk_replay_state_key(one->state));
            /* A number of its own that tells no sealed value. */
            assert_non_null(
                strstr(one->placement_no, i == 0 ? "2025-2025-04汽修1期-1" : "2025-WH"));
        }
        centre_add(c, "placements", LEDGER); /* the same ledger again is the same rows */
    }
    /* Whom the ledger names is in no list of today. */
    dk_match_list list;
    const dk_uc_match_options options = {.top = 5, .as_of = DK_DAY_NONE, .lang = DK_ZH};
    for (int64_t id = 4; id <= 7; id++) {
        must(c, dk_uc_match_trainee(&(dk_call){c->app, &CLERK, c->arena}, id, &options, &list,
                                    &c->err));
        assert_int_equal(list.own_gates.n, id == 6 ? 0 : 1); /* 6: one of two of that name */
    }
}

static char *bytes_of(centre *c)
{
    const dk_replay r = replay_of(c, 6);
    dk_buf buf = DK_BUF_INIT;
    dk_wire_replay(&buf, &r, 100, DK_ZH);
    assert_false(buf.is_broken);
    char *copy = strndup(buf.data, buf.len);
    assert_non_null(copy);
    dk_buf_done(&buf);
    return copy;
}

/* What could be read from the data of today but was not known then. */
static void change_everything(centre *c)
{
    centre_add(
        c, "posts",
        "统一社会信用代码,单位名称,岗位编号,岗位名称,职业代码,招聘人数,月薪下限,月薪上限,状态\n"
        "91980126MA0007919H,云泽改名有限公司,GW-1,改名,缝纫工,3,2000,2100,招聘中\n"
        "91980126MA0007919H,云泽改名有限公司,GW-3,改名,汽车维修工,3,9000,9900,已招满\n"
        "91980126MA0007919H,云泽改名有限公司,GW-8,新岗位,汽车维修工,3,9000,9900,招聘中\n");
    centre_add(c, "trainees",
               "姓名,身份证件号,学籍号,专业代码,毕业意向,最低月薪,技能测评\n"
               "改名,98012620000101001X,S1,YZ0004,升学,9000,S051:5:assessed:2025-05-01\n");
    centre_add(c, "codes",
               "list,code,name\nspecialty,700206,改名专业\ntown,980126100000,改名镇\n"
               "occupation,4-12-01-01,改名职业\n");
}

static void replay__later_changes_leave_its_bytes(void **state)
{
    dated *d = *state;
    char *before = bytes_of(&d->c);
    at(d, 2026, 3, 3);
    change_everything(&d->c);
    char *after = bytes_of(&d->c);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* The control: what was recorded the day before does move it; what was recorded on the very day
 * does not, as nobody knows at what hour the teacher decided. */
static void replay__earlier_changes_count(void **state)
{
    const dk_replay r = replay_of(*state, 6);
    const dk_replay_case *one = case_of(&r, "Q1");
    assert_int_equal(one->rank, 1);
    assert_int_equal(one->best_score, one->score);
    assert_int_equal(one->n_lines, 0);
    assert_non_null(strstr(one->post.line, "5500"));
    assert_int_equal(r.groups[0].hits[0], 1);
}

/* The market of today knows who has a destination, that of the day does not. */
static void destination__out_once_it_is_on_record(void **state)
{
    centre *c = *state;
    dk_match_list list;
    dk_uc_match_options options = {.top = 5, .as_of = DK_DAY_NONE, .lang = DK_ZH};
    const dk_call call = {c->app, &CLERK, c->arena};
    must(c, dk_uc_match_trainee(&call, 1, &options, &list, &c->err));
    assert_int_equal(list.n_matches, 0);
    assert_int_equal(list.own_gates.n, 1);
    assert_string_equal(list.own_gates.items[0].key, "destination");
    options.as_of = dk_day_of(2025, 6, 20);
    must(c, dk_uc_match_trainee(&call, 3, &options, &list, &c->err));
    assert_int_equal(list.own_gates.n, 0);
    assert_true(list.n_matches > 0);
    centre_add(c, "trainees", "姓名,身份证件号,仍愿推荐\n甲甲,98012620000101001X,是\n");
    options.as_of = DK_DAY_NONE;
    must(c, dk_uc_match_trainee(&call, 1, &options, &list, &c->err));
    assert_int_equal(list.own_gates.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define EACH(name) cmocka_unit_test_setup_teardown(name, fill, centre_teardown)
        EACH(replay__ranks_and_reasons),
        EACH(replay__states_and_counts),
        EACH(replay__short_courses_by_class_or_last_four),
        EACH(replay__later_changes_leave_its_bytes),
        cmocka_unit_test_setup_teardown(replay__earlier_changes_count, fill_more, centre_teardown),
        EACH(destination__out_once_it_is_on_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
