/* core/match/spread.c - see spread.h. */
#include "core/match/spread.h"

#include <assert.h>
#include <stdlib.h>

#include "core/base/messages.h"

enum { WAITING, LISTED, GIVEN_UP };
enum { TOP_MOST = 100, SWEEPS = 40 };

typedef struct {
    size_t person, entry; /* entry counts through all lists */
} holder;

typedef struct {
    int64_t loss;
    holder who;
} offer;

typedef struct {
    const dk_spread_list *lists;
    size_t n, top, n_posts;
    const size_t *caps;
    size_t *start;      /* [n + 1] of each person's entries */
    uint8_t *state;     /* [entries] */
    size_t *post_first; /* [posts + 1] in holders */
    holder *holders;    /* by post: every entry that names it */
    size_t *count;      /* [posts] lists it stands in now */
    int64_t *price;     /* [posts] what a place there costs */
    int64_t *margins;   /* scratch */
    offer *offers;      /* scratch */
} spreader;

static const dk_ranked *entry_of(const spreader *s, holder who)
{
    return &s->lists[who.person].best[who.entry - s->start[who.person]];
}

/* The person's best entry that waits, or SIZE_MAX. */
static size_t next_of(const spreader *s, size_t person)
{
    for (size_t e = s->start[person]; e < s->start[person + 1]; e++)
        if (s->state[e] == WAITING)
            return e;
    return SIZE_MAX;
}

static int64_t loss_of(const spreader *s, holder who)
{
    size_t next = next_of(s, who.person);
    int64_t score = entry_of(s, who)->score;
    return next == SIZE_MAX ? score : score - entry_of(s, (holder){who.person, next})->score;
}

static int by_loss(const void *a, const void *b)
{
    const offer *x = a, *y = b;
    if (x->loss != y->loss)
        return x->loss < y->loss ? -1 : 1;
    return (x->who.person < y->who.person) - (x->who.person > y->who.person);
}

/* Takes `post` out of the lists that lose least until it is within its cap. True when it gave up
 * any. */
static bool relieve(spreader *s, size_t post)
{
    size_t n = 0;
    if (s->count[post] <= s->caps[post])
        return false;
    for (size_t h = s->post_first[post]; h < s->post_first[post + 1]; h++)
        if (s->state[s->holders[h].entry] == LISTED)
            s->offers[n++] = (offer){loss_of(s, s->holders[h]), s->holders[h]};
    assert(n == s->count[post]);
    qsort(s->offers, n, sizeof *s->offers, by_loss);
    for (size_t i = 0; s->count[post] > s->caps[post]; i++) {
        holder who = s->offers[i].who;
        size_t next = next_of(s, who.person);
        s->state[who.entry] = GIVEN_UP;
        s->count[post]--;
        if (next == SIZE_MAX)
            continue;
        s->state[next] = LISTED;
        s->count[entry_of(s, (holder){who.person, next})->at]++;
    }
    return true;
}

static bool allocate(spreader *s, dk_arena *arena)
{
    s->start = dk_arena_array(arena, s->n + 1, sizeof *s->start);
    s->post_first = dk_arena_array(arena, s->n_posts + 2, sizeof *s->post_first);
    s->count = dk_arena_array(arena, s->n_posts, sizeof *s->count);
    if (s->start == NULL || s->post_first == NULL || s->count == NULL)
        return false;
    for (size_t i = 0; i < s->n; i++)
        s->start[i + 1] = s->start[i] + s->lists[i].n;
    size_t entries = s->start[s->n];
    s->state = dk_arena_array(arena, entries, sizeof *s->state);
    s->holders = dk_arena_array(arena, entries, sizeof *s->holders);
    s->offers = dk_arena_array(arena, s->n, sizeof *s->offers);
    s->price = dk_arena_array(arena, s->n_posts, sizeof *s->price);
    s->margins = dk_arena_array(arena, s->n, sizeof *s->margins);
    if (s->price == NULL || s->margins == NULL)
        return false;
    return s->state != NULL && s->holders != NULL && s->offers != NULL;
}

/* Entries by post (counting sort), and the first `top` of each person counted. */
static void begin(spreader *s)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->lists[i].n; k++)
            s->post_first[s->lists[i].best[k].at + 2]++;
    for (size_t p = 0; p < s->n_posts; p++)
        s->post_first[p + 2] += s->post_first[p + 1];
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->lists[i].n; k++) {
            size_t post = s->lists[i].best[k].at;
            s->holders[s->post_first[post + 1]++] = (holder){i, s->start[i] + k};
            s->count[post] += k < s->top;
        }
}

/* ---- prices ---- */

/* The `top`-th best of a person's other posts at the present prices, at least 0: what the place is
 * worth without `except`. */
