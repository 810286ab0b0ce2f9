/* core/identity/blocks.c - see blocks.h. */
#include "core/identity/blocks.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/utf8.h"

enum { SHORT_CHARS = 40, TOO_LONG = 99 };

static uint64_t mix(uint64_t h, const char *text)
{
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * 1099511628211u;
    return (h ^ 0xFF) * 1099511628211u;
}

uint64_t dk_block_key(char kind, const char *a, const char *b, int64_t number)
{
    if (*a == '\0' || (b != NULL && *b == '\0'))
        return 0;
    uint64_t h = mix((1469598103934665603u ^ (unsigned char)kind) * 1099511628211u, a);
    if (b != NULL)
        h = mix(h, b);
    h = (h ^ (uint64_t)number) * 0x9E3779B97F4A7C15u;
    h ^= h >> 32;
    return h == 0 ? 1 : h;
}

void dk_block_add(dk_blocks *blocks, uint64_t key, size_t record)
{
    if (key == 0 || blocks->is_broken)
        return;
    dk_block_entry *items =
        dk_arena_grow(blocks->arena, blocks->items, blocks->n, &blocks->capacity, sizeof *items);
    blocks->is_broken = items == NULL;
    if (items == NULL)
        return;
    assert(record <= UINT32_MAX);
    blocks->items = items;
    blocks->items[blocks->n++] = (dk_block_entry){key, (uint32_t)record};
}

static int by_key(const void *a, const void *b)
{
    const dk_block_entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

bool dk_blocks_count(dk_blocks *blocks, uint32_t *counts)
{
    if (blocks->is_broken)
        return false;
    if (blocks->n > 0)
        qsort(blocks->items, blocks->n, sizeof *blocks->items, by_key);
    for (size_t i = 0, run; i < blocks->n; i += run) {
        for (run = 1; i + run < blocks->n && blocks->items[i + run].key == blocks->items[i].key;)
            run++;
        for (size_t j = i; j < i + run; j++)
            counts[blocks->items[j].record] = (uint32_t)run;
    }
    return true;
}

static int tenths(double bits)
{
    return (int)lround(bits * 10);
}

/* Sum over fields of log2(m / u), the weight of agreement of Fellegi and Sunter 1969
 * (doi:10.1080/01621459.1969.10501049): how much likelier what is seen is for one person than for
 * two. A field that one side lacks says nothing. */
static void weigh(const dk_weighing *how, dk_identity_pair *pair)
{
    pair->bits_x10 = 0;
    for (size_t f = 0; how->fields[f].field != NULL; f++) {
        const dk_identity_field *field = &how->fields[f];
        double u =
            f == how->name_at && how->u_name != NULL ? how->u_name(how->ctx, pair) : field->u_equal;
        double m_not = 1 - field->m_equal - field->m_near,
               u_not = 1 - field->u_equal - field->u_near;
        int bits = 0;
        assert(u > 0 && u <= 1 && m_not > 0 && u_not > 0);
        if (pair->level[f] == DK_LEVEL_EQUAL)
            bits = tenths(log2(field->m_equal / u));
        else if (pair->level[f] == DK_LEVEL_NEAR)
            bits = tenths(log2(field->m_near / field->u_near));
        else if (pair->level[f] == DK_LEVEL_DIFFERS)
            bits = tenths(log2(m_not / u_not));
        pair->field_bits_x10[f] = (int16_t)bits;
        pair->bits_x10 += bits;
    }
}

typedef struct {
    uint32_t a, b;
} couple;

static int by_couple(const void *a, const void *b)
{
    const couple *x = a, *y = b;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

/* Every two records of a small block (a big one is a phone of a family, a word of many firms, and
 * would cost its square); NULL: memory. *n gets their number, duplicates included. */
static couple *couples_of(dk_blocks *blocks, size_t *n, size_t *n_big)
{
    couple *all = NULL;
    size_t capacity = 0;
    *n = 0;
    for (size_t i = 0, run; i < blocks->n; i += run) {
        for (run = 1; i + run < blocks->n && blocks->items[i + run].key == blocks->items[i].key;)
            run++;
        *n_big += run > DK_IDENTITY_BLOCK;
        for (size_t j = i; run <= DK_IDENTITY_BLOCK && j < i + run; j++) {
            for (size_t k = j + 1; k < i + run; k++) {
                if (blocks->items[j].record == blocks->items[k].record)
                    continue;
                all = dk_arena_grow(blocks->arena, all, *n, &capacity, sizeof *all);
                if (all == NULL)
                    return NULL;
                all[(*n)++] = (couple){blocks->items[j].record, blocks->items[k].record};
            }
        }
    }
    return all != NULL ? all : dk_arena_alloc(blocks->arena, sizeof *all);
}

static int by_weight(const void *a, const void *b)
{
    const dk_identity_pair *x = a, *y = b;
    if (x->bits_x10 != y->bits_x10)
        return x->bits_x10 < y->bits_x10 ? 1 : -1;
    if (x->a != y->a)
        return x->a < y->a ? -1 : 1;
    return (x->b > y->b) - (x->b < y->b);
}

dk_code dk_blocks_weigh(dk_blocks *blocks, const dk_weighing *how, dk_identity_result *out,
                        dk_err *err)
{
    assert(how->compare != NULL && how->fields != NULL);
    dk_identity_result result = {0};
    size_t n = 0, capacity = 0;
    if (blocks->is_broken)
        return DK_NO_MEMORY(err);
    if (blocks->n > 0)
        qsort(blocks->items, blocks->n, sizeof *blocks->items, by_key);
    couple *all = couples_of(blocks, &n, &result.n_big_blocks);
    if (all == NULL)
        return DK_NO_MEMORY(err);
    if (n > 0)
        qsort(all, n, sizeof *all, by_couple);
    for (size_t i = 0; i < n; i++) {
        if (i > 0 && by_couple(&all[i], &all[i - 1]) == 0)
            continue;
        dk_identity_pair pair = {.a = all[i].a, .b = all[i].b};
        assert(pair.a < pair.b); /* a block is sorted by record */
        how->compare(how->ctx, &pair);
        weigh(how, &pair);
        result.n_compared++;
        if (pair.bits_x10 < how->ask_bits * 10)
            continue;
        result.pairs =
            dk_arena_grow(blocks->arena, result.pairs, result.n, &capacity, sizeof *result.pairs);
        if (result.pairs == NULL)
            return DK_NO_MEMORY(err);
        result.pairs[result.n++] = pair;
    }
    if (result.n > 0)
        qsort(result.pairs, result.n, sizeof *result.pairs, by_weight);
    *out = result;
    return DK_OK;
}

static size_t decode(const char *text, int32_t out[SHORT_CHARS])
{
    const char *end = text + strlen(text);
    size_t n = 0;
    while (text < end && n < SHORT_CHARS)
        out[n++] = dk_utf8_next(&text, end);
    return text < end ? TOO_LONG : n;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

size_t dk_identity_distance(const char *a, const char *b)
{
    int32_t x[SHORT_CHARS], y[SHORT_CHARS];
    size_t d[SHORT_CHARS + 1][SHORT_CHARS + 1];
    size_t n = decode(a, x), m = decode(b, y);
    if (n == TOO_LONG || m == TOO_LONG)
        return TOO_LONG;
    for (size_t i = 0; i <= n; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        for (size_t j = 1; j <= m; j++) {
            d[i][j] = least(d[i - 1][j - 1] + (x[i - 1] != y[j - 1]),
                            least(d[i - 1][j], d[i][j - 1]) + 1);
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1])
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[n][m];
}
