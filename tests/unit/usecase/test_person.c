/* tests/unit/usecase/test_person.c - a person forgotten leaves no byte behind and the log still
 * proves itself. */
#include "api/usecase/person.h"

#include "api/usecase/identity.h"
#include "api/usecase/messages.h"
#include "core/register/fields.h"
#include "tests/unit/usecase/centre.h"

static const char PEOPLE[] =
    "姓名,身份证件号,学籍号,专业代码,班级,入学年月,联系电话,备注,授权书版本\n"
    "司马某,980126200801010018,XJ7788,700206,一班,2015-09,12077886655,左撇子,v1\n"
    "丙丙,980126200805120011,XJ0002,700206,一班,2024-09,12000000002,,v1\n";

static int64_t count(centre *c, const char *reg)
{
    int64_t n = 0;
    dk_store *store = NULL;
    const dk_query query = {.reg = dk_register_find(reg), .order = SIZE_MAX};
    must(c, dk_app_borrow(c->app, &store, &c->err));
    must(c, dk_store_count(store, &CLERK, &query, &n, &c->err));
    dk_app_return(c->app, store);
    return n;
}

/* The log verifies, the registers equal it, schema and search terms are whole. */
static void check_trust(centre *c)
{
    dk_check *checks;
    size_t n;
    dk_uc_doctor(&c->options, &CLERK, c->arena, &checks, &n);
    assert_true(n > 3);
    for (size_t i = 0; i < n; i++) {
        if (checks[i].is_ok)
            continue;
        c->err = checks[i].problem;
        must(c, DK_FAILED);
    }
}

/* True when the bytes stand anywhere in the files of the database. */
static bool in_files(const centre *c, const char *text)
{
    static const char *const ends[] = {"", "-wal"};
    bool found = false;
    for (size_t i = 0; i < 2; i++) {
        char path[PATH + 8];
        snprintf(path, sizeof path, "%.250s%s", c->db, ends[i]);
        FILE *file = fopen(path, "rb");
        if (file == NULL)
            continue;
        fseek(file, 0, SEEK_END);
        size_t len = (size_t)ftell(file);
        char *bytes = malloc(len + 1);
        rewind(file);
        len = fread(bytes, 1, len, file);
        fclose(file);
        found = found || memmem(bytes, len, text, strlen(text)) != NULL;
        free(bytes);
    }
    return found;
}

static dk_record *get(centre *c, const char *reg, int64_t id)
{
    dk_store *store = NULL;
    dk_record *record = NULL;
    must(c, dk_app_borrow(c->app, &store, &c->err));
    must(c, dk_store_get(&(dk_view){store, &CLERK, c->arena}, dk_register_find(reg), id, false,
                         &record, &c->err));
    dk_app_return(c->app, store);
    return record;
}

static void fill(centre *c)
{
    centre_add(c, "trainees", PEOPLE);
    centre_add(
        c, "trainees",
        "姓名,身份证件号,备注,联系电话\n司马某甲,980126200801010018,近视八百度,12077886656\n");
    centre_add(
        c, "trainings",
        "身份证件号,姓名,培训项目,年度,补贴金额\n980126200801010018,司马某,雨露计划,2025,1500\n");
    centre_add(c, "placements", "去向编号,学籍号,毕业年度,去向类别\nQX-1,XJ7788,2018,单位就业\n");
    check_trust(c);
}

static void person__all_that_belongs(void **state)
{
    centre *c = *state;
    dk_person p;
    fill(c);
    must(c, dk_uc_person(&(dk_call){c->app, &CLERK, c->arena}, 1, &p, &c->err));
    assert_int_equal(p.n_parts, 3);
    assert_string_equal(p.parts[0].reg->key, "trainees");
    assert_string_equal(p.parts[1].reg->key, "trainings");
    assert_string_equal(p.parts[2].reg->key, "placements");
    assert_int_equal(p.n_uploads, 0);
}

