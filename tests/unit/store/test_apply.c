/* core/store/apply.c, write.c, refs.c, row.c: a batch becomes changes.
 * 1 counts and round trips  2 absent, empty, masked  3 merging  4 natural keys  5 references
 * 6 refusals  7 dry run, cancel  8 removal and numbers  9 the log */
#include "tests/unit/store/fixture.h"

#include "core/base/messages.h"

#define ID1 "980101200001010018"
#define ID2 "980101200001020021"

static void fill(builder *build, dk_record *record)
{
    set(build, record, P_PHONE, "12000000001");
    set(build, record, P_CLASS, "03;08");
    set(build, record, P_BORN, "2008-02-29");
    set(build, record, P_PAY, "4300.5");
    set(build, record, P_SHARE, "-8.25");
    set(build, record, P_SINCE, "2023-09");
    set(build, record, P_SHIFT, "1");
    set(build, record, P_EDU, "41");
    set(build, record, P_WANT, "6-18-02-04;4-12-01-01");
    set(build, record, P_CERTS, "S01:A\\:1\\;2:2027-01-31;S02::2028-01-01;S03");
    set(build, record, P_FIRM, "F1");
    set(build, record, P_UNIT, "S1");
    set(build, record, P_NOTE, "第一行\n“引号” 𠮷");
}

static void apply__every_type_round_trips(void **state)
{
    fixture *fix = *state;
    static const char *const want[N_PERSON] = {ID1,
                                               "王小明",
                                               "12000000001",
                                               "03;08",
                                               "2008-02-29",
                                               "4300.5",
                                               "-8.25",
                                               "2023-09",
                                               "1",
                                               "41",
                                               "6-18-02-04;4-12-01-01",
                                               "S01:A\\:1\\;2:2027-01-31;S02::2028-01-01;S03",
                                               "F1",
                                               "S1",
                                               "第一行\n“引号” 𠮷"};
    builder build = begin(fix, "a.xlsx");
    firm(&build, "F1", "一厂");
    fill(&build, person(&build, ID1, "王小明"));
    dk_apply_result result = apply(&build);
    assert_int_equal(result.batch, 1);
    assert_int_equal(result.seq, 2);
    assert_int_equal(result.n_new, 2);
    assert_int_equal(result.n_changed + result.n_same + result.n_deleted + result.n_fields, 0);
    for (size_t i = 0; i < N_PERSON; i++)
        assert_string_equal(text_of(fix, &people, 1, i), want[i]);
    uint8_t digest[32];
    digest_of(fix, digest);
}

static void apply__same_batch_again_changes_nothing(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    builder build = begin(fix, "a.xlsx");
    firm(&build, "F1", "一厂");
    fill(&build, person(&build, ID1, "王小明"));
    apply(&build);
    digest_of(fix, before);
    dk_apply_result result = apply(&build);
    assert_int_equal(result.batch, 0);
    assert_int_equal(result.seq, 2);
    assert_int_equal(result.n_same, 2);
    assert_int_equal(result.n_new + result.n_changed + result.n_fields, 0);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM batch"), 1);
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
}

static void apply__changed_fields_are_one_row_each(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    firm(&build, "F1", "一厂");
    fill(&build, person(&build, ID1, "王小明"));
    apply(&build);
    builder second = begin(fix, "b.xlsx");
    dk_record *record = person(&second, ID1, "王小明");
    set(&second, record, P_PAY, "5000");
    set(&second, record, P_PHONE, "12000000002");
    set(&second, record, P_WANT, "4-12-01-01");
    set(&second, record, P_EDU, "41");
    dk_apply_result result = apply(&second);
    assert_int_equal(result.batch, 2);
    assert_int_equal(result.n_changed, 1);
    assert_int_equal(result.n_fields, 3);
    assert_int_equal(result.seq, 5);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM change WHERE batch = 2 AND row = 2"), 3);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM change WHERE batch = 2 AND field = 'pay' "
                                  "AND old = '4300.5' AND new = '5000'"),
                     1);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM change WHERE field = 'phone' AND "
                                  "typeof(old) = 'blob' AND typeof(new) = 'blob'"),
                     1);
    assert_string_equal(text_of(fix, &people, 1, P_PHONE), "12000000002");
    assert_string_equal(text_of(fix, &people, 1, P_WANT), "4-12-01-01");
}

static void apply__empty_batch(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, NULL);
    dk_apply_result result = apply(&build);
    assert_int_equal(result.batch, 0);
    assert_int_equal(result.seq, 0);
}