static int64_t otherwise(const spreader *s, size_t person, size_t except)
{
    const dk_spread_list *list = &s->lists[person];
    int64_t best[TOP_MOST] = {0};
    size_t n = 0;
    for (size_t k = 0; k < list->n; k++) {
        int64_t value = list->best[k].score - s->price[list->best[k].at];
        if (list->best[k].at == except || value <= 0)
            continue;
        size_t i = n < s->top ? n++ : s->top;
        for (; i > 0 && best[i - 1] < value; i--)
            if (i < s->top)
                best[i] = best[i - 1];
        if (i < s->top)
            best[i] = value;
    }
    return n < s->top ? 0 : best[s->top - 1];
}

static int descending(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

/* The price at which no more than the cap want the post, all other prices as they are. */
static int64_t price_of(spreader *s, size_t post)
{
    size_t n = 0;
    for (size_t h = s->post_first[post]; h < s->post_first[post + 1]; h++) {
        int64_t margin =
            entry_of(s, s->holders[h])->score - otherwise(s, s->holders[h].person, post);
        if (margin > 0)
            s->margins[n++] = margin;
    }
    if (n <= s->caps[post])
        return 0;
    qsort(s->margins, n, sizeof *s->margins, descending);
    return s->margins[s->caps[post]];
}

/* Sets prices in turn until they stand still. */
static void find_prices(spreader *s)
{
    bool has_moved = true;
    for (int sweep = 0; sweep < SWEEPS && has_moved; sweep++) {
        has_moved = false;
        for (size_t p = 0; p < s->n_posts; p++) {
            int64_t price = price_of(s, p);
            has_moved = has_moved || price != s->price[p];
            s->price[p] = price;
        }
    }
}

/* Everybody takes the `top` that are worth most at these prices; ties: the person's own order. */
static void choose(spreader *s)
{
    for (size_t p = 0; p < s->n_posts; p++)
        s->count[p] = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t taken = 0; taken < s->top && taken < s->lists[i].n; taken++) {
            size_t best = SIZE_MAX;
            int64_t most = 0;
            for (size_t e = s->start[i]; e < s->start[i + 1]; e++) {
                const dk_ranked *one = entry_of(s, (holder){i, e});
                int64_t value = one->score - s->price[one->at];
                if (s->state[e] != LISTED && (best == SIZE_MAX || value > most)) {
                    best = e;
                    most = value;
                }
            }
            s->state[best] = LISTED;
            s->count[entry_of(s, (holder){i, best})->at]++;
        }
}

/* The value of the prices: an upper bound of every total within the caps. Places taken are those of
 * choose(). */
static int64_t bound_of(const spreader *s)
{
    int64_t bound = 0;
    for (size_t p = 0; p < s->n_posts; p++)
        bound += (int64_t)s->caps[p] * s->price[p];
    for (size_t i = 0; i < s->n; i++)
        for (size_t e = s->start[i]; e < s->start[i + 1]; e++) {
            const dk_ranked *one = entry_of(s, (holder){i, e});
            int64_t value = one->score - s->price[one->at];
            if (s->state[e] == LISTED && value > 0)
                bound += value;
        }
    return bound;
}

/* A place given up or dear that turns out to be free is taken back by whoever gains. */
static bool take_back(spreader *s, size_t person)
{
    bool has_moved = false;
    for (size_t e = s->start[person]; e < s->start[person + 1]; e++) {
        size_t post = entry_of(s, (holder){person, e})->at, worst = SIZE_MAX, n = 0;
        if (s->state[e] == LISTED || s->count[post] >= s->caps[post])
            continue;
        for (size_t k = s->start[person]; k < s->start[person + 1]; k++)
            if (s->state[k] == LISTED) {
                worst = k; /* entries are in order of score */
                n++;
            }
        if (n >= s->top && worst < e)
            break;
        s->state[e] = LISTED;
        s->count[post]++;
        if (n >= s->top) {
            s->state[worst] = WAITING;
            s->count[entry_of(s, (holder){person, worst})->at]--;
        }
        has_moved = true;
    }
    return has_moved;
}

/* The entry a holder would take instead: the best unlisted one of a post with room, or of `freed`.
 * SIZE_MAX when there is none. */
static size_t instead(const spreader *s, size_t person, size_t freed)
{
    for (size_t e = s->start[person]; e < s->start[person + 1]; e++) {
        size_t post = entry_of(s, (holder){person, e})->at;
        if (s->state[e] != LISTED && (post == freed || s->count[post] < s->caps[post]))
            return e;
    }
    return SIZE_MAX;
}

