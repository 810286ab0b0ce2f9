/* core/match/criterion/place.c - where the post is: wanted towns and the way there.
 *
 *     points   1000 ----.            limit: the person's longest commute, else 60 minutes
 *                        `-.         up to half the limit full, 500 at the limit,
 *      500                  `-.      0 at twice the limit
 *                              `-.
 *        0 ----------------------`---> minutes
 *             limit/2   limit   2*limit
 *
 * A shuttle bus adds 100. A dormitory offered to someone who needs one makes the way short: at
 * least 800. Where wanted towns are named, a town outside them gets at most 400 and one of them at
 * least 800.
 */
#include "core/match/criterion.h"
#include "core/match/score.h"

enum {
    LIMIT_MINUTES = 60, /* longest commute assumed when the person named none */
    AT_LIMIT = 500,
    SHUTTLE = 100,
    LODGING = 800,
    WANTED = 800,
    UNWANTED = 400,
    NEUTRAL = 400,
};

static bool trainee_key(const dk_market *market, const dk_match_trainee *trainee, dk_arena *arena,
                        dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = trainee->town;
    key->v[1] = trainee->commute_max_min > 0 ? trainee->commute_max_min : LIMIT_MINUTES;
    key->v[2] = trainee->needs_dorm == DK_TRI_YES;
    key->list = trainee->want_towns;
    return true;
}

static bool post_key(const dk_market *market, const dk_match_post *post, dk_arena *arena,
                     dk_class_key *key)
{
    (void)market;
    (void)arena;
    key->v[0] = post->town;
    key->v[1] = post->has_dorm == DK_TRI_YES;
    return true;
}

static int32_t by_minutes(int64_t minutes, int64_t limit)
{
    if (2 * minutes <= limit)
        return 1000;
    if (minutes <= limit) /* from 1000 at limit/2 down to 500 at limit */
        return (int32_t)(1000 - (1000 - AT_LIMIT) * (2 * minutes - limit) / limit);
    if (minutes >= 2 * limit)
        return 0;
    return (int32_t)(AT_LIMIT * (2 * limit - minutes) / limit);
}

static dk_rating rate(const dk_market *market, const dk_class_key *trainee,
                      const dk_class_key *post)
{
    if (post->v[0] == 0)
        return dk_rating_unknown(NEUTRAL);
    dk_term home = (dk_term)trainee->v[0], work = (dk_term)post->v[0];
    bool is_wanted = dk_term_list_has(&trainee->list, work);
    bool has_lodging = trainee->v[2] != 0 && post->v[1] != 0;
    const dk_town_link *link = home == 0 ? NULL : dk_town_link_find(market, home, work);
    if (link == NULL && !is_wanted && !has_lodging)
        return dk_rating_unknown(NEUTRAL);

    int32_t points = 0;
    if (link != NULL)
        points = by_minutes(link->minutes, trainee->v[1]) + (link->has_shuttle ? SHUTTLE : 0);
    if (has_lodging && points < LODGING)
        points = LODGING;
    if (is_wanted && points < WANTED)
        points = WANTED;
    if (!is_wanted && trainee->list.n > 0 && points > UNWANTED)
        points = UNWANTED;
    return dk_rating_of(points > 1000 ? 1000 : points);
}

static dk_words words(const dk_match_view *view)
{
    const dk_match_trainee *trainee = view->trainee;
    const dk_match_post *post = view->post;
    if (post->town == 0)
        return (dk_words){.form = {"岗位没有写工作地", "the post does not say where"}};
    dk_word town = dk_word_text(dk_term_get(&view->market->towns, post->town)->name);
    bool is_wanted = dk_term_list_has(&trainee->want_towns, post->town);
    dk_word wish =
        dk_word_text(is_wanted                   ? (dk_text){"，是意向地", ", a wanted town"}
                     : trainee->want_towns.n > 0 ? (dk_text){"，不在意向地", ", not a wanted town"}
                                                 : (dk_text){"", ""});
    if (trainee->needs_dorm == DK_TRI_YES && post->has_dorm == DK_TRI_YES)
        return (dk_words){{"在{0}，单位提供住宿{1}", "in {0}, lodging is offered{1}"},
                          {town, wish}};
    const dk_town_link *link =
        trainee->town == 0 ? NULL : dk_town_link_find(view->market, trainee->town, post->town);
    if (link == NULL)
        return (dk_words){{"在{0}，路上时间不详{1}", "in {0}, travel time not known{1}"},
                          {town, wish}};
    dk_word minutes = dk_word_int(link->minutes);
    if (link->has_shuttle)
        return (dk_words){
            {"在{0}，单程 {2} 分钟，有班车{1}", "in {0}, {2} minutes one way, shuttle bus{1}"},
            {town, wish, minutes}};
    return (dk_words){{"在{0}，单程 {2} 分钟{1}", "in {0}, {2} minutes one way{1}"},
                      {town, wish, minutes}};
}

const dk_criterion dk_criterion_place = {
    .key = "place",
    .title = {"地点和通勤", "Place and commute"},
    .about = {"单程不超过本人上限（没填按 60 分钟）的一半得满分，到上限 50%，两倍上限为 "
              "0；意向地至少 80%，"
              "意向地以外至多 40%；不详按 40% 计",
              "all up to half the longest commute (60 minutes if not stated), 50 % at it, none at "
              "twice; a "
              "wanted town at least 80 %, others at most 40 %; 40 % when not known"},
    .direction = DK_WISH,
    .trainee_key = trainee_key,
    .post_key = post_key,
    .rate = rate,
    .words = words,
};
