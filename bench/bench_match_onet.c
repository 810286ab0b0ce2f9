/* bench/bench_match_onet.c - the real match on data made by others.
 *
 * Every occupation of O*NET 29.3 with a profile becomes a trainee who holds it and a post that asks
 * for it, written as sheets, imported by the real importer into a new centre, loaded by the real
 * loader and ranked by the scorer of posts with the shipped weights: for each trainee all other
 * posts. Judged by O*NET's related occupations (development part, bench/onet.h).
 *
 * A register knows levels 0..5 and weights 1..5 only, so:
 *     trainee   level of a skill or knowledge = importance 1..5 on 0..5; of an activity 3
 *     post      level = geometric mean of importance and level (0..6) on 0..5, weight = importance;
 *               activities level 3, weight 2
 *     links     activities with the same parent are related at 700 permille
 *
 * Then the same with 30, 50, 70 % of every trainee's skills hidden, with levels one step lower,
 * with skills and knowledge only, and two controls: coverage alone, and a plain weighted shortfall.
 */
#include <unistd.h>

#include "api/usecase/similar.h"
#include "api/usecase/snapshot.h"
#include "api/usecase/usecase.h"
#include "bench/onet.h"
#include "core/base/date.h"

enum { PATH = 256, LEVEL_OF_ACTIVITY = 3, WEIGHT_OF_ACTIVITY = 2, LINK = 700 };

#define FIRM "91980126MA0000000Y"

static const dk_actor CLERK = {.user = "bench",
                               .rights = DK_RIGHT_READ | DK_RIGHT_WRITE | DK_RIGHT_ALL_UNITS |
                                         DK_RIGHT_ADMIN};

typedef struct {
    char dir[PATH], sheet[PATH], db[PATH];
    dk_arena *arena;
    dk_app *app;
    dk_err err;
    dk_profiles profiles;
    onet_labels labels;
    const char **activities; /* names, by number */
    size_t n_activities;
    size_t *activity_of; /* of each text of the input */
} world;

static void must(world *w, dk_code code)
{
    char text[400];
    if (code == DK_OK)
        return;
    dk_err_text(&w->err, DK_EN, text, sizeof text);
    (void)fprintf(stderr, "bench_match_onet: %s\n", text);
    exit(1);
}

static int64_t noon(void *ctx)
{
    (void)ctx;
    return INT64_C(1772424000000); /* 2026-03-02T12:00+08:00 */
}

static void import(world *w, const char *reg)
{
    dk_uc_import_result result;
    const dk_uc_import_options how = {.path = w->sheet, .as_of = DK_DAY_NONE};
    must(w, dk_uc_import(&(dk_call){w->app, &CLERK, w->arena}, dk_register_find(reg), &how, &result,
                         &w->err));
    if (result.import.errors.n > 0) {
        w->err = *result.import.errors.items[0];
        must(w, DK_FAILED);
    }
}

/* ---- sheets ---- */

static FILE *sheet(world *w, const char *header)
{
    FILE *file = fopen(w->sheet, "w");
    if (file == NULL)
        exit(1);
    fputs(header, file);
    return file;
}

/* Numbers the activities: the same name, the same number. */
static void number_activities(world *w)
{
    const dk_similar_texts *texts = &w->profiles.input.activities;
    w->activities = dk_arena_array(w->arena, texts->n, sizeof *w->activities);
    w->activity_of = dk_arena_array(w->arena, texts->n, sizeof *w->activity_of);
    for (size_t i = 0; i < texts->n; i++) {
        size_t at = 0;
        while (at < w->n_activities && strcmp(w->activities[at], texts->items[i].text) != 0)
            at++;
        if (at == w->n_activities)
            w->activities[w->n_activities++] = texts->items[i].text;
        w->activity_of[i] = at;
    }
}

