/* Random registers, random questions: what the database answers equals what plain C finds by going
 * through the records one by one.
 *
 * 1. filters (one to three, every operator), counts and order
 * 2. pages put together are the whole, whatever their size
 * 3. facets count the same records
 * 4. a register as it was known at an earlier seq is what a scan gave then
 */
#include "tests/unit/store/fixture.h"

#include "core/base/random.h"

enum { SEEDS = 6, PEOPLE = 40, QUESTIONS = 60, BATCHES = 5, FILTERS = 3 };

typedef struct {
    fixture *fix;
    dk_random random;
    dk_arena *rows; /* of a scan */
    dk_record *all[PEOPLE];
    size_t n;
} world;

static uint64_t below(world *w, uint64_t n)
{
    return dk_random_below(&w->random, n);
}

/* ---- random records ---- */

static const size_t ASKED[] = {P_PAY,  P_SHARE, P_SINCE, P_SHIFT, P_EDU,
                               P_WANT, P_CERTS, P_FIRM,  P_NOTE};
enum { N_ASKED = sizeof ASKED / sizeof *ASKED };

/* Few different values, so that they meet; signs that SQL gives a meaning. */
static const char *random_text(world *w, size_t field)
{
    static const char *const codes[] = {"10", "20", "%", "a_b"};
    static const char *const lists[] = {"A", "A;B", "B;A;C", "C"};
    static const char *const certs[] = {"K1::", "K1:x:2026-01-01;K2::", "K2::", "K3:1:"};
    static const char *const notes[] = {"甲", "50%", "a_b", "it's \\ \"so\""};
    uint64_t k = below(w, 4);
    switch (person_fields[field].type) {
    case DK_TYPE_MONEY:
        return dk_arena_format(w->fix->arena, "%llu", 2000 + 500 * (unsigned long long)k);
    case DK_TYPE_DECIMAL:
        return dk_arena_format(w->fix->arena, "%llu.25", (unsigned long long)k);
    case DK_TYPE_MONTH:
        return dk_arena_format(w->fix->arena, "2023-0%llu", 1 + (unsigned long long)k);
    case DK_TYPE_BOOL:
        return k % 2 == 0 ? "0" : "1";
    case DK_TYPE_CODES:
        return lists[k];
    case DK_TYPE_LIST:
        return certs[k];
    case DK_TYPE_USCC:
        return k % 2 == 0 ? "F1" : "F2";
    case DK_TYPE_CODE:
        return codes[k];
    default:
        return notes[k];
    }
}

/* Returns its number, 0 when nothing changed. */
static int64_t add_batch(world *w, size_t n_people)
{
    builder build = begin(w->fix, "random.xlsx");
    firm(&build, "F1", "一厂");
    firm(&build, "F2", "二厂");
    for (size_t i = 0; i < n_people; i++) {
        const char *no = dk_arena_format(w->fix->arena, "9801012000010100%02llu",
                                         (unsigned long long)below(w, PEOPLE));
        dk_record *record = person(&build, no, "甲");
        for (size_t f = 0; f < N_ASKED; f++)
            if (below(w, 4) > 0)
                set(&build, record, ASKED[f], below(w, 5) == 0 ? "" : random_text(w, ASKED[f]));
    }
    return apply(&build).batch;
}

/* ---- the plain answer ---- */

static bool keep(void *ctx, const dk_record *record)
{
    world *w = ctx;
    dk_arena *arena = w->fix->arena;
    dk_record *copy = dk_record_new(arena, record->reg);
    copy->id = record->id;
    for (size_t i = 0; i < record->reg->n_fields; i++) {
        const dk_field *field = &record->reg->fields[i];
        const char *text = dk_value_text(arena, field, &record->v[i]);
        assert_non_null(text);
        if (record->v[i].kind == DK_V_SEALED)
            copy->v[i] = (dk_value){.kind = DK_V_SEALED, .text = dk_arena_text(arena, text)};
        else
            OK(dk_value_parse(arena, field, text, &copy->v[i], &err));
    }
    assert_true(w->n < PEOPLE);
    w->all[w->n++] = copy;
    return true;
}

static bool is_text(const dk_field *field)
{
    return !dk_is_number(field) && !dk_is_child(field);
}

/* -1, 0, 1 as the canonical values stand; both are there. */
static int order_of(world *w, const dk_field *field, const dk_value *a, const char *text)
{
    dk_value b;
    if (is_text(field)) {
        int order = strcmp(a->text, text);
        return (order > 0) - (order < 0);
    }
    OK(dk_value_parse(w->fix->arena, field, text, &b, &err));
    return (a->num > b.num) - (a->num < b.num);
}

static bool has(const dk_value *value)
{
    return value->kind == DK_V_INT || (value->kind == DK_V_TEXT && value->text[0] != '\0') ||
           (value->kind == DK_V_LIST && value->n_rows > 0);
}

static bool is_among(const char *all, const char *one)
{
    for (const char *at = all; at != NULL; at = strchr(at, ','), at += at != NULL) {
        size_t len = strcspn(at, ",");
        if (strlen(one) == len && strncmp(at, one, len) == 0)
            return true;
    }
    return false;
}