static void erase__leaves_no_byte_and_the_log_verifies(void **state)
{
    centre *c = *state;
    int64_t n_rows = 0;
    static const char *const texts[] = {"司马某", "XJ7788", "左撇子", "近视八百度", "司马某甲"};
    fill(c);
    for (size_t i = 0; i < 5; i++)
        assert_true(in_files(c, texts[i]));
    must(c, dk_uc_person_erase(&(dk_call){c->app, &CLERK, NULL}, 1, &n_rows, &c->err));
    assert_true(n_rows >= 5);
    check_trust(c);
    assert_int_equal(count(c, "trainees"), 1);
    dk_app_close(c->app); /* folds the write-ahead log into the file */
    c->app = NULL;
    for (size_t i = 0; i < 5; i++)
        if (in_files(c, texts[i]))
            fail_msg("%s is still there", texts[i]);
    assert_true(in_files(c, "丙丙")); /* the search would find it */
    must(c, dk_app_open(&c->options, &c->app, &c->err));
    /* Payments and placements stay as figures. */
    assert_int_equal(count(c, "trainings"), 1);
    assert_int_equal(get(c, "trainings", 1)->v[DK_TRAININGS_amount].num, 150000);
    assert_int_equal(get(c, "placements", 1)->v[DK_PLACEMENTS_graduation_year].num, 2018);
    assert_int_equal(get(c, "placements", 1)->v[DK_PLACEMENTS_student_no].kind, DK_V_NULL);
}

/* A short course's ledger names people without a number: what does so goes as well. */
static void erase__a_ledger_row_without_a_number(void **state)
{
    centre *c = *state;
    dk_person p;
    int64_t n_rows = 0;
    centre_add(c, "trainees",
               "姓名,身份证件号,班级,班内序号\n"
               "欧阳丁,980126199001010014,2025-04汽修1期,77\n"
               "戊戊,980126199001010030,2025-04汽修1期,78\n");
    centre_add(c, "placements",
               "姓名,身份证后四位,培训班次,花名册序号,就业单位,就业时间\n"
               "欧阳丁,0014,2025-04汽修1期,77,云泽甲,2025-06-20\n"
               "戊戊,0030,,,云泽甲,2025-06-20\n");
    must(c, dk_uc_person(&(dk_call){c->app, &CLERK, c->arena}, 1, &p, &c->err));
    assert_int_equal(p.n_parts, 2);
    assert_string_equal(p.parts[1].reg->key, "placements");
    assert_int_equal(p.parts[1].id, 1);
    must(c, dk_uc_person_erase(&(dk_call){c->app, &CLERK, NULL}, 1, &n_rows, &c->err));
    check_trust(c);
    dk_app_close(c->app);
    c->app = NULL;
    assert_false(in_files(c, "欧阳丁"));
    assert_false(in_files(c, "2025-04汽修1期-77")); /* the number made of class and place */
    assert_true(in_files(c, "戊戊"));
    must(c, dk_app_open(&c->options, &c->app, &c->err));
    assert_string_equal(get(c, "placements", 1)->v[DK_PLACEMENTS_ent_name].text, "云泽甲");
    assert_int_equal(get(c, "placements", 1)->v[DK_PLACEMENTS_roster_no].kind, DK_V_NULL);
    assert_int_equal(get(c, "placements", 1)->v[DK_PLACEMENTS_id_tail].kind, DK_V_NULL);
}

static int64_t stage(centre *c, const char *file, const char *text)
{
    int64_t id = 0;
    dk_store *store = NULL;
    dk_upload upload = {.reg = "trainees",
                        .file = file,
                        .size_bytes = (int64_t)strlen(text),
                        .at_ms = 1,
                        .keep_until_ms = INT64_MAX};
    dk_sha256(text, strlen(text), upload.hash);
    must(c, dk_app_borrow(c->app, &store, &c->err));
    must(c, dk_store_upload_add(store, &CLERK, &upload, text, &id, &c->err));
    dk_app_return(c->app, store);
    return id;
}

