/* tests/unit/usecase/test_protected.c - protected fields never reach a score: flipped in the
 * register, through importer, store and loader, every score and every gate stays bit-identical. */
#include "api/usecase/snapshot.h"
#include "tests/unit/usecase/centre.h"

enum { PEOPLE = 4, POSTS = 3, MOST = PEOPLE * POSTS };

static const char POST_ROWS[] =
    "信用代码,企业名称,岗位编号,岗位名称,职业代码,招聘人数,岗位类型,体力劳动强度,未成年工禁忌\n"
    "91980126MA0000000Y,甲厂,N1,焊工,6-18-02-04,3,job,2,否\n"
    "91980126MA0000000Y,甲厂,N2,养老护理员,4-10-01-05,2,job,1,否\n"
    "91980126MA0000000Y,甲厂,N3,客服,4-07-02-03,2,job,4,是\n";

/* The same people twice: sex, registered residence and its kind, person class, accommodation needs,
 * phones and the birth date (each within the same legal age class: adult, minor over 16) differ. */
static const char HEADER[] = "姓名,证件类型,身份证件号,性别,出生日期,户籍地区划,户籍性质,人员类别,"
                             "专业代码,班级,入学年月,毕业意向,"
                             "授权书版本,授权日期,联系电话,便利需求,技能测评\n";

typedef struct {
    const char *born, *gender, *area, *kind, *class_code, *phone, *need;
} sealed;

static void write_people(char *out, size_t size, const sealed rows[PEOPLE])
{
    static const char *const ids[PEOPLE] = {"E10000001", "E10000002", "E10000003", "E10000004"};
    static const char *const names[PEOPLE] = {"甲甲", "乙乙", "丙丙", "丁丁"};
    size_t len = (size_t)snprintf(out, size, "%s", HEADER);
    for (int i = 0; i < PEOPLE; i++)
        len += (size_t)snprintf(
            out + len, size - len,
            "%s,2,%s,%s,%s,%s,%s,%s,700206,一班,2023-09,job,v1,2026-01-01,%s,%s,"
            "S023:%d:assessed:2026-01-05;S001:%d:assessed:2026-01-05\n",
            names[i], ids[i], rows[i].gender, rows[i].born, rows[i].area, rows[i].kind,
            rows[i].class_code, rows[i].phone, rows[i].need, 1 + i, 4 - i);
}

typedef struct {
    dk_parts parts[MOST];
    dk_gate_state gates[MOST][DK_N_GATES];
} outcome;

static void score_all(centre *c, outcome *out)
{
    dk_snapshot *snapshot = NULL;
    memset(out, 0, sizeof *out);
    must(c, dk_snapshot_acquire(c->app, DK_DAY_NONE, &snapshot, &c->err));
    assert_int_equal(snapshot->market.n_trainees, PEOPLE);
    assert_int_equal(snapshot->market.n_posts, POSTS);
    for (size_t t = 0; t < PEOPLE; t++) {
        for (size_t p = 0; p < POSTS; p++) {
            (void)dk_score_pair(snapshot->index, t, p, &out->parts[t * POSTS + p]);
            (void)dk_gate_pair(snapshot->index, t, p, out->gates[t * POSTS + p]);
        }
    }
    dk_snapshot_release(snapshot);
}

static void protected__flipped_fields_change_no_bit(void **state)
{
    centre *c = *state;
    char text[4096];
    static outcome before, after;
    static const sealed first[PEOPLE] = {
        {"2006-01-01", "1", "云泽县", "1", "student", "13800000001", ""},
        {"2007-05-02", "1", "云泽县", "1", "student", "13800000002", "轮椅坡道"},
        {"2009-01-03", "2", "邻县", "2", "veteran", "13800000003", ""},
        {"2009-07-04", "2", "邻县", "2", "disabled", "13800000004", "手语翻译"}};
    static const sealed second[PEOPLE] = {
        {"1999-12-30", "2", "外省", "2", "disabled", "13900000001", "手语翻译"},
        {"2004-02-28", "2", "外省", "2", "poor", "13900000002", "不需要"},
        {"2009-11-29", "1", "云泽县", "1", "student", "13900000003", "轮椅坡道"},
        {"2008-10-28", "1", "云泽县", "1", "student", "13900000004", "不需要"}};
    centre_add(c, "posts", POST_ROWS);
    write_people(text, sizeof text, first);
    centre_add(c, "trainees", text);
    score_all(c, &before);
    write_people(text, sizeof text, second);
    centre_add(c, "trainees", text);
    score_all(c, &after);
    assert_memory_equal(&before, &after, sizeof before);
    bool differ = false; /* the comparison sees something: people do differ by their skills */
    for (size_t t = 1; t < PEOPLE; t++)
        differ = differ || before.parts[t * POSTS + 2].score != before.parts[2].score;
    assert_true(differ);
}

/* A notice that limits sex closes the post to everybody until the words are gone; a bar by law does
 * not; the warning about age closes nothing. */
static void notice__forbidden_words_close_a_post(void **state)
{
    centre *c = *state;
    dk_snapshot *snapshot = NULL;
    centre_add(c, "posts",
               "信用代码,企业名称,岗位编号,岗位名称,职业代码,招聘人数,招聘要求原文,女职工禁忌依据\n"
               "91980126MA0000000Y,甲厂,N1,焊工,6-18-02-04,3,限男性,\n"
               "91980126MA0000000Y,甲厂,N2,焊工,6-18-02-04,3,限男性,女职工劳动保护特别规定附录\n"
               "91980126MA0000000Y,甲厂,N3,焊工,6-18-02-04,3,\"男女不限，35岁以下\",\n"
               "91980126MA0000000Y,甲厂,N4,招女工,6-18-02-04,3,,\n");
    must(c, dk_snapshot_acquire(c->app, DK_DAY_NONE, &snapshot, &c->err));
    assert_false(dk_match_post_open(snapshot->index, 0));
    assert_true(dk_match_post_open(snapshot->index, 1));
    assert_true(dk_match_post_open(snapshot->index, 2));
    assert_false(dk_match_post_open(snapshot->index, 3));
    dk_snapshot_release(snapshot);
    centre_add(c, "posts",
               "信用代码,岗位编号,岗位名称,职业代码,招聘人数,招聘要求原文\n"
               "91980126MA0000000Y,N1,焊工,6-18-02-04,3,会看图纸\n");
    must(c, dk_snapshot_acquire(c->app, DK_DAY_NONE, &snapshot, &c->err));
    assert_true(dk_match_post_open(snapshot->index, 0));
    dk_snapshot_release(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(protected__flipped_fields_change_no_bit, centre_setup,
                                        centre_teardown),
        cmocka_unit_test_setup_teardown(notice__forbidden_words_close_a_post, centre_setup,
                                        centre_teardown)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