/* One text against one operator: a cell of a text column, or the first column of an item. */
static bool text_fits(const char *text, dk_op op, const char *value)
{
    return op == DK_OP_LIKE ? strstr(text, value) != NULL
           : op == DK_OP_IN ? is_among(value, text)
                            : strcmp(text, value) == 0;
}

static bool list_fits(const dk_field *field, const dk_value *list, const dk_filter *filter)
{
    bool is_not = filter->op == DK_OP_NE, found = false;
    size_t n = has(list) ? list->n_rows : 0, columns = dk_field_columns(field);
    if (filter->value[0] == '\0')
        return is_not ? n > 0 : n == 0;
    for (size_t i = 0; i < n; i++)
        found = found || text_fits(list->items[i * columns].text, is_not ? DK_OP_EQ : filter->op,
                                   filter->value);
    return found != is_not;
}

static bool fits(world *w, const dk_record *record, const dk_filter *filter)
{
    const dk_field *field = &people.fields[filter->field];
    const dk_value *value = &record->v[filter->field];
    if (dk_is_child(field))
        return list_fits(field, value, filter);
    if (filter->value[0] == '\0' && filter->op != DK_OP_IN && filter->op != DK_OP_LIKE)
        return has(value) == (filter->op != DK_OP_EQ);
    if (!has(value))
        return filter->op == DK_OP_NE;
    if (filter->op == DK_OP_LIKE || (filter->op == DK_OP_IN && is_text(field)))
        return text_fits(value->text, filter->op, filter->value);
    if (filter->op == DK_OP_IN)
        return is_among(filter->value, dk_value_text(w->fix->arena, field, value));
    int order = order_of(w, field, value, filter->value);
    switch (filter->op) {
    case DK_OP_EQ:
        return order == 0;
    case DK_OP_NE:
        return order != 0;
    case DK_OP_LT:
        return order < 0;
    case DK_OP_LE:
        return order <= 0;
    case DK_OP_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* Whether `a` stands before `b`. */
static bool is_before(world *w, const dk_query *query, const dk_record *a, const dk_record *b)
{
    int order = 0;
    if (query->order != SIZE_MAX) {
        const dk_field *field = &people.fields[query->order];
        const dk_value *x = &a->v[query->order], *y = &b->v[query->order];
        order = !has(x) || !has(y) ? has(x) - has(y)
                                   : order_of(w, field, x, dk_value_text(w->fix->arena, field, y));
    }
    if (order == 0)
        order = (a->id > b->id) - (a->id < b->id);
    return query->is_descending ? order > 0 : order < 0;
}

static size_t answer(world *w, const dk_query *query, int64_t *out)
{
    const dk_record *found[PEOPLE];
    size_t n = 0;
    for (size_t i = 0; i < w->n; i++) {
        bool is_in = true;
        for (size_t f = 0; f < query->n_filters; f++)
            is_in = is_in && fits(w, w->all[i], &query->filters[f]);
        if (!is_in)
            continue;
        size_t at = n++;
        for (; at > 0 && is_before(w, query, w->all[i], found[at - 1]); at--)
            found[at] = found[at - 1];
        found[at] = w->all[i];
    }
    for (size_t i = 0; i < n; i++)
        out[i] = found[i]->id;
    return n;
}

/* ---- the questions ---- */

static dk_op random_op(world *w, const dk_field *field)
{
    static const dk_op list_ops[] = {DK_OP_EQ, DK_OP_NE, DK_OP_IN, DK_OP_LIKE};
    if (dk_is_child(field))
        return list_ops[below(w, 4)];
    return (dk_op)below(w, dk_is_number(field) ? DK_OP_LIKE : DK_OP_LIKE + 1);
}

static const char *random_operand(world *w, size_t at, dk_op op)
{
    const dk_field *field = &people.fields[at];
    const char *one = random_text(w, at), *two = random_text(w, at);
    if (dk_is_child(field)) { /* by the first column of an item */
        one = below(w, 2) == 0 ? "A" : "K1";
        two = "C";
    }
    if (op == DK_OP_IN)
        return dk_arena_format(w->fix->arena, "%s,%s", one, two);
    return below(w, 6) == 0 && op != DK_OP_LIKE ? "" : one;
}

typedef struct {
    int64_t ids[PEOPLE];
    size_t n;
} ids;

static bool note(void *ctx, const dk_record *record)
{
    ids *all = ctx;
    assert_true(all->n < PEOPLE);
    all->ids[all->n++] = record->id;
    return true;
}

/* The whole in pages of `limit`. */
static void read_pages(world *w, dk_query query, size_t limit, ids *out)
{
    out->n = 0;
    query.limit = limit;
    for (size_t before = 1; before != out->n;) {
        before = out->n;
        query.after = out->n == 0 ? 0 : out->ids[out->n - 1];
        OK(dk_store_scan(&(dk_view){w->fix->store, &local, w->rows}, &query, note, out, &err));
        assert_true(out->n - before <= limit);
        if (before == 0 && out->n == 0)
            return;
    }
}

static void check_facets(world *w, const dk_query *query, const int64_t *expected, size_t n)
{
    size_t field = ASKED[below(w, N_ASKED)];
    dk_facets facets;
    int64_t sum = 0, n_without = 0;
    OK(dk_store_facets(&(dk_view){w->fix->store, &local, w->fix->arena}, query, field, &facets,
                       &err));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < w->n; k++)
            n_without += w->all[k]->id == expected[i] && !has(&w->all[k]->v[field]);
    for (size_t i = 0; i < facets.n; i++) {
        sum += facets.items[i].n;
        assert_true(i == 0 || facets.items[i].n <= facets.items[i - 1].n);
    }
    assert_int_equal(facets.n_empty, n_without);
    if (dk_is_child(&people.fields[field]))
        assert_true(sum >= (int64_t)n - n_without);
    else
        assert_int_equal(sum, (int64_t)n - n_without);
}

static void ask(world *w)
{
    dk_filter filters[FILTERS];
    dk_query query = {.reg = &people,
                      .filters = filters,
                      .n_filters = below(w, FILTERS + 1),
                      .order = SIZE_MAX,
                      .is_descending = below(w, 2) == 0};
    for (size_t f = 0; f < query.n_filters; f++) {
        size_t field = ASKED[below(w, N_ASKED)];
        dk_op op = random_op(w, &people.fields[field]);
        filters[f] = (dk_filter){field, op, random_operand(w, field, op)};
    }
    size_t order = ASKED[below(w, N_ASKED)];
    if (!dk_is_child(&people.fields[order]))
        query.order = order;
    int64_t expected[PEOPLE], count = 0;
    ids found = {.n = 0};
    size_t n = answer(w, &query, expected);
    OK(dk_store_scan(&(dk_view){w->fix->store, &local, w->rows}, &query, note, &found, &err));
    OK(dk_store_count(w->fix->store, &local, &query, &count, &err));
    assert_int_equal(count, n);
    assert_int_equal(found.n, n);
    assert_memory_equal(found.ids, expected, n * sizeof *expected);
    read_pages(w, query, 1 + below(w, 7), &found);
    assert_int_equal(found.n, n);
    assert_memory_equal(found.ids, expected, n * sizeof *expected);
    check_facets(w, &query, expected, n);
}

static void with_seeds(fixture *fix, void (*run)(world *w))
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        dk_store_options options = options_of(fix);
        world w = {.fix = fix, .random = dk_random_seed(seed), .rows = dk_arena_new()};
        unlink(fix->path);
        unlink(fix->key);
        OK(dk_store_create_model(&options, &fix->model, 1000, &err));
        open_store(fix);
        run(&w);
        close_store(fix);
        dk_arena_free(w.rows);
    }
}

