/* datasets/gen/world.h - the parameters of one world and seed as plain structs, and the county's
 * map.
 *
 * Read once from the params; everything else of the generator reads it and nothing writes it, but
 * the firms' array, which firms.c fills. Rates are shares 0..1, pay is yuan a month, time in days
 * or months as the name says.
 */
#ifndef DK_DATASETS_GEN_WORLD_H
#define DK_DATASETS_GEN_WORLD_H

#include "core/base/random.h"
#include "datasets/gen/festival.h"
#include "datasets/gen/gen.h"
#include "datasets/gen/lists.h"
#include "datasets/gen/params.h"

enum {
    DK_MAX_TRADES = 16,
    DK_MAX_OCCS = 4,
    DK_N_TOWNS = 12,
    DK_MAX_MONTHS = 144,
    DK_MAX_EVENTS = 8
};

typedef enum { DK_TRADE_SCHOOL, DK_TRADE_SHORT, DK_TRADE_GENERAL } dk_trade_kind;

typedef struct {
    const char *code, *title; /* occupation */
    double weight;            /* share of the trade's openings, any unit */
    double pay_ratio;         /* to the trade's pay */
} dk_trade_occ;

typedef struct {
    const char *key, *title, *specialty, *class_word, *industry, *base, *firm_suffix, *model;
    const char *cert_legal, *cert_pref; /* names of the code list "cert" or NULL */
    dk_trade_kind kind;
    double students[3], short_year, teachers[3], bench;
    double firms, anchors, anchor_share;
    double demand_2018, trend_year, shape, turnover, return_rate, closed_level, calendar[12];
    int history_months;
    double ratio,
        experienced; /* addressable openings per graduate; experienced listed per addressable */
    double pay, night, dorm, leave;
    dk_trade_occ occs[DK_MAX_OCCS];
    size_t n_occs, first_occ; /* number of its first occupation among all trades' */
} dk_trade;

typedef struct {
    const char *code, *name;
    double people, firms; /* weights */
} dk_town;

typedef struct {
    char uscc[19];
    char name[96];
    size_t trade, town;
    double size, weight; /* staff; share of its trade's openings before normalisation */
    double quality;      /* N(0,1): pays, lodges and keeps people better */
    int before, after;   /* days around the festival without production */
    int first_month;     /* index of its first month in the history, 0: from the start */
    int stop_month;      /* index from which it reports no more; the number of months: never */
    bool is_anchor;
} dk_firm;

typedef struct {
    dk_arena *arena;
    dk_gen_options options;
    dk_params *params;
    dk_lists *lists;
    dk_festival festival;
    dk_trade trades[DK_MAX_TRADES];
    size_t n_trades, n_occs;
    dk_town towns[DK_N_TOWNS];
    double minutes[DK_N_TOWNS][DK_N_TOWNS]; /* travel */
    dk_firm *firms;
    size_t n_firms;
    size_t trade_first[DK_MAX_TRADES + 1];       /* firms of trade k: first[k] .. first[k + 1) */
    double people_scale, firm_scale, post_scale; /* 1 for a county */
    dk_month first_month;                        /* of the history */
    int n_months;
} dk_world;

/* Reads parameters, code lists and festival days for `options`. Everything lives in `arena`. */
DK_MUST dk_code dk_world_load(dk_arena *arena, const dk_gen_options *options, dk_world *out,
                              dk_err *err);

/* Fills firms (firms.c). */
DK_MUST dk_code dk_firms_make(dk_world *world, dk_err *err);

/* A parameter of the world by key. */
double dk_world_num(const dk_world *world, const char *key);

/* The stream `name` of this seed. */
dk_random dk_world_stream(const dk_world *world, const char *name);

/* A town drawn by its people. */
size_t dk_world_town(const dk_world *world, dk_random *random);

/* Index of the trade named `key`; n_trades when there is none. */
size_t dk_world_trade(const dk_world *world, const char *key);

/* Graduates a year of the trade at county scale, the base of its `ratio`. */
double dk_trade_graduates(const dk_trade *trade);

#endif
