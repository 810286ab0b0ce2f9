/* core/register/desk.h - what the clerk of a centre looks at in the morning: who has not sent, who
 * sent less, which posts end soon. Plain data that api/usecase fills and every edge writes. */
#ifndef DK_CORE_REGISTER_DESK_H
#define DK_CORE_REGISTER_DESK_H

#include <stddef.h>
#include <stdint.h>

typedef enum { DK_SENDER_MISSING, DK_SENDER_LESS, DK_SENDER_OK } dk_sender_state;

/* One sender and register. Rows are the data rows that were taken in, each file's bytes counted
 * once. */
typedef struct {
    const char *sender, *reg;
    dk_sender_state state;
    int64_t rows;                   /* this month */
    int64_t before;                 /* in the newest of the three months before that has any */
    int64_t last_at_ms, last_batch; /* the newest arrival; 0: never */
} dk_desk_sender;

typedef struct {
    int64_t post;
    const char *no, *label;
    int32_t valid_to, days; /* days from the as-of day on; 0: ends that day */
    int64_t openings;
} dk_desk_post;

typedef struct {
    int32_t as_of;           /* of the posts */
    int32_t month;           /* of the senders: year * 12 + month - 1 */
    dk_desk_sender *senders; /* missing first, then less, then the others; by sender and register */
    size_t n_senders;
    dk_desk_post *posts; /* soonest first */
    size_t n_posts;
} dk_desk;

#endif