static void write_codes(world *w)
{
    FILE *file = sheet(w, "list,code,name,name_en,source\n");
    for (size_t k = 0; k < w->profiles.input.m; k++)
        fprintf(file, "skill,E%zu,element %zu,element %zu,O*NET 29.3\n", k, k, k);
    for (size_t a = 0; a < w->n_activities; a++)
        fprintf(file, "skill,A%zu,activity %zu,activity %zu,O*NET 29.3\n", a, a, a);
    fputs("occupation,ONET,any occupation,any occupation,bench\n", file);
    (void)fclose(file);
    import(w, "codes");
}

static size_t parent_len(const char *id)
{
    const char *dot = strrchr(id, '.');
    return dot == NULL ? strlen(id) : (size_t)(dot - id);
}

static void write_links(world *w)
{
    FILE *file = sheet(w, "skill,other,similarity_permille,source\n");
    for (size_t a = 0; a < w->n_activities; a++) {
        for (size_t b = a + 1; b < w->n_activities; b++) {
            size_t len = parent_len(w->activities[a]);
            if (len == parent_len(w->activities[b]) &&
                memcmp(w->activities[a], w->activities[b], len) == 0)
                fprintf(file, "A%zu,A%zu,%d,same parent\n", a, b, LINK);
        }
    }
    (void)fclose(file);
    import(w, "skill_links");
}

static int step(double v, int low)
{
    int level = (int)floor(v + 0.5);
    return level < low ? low : level > 5 ? 5 : level;
}

static void write_activities(const world *w, FILE *file, size_t i, const char *rest)
{
    const dk_similar_texts *texts = &w->profiles.input.activities;
    for (size_t k = 0; k < texts->n; k++) {
        if (texts->items[k].profile == i)
            fprintf(file, "A%zu:%d%s;", w->activity_of[k], LEVEL_OF_ACTIVITY, rest);
    }
}

/* A document number with its check digit (GB 11643-1999: ISO 7064 MOD 11-2). */
static void id_number(size_t i, char out[19])
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    (void)snprintf(out, 19, "98012620070101%03u", (unsigned)(i + 1) % 1000);
    for (int k = 0; k < 17; k++)
        sum += weights[k] * (out[k] - '0');
    out[17] = "10X98765432"[sum % 11];
    out[18] = '\0';
}

static void write_trainees(world *w)
{
    const dk_similar_input *in = &w->profiles.input;
    FILE *file = sheet(w, "name,id_no,intent,consent_ver,consent_date,enrol_ym,skills\n");
    for (size_t i = 0; i < in->n; i++) {
        char id[19];
        id_number(i, id);
        fprintf(file, "O%zu,%s,job,v1,2026-01-01,2023-09,\"", i, id);
        for (size_t k = 0; k < in->m; k++) {
            int level = step((in->importance[i * in->m + k] - 1) * 5 / 4, 0);
            if (level > 0)
                fprintf(file, "E%zu:%d:assessed:2026-01-10;", k, level);
        }
        write_activities(w, file, i, ":assessed:2026-01-10");
        fputs("\"\n", file);
    }
    (void)fclose(file);
    import(w, "trainees");
}

static void write_posts(world *w)
{
    const dk_similar_input *in = &w->profiles.input;
    FILE *file = sheet(w, "uscc,ent_name\n" FIRM ",O*NET\n");
    (void)fclose(file);
    import(w, "enterprises");
    file = sheet(w, "uscc,post_no,title,occ_code,openings,kind,labor_grade,minor_ban,skills_req\n");
    for (size_t i = 0; i < in->n; i++) {
        fprintf(file, FIRM ",N%05zu,post %zu,ONET,1,job,1,N,\"", i, i);
        for (size_t k = 0; k < in->m; k++) {
            double importance = in->importance[i * in->m + k], level = in->level[i * in->m + k];
            int least = step(5 * sqrt((importance - 1) / 4 * level / 6), 0);
            if (least > 0)
                fprintf(file, "E%zu:%d:%d;", k, least, step(importance, 1));
        }
        char weight[8];
        (void)snprintf(weight, sizeof weight, ":%d", WEIGHT_OF_ACTIVITY);
        write_activities(w, file, i, weight);
        fputs("\"\n", file);
    }
    (void)fclose(file);
    import(w, "posts");
}

