/* core/match/classes.c - a criterion compiled: keys to classes, class pairs to points.
 *
 * Keys are collected in a hash table with linear probing; the class number is the order of first
 * appearance, so the same market gives the same tables. rate() runs once per pair of classes.
 */
#include "core/match/index.h"

#include <assert.h>
#include <string.h>

#include "core/base/random.h"

typedef struct {
    dk_class_key *keys; /* of the classes so far */
    uint32_t *first;    /* the record that brought each class */
    size_t n, capacity;
    uint32_t *slots; /* class + 1; 0 empty */
    size_t n_slots;  /* power of two, more than twice the number of keys that can come */
} class_set;

/* Keys and slots live in `work`, `first` in the index. */
static bool set_init(class_set *set, dk_arena *work, dk_arena *keep, size_t n_max)
{
    *set = (class_set){.capacity = n_max + 1, .n_slots = 16};
    while (set->n_slots <= 2 * n_max)
        set->n_slots *= 2;
    set->keys = dk_arena_array(work, set->capacity, sizeof *set->keys);
    set->first = dk_arena_array(keep, set->capacity, sizeof *set->first);
    set->slots = dk_arena_array(work, set->n_slots, sizeof *set->slots);
    return set->keys != NULL && set->first != NULL && set->slots != NULL;
}

static bool is_equal(const dk_class_key *a, const dk_class_key *b)
{
    return memcmp(a->v, b->v, sizeof a->v) == 0 && a->list.n == b->list.n &&
           (a->list.n == 0 ||
            memcmp(a->list.items, b->list.items, a->list.n * sizeof *a->list.items) == 0);
}

/* The class of `key` of `record`, a new one when it was not seen before. */
static uint32_t class_of(class_set *set, const dk_class_key *key, size_t record)
{
    uint64_t hash = dk_hash(0, key->v, sizeof key->v);
    if (key->list.n > 0)
        hash = dk_hash(hash, key->list.items, key->list.n * sizeof *key->list.items);
    size_t at = hash & (set->n_slots - 1);
    for (; set->slots[at] != 0; at = (at + 1) & (set->n_slots - 1)) {
        if (is_equal(&set->keys[set->slots[at] - 1], key))
            return set->slots[at] - 1;
    }
    assert(set->n < set->capacity);
    set->first[set->n] = (uint32_t)record;
    set->keys[set->n++] = *key;
    set->slots[at] = (uint32_t)set->n;
    return (uint32_t)(set->n - 1);
}

static bool classify(dk_match_index *index, size_t c, dk_arena *work, class_set *trainees,
                     class_set *posts)
{
    const dk_market *market = index->market;
    const dk_criterion *criterion = dk_criteria[c];
    for (size_t i = 0; i < market->n_trainees; i++) {
        dk_class_key key = {0};
        if (!criterion->trainee_key(market, &market->trainees[i], work, &key))
            return false;
        index->trainee_class[i * DK_N_CRITERIA + c] = class_of(trainees, &key, i);
    }
    for (size_t i = 0; i < market->n_posts; i++) {
        dk_class_key key = {0};
        if (!criterion->post_key(market, &market->posts[i], work, &key))
            return false;
        index->post_class[i * DK_N_CRITERIA + c] = class_of(posts, &key, i);
    }
    return true;
}

dk_cell dk_cell_of(const dk_match_index *index, size_t criterion, dk_rating rating)
{
    assert(rating.permille >= 0 && rating.permille <= 1000);
    uint32_t points = (uint32_t)(index->weights.max[criterion] * rating.permille / 1000);
    return (dk_cell)(points | (uint32_t)rating.state << DK_CELL_SHIFT);
}

static bool fill(dk_match_index *index, size_t c, const class_set *trainees, const class_set *posts)
{
    dk_class_table *table = &index->tables[c];
    table->n_trainee = trainees->n;
    table->n_post = posts->n;
    table->trainee_first = trainees->first;
    table->post_first = posts->first;
    if (posts->n > 0 && trainees->n > SIZE_MAX / posts->n)
        return false;
    table->cells = dk_arena_array(index->arena, trainees->n * posts->n, sizeof *table->cells);
    if (table->cells == NULL)
        return false;
    for (size_t i = 0; i < trainees->n; i++) {
        for (size_t j = 0; j < posts->n; j++) {
            dk_rating r = dk_criteria[c]->rate(index->market, &trainees->keys[i], &posts->keys[j]);
            table->cells[i * posts->n + j] = dk_cell_of(index, c, r);
        }
    }
    return true;
}

bool dk_compile_classes(dk_match_index *index, size_t criterion)
{
    assert(dk_criteria[criterion]->form == DK_FORM_CLASSES);
    dk_arena *work = dk_arena_new();
    class_set trainees, posts;
    bool is_ok = work != NULL &&
                 set_init(&trainees, work, index->arena, index->market->n_trainees) &&
                 set_init(&posts, work, index->arena, index->market->n_posts) &&
                 classify(index, criterion, work, &trainees, &posts) &&
                 fill(index, criterion, &trainees, &posts);
    dk_arena_free(work);
    return is_ok;
}
