/* core/match/spread.h - lists that do not all name the same posts.
 *
 * Used one by one, the best lists of a county send everybody to the few best posts. Here a post may
 * stand in at most `cap` lists, at the least loss of the scores of all places. Each post gets a
 * price: the one at which no more than its cap want it, all other prices as they are,
 *
 *     margin of person i at post p = score(i, p) - worth of i's place without p   (at these prices)
 *     price of p                   = the (cap + 1)-th largest margin, 0 when there is none
 *
 * set in turn until they stand still (coordinate descent on the dual of the assignment; at most 40
 * sweeps). Everybody takes what is worth most at these prices; what is still above a cap goes to
 * whoever loses most by giving it up, and places that turn out to be free are taken back. Then full
 * posts change hands as long as that gains: one person takes the post for their worst place, a
 * holder of it takes another with room. Without another post a list gets shorter. Same input, same
 * result: ties go to the later person.
 *
 * The prices also prove how good it is: no choice within the caps has a total above
 *     bound = sum over posts of cap * price + sum over people of their `top` best (score - price)+
 *
 * Exposure is the number of lists a post stands in; its Gini coefficient (Gini 1912; here by ranks:
 * G = (2 sum i x_i) / (n sum x) - (n + 1) / n with x ascending, i from 1) is 0 when all posts stand
 * in equally many lists and near 1 when few stand in all.
 */
#ifndef DK_CORE_MATCH_SPREAD_H
#define DK_CORE_MATCH_SPREAD_H

#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/match/topk.h"

enum { DK_SPREAD_FRONT = 5 }; /* places a page shows before anybody asks for more */

typedef struct {
    const dk_ranked
        *best; /* the person's posts, best first; more than `top` of them to choose from */
    size_t n;
} dk_spread_list;

typedef struct {
    size_t *first;  /* [people + 1]: where the person's places begin in `places` */
    size_t *places; /* for each place: index into the person's `best`, best first */
    int64_t total_before, total_after; /* sums over all places */
    int64_t front_before, front_after; /* over the first DK_SPREAD_FRONT places of every list */
    int64_t bound; /* no choice within the caps has a higher total_after (weak duality) */
    size_t *lists_before, *lists_after; /* [posts] */
    size_t n_over;                      /* posts above their cap before */
} dk_spread;

typedef struct {
    const dk_spread_list *lists; /* [n], of people */
    size_t n;
    size_t top;         /* places for each, 1..100 */
    const size_t *caps; /* [n_posts]: most lists a post may stand in */
    size_t n_posts;     /* positions in dk_ranked.at lie below */
} dk_spread_ask;

/* Chooses the places of everybody within the caps. In the arena. Fails only when memory is out.
 * O(sweeps * entries * entries of a person). */
DK_MUST dk_code dk_spread_lists(const dk_spread_ask *ask, dk_arena *arena, dk_spread *out,
                                dk_err *err);

/* Gini coefficient of `n` counts in permille, 0 without any; sorts the counts. O(n log n). */
int32_t dk_gini_permille(size_t *counts, size_t n);

#endif
