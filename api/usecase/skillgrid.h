/* api/usecase/skillgrid.h - a class's skills, or what a firm's posts ask for, filled in at one go.
 *
 * What is shown is what matching uses (the snapshot): default profile of the specialty and stage,
 * courses, certificates, internship, assessment. What is saved is one batch: the list field of each
 * record gets the levels given, with source "assessed" and the day (class), or as the firm's own
 * requirement (posts). Other entries of the list stay. A level equal to the one already given
 * changes nothing.
 *
 * The same grid goes out as a workbook and comes back: record numbers in the first column, one
 * column per skill; an empty cell leaves things as they are, "-" takes a given level away.
 */
#ifndef DK_API_USECASE_SKILLGRID_H
#define DK_API_USECASE_SKILLGRID_H

#include "api/usecase/usecase.h"
#include "core/register/skillgrid.h"

/* The classes (kind "class") or firms with posts (kind "posts") the actor may see, by title;
 * classes that are out of training and posts past their date are not counted. MSG_GRID_KIND: no
 * such kind. O(records). */
DK_MUST dk_code dk_uc_skill_groups(const dk_call *call, const char *kind, dk_skill_group **out,
                                   size_t *n, dk_err *err);

typedef struct {
    const char *kind, *group;
    int32_t as_of; /* DK_DAY_NONE: default */
    dk_lang lang;  /* of the names of skills */
} dk_skill_ask;

/* The grid of one group; without lines when there is no such group. Columns are the skills any line
 * has, by code. O(records + lines * skills). */
DK_MUST dk_code dk_uc_skill_grid(const dk_call *call, const dk_skill_ask *ask, dk_skill_grid *out,
                                 dk_err *err);

typedef struct {
    const char *kind;
    int32_t day;        /* of the assessment; DK_DAY_NONE: the as-of day */
    const char *source; /* code of skill_source for levels of people; NULL: "assessed" */
    bool is_dry_run;
    const char *file; /* name of the workbook they came from, or NULL */
    uint8_t hash[32]; /* of its bytes */
} dk_skill_save;

/* Saves edits as one batch. MSG_CODE_UNKNOWN for a skill, MSG_VALUE_RANGE for a level,
 * MSG_RECORD_MISSING for a record the actor may not see. */
DK_MUST dk_code dk_uc_skill_save(const dk_call *call, const dk_skill_save *how,
                                 const dk_skill_edit *edits, size_t n, dk_apply_result *out,
                                 dk_err *err);

/* The grid as a workbook at `path`: only levels that a person gave stand in the cells, what is
 * assumed in the notes. */
DK_MUST dk_code dk_uc_skill_export(const dk_skill_grid *grid, dk_lang lang, const char *path,
                                   dk_err *err);

/* Reads a filled-in grid (xlsx or csv) and saves it; nothing is saved when *errors gets any. `name`
 * as the sender wrote it. */
DK_MUST dk_code dk_uc_skill_import(const dk_call *call, const dk_skill_save *how, const char *path,
                                   dk_err_list *errors, dk_apply_result *out, dk_err *err);

#endif
