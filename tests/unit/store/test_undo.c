/* core/store/undo.c: inverse changes, what stands in their way, and undoing an undo. */
#include "tests/unit/store/fixture.h"

#define ID1 "980101200001010018"
#define ID2 "980101200001020021"

/* Batch 1: F1, F2 and two people; returns the digest after it. */
static void first_batch(fixture *fix, uint8_t digest[32])
{
    builder build = begin(fix, "a.xlsx");
    firm(&build, "F1", "一厂");
    firm(&build, "F2", "二厂");
    dk_record *one = person(&build, ID1, "甲");
    set(&build, one, P_FIRM, "F1");
    set(&build, one, P_PAY, "3000");
    set(&build, one, P_PHONE, "12000000001");
    set(&build, one, P_CERTS, "S01:1;S02:2");
    person(&build, ID2, "乙");
    assert_int_equal(apply(&build).batch, 1);
    digest_of(fix, digest);
}

static void change(fixture *fix, const char *file, size_t field, const char *text)
{
    builder build = begin(fix, file);
    set(&build, person(&build, ID1, NULL), field, text);
    assert_int_equal(apply(&build).n_fields, 1);
}

static char *refusal(fixture *fix, int64_t batch)
{
    dk_apply_result result;
    dk_err failed;
    char *text = dk_arena_alloc(fix->arena, 512);
    FAILS(MSG_UNDO_BLOCKED, failed,
          dk_store_undo(fix->store, &local, batch, &(dk_undo_options){.now_ms = 6000}, &result,
                        &err));
    dk_err_text(&failed, DK_ZH, text, 512);
    return text;
}

static void undo__new_records_go(void **state)
{
    fixture *fix = *state;
    uint8_t empty[32], full[32], after[32];
    digest_of(fix, empty);
    first_batch(fix, full);
    dk_apply_result result = undo(fix, 1);
    assert_int_equal(result.batch, 2);
    assert_int_equal(result.n_deleted, 4);
    digest_of(fix, after);
    assert_memory_equal(empty, after, 32);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM people_certs"), 0);
    assert_int_equal(sql_int(fix, "SELECT undoes FROM batch WHERE batch = 2"), 1);
}

static void undo__changed_fields_get_their_old_values(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    first_batch(fix, before);
    builder build = begin(fix, "b.xlsx");
    dk_record *one = person(&build, ID1, "甲改");
    set(&build, one, P_PAY, "");
    set(&build, one, P_PHONE, "12000000009");
    set(&build, one, P_CERTS, "S09");
    set(&build, one, P_BORN, "2008-01-01");
    apply(&build);
    dk_apply_result result = undo(fix, 2);
    assert_int_equal(result.n_changed, 1);
    assert_int_equal(result.n_fields, 5);
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
    assert_string_equal(text_of(fix, &people, 1, P_PHONE), "12000000001");
}

static void undo__removed_records_come_back_under_their_number(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    first_batch(fix, before);
    builder build = begin(fix, NULL);
    row(&build, &people)->id = 1;
    build.batch.rows[0].is_delete = true;
    apply(&build);
    assert_int_equal(undo(fix, 2).n_new, 1);
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
}

static void undo__refused_where_a_later_batch_touched_the_field(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    first_batch(fix, before);
    change(fix, "b.xlsx", P_PAY, "4000");
    change(fix, "c.xlsx", P_PAY, "5000");
    const char *text = refusal(fix, 2);
    assert_string_equal(
        text, "不能撤销批次 2：人员 T000001 的“月薪”后来被批次 3（c.xlsx，local）改动或引用");
    assert_string_equal(text_of(fix, &people, 1, P_PAY), "5000");
    undo(fix, 3);
    undo(fix, 2); /* nothing stands in the way any more */
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
}

static void undo__other_fields_changed_later_stay(void **state)
{
    fixture *fix = *state;
    uint8_t digest[32];
    first_batch(fix, digest);
    change(fix, "b.xlsx", P_PAY, "4000");
    change(fix, "c.xlsx", P_NOTE, "留");
    undo(fix, 2);
    assert_string_equal(text_of(fix, &people, 1, P_PAY), "3000");
    assert_string_equal(text_of(fix, &people, 1, P_NOTE), "留");
    digest_of(fix, digest);
}

static void undo__refused_where_a_created_record_changed_later(void **state)
{
    fixture *fix = *state;
    uint8_t digest[32];
    first_batch(fix, digest);
    change(fix, "b.xlsx", P_NOTE, "x");
    const char *text = refusal(fix, 1);
    assert_non_null(strstr(text, "T000001"));
    assert_non_null(strstr(text, "备注"));
    assert_non_null(strstr(text, "批次 2"));
}

