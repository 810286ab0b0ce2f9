/* core/store/query.c, read.c, event.c: filters, order, pages, units, masking, events. */
#include "tests/unit/store/fixture.h"

/* Twelve people p = 1..12 with record number p: document ends in p, pay 1000 * (p % 4) or none,
 * phone 1200000100p, unit S1 or S2, education 41 for even ones, wanted W1 (odd) and W(p). */
static const char *id_of(fixture *fix, int p)
{
    return dk_arena_format(fix->arena, "9801012000010100%02d", p);
}

static int set_up_people(void **state)
{
    set_up(state);
    fixture *fix = *state;
    builder build = begin(fix, "a.xlsx");
    for (int p = 1; p <= 12; p++) {
        dk_record *record = person(&build, id_of(fix, p), dk_arena_format(fix->arena, "张%d号", p));
        if (p % 4 != 0)
            set(&build, record, P_PAY, dk_arena_format(fix->arena, "%d", 1000 * (p % 4)));
        set(&build, record, P_PHONE, dk_arena_format(fix->arena, "1200000%04d", 1000 + p));
        set(&build, record, P_UNIT, p <= 5 ? "S1" : "S2");
        set(&build, record, P_EDU, p % 2 == 0 ? "41" : "71");
        set(&build, record, P_BORN, "2008-01-01");
        set(&build, record, P_WANT, dk_arena_format(fix->arena, p % 2 ? "W1;W%d" : "W%d", p));
        set(&build, record, P_NOTE, p == 7 ? "100%_a\\b" : "100 of a");
        set(&build, record, P_CERTS, "S01:N77");
    }
    apply(&build);
    return 0;
}

typedef struct {
    int64_t ids[32];
    size_t n, stop_after;
} found;

static bool note(void *ctx, const dk_record *record)
{
    found *all = ctx;
    all->ids[all->n++] = record->id;
    return all->n != all->stop_after;
}

static found scan_as(fixture *fix, const dk_actor *actor, const dk_query *query)
{
    found all = {0};
    OK(dk_store_scan(&(dk_view){fix->store, actor, fix->arena}, query, note, &all, &err));
    return all;
}

/* Scans and counts with one filter; `want` are record numbers ended by 0. */
static void select_as(fixture *fix, const dk_actor *actor, size_t field, dk_op op,
                      const char *value, const int64_t *want)
{
    const dk_filter filter = {field, op, value};
    const dk_query query = {.reg = &people, .filters = &filter, .n_filters = 1, .order = SIZE_MAX};
    found all = scan_as(fix, actor, &query);
    int64_t count = -1;
    OK(dk_store_count(fix->store, actor, &query, &count, &err));
    assert_int_equal(count, all.n);
    size_t n = 0;
    for (; want[n] != 0; n++)
        assert_int_equal(n < all.n ? all.ids[n] : -1, want[n]);
    assert_int_equal(all.n, n);
}

#define SELECTS(field, op, value, ...)                                                             \
    select_as(*state, &reader, field, op, value, (const int64_t[]){__VA_ARGS__})

static void scan__operators(void **state)
{
    SELECTS(P_PAY, DK_OP_EQ, "2000", 2, 6, 10, 0);
    SELECTS(P_PAY, DK_OP_LT, "2000", 1, 5, 9, 0);
    SELECTS(P_PAY, DK_OP_LE, "2000", 1, 2, 5, 6, 9, 10, 0);
    SELECTS(P_PAY, DK_OP_GT, "2000.00", 3, 7, 11, 0);
    SELECTS(P_PAY, DK_OP_GE, "3000", 3, 7, 11, 0);
    SELECTS(P_PAY, DK_OP_NE, "1000", 2, 3, 4, 6, 7, 8, 10, 11, 12, 0); /* empty differs too */
    SELECTS(P_PAY, DK_OP_EQ, "", 4, 8, 12, 0);
    SELECTS(P_PAY, DK_OP_NE, "", 1, 2, 3, 5, 6, 7, 9, 10, 11, 0);
    SELECTS(P_PAY, DK_OP_IN, "1000,3000", 1, 3, 5, 7, 9, 11, 0);
    SELECTS(P_EDU, DK_OP_IN, "99", 0);
    SELECTS(P_NAME, DK_OP_LIKE, "1号", 1, 11, 0);
    SELECTS(P_NOTE, DK_OP_LIKE, "%_a\\", 7, 0); /* wildcards of the text are plain characters */
    SELECTS(P_NOTE, DK_OP_EQ, "'; DROP TABLE people; --", 0);
}

