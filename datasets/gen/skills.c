/* datasets/gen/skills.c - see skills.h. Columns: subject, code, stage, skill, level. */
#include "datasets/gen/skills.h"

#include <string.h>

#include "core/base/parse.h"
#include "core/table/table.h"

enum { SUBJECT, CODE, STAGE, SKILL, LEVEL, N_COLUMNS };

static dk_code take(const dk_world *world, dk_teaching *out, const dk_row *row, dk_err *err)
{
    int64_t stage, level;
    if (row->n_cells < N_COLUMNS || strcmp(row->cells[SUBJECT].text, "specialty") != 0 ||
        !dk_parse_int(row->cells[STAGE].text, 0, 3, &stage) ||
        !dk_parse_int(row->cells[LEVEL].text, 0, 5, &level))
        return DK_OK;
    for (size_t k = 0; k < world->n_trades; k++) {
        const char *specialty = world->trades[k].specialty;
        if (specialty == NULL || strcmp(specialty, row->cells[CODE].text) != 0)
            continue;
        dk_teaching *t = &out[k];
        size_t i = 0;
        while (i < t->n && strcmp(t->skills[i].skill, row->cells[SKILL].text) != 0)
            i++;
        if (i == DK_MAX_SKILLS)
            continue;
        if (i == t->n) {
            t->skills[i].skill = dk_arena_text(world->arena, row->cells[SKILL].text);
            if (t->skills[i].skill == NULL)
                return DK_NO_MEMORY(err);
            t->n++;
        }
        /* Stage 0 of the table holds for every stage: a short course has only that. */
        for (int64_t s = 0; s < DK_SKILL_STAGES; s++)
            if (stage == 0 || s == stage - 1)
                t->skills[i].level[s] = (int)level;
        if (stage == 3)
            t->skills[i].level[DK_SKILL_STAGES - 1] = (int)level;
    }
    return DK_OK;
}

dk_code dk_teaching_load(const dk_world *world, dk_teaching *out, dk_err *err)
{
    const char *path =
        dk_arena_format(world->arena, "%s/skill_profiles.csv", world->options.codes_dir);
    dk_table *table = NULL;
    dk_row row;
    if (path == NULL)
        return DK_NO_MEMORY(err);
    memset(out, 0, sizeof *out * DK_MAX_TRADES);
    if (dk_table_open(path, "skill_profiles.csv", NULL, &table, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_table_rewind(table, 0, err);
    while (code == DK_OK && (code = dk_table_next(table, &row, err)) == DK_OK && row.n_cells > 0)
        code = take(world, out, &row, err);
    dk_table_close(table);
    return code;
}