static void apply__absent_leaves_alone_and_empty_clears(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    firm(&build, "F1", "一厂");
    fill(&build, person(&build, ID1, "王小明"));
    apply(&build);
    builder second = begin(fix, "b.xlsx");
    dk_record *record = person(&second, ID1, NULL);
    set(&second, record, P_PHONE, "");
    set(&second, record, P_CERTS, "");
    set(&second, record, P_PAY, "");
    dk_apply_result result = apply(&second);
    assert_int_equal(result.n_fields, 3);
    assert_string_equal(text_of(fix, &people, 1, P_NAME), "王小明");
    assert_string_equal(text_of(fix, &people, 1, P_PHONE), "");
    assert_string_equal(text_of(fix, &people, 1, P_CERTS), "");
    assert_string_equal(text_of(fix, &people, 1, P_PAY), "");
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM people_certs"), 0);
    assert_int_equal(apply(&second).batch, 0);
}

static void apply__masked_record_sent_back_changes_nothing(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    firm(&build, "F1", "一厂");
    fill(&build, person(&build, ID1, "王小明"));
    apply(&build);
    dk_record *record = NULL;
    OK(dk_store_get(&(dk_view){fix->store, &reader, fix->arena}, &people, 1, false, &record, &err));
    assert_string_equal(record->v[P_NAME].text, "王*");
    builder second = begin(fix, "form");
    row(&second, &people);
    second.batch.rows[0].record = record;
    assert_int_equal(apply(&second).batch, 0);
    assert_string_equal(text_of(fix, &people, 1, P_CERTS),
                        "S01:A\\:1\\;2:2027-01-31;S02::2028-01-01;S03");
}

static void apply__rows_of_one_record_merge_in_order(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    dk_record *first = person(&build, ID1, "王小明");
    dk_record *second = person(&build, ID1, NULL);
    set(&build, first, P_PAY, "3000");
    set(&build, first, P_EDU, "41");
    set(&build, second, P_PAY, "4000");
    dk_apply_result result = apply(&build);
    assert_int_equal(result.n_new, 1);
    assert_int_equal(result.seq, 1);
    assert_string_equal(text_of(fix, &people, 1, P_PAY), "4000");
    assert_string_equal(text_of(fix, &people, 1, P_EDU), "41");
    /* The rows contradict each other; sent again they still change nothing. */
    assert_int_equal(apply(&build).batch, 0);
}

static void apply__row_by_number_and_row_by_key_are_one_record(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    person(&build, ID1, "王小明");
    apply(&build);
    builder second = begin(fix, "b.xlsx");
    dk_record *by_number = row(&second, &people);
    by_number->id = 1;
    set(&second, by_number, P_NOTE, "一");
    set(&second, person(&second, ID1, NULL), P_NOTE, "二");
    dk_apply_result result = apply(&second);
    assert_int_equal(result.n_changed, 1);
    assert_int_equal(result.n_fields, 1);
    assert_int_equal(sql_int(fix, "SELECT row FROM change WHERE seq = 2"), 3);
    assert_string_equal(text_of(fix, &people, 1, P_NOTE), "二");
}

static void apply__two_field_keys(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    link_row(&build, "A", "B", "10");
    link_row(&build, "A", "C", "20");
    link_row(&build, "A", "", "30"); /* an empty part is a part */
    link_row(&build, "A", "B", "15");
    dk_apply_result result = apply(&build);
    assert_int_equal(result.n_new, 3);
    assert_string_equal(text_of(fix, &links, 1, L_MINUTES), "15");
    builder second = begin(fix, "b.xlsx");
    link_row(&second, "A", "", "31");
    result = apply(&second);
    assert_int_equal(result.n_new, 0);
    assert_int_equal(result.n_changed, 1);
    assert_string_equal(text_of(fix, &links, 3, L_MINUTES), "31");
}

static void apply__key_of_another_record_refused(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    link_row(&build, "A", "B", "10");
    link_row(&build, "A", "", "20");
    link_row(&build, "A", "C", "30");
    apply(&build);
    builder second = begin(fix, "b.xlsx");
    dk_record *record = row(&second, &links);
    record->id = 3;
    set(&second, record, L_TO, "B");
    dk_err failed = apply_fails(&second, &local, &MSG_STORE_KEY_TAKEN);
    assert_int_equal(dk_err_place(&failed).row, 2);
    assert_string_equal(dk_err_place(&failed).file, "b.xlsx");
    set(&second, record, L_TO, ""); /* the unique index would let this one pass */
    apply_fails(&second, &local, &MSG_STORE_KEY_TAKEN);
    set(&second, record, L_TO, "D");
    assert_int_equal(apply(&second).n_fields, 1);
}

