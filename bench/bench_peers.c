/* bench/bench_peers.c - the same fits as R's package forecast, beside its numbers.
 *
 *     bench_peers SERIES.csv SEASON HORIZON R.csv
 *
 * R.csv is what bench/peers/r_models.R wrote of SERIES.csv (bench/peers/run.sh does both in one
 * run). Prints, per kind of fit: how many log-likelihoods are below R's by more than 1e-3 and the
 * worst (apart: R's numbers with a start that is diffuse enough, and orders where R leaves the
 * first value out, see r_models.R); on how many series a point of theta's differs by more than 1e-3
 * and the largest relative difference, from thetaf and from thetaf with its smoothing solved; CPU
 * seconds per series of both and their ratio. Without arguments it says that it was skipped.
 */
#include <math.h>

#include "bench/series_csv.h"
#include "models/method/arima_model.h"
#include "models/method/smoothing.h"
#include "models/models.h"
#include "models/prepare.h"

typedef enum {
    ETS,
    ARIMA,
    DIFFUSE,
    DROPPED,
    THETA,
    LEAST,
    AUTO_ETS,
    AUTO_THETA,
    AUTO_ARIMA,
    KINDS
} kind;

static const char *const TITLES[KINDS] = {
    "ets given form",  "arima given order", "the same, diffuse",
    "R drops a value", "theta points",      "the same, least squares",
    "ets automatic",   "theta automatic",   "arima automatic"};

typedef struct {
    size_t n, worse, outside; /* outside: estimates beyond R's bounds */
    double worst;             /* ours - R of log-likelihoods; relative difference of points */
    double seconds, r_seconds;
} tally;

typedef struct {
    dk_arena *work;
    dk_prepared p;
    size_t horizon;
    const char *key;
    dk_method_output theta; /* of this series, made at step 1 */
    bool is_off[KINDS];     /* of this series, a point was */
    tally *all;
} bench;

static double ets_likelihood(bench *b, const char *model)
{
    dk_ets_form form;
    dk_ets_fit fit;
    if (!dk_ets_parse(model, &form) ||
        !dk_ets_estimate(b->work, &b->p.in, form, DK_ETS_THOROUGH, &fit))
        exit(1);
    if (!dk_ets_is_admissible(&fit, b->p.in.season)) {
        b->all[ETS].outside++;
        fprintf(stderr, "%s %s: outside R's bounds\n", b->key, model);
    }
    return dk_ets_loglik(&fit) - (double)fit.n_errors * log(b->p.scale);
}

static double arima_likelihood(bench *b, const char *model)
{
    size_t o[7];
    for (size_t i = 0; i < 7; i++)
        o[i] = (size_t)(model[2 * i] - '0');
    dk_arima_order order = {o[0], o[1], o[2], o[3], o[4], o[5], o[6] == 1};
    dk_arima_fit fit;
    if (!dk_arima_estimate(b->work, &b->p.in, order, NULL, true, &fit))
        exit(1);
    return fit.loglik - (double)fit.n_used * log(b->p.scale);
}

static void compare_likelihood(bench *b, kind what, const char *model, double r)
{
    tally *t = &b->all[what];
    double start = cpu_seconds();
    double ours = what == ETS ? ets_likelihood(b, model) : arima_likelihood(b, model);
    t->seconds += cpu_seconds() - start;
    t->n++;
    t->worst = fmin(t->worst, ours - r);
    if (ours < r - 1e-3) {
        t->worse++;
        fprintf(stderr, "%s %s: %.6f, R %.6f\n", b->key, model, ours, r);
    }
}

static double run_method(bench *b, const char *key)
{
    double start = cpu_seconds();
    dk_method_find(key)->forecast(b->work, &b->p.in, &b->theta);
    return cpu_seconds() - start;
}

/* A point of theta's; `worse` counts series with a point more than 1e-3 off, not points. */
static void compare_point(bench *b, kind what, size_t step, double r, double seconds)
{
    tally *t = &b->all[what];
    if (step == 1) {
        double spent = run_method(b, "theta");
        t->seconds += what == THETA ? spent : 0;
        t->r_seconds += seconds;
        t->n++;
        b->is_off[what] = false;
    }
    double ours = b->p.scale * b->theta.mean[step - 1];
    double difference = fabs(ours - r) / fmax(fabs(r), 1e-9);
    t->worst = fmax(t->worst, difference);
    if (difference <= 1e-3 || b->is_off[what])
        return;
    b->is_off[what] = true;
    t->worse++;
    fprintf(stderr, "%s %s %zu: %.6f, R %.6f\n", b->key, TITLES[what], step, ours, r);
}

