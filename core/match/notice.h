/* core/match/notice.h - what a job notice must not say.
 *
 * A notice is screened against a table of patterns, one rule per line of notices.def: what the law
 * forbids is BLOCKED (sex, marriage and children, nationality, religion, disability, carriers of
 * hepatitis B and others, household registration), what is doubtful is WARNED (age, height, looks).
 * Neither is ever used for a score. A blocked notice keeps its post out of matching until the words
 * are gone (gate `notice`). Denials pass: "男女不限", "不限户籍".
 *
 *     dk_notice_screen("招女工，年龄不限", ...) -> 1 finding: "招女工" blocked
 *
 * Text is UTF-8. Full-width letters and digits are read as plain ones, letters without case, and
 * spaces inside a pattern are skipped ("限 男 性"). A pattern is plain text; # stands for one to
 * three digits. Each rule has two kinds: `limits` say it outright, `topics` name the subject and
 * are a finding unless denied right before ("不限", "无需" ...) or right after ("不限", "均可"
 * ...).
 */
#ifndef DK_CORE_MATCH_NOTICE_H
#define DK_CORE_MATCH_NOTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/date.h"
#include "core/base/text.h"

typedef enum { DK_NOTICE_WARNED, DK_NOTICE_BLOCKED } dk_notice_level;

const char *dk_notice_level_key(dk_notice_level level); /* "warned", "blocked" */

typedef struct {
    const char *key; /* "sex", "marriage", ...: of the rule */
    dk_notice_level level;
    dk_day since;                /* in force from */
    dk_text title;               /* what is wrong */
    dk_text article;             /* the law */
    dk_text advice;              /* what to write instead */
    const char *limits, *topics; /* patterns, joined by | */
} dk_notice_rule;

typedef struct {
    const dk_notice_rule *rule;
    size_t at, len; /* bytes of the text that say so */
} dk_notice_finding;

/* All rules, *n of them. */
const dk_notice_rule *dk_notice_rules(size_t *n);

/* Findings in order of place, at most `max` written to `out`; returns how many there are. A place
 * is found once, by the longest pattern. `on`: only rules in force on that day. O(len * patterns).
 */
size_t dk_notice_screen(const char *text, size_t len, dk_day on, dk_notice_finding *out,
                        size_t max);

/* A finding in the notice of a post, for people. */
typedef struct {
    int64_t post, row;      /* record number; or, for a sheet on its way in, its row */
    const char *no, *label; /* of the post */
    const dk_notice_rule *rule;
    const char *words; /* the words of the notice */
    bool is_allowed;   /* limits sex and names the article that bars women */
} dk_post_notice;

#endif
