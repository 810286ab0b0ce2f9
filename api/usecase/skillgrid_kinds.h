/* api/usecase/skillgrid_kinds.h - which register a kind of grid is about; for skillgrid*.c only. */
#ifndef DK_API_USECASE_SKILLGRID_KINDS_H
#define DK_API_USECASE_SKILLGRID_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"

typedef struct {
    const char *kind, *reg;
    size_t group, list,
        own; /* fields: what makes a group, the list of levels, the number people know */
} dk_grid_kind;

extern const dk_grid_kind dk_grid_kinds[2];

/* Fails with MSG_GRID_KIND. */
DK_MUST dk_code dk_grid_kind_get(const char *kind, const dk_grid_kind **out, dk_err *err);

/* True for a source that a person stands behind: "assessed", "asked", "firm". */
bool dk_grid_is_given(const char *source);

#endif
