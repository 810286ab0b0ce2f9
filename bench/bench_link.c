/* bench/bench_link.c - the lexical linker against labels made by others.
 *
 *   bench_link        success@1, success@10 and MRR beside edit distance and plain TF-IDF, and
 *                     how far the confidence holds
 *   bench_link fit    development queries only: figures for tuning, coefficients of the confidence
 *
 * English: O*NET 29.3, every alternate title is a query, the titles of all 1,016 occupations are
 * the list; right is every occupation that the title is filed under. Queries are those whose
 * occupations are all in one part (development or test), every n-th of them, so that each has
 * SAMPLE. Chinese: bench/titles_cn.tsv as queries against the 1,600 names of the national
 * classification of 2022, once alone and once with the aliases that datasets/codes/occupation.csv
 * ships. Development queries in Chinese are those aliases themselves, against the names alone;
 * wordings of bench/titles_cn.tsv are left out of them. Among equal scores the right one counts as
 * the middle of them. Says so and ends well when the data are not there.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zlib.h>

#include "core/link/grams.h"
#include "core/link/link.h"

#define TITLES "../shared/data/onet/occupations.csv"
#define ALTERNATE "../shared/data/onet/alternate_titles.tsv.gz"
#define CHINESE "../shared/data/cn/occupations_dadian.tsv"
#define NICKNAMES "bench/titles_cn.tsv"
#define ALIASES "datasets/codes/occupation.csv"

enum { N_MAX = 8192, Q_MAX = 65536, SAMPLE = 5000, CODE = 16, LINE = 1024, FEATURES = 3, BINS = 5 };

typedef struct {
    char code[CODE];
    char *text;
    bool is_test;
} item;

typedef struct {
    item list[N_MAX];
    dk_link_name names[N_MAX];
    size_t n_list, n_names; /* names: list items first, then aliases */
    item queries[Q_MAX];    /* sorted by text; one line per (text, code) */
    size_t n_queries;
    size_t picked[Q_MAX]; /* first line of each query measured */
    size_t n_picked;
} data;

/* ---- reading ---- */

static char *copy(const char *text)
{
    char *out = strdup(text);
    if (out == NULL)
        exit(1);
    return out;
}

/* The n-th field of a line in place, quotes off; NULL when there are fewer. */
static char *field(char *line, int at, char sep)
{
    for (char *p = line, *start; p != NULL; at--) {
        bool is_quoted = *p == '"';
        start = is_quoted ? ++p : p;
        char *end = is_quoted ? strchr(p, '"') : p + strcspn(p, (char[]){sep, '\r', '\n', '\0'});
        if (end == NULL)
            return NULL;
        char *next = end + (is_quoted ? 1 : 0);
        bool is_last = *next != sep;
        if (at == 0) {
            *end = '\0';
            return start;
        }
        p = is_last ? NULL : next + 1;
    }
    return NULL;
}

static void add(data *d, item *to, size_t *n, size_t max, item it)
{
    (void)d;
    if (*n < max)
        to[(*n)++] = it;
}

static bool each_line(const char *path, void (*take)(data *d, char *line), data *d)
{
    char line[LINE];
    gzFile file = gzopen(path, "rb");
    if (file == NULL)
        return false;
    while (gzgets(file, line, sizeof line) != NULL)
        take(d, line);
    (void)gzclose(file);
    return true;
}

static item make(const char *code, const char *text, bool is_test)
{
    item it = {.text = copy(text), .is_test = is_test};
    (void)snprintf(it.code, sizeof it.code, "%s", code);
    return it;
}

/* Fields are cut from the last to the first: each cut ends the line there. */
static void take_title(data *d, char *line)
{
    char *split = field(copy(line), 4, ','), *title = field(copy(line), 1, ','),
         *code = field(line, 0, ',');
    if (split != NULL && title != NULL && code != NULL && strcmp(code, "onet_soc") != 0)
        add(d, d->list, &d->n_list, N_MAX, make(code, title, strcmp(split, "dev") != 0));
}

static size_t find(const data *d, const char *code)
{
    for (size_t i = 0; i < d->n_list; i++)
        if (strcmp(d->list[i].code, code) == 0)
            return i;
    return SIZE_MAX;
}

static void take_alternate(data *d, char *line)
{
    char *title = field(copy(line), 1, '\t'), *code = field(line, 0, '\t');
    size_t at = title == NULL || code == NULL ? SIZE_MAX : find(d, code);
    if (at != SIZE_MAX)
        add(d, d->queries, &d->n_queries, Q_MAX, make(code, title, d->list[at].is_test));
}