static kind kind_of(const char *what)
{
    static const char *const names[] = {"ets", "arima", "diffuse", "dropped"};
    for (int k = ETS; k <= DROPPED; k++)
        if (strcmp(what, names[k]) == 0)
            return (kind)k;
    fprintf(stderr, "R has a row of unknown kind %s\n", what);
    exit(1);
}

static void compare_row(bench *b, const char *what, const char *model, size_t step, double value,
                        double seconds)
{
    kind k = ETS;
    if (strcmp(what, "theta") == 0 || strcmp(what, "least") == 0) {
        compare_point(b, *what == 't' ? THETA : LEAST, step, value, seconds);
        return;
    }
    if (strcmp(what, "auto") == 0) {
        k = strcmp(model, "ets") == 0     ? AUTO_ETS
            : strcmp(model, "theta") == 0 ? AUTO_THETA
                                          : AUTO_ARIMA;
        b->all[k].seconds += run_method(b, model);
        b->all[k].n++;
    } else {
        k = kind_of(what);
        compare_likelihood(b, k, model, value);
    }
    b->all[k].r_seconds += seconds;
}

static const dk_series *series_of(const reader *r, const char *key)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->series[i].key, key) == 0)
            return &r->series[i];
    return NULL;
}

/* Cuts the last field off `line`; NULL when there is none. */
static char *cut(char *line)
{
    char *comma = strrchr(line, ',');
    if (comma == NULL)
        return NULL;
    *comma = '\0';
    return comma + 1;
}

static void open_for(bench *b, const reader *r, const char *key)
{
    const dk_series *series = series_of(r, key);
    if (series == NULL) {
        fprintf(stderr, "R has a series %s that is not in the file\n", key);
        exit(1);
    }
    dk_arena_reset(b->work);
    b->key = series->key;
    if (!dk_prepare(b->work, series, series->n, b->horizon, &b->p))
        exit(1);
    b->theta = (dk_method_output){.mean = dk_arena_array(b->work, b->horizon, sizeof(double)),
                                  .sd = dk_arena_array(b->work, b->horizon, sizeof(double))};
}

static void compare_all(bench *b, const reader *r, FILE *file)
{
    char line[1024];
    if (fgets(line, sizeof line, file) == NULL)
        return;
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\r\n")] = '\0';
        double seconds, value;
        int64_t step;
        const char *s = cut(line), *v = cut(line), *t = cut(line), *model = cut(line),
                   *what = cut(line);
        if (what == NULL || !dk_parse_double(s, &seconds) || !dk_parse_double(v, &value) ||
            !dk_parse_int(t, 0, 1000, &step))
            continue;
        if (b->key == NULL || strcmp(b->key, line) != 0)
            open_for(b, r, line);
        compare_row(b, what, model, (size_t)step, value, seconds);
    }
}

static void print(const tally *all)
{
    puts("fit                           n   below R   worst  outside       us    R us   ratio");
    for (int k = 0; k < KINDS; k++) {
        const tally *t = &all[k];
        double n = t->n > 0 ? (double)t->n : 1;
        printf("%-24s %6zu %9zu %9.2g %6zu %8.0f %8.0f %6.0f\n", TITLES[k], t->n, t->worse,
               t->worst, t->outside, 1e6 * t->seconds / n, 1e6 * t->r_seconds / n,
               t->seconds > 0 ? t->r_seconds / t->seconds : 0);
    }
}

int main(int argc, char **argv)
{
    if (argc == 1) {
        puts("bench_peers: skipped: run bench/peers/run.sh (needs packages-bench.txt)");
        return 0;
    }
    int64_t season, horizon;
    if (argc != 5 || !dk_parse_int(argv[2], 1, 366, &season) ||
        !dk_parse_int(argv[3], 1, 1000, &horizon)) {
        fputs("usage: bench_peers SERIES.csv SEASON HORIZON R.csv\n", stderr);
        return 2;
    }
    dk_models_init();
    reader r = {.arena = dk_arena_new()};
    FILE *series = fopen(argv[1], "r"), *peer = fopen(argv[4], "r");
    if (series == NULL || peer == NULL) {
        fprintf(stderr, "cannot read %s\n", series == NULL ? argv[1] : argv[4]);
        return 1;
    }
    read_all(&r, series, (int32_t)season);
    tally all[KINDS] = {0};
    bench b = {.work = dk_arena_new(), .horizon = (size_t)horizon, .all = all};
    compare_all(&b, &r, peer);
    print(all);
    fclose(series);
    fclose(peer);
    dk_arena_free(b.work);
    reader_done(&r);
    return 0;
}
