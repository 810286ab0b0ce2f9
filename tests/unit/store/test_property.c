/* Random batches and undos, seeded. After every step
 *     the registers equal what the log alone rebuilds,
 *     a refused step left no trace, an undo brought back the remembered digest when nothing came
 * between, the log up to any earlier seq rebuilds the digest remembered for it, and at the end the
 * audit chain and the database's own checks hold. */
#include "tests/unit/store/fixture.h"

#include "core/base/random.h"

enum { SEEDS = 12, STEPS = 40, PEOPLE = 12, FIRMS = 5, MAX_BATCHES = STEPS + 1 };

typedef struct {
    fixture *fix;
    dk_random random;
    uint8_t digests[MAX_BATCHES][32]; /* after batch b */
    int64_t seqs[MAX_BATCHES];
    int64_t n; /* batches so far */
} world;

static uint64_t below(world *at, uint64_t n)
{
    return dk_random_below(&at->random, n);
}

/* A random value for a field: sometimes absent, sometimes empty. */
static void random_field(world *at, builder *build, dk_record *record, size_t field)
{
    static const char *const lists[] = {"A",   "A;B", "B;A", "C\\;;D\\:", "S1:x:2026-01-01;S2",
                                        "S3::"};
    dk_arena *arena = at->fix->arena;
    const dk_field *type = &people.fields[field];
    uint64_t dice = below(at, 10);
    if (dice < 3)
        return;
    if (dice == 3 && (type->flags & DK_F_REQUIRED) == 0) {
        set(build, record, field, "");
        return;
    }
    uint64_t k = below(at, 4);
    const char *text = "";
    switch (type->type) {
    case DK_TYPE_LIST:
        text = lists[4 + k % 2];
        break;
    case DK_TYPE_CODES:
        text = lists[k];
        break;
    case DK_TYPE_DATE:
        text = dk_arena_format(arena, "2008-0%llu-28", (unsigned long long)k + 1);
        break;
    case DK_TYPE_MONTH:
        text = dk_arena_format(arena, "2023-0%llu", (unsigned long long)k + 1);
        break;
    case DK_TYPE_BOOL:
        text = k % 2 == 0 ? "0" : "1";
        break;
    case DK_TYPE_MONEY:
    case DK_TYPE_DECIMAL:
        text = dk_arena_format(arena, "%llu.5", (unsigned long long)k);
        break;
    case DK_TYPE_USCC:
        text = dk_arena_format(arena, "F%llu", (unsigned long long)below(at, FIRMS));
        break;
    default:
        text = dk_arena_format(arena, "值%llu", (unsigned long long)k);
        break;
    }
    set(build, record, field, text);
}

static void random_row(world *at, builder *build)
{
    dk_arena *arena = at->fix->arena;
    uint64_t dice = below(at, 16);
    if (dice == 0) { /* removal of whatever has this number, if anything has */
        dk_record *record = row(build, below(at, 2) == 0 ? &people : &firms);
        record->id = 1 + (int64_t)below(at, PEOPLE);
        build->batch.rows[build->batch.n_rows - 1].is_delete = true;
        return;
    }
    if (dice < 5) {
        uint64_t k = below(at, FIRMS);
        firm(build, dk_arena_format(arena, "F%llu", (unsigned long long)k),
             below(at, 2) == 0 ? "一厂" : "二厂");
        return;
    }
    uint64_t k = below(at, PEOPLE);
    dk_record *record = person(
        build, dk_arena_format(arena, "9801012000010100%02llu", (unsigned long long)k), "甲");
    for (size_t i = P_NAME; i < N_PERSON; i++)
        random_field(at, build, record, i);
}

/* Remembers the state after a step that was kept. */
static void remember(world *at, int64_t batch, int64_t seq)
{
    assert_int_equal(batch, at->n + 1);
    at->n = batch;
    at->seqs[batch] = seq;
    digest_of(at->fix, at->digests[batch]);
}

static void check_unchanged(world *at)
{
    uint8_t digest[32];
    int64_t seq = -1;
    OK(dk_store_seq(at->fix->store, &seq, &err));
    assert_int_equal(seq, at->seqs[at->n]);
    digest_of(at->fix, digest);
    assert_memory_equal(digest, at->digests[at->n], 32);
}

static void step_apply(world *at)
{
    const dk_apply_options options = {.now_ms = 1, .is_dry_run = below(at, 8) == 0};
    dk_apply_result result;
    dk_err err = DK_ERR_INIT;
    builder build = begin(at->fix, "r.xlsx");
    for (int k = 0; k < FIRMS && below(at, 3) > 0; k++) /* so that most references hold */
        firm(&build, dk_arena_format(at->fix->arena, "F%d", k), "厂");
    for (uint64_t n = 1 + below(at, 6); n > 0; n--)
        random_row(at, &build);
    dk_code code = dk_store_apply(at->fix->store, &local, &build.batch, &options, &result, &err);
    if (code != DK_OK) /* only these may stop a random batch */
        assert_true(dk_err_is(&err, MSG_REF_MISSING) || dk_err_is(&err, MSG_REF_HELD) ||
                    dk_err_is(&err, MSG_RECORD_MISSING));
    if (code != DK_OK || result.batch == 0) {
        check_unchanged(at);
        return;
    }
    remember(at, result.batch, result.seq);
    /* The same batch again: nothing, or its removals have nothing left to remove. */
    code = dk_store_apply(at->fix->store, &local, &build.batch, &options, &result, &err);
    assert_true(code == DK_OK ? result.batch == 0 : dk_err_is(&err, MSG_RECORD_MISSING));
    check_unchanged(at);
}