static void undo__refused_where_a_created_record_is_referred_to(void **state)
{
    fixture *fix = *state;
    builder build = begin(fix, "firms.xlsx");
    firm(&build, "F1", "一厂");
    apply(&build);
    builder second = begin(fix, "people.xlsx");
    set(&second, person(&second, ID1, "甲"), P_FIRM, "F1");
    apply(&second);
    const char *text = refusal(fix, 1);
    assert_string_equal(
        text, "不能撤销批次 1：人员 T000001 的“单位”后来被批次 2（people.xlsx，local）改动或引用");
    undo(fix, 2);
    assert_int_equal(undo(fix, 1).n_deleted, 1);
}

static void undo__tells_every_reason_at_once(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    dk_apply_result result;
    dk_err failed;
    first_batch(fix, before);
    change(fix, "b.xlsx", P_PAY, "4000");
    change(fix, "c.xlsx", P_NOTE, "留");
    builder build = begin(fix, "d.xlsx"); /* refers to a firm of batch 1 */
    set(&build, person(&build, "980101200001030037", "丙"), P_FIRM, "F2");
    apply(&build);
    digest_of(fix, before);
    dk_err_list reasons = {.arena = fix->arena};
    const dk_undo_options options = {.now_ms = 6000, .reasons = &reasons};
    FAILS(MSG_UNDO_BLOCKED, failed, dk_store_undo(fix->store, &local, 1, &options, &result, &err));
    assert_int_equal(reasons.total, 3);
    char text[512], first[512];
    static const char *const words[] = {"月薪", "备注", "单位"};
    static const char *const files[] = {"b.xlsx", "c.xlsx", "d.xlsx"};
    for (size_t i = 0; i < 3; i++) {
        dk_err_text(reasons.items[i], DK_ZH, text, sizeof text);
        assert_non_null(strstr(text, words[i]));
        assert_non_null(strstr(text, files[i]));
        if (i == 0)
            memcpy(first, text, sizeof first);
    }
    dk_err_text(&failed, DK_ZH, text, sizeof text);
    assert_string_equal(text, first);
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
}

static void undo__dry_run_changes_nothing(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    dk_apply_result result;
    first_batch(fix, before);
    const dk_undo_options options = {.now_ms = 6000, .is_dry_run = true};
    OK(dk_store_undo(fix->store, &local, 1, &options, &result, &err));
    assert_int_equal(result.n_deleted, 4);
    assert_int_equal(result.batch, 0);
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM batch"), 1);
}

static void undo__of_an_undo_restores(void **state)
{
    fixture *fix = *state;
    uint8_t full[32], empty[32], after[32];
    digest_of(fix, empty);
    first_batch(fix, full);
    assert_int_equal(undo(fix, 1).batch, 2);
    assert_int_equal(undo(fix, 2).n_new, 4);
    digest_of(fix, after);
    assert_memory_equal(full, after, 32);
    assert_int_equal(undo(fix, 1).n_deleted, 4); /* and once more */
    digest_of(fix, after);
    assert_memory_equal(empty, after, 32);
}

static void undo__twice_refused(void **state)
{
    fixture *fix = *state;
    uint8_t digest[32];
    dk_apply_result result;
    dk_err failed;
    first_batch(fix, digest);
    undo(fix, 1);
    FAILS(MSG_UNDO_DONE, failed,
          dk_store_undo(fix->store, &local, 1, &(dk_undo_options){.now_ms = 6000}, &result, &err));
    FAILS(MSG_BATCH_MISSING, failed,
          dk_store_undo(fix->store, &local, 9, &(dk_undo_options){.now_ms = 6000}, &result, &err));
    FAILS(MSG_BATCH_MISSING, failed,
          dk_store_undo(fix->store, &local, 0, &(dk_undo_options){.now_ms = 6000}, &result, &err));
    FAILS(MSG_BATCH_MISSING, failed,
          dk_store_undo(fix->store, &school, 2, &(dk_undo_options){.now_ms = 6000}, &result, &err));
    FAILS(MSG_STORE_FORBIDDEN, failed,
          dk_store_undo(fix->store, &reader, 2, &(dk_undo_options){.now_ms = 6000}, &result, &err));
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM batch"), 2);
}

