/* core/import/titles.c - header texts to fields (internal.h).
 *
 * Header texts come as people write them: "姓名*", "*姓 名", "月薪(元)", "入学年月：". Compared are
 * keys (dk_text_key: NFKC, no blanks, lower case), first as written, then without marks, then
 * without bracketed parts. A bracketed unit of time or magnitude that the field does not have
 * ("年薪(万元)" for a monthly field in yuan) keeps a column from being taken: its numbers would be
 * wrong by a factor.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/import/internal.h"

enum { RANK_KEY, RANK_TITLE, RANK_SYNONYM };

static int by_key(const void *a, const void *b)
{
    const dk_title *x = a, *y = b;
    int order = strcmp(x->key, y->key);
    if (order == 0)
        order = x->rank - y->rank;
    return order != 0 ? order : (x->field > y->field) - (x->field < y->field);
}

typedef struct {
    dk_arena *arena;
    dk_title *items;
    size_t n, capacity;
    bool is_broken;
} builder;

static void add(builder *b, const char *text, size_t len, dk_title title)
{
    if (len == 0 || b->is_broken)
        return;
    const char *copy = dk_arena_copy(b->arena, text, len);
    const char *key = copy == NULL ? NULL : dk_text_key(b->arena, copy);
    dk_title *items = dk_arena_grow(b->arena, b->items, b->n, &b->capacity, sizeof *items);
    if (key == NULL || items == NULL) {
        b->is_broken = true;
        return;
    }
    b->items = items;
    b->items[b->n] = title;
    b->items[b->n++].key = key;
}

/* The texts of a list joined by |. */
static void add_list(builder *b, const char *p, dk_title title)
{
    while (p != NULL && *p != '\0') {
        size_t n = strcspn(p, "|");
        add(b, p, n, title);
        p += n + (p[n] == '|');
    }
}

static void add_field(builder *b, const dk_field *field, size_t i)
{
    const dk_title by_key = {.field = i, .rank = RANK_KEY},
                   by_title = {.field = i, .rank = RANK_TITLE},
                   synonym = {.field = i, .rank = RANK_SYNONYM},
                   both = {.field = i, .rank = RANK_SYNONYM, .is_both = true};
    add(b, field->key, strlen(field->key), by_key);
    add(b, field->title.zh, strlen(field->title.zh), by_title);
    add(b, field->title.en, strlen(field->title.en), by_title);
    add_list(b, field->synonyms, synonym);
    add_list(b, field->both, both);
}

dk_code dk_titles_build(dk_arena *arena, const dk_register *reg, dk_titles *out, dk_err *err)
{
    builder b = {.arena = arena};
    *out = (dk_titles){.reg = reg};
    if (reg == NULL)
        return DK_OK;
    for (size_t i = 0; i < reg->n_fields; i++)
        if ((reg->fields[i].flags & DK_F_CALC) == 0)
            add_field(&b, &reg->fields[i], i);
    if (b.is_broken)
        return DK_NO_MEMORY(err);
    assert(b.items != NULL); /* every register has fields to import */
    qsort(b.items, b.n, sizeof *b.items, by_key);
    out->items = b.items;
    out->n = b.n;
    return DK_OK;
}

static const dk_title *find_key(const dk_titles *titles, const char *key)
{
    size_t low = 0, high = titles->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(titles->items[middle].key, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < titles->n && strcmp(titles->items[low].key, key) == 0 ? &titles->items[low] : NULL;
}

/* Removes the marks that stand before and after a title. */
static void strip_marks(char *key)
{
    static const char *const marks[] = {"*", "▲", "△", "※", "★", "☆", ":", "："};
    bool again = true;
    while (again) {
        again = false;
        size_t len = strlen(key);
        for (size_t i = 0; i < sizeof marks / sizeof *marks && !again; i++) {
            size_t n = strlen(marks[i]);
            if (len >= n && memcmp(key, marks[i], n) == 0) {
                memmove(key, key + n, len - n + 1);
                again = true;
            } else if (len >= n && memcmp(key + len - n, marks[i], n) == 0) {
                key[len - n] = '\0';
                again = true;
            }
        }
    }
}

/* Moves what stands in brackets from `key` to `unit` (same size). False: there was nothing. */
static bool split_brackets(char *key, char *unit)
{
    static const char *const open[] = {"(", "[", "【", "〔"}, *const close[] = {")", "]", "】",
                                                                                "〕"};
    bool found = false;
    *unit = '\0';
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        char *from, *to;
        while ((from = strstr(key, open[i])) != NULL && (to = strstr(from, close[i])) != NULL) {
            char *inner = from + strlen(open[i]);
            strncat(unit, inner, (size_t)(to - inner));
            memmove(from, to + strlen(close[i]), strlen(to + strlen(close[i])) + 1);
            found = true;
        }
    }
    return found;
}

/* True when the header's unit is not the field's. Only for quantities, and only units of time and
 * magnitude: 个, 名 and 人 mean the same. */
static bool contradicts(const dk_field *field, const char *unit)
{
    static const char *const units[] = {"万", "千", "年", "月", "周", "日", "天", "小时", "分钟"};
    bool is_quantity = field->type == DK_TYPE_INT || field->type == DK_TYPE_DECIMAL ||
                       field->type == DK_TYPE_MONEY;
    if (!is_quantity || field->unit == NULL)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strstr(unit, units[i]) != NULL && strstr(field->unit, units[i]) == NULL)
            return true;
    return false;
}

dk_code dk_titles_find(const dk_titles *titles, dk_arena *arena, const char *text,
                       const dk_title **out, dk_err *err)
{
    assert(text != NULL && out != NULL);
    *out = NULL;
    if (titles->reg == NULL)
        return DK_OK;
    const char *folded = dk_text_key(arena, text);
    char *key = dk_arena_text(arena, folded);
    char *unit = key == NULL ? NULL : dk_arena_alloc(arena, strlen(key) + 1);
    if (unit == NULL)
        return DK_NO_MEMORY(err);
    const dk_title *found = find_key(titles, key);
    if (found == NULL) {
        strip_marks(key);
        found = find_key(titles, key);
    }
    if (found == NULL && split_brackets(key, unit)) {
        strip_marks(key);
        found = *key == '\0' ? NULL : find_key(titles, key);
        if (found != NULL && contradicts(&titles->reg->fields[found->field], unit))
            found = NULL;
    }
    *out = found;
    return DK_OK;
}