static void step_undo(world *at)
{
    dk_apply_result result;
    dk_err err = DK_ERR_INIT;
    if (at->n == 0)
        return;
    int64_t batch = below(at, 2) == 0 ? at->n : 1 + (int64_t)below(at, (uint64_t)at->n);
    if (dk_store_undo(at->fix->store, &local, batch, &(dk_undo_options){.now_ms = 2}, &result,
                      &err) != DK_OK) {
        assert_true(dk_err_is(&err, MSG_UNDO_BLOCKED) || dk_err_is(&err, MSG_UNDO_DONE) ||
                    dk_err_is(&err, MSG_STORE_KEY_TAKEN) || dk_err_is(&err, MSG_REF_MISSING));
        assert_false(batch == at->n); /* the last batch can always be undone */
        check_unchanged(at);
        return;
    }
    int64_t undone = at->n;
    remember(at, result.batch, result.seq);
    if (batch == undone)
        assert_memory_equal(at->digests[at->n], at->digests[batch - 1], 32);
}

/* The log up to a remembered seq gives the digest of that time. */
static void check_past(world *at)
{
    uint8_t digest[32];
    int64_t batch = (int64_t)below(at, (uint64_t)at->n + 1);
    if (batch == 0)
        return;
    OK(dk_store_replay_digest(at->fix->store, at->seqs[batch], digest, &err));
    assert_memory_equal(digest, at->digests[batch], 32);
}

static void store__random_batches_and_undos(void **state)
{
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        snprintf(fix->path, sizeof fix->path, "%s/%d.db", fix->folder, (int)seed);
        OK(dk_store_create_model(&options, &fix->model, 1, &err));
        open_store(fix);
        world *at = calloc(1, sizeof *at);
        assert_non_null(at);
        *at = (world){.fix = fix, .random = dk_random_seed(seed)};
        digest_of(fix, at->digests[0]);
        for (int i = 0; i < STEPS; i++) {
            if (below(at, 3) == 0)
                step_undo(at);
            else
                step_apply(at);
            check_past(at);
        }
        int64_t n = -1;
        OK(dk_store_audit(fix->store, &n, &err));
        assert_int_equal(n, at->n);
        assert_true(n > STEPS / 4); /* else the batches are too wild to test anything */
        OK(dk_store_check(fix->store, &err));
        close_store(fix);
        free(at);
        dk_arena_reset(fix->arena);
    }
}

/* The same batches on a second database with the same key give the same bytes, sealed ones too. */
static void store__same_input_same_bytes(void **state)
{
    fixture *fix = *state;
    uint8_t digests[2][32], heads[2][32];
    dk_store_options options = options_of(fix);
    options.key_path = fix->key;
    for (int i = 0; i < 2; i++) {
        world at = {.fix = fix, .random = dk_random_seed(7)};
        snprintf(fix->path, sizeof fix->path, "%s/%d.db", fix->folder, i);
        OK(dk_store_create_model(&options, &fix->model, 1, &err));
        OK(dk_store_open_model(&options, &fix->model, &fix->store, &err));
        for (int b = 0; b < 4; b++) {
            builder build = begin(fix, "r.xlsx");
            for (uint64_t k = 0; k < FIRMS; k++)
                firm(&build, dk_arena_format(fix->arena, "F%d", (int)k), "厂");
            for (int r = 0; r < 10; r++) {
                dk_record *record =
                    person(&build, dk_arena_format(fix->arena, "9801012000010100%02d", r), "甲");
                for (size_t f = P_NAME; f < N_PERSON; f++)
                    random_field(&at, &build, record, f);
            }
            apply(&build);
        }
        dk_stmt *stmt = NULL;
        bool has_row = false;
        digest_of(fix, digests[i]);
        OK(dk_stmt_new(fix->store->db, "SELECT digest FROM batch ORDER BY batch DESC", &stmt,
                       &err));
        OK(dk_stmt_step(stmt, &has_row, &err));
        memcpy(heads[i], dk_column(stmt, 0).bytes, 32);
        dk_stmt_free(stmt);
        close_store(fix);
    }
    assert_memory_equal(digests[0], digests[1], 32);
    assert_memory_equal(heads[0], heads[1], 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(store__random_batches_and_undos, set_up_folder, tear_down),
        cmocka_unit_test_setup_teardown(store__same_input_same_bytes, set_up_folder, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