/* Who of the holders of a full post loses least by taking another; the loss, INT64_MAX for none. */
static int64_t cheapest(const spreader *s, size_t post, size_t except, size_t freed, holder *who,
                        size_t *to)
{
    int64_t least = INT64_MAX;
    for (size_t h = s->post_first[post]; h < s->post_first[post + 1]; h++) {
        holder one = s->holders[h];
        if (s->state[one.entry] != LISTED || one.person == except)
            continue;
        size_t e = instead(s, one.person, freed);
        if (e == SIZE_MAX)
            continue;
        int64_t loss = entry_of(s, one)->score - entry_of(s, (holder){one.person, e})->score;
        if (loss < least) {
            least = loss;
            *who = one;
            *to = e;
        }
    }
    return least;
}

/* A full post changes hands where that gains: the person takes it for their worst place, a holder
 * takes another post with room. */
static bool exchange(spreader *s, size_t person)
{
    bool has_moved = false;
    for (size_t e = s->start[person]; e < s->start[person + 1]; e++) {
        const dk_ranked *one = entry_of(s, (holder){person, e});
        size_t worst = SIZE_MAX;
        if (s->state[e] == LISTED || s->count[one->at] < s->caps[one->at])
            continue;
        for (size_t k = e + 1; k < s->start[person + 1]; k++)
            worst = s->state[k] == LISTED ? k : worst;
        if (worst == SIZE_MAX)
            break;
        const dk_ranked *left = entry_of(s, (holder){person, worst});
        holder other;
        size_t to;
        if (one->score - left->score <= 0 ||
            cheapest(s, one->at, person, left->at, &other, &to) >= one->score - left->score)
            continue;
        s->state[e] = s->state[to] = LISTED;
        s->state[worst] = s->state[other.entry] = WAITING;
        s->count[left->at]--;
        s->count[entry_of(s, (holder){other.person, to})->at]++;
        has_moved = true;
    }
    return has_moved;
}

static bool finish(const spreader *s, dk_arena *arena, dk_spread *out)
{
    size_t n = 0;
    out->first = dk_arena_array(arena, s->n + 1, sizeof *out->first);
    out->places = dk_arena_array(arena, s->n * s->top, sizeof *out->places);
    out->lists_after = s->count;
    if (out->first == NULL || out->places == NULL)
        return false;
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < s->lists[i].n; k++) {
            int64_t score = s->lists[i].best[k].score;
            out->total_before += k < s->top ? score : 0;
            out->front_before += k < s->top && k < DK_SPREAD_FRONT ? score : 0;
            if (s->state[s->start[i] + k] != LISTED)
                continue;
            out->total_after += score;
            out->front_after += n - out->first[i] < DK_SPREAD_FRONT ? score : 0;
            out->places[n++] = k;
        }
        out->first[i + 1] = n;
    }
    return true;
}

dk_code dk_spread_lists(const dk_spread_ask *ask, dk_arena *arena, dk_spread *out, dk_err *err)
{
    assert(ask != NULL && ask->top >= 1 && ask->top <= TOP_MOST && arena != NULL && out != NULL);
    spreader s = {.lists = ask->lists,
                  .n = ask->n,
                  .top = ask->top,
                  .n_posts = ask->n_posts,
                  .caps = ask->caps};
    *out = (dk_spread){.n_over = 0};
    out->lists_before = dk_arena_array(arena, s.n_posts, sizeof *out->lists_before);
    if (out->lists_before == NULL || !allocate(&s, arena))
        return DK_NO_MEMORY(err);
    begin(&s);
    for (size_t p = 0; p < s.n_posts; p++) {
        out->lists_before[p] = s.count[p];
        out->n_over += s.count[p] > s.caps[p];
    }
    if (out->n_over > 0)
        find_prices(&s);
    choose(&s);
    out->bound = bound_of(&s);
    for (bool has_moved = true; has_moved;) {
        has_moved = false;
        for (size_t p = 0; p < s.n_posts; p++)
            has_moved |= relieve(&s, p);
    }
    for (bool has_moved = true; has_moved;) {
        has_moved = false;
        for (size_t i = 0; i < s.n; i++) {
            bool has_taken = take_back(&s, i), has_exchanged = exchange(&s, i);
            has_moved = has_moved || has_taken || has_exchanged;
        }
    }
    return finish(&s, arena, out) ? DK_OK : DK_NO_MEMORY(err);
}

static int ascending(const void *a, const void *b)
{
    const size_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

int32_t dk_gini_permille(size_t *counts, size_t n)
{
    int64_t sum = 0, weighted = 0;
    if (n == 0)
        return 0;
    qsort(counts, n, sizeof *counts, ascending);
    for (size_t i = 0; i < n; i++) {
        sum += (int64_t)counts[i];
        weighted += (int64_t)(i + 1) * (int64_t)counts[i];
    }
    if (sum == 0)
        return 0;
    int64_t size = (int64_t)n;
    return (int32_t)((2000 * weighted / sum - 1000 * (size + 1)) / size);
}
