/* api/usecase/demand_parts.h - what the builder of demand.h holds while rows are summed. For
 * demand.c alone.
 */
#ifndef DK_API_USECASE_DEMAND_PARTS_H
#define DK_API_USECASE_DEMAND_PARTS_H

#include "api/usecase/demand.h"

enum { FIRST_YEAR = 1900, N_MONTHS = 300 * 12, WHOLE = 1000, YEAR = 12, QUARTER = 3 };

/* One specialty while it is summed; arrays of N_MONTHS from January 1900. */
typedef struct {
    const char *code;
    int64_t *milli, *reported; /* corrected for coverage, and as reported */
    int64_t *reposted;
    int32_t *n_ent;
    bool *known;
    int64_t *industry; /* by industry of the firms: what it gave */
    int64_t valid[2], seekers[2];
} column;

typedef struct {
    const char *occupation;
    size_t column;
    int64_t permille;
} share;

typedef struct {
    const char *uscc;
    size_t industry;
    dk_month closes;
} firm;

/* All openings of one occupation, corrected for coverage; arrays of N_MONTHS. */
typedef struct {
    const char *code;
    int64_t *milli;
    bool *known;
} trade;

/* Coverage of one industry; months from January 1900. */
typedef struct {
    const char *code;
    double *coverage; /* first .. first + n; NULL: no report */
    int64_t first, n;
    double before; /* coverage of the months before `first` */
    int64_t staff; /* of its firms that are open at the end */
    int64_t milli; /* what it gave to all specialties */
} industry;

typedef struct {
    size_t firm;
    int64_t at;
    int64_t openings;
} report;

/* How many firms of an industry and town reported a month, as one row says, with its openings and
 * those of its largest firm. */
typedef struct {
    size_t industry;
    const char *town;
    int64_t at;
    int32_t n;
    double openings, top;
} head_count;

/* A growing array in the builder's arena. */
typedef struct {
    void *items;
    size_t n, capacity;
} list;

struct dk_demand_builder {
    dk_arena *arena;
    int64_t end;            /* months of this index and later are not seen */
    list shares, columns;   /* share by occupation once sorted; columns[0] is DK_NO_SPECIALTY */
    list occupations;       /* trade */
    list industries, firms; /* industry, firm */
    list reports, counts;   /* report, head_count */
    list festivals, off, made_up; /* dk_day ascending once ready */
    list events;                  /* dk_happening */
    int64_t valid[2], seekers[2]; /* of all rows, thousandths */
    uint32_t *slots;              /* firms by hash of uscc: index + 1, 0 empty */
    size_t n_slots;               /* power of two */
    bool is_ready;                /* shares sorted, coverage known */
    bool is_broken;
};

#endif
