/* core/match/related.h - related skills found from where skills are used together.
 *
 * Two skills that the same posts (or the occupations of a published taxonomy) ask for are related:
 *
 *     similarity(a, b) = together / sqrt(uses of a * uses of b)
 *
 * which is the cosine of the two sets of posts, kept in permille.
 *
 * It suggests links for people to look at; a list of links in the register decides (source and
 * similarity stand in each row), and the floor of the weights keeps weak ones from giving credit.
 */
#ifndef DK_CORE_MATCH_RELATED_H
#define DK_CORE_MATCH_RELATED_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"

/* A set (a post, an occupation) uses a skill. Named twice counts once. */
typedef struct {
    uint32_t set, skill;
} dk_skill_use;

typedef struct {
    uint32_t least_together; /* sets that use both, at least */
    uint16_t floor;          /* permille */
    uint32_t most;           /* links kept per skill, the strongest */
} dk_related_rules;

/* Which sets use which skills. */
typedef struct {
    const dk_skill_use *items;
    size_t n;
    size_t n_skills; /* skills are 0..n_skills-1 */
} dk_skill_uses;

/* At least 3 sets, 600 permille, 8 links a skill. */
dk_related_rules dk_related_rules_default(void);

typedef struct {
    uint32_t a, b; /* a < b */
    uint16_t similarity_permille;
    uint32_t together;
} dk_related;

typedef struct {
    dk_related *items;
    size_t n;
} dk_related_list;

/* Links by a, then similarity descending, then b; a pair is kept when it
 * is among the strongest of either skill. In the arena. Fails only when memory is out. O(sum over
 * uses of the size of their set + n log n). */
DK_MUST dk_code dk_related_find(const dk_skill_uses *uses, const dk_related_rules *rules,
                                dk_arena *arena, dk_related_list *out, dk_err *err);

#endif
