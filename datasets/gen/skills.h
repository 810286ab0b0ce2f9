/* datasets/gen/skills.h - which skills a specialty teaches by stage, from codes/skill_profiles.csv.
 *
 * The registers read the same table (named in SOURCES.md). Here it only says which skills a teacher
 * assesses and around which level; what a person really can do is the latent ability of people.h.
 */
#ifndef DK_DATASETS_GEN_SKILLS_H
#define DK_DATASETS_GEN_SKILLS_H

#include "datasets/gen/world.h"

enum { DK_MAX_SKILLS = 16, DK_SKILL_STAGES = 4 };

typedef struct {
    const char *skill;          /* code */
    int level[DK_SKILL_STAGES]; /* expected level 0..5 in year 1, 2, 3 and after a short course */
} dk_taught;

typedef struct {
    dk_taught skills[DK_MAX_SKILLS];
    size_t n;
} dk_teaching;

/* What each trade's specialty teaches, in trade order, into out[DK_MAX_TRADES]. O(rows * trades).
 */
DK_MUST dk_code dk_teaching_load(const dk_world *world, dk_teaching *out, dk_err *err);

#endif
