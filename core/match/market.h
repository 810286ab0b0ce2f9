/* core/match/market.h - what the matcher sees: plain arrays of trainees, posts and the tables
 * between.
 *
 * A loader fills a dk_market from the registers (or a test, a request body, a CSV does); the
 * matcher never reads anything else. All pointers are borrowed and must outlive every index made
 * from it.
 *
 *     dk_market
 *      |- trainees[], posts[]                  ids are record numbers of the registers
 *      |- skills, certs, occupations, ...      named codes; a "term" is an index into one of them
 *      |- links[]                              related skills with similarity, one row per pair
 *      |- crosswalk[]                          specialty -> occupation with grade
 *      `- towns[], town_links[]                minutes and shuttle, one row per direction
 *
 * Term 0 of every list is "unknown": a struct with zeroed terms says nothing. Numbers that may be
 * unknown are -1, days DK_DAY_NONE; DK_MATCH_TRAINEE_INIT and DK_MATCH_POST_INIT set all of them
 * so. No protected field is here: no name, ID, sex, birth date, household registration, disability
 * or poverty. The birthdays on which the law changes its rules enter the gate `age` only, which
 * prints neither.
 */
#ifndef DK_CORE_MATCH_MARKET_H
#define DK_CORE_MATCH_MARKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/err.h"
#include "core/base/text.h"

typedef uint16_t dk_term; /* index into one list of terms; 0: unknown */

enum {
    DK_MATCH_LEVEL_MAX = 5,          /* highest skill level of a person or a requirement */
    DK_MATCH_EFFECTIVE = 16,         /* effective levels 0..15: level * 3 after partial credit */
    DK_MATCH_REQUIREMENTS_MAX = 256, /* most requirements of one post */
    DK_MATCH_WEIGHT_MAX = 100,       /* highest weight of a requirement */
    DK_MATCH_SKILLS_MAX = 20000,     /* most skills of one person and most skills of a market */
};

typedef enum { DK_TRI_UNKNOWN = 0, DK_TRI_NO, DK_TRI_YES } dk_tri;

static inline dk_tri dk_tri_of(bool is_true)
{
    return is_true ? DK_TRI_YES : DK_TRI_NO;
}

/* ---- named codes ---- */

enum {
    DK_TERM_EXPIRES = 1u << 0, /* certificates: this kind always has an end date */
};

typedef struct {
    const char *code; /* as in the register; "" for term 0 */
    dk_text name;
    int32_t rank;   /* education, grades: order, higher is more; 0 unknown. Else 0 */
    uint32_t flags; /* DK_TERM_* */
} dk_match_term;

typedef struct {
    const dk_match_term *items; /* items[0] is "unknown" */
    size_t n;                   /* with item 0; 0 is allowed when the list is not used */
} dk_match_terms;

/* ---- trainees ---- */

/* Where a level comes from. Only DEFAULT is assumed: it counts as its value and shows a range. */
typedef enum {
    DK_SOURCE_DEFAULT = 0, /* profile of the specialty and stage, not looked at for this person */
    DK_SOURCE_SELF,        /* self-reported */
    DK_SOURCE_ASKED,       /* a teacher asked and wrote down the answer */
    DK_SOURCE_COURSE,      /* from a course mark */
    DK_SOURCE_INTERNSHIP,
    DK_SOURCE_CERTIFICATE,
    DK_SOURCE_ASSESSED, /* teacher's assessment */
} dk_skill_source;

typedef struct {
    dk_term skill;
    uint8_t level;     /* 0..5 */
    uint8_t low, high; /* bounds of the level, low <= level <= high; equal unless assumed */
    dk_skill_source source;
    dk_day on; /* when it was found; DK_DAY_NONE unknown */
} dk_trainee_skill;

/* A skill entry with bounds by source: an assumed level may be one lower or one higher (0..5),
 * every other source is taken as it stands. */
dk_trainee_skill dk_trainee_skill_of(dk_term skill, int32_t level, dk_skill_source source,
                                     dk_day on);

typedef struct {
    dk_term cert;
    dk_day from; /* first day it holds; DK_DAY_NONE: since ever */
    dk_day to;   /* last day it holds; DK_DAY_NONE: none stated */
} dk_trainee_cert;