static void apply__sealed_key_of_another_record_refused(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    person(&build, ID1, "甲");
    person(&build, ID2, "乙");
    apply(&build);
    builder second = begin(fix, "b.xlsx");
    dk_record *record = row(&second, &people);
    record->id = 2;
    set(&second, record, P_ID, ID1);
    dk_err failed = apply_fails(&second, &local, &MSG_STORE_KEY_TAKEN);
    char text[512];
    dk_err_text(&failed, DK_ZH, text, sizeof text);
    assert_null(strstr(text, "2000"));
}

static void apply__row_without_key_refused(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    person(&build, "", "无号");
    dk_err failed = apply_fails(&build, &local, &MSG_STORE_KEY_EMPTY);
    assert_int_equal(dk_err_place(&failed).row, 2);
}

static void apply__reference_missing_names_the_row(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    person(&build, ID1, "甲");
    set(&build, person(&build, ID2, "乙"), P_FIRM, "F9");
    dk_err failed = apply_fails(&build, &local, &MSG_REF_MISSING);
    assert_int_equal(dk_err_place(&failed).row, 3);
    assert_string_equal(dk_err_place(&failed).field, "单位");
    char text[512];
    dk_err_text(&failed, DK_EN, text, sizeof text);
    assert_non_null(strstr(text, "F9"));
}

static void apply__reference_to_a_later_row_holds(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    set(&build, link_row(&build, "A", "B", "1"), L_GUIDE, "1");
    set(&build, person(&build, ID1, "甲"), P_FIRM, "F1");
    firm(&build, "F1", "一厂");
    assert_int_equal(apply(&build).n_new, 3);
}

static void apply__removal_of_a_referenced_record_refused(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    set(&build, person(&build, ID1, "甲"), P_FIRM, "F1");
    firm(&build, "F1", "一厂");
    firm(&build, "F2", "二厂");
    apply(&build);
    builder second = begin(fix, NULL);
    row(&second, &firms)->id = 1;
    second.batch.rows[0].is_delete = true;
    apply_fails(&second, &local, &MSG_REF_HELD);
    second.batch.rows[0].is_delete = false; /* a new natural key would break it as well */
    set(&second, second.batch.rows[0].record, FIRM_CODE, "F3");
    apply_fails(&second, &local, &MSG_REF_HELD);
    second.batch.rows[0].record->id = 2;
    assert_int_equal(apply(&second).n_fields, 1);
}

static void apply__required_fields(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    person(&build, ID1, NULL);
    dk_err failed = apply_fails(&build, &local, &MSG_STORE_REQUIRED);
    assert_string_equal(dk_err_place(&failed).field, "姓名");
    set(&build, build.batch.rows[0].record, P_NAME, "甲");
    apply(&build);
    builder second = begin(fix, "b.xlsx");
    person(&second, ID1, "");
    apply_fails(&second, &local, &MSG_STORE_REQUIRED);
}

static void apply__rights_and_units(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    set(&build, person(&build, ID1, "甲"), P_UNIT, "S2");
    apply_fails(&build, &reader, &MSG_STORE_FORBIDDEN);
    apply_fails(&build, &school, &MSG_STORE_UNIT_FOREIGN);
    apply(&build);
    builder second = begin(fix, "b.xlsx");
    set(&second, person(&second, ID1, "乙"), P_UNIT, "S1"); /* taking it over is refused too */
    apply_fails(&second, &school, &MSG_STORE_UNIT_FOREIGN);
    builder own = begin(fix, "c.xlsx");
    set(&own, person(&own, ID2, "丙"), P_UNIT, "S1");
    assert_int_equal(apply_as(&own, &school).n_new, 1);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM batch WHERE actor = 'school' AND unit = "
                                  "'S1'"),
                     1);
}

static void apply__dry_run_counts_and_keeps_nothing(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    person(&build, ID1, "甲");
    const dk_apply_options options = {.now_ms = 1, .is_dry_run = true};
    dk_apply_result result;
    OK(dk_store_apply(fix->store, &local, &build.batch, &options, &result, &err));
    assert_int_equal(result.batch, 0);
    assert_int_equal(result.seq, 0);
    assert_int_equal(result.n_new, 1);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM people"), 0);
    assert_int_equal(apply(&build).batch, 1);
}

