/* core/register/codes.c - code lists as two sorted arrays.
 *
 *   by_code   row pointers sorted by (list, code, since): look-up by code, and a list is a slice
 *   by_name   (list, text, row) for every name and alias, sorted by (list, text, code, since)
 *
 * A code may have several rows with different validity; at most one is valid on a day.
 */
#include "core/register/codes.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/date.h"
#include "core/register/suggest.h"

typedef struct {
    const dk_code_row *row;
    const char *text;
    size_t len;
} name_entry;

struct dk_codes {
    const dk_code_row **by_code;
    size_t n;
    name_entry *by_name;
    size_t n_names;
};

static int compare_rows(const void *a, const void *b)
{
    const dk_code_row *x = *(const dk_code_row *const *)a, *y = *(const dk_code_row *const *)b;
    int c = strcmp(x->list, y->list);
    if (c == 0)
        c = strcmp(x->code, y->code);
    if (c == 0)
        c = (x->since > y->since) - (x->since < y->since);
    /* Addresses in one array are the order of the source: qsort is not stable by itself. */
    return c != 0 ? c : (x > y) - (x < y);
}

static int compare_text(const char *a, size_t len_a, const char *b, size_t len_b)
{
    size_t len = len_a < len_b ? len_a : len_b;
    int c = len == 0 ? 0 : memcmp(a, b, len);
    return c != 0 ? c : (len_a > len_b) - (len_a < len_b);
}

static int compare_names(const void *a, const void *b)
{
    const name_entry *x = a, *y = b;
    int c = strcmp(x->row->list, y->row->list);
    if (c == 0)
        c = compare_text(x->text, x->len, y->text, y->len);
    return c != 0 ? c : compare_rows(&x->row, &y->row);
}

/* The next text of `aliases` split at |, empty ones skipped; NULL at the end. */
static const char *next_alias(const char **rest, size_t *len)
{
    while (**rest == '|')
        (*rest)++;
    if (**rest == '\0')
        return NULL;
    const char *text = *rest;
    *len = strcspn(text, "|");
    *rest = text + *len;
    return text;
}

static size_t count_names(const dk_code_row *rows, size_t n)
{
    size_t total = n, len;
    for (size_t i = 0; i < n; i++)
        for (const char *rest = rows[i].aliases; rest != NULL && next_alias(&rest, &len) != NULL;)
            total++;
    return total;
}

static void fill_names(dk_codes *codes, const dk_code_row *row)
{
    codes->by_name[codes->n_names++] = (name_entry){row, row->name, strlen(row->name)};
    const char *rest = row->aliases, *text;
    size_t len;
    while (rest != NULL && (text = next_alias(&rest, &len)) != NULL)
        codes->by_name[codes->n_names++] = (name_entry){row, text, len};
}

dk_codes *dk_codes_new(const dk_code_row *rows, size_t n)
{
    assert(rows != NULL || n == 0);
    dk_codes *codes = calloc(1, sizeof *codes);
    if (codes == NULL)
        return NULL;
    codes->by_code = calloc(n + 1, sizeof *codes->by_code);
    codes->by_name = calloc(count_names(rows, n) + 1, sizeof *codes->by_name);
    if (codes->by_code == NULL || codes->by_name == NULL) {
        dk_codes_free(codes);
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        codes->by_code[codes->n++] = &rows[i];
        fill_names(codes, &rows[i]);
    }
    qsort(codes->by_code, codes->n, sizeof *codes->by_code, compare_rows);
    qsort(codes->by_name, codes->n_names, sizeof *codes->by_name, compare_names);
    return codes;
}

void dk_codes_free(dk_codes *codes)
{
    if (codes == NULL)
        return;
    free(codes->by_code);
    free(codes->by_name);
    free(codes);
}

static bool is_valid_on(const dk_code_row *row, int32_t day)
{
    return day == DK_DAY_NONE || ((row->since == DK_DAY_NONE || row->since <= day) &&
                                  (row->until == DK_DAY_NONE || row->until >= day));
}

