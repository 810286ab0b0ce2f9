/* models/method/tsb.c - demand that is mostly zero, and may end.
 *
 * Teunter, Syntetos and Babai 2011 (doi:10.1016/j.ejor.2011.05.018): the probability of demand is
 * smoothed in every period, so that it fades when demand stops; the size only when there is demand.
 * O(20 n). */
#include "models/method/intermittent.h"

static void run(const dk_method_input *in, dk_intermittent *s)
{
    for (size_t t = 0; t < in->n; t++) {
        if (!in->known[t])
            continue;
        double e = in->y[t] - s->p * s->z;
        s->squares += e * e;
        if (in->y[t] > 0) {
            s->p += s->a * (1 - s->p);
            s->z += s->b * (in->y[t] - s->z);
        } else {
            s->p -= s->a * s->p;
        }
    }
}

static bool tsb(dk_arena *work, const dk_method_input *in, dk_method_output *out)
{
    (void)work;
    dk_intermittent_forecast(in, run, out);
    return true;
}

const dk_method dk_method_tsb = {
    .key = "tsb",
    .title = {"间断需求法", "intermittent demand (TSB)"},
    .idea = {"有需求的概率乘以每次的数量", "the chance of any demand times its usual size"},
    .source = "Teunter, Syntetos and Babai 2011",
    .min_known = 4,
    .prior = 1,
    .suits = dk_intermittent_suits,
    .forecast = tsb,
};
