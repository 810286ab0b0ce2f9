/* core/match/gate/destination.c - whoever graduated and has a destination on record is looked after
 * in the follow-up, and is matched again only on request: lists are for those who still need one.
 */
#include "core/match/gate.h"

static dk_gate_state check(const dk_market *market, const dk_match_trainee *trainee,
                           const dk_match_post *post)
{
    (void)market;
    (void)post;
    return trainee->went == DK_DEST_NOT_KNOWN || trainee->opts_in ? DK_GATE_PASS : DK_GATE_FAIL;
}

static dk_words words(const dk_market *market, const dk_match_trainee *trainee,
                      const dk_match_post *post, dk_gate_state state)
{
    (void)market;
    (void)post;
    static const dk_text names[] = {
        [DK_DEST_NOT_KNOWN] = {"未知", "not known"},
        [DK_DEST_EMPLOYED] = {"单位就业", "employed by a unit"},
        [DK_DEST_OWN] = {"个体经营", "an own business"},
        [DK_DEST_STUDY] = {"升学", "further study"},
        [DK_DEST_ARMY] = {"参军", "the army"},
        [DK_DEST_FLEXIBLE] = {"灵活就业", "flexible employment"},
        [DK_DEST_NONE] = {"未就业", "not employed"},
        [DK_DEST_LOST] = {"失联", "not reachable"},
    };
    dk_word where = dk_word_text(names[trainee->went]);
    if (trainee->went == DK_DEST_NOT_KNOWN)
        return (dk_words){.form = {"还没有登记去向", "no destination is on record"}};
    if (state == DK_GATE_PASS)
        return (dk_words){{"已登记去向（{0}），本人要求再推荐",
                           "a destination is on record ({0}); the person asked to be matched"},
                          {where}};
    if (trainee->went_on == DK_DAY_NONE)
        return (dk_words){{"已登记去向（{0}），本人提出后才再推荐",
                           "a destination is on record ({0}); matched again only on request"},
                          {where}};
    return (dk_words){{"已登记去向（{0}，{1} 起），本人提出后才再推荐",
                       "a destination is on record ({0}, from {1}); matched again only on request"},
                      {where, dk_word_day(trainee->went_on)}};
}

const dk_gate dk_gate_destination = {
    .key = "destination",
    .title = {"毕业去向", "Destination"},
    .about = {"已登记毕业去向的人，本人提出后才再参加匹配",
              "who has a destination on record is matched again only on request"},
    .scope = DK_SCOPE_TRAINEE,
    .check = check,
    .words = words,
};