static void take_chinese(data *d, char *line)
{
    char *name = field(copy(line), 3, '\t'), *level = field(copy(line), 2, '\t'),
         *code = field(line, 0, '\t');
    if (name != NULL && level != NULL && code != NULL && strcmp(level, "4") == 0)
        add(d, d->list, &d->n_list, N_MAX, make(code, name, true));
}

static void take_nickname(data *d, char *line)
{
    char *code = field(copy(line), 1, '\t'), *text = field(line, 0, '\t');
    if (code != NULL && text != NULL && text[0] != '#' && find(d, code) != SIZE_MAX)
        add(d, d->queries, &d->n_queries, Q_MAX, make(code, text, true));
}

static void take_alias(data *d, char *line)
{
    char *aliases = field(copy(line), 6, ','), *code = field(line, 1, ',');
    size_t at = aliases == NULL || code == NULL ? SIZE_MAX : find(d, code);
    for (char *a = at == SIZE_MAX ? NULL : strtok(aliases, "|"); a != NULL && d->n_names < N_MAX;
         a = strtok(NULL, "|"))
        d->names[d->n_names++] = (dk_link_name){copy(a), at};
}

/* The aliases as development queries. */
static void take_alias_query(data *d, char *line)
{
    char *aliases = field(copy(line), 6, ','), *code = field(line, 1, ',');
    if (aliases == NULL || code == NULL || find(d, code) == SIZE_MAX)
        return;
    for (char *a = strtok(aliases, "|"); a != NULL; a = strtok(NULL, "|"))
        add(d, d->queries, &d->n_queries, Q_MAX, make(code, a, false));
}

static int compare_items(const void *a, const void *b)
{
    const item *x = a, *y = b;
    int c = strcmp(x->text, y->text);
    return c != 0 ? c : strcmp(x->code, y->code);
}

/* Picks every n-th query whose occupations are all of one part. */
static void pick(data *d, bool wants_test)
{
    size_t n = 0;
    qsort(d->queries, d->n_queries, sizeof *d->queries, compare_items);
    d->n_picked = 0;
    for (size_t i = 0, run; i < d->n_queries; i += run) {
        bool fits = d->queries[i].is_test == wants_test;
        for (run = 1;
             i + run < d->n_queries && strcmp(d->queries[i + run].text, d->queries[i].text) == 0;
             run++)
            fits = fits && d->queries[i + run].is_test == wants_test;
        if (fits)
            d->picked[d->n_picked++] = i;
    }
    for (size_t i = 0, step = d->n_picked / SAMPLE + 1; i < d->n_picked; i += step)
        d->picked[n++] = d->picked[i];
    d->n_picked = n;
}

static bool is_right(const data *d, size_t query, size_t listed)
{
    for (size_t i = query;
         i < d->n_queries && strcmp(d->queries[i].text, d->queries[query].text) == 0; i++)
        if (strcmp(d->queries[i].code, d->list[listed].code) == 0)
            return true;
    return false;
}

/* ---- measures ---- */

typedef struct {
    double one, ten, mrr, seconds;
    size_t n;
} figures;

static void count(figures *f, double rank)
{
    f->one += rank < 1.5;
    f->ten += rank <= 10;
    f->mrr += rank > 0 ? 1 / rank : 0;
    f->n++;
}

static void print(const char *name, const figures *f)
{
    double n = (double)f->n;
    printf("  %-34s %7.3f %10.3f %7.3f %10.2f\n", name, f->one / n, f->ten / n, f->mrr / n,
           1000 * f->seconds / n);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The middle rank of the best right one when every item has a score. */
static double rank_of(const data *d, size_t query, const double *score)
{
    double best = -1;
    size_t above = 0, equal = 0;
    for (size_t i = 0; i < d->n_list; i++)
        if (score[i] > best && is_right(d, query, i))
            best = score[i];
    for (size_t i = 0; i < d->n_list; i++) {
        above += score[i] > best;
        equal += score[i] == best;
    }
    return (double)above + ((double)equal + 1) / 2;
}

static figures run_edit(const data *d)
{
    static double score[N_MAX];
    static char *lower[N_MAX];
    figures f = {0};
    double start = now();
    for (size_t i = 0; i < d->n_list; i++) {
        lower[i] = copy(d->list[i].text);
        for (char *p = lower[i]; *p != '\0'; p++)
            *p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
    }
    for (size_t q = 0; q < d->n_picked; q++) {
        char *text = copy(d->queries[d->picked[q]].text);
        for (char *p = text; *p != '\0'; p++)
            *p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
        for (size_t i = 0; i < d->n_list; i++)
            score[i] = dk_grams_edit(text, lower[i]);
        count(&f, rank_of(d, d->picked[q], score));
        free(text);
    }
    f.seconds = now() - start;
    return f;
}

/* Plain TF-IDF: cosine over words in lower case (Chinese: single characters), no stemming, no stop
 * words. */
enum { TERM = 48, TERMS = 64, VOCABULARY = 1 << 16 };

typedef struct {
    uint32_t term[TERMS];
    size_t n;
} bag;

static uint32_t term_id(const char *text, size_t len)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        h = (h ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 1099511628211u;
    }
    return (uint32_t)(h >> 20) % VOCABULARY;
}

