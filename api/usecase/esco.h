/* api/usecase/esco.h - ESCO's official release as sheets for the registers.
 *
 * Files are the CSV (or tab-separated) ones that ESCO publishes, gzip or not; columns are found by
 * their names. The code of a concept is the last part of its URI, in every file the same, so labels
 * (register "codes") and relations (register "skill_links") fit together.
 */
#ifndef DK_API_USECASE_ESCO_H
#define DK_API_USECASE_ESCO_H

#include "api/usecase/related.h"

/* Related skills: `occupations` is occupationSkillRelations (occupationUri, skillUri), `skills`
 * (may be NULL) skillSkillRelations (originalSkillUri, relationType, relatedSkillUri). A pair
 * related there has 600 when essential, 500 when optional. Fails with the row for a missing column
 * or an empty cell. O(rows + sum over occupations of their skills squared). */
DK_MUST dk_code dk_uc_esco_related(const char *occupations, const char *skills, dk_arena *arena,
                                   dk_skill_link_rows *out, dk_err *err);

/* A row for the register "codes". */
typedef struct {
    const char *code, *name, *name_en, *aliases, *source;
    dk_day until; /* DK_DAY_NONE: in force */
} dk_esco_code;

typedef struct {
    dk_esco_code *rows;
    size_t n;
} dk_esco_codes;

/* Labels: `files` is skills or occupations (conceptUri, preferredLabel, altLabels), or two of them
 * joined by a comma: names and aliases come from the first, English names from the second (without
 * one from the first). Aliases that a cell has no room for are left out. Rows in order of the first
 * file, a concept once. Fails as above. O(rows). */
DK_MUST dk_code dk_uc_esco_labels(const char *files, dk_arena *arena, dk_esco_codes *out,
                                  dk_err *err);

/* Adds the codes of `list` that are in force in the centre and not in `codes`, ended the day before
 * the centre's date: imported together, the official list replaces the present one. O(codes). */
DK_MUST dk_code dk_uc_esco_replace(dk_app *app, const char *list, dk_arena *arena,
                                   dk_esco_codes *codes, dk_err *err);

#endif