static void scan__lists(void **state)
{
    SELECTS(P_WANT, DK_OP_EQ, "W1", 1, 3, 5, 7, 9, 11, 0);
    SELECTS(P_WANT, DK_OP_NE, "W1", 2, 4, 6, 8, 10, 12, 0);
    SELECTS(P_WANT, DK_OP_IN, "W2,W12", 2, 12, 0);
    SELECTS(P_WANT, DK_OP_LIKE, "W10", 10, 0);
    SELECTS(P_WANT, DK_OP_EQ, "", 0);
    SELECTS(P_CERTS, DK_OP_EQ, "S01", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0);
    SELECTS(P_CERTS, DK_OP_NE, "", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0);
}

static void scan__sealed_by_whole_or_last_four(void **state)
{
    SELECTS(P_ID, DK_OP_EQ, "980101200001010003", 3, 0);
    SELECTS(P_ID, DK_OP_EQ, "0011", 11, 0);
    SELECTS(P_PHONE, DK_OP_EQ, "12000001005", 5, 0);
    SELECTS(P_PHONE, DK_OP_EQ, "1005", 5, 0);
    SELECTS(P_PHONE, DK_OP_EQ, "005", 0);
    SELECTS(P_PHONE, DK_OP_EQ, "", 0);
}

static void refused(fixture *fix, const dk_actor *actor, const dk_msg *msg, dk_filter filter,
                    size_t order)
{
    const dk_query query = {.reg = &people, .filters = &filter, .n_filters = 1, .order = order};
    found all = {0};
    dk_err failed;
    FAILS(*msg, failed,
          dk_store_scan(&(dk_view){fix->store, actor, fix->arena}, &query, note, &all, &err));
    assert_int_equal(all.n, 0);
}

static void scan__what_may_not_be_asked(void **state)
{
    fixture *fix = *state;
    const dk_filter plain = {P_EDU, DK_OP_EQ, "41"};
    refused(fix, &reader, &MSG_QUERY_SEALED, (dk_filter){P_ID, DK_OP_LIKE, "2000"}, SIZE_MAX);
    refused(fix, &local, &MSG_QUERY_SEALED, (dk_filter){P_CLASS, DK_OP_EQ, "08"}, SIZE_MAX);
    refused(fix, &reader, &MSG_QUERY_RESTRICTED, (dk_filter){P_BORN, DK_OP_LT, "2008-01-02"},
            SIZE_MAX);
    refused(fix, &reader, &MSG_QUERY_RESTRICTED, plain, P_BORN);
    refused(fix, &local, &MSG_QUERY_SEALED, plain, P_PHONE);
    refused(fix, &local, &MSG_QUERY_OPERATOR, plain, P_WANT);
    refused(fix, &local, &MSG_QUERY_OPERATOR, (dk_filter){P_WANT, DK_OP_LT, "1"}, SIZE_MAX);
    refused(fix, &local, &MSG_QUERY_OPERATOR, (dk_filter){P_PAY, DK_OP_LIKE, "1"}, SIZE_MAX);
    select_as(fix, &local, P_BORN, DK_OP_LT, "2008-01-01", (const int64_t[]){0});
}

static void scan__the_record_a_page_begins_after_is_gone(void **state)
{
    fixture *fix = *state;
    dk_query query = {.reg = &people, .order = P_EDU, .limit = 3, .after = 999};
    found page = {0};
    dk_err failed;
    FAILS(MSG_QUERY_AFTER, failed,
          dk_store_scan(&(dk_view){fix->store, &reader, fix->arena}, &query, note, &page, &err));
    query.order = SIZE_MAX; /* by record nothing but its number is asked */
    page = scan_as(fix, &reader, &query);
    assert_int_equal(page.n, 0);
}