/* ---- what is judged ---- */

typedef struct {
    const char *name;
    double hidden; /* share of a trainee's skills */
    int lower;     /* levels */
    bool no_activities;
    bool coverage_only;
} variant;

static bool is_element(const dk_market *market, dk_term skill)
{
    return dk_term_get(&market->skills, skill)->code[0] == 'E';
}

/* A market whose trainees know less. */
static dk_market changed(const dk_market *from, const variant *v, dk_arena *arena)
{
    dk_market out = *from;
    dk_match_trainee *trainees = dk_arena_array(arena, from->n_trainees, sizeof *trainees);
    dk_random random = dk_random_seed(3);
    for (size_t t = 0; t < from->n_trainees; t++) {
        const dk_match_trainee *who = &from->trainees[t];
        dk_trainee_skill *skills = dk_arena_array(arena, who->n_skills + 1, sizeof *skills);
        size_t n = 0;
        for (size_t s = 0; s < who->n_skills; s++) {
            dk_trainee_skill one = who->skills[s];
            bool is_hidden = dk_random_unit(&random) < v->hidden;
            if (is_hidden || (v->no_activities && !is_element(from, one.skill)))
                continue;
            int level = one.level - v->lower;
            one.level = one.low = one.high = (uint8_t)(level < 0 ? 0 : level);
            skills[n++] = one;
        }
        trainees[t] = *who;
        trainees[t].skills = skills;
        trainees[t].n_skills = n;
    }
    out.trainees = trainees;
    return out;
}

static dk_market without_activities(const dk_market *from, dk_arena *arena)
{
    dk_market out = *from;
    dk_match_post *posts = dk_arena_array(arena, from->n_posts, sizeof *posts);
    for (size_t p = 0; p < from->n_posts; p++) {
        const dk_match_post *post = &from->posts[p];
        dk_requirement *needs = dk_arena_array(arena, post->n_requirements + 1, sizeof *needs);
        posts[p] = *post;
        posts[p].n_requirements = 0;
        for (size_t r = 0; r < post->n_requirements; r++) {
            if (is_element(from, post->requirements[r].skill))
                needs[posts[p].n_requirements++] = post->requirements[r];
        }
        posts[p].requirements = needs;
    }
    out.posts = posts;
    return out;
}

static void report(const world *w, const char *name, const double *scores)
{
    static double recall[1024], ndcg[1024], mrr[1024];
    size_t n = onet_measure_all(&w->labels, scores, recall, ndcg, mrr);
    onet_print(name, recall, ndcg, mrr, n);
}

static void judge(world *w, const dk_market *market, const variant *v, double *scores)
{
    dk_arena *arena = dk_arena_new();
    dk_match_index *index = NULL;
    dk_weights weights = dk_weights_default();
    dk_market seen = changed(market, v, arena);
    if (v->no_activities)
        seen = without_activities(&seen, arena);
    for (size_t c = 0; v->coverage_only && c < DK_N_CRITERIA; c++)
        weights.weight[c] = c == DK_CRITERION_skills;
    must(w, dk_match_index_new(&seen, &weights, 0, &index, &w->err));
    size_t n = w->labels.n, passed = 0;
    for (size_t t = 0; t < n; t++) {
        for (size_t p = 0; p < n; p++) {
            bool passes = dk_gate_pair(index, t, p, NULL).state == DK_GATE_PASS;
            passed += passes;
            scores[t * n + p] = passes ? dk_score_pair(index, t, p, NULL) : -1;
        }
    }
    report(w, v->name, scores);
    if (passed < n * n)
        printf("  gates keep %zu of %zu pairs out\n", n * n - passed, n * n);
    dk_match_index_free(index);
    dk_arena_free(arena);
}

