/* models/kept.c - see kept.h. */
#include "models/kept.h"

#include <math.h>

typedef struct {
    double error, error_naive, error_manual, bias;
    size_t n_naive, n_manual, n_interval, inside;
} sums;

static void add(const dk_kept_step *s, double y, dk_kept_score *to, sums *sum)
{
    to->n_known++;
    to->truth += y;
    to->mean += s->mean;
    sum->error += fabs(s->mean - y);
    sum->bias += s->mean - y;
    if (s->naive >= 0) {
        to->naive += s->naive;
        sum->error_naive += fabs(s->naive - y);
        sum->n_naive++;
    }
    if (s->manual >= 0) {
        to->manual += s->manual;
        sum->error_manual += fabs(s->manual - y);
        sum->n_manual++;
    }
    if (s->lo80 >= 0 && s->hi80 >= 0) {
        sum->n_interval++;
        sum->inside += s->lo80 <= y && y <= s->hi80;
    }
}

dk_kept_score dk_kept_judge(const dk_kept_step *steps, size_t n, const dk_series *series,
                            double scale)
{
    dk_kept_score score = {.first = n == 0 ? 0 : steps[0].month};
    sums sum = {0};
    for (size_t i = 0; i < n; i++) {
        int64_t at = steps[i].month - series->start.index;
        if (at >= 0 && at < (int64_t)series->n && dk_series_known(series, (size_t)at))
            add(&steps[i], series->value[at], &score, &sum);
    }
    double known = (double)score.n_known;
    bool is_measured = score.n_known > 0 && scale > 0,
         has_naive = score.n_known > 0 && sum.n_naive == score.n_known,
         has_manual = score.n_known > 0 && sum.n_manual == score.n_known;
    score.naive = has_naive ? score.naive : -1;
    score.manual = has_manual ? score.manual : -1;
    score.mase = is_measured ? sum.error / known / scale : -1;
    score.mase_naive = is_measured && has_naive ? sum.error_naive / known / scale : -1;
    score.mase_manual = is_measured && has_manual ? sum.error_manual / known / scale : -1;
    score.bias = is_measured ? sum.bias / known / scale : 0;
    score.coverage80 = sum.n_interval == 0 ? -1 : (double)sum.inside / (double)sum.n_interval;
    return score;
}