typedef enum {
    DK_INTENT_UNKNOWN = 0,
    DK_INTENT_WORK,      /* 就业 */
    DK_INTENT_STUDY,     /* 升学 */
    DK_INTENT_ARMY,      /* 参军 */
    DK_INTENT_BUSINESS,  /* 创业 */
    DK_INTENT_UNDECIDED, /* 未定 */
} dk_intent;

/* Where a graduate went, as the follow-up recorded it. */
typedef enum {
    DK_DEST_NOT_KNOWN = 0, /* nothing is on record */
    DK_DEST_EMPLOYED,      /* 单位就业 */
    DK_DEST_OWN,           /* 个体经营 */
    DK_DEST_STUDY,         /* 升学 */
    DK_DEST_ARMY,          /* 参军 */
    DK_DEST_FLEXIBLE,      /* 灵活就业 */
    DK_DEST_NONE,          /* 未就业 */
    DK_DEST_LOST,          /* 失联 */
} dk_destination;

typedef struct {
    const dk_term *items;
    size_t n;
} dk_term_list;

typedef struct {
    int64_t id; /* record number */

    dk_term specialty, town, edu, grade; /* grade: skill grade 初级工..高级技师 */
    const dk_trainee_skill *skills; /* any order; a skill named twice counts with its best level */
    size_t n_skills;
    const dk_trainee_cert *certs;
    size_t n_certs;
    int32_t exp_months; /* work experience; -1 unknown */

    dk_term_list want_occupations, want_towns; /* empty: no wish */
    int64_t want_pay_fen;                      /* least monthly pay; -1: no wish known */
    int32_t commute_max_min;                   /* longest one-way commute; -1 unknown */
    dk_tri shift_ok, needs_dorm;
    dk_day start_on; /* can start from; DK_DAY_NONE unknown */

    /* read by gates only */
    dk_intent intent;
    bool opts_in; /* asked to be matched although going on to study, army, business, undecided */
    dk_destination went;         /* on record by the as-of day */
    dk_day went_on;              /* since; DK_DAY_NONE unknown */
    dk_tri has_consent;          /* signed consent in force on the as-of day */
    bool is_human_only;          /* refuses automated decisions (PIPL 24) */
    dk_tri is_student;           /* in school on the as-of day */
    dk_day enrolled_on;          /* first day of the first school year; DK_DAY_NONE unknown */
    dk_day sixteen_on, adult_on; /* 16th and 18th birthday; DK_DAY_NONE unknown */
    int64_t order_firm;          /* enterprise record number of the order class; 0 none */
} dk_match_trainee;

#define DK_MATCH_TRAINEE_INIT                                                                      \
    ((dk_match_trainee){.exp_months = -1,                                                          \
                        .want_pay_fen = -1,                                                        \
                        .commute_max_min = -1,                                                     \
                        .start_on = DK_DAY_NONE,                                                   \
                        .went_on = DK_DAY_NONE,                                                    \
                        .enrolled_on = DK_DAY_NONE,                                                \
                        .sixteen_on = DK_DAY_NONE,                                                 \
                        .adult_on = DK_DAY_NONE})

/* ---- posts ---- */

typedef struct {
    dk_term skill;
    uint8_t level;  /* least level wanted, 1..5; a 0 is read as 1 */
    uint8_t weight; /* 1..100; a 0 is read as 1 */
} dk_requirement;

typedef enum {
    DK_KIND_UNKNOWN = 0, /* read as a job */
    DK_KIND_JOB,         /* 就业 */
    DK_KIND_INTERNSHIP,  /* 实习 */
    DK_KIND_APPRENTICE,  /* 学徒 */
    DK_KIND_TRIAL,       /* 见习 */
} dk_post_kind;

typedef enum {
    DK_SHIFT_UNKNOWN = 0,
    DK_SHIFT_DAY,   /* 常白班 */
    DK_SHIFT_TWO,   /* 两班倒 */
    DK_SHIFT_THREE, /* 三班倒 */
    DK_SHIFT_NIGHT, /* 固定夜班 */
    DK_SHIFT_FLEX,  /* 弹性 */
} dk_shift;

