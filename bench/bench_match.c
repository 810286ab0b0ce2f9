/* bench/bench_match.c - the plain scan: one person's explained list, and everybody's top 20.
 *
 * Market (seeded, nothing of it is real): skills Zipf(1) over 2,000; trainees with 8-25 skills,
 * posts with 4-10 requirements, 12 towns, 30 % of posts with a certificate by law. Beside it, in
 * the same run, a scalar float cosine over the same requirement lists with the same heap size,
 * without gates, criteria or ties: what the simplest matcher would cost.
 *
 * Median of 5 runs of CPU time after one warm-up; the load average is printed, above 2 a run says
 * little.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/random.h"
#include "core/match/list.h"

enum { N = 5000, SKILLS = 2000, TOWNS = 12, OCCS = 60, SPECS = 12, CERTS = 20, TOP = 20, RUNS = 5 };

typedef struct {
    dk_arena *arena;
    dk_random random;
    dk_market market;
    double zipf[SKILLS];
} world;

static size_t below(world *w, size_t n)
{
    return (size_t)dk_random_below(&w->random, n);
}

static void *take(world *w, size_t n, size_t size)
{
    void *p = dk_arena_array(w->arena, n, size);
    if (p == NULL)
        exit(1);
    return p;
}

static dk_match_terms terms(world *w, const char *prefix, size_t n)
{
    dk_match_term *items = take(w, n + 1, sizeof *items);
    for (size_t i = 0; i <= n; i++) {
        const char *code = i == 0 ? "" : dk_arena_format(w->arena, "%s-%zu", prefix, i);
        items[i] = (dk_match_term){code, {code, code}, (int32_t)i, 0};
    }
    return (dk_match_terms){items, n + 1};
}

static dk_term draw_skill(world *w)
{
    double u = dk_random_unit(&w->random) * w->zipf[SKILLS - 1];
    size_t low = 0, high = SKILLS - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (w->zipf[middle] < u)
            low = middle + 1;
        else
            high = middle;
    }
    return (dk_term)(low + 1);
}

static const dk_term *one_term(world *w, size_t n)
{
    dk_term *term = take(w, 1, sizeof *term);
    *term = (dk_term)(1 + below(w, n));
    return term;
}

static dk_match_trainee make_trainee(world *w, size_t i)
{
    dk_match_trainee t = DK_MATCH_TRAINEE_INIT;
    t.id = (int64_t)i + 1;
    t.specialty = (dk_term)(1 + below(w, SPECS));
    t.town = (dk_term)(1 + below(w, TOWNS));
    t.edu = (dk_term)(1 + below(w, 3));
    t.n_skills = 8 + below(w, 18);
    dk_trainee_skill *skills = take(w, t.n_skills, sizeof *skills);
    for (size_t k = 0; k < t.n_skills; k++) {
        dk_skill_source source = below(w, 2) == 0 ? DK_SOURCE_DEFAULT : DK_SOURCE_ASSESSED;
        dk_term skill = draw_skill(w);
        skills[k] = dk_trainee_skill_of(skill, (int32_t)(1 + below(w, 5)), source, 20000);
    }
    t.skills = skills;
    dk_trainee_cert *cert = take(w, 1, sizeof *cert);
    *cert = (dk_trainee_cert){(dk_term)(1 + below(w, CERTS)), DK_DAY_NONE, 21000};
    t.certs = cert;
    t.n_certs = 1;
    t.want_occupations = (dk_term_list){one_term(w, OCCS), 1};
    t.want_pay_fen = 300000 + 10000 * (int64_t)below(w, 30);
    t.shift_ok = (dk_tri)below(w, 3);
    t.needs_dorm = (dk_tri)below(w, 3);
    t.start_on = 20500 + (dk_day)below(w, 120);
    t.intent = DK_INTENT_WORK;
    t.has_consent = DK_TRI_YES;
    t.is_student = DK_TRI_YES;
    t.enrolled_on = 19600;
    t.sixteen_on = 19800;
    t.adult_on = 20450 + (dk_day)below(w, 100);
    return t;
}

static dk_match_post make_post(world *w, size_t i)
{
    dk_match_post p = DK_MATCH_POST_INIT;
    p.id = (int64_t)i + 1;
    p.firm = (int64_t)(1 + below(w, 600));
    p.occupation = (dk_term)(1 + below(w, OCCS));
    p.town = (dk_term)(1 + below(w, TOWNS));
    dk_requirement *needs = take(w, 10, sizeof *needs);
    size_t want = 4 + below(w, 7);
    while (p.n_requirements < want) {
        dk_term skill = draw_skill(w);
        bool is_new = true;
        for (size_t k = 0; k < p.n_requirements; k++)
            is_new &= needs[k].skill != skill;
        if (!is_new)
            continue;
        uint8_t level = (uint8_t)(1 + below(w, 5)); /* one draw per statement: a fixed order */
        uint8_t weight = (uint8_t)(1 + below(w, 5));
        needs[p.n_requirements++] = (dk_requirement){skill, level, weight};
    }
    p.requirements = needs;
    if (below(w, 10) < 3)
        p.certs_legal = (dk_term_list){one_term(w, CERTS), 1};
    p.pay_min_fen = 300000 + 5000 * (int64_t)below(w, 40);
    p.pay_max_fen = p.pay_min_fen + 5000 * (int64_t)below(w, 30);
    p.shift = (dk_shift)below(w, 4);
    p.has_dorm = (dk_tri)below(w, 3);
    p.start_on = 20514 + (dk_day)below(w, 90);
    p.kind = below(w, 10) == 0 ? DK_KIND_INTERNSHIP : DK_KIND_JOB;
    p.labor_grade = (int32_t)(1 + below(w, 4));
    p.is_minor_ban = p.is_hazardous = p.is_entertainment = DK_TRI_NO;
    p.has_night = DK_TRI_NO;
    p.hours_week_x100 = 4000;
    p.staff_total = 200;
    p.staff_same_post = 40;
    return p;
}

