/* models/method/intermittent.c - see intermittent.h. */
#include "models/method/intermittent.h"

#include <math.h>

bool dk_intermittent_suits(const dk_method_input *in)
{
    size_t zeros = 0;
    for (size_t t = 0; t < in->n; t++)
        zeros += in->known[t] && in->y[t] == 0;
    return in->is_non_negative && (double)zeros >= 0.3 * (double)in->n_known;
}

void dk_intermittent_croston(const dk_method_input *in, dk_intermittent *s, bool is_corrected)
{
    double interval = s->p > 0 ? 1 / s->p : (double)in->n_known, since = 0;
    s->factor = is_corrected ? 1 - s->a / 2 : 1;
    for (size_t t = 0; t < in->n; t++) {
        if (!in->known[t])
            continue;
        double e = in->y[t] - s->factor * s->z / interval;
        s->squares += e * e;
        since += 1;
        if (in->y[t] > 0) {
            s->z += s->b * (in->y[t] - s->z);
            interval += s->a * (since - interval);
            since = 0;
        }
    }
    s->p = 1 / interval;
}

/* Number of demands, mean and variance of their sizes. */
typedef struct {
    double hits, mean, variance;
} sizes;

static sizes sizes_of(const dk_method_input *in)
{
    sizes s = {0};
    double squares = 0;
    for (size_t t = 0; t < in->n; t++) {
        if (!in->known[t] || in->y[t] <= 0)
            continue;
        s.hits += 1;
        double d = in->y[t] - s.mean;
        s.mean += d / s.hits;
        squares += d * (in->y[t] - s.mean);
    }
    s.variance = s.hits > 1 ? squares / (s.hits - 1) : s.mean * s.mean;
    return s;
}

void dk_intermittent_forecast(const dk_method_input *in, dk_intermittent_run *run,
                              dk_method_output *out)
{
    static const double of_p[] = {0.01, 0.03, 0.06, 0.1, 0.2}, of_z[] = {0.01, 0.05, 0.1, 0.2};
    sizes demand = sizes_of(in);
    dk_intermittent best = {.squares = INFINITY, .factor = 1};
    for (size_t i = 0; i < sizeof of_p / sizeof *of_p; i++)
        for (size_t j = 0; j < sizeof of_z / sizeof *of_z; j++) {
            dk_intermittent s = {.p = demand.hits / (double)in->n_known,
                                 .z = demand.mean,
                                 .a = of_p[i],
                                 .b = of_z[j],
                                 .factor = 1};
            run(in, &s);
            if (s.squares < best.squares)
                best = s;
        }
    double rate = best.factor * best.p * best.z;
    double variance = best.p * (demand.variance + best.z * best.z) - rate * rate;
    double sd = sqrt(fmax(variance, 0) * (1 + best.a / (2 - best.a)));
    for (size_t h = 0; h < in->horizon; h++) {
        out->mean[h] = rate;
        out->sd[h] = sd;
    }
}
