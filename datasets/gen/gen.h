/* datasets/gen/gen.h - a made-up county that behaves like one.
 *
 * The county 云泽县 is fictional: every person, firm and number is drawn. What it imitates are the
 * published figures (datasets/gen/SOURCES.md), through mechanisms: firms that close and reopen
 * around the Spring Festival, workers who come back late, vacancies that open, fill and are posted
 * again, people who choose and leave by utilities with interactions and thresholds. It knows
 * nothing of how Duikou matches, forecasts or plans and shares no code with it; the tables both
 * read are named in SOURCES.md. Parameters come from a world file (W0.params ...) as priors drawn
 * per seed.
 *
 * Same options, same bytes. Memory is bounded by firms, last year's graduates and posts, and one
 * row per sheet, not by persons.
 */
#ifndef DK_DATASETS_GEN_GEN_H
#define DK_DATASETS_GEN_GEN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/err.h"

typedef enum {
    DK_GEN_SAMPLE, /* about 120 trainees, 40 firms, 90 posts: the thin path and tests */
    DK_GEN_COUNTY, /* 916 students and a year's short courses, 620 firms */
    DK_GEN_CITY,   /* 100,000 trainees, 50,000 posts */
} dk_gen_size;

typedef struct {
    const char *out_dir;    /* existing folder; NULL: nothing is written */
    const char *codes_dir;  /* code lists, default datasets/codes */
    const char *params_dir; /* world files, default datasets/gen */
    const char *world;      /* "W0" */
    uint64_t seed;
    dk_day as_of; /* the day the registers describe */
    dk_gen_size size;
    bool is_csv; /* .csv instead of .xlsx */
    /* Called after each file with its name and rows; may be NULL. */
    void (*wrote)(void *ctx, const char *file, int64_t rows);
    void *wrote_ctx;
} dk_gen_options;

#define DK_GEN_OPTIONS_INIT                                                                        \
    ((dk_gen_options){.codes_dir = "datasets/codes",                                               \
                      .params_dir = "datasets/gen",                                                \
                      .world = "W0",                                                               \
                      .seed = 1,                                                                   \
                      .as_of = 20514, /* 2026-03-02 */                                             \
                      .size = DK_GEN_COUNTY})

/* Writes all registers of the county into out_dir. O(persons + posts + firms * months). */
DK_MUST dk_code dk_gen_county(const dk_gen_options *options, dk_err *err);

#endif
