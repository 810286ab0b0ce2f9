/* models/joined.c - see joined.h. */
#include "models/joined.h"

#include <assert.h>

enum { MONTHS_MIN = 3, YEAR = 12 };

static const double most = 2, told_least = 1.05;

/* The first known month of a part that counts; n where it is never recorded or too seldom to join
 * others. A part that is there from `start` on needs no joint, however seldom it is recorded. */
static size_t first_of(const dk_join_part *part, size_t n, size_t start)
{
    size_t first = 0, known = 0;
    while (first < n && !part->known[first])
        first++;
    for (size_t t = first; t < n; t++)
        known += part->known[t];
    return first <= start || (known >= MONTHS_MIN && 2 * known >= n - first) ? first : n;
}

typedef struct {
    const dk_join_part *items;
    size_t n_items, n; /* n months */
    size_t start;      /* the first month any of them knows */
} whole;

static whole whole_of(const dk_join_part *parts, size_t n_parts, size_t n)
{
    whole w = {parts, n_parts, n, n};
    for (size_t k = 0; k < n_parts; k++)
        for (size_t t = 0; t < w.start; t++)
            if (parts[k].known[t])
                w.start = t;
    return w;
}

/* Sum over the year from `at` on of the parts that begin at most at `until`; *begins: whether one
 * of them begins at `at`. */
static double year_of(const whole *w, size_t at, size_t until, bool *begins)
{
    double sum = 0;
    *begins = false;
    for (size_t k = 0; k < w->n_items; k++) {
        size_t first = first_of(&w->items[k], w->n, w->start);
        *begins |= first == at;
        for (size_t t = at; first <= until && t < w->n && t < at + YEAR; t++)
            sum += w->items[k].value[t];
    }
    return sum;
}

dk_joined dk_join(const dk_join_part *parts, size_t n_parts, size_t n, double *factor)
{
    assert(factor != NULL || n == 0);
    dk_joined out = {.at = n, .ratio = 1};
    whole w = whole_of(parts, n_parts, n);
    double so_far = 1;
    for (size_t t = n; t-- > 0;) {
        bool begins, began;
        factor[t] = so_far;
        if (t <= w.start || out.begin > 0)
            continue;
        double all = year_of(&w, t, t, &begins);
        if (!begins)
            continue;
        double old = year_of(&w, t, t - 1, &began);
        if (all > most * old) {
            out.begin = t;
            continue;
        }
        double ratio = old > 0 ? all / old : 1;
        so_far *= ratio;
        if (out.at == n && ratio >= told_least) {
            out.at = t;
            out.ratio = ratio;
        }
    }
    return out;
}