static void make_tables(world *w)
{
    dk_market *m = &w->market;
    dk_crosswalk_row *rows = take(w, SPECS * 10, sizeof *rows);
    for (size_t i = 0; i < SPECS * 10; i++) {
        dk_term occupation = (dk_term)(1 + below(w, OCCS));
        dk_crosswalk_grade grade = (dk_crosswalk_grade)below(w, 3);
        rows[i] = (dk_crosswalk_row){(dk_term)(1 + i / 10), occupation, grade};
    }
    m->crosswalk = rows;
    m->n_crosswalk = SPECS * 10;
    dk_town_link *links = take(w, TOWNS * TOWNS, sizeof *links);
    for (size_t i = 0; i < TOWNS * TOWNS; i++) {
        int32_t minutes = (int32_t)(5 + below(w, 90));
        bool has_shuttle = below(w, 4) == 0;
        links[i] = (dk_town_link){(dk_term)(1 + i / TOWNS), (dk_term)(1 + i % TOWNS), minutes,
                                  has_shuttle};
    }
    m->town_links = links;
    m->n_town_links = TOWNS * TOWNS;
    dk_skill_link *related = take(w, SKILLS, sizeof *related);
    for (size_t i = 0; i < SKILLS; i++) {
        dk_term a = draw_skill(w), b = draw_skill(w);
        related[i] = (dk_skill_link){a, b, (uint16_t)(400 + below(w, 500))};
    }
    m->links = related;
    m->n_links = SKILLS;
}

static void make_world(world *w)
{
    w->arena = dk_arena_new();
    if (w->arena == NULL)
        exit(1);
    w->random = dk_random_seed(20260302);
    double sum = 0;
    for (size_t i = 0; i < SKILLS; i++)
        w->zipf[i] = sum += 1.0 / (double)(i + 1);
    dk_market *m = &w->market;
    *m = (dk_market){.as_of = 20514, .n_trainees = N, .n_posts = N};
    m->skills = terms(w, "S", SKILLS);
    m->certs = terms(w, "C", CERTS);
    m->occupations = terms(w, "6", OCCS);
    m->specialties = terms(w, "M", SPECS);
    m->towns = terms(w, "T", TOWNS);
    m->edus = terms(w, "E", 3);
    m->grades = terms(w, "G", 5);
    dk_match_trainee *trainees = take(w, N, sizeof *trainees);
    dk_match_post *posts = take(w, N, sizeof *posts);
    for (size_t i = 0; i < N; i++) {
        trainees[i] = make_trainee(w, i);
        posts[i] = make_post(w, i);
    }
    m->trainees = trainees;
    m->posts = posts;
    make_tables(w);
}

/* ---- baseline: float cosine, scalar, no gates ---- */

typedef struct {
    float score;
    uint32_t at;
} scored;

static void keep(scored *heap, size_t *n, scored one)
{
    if (*n == TOP && one.score <= heap[0].score)
        return;
    size_t at = *n < TOP ? (*n)++ : 0;
    heap[at] = one;
    if (at == 0) {
        for (;;) {
            size_t low = at;
            for (size_t c = 2 * at + 1; c <= 2 * at + 2 && c < *n; c++)
                low = heap[c].score < heap[low].score ? c : low;
            if (low == at)
                return;
            scored swap = heap[at];
            heap[at] = heap[low];
            heap[low] = swap;
            at = low;
        }
    }
    for (; at > 0 && heap[(at - 1) / 2].score > heap[at].score; at = (at - 1) / 2) {
        scored swap = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = swap;
    }
}