typedef struct {
    int64_t id, firm; /* record numbers; firm 0 unknown */

    dk_term occupation, town;
    dk_term_list specialties;           /* named by the firm; empty: any */
    const dk_requirement *requirements; /* a skill at most once */
    size_t n_requirements;
    dk_term edu_min, grade_min; /* the firm's wish; 0: none stated */
    dk_term_list certs_wanted;  /* preferred, never a gate */
    int32_t exp_months;         /* experience wanted; -1 or 0: none */

    int64_t pay_min_fen, pay_max_fen; /* monthly; -1 unknown (面议) */
    dk_shift shift;
    dk_tri has_night, has_dorm;
    dk_day start_on; /* work begins; DK_DAY_NONE: at once */

    /* read by gates only */
    dk_post_kind kind;
    dk_term_list certs_legal; /* without which the law forbids the work */
    dk_term edu_legal;        /* education the law demands; 0 none */
    int32_t hours_week_x100;  /* 4000 is 40 h; -1 unknown */
    int32_t labor_grade;      /* 1..4 (体力劳动强度); 0 unknown */
    dk_tri is_hazardous, is_minor_ban, is_entertainment;
    bool is_order;               /* seats of an order class */
    dk_day order_release_on;     /* from then on unfilled order seats are open to all */
    dk_day valid_from, valid_to; /* inclusive; DK_DAY_NONE open */
    bool is_closed;              /* filled, withdrawn or suspended */
    uint8_t notice_rule;         /* 1 + position of the rule its notice breaks (notice.h), 0 none */
    int32_t openings;            /* seats; -1 unknown */
    int32_t staff_total, staff_same_post;     /* of the firm; of the same post; -1 unknown */
    int32_t interns_total, interns_same_post; /* interns there now; -1 unknown is read as 0 */
} dk_match_post;

#define DK_MATCH_POST_INIT                                                                         \
    ((dk_match_post){.exp_months = -1,                                                             \
                     .pay_min_fen = -1,                                                            \
                     .pay_max_fen = -1,                                                            \
                     .start_on = DK_DAY_NONE,                                                      \
                     .hours_week_x100 = -1,                                                        \
                     .order_release_on = DK_DAY_NONE,                                              \
                     .valid_from = DK_DAY_NONE,                                                    \
                     .valid_to = DK_DAY_NONE,                                                      \
                     .openings = -1,                                                               \
                     .staff_total = -1,                                                            \
                     .staff_same_post = -1,                                                        \
                     .interns_total = -1,                                                          \
                     .interns_same_post = -1})

/* ---- tables between them ---- */

typedef struct {
    dk_term a, b;                 /* read in both directions */
    uint16_t similarity_permille; /* 0..1000 */
} dk_skill_link;

typedef enum {
    DK_GRADE_UNRELATED = 0, /* 不对口 */
    DK_GRADE_RELATED,       /* 相关 */
    DK_GRADE_MATCHING,      /* 对口 */
} dk_crosswalk_grade;

typedef struct {
    dk_term specialty, occupation;
    dk_crosswalk_grade grade;
} dk_crosswalk_row;

typedef struct {
    dk_term from, to; /* from = to: within the town */
    int32_t minutes;  /* one way */
    bool has_shuttle;
} dk_town_link;

typedef struct {
    dk_day as_of;
    const dk_match_trainee *trainees;
    size_t n_trainees;
    const dk_match_post *posts;
    size_t n_posts;
    dk_match_terms skills, certs, occupations, specialties, towns, edus, grades;
    const dk_skill_link *links;
    size_t n_links;
    const dk_crosswalk_row *crosswalk;
    size_t n_crosswalk;
    const dk_town_link *town_links;
    size_t n_town_links;
} dk_market;

/* Refuses a market that breaks the ranges above (a term outside its list, a level above 5, more
 * than 256 requirements, a requirement named twice): MSG_MATCH_MARKET with what and the record
 * number. Called by dk_match_index_new. O(size of the market). */
DK_MUST dk_code dk_market_check(const dk_market *market, dk_err *err);

/* The term `term` of a list, its term 0 ("unknown") when the list has none. */
const dk_match_term *dk_term_get(const dk_match_terms *terms, dk_term term);

/* True when the list holds `term`. O(n). */
bool dk_term_list_has(const dk_term_list *list, dk_term term);

/* The day work begins: the post's start, at the earliest the as-of day. Rules of law are applied to
 * the state of things on that day. */
dk_day dk_match_start(const dk_market *market, const dk_match_post *post);

#endif