/* Walks all pages of `limit` and compares with the unpaged order. */
static void check_pages(fixture *fix, size_t order, bool is_descending, size_t limit)
{
    dk_query query = {.reg = &people, .order = order, .is_descending = is_descending};
    found whole = scan_as(fix, &reader, &query);
    assert_int_equal(whole.n, 12);
    size_t n = 0;
    query.limit = limit;
    for (;;) {
        found page = scan_as(fix, &reader, &query);
        assert_true(page.n <= limit);
        for (size_t i = 0; i < page.n; i++)
            assert_int_equal(page.ids[i], whole.ids[n++]);
        if (page.n < limit)
            break;
        query.after = page.ids[page.n - 1];
    }
    assert_int_equal(n, 12);
}

static void scan__order_and_pages(void **state)
{
    fixture *fix = *state;
    static const size_t orders[] = {SIZE_MAX, P_PAY, P_EDU, P_NAME, P_UNIT};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        for (size_t limit = 1; limit <= 13; limit++) {
            check_pages(fix, orders[i], false, limit);
            check_pages(fix, orders[i], true, limit);
        }
    const dk_query query = {.reg = &people, .order = P_PAY, .limit = 4};
    found first = scan_as(fix, &reader, &query);
    assert_int_equal(first.ids[0], 4); /* empty values first, then 1000 */
    assert_int_equal(first.ids[3], 1);
}

static void scan__stops_when_told(void **state)
{
    fixture *fix = *state;
    const dk_query query = {.reg = &people, .order = SIZE_MAX};
    found all = {.stop_after = 3};
    OK(dk_store_scan(&(dk_view){fix->store, &reader, fix->arena}, &query, note, &all, &err));
    assert_int_equal(all.n, 3);
    dk_query none = query;
    none.reg = &links;
    assert_int_equal(scan_as(fix, &reader, &none).n, 0);
}

typedef struct {
    fixture *fix;
    size_t n;
} nested;

static bool read_inside(void *ctx, const dk_record *record)
{
    nested *at = ctx;
    dk_record *again = NULL;
    int64_t id = 0;
    OK(dk_store_get(&(dk_view){at->fix->store, &reader, at->fix->arena}, &people, record->id, false,
                    &again, &err));
    OK(dk_store_find(at->fix->store, &reader, &people, id_of(at->fix, (int)record->id), &id, &err));
    assert_int_equal(id, record->id);
    at->n++;
    return true;
}

static void scan__callback_may_read(void **state)
{
    fixture *fix = *state;
    const dk_query query = {.reg = &people, .order = P_PAY};
    nested at = {fix, 0};
    dk_arena *rows = dk_arena_new();
    OK(dk_store_scan(&(dk_view){fix->store, &reader, rows}, &query, read_inside, &at, &err));
    assert_int_equal(at.n, 12);
    assert_false(dk_db_in_transaction(fix->store->db));
    dk_arena_free(rows);
}

static void units__see_only_their_rows(void **state)
{
    fixture *fix = *state;
    static const dk_actor homeless = {"x", NULL, DK_RIGHT_READ, NULL};
    const dk_query query = {.reg = &people, .order = SIZE_MAX};
    dk_record *record;
    dk_provenance from;
    dk_err failed;
    int64_t id = -1;
    assert_int_equal(scan_as(fix, &school, &query).n, 5);
    assert_int_equal(scan_as(fix, &homeless, &query).n, 0);
    select_as(fix, &school, P_EDU, DK_OP_EQ, "41", (const int64_t[]){2, 4, 0});
    select_as(fix, &school, P_ID, DK_OP_EQ, "0006", (const int64_t[]){0});
    OK(dk_store_get(&(dk_view){fix->store, &school, fix->arena}, &people, 5, false, &record, &err));
    FAILS(MSG_RECORD_MISSING, failed,
          dk_store_get(&(dk_view){fix->store, &school, fix->arena}, &people, 6, false, &record,
                       &err));
    FAILS(MSG_RECORD_MISSING, failed,
          dk_store_provenance(&(dk_view){fix->store, &school, fix->arena}, &people, 6, P_PAY, &from,
                              &err));
    OK(dk_store_find(fix->store, &school, &people, id_of(fix, 6), &id, &err));
    assert_int_equal(id, 0);
    OK(dk_store_find(fix->store, &reader, &people, id_of(fix, 6), &id, &err));
    assert_int_equal(id, 6);
}