static uint64_t baseline(const dk_market *m)
{
    static float row[SKILLS + 1];
    uint64_t check = 0;
    for (size_t t = 0; t < m->n_trainees; t++) {
        const dk_match_trainee *who = &m->trainees[t];
        memset(row, 0, sizeof row);
        float own = 0;
        for (size_t k = 0; k < who->n_skills; k++) {
            row[who->skills[k].skill] = who->skills[k].level;
            own += (float)who->skills[k].level * (float)who->skills[k].level;
        }
        scored heap[TOP];
        size_t n = 0;
        for (size_t p = 0; p < m->n_posts; p++) {
            const dk_match_post *post = &m->posts[p];
            float dot = 0, norm = 0;
            for (size_t k = 0; k < post->n_requirements; k++) {
                float need = post->requirements[k].level;
                dot += row[post->requirements[k].skill] * need;
                norm += need * need;
            }
            keep(heap, &n, (scored){dot / sqrtf(own * norm), (uint32_t)p});
        }
        check += heap[0].at;
    }
    return check;
}

/* ---- what is measured ---- */

static double cpu_s(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static uint64_t one_person(const dk_match_index *index)
{
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    dk_match_list list;
    const dk_telling how = {index, DK_ZH, arena};
    const dk_list_ask ask = {DK_POSTS_FOR_TRAINEE, 77, 5};
    if (arena == NULL || dk_match_list_make(&how, &ask, &list, &err) != DK_OK)
        exit(1);
    uint64_t check = list.considered + strlen(list.matches[0].why.summary);
    dk_arena_free(arena);
    return check;
}

static uint64_t everybody(const dk_match_index *index)
{
    dk_arena *arena = dk_arena_new();
    dk_err err = DK_ERR_INIT;
    uint64_t check = 0;
    for (size_t t = 0; arena != NULL && t < N; t++) {
        dk_top top;
        if (dk_top_posts(index, t, TOP, arena, &top, &err) != DK_OK)
            exit(1);
        check = check * 31 + (top.n_best > 0 ? (uint64_t)top.best[0].id : 0);
        dk_arena_reset(arena);
    }
    dk_arena_free(arena);
    return check;
}

static uint64_t build(const dk_market *market)
{
    dk_err err = DK_ERR_INIT;
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = NULL;
    if (dk_match_index_new(market, &weights, 0, &index, &err) != DK_OK)
        exit(1);
    dk_match_index_free(index);
    return 0;
}

static int compare_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

enum { BUILD, ONE, ALL, BASE, N_BENCH };

static uint64_t run(int which, const dk_match_index *index, const dk_market *market)
{
    switch (which) {
    case BUILD:
        return build(market);
    case ONE:
        return one_person(index);
    case ALL:
        return everybody(index);
    default:
        return baseline(market);
    }
}

int main(void)
{
    static const char *const names[N_BENCH] = {
        "index_5000x5000", "one_person_5000_posts_5_explained", "top20_5000x5000",
        "baseline_float_cosine_top20_5000x5000"};
    static const double targets[N_BENCH] = {0, 0.020, 10, 0};
    world *w = malloc(sizeof *w);
    if (w == NULL)
        return 1;
    make_world(w);
    dk_err err = DK_ERR_INIT;
    const dk_weights weights = dk_weights_default();
    dk_match_index *index = NULL;
    if (dk_match_index_new(&w->market, &weights, 0, &index, &err) != DK_OK)
        return 1;
    double seconds[N_BENCH][RUNS], median[N_BENCH], load = 0;
    uint64_t check = 0;
    for (int r = -1; r < RUNS; r++) { /* interleaved; run -1 warms up */
        for (int b = 0; b < N_BENCH; b++) {
            double start = cpu_s();
            check += run(b, index, &w->market);
            if (r >= 0)
                seconds[b][r] = cpu_s() - start;
        }
    }
    for (int b = 0; b < N_BENCH; b++) {
        qsort(seconds[b], RUNS, sizeof(double), compare_double);
        median[b] = seconds[b][RUNS / 2];
        printf("%-40s median %9.6f s  min %9.6f s", names[b], median[b], seconds[b][0]);
        if (targets[b] > 0)
            printf("  target %g s: %s", targets[b], median[b] < targets[b] ? "met" : "MISSED");
        printf("\n");
    }
    (void)getloadavg(&load, 1);
    printf("top20 / baseline %.2f   load %.2f   check %016llx\n", median[ALL] / median[BASE], load,
           (unsigned long long)check);
    dk_match_index_free(index);
    dk_arena_free(w->arena);
    free(w);
    return 0;
}