/* -sum of weight * levels that are missing, and nothing else. */
static void judge_shortfall(const world *w, const dk_market *market, double *scores)
{
    size_t n = w->labels.n;
    uint8_t *level = malloc(market->skills.n);
    for (size_t t = 0; t < n; t++) {
        memset(level, 0, market->skills.n);
        for (size_t s = 0; s < market->trainees[t].n_skills; s++)
            level[market->trainees[t].skills[s].skill] = market->trainees[t].skills[s].level;
        for (size_t p = 0; p < n; p++) {
            double missing = 0;
            for (size_t r = 0; r < market->posts[p].n_requirements; r++) {
                const dk_requirement *need = &market->posts[p].requirements[r];
                if (need->level > level[need->skill])
                    missing += need->weight * (need->level - level[need->skill]);
            }
            scores[t * n + p] = -missing;
        }
    }
    free(level);
    report(w, "control: plain shortfall", scores);
}

/* ---- main ---- */

static bool read_world(world *w)
{
    const dk_profile_files files = {.profiles = ONET "profiles.csv.gz",
                                    .activities = ONET "dwa.csv.gz"};
    w->arena = dk_arena_new();
    return w->arena != NULL &&
           dk_uc_profiles_read(&files, w->arena, &w->profiles, &w->err) == DK_OK &&
           onet_read_labels(&w->labels, w->profiles.keys, w->profiles.input.n);
}

static void open_centre(world *w, dk_app_options *options)
{
    (void)snprintf(w->dir, PATH, "/tmp/dk-onet-XXXXXX");
    if (mkdtemp(w->dir) == NULL)
        exit(1);
    (void)snprintf(w->db, PATH, "%.200s/c.db", w->dir);
    (void)snprintf(w->sheet, PATH, "%.200s/s.csv", w->dir);
    dk_uc_start();
    *options = (dk_app_options){.db_path = w->db, .clock_ms = noon, .as_of = dk_day_of(2026, 3, 2)};
    must(w, dk_app_init(options, &CLERK, &w->err));
    must(w, dk_app_open(options, &w->app, &w->err));
}

int main(void)
{
    static world w;
    static const variant variants[] = {
        {.name = "match, shipped weights"},
        {.name = "  30 % of the skills hidden", .hidden = 0.3},
        {.name = "  50 % hidden", .hidden = 0.5},
        {.name = "  70 % hidden", .hidden = 0.7},
        {.name = "  levels one step lower", .lower = 1},
        {.name = "  50 % hidden and one step lower", .hidden = 0.5, .lower = 1},
        {.name = "  skills and knowledge only", .no_activities = true},
        {.name = "control: coverage alone", .coverage_only = true},
    };
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    w.err = DK_ERR_INIT;
    if (!read_world(&w)) {
        printf("skipped: %s is not here\n", ONET);
        return 0;
    }
    dk_app_options options;
    open_centre(&w, &options);
    number_activities(&w);
    write_codes(&w);
    write_links(&w);
    write_trainees(&w);
    write_posts(&w);
    dk_snapshot *snapshot = NULL;
    must(&w, dk_snapshot_acquire(w.app, DK_DAY_NONE, &snapshot, &w.err));
    const dk_market *market = &snapshot->market;
    if (market->n_trainees != w.labels.n || market->n_posts != w.labels.n) {
        (void)fprintf(stderr, "bench_match_onet: %zu trainees and %zu posts were loaded\n",
                      market->n_trainees, market->n_posts);
        return 1;
    }
    double *scores = malloc(w.labels.n * w.labels.n * sizeof *scores);
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        judge(&w, market, &variants[i], scores);
    judge_shortfall(&w, market, scores);
    free(scores);
    dk_snapshot_release(snapshot);
    dk_app_close(w.app);
    char command[PATH + 16];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", w.dir);
    return system(command) == 0 ? 0 : 1;
}