static void read_all(world *w)
{
    const dk_query all = {.reg = &people, .order = SIZE_MAX};
    w->n = 0;
    OK(dk_store_scan(&(dk_view){w->fix->store, &local, w->rows}, &all, keep, w, &err));
}

static void ask_often(world *w)
{
    add_batch(w, PEOPLE);
    read_all(w);
    for (int i = 0; i < QUESTIONS; i++)
        ask(w);
}

static void query__as_going_through_the_records(void **state)
{
    with_seeds(*state, ask_often);
}

/* ---- the past ---- */

typedef struct {
    dk_record *all[PEOPLE];
    size_t n;
    int64_t seq;
} snapshot;

static void look_back(world *w)
{
    snapshot past[BATCHES];
    const dk_query all = {.reg = &people, .order = SIZE_MAX};
    for (size_t b = 0; b < BATCHES; b++) {
        int64_t batch = add_batch(w, 1 + below(w, PEOPLE / 2));
        read_all(w);
        memcpy(past[b].all, w->all, sizeof past[b].all);
        past[b].n = w->n;
        OK(dk_store_seq(w->fix->store, &past[b].seq, &err));
        if (batch > 1 && below(w, 3) == 0)
            undo(w->fix, batch);
    }
    for (size_t b = 0; b < BATCHES; b++) {
        w->n = 0;
        OK(dk_store_scan_at(&(dk_view){w->fix->store, &local, w->rows}, &all, past[b].seq, keep, w,
                            &err));
        assert_int_equal(w->n, past[b].n);
        for (size_t i = 0; i < w->n; i++) {
            assert_int_equal(w->all[i]->id, past[b].all[i]->id);
            for (size_t f = 0; f < N_PERSON; f++)
                assert_string_equal(
                    dk_value_text(w->fix->arena, &people.fields[f], &w->all[i]->v[f]),
                    dk_value_text(w->fix->arena, &people.fields[f], &past[b].all[i]->v[f]));
        }
    }
    w->n = 0; /* before anything was known nobody was there */
    OK(dk_store_scan_at(&(dk_view){w->fix->store, &local, w->rows}, &all, 0, keep, w, &err));
    assert_int_equal(w->n, 0);
}

static void scan_at__is_what_a_scan_gave_then(void **state)
{
    with_seeds(*state, look_back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(query__as_going_through_the_records, set_up_folder,
                                        tear_down),
        cmocka_unit_test_setup_teardown(scan_at__is_what_a_scan_gave_then, set_up_folder,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
