/* api/wire/skillgrid.h - grids of skills as JSON (docs/formats.md, "Skill grids"). */
#ifndef DK_API_WIRE_SKILLGRID_H
#define DK_API_WIRE_SKILLGRID_H

#include "api/wire/json.h"
#include "core/base/arena.h"
#include "core/base/err.h"
#include "core/register/skillgrid.h"

void dk_wire_skill_groups(dk_buf *out, const char *kind, const dk_skill_group *groups, size_t n);
void dk_wire_skill_grid(dk_buf *out, const dk_skill_grid *grid);

/* Edits of a body {"kind","date","cells":[{"id","skill","level"}]}; texts and edits in the arena.
 * *day is DK_DAY_NONE when there is no date. */
typedef struct {
    const char *kind;
    int32_t day;
    dk_skill_edit *edits;
    size_t n;
} dk_wire_skill_edits;
DK_MUST dk_code dk_wire_skill_edits_read(dk_arena *arena, const char *bytes, size_t len,
                                         dk_wire_skill_edits *out, dk_err *err);

#endif