static void undo__key_taken_meanwhile_refused(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    dk_apply_result result;
    dk_err failed;
    builder build = begin(fix, "a.xlsx");
    person(&build, ID1, "甲");
    apply(&build);
    undo(fix, 1);
    apply(&build);
    digest_of(fix, before);
    FAILS(MSG_STORE_KEY_TAKEN, failed,
          dk_store_undo(fix->store, &local, 2, &(dk_undo_options){.now_ms = 6000}, &result, &err));
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
}

static void undo__keys_freed_in_reverse_order(void **state)
{
    fixture *fix = *state;
    uint8_t before[32], after[32];
    builder build = begin(fix, "a.xlsx");
    link_row(&build, "A", "B", "1");
    link_row(&build, "A", "C", "2");
    apply(&build);
    digest_of(fix, before);
    builder second = begin(fix, "b.xlsx"); /* 1 leaves its key, 2 takes it */
    dk_record *one = row(&second, &links), *two = row(&second, &links);
    one->id = 1;
    set(&second, one, L_TO, "D");
    two->id = 2;
    set(&second, two, L_TO, "B");
    assert_int_equal(apply(&second).n_changed, 2);
    undo(fix, 2);
    digest_of(fix, after);
    assert_memory_equal(before, after, 32);
}

static void batches__tell_who_undid_what(void **state)
{
    fixture *fix = *state;
    uint8_t digest[32];
    dk_batch_info *infos;
    size_t n;
    first_batch(fix, digest);
    undo(fix, 1);
    undo(fix, 2);
    OK(dk_store_batches(&(dk_view){fix->store, &reader, fix->arena}, 0, &infos, &n, &err));
    assert_int_equal(n, 3);
    assert_int_equal(infos[0].batch, 3);
    assert_int_equal(infos[0].undoes, 2);
    assert_int_equal(infos[1].undone_by, 3);
    assert_int_equal(infos[2].undone_by, 0); /* its undo was undone */
    assert_string_equal(infos[2].file, "a.xlsx");
    assert_string_equal(infos[2].kind, "import");
    assert_string_equal(infos[2].user, "local");
    assert_null(infos[2].unit);
    assert_int_equal(infos[2].n_new, 4);
    assert_int_equal(infos[2].first_seq, 1);
    assert_int_equal(infos[2].last_seq, 4);
    assert_int_equal(infos[2].at_ms, 5000);
    OK(dk_store_batches(&(dk_view){fix->store, &reader, fix->arena}, 1, &infos, &n, &err));
    assert_int_equal(n, 1);
    OK(dk_store_batches(&(dk_view){fix->store, &school, fix->arena}, 0, &infos, &n, &err));
    assert_int_equal(n, 0); /* all of them were made by another unit */
}

static void provenance__names_batch_file_row_and_actor(void **state)
{
    fixture *fix = *state;
    uint8_t digest[32];
    dk_provenance from;
    dk_err failed;
    first_batch(fix, digest);
    change(fix, "b.xlsx", P_PHONE, "12000000002");
    OK(dk_store_provenance(&(dk_view){fix->store, &local, fix->arena}, &people, 1, P_PAY, &from,
                           &err));
    assert_int_equal(from.seq, 3);
    assert_int_equal(from.batch, 1);
    assert_int_equal(from.row, 4);
    assert_string_equal(from.file, "a.xlsx");
    assert_string_equal(from.user, "local");
    assert_null(from.old_text);
    assert_string_equal(from.new_text, "3000");
    OK(dk_store_provenance(&(dk_view){fix->store, &local, fix->arena}, &people, 1, P_PHONE, &from,
                           &err));
    assert_int_equal(from.batch, 2);
    assert_string_equal(from.old_text, "120****0001"); /* masked whoever asks */
    assert_string_equal(from.new_text, "120****0002");
    OK(dk_store_provenance(&(dk_view){fix->store, &local, fix->arena}, &people, 1, SIZE_MAX, &from,
                           &err));
    assert_int_equal(from.seq, 5);
    FAILS(MSG_RECORD_MISSING, failed,
          dk_store_provenance(&(dk_view){fix->store, &local, fix->arena}, &people, 7, P_PAY, &from,
                              &err));
}

