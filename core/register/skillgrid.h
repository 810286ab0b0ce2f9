/* core/register/skillgrid.h - the skills of a group of records as a grid: records down, skills
 * across.
 *
 * Two kinds: "class" (trainees of one class, their levels) and "posts" (posts of one firm, the
 * levels they ask for). A cell shows the level that matching uses and where it comes from; an edit
 * is a level that a person gave.
 */
#ifndef DK_CORE_REGISTER_SKILLGRID_H
#define DK_CORE_REGISTER_SKILLGRID_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *code, *name;
} dk_skill_column;

typedef struct {
    int level; /* 0..5; -1: none known */
    const char
        *source; /* code of the list skill_source, "firm" for a post's own line; NULL: none */
    int32_t on;  /* when it was found; DK_DAY_NONE: not known */
} dk_skill_cell;

typedef struct {
    int64_t id;
    const char *no, *own, *label; /* record number; student or post number, "" when none; name as
                                     the reader may see it */
} dk_skill_line;

typedef struct {
    const char *kind, *group, *title; /* "class"; "23汽修1班"; title of the group for people */
    const char *reg;                  /* key of the register of the lines */
    int32_t as_of;
    int64_t seq;
    const dk_skill_column *columns;
    size_t n_columns;
    const dk_skill_line *lines;
    size_t n_lines;
    const dk_skill_cell *cells; /* n_lines * n_columns, line by line */
} dk_skill_grid;

typedef struct {
    int64_t id;
    const char *skill;
    int level; /* 0..5; -1: take the given level away, what is assumed holds again */
} dk_skill_edit;

/* A class or a firm, for choosing one. */
typedef struct {
    const char *group, *title;
    int64_t n, n_given; /* records, and those of them with at least one level given by a person */
} dk_skill_group;

#endif
