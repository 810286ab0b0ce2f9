/* datasets/gen/moments.c - see moments.h. */
#include "datasets/gen/moments.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/gen/draw.h"
#include "datasets/gen/placements_law.h"

/* The order of the table and of measure(). */
enum {
    M_QUARTERS,
    M_JANUARY,
    M_FEBRUARY,
    M_MARCH,
    M_DECEMBER,
    M_YEAR_2018,
    M_YEAR_LAST,
    M_TOP5,
    M_HIRING,
    M_SIZE,
    M_SHORTAGE,
    M_FAIR,
    M_GRADE,
    M_EDU,
    M_MATCHED,
    M_LOCAL,
    M_SCHOOL,
    M_CONTRACT,
    M_STAY3,
    M_STAY6,
    M_UNKNOWN6,
    M_WANT_LOCAL,
    M_BOARDING,
    M_CLERICAL,
    M_MEDICAL,
    M_DECENT,
    N_MOMENTS
};

const dk_moment dk_moments[N_MOMENTS] = {
    [M_QUARTERS] = {"一季度需求/上年四季度（中位）", "中部地区公布 1.53", 1.53, 0.12},
    [M_JANUARY] = {"月份指数：1 月", "参考模拟，非公布数", 0.64, 0.10},
    [M_FEBRUARY] = {"月份指数：2 月", "参考模拟，非公布数", 1.55, 0.22},
    [M_MARCH] = {"月份指数：3 月", "参考模拟，非公布数", 1.41, 0.20},
    [M_DECEMBER] = {"月份指数：12 月", "参考模拟，非公布数", 0.85, 0.08},
    [M_YEAR_2018] = {"2018 年需求（百人）", "参考模拟，非公布数", 159, 16},
    [M_YEAR_LAST] = {"最近一年需求（百人）", "参考模拟，非公布数", 193, 20},
    [M_TOP5] = {"前五家企业占比", "假定", 0.30, 0.05},
    [M_HIRING] = {"节后两个月招工的企业", "330 家中 206 家", 0.624, 0.09},
    [M_SIZE] = {"企业规模中位数", "假定", 38, 3},
    [M_SHORTAGE] = {"缺工率", "县内 50 家企业调查 16.2%", 0.162, 0.015},
    [M_FAIR] = {"招聘会成交/岗位", "302/5000", 0.06, 0.01},
    [M_GRADE] = {"技能等级无要求", "公布 46.8%", 0.468, 0.03},
    [M_EDU] = {"学历无要求", "假定", 0.45, 0.03},
    [M_MATCHED] = {"对口率", "75.6%～77.6%", 0.76, 0.025},
    [M_LOCAL] = {"本地率", "63.9%～69.8%", 0.65, 0.03},
    [M_SCHOOL] = {"学校推荐率", "77.5%～79.2%", 0.76, 0.02},
    [M_CONTRACT] = {"合同签订率", "88.7%～89.0%", 0.88, 0.02},
    [M_STAY3] = {"3 个月稳定率（真值）", "假定", 0.82, 0.02},
    [M_STAY6] = {"6 个月稳定率（真值）", "假定", 0.76, 0.02},
    [M_UNKNOWN6] = {"6 个月失联", "假定", 0.14, 0.015},
    [M_WANT_LOCAL] = {"愿意留在本地", "假定", 0.64, 0.02},
    [M_BOARDING] = {"住宿率", "假定", 0.28, 0.03},
    [M_CLERICAL] = {"文秘：可对接需求/毕业生", "设计要求 0.5", 0.5, 0.05},
    [M_MEDICAL] = {"医疗器械：可对接需求/毕业生", "设计要求 2.5", 2.5, 0.2},
    [M_DECENT] = {"体面岗位/求职学员", "设计要求 40%", 0.40, 0.05},
};
const size_t dk_n_moments = N_MOMENTS;

typedef struct {
    const dk_world *world;
    const dk_demand *demand;
    double month[DK_MAX_MONTHS]; /* all trades */
} series;