static bool is_kept(centre *c, int64_t id)
{
    dk_upload upload;
    dk_store *store = NULL;
    must(c, dk_app_borrow(c->app, &store, &c->err));
    must(c, dk_store_upload_get(&(dk_view){store, &CLERK, c->arena}, id, &upload, &c->err));
    dk_app_return(c->app, store);
    return upload.has_bytes;
}

/* Kept files with the person's number go, also those never committed; others stay, also one that is
 * no table. */
static void erase__forgets_kept_files(void **state)
{
    centre *c = *state;
    int64_t n_rows = 0;
    dk_person p;
    fill(c);
    const int64_t with = stage(c, "一班.csv", "姓名,证件\n某,980126200801010018\n"),
                  inside = stage(c, "备注.csv", "说明\n见 XJ7788 的材料\n"),
                  without = stage(c, "二班.csv", "姓名,证件\n丙丙,980126200805120011\n"),
                  broken = stage(c, "坏.xlsx", "PK\003\004 nothing");
    must(c, dk_uc_person(&(dk_call){c->app, &CLERK, c->arena}, 1, &p, &c->err));
    assert_int_equal(p.n_uploads, 2);
    must(c, dk_uc_person_erase(&(dk_call){c->app, &CLERK, NULL}, 1, &n_rows, &c->err));
    assert_false(is_kept(c, with));
    assert_false(is_kept(c, inside));
    assert_true(is_kept(c, without));
    assert_true(is_kept(c, broken));
    check_trust(c);
}

/* The number may come again: a new person, nothing of the old. */
static void erase__the_same_number_is_new(void **state)
{
    centre *c = *state;
    int64_t n_rows = 0;
    fill(c);
    must(c, dk_uc_person_erase(&(dk_call){c->app, &CLERK, NULL}, 1, &n_rows, &c->err));
    centre_add(c, "trainees", "姓名,身份证件号\n司马某,980126200801010018\n");
    assert_int_equal(count(c, "trainees"), 2);
    assert_int_equal(get(c, "trainees", 3)->v[DK_TRAINEES_student_no].kind, DK_V_NULL);
    check_trust(c);
}

/* Also what was merged into the person before. */
static void erase__reaches_merged_records(void **state)
{
    centre *c = *state;
    int64_t n_rows = 0, kept = 0;
    dk_apply_result applied;
    fill(c);
    centre_add(c, "trainees", "姓名,身份证件号,学籍号\n诸葛某,999126200801010001,ZG9911\n");
    const dk_pair_decision pair = {dk_register_find("trainees"), {1, 3}, true};
    must(c, dk_uc_decide_pair(&(dk_call){c->app, &CLERK, NULL}, &pair, &kept, &applied, &c->err));
    assert_int_equal(kept, 1);
    must(c, dk_uc_person_erase(&(dk_call){c->app, &CLERK, NULL}, 1, &n_rows, &c->err));
    check_trust(c);
    dk_app_close(c->app);
    c->app = NULL;
    assert_false(in_files(c, "诸葛某"));
    assert_false(in_files(c, "ZG9911"));
    must(c, dk_app_open(&c->options, &c->app, &c->err));
}

static void erase__is_not_for_everybody(void **state)
{
    centre *c = *state;
    int64_t n_rows = 0;
    dk_err err = DK_ERR_INIT;
    const dk_actor reader = {.user = "r", .rights = DK_RIGHT_READ | DK_RIGHT_ALL_UNITS};
    const dk_actor outsider = {
        .user = "o", .unit = "NOBODY", .rights = DK_RIGHT_READ | DK_RIGHT_WRITE};
    fill(c);
    assert_int_equal(dk_uc_person_erase(&(dk_call){c->app, &reader, NULL}, 1, &n_rows, &err),
                     DK_FAILED);
    err = DK_ERR_INIT;
    assert_int_equal(dk_uc_person_erase(&(dk_call){c->app, &outsider, NULL}, 1, &n_rows, &err),
                     DK_FAILED);
    assert_int_equal(count(c, "trainees"), 2);
    check_trust(c);
}

