/* api/wire/form.c - see form.h. */
#include "api/wire/form.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/random.h"

enum { TERMS_MAX = UINT16_MAX };

/* ---- texts as terms ---- */

static size_t slot_of(const dk_form_terms *list, const char *code)
{
    size_t at = (size_t)dk_hash_text(0, code) & (list->n_slots - 1);
    while (list->slots[at] != 0 && strcmp(list->items[list->slots[at]].code, code) != 0)
        at = (at + 1) & (list->n_slots - 1);
    return at;
}

static bool grow_slots(dk_arena *arena, dk_form_terms *list)
{
    if (2 * (list->n + 1) <= list->n_slots)
        return true;
    list->n_slots = list->n_slots == 0 ? 64 : 2 * list->n_slots;
    list->slots = dk_arena_array(arena, list->n_slots, sizeof *list->slots);
    if (list->slots == NULL)
        return false;
    for (size_t i = 1; i < list->n; i++)
        list->slots[slot_of(list, list->items[i].code)] = (dk_term)i;
    return true;
}

/* Appends a code. False when memory or numbers are out. */
static bool push_term(dk_arena *arena, dk_form_terms *list, const char *code)
{
    dk_match_term *items =
        dk_arena_grow(arena, list->items, list->n, &list->capacity, sizeof *items);
    if (items == NULL || list->n >= TERMS_MAX)
        return false;
    items[list->n++] = (dk_match_term){.code = code, .name = {code, code}};
    list->items = items;
    return true;
}

/* The term of a text, a new one when it was not seen before. O(1) amortised. */
static dk_code form_term(dk_form *f, dk_form_list id, const char *code, dk_term *out)
{
    dk_form_terms *list = &f->lists[id];
    if ((list->n == 0 && !push_term(f->r.arena, list, "")) || !grow_slots(f->r.arena, list))
        return DK_NO_MEMORY(f->r.err);
    size_t at = slot_of(list, code);
    if (list->slots[at] == 0) {
        if (!push_term(f->r.arena, list, code))
            return DK_NO_MEMORY(f->r.err);
        list->slots[at] = (dk_term)(list->n - 1);
    }
    *out = list->slots[at];
    return DK_OK;
}

