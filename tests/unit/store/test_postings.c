/* core/store/postings.c: blocks of record numbers, and that terms.c makes the same ones. */
#include "tests/unit/store/fixture.h"

#include "core/base/random.h"
#include "core/store/postings.h"

enum { RECORDS = 2000 };

static const dk_term_key key = {"张", "T"};

static void change(fixture *fix, int64_t record, uint8_t rank)
{
    OK(dk_postings_change(fix->store, &key, (dk_posting){record, rank}, &err));
}

/* What is under the key: rank + 1 per record. Blocks must be in order and not too long. */
static size_t read_all(fixture *fix, uint8_t ranks[RECORDS + 1])
{
    static const char sql[] = "SELECT first, records FROM term WHERE term = '张' ORDER BY first";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    int64_t last = 0;
    size_t n = 0;
    memset(ranks, 0, RECORDS + 1);
    OK(dk_store_stmt(fix->store, sql, &stmt, &err));
    OK(dk_stmt_step(stmt, &has_row, &err));
    while (has_row) {
        dk_postings block = dk_postings_open(dk_column_int(stmt, 0), dk_column(stmt, 1));
        dk_posting posting;
        size_t in_block = 0;
        assert_true(dk_column_int(stmt, 0) > last);
        for (; dk_postings_next(&block, &posting); in_block++) {
            assert_true(posting.record > last && posting.record <= RECORDS);
            last = posting.record;
            ranks[last] = (uint8_t)(posting.rank + 1);
        }
        assert_true(in_block > 0 && in_block <= DK_POSTINGS_MAX);
        n += in_block;
        OK(dk_stmt_step(stmt, &has_row, &err));
    }
    return n;
}

static void posting__numbers_round_trip(void **state)
{
    static const int64_t gaps[] = {0, 1, 31, 32, 4095, 4096, (int64_t)1 << 40};
    (void)state;
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++)
        for (uint8_t rank = 0; rank < 3; rank++) {
            unsigned char bytes[DK_NUMBER_BYTES];
            dk_posting out = {0, 0};
            size_t len = dk_posting_put(bytes, 7, (dk_posting){7 + gaps[i], rank});
            dk_postings block = dk_postings_open(7, dk_datum_blob(bytes, len));
            assert_true(dk_postings_next(&block, &out));
            assert_int_equal(out.record, 7 + gaps[i]);
            assert_int_equal(out.rank, rank);
            assert_false(dk_postings_next(&block, &out));
            block = dk_postings_open(7, dk_datum_blob(bytes, len - 1));
            assert_false(dk_postings_next(&block, &out));
        }
}

/* A random walk over records beside a plain array, in an order that splits blocks in the middle. */
static void change__follows_a_plain_array(void **state)
{
    fixture *fix = *state;
    uint8_t want[RECORDS + 1] = {0}, have[RECORDS + 1];
    size_t n = 0;
    dk_random random = dk_random_seed(1);
    for (int i = 0; i < 6000; i++) {
        size_t record = (size_t)dk_random_between(&random, 1, RECORDS);
        uint8_t rank = i < 4000 ? (uint8_t)dk_random_below(&random, 3)
                                : (uint8_t)dk_random_between(&random, 2, DK_TERM_RANKS);
        change(fix, (int64_t)record, rank);
        want[record] = rank == DK_TERM_RANKS ? 0 : (uint8_t)(rank + 1);
    }
    for (size_t i = 1; i <= RECORDS; i++)
        n += want[i] > 0;
    assert_int_equal(read_all(fix, have), n);
    assert_memory_equal(have, want, sizeof want);
    for (int64_t i = 1; i <= RECORDS; i++)
        change(fix, i, DK_TERM_RANKS);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM term"), 0);
}

/* Many people of one name in one batch, some removed and changed by later ones. */
static void batch__fills_blocks_that_later_ones_change(void **state)
{
    fixture *fix = *state;
    uint8_t have[RECORDS + 1];
    int64_t n = 0;
    dk_hit *hits = NULL;
    size_t n_hits = 0;
    builder build = begin(fix, "a.xlsx");
    for (int i = 0; i < 1000; i++)
        person(&build, dk_arena_format(fix->arena, "98010120000101%04d", i), "张三");
    apply(&build);
    build = begin(fix, "b.xlsx");
    for (int i = 0; i < 1200; i++)
        person(&build, dk_arena_format(fix->arena, "98010120000101%04d", i),
               i % 3 == 0 ? "小张" : "张三");
    apply(&build);
    OK(dk_store_check_terms(fix->store, &n, &err));
    assert_int_equal(read_all(fix, have), 400);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM term WHERE term = '张三'"), 5);
    OK(dk_store_search(&(dk_view){fix->store, &local, fix->arena}, NULL, "张", &hits, &n_hits,
                       &err));
    assert_int_equal(n_hits, 1200);
    undo(fix, 2);
    undo(fix, 1);
    assert_int_equal(sql_int(fix, "SELECT count(*) FROM term"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(posting__numbers_round_trip),
        cmocka_unit_test_setup_teardown(change__follows_a_plain_array, set_up, tear_down),
        cmocka_unit_test_setup_teardown(batch__fills_blocks_that_later_ones_change, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