static bag bag_of(const char *text)
{
    bag b = {.n = 0};
    for (const char *p = text; *p != '\0' && b.n < TERMS;) {
        size_t len = 0;
        if ((unsigned char)*p >= 0x80)
            for (len = 1; ((unsigned char)p[len] & 0xC0) == 0x80;)
                len++;
        else
            while ((p[len] >= 'a' && p[len] <= 'z') || (p[len] >= 'A' && p[len] <= 'Z') ||
                   (p[len] >= '0' && p[len] <= '9'))
                len++;
        if (len > 0)
            b.term[b.n++] = term_id(p, len);
        p += len > 0 ? len : 1;
    }
    return b;
}

static double dot(const bag *a, const bag *b, const double *idf)
{
    double sum = 0;
    for (size_t i = 0; i < a->n; i++)
        for (size_t j = 0; j < b->n; j++)
            if (a->term[i] == b->term[j])
                sum += idf[a->term[i]] * idf[a->term[i]];
    return sum;
}

static figures run_words(const data *d)
{
    static double score[N_MAX], idf[VOCABULARY], length[N_MAX];
    static bag bags[N_MAX];
    figures f = {0};
    double start = now();
    for (size_t i = 0; i < d->n_list; i++) {
        bags[i] = bag_of(d->list[i].text);
        for (size_t t = 0, u; t < bags[i].n; t++) {
            for (u = 0; bags[i].term[u] != bags[i].term[t];)
                u++;
            idf[bags[i].term[t]] += u == t;
        }
    }
    for (size_t t = 0; t < VOCABULARY; t++)
        idf[t] = log(((double)d->n_list + 1) / (idf[t] + 0.5));
    for (size_t i = 0; i < d->n_list; i++)
        length[i] = sqrt(dot(&bags[i], &bags[i], idf));
    for (size_t q = 0; q < d->n_picked; q++) {
        bag b = bag_of(d->queries[d->picked[q]].text);
        for (size_t i = 0; i < d->n_list; i++)
            score[i] = length[i] > 0 ? dot(&b, &bags[i], idf) / length[i] : 0;
        count(&f, rank_of(d, d->picked[q], score));
    }
    memset(idf, 0, sizeof idf);
    f.seconds = now() - start;
    return f;
}

/* Answers of the linker, kept for the confidence. */
typedef struct {
    double x[2];
    int confidence;
    bool is_right, is_exact;
} answer;

static figures run_linker(const data *d, answer *answers)
{
    figures f = {0};
    dk_arena *scratch = dk_arena_new();
    double start = now();
    dk_linker *linker = dk_linker_new(d->names, d->n_names);
    if (linker == NULL || scratch == NULL)
        exit(1);
    for (size_t q = 0; q < d->n_picked; q++) {
        dk_link found[DK_LINK_SHORTLIST];
        size_t n = 0;
        double rank = 0;
        dk_arena_reset(scratch);
        if (!dk_linker_find(linker, d->queries[d->picked[q]].text, scratch, found,
                            DK_LINK_SHORTLIST, &n))
            exit(1);
        for (size_t i = 0; i < n && rank == 0; i++)
            rank = is_right(d, d->picked[q], found[i].entry) ? (double)(i + 1) : 0;
        count(&f, rank > 0 ? rank : (double)d->n_list / 2);
        answers[q] = (answer){.is_right = rank == 1};
        if (n > 0) {
            dk_link_features(found, n, answers[q].x);
            answers[q].confidence = found[0].confidence;
            answers[q].is_exact = found[0].edit == 1000 && found[0].cosine >= 999;
        }
    }
    f.seconds = now() - start;
    dk_linker_free(linker);
    dk_arena_free(scratch);
    return f;
}

/* ---- the confidence ---- */