static void sum_trades(series *s)
{
    for (int m = 0; m < s->demand->n_months; m++) {
        s->month[m] = 0;
        for (size_t k = 0; k < s->world->n_trades; k++)
            s->month[m] += (double)dk_demand_sum(s->world, s->demand, k, m, m + 1);
    }
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median over years of January-March over the October-December before; 0 without a whole year. */
static double quarter_ratio(const series *s)
{
    double ratios[DK_MAX_MONTHS / 12 + 1];
    size_t n = 0;
    for (int m = 3; m + 3 <= s->demand->n_months; m++) {
        if ((s->world->first_month + m) % 12 != 0)
            continue;
        double before = s->month[m - 3] + s->month[m - 2] + s->month[m - 1];
        ratios[n++] = (s->month[m] + s->month[m + 1] + s->month[m + 2]) / before;
    }
    if (n == 0)
        return 0;
    qsort(ratios, n, sizeof *ratios, compare);
    return n % 2 == 1 ? ratios[n / 2] : (ratios[n / 2 - 1] + ratios[n / 2]) / 2;
}

/* Mean of a calendar month over the mean of all. */
static double month_index(const series *s, int calendar)
{
    double sum = 0, all = 0;
    int n = 0;
    for (int m = 0; m < s->demand->n_months; m++) {
        all += s->month[m];
        if ((s->world->first_month + m) % 12 == calendar) {
            sum += s->month[m];
            n++;
        }
    }
    return sum / n / (all / s->demand->n_months);
}

static double sum_of(const series *s, int from, int to)
{
    double sum = 0;
    for (int m = from; m < to; m++)
        sum += s->month[m];
    return sum;
}

/* Share of the five largest posters in the last year's openings. */
static double top5(const series *s)
{
    double top[6] = {0}, all = 0;
    int to = s->demand->n_months;
    for (size_t f = 0; f < s->world->n_firms; f++) {
        double n = 0;
        for (int m = to - 12; m < to; m++)
            n += dk_demand_of(s->demand, f, m);
        all += n;
        top[0] = n;
        qsort(top, 6, sizeof *top, compare);
    }
    return (top[1] + top[2] + top[3] + top[4] + top[5]) / all;
}

/* Share of firms with an opening in the two months after last year's festival. */
static double hiring_firms(const series *s)
{
    int32_t year = dk_civil_of(s->world->options.as_of).year - 1;
    dk_day day = s->world->festival.day[year - DK_FESTIVAL_FIRST];
    int first = dk_month_of_day(day + 7) - s->world->first_month;
    int64_t n = 0;
    for (size_t f = 0; f < s->world->n_firms; f++)
        n += dk_demand_of(s->demand, f, first) + dk_demand_of(s->demand, f, first + 1) > 0;
    return (double)n / (double)s->world->n_firms;
}

static double median_size(const dk_world *world)
{
    double *sizes = malloc(world->n_firms * sizeof *sizes), median = 0;
    if (sizes != NULL) {
        for (size_t f = 0; f < world->n_firms; f++)
            sizes[f] = world->firms[f].size;
        qsort(sizes, world->n_firms, sizeof *sizes, compare);
        median = sizes[world->n_firms / 2];
    }
    free(sizes);
    return median;
}

/* Openings left at a quarter's end over those that were to be filled in it (carried and new), mean
 * over quarters; a share `fill` of what is open is filled each month. */
static double shortage(const series *s)
{
    double fill = dk_world_num(s->world, "market.fill_share"), open = 0, sum = 0, wanted = 0;
    int n = 0;
    for (int m = 0; m < s->demand->n_months; m++) {
        if (m % 3 == 0)
            wanted = open;
        wanted += s->month[m];
        open = (open + s->month[m]) * (1 - fill);
        if (m % 3 == 2) {
            sum += open / wanted;
            n++;
        }
    }
    return sum / n;
}

/* Intents over posts of a job fair: visitors who walk past few stands and accept there. */
static double fair(const dk_world *world)
{
    enum { VISITORS = 1600 };
    dk_place_law law;
    dk_random random = dk_world_stream(world, "fair");
    dk_place_law_read(world, &law);
    law.n_offers = (int)dk_world_num(world, "fair.offers");
    law.choice_outside = dk_world_num(world, "fair.outside");
    int64_t intents = 0, n = 0;
    while (n < VISITORS) {
        size_t trade = dk_random_below(&random, world->n_trades);
        if (dk_place_graduates(&law, trade) <= 0)
            continue;
        dk_placement p;
        const dk_leaver who = {
            .trade = trade, .stage = DK_STAGE_SHORT, .day = world->options.as_of};
        dk_placement_draw(&law, &random, &who, &p);
        if (p.person.intent != DK_INTENT_WORK)
            continue;
        n++;
        intents += p.went == DK_WENT_FIRM;
    }
    return (double)intents / VISITORS * dk_world_num(world, "fair.visitors_per_post");
}

static double ratio(const series *s, const char *key)
{
    size_t k = dk_world_trade(s->world, key);
    int to = s->demand->n_months;
    double year = (double)dk_demand_sum(s->world, s->demand, k, to - 12, to);
    return dk_demand_addressable(s->world, s->demand, k) * year /
           dk_trade_graduates(&s->world->trades[k]);
}

static double share(int64_t part, int64_t all)
{
    return all == 0 ? 0 : (double)part / (double)all;
}

static void measure_demand(series *s, double *v)
{
    int first = dk_month_of(2018, 1) - s->world->first_month, to = s->demand->n_months;
    first = first < 0 ? 0 : first;
    sum_trades(s);
    v[M_QUARTERS] = quarter_ratio(s);
    v[M_JANUARY] = month_index(s, 0);
    v[M_FEBRUARY] = month_index(s, 1);
    v[M_MARCH] = month_index(s, 2);
    v[M_DECEMBER] = month_index(s, 11);
    v[M_YEAR_2018] = sum_of(s, first, first + 12) / 100;
    v[M_YEAR_LAST] = sum_of(s, to - 12, to) / 100;
    v[M_TOP5] = top5(s);
    v[M_HIRING] = hiring_firms(s);
    v[M_SIZE] = median_size(s->world);
    v[M_SHORTAGE] = shortage(s);
    v[M_FAIR] = fair(s->world);
    v[M_CLERICAL] = ratio(s, "clerical");
    v[M_MEDICAL] = ratio(s, "medical");
}

static void measure_people(const dk_gen_figures *f, double *v)
{
    const dk_place_figures *p = &f->places;
    v[M_GRADE] = share(f->posts.grade_none, f->posts.rows);
    v[M_EDU] = share(f->posts.edu[0], f->posts.rows);
    v[M_MATCHED] = share(p->matched, p->direct);
    v[M_LOCAL] = share(p->local, p->direct);
    v[M_SCHOOL] = share(p->by_school, p->direct);
    v[M_CONTRACT] = share(p->contract, p->direct);
    v[M_STAY3] = share(p->stayed[0], p->checked[0]);
    v[M_STAY6] = share(p->stayed[1], p->checked[1]);
    v[M_UNKNOWN6] = 1 - share(p->known[1], p->checked[1]);
    v[M_WANT_LOCAL] = share(f->people.want_local, f->people.rows);
    v[M_BOARDING] = share(f->people.boards, f->people.students);
    v[M_DECENT] = share(f->posts.decent_openings, f->people.seekers);
}

static dk_code measure(dk_arena *arena, const dk_gen_options *options, double *values, dk_err *err)
{
    dk_world *world = dk_arena_alloc(arena, sizeof *world);
    dk_gen_figures *figures = dk_arena_alloc(arena, sizeof *figures);
    dk_demand demand;
    if (world == NULL || figures == NULL)
        return DK_NO_MEMORY(err);
    if (dk_world_load(arena, options, world, err) != DK_OK ||
        dk_county_make(world, &demand, figures, err) != DK_OK)
        return DK_FAILED;
    series s = {.world = world, .demand = &demand};
    measure_demand(&s, values);
    measure_people(figures, values);
    return dk_params_check(world->params, err);
}

dk_code dk_moments_measure(const dk_gen_options *options, double *values, dk_err *err)
{
    dk_gen_options silent = *options;
    silent.out_dir = NULL;
    silent.wrote = NULL;
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : measure(arena, &silent, values, err);
    dk_arena_free(arena);
    return code;
}

/* Prints one row; columns are separated by tabs, because terminals differ on the width of 中文. */
static bool print_row(FILE *to, const dk_moment *m, double mean, double low, double high)
{
    bool is_within = fabs(mean - m->published) <= m->tolerance;
    if (to != NULL)
        fprintf(to, "%s\t%.3g\t±%.3g\t%.3g\t%.3g..%.3g\t%s\t%s\n", m->title, m->published,
                m->tolerance, mean, low, high, is_within ? "ok" : "OUT", m->source);
    return is_within;
}

dk_code dk_moments_run(const dk_gen_options *options, int n, FILE *to, int *bad, dk_err *err)
{
    double sum[N_MOMENTS] = {0}, low[N_MOMENTS], high[N_MOMENTS], values[N_MOMENTS];
    dk_gen_options one = *options;
    int out = 0;
    for (int i = 0; i < n; i++) {
        one.seed = options->seed + (uint64_t)i;
        if (dk_moments_measure(&one, values, err) != DK_OK)
            return DK_FAILED;
        for (size_t m = 0; m < N_MOMENTS; m++) {
            sum[m] += values[m];
            low[m] = i == 0 ? values[m] : fmin(low[m], values[m]);
            high[m] = i == 0 ? values[m] : fmax(high[m], values[m]);
        }
    }
    if (to != NULL)
        fprintf(to, "项目\t公布\t容差\t均值\t范围\t结果\t来源\n");
    for (size_t m = 0; m < N_MOMENTS; m++)
        out += !print_row(to, &dk_moments[m], sum[m] / n, low[m], high[m]);
    *bad = out;
    return DK_OK;
}