/* A term list whose terms are ranks 1..most, for education and grades. */
dk_code dk_form_ranks(dk_form *f, int32_t most, dk_match_terms *out)
{
    dk_match_term *items = dk_arena_array(f->r.arena, (size_t)most + 1, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(f->r.err);
    items[0] = (dk_match_term){.code = "", .name = {"", ""}};
    for (int32_t i = 1; i <= most; i++) {
        const char *code = dk_arena_format(f->r.arena, "%d", i);
        if (code == NULL)
            return DK_NO_MEMORY(f->r.err);
        items[i] = (dk_match_term){.code = code, .name = {code, code}, .rank = i};
    }
    *out = (dk_match_terms){items, (size_t)most + 1};
    return DK_OK;
}

static dk_code check_known(const dk_form *f, const dk_json_node *object,
                           const dk_form_member *members, size_t n)
{
    const char *known[DK_FORM_MEMBERS_MAX];
    assert(n <= DK_FORM_MEMBERS_MAX);
    for (size_t i = 0; i < n; i++)
        known[i] = members[i].key;
    return dk_members_check(&f->r, object, known, n);
}

dk_code dk_form_word(const dk_form *f, const dk_json_node *object, const char *key,
                     const dk_keyword *words, int *out)
{
    const dk_json_node *node = dk_member_get(object, key);
    char expected[160] = "";
    if (node == NULL)
        return DK_OK;
    for (size_t i = 0; words[i].word != NULL; i++) {
        size_t len = strlen(expected);
        if (node->kind == DK_JSON_TEXT && strcmp(node->text, words[i].word) == 0) {
            *out = words[i].value;
            return DK_OK;
        }
        snprintf(expected + len, sizeof expected - len, "%s%s", i == 0 ? "" : " | ", words[i].word);
    }
    return dk_member_wrong(&f->r, key, expected);
}

dk_code dk_form_day(const dk_form *f, const dk_json_node *object, const char *key, dk_day *out)
{
    const char *text = NULL;
    if (dk_member_text(&f->r, object, key, &text) != DK_OK)
        return DK_FAILED;
    if (text == NULL || dk_day_parse(text, out))
        return DK_OK;
    return dk_member_wrong(&f->r, key, "日期，如 \"2026-03-05\" / a day as text");
}

static dk_code read_code(dk_form *f, const dk_json_node *node, const char *key, dk_form_list list,
                         dk_term *out)
{
    if (node->kind != DK_JSON_TEXT || *node->text == '\0')
        return dk_member_wrong(&f->r, key, "非空文本 / a non-empty text");
    return form_term(f, list, node->text, out);
}

static dk_code read_codes(dk_form *f, const dk_json_node *object, const dk_form_member *m,
                          dk_term_list *out)
{
    const dk_json_node *array = NULL;
    if (dk_member_array(&f->r, object, m->key, DK_FORM_TUPLES_MAX, &array) != DK_OK)
        return DK_FAILED;
    dk_term *items = dk_arena_array(f->r.arena, array->n, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(f->r.err);
    for (size_t i = 0; i < array->n; i++)
        if (read_code(f, &array->items[i], m->key, m->list, &items[i]) != DK_OK)
            return DK_FAILED;
    *out = (dk_term_list){items, array->n};
    return DK_OK;
}

dk_code dk_form_int(const dk_form *f, const dk_json_node *object, const char *key, int64_t max,
                    int32_t *out)
{
    int64_t num = *out;
    if (dk_member_int(&f->r, object, key, 0, max, &num) != DK_OK)
        return DK_FAILED;
    *out = (int32_t)num;
    return DK_OK;
}

static dk_code read_rank(const dk_form *f, const dk_json_node *object, const char *key,
                         dk_term *out)
{
    int32_t rank = *out;
    dk_code code = dk_form_int(f, object, key, DK_FORM_RANK_MAX, &rank);
    *out = (dk_term)rank; /* term n of the list of ranks has rank n */
    return code;
}

static dk_code read_fen(const dk_form *f, const dk_json_node *object, const char *key, int64_t *out)
{
    double yuan = -1;
    if (dk_member_number(&f->r, object, key, DK_FORM_PAY_MAX, &yuan) != DK_OK)
        return DK_FAILED;
    if (yuan >= 0)
        *out = (int64_t)(yuan * 100 + 0.5);
    return DK_OK;
}

static dk_code read_tri(const dk_form *f, const dk_json_node *object, const char *key, dk_tri *out)
{
    bool flag = false;
    if (dk_member_get(object, key) == NULL)
        return DK_OK;
    if (dk_member_flag(&f->r, object, key, &flag) != DK_OK)
        return DK_FAILED;
    *out = dk_tri_of(flag);
    return DK_OK;
}

static_assert(sizeof(dk_intent) == sizeof(int) && sizeof(dk_post_kind) == sizeof(int) &&
                  sizeof(dk_shift) == sizeof(int),
              "words are read as int");

static dk_code read_member(dk_form *f, const dk_json_node *object, const dk_form_member *m,
                           void *record)
{
    void *to = (char *)record + m->offset;
    const dk_json_node *node = dk_member_get(object, m->key);
    switch (m->kind) {
    case DK_FORM_TERM:
        return node == NULL ? DK_OK : read_code(f, node, m->key, m->list, to);
    case DK_FORM_TERMS:
        return read_codes(f, object, m, to);
    case DK_FORM_RANK:
        return read_rank(f, object, m->key, to);
    case DK_FORM_INT:
        return dk_form_int(f, object, m->key, m->max, to);
    case DK_FORM_FEN:
        return read_fen(f, object, m->key, to);
    case DK_FORM_TRI:
        return read_tri(f, object, m->key, to);
    case DK_FORM_FLAG:
        return dk_member_flag(&f->r, object, m->key, to);
    case DK_FORM_DAY:
        return dk_form_day(f, object, m->key, to);
    case DK_FORM_WORD:
        return dk_form_word(f, object, m->key, m->words, to);
    case DK_FORM_KEY:    /* read by who reads the record */
    case DK_FORM_TUPLES: /* likewise */
        break;
    }
    return DK_OK;
}

dk_code dk_form_members(dk_form *f, const dk_json_node *object, const dk_form_member *members,
                        size_t n, void *record)
{
    if (check_known(f, object, members, n) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < n; i++)
        if (read_member(f, object, &members[i], record) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

dk_code dk_form_key(const dk_form *f, const dk_json_node *object, const char **out)
{
    if (dk_member_text(&f->r, object, "key", out) != DK_OK)
        return DK_FAILED;
    if (*out == NULL || **out == '\0')
        return dk_member_wrong(&f->r, "key", "非空文本 / a non-empty text");
    return DK_OK;
}

dk_code dk_form_tuple_code(dk_form *f, const dk_json_node *tuple, const char *key,
                           dk_form_list list, dk_term *out)
{
    const dk_json_node *node = tuple->kind == DK_JSON_OBJECT ? dk_member_get(tuple, key) : NULL;
    if (node == NULL)
        return dk_member_wrong(&f->r, key, "非空文本 / a non-empty text");
    return read_code(f, node, key, list, out);
}