static void reliability(const answer *a, size_t n)
{
    printf("  confidence of the first answer: ");
    for (int b = 0; b < BINS; b++) {
        int low = b == 0 ? 0 : b == 1 ? 250 : b == 2 ? 500 : b == 3 ? 750 : 900;
        int high = b == 0 ? 250 : b == 1 ? 500 : b == 2 ? 750 : b == 3 ? 900 : 1001;
        double said = 0, right = 0, m = 0;
        for (size_t i = 0; i < n; i++) {
            if (a[i].confidence < low || a[i].confidence >= high)
                continue;
            said += a[i].confidence / 1000.0;
            right += a[i].is_right;
            m++;
        }
        if (m > 0)
            printf(" said %.2f right %.2f (%.0f)%s", said / m, right / m, m,
                   b < BINS - 1 ? ";" : "");
    }
    printf("\n");
}

/* Gaussian elimination with the small matrices of Newton's method. */
static void solve(double h[FEATURES][FEATURES + 1])
{
    for (int c = 0; c < FEATURES; c++) {
        for (int r = 0; r < FEATURES; r++) {
            double k = r == c ? 0 : h[r][c] / h[c][c];
            for (int j = c; j <= FEATURES; j++)
                h[r][j] -= k * h[c][j];
        }
    }
}

/* Logistic regression by Newton's method over the answers that are no exact names. */
static void fit(const answer *a, size_t n)
{
    double beta[FEATURES] = {0};
    for (int round = 0; round < 25; round++) {
        double h[FEATURES][FEATURES + 1] = {0};
        for (size_t i = 0; i < n; i++) {
            if (a[i].is_exact)
                continue;
            const double x[FEATURES] = {1, a[i].x[0], a[i].x[1]};
            double z = 0, p;
            for (int j = 0; j < FEATURES; j++)
                z += beta[j] * x[j];
            p = 1 / (1 + exp(-z));
            for (int j = 0; j < FEATURES; j++) {
                for (int k = 0; k < FEATURES; k++)
                    h[j][k] += p * (1 - p) * x[j] * x[k] + (j == k ? 1e-9 : 0);
                h[j][FEATURES] += (a[i].is_right - p) * x[j];
            }
        }
        solve(h);
        for (int j = 0; j < FEATURES; j++)
            beta[j] += h[j][FEATURES] / h[j][j];
    }
    printf("  FIT {%.3f, %.3f, %.3f}\n", beta[0], beta[1], beta[2]);
}

/* ---- */

static void names_of_list(data *d)
{
    d->n_names = 0;
    for (size_t i = 0; i < d->n_list; i++)
        d->names[d->n_names++] = (dk_link_name){d->list[i].text, i};
}

static void measure(const data *d, const char *title, bool is_fit)
{
    static answer answers[Q_MAX];
    printf("%s: %zu queries, %zu entries\n  %-34s %7s %10s %7s %10s\n", title, d->n_picked,
           d->n_list, "", "s@1", "s@10", "MRR", "ms/query");
    figures f = run_linker(d, answers);
    print("linker", &f);
    if (is_fit) {
        fit(answers, d->n_picked);
    } else {
        figures words = run_words(d), edit = run_edit(d);
        print("plain TF-IDF of words", &words);
        print("edit distance", &edit);
    }
    reliability(answers, d->n_picked);
}

/* English or Chinese; false when the data are not there. */
static bool run_english(bool is_fit)
{
    static data d;
    if (!each_line(TITLES, take_title, &d) || !each_line(ALTERNATE, take_alternate, &d))
        return false;
    names_of_list(&d);
    pick(&d, !is_fit);
    measure(&d,
            is_fit ? "O*NET alternate titles, development occupations"
                   : "O*NET alternate titles, test occupations",
            is_fit);
    return true;
}

/* Lines of the labelled file are of the test part, so a wording that is also an alias is none of
 * the development part. */
static bool run_chinese(bool is_fit)
{
    static data d;
    if (!each_line(CHINESE, take_chinese, &d) || !each_line(NICKNAMES, take_nickname, &d))
        return false;
    if (is_fit && !each_line(ALIASES, take_alias_query, &d))
        return false;
    names_of_list(&d);
    pick(&d, !is_fit);
    measure(&d,
            is_fit ? "Chinese aliases that are shipped, names of the classification only"
                   : "Chinese wordings, names of the classification only",
            is_fit);
    if (!is_fit && each_line(ALIASES, take_alias, &d)) {
        static answer answers[Q_MAX];
        figures f = run_linker(&d, answers);
        print("linker with the shipped aliases", &f);
        reliability(answers, d.n_picked);
    }
    return true;
}

int main(int argc, char **argv)
{
    bool is_fit = argc > 1 && strcmp(argv[1], "fit") == 0;
    printf("link: free text to the entry of a list\n");
    if (!run_english(is_fit))
        printf("  skipped: %s is not there\n", TITLES);
    if (!run_chinese(is_fit))
        printf("  skipped: %s is not there\n", CHINESE);
    return 0;
}
