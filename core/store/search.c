/* core/store/search.c - which records hold the words of a search text.
 *
 * Each word gives terms (core/register/terms.h); a record must have them all, and its rank is the
 * sum of theirs. Four digits (the last may be X) are also looked up in the tags of the sealed
 * fields that may be searched. Rows of other units are left out before anything is counted.
 */
#include "core/store/writing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/store/postings.h"
#include "core/store/tags.h"

enum { WORDS_MAX = 8, LAST_FOUR = 4 };

typedef struct {
    dk_store *store;
    const dk_actor *actor;
    const dk_register *only; /* NULL: all registers */
    dk_arena *arena, *work;  /* of the hits; until the search ends */
    dk_search_terms terms;
    dk_hit *hits;
    size_t n, capacity;
} finder;

/* Splits at blanks (also the ideographic space) and collects the terms of all words. */
static dk_code read_words(finder *find, const char *text, dk_err *err)
{
    char *copy = dk_arena_text(find->arena, text), *rest = NULL;
    if (copy == NULL)
        return DK_NO_MEMORY(err);
    for (char *p = strstr(copy, "\u3000"); p != NULL; p = strstr(p, "\u3000"))
        memset(p, ' ', strlen("\u3000"));
    for (char *word = strtok_r(copy, " \t\r\n", &rest); word != NULL;
         word = strtok_r(NULL, " \t\r\n", &rest))
        dk_terms_of_query(&find->terms, word);
    if (find->terms.n > WORDS_MAX)
        find->terms.n = WORDS_MAX;
    return find->terms.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

/* Rows of other units are not there for an actor bound to one. */
static dk_code sees(finder *find, size_t at, int64_t record, bool *out, dk_err *err)
{
    dk_store *store = find->store;
    *out = dk_actor_may(find->actor, DK_RIGHT_ALL_UNITS);
    if (*out)
        return DK_OK;
    dk_arena_reset(store->scratch);
    const dk_projection of = dk_projection_of(store, at, store->scratch);
    dk_datum *state = dk_arena_array(store->scratch, of.reg->n_fields, sizeof *state);
    bool found = false;
    if (state == NULL)
        return DK_NO_MEMORY(err);
    if (dk_state_load(&of, record, state, &found, err) != DK_OK)
        return DK_FAILED;
    *out = found && dk_unit_allows(find->actor, of.reg, state);
    return DK_OK;
}

static dk_code add_hit(finder *find, const dk_register *reg, int64_t record, int64_t rank,
                       dk_err *err)
{
    bool is_seen = false;
    for (size_t i = 0; rank == 0 && i < find->n; i++)
        if (find->hits[i].reg == reg && find->hits[i].record == record)
            return DK_OK;
    if (sees(find, dk_store_index(find->store, reg), record, &is_seen, err) != DK_OK)
        return DK_FAILED;
    if (!is_seen)
        return DK_OK;
    find->hits =
        dk_arena_grow(find->arena, find->hits, find->n, &find->capacity, sizeof *find->hits);
    if (find->hits == NULL)
        return DK_NO_MEMORY(err);
    find->hits[find->n++] = (dk_hit){reg, record, rank};
    return DK_OK;
}

/* ---- terms ---- */

/* NULL: dropped since. */
static const dk_register *register_of(const finder *find, const char *letter)
{
    const dk_store_model *model = &find->store->model;
    for (size_t i = 0; i < model->n_registers; i++)
        if (strcmp(model->registers[i]->letter, letter) == 0)
            return model->registers[i];
    return NULL;
}

/* A record under terms: the sums of the lowest rank and of the shortest length per word. */
typedef struct {
    const dk_register *reg;
    int64_t record;
    int32_t rank, len_chars;
} match;

typedef struct {
    match *items;
    size_t n, capacity;
} matches;

static int by_record(const void *a, const void *b)
{
    const match *x = a, *y = b;
    if (x->reg != y->reg)
        return strcmp(x->reg->letter, y->reg->letter);
    return (x->record > y->record) - (x->record < y->record);
}

/* Adds the records of the block `stmt` stands on. */
static dk_code add_block(finder *find, dk_stmt *stmt, matches *out, dk_err *err)
{
    const dk_register *reg = register_of(find, dk_column_text(stmt, 1));
    const int32_t len = (int32_t)dk_utf8_chars(dk_column_text(stmt, 0));
    dk_postings block = dk_postings_open(dk_column_int(stmt, 2), dk_column(stmt, 3));
    dk_posting posting;
    if (reg == NULL || (find->only != NULL && reg != find->only))
        return DK_OK;
    while (dk_postings_next(&block, &posting)) {
        out->items =
            dk_arena_grow(find->work, out->items, out->n, &out->capacity, sizeof *out->items);
        if (out->items == NULL)
            return DK_NO_MEMORY(err);
        out->items[out->n++] = (match){reg, posting.record, posting.rank, len};
    }
    return DK_OK;
}

/* Sorts by record and leaves one match of each. */
static void merge_records(matches *all)
{
    size_t n = 0;
    if (all->n > 1)
        qsort(all->items, all->n, sizeof *all->items, by_record);
    for (size_t i = 0; i < all->n; i++) {
        match *last = n == 0 ? NULL : &all->items[n - 1];
        const match *next = &all->items[i];
        if (last == NULL || by_record(last, next) != 0) {
            all->items[n++] = *next;
            continue;
        }
        last->rank = next->rank < last->rank ? next->rank : last->rank;
        last->len_chars = next->len_chars < last->len_chars ? next->len_chars : last->len_chars;
    }
    all->n = n;
}

/* Every record under a term that begins with `low`, in order. */
static dk_code find_term(finder *find, const char *low, matches *out, dk_err *err)
{
    static const char sql[] =
        "SELECT term, register, first, records FROM term WHERE term >= $1 AND term < $2";
    dk_stmt *stmt = NULL;
    bool has_row = false;
    /* Nothing that begins with `low` lies behind it followed by the last code point. */
    const char *high = dk_arena_format(find->work, "%s\xf4\x8f\xbf\xbf", low);
    if (high == NULL)
        return DK_NO_MEMORY(err);
    if (dk_store_stmt(find->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_text(stmt, 1, low);
    dk_bind_text(stmt, 2, high);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        code = add_block(find, stmt, out, err);
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    merge_records(out);
    return code;
}

/* Keeps in `all` what is also in `other`, and adds up. */
static void keep_common(matches *all, const matches *other)
{
    size_t n = 0;
    for (size_t i = 0, j = 0; i < all->n && j < other->n;) {
        int order = by_record(&all->items[i], &other->items[j]);
        if (order == 0) {
            all->items[n] = all->items[i];
            all->items[n].rank += other->items[j].rank;
            all->items[n++].len_chars += other->items[j].len_chars;
        }
        i += order <= 0;
        j += order >= 0;
    }
    all->n = n;
}

/* Rank and length in one number: the shorter text that begins so comes first. */
static int64_t order_of(const match *one)
{
    return 1 + (int64_t)one->rank * 1000 + one->len_chars;
}

static int by_order(const void *a, const void *b)
{
    const match *x = a, *y = b;
    if (order_of(x) != order_of(y))
        return order_of(x) < order_of(y) ? -1 : 1;
    return by_record(b, a); /* when there are too many the newest are kept */
}

static dk_code find_terms(finder *find, dk_err *err)
{
    matches all = {0};
    for (size_t i = 0; i < find->terms.n; i++) {
        matches other = {0};
        if (find_term(find, find->terms.items[i].text, i == 0 ? &all : &other, err) != DK_OK)
            return DK_FAILED;
        if (i > 0)
            keep_common(&all, &other);
    }
    if (all.n > 1)
        qsort(all.items, all.n, sizeof *all.items, by_order);
    for (size_t i = 0; i < all.n && i <= DK_HITS_MAX; i++)
        if (add_hit(find, all.items[i].reg, all.items[i].record, order_of(&all.items[i]), err) !=
            DK_OK)
            return DK_FAILED;
    return DK_OK;
}

/* ---- sealed values ---- */

/* Records whose sealed field ends in `four`. */
static dk_code find_sealed(finder *find, const dk_register *reg, const dk_field *field,
                           const char *four, dk_err *err)
{
    static const char sql[] = DK_TAG_SQL "$1 ORDER BY record LIMIT $2";
    unsigned char tag[DK_SEAL_LAST_LEN];
    dk_stmt *stmt = NULL;
    bool has_row = false;
    dk_seal_last_tag(&find->store->keys, reg, field, four, tag);
    if (dk_store_stmt(find->store, sql, &stmt, err) != DK_OK)
        return DK_FAILED;
    dk_bind_blob(stmt, 1, tag, sizeof tag);
    dk_bind_int(stmt, 2, DK_HITS_MAX);
    dk_code code = dk_stmt_step(stmt, &has_row, err);
    while (code == DK_OK && has_row) {
        code = add_hit(find, reg, dk_column_int(stmt, 0), 0, err);
        if (code == DK_OK)
            code = dk_stmt_step(stmt, &has_row, err);
    }
    dk_stmt_reset(stmt);
    return code;
}

static dk_code find_last_four(finder *find, const char *text, dk_err *err)
{
    char four[LAST_FOUR + 1] = "";
    if (strlen(text) != LAST_FOUR || strspn(text, "0123456789") < LAST_FOUR - 1 ||
        strchr("0123456789Xx", text[LAST_FOUR - 1]) == NULL)
        return DK_OK;
    memcpy(four, text, LAST_FOUR);
    if (four[LAST_FOUR - 1] == 'x')
        four[LAST_FOUR - 1] = 'X';
    for (size_t at = 0; at < find->store->model.n_registers; at++) {
        const dk_register *reg = find->store->model.registers[at];
        if (find->only != NULL && find->only != reg)
            continue;
        for (size_t i = 0; i < reg->n_fields; i++)
            if (dk_is_sealed(&reg->fields[i]) && (reg->fields[i].flags & DK_F_SEARCHABLE) != 0 &&
                find_sealed(find, reg, &reg->fields[i], four, err) != DK_OK)
                return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_store_search(const dk_view *view, const dk_register *only, const char *text,
                        dk_hit **out, size_t *n, dk_err *err)
{
    assert(view->store != NULL && view->actor != NULL && text != NULL && out != NULL && n != NULL);
    finder find = {.store = view->store,
                   .actor = view->actor,
                   .only = only,
                   .arena = view->arena,
                   .terms = {.arena = view->arena}};
    bool is_own = !dk_db_in_transaction(view->store->db);
    if (dk_may_read(view->actor, err) != DK_OK || read_words(&find, text, err) != DK_OK ||
        (is_own && dk_db_begin_read(view->store->db, err) != DK_OK))
        return DK_FAILED;
    find.work = dk_arena_new();
    dk_code code = find.work == NULL ? DK_NO_MEMORY(err) : find_last_four(&find, text, err);
    if (code == DK_OK)
        code = find_terms(&find, err);
    if (is_own)
        dk_db_rollback(view->store->db); /* nothing was written */
    dk_arena_free(find.work);
    *out = find.hits;
    *n = find.n;
    return code;
}