static void rights__needed_to_read(void **state)
{
    fixture *fix = *state;
    static const dk_actor nobody = {"x", NULL, DK_RIGHT_ALL_UNITS, NULL};
    const dk_query query = {.reg = &people, .order = SIZE_MAX};
    found all = {0};
    dk_record *record;
    dk_batch_info *infos;
    dk_err failed;
    int64_t count;
    size_t n;
    FAILS(MSG_STORE_FORBIDDEN, failed,
          dk_store_scan(&(dk_view){fix->store, &nobody, fix->arena}, &query, note, &all, &err));
    FAILS(MSG_STORE_FORBIDDEN, failed, dk_store_count(fix->store, &nobody, &query, &count, &err));
    FAILS(MSG_STORE_FORBIDDEN, failed,
          dk_store_get(&(dk_view){fix->store, &nobody, fix->arena}, &people, 1, false, &record,
                       &err));
    FAILS(MSG_STORE_FORBIDDEN, failed,
          dk_store_find(fix->store, &nobody, &people, "1", &count, &err));
    FAILS(MSG_STORE_FORBIDDEN, failed,
          dk_store_batches(&(dk_view){fix->store, &nobody, fix->arena}, 0, &infos, &n, &err));
}

static void masking__unless_asked_with_right_and_purpose(void **state)
{
    fixture *fix = *state;
    dk_actor purposeless = local;
    purposeless.purpose = "";
    const dk_actor *const masked[] = {&reader, &purposeless};
    for (size_t i = 0; i < 2; i++) {
        assert_string_equal(text_as(fix, masked[i], true, &people, 1, P_NAME), "张*");
        assert_string_equal(text_as(fix, masked[i], true, &people, 1, P_ID), "980101********0001");
        assert_string_equal(text_as(fix, masked[i], true, &people, 1, P_PHONE), "120****1001");
        assert_string_equal(text_as(fix, masked[i], true, &people, 1, P_BORN), "*");
        assert_string_equal(text_as(fix, masked[i], true, &people, 1, P_CERTS), "S01:*");
        assert_string_equal(text_as(fix, masked[i], true, &people, 1, P_PAY), "1000");
    }
    assert_string_equal(text_as(fix, &local, false, &people, 1, P_ID), "980101********0001");
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM event"), 0);
    assert_string_equal(text_as(fix, &local, true, &people, 1, P_ID), "980101200001010001");
    assert_string_equal(text_as(fix, &local, true, &people, 1, P_CERTS), "S01:N77");
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM event"), 2);
}

static void events__one_per_unmasking_without_values(void **state)
{
    fixture *fix = *state;
    const dk_filter filter = {P_ID, DK_OP_EQ, "980101200001010003"};
    const dk_query query = {.reg = &people,
                            .filters = &filter,
                            .n_filters = 1,
                            .order = SIZE_MAX,
                            .wants_unmasked = true};
    scan_as(fix, &reader, &query); /* no right: masked, no event */
    scan_as(fix, &local, &query);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM event"), 1);
    assert_int_equal(sql_int(fix,
                             "SELECT count(*) FROM event WHERE actor = 'local' AND kind = "
                             "'unmask' AND object = 'people' AND purpose = 'test' AND detail = "
                             "'scan by id_no' AND at = 1772409600000"),
                     1);
    text_of(fix, &people, 3, P_ID);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM event WHERE object = '人员 T000003'"), 1);
    int64_t n;
    OK(dk_store_audit(fix->store, &n, &err));
}

static void get__seq_is_the_last_of_the_record(void **state)
{
    fixture *fix = *state;
    dk_record *record;
    OK(dk_store_get(&(dk_view){fix->store, &reader, fix->arena}, &people, 2, false, &record, &err));
    assert_int_equal(record->version, 2);
    builder build = begin(fix, "b");
    set(&build, person(&build, id_of(fix, 2), NULL), P_NOTE, "neu");
    apply(&build);
    OK(dk_store_get(&(dk_view){fix->store, &reader, fix->arena}, &people, 2, false, &record, &err));
    assert_int_equal(record->version, 13);
}

