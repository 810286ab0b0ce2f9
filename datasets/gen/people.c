/* datasets/gen/people.c - drawing a person; see people.h. Writing them is people_write.c. */
#include "datasets/gen/people.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "datasets/gen/draw.h"

dk_person_law dk_person_law_read(const dk_world *world)
{
    return (dk_person_law){.local = dk_world_num(world, "people.local_share"),
                           .boarding = dk_world_num(world, "people.boarding"),
                           .study = dk_world_num(world, "people.intent_study"),
                           .work = dk_world_num(world, "people.intent_work"),
                           .army = dk_world_num(world, "people.intent_army"),
                           .business = dk_world_num(world, "people.intent_business"),
                           .shift_ok = dk_world_num(world, "people.shift_ok"),
                           .dorm_far = dk_world_num(world, "people.need_dorm_far"),
                           .mark_correlation = dk_world_num(world, "people.mark_correlation"),
                           .seeking = dk_world_num(world, "people.short_seeking")};
}

/* How much of a trade is service rather than hand work. */
static double service_share(const dk_trade *trade)
{
    return strcmp(trade->key, "callcentre") == 0 || strcmp(trade->key, "clerical") == 0 ? 0.8
           : strcmp(trade->key, "domestic") == 0                                        ? 0.6
                                                                                        : 0.2;
}

static void draw_abilities(const dk_person_law *law, const dk_trade *trade, dk_random *random,
                           dk_person *person)
{
    person->hand = dk_random_normal(random);
    person->service = 0.3 * person->hand + sqrt(1 - 0.09) * dk_random_normal(random);
    double s = service_share(trade), own = dk_random_normal(random);
    double general = s * person->service + (1 - s) * person->hand;
    /* The general part has variance s^2 + (1-s)^2 + 0.6 s (1-s); 0.7 and 0.51 make the whole
     * about 1. */
    double norm = sqrt(s * s + (1 - s) * (1 - s) + 0.6 * s * (1 - s));
    person->ability = 0.7 * general / norm + sqrt(0.51) * own;
    double rho = law->mark_correlation;
    person->mark = rho * person->ability + sqrt(1 - rho * rho) * dk_random_normal(random);
}

static dk_intent draw_intent(const dk_person_law *law, dk_random *random, bool is_short)
{
    double open = 1 - law->study - law->work - law->army - law->business;
    double school[] = {law->work, law->study, law->army, law->business, open};
    double adult[] = {law->seeking, 0, 0, 0.05, 0.95 - law->seeking};
    return (dk_intent)dk_draw_weighted(random, is_short ? adult : school, 5);
}

void dk_person_draw(const dk_world *world, const dk_person_law *law, dk_random *random, dk_day day,
                    dk_person *out)
{
    const size_t trade = out->trade;
    const int stage = out->stage;
    const dk_trade *t = &world->trades[trade];
    bool is_short = stage == DK_STAGE_SHORT;
    assert(trade < world->n_trades);
    *out = (dk_person){.trade = trade, .stage = stage};
    out->is_male = dk_draw_chance(
        random, strcmp(t->key, "auto") == 0 || strcmp(t->key, "welding") == 0      ? 0.85
                : strcmp(t->key, "sewing") == 0 || strcmp(t->key, "domestic") == 0 ? 0.12
                                                                                   : 0.5);
    out->is_rural = dk_draw_chance(random, 0.78);
    out->town = dk_world_town(world, random);
    draw_abilities(law, t, random, out);
    out->intent = draw_intent(law, random, is_short);
    out->wants_local = dk_draw_chance(random, law->local);
    out->shift_ok = dk_draw_chance(random, law->shift_ok);
    double from_school = world->minutes[out->town][0];
    /* Who lives far boards; the mean over towns is the boarding share. */
    out->boards = !is_short && dk_draw_chance(random, law->boarding * from_school / 36);
    out->needs_dorm = dk_draw_chance(random, from_school > 40 ? law->dorm_far : 0.3);
    out->want_pay = t->pay * 0.90 * exp(0.10 * dk_random_normal(random) + 0.03 * out->ability);
    int32_t year = dk_civil_of(day).year;
    /* School starts at 15 or 16 in September; adults are 18 to 55. */
    if (is_short)
        out->born = day - (dk_day)(365.25 * (18 + 37 * pow(dk_random_unit(random), 1.3)));
    else
        out->born = dk_day_of(year - 17 - stage + (dk_civil_of(day).month >= 9), 9, 1) +
                    (dk_day)dk_random_between(random, 0, 364) - 365 * dk_draw_chance(random, 0.15);
}