/* A rewrite that fails midway leaves everything, the guards of the log included, as it was. */
static void rewrite__all_or_nothing(void **state)
{
    centre *c = *state;
    int64_t n_rows = 0;
    uint8_t before[32], after[32];
    dk_store *store = NULL;
    dk_err err = DK_ERR_INIT;
    const dk_register *reg = dk_register_find("trainees");
    const dk_actor outsider = {
        .user = "o", .unit = "NOBODY", .rights = DK_RIGHT_READ | DK_RIGHT_WRITE};
    fill(c);
    bool *goes = dk_arena_array(c->arena, reg->n_fields, sizeof *goes);
    goes[DK_TRAINEES_name] = goes[DK_TRAINEES_note] = true;
    const dk_rewrite what[] = {{reg, 1, goes, "x"}, {reg, 2, goes, "x"}};
    const dk_forgetting both = {"erase", what, 2};
    must(c, dk_app_borrow(c->app, &store, &c->err));
    must(c, dk_store_replay_digest(store, 0, before, &c->err));
    assert_int_equal(dk_store_rewrite(store, &outsider, &both, &n_rows, &err), DK_FAILED);
    must(c, dk_store_replay_digest(store, 0, after, &c->err));
    assert_memory_equal(before, after, 32);
    check_trust(c);
    must(c, dk_store_rewrite(store, &CLERK, &both, &n_rows, &c->err));
    assert_true(n_rows >= 2);
    dk_app_return(c->app, store);
    check_trust(c);
    assert_string_equal(get(c, "trainees", 2)->v[DK_TRAINEES_name].text, "*"); /* masked as ever */
    assert_int_equal(get(c, "trainees", 1)->v[DK_TRAINEES_note].kind, DK_V_NULL);
}

static void retain__after_years_nobody_is_named(void **state)
{
    centre *c = *state;
    dk_retained r;
    dk_err err = DK_ERR_INIT;
    fill(c);
    assert_int_equal(dk_uc_retain(&(dk_call){c->app, &CLERK, NULL}, DK_DAY_NONE, true, &r, &err),
                     DK_FAILED);
    assert_true(dk_err_is(&err, MSG_RETAIN_UNSET));
    centre_add(c, "codes", "list,code,name\nsetting,retain_years,5\n");
    must(c, dk_uc_retain(&(dk_call){c->app, &CLERK, NULL}, DK_DAY_NONE, true, &r, &c->err));
    assert_int_equal(r.n_people, 1); /* enrolled 2015, three years, five more: before March 2026 */
    must(c, dk_uc_retain(&(dk_call){c->app, &CLERK, NULL}, DK_DAY_NONE, false, &r, &c->err));
    assert_int_equal(r.n_people, 1);
    assert_int_equal(count(c, "trainees"), 2);
    const dk_record *past = get(c, "trainees", 1);
    assert_string_equal(past->v[DK_TRAINEES_specialty_code].text, "700206"); /* statistics stay */
    assert_int_equal(past->v[DK_TRAINEES_phone].kind, DK_V_NULL);
    assert_int_equal(past->v[DK_TRAINEES_note].kind, DK_V_NULL);
    check_trust(c);
    dk_app_close(c->app);
    c->app = NULL;
    assert_false(in_files(c, "司马某"));
    assert_false(in_files(c, "XJ7788"));
    must(c, dk_app_open(&c->options, &c->app, &c->err));
    must(c, dk_uc_retain(&(dk_call){c->app, &CLERK, NULL}, DK_DAY_NONE, false, &r, &c->err));
    assert_int_equal(r.n_people, 0); /* done is done */
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, centre_setup, centre_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(person__all_that_belongs),
        EACH(erase__leaves_no_byte_and_the_log_verifies),
        EACH(erase__a_ledger_row_without_a_number),
        EACH(erase__forgets_kept_files),
        EACH(erase__the_same_number_is_new),
        EACH(erase__reaches_merged_records),
        EACH(erase__is_not_for_everybody),
        EACH(rewrite__all_or_nothing),
        EACH(retain__after_years_nobody_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