static void find__by_key_or_number(void **state)
{
    fixture *fix = *state;
    static const struct {
        const char *text;
        int64_t id;
    } cases[] = {{"T000003", 3}, {"t3", 3},  {"3", 3}, {"980101200001010012", 12},
                 {"T000099", 0}, {"", 0},    {"x", 0}, {"980101200001010099", 0},
                 {"W000003", 0}, {"T-3", 0}, {"0", 0}};
    builder build = begin(fix, "a");
    firm(&build, "F1", "一厂");
    apply(&build);
    int64_t id;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        id = -1;
        OK(dk_store_find(fix->store, &reader, &people, cases[i].text, &id, &err));
        assert_int_equal(id, cases[i].id);
    }
    OK(dk_store_find(fix->store, &reader, &firms, "F1", &id, &err));
    assert_int_equal(id, 1);
}

static void get__altered_sealed_value_is_an_error(void **state)
{
    fixture *fix = *state;
    dk_record *record;
    dk_err failed;
    char text[512];
    OK(dk_db_run(fix->store->db, "UPDATE people SET id_no = phone WHERE record = 2", &err));
    FAILS(MSG_SEAL_BROKEN, failed,
          dk_store_get(&(dk_view){fix->store, &reader, fix->arena}, &people, 2, false, &record,
                       &err));
    dk_err_text(&failed, DK_ZH, text, sizeof text);
    assert_non_null(strstr(text, "证件号"));
}

typedef struct {
    int64_t pay[16]; /* by record number, fen; 0: none */
    size_t n;
} pays;

static bool note_pay(void *ctx, const dk_record *record)
{
    pays *all = ctx;
    all->pay[record->id] = record->v[P_PAY].kind == DK_V_INT ? record->v[P_PAY].num : 0;
    all->n++;
    assert_int_equal(record->v[P_ID].kind, DK_V_SEALED); /* masked */
    return true;
}

static pays pays_at(fixture *fix, const dk_actor *actor, int64_t seq)
{
    pays all = {.n = 0};
    const dk_query query = {.reg = &people, .order = SIZE_MAX, .wants_unmasked = true};
    OK(dk_store_scan_at(&(dk_view){fix->store, actor, fix->arena}, &query, seq, note_pay, &all,
                        &err));
    return all;
}

static void scan_at__what_was_known_then(void **state)
{
    fixture *fix = *state;
    int64_t before = 0, now = 0, at = -1;
    OK(dk_store_seq(fix->store, &before, &err));
    builder build = begin(fix, "b.xlsx");
    set(&build, person(&build, id_of(fix, 3), "张3号"), P_PAY, "9000");
    apply(&build);
    OK(dk_store_seq(fix->store, &now, &err));
    assert_true(now > before);
    pays then = pays_at(fix, &reader, before), today = pays_at(fix, &reader, now);
    assert_int_equal(then.n, 12);
    assert_int_equal(then.pay[3], 300000);
    assert_int_equal(today.n, 12);
    assert_int_equal(today.pay[3], 900000);
    assert_int_equal(today.pay[2], then.pay[2]);
    assert_int_equal(pays_at(fix, &school, now).n, 5); /* its own unit only */
    assert_int_equal(pays_at(fix, &reader, 0).n, 0);
    OK(dk_store_seq_at(fix->store, INT64_MAX, &at, &err));
    assert_int_equal(at, now);
    OK(dk_store_seq_at(fix->store, 0, &at, &err));
    assert_int_equal(at, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up_people, tear_down)
        CASE(scan__operators),
        CASE(scan__lists),
        CASE(scan__sealed_by_whole_or_last_four),
        CASE(scan__what_may_not_be_asked),
        CASE(scan__the_record_a_page_begins_after_is_gone),
        CASE(scan__order_and_pages),
        CASE(scan__stops_when_told),
        CASE(scan__callback_may_read),
        CASE(units__see_only_their_rows),
        CASE(scan_at__what_was_known_then),
        CASE(rights__needed_to_read),
        CASE(masking__unless_asked_with_right_and_purpose),
        CASE(events__one_per_unmasking_without_values),
        CASE(get__seq_is_the_last_of_the_record),
        CASE(find__by_key_or_number),
        CASE(get__altered_sealed_value_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