/* The first row not before (list, code). */
static size_t lower_code(const dk_codes *codes, const char *list, const char *code)
{
    size_t low = 0, high = codes->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = strcmp(codes->by_code[mid]->list, list);
        if (c == 0)
            c = strcmp(codes->by_code[mid]->code, code);
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const dk_code_row *dk_codes_find(const dk_codes *codes, const char *list, const char *code,
                                 int32_t day)
{
    assert(codes != NULL && list != NULL && code != NULL);
    for (size_t i = lower_code(codes, list, code); i < codes->n; i++) {
        const dk_code_row *row = codes->by_code[i];
        if (strcmp(row->list, list) != 0 || strcmp(row->code, code) != 0)
            break;
        if (is_valid_on(row, day))
            return row;
    }
    return NULL;
}

static size_t lower_name(const dk_codes *codes, const char *list, const char *text, size_t len)
{
    size_t low = 0, high = codes->n_names;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const name_entry *e = &codes->by_name[mid];
        int c = strcmp(e->row->list, list);
        if (c == 0)
            c = compare_text(e->text, e->len, text, len);
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

const dk_code_row *dk_codes_by_name(const dk_codes *codes, const char *list, const char *text,
                                    int32_t day)
{
    assert(codes != NULL && list != NULL && text != NULL);
    size_t len = strlen(text);
    const dk_code_row *found = NULL;
    for (size_t i = lower_name(codes, list, text, len); i < codes->n_names; i++) {
        const name_entry *e = &codes->by_name[i];
        if (strcmp(e->row->list, list) != 0 || compare_text(e->text, e->len, text, len) != 0)
            break;
        if (!is_valid_on(e->row, day))
            continue;
        if (found != NULL && strcmp(found->code, e->row->code) != 0)
            return NULL;
        if (found == NULL)
            found = e->row;
    }
    return found;
}

static int row_similarity(const dk_code_row *row, const char *text, size_t len)
{
    int best = dk_similarity(text, len, row->code, strlen(row->code));
    int name = dk_similarity(text, len, row->name, strlen(row->name));
    best = name > best ? name : best;
    const char *rest = row->aliases, *alias;
    size_t alias_len;
    while (rest != NULL && (alias = next_alias(&rest, &alias_len)) != NULL) {
        int score = dk_similarity(text, len, alias, alias_len);
        best = score > best ? score : best;
    }
    return best;
}

/* Keeps `out` sorted by falling score; equal scores stay in the order they come (code order). */
static size_t insert_row(const dk_code_row **out, int *scores, size_t n, size_t limit,
                         const dk_code_row *row, int score)
{
    size_t at = n;
    while (at > 0 && score > scores[at - 1])
        at--;
    if (at == limit)
        return n;
    size_t end = n < limit ? n : limit - 1;
    for (size_t j = end; j > at; j--) {
        out[j] = out[j - 1];
        scores[j] = scores[j - 1];
    }
    out[at] = row;
    scores[at] = score;
    return n < limit ? n + 1 : limit;
}

size_t dk_codes_nearest(const dk_codes *codes, const char *list, const char *text,
                        const dk_code_row **out, size_t limit)
{
    enum { MOST = 32 };
    int scores[MOST];
    limit = limit < MOST ? limit : MOST;
    size_t n_rows, n = 0, len = strlen(text);
    const dk_code_row *const *rows = dk_codes_list(codes, list, &n_rows);
    for (size_t i = 0; i < n_rows && limit > 0; i++) {
        /* Rows of one code differ in validity only: the code is proposed once, by its latest row.
         */
        if (i + 1 < n_rows && strcmp(rows[i]->code, rows[i + 1]->code) == 0)
            continue;
        int score = row_similarity(rows[i], text, len);
        if (score >= DK_SIMILAR)
            n = insert_row(out, scores, n, limit, rows[i], score);
    }
    return n;
}

const dk_code_row *const *dk_codes_list(const dk_codes *codes, const char *list, size_t *n)
{
    assert(codes != NULL && list != NULL && n != NULL);
    size_t from = lower_code(codes, list, ""), to = from;
    while (to < codes->n && strcmp(codes->by_code[to]->list, list) == 0)
        to++;
    *n = to - from;
    return codes->by_code + from;
}