static void history__tells_every_value_with_its_source(void **state)
{
    fixture *fix = *state;
    uint8_t digest[32];
    dk_history history;
    dk_err failed;
    first_batch(fix, digest);
    change(fix, "b.xlsx", P_PHONE, "12000000002");
    OK(dk_store_history(&(dk_view){fix->store, &local, fix->arena}, &people, 1, 0, &history, &err));
    assert_int_equal(history.n, 1 + 6); /* one change, and the six values it began with */
    assert_int_equal(history.items[0].batch, 2);
    assert_string_equal(history.items[0].field->key, "phone");
    assert_string_equal(history.items[0].old_text, "120****0001");
    assert_string_equal(history.items[0].new_text, "120****0002");
    assert_string_equal(history.items[0].file, "b.xlsx");
    assert_int_equal(history.items[0].row, 2);
    assert_string_equal(history.items[0].user, "local");
    assert_false(history.items[0].is_new);
    assert_true(history.items[1].is_new);
    assert_int_equal(history.items[1].batch, 1);
    for (size_t i = 1; i < history.n; i++)
        if (strcmp(history.items[i].field->key, "id_no") == 0)
            assert_string_equal(history.items[i].new_text, "980101********0018");
    OK(dk_store_history(&(dk_view){fix->store, &local, fix->arena}, &people, 1, 1, &history, &err));
    assert_int_equal(history.n, 1);
    FAILS(MSG_RECORD_MISSING, failed,
          dk_store_history(&(dk_view){fix->store, &school, fix->arena}, &people, 1, 0, &history,
                           &err));
    undo(fix, 2);
    undo(fix, 1); /* the record is gone, its past is not */
    OK(dk_store_history(&(dk_view){fix->store, &local, fix->arena}, &people, 1, 0, &history, &err));
    assert_true(history.items[0].is_removed);
    FAILS(MSG_RECORD_MISSING, failed,
          dk_store_history(&(dk_view){fix->store, &local, fix->arena}, &people, 77, 0, &history,
                           &err));
}

static void facets__count_values_under_the_filters(void **state)
{
    fixture *fix = *state;
    dk_facets facets;
    dk_err failed;
    builder build = begin(fix, "a.xlsx");
    static const char *const codes[] = {"10", "20", "10", ""};
    static const char *const wants[] = {"A;B", "B", "", "B"};
    for (size_t i = 0; i < 4; i++) {
        dk_record *one =
            person(&build, dk_arena_format(fix->arena, "98010120000101%02zu1X", i + 10), "甲");
        set(&build, one, P_EDU, codes[i]);
        set(&build, one, P_WANT, wants[i]);
        set(&build, one, P_PAY, i < 2 ? "3000" : "4000");
    }
    apply(&build);
    dk_query query = {.reg = &people, .order = SIZE_MAX};
    OK(dk_store_facets(&(dk_view){fix->store, &reader, fix->arena}, &query, P_EDU, &facets, &err));
    assert_int_equal(facets.n, 2);
    assert_string_equal(facets.items[0].value, "10");
    assert_int_equal(facets.items[0].n, 2);
    assert_int_equal(facets.n_empty, 1);
    OK(dk_store_facets(&(dk_view){fix->store, &reader, fix->arena}, &query, P_WANT, &facets, &err));
    assert_string_equal(facets.items[0].value, "B");
    assert_int_equal(facets.items[0].n, 3);
    assert_int_equal(facets.n_empty, 1);
    const dk_filter filter = {P_PAY, DK_OP_EQ, "3000"};
    query.filters = &filter;
    query.n_filters = 1;
    OK(dk_store_facets(&(dk_view){fix->store, &reader, fix->arena}, &query, P_EDU, &facets, &err));
    assert_int_equal(facets.n, 2);
    assert_int_equal(facets.items[0].n, 1);
    OK(dk_store_facets(&(dk_view){fix->store, &school, fix->arena}, &query, P_EDU, &facets, &err));
    assert_int_equal(facets.n, 0); /* none is of this unit */
    FAILS(MSG_QUERY_RESTRICTED, failed,
          dk_store_facets(&(dk_view){fix->store, &reader, fix->arena}, &query, P_BORN, &facets,
                          &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        CASE(undo__new_records_go),
        CASE(undo__changed_fields_get_their_old_values),
        CASE(undo__removed_records_come_back_under_their_number),
        CASE(undo__refused_where_a_later_batch_touched_the_field),
        CASE(undo__other_fields_changed_later_stay),
        CASE(undo__refused_where_a_created_record_changed_later),
        CASE(undo__refused_where_a_created_record_is_referred_to),
        CASE(undo__tells_every_reason_at_once),
        CASE(undo__dry_run_changes_nothing),
        CASE(undo__of_an_undo_restores),
        CASE(undo__twice_refused),
        CASE(undo__key_taken_meanwhile_refused),
        CASE(undo__keys_freed_in_reverse_order),
        CASE(batches__tell_who_undid_what),
        CASE(provenance__names_batch_file_row_and_actor),
        CASE(history__tells_every_value_with_its_source),
        CASE(facets__count_values_under_the_filters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