static bool stop_at_two_thousand(void *ctx, size_t done, size_t total)
{
    size_t *calls = ctx;
    ++*calls;
    assert_int_equal(total, 3000);
    assert_int_equal(done, *calls * 1000);
    return done < 2000;
}

static void apply__cancelled_keeps_nothing(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    size_t calls = 0;
    char code[16];
    for (int i = 0; i < 3000; i++) {
        snprintf(code, sizeof code, "F%d", i);
        firm(&build, code, "厂");
    }
    const dk_apply_options options = {
        .now_ms = 1, .progress = stop_at_two_thousand, .progress_ctx = &calls};
    dk_apply_result result;
    dk_err failed;
    FAILS(MSG_CANCELLED, failed,
          dk_store_apply(fix->store, &local, &build.batch, &options, &result, &err));
    assert_int_equal(calls, 2);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM firms"), 0);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM change"), 0);
}

static void apply__record_numbers_are_never_used_twice(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    person(&build, ID1, "甲");
    apply(&build);
    builder second = begin(fix, NULL);
    row(&second, &people)->id = 1;
    second.batch.rows[0].is_delete = true;
    dk_apply_result result = apply(&second);
    assert_int_equal(result.n_deleted, 1);
    dk_record *record;
    dk_err failed;
    FAILS(
        MSG_RECORD_MISSING, failed,
        dk_store_get(&(dk_view){fix->store, &local, fix->arena}, &people, 1, false, &record, &err));
    apply(&build);
    assert_string_equal(text_of(fix, &people, 2, P_ID), ID1);
    apply_fails(&second, &local, &MSG_RECORD_MISSING);
    uint8_t digest[32];
    digest_of(fix, digest);
}

static void apply__log_is_append_only(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    person(&build, ID1, "甲");
    apply(&build);
    text_of(fix, &people, 1, P_ID); /* leaves an event */
    static const char *const attempts[] = {
        "UPDATE change SET new = 'x'",
        "DELETE FROM change",
        "INSERT INTO change SELECT 1, register, record, field, old, new, batch, row FROM change",
        "INSERT OR REPLACE INTO change SELECT * FROM change",
        "INSERT INTO change SELECT 9, register, record, field, old, new, batch, row FROM change",
        "UPDATE batch SET actor = 'x'",
        "DELETE FROM batch",
        "INSERT OR REPLACE INTO batch SELECT * FROM batch",
        "UPDATE event SET actor = 'x'",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
    };
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        dk_err failed;
        FAILS(MSG_STORE_APPEND_ONLY, failed, dk_db_run(fix->store->db, attempts[i], &err));
    }
    int64_t n = 0;
    OK(dk_store_audit(fix->store, &n, &err));
    assert_int_equal(n, 1);
}

/* No foreign key holds it (schema.c): the audit does. */
static void apply__change_without_its_batch_is_found(void **state)
{
    fixture *fix = *state;
    dk_err failed;
    int64_t n = 0;
    OK(dk_db_run(fix->store->db, "INSERT INTO change VALUES (1, 'people', 1, '', NULL, NULL, 7, 0)",
                 &err));
    FAILS(MSG_AUDIT_BROKEN, failed, dk_store_audit(fix->store, &n, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        CASE(apply__every_type_round_trips),
        CASE(apply__same_batch_again_changes_nothing),
        CASE(apply__changed_fields_are_one_row_each),
        CASE(apply__empty_batch),
        CASE(apply__absent_leaves_alone_and_empty_clears),
        CASE(apply__masked_record_sent_back_changes_nothing),
        CASE(apply__rows_of_one_record_merge_in_order),
        CASE(apply__row_by_number_and_row_by_key_are_one_record),
        CASE(apply__two_field_keys),
        CASE(apply__key_of_another_record_refused),
        CASE(apply__sealed_key_of_another_record_refused),
        CASE(apply__row_without_key_refused),
        CASE(apply__reference_missing_names_the_row),
        CASE(apply__reference_to_a_later_row_holds),
        CASE(apply__removal_of_a_referenced_record_refused),
        CASE(apply__required_fields),
        CASE(apply__rights_and_units),
        CASE(apply__dry_run_counts_and_keeps_nothing),
        CASE(apply__cancelled_keeps_nothing),
        CASE(apply__record_numbers_are_never_used_twice),
        CASE(apply__log_is_append_only),
        CASE(apply__change_without_its_batch_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
