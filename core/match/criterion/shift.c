/* core/match/criterion/shift.c - day work suits everyone, rotating and night work those who said
 * so. */
#include "core/match/criterion.h"
#include "core/match/score.h"

enum { NEUTRAL = 500 };

typedef enum { WORK_UNKNOWN, WORK_DAY, WORK_SHIFTS } work;

static work work_of(const dk_match_post *post)
{
    if (post->has_night == DK_TRI_YES || post->shift == DK_SHIFT_TWO ||
        post->shift == DK_SHIFT_THREE || post->shift == DK_SHIFT_NIGHT)
        return WORK_SHIFTS;
    return post->shift == DK_SHIFT_UNKNOWN ? WORK_UNKNOWN : WORK_DAY;
}

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = trainee->shift_ok;
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = work_of(post);
    return true;
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    (void)market;
    if (post->v[0] == WORK_DAY || trainee->v[0] == DK_TRI_YES)
        return dk_rating_of(1000);
    if (post->v[0] == WORK_SHIFTS && trainee->v[0] == DK_TRI_NO)
        return dk_rating_of(0);
    return dk_rating_unknown(NEUTRAL);
}

static dk_words words(const dk_match_view *view)
{
    static const dk_text shifts[] = {
        [DK_SHIFT_UNKNOWN] = {"班制未填", "shift not stated"},
        [DK_SHIFT_DAY] = {"常白班", "day work"},
        [DK_SHIFT_TWO] = {"两班倒", "two shifts"},
        [DK_SHIFT_THREE] = {"三班倒", "three shifts"},
        [DK_SHIFT_NIGHT] = {"固定夜班", "night work"},
        [DK_SHIFT_FLEX] = {"弹性班制", "flexible hours"},
    };
    dk_word shift = dk_word_text(shifts[view->post->shift]);
    dk_word night =
        dk_word_text(view->post->has_night == DK_TRI_YES ? (dk_text){"，有夜班", ", with nights"}
                                                         : (dk_text){"", ""});
    if (work_of(view->post) == WORK_DAY)
        return (dk_words){{"{0}", "{0}"}, {shift}};
    if (view->trainee->shift_ok == DK_TRI_YES)
        return (dk_words){{"{0}{1}，本人可以倒班", "{0}{1}; the person can work shifts"},
                          {shift, night}};
    if (view->trainee->shift_ok == DK_TRI_NO)
        return (dk_words){{"{0}{1}，本人不能倒班", "{0}{1}; the person cannot work shifts"},
                          {shift, night}};
    return (dk_words){
        {"{0}{1}，本人能否倒班未填", "{0}{1}; whether the person can work shifts is not known"},
        {shift, night}};
}

const dk_criterion dk_criterion_shift = {
    .key = "shift",
    .title = {"班制", "Shift"},
    .about =
        {"白班或本人可倒班得满分，倒班而本人不能为 0；不明按 50% 计",
         "all for day work or when the person can work shifts, none when not; 50 % when not known"},
    .direction = DK_WISH,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
