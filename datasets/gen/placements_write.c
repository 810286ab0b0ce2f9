/* datasets/gen/placements_write.c - the workbook of placements; see placements.h.
 *
 * Cohorts of the last years, each trade in turn. A check that lies after the as-of day is empty,
 * not unknown. Squared errors for the judges are taken on the side of the truth.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/gen/draw.h"
#include "datasets/gen/output.h"
#include "datasets/gen/placements_law.h"

enum {
    C_NO,
    C_STUDENT,
    C_YEAR,
    C_SPECIALTY,
    C_KIND,
    C_USCC,
    C_POST,
    C_OCC,
    C_CHANNEL,
    C_REFERRED,
    C_STARTED,
    C_CONTRACT,
    C_INSURED,
    C_PAY,
    C_LOCAL,
    C_MATCHED,
    C_BASIS,
    C_VERIFY,
    C_M3,
    C_M6,
    C_M12,
    C_REASON,
    C_UNIT,
    C_NAME,
    C_CLASS,
    C_ROSTER,
    C_TAIL,
    N_COLUMNS
};

static const dk_column columns[N_COLUMNS] = {
    {"去向编号", DK_COLUMN_TEXT, 14, NULL, NULL},
    {"学籍号", DK_COLUMN_TEXT, 16, NULL, NULL},
    {"毕业年度", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"专业代码", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"去向类别", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"统一社会信用代码", DK_COLUMN_TEXT, 21, NULL, NULL},
    {"岗位编号", DK_COLUMN_TEXT, 12, NULL, NULL},
    {"职业代码", DK_COLUMN_TEXT, 13, NULL, NULL},
    {"就业渠道", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"推荐日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"就业日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"合同期限", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"社会保险", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"月起薪", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"是否本地", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"是否对口", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"对口判定依据", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"核实方式", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"第3月状态", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"第6月状态", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"第12月状态", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"离职原因", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"来源单位", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"姓名", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"班级", DK_COLUMN_TEXT, 16, NULL, NULL},
    {"班内序号", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"证件号后四位", DK_COLUMN_TEXT, 0, NULL, NULL},
};

enum { DELAY = 211 };
static const int check_months[DK_CHECKS] = {3, 6, 12};

typedef struct {
    const dk_world *world;
    dk_place_law law;
    dk_output output;
    dk_random random, cosmetics; /* cosmetics never move what happens */
    dk_place_figures *figures;
    dk_random names; /* of last year's people */
    const dk_last_year *last;
    double with_class, with_tail;    /* shares of the training centre's rows */
    int in_class[DK_MAX_TRADES][12]; /* short-course trainees by month, of the year at hand */
    int64_t serial;
    double recent[DELAY]; /* outcomes some way back, for the shuffled control */
    size_t n_recent;
} writer;

static bool has_left(const dk_placement *p, int check)
{
    return p->left_month > 0 && p->left_month <= check_months[check];
}

static bool is_due(const writer *w, const dk_placement *p, int check)
{
    return dk_day_add_months(p->started, check_months[check]) <= w->world->options.as_of;
}

static void put_job(writer *w, const dk_placement *p)
{
    static const char *const verify[] = {"电话", "社保比对", "企业盖章"};
    static const char *const reason[] = {"工资低", "工时长", "离家远", "不适应", "家庭原因"};
    const dk_firm *firm = &w->world->firms[p->post.firm];
    dk_output *o = &w->output;
    double u = dk_random_unit(&w->cosmetics);
    int months = !p->has_contract ? 0 : u < 0.676 ? (u < 0.3 ? 12 : 24) : 36;
    dk_output_text(o, C_USCC,
                   p->is_local ? firm->uscc : NULL); /* firms elsewhere are not registered */
    dk_output_text(o, C_POST, p->post.no);
    dk_output_day(o, C_REFERRED, p->referred);
    dk_output_text(o, C_OCC, w->world->trades[p->post.trade].occs[p->post.occ].code);
    dk_output_text(o, C_CHANNEL, p->by_school ? "学校推荐" : u < 0.4 ? "中介" : "其他");
    dk_output_day(o, C_STARTED, p->started);
    dk_output_int(o, C_CONTRACT, months);
    dk_output_yes(o, C_INSURED, p->is_insured);
    dk_output_int(o, C_PAY, (int64_t)(p->pay_start / 50) * 50);
    dk_output_yes(o, C_LOCAL, p->is_local);
    dk_output_yes(o, C_MATCHED, p->is_matched);
    dk_output_text(o, C_BASIS, u < 0.93 ? "代码规则" : "人工");
    dk_output_text(o, C_VERIFY, verify[dk_random_below(&w->cosmetics, 3)]);
    for (int c = 0; c < DK_CHECKS; c++) {
        bool moved = dk_draw_chance(&w->cosmetics, 0.7);
        if (is_due(w, p, c))
            dk_output_text(o, (size_t)C_M3 + (size_t)c,
                           !p->is_reached[c] ? "失联"
                           : !has_left(p, c) ? "在岗同单位"
                           : moved           ? "换单位"
                                             : "离岗");
    }
    size_t why = dk_random_below(&w->cosmetics, 5);
    if (is_due(w, p, 0) && has_left(p, 0) && p->is_reached[0])
        dk_output_text(o, C_REASON, reason[why]);
}

/* Who it was, as the training centre's ledger has it. */
static void put_trainee(writer *w, const dk_placement *p)
{
    dk_output *o = &w->output;
    bool has_class = dk_draw_chance(&w->cosmetics, w->with_class),
         has_tail = dk_draw_chance(&w->cosmetics, w->with_tail);
    dk_output_text(o, C_NAME, p->name);
    if (has_class) {
        dk_output_text(o, C_CLASS, p->class_name);
        dk_output_int(o, C_ROSTER, p->roster_no);
    }
    if (has_tail && p->id[0] != '\0')
        dk_output_text(o, C_TAIL, p->id + strlen(p->id) - 4);
}

static dk_code put(writer *w, dk_placement *p, int year, dk_err *err)
{
    static const char *const kind[] = {"单位就业", "升学",     "参军",
                                       "个体经营", "灵活就业", "未就业"};
    const dk_trade *trade = &w->world->trades[p->person.trade];
    bool is_short = trade->kind == DK_TRADE_SHORT;
    dk_output *o = &w->output;
    w->serial++;
    dk_output_format(o, C_NO, "QX%d-%06lld", year, (long long)w->serial);
    if (!is_short)
        snprintf(p->student_no, sizeof p->student_no, "%04d%02zu9%06lld", year - 3,
                 p->person.trade + 1, (long long)w->serial);
    dk_output_text(o, C_STUDENT, p->student_no);
    dk_output_int(o, C_YEAR, year);
    dk_output_text(o, C_SPECIALTY, trade->specialty);
    dk_output_text(o, C_KIND, kind[p->went]);
    dk_output_text(o, C_UNIT, is_short ? "U06" : "U20");
    if (is_short)
        put_trainee(w, p);
    if (p->went == DK_WENT_FIRM)
        put_job(w, p);
    return dk_output_end_row(o, err);
}

static double square(double x)
{
    return x * x;
}

static void count_stay(writer *w, const dk_placement *p)
{
    dk_place_figures *f = w->figures;
    for (int c = 0; c < DK_CHECKS; c++) {
        if (!is_due(w, p, c))
            continue;
        f->checked[c]++;
        f->stayed[c] += !has_left(p, c);
        f->known[c] += p->is_reached[c];
        f->known_stayed[c] += p->is_reached[c] && !has_left(p, c);
    }
    if (!is_due(w, p, 1))
        return;
    double stayed = !has_left(p, 1);
    const dk_place_law *law = &w->law;
    f->brier_base += stayed; /* turned into p (1 - p) n when all are counted */
    double seen = p->log_risk - p->hidden_part, chance = dk_stay_chance(law, 6, seen);
    double other = w->recent[w->n_recent % DELAY];
    f->brier_oracle += square(stayed - chance);
    f->brier_no_quality += square(stayed - dk_stay_chance(law, 6, seen - p->quality_part));
    f->brier_no_skill += square(stayed - dk_stay_chance(law, 6, seen - p->skill_part));
    f->brier_shuffled += square((w->n_recent < DELAY ? stayed : other) - chance);
    w->recent[w->n_recent++ % DELAY] = stayed;
}

static void count(writer *w, const dk_placement *p)
{
    dk_place_figures *f = w->figures;
    f->rows++;
    f->employed += p->went != DK_WENT_NOWHERE;
    if (p->went != DK_WENT_FIRM)
        return;
    f->direct++;
    f->matched += p->is_matched;
    f->local += p->is_local;
    f->by_school += p->by_school;
    f->contract += p->has_contract;
    f->insured += p->is_insured;
    f->group_n[p->person.is_male]++;
    f->group_school[p->person.is_male] += p->by_school;
    count_stay(w, p);
}

static dk_code keep(writer *w, const dk_placement *p, dk_err *err)
{
    dk_cohort *last = w->last->cohort;
    last->items =
        dk_arena_grow(w->world->arena, last->items, last->n, &last->capacity, sizeof *last->items);
    if (last->items == NULL)
        return DK_NO_MEMORY(err);
    last->items[last->n++] = *p;
    return DK_OK;
}

/* A course runs two months; its classes are counted by the month it began. */
static void put_in_class(writer *w, dk_placement *p)
{
    enum { COURSE_MONTHS = 2, CLASS_SEATS = 40 };
    char month[8];
    dk_month begun = dk_month_of_day(p->day) - COURSE_MONTHS;
    int n = w->in_class[p->person.trade][begun % 12]++;
    dk_month_format(begun, month);
    snprintf(p->class_name, sizeof p->class_name, "%s%s%d期", month,
             w->world->trades[p->person.trade].class_word, 1 + n / CLASS_SEATS);
    p->roster_no = 1 + n % CLASS_SEATS;
}

static dk_code write_one(writer *w, int year, const dk_leaver *who, int number, dk_err *err)
{
    dk_placement p;
    bool is_short = who->stage == DK_STAGE_SHORT;
    dk_placement_draw(&w->law, &w->random, who, &p);
    p.number = number;
    if (is_short)
        put_in_class(w, &p);
    if (who->pool != NULL) {
        p.hand_in = is_short ? dk_hand_in_before(w->world, who->day) : DK_HAND_IN_JUNE;
        dk_name_person(&w->names, p.name);
        dk_ids_person(w->last->ids, p.person.born, p.person.is_male, p.id);
    }
    count(w, &p);
    if (put(w, &p, year, err) != DK_OK)
        return DK_FAILED;
    return who->pool == NULL ? DK_OK : keep(w, &p, err);
}

static dk_code write_cohort(writer *w, int year, dk_err *err)
{
    int years_ago = dk_civil_of(w->world->options.as_of).year - year;
    size_t medical = dk_world_trade(w->world, "medical");
    memset(w->in_class, 0, sizeof w->in_class);
    for (size_t k = 0; k < w->world->n_trades; k++) {
        bool is_short = w->world->trades[k].kind == DK_TRADE_SHORT;
        double n = dk_place_graduates(&w->law, k) * w->world->people_scale;
        int64_t all = dk_random_poisson(&w->random, n);
        for (int64_t i = 0; i < all; i++) {
            /* Schools graduate on 1 July, short courses all year round. */
            dk_day day = dk_day_of(year, 7, 1);
            day += is_short ? (dk_day)dk_random_between(&w->random, -170, 170) : 0;
            const dk_leaver who = {.trade = k,
                                   .stage = dk_place_stage(&w->law, k),
                                   .day = day,
                                   .years_ago = years_ago,
                                   .is_order = k == medical && i < DK_ORDER_SEATS,
                                   .pool = years_ago == 1 ? w->last->pool : NULL,
                                   .refer_from = is_short ? day : dk_day_of(year, 6, 1)};
            if (write_one(w, year, &who, (int)i, err) != DK_OK)
                return DK_FAILED;
        }
    }
    return DK_OK;
}

dk_code dk_placements_write(const dk_world *world, const dk_last_year *last,
                            dk_place_figures *figures, dk_err *err)
{
    writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return DK_NO_MEMORY(err);
    *figures = (dk_place_figures){0};
    w->world = world;
    w->figures = figures;
    w->last = last;
    w->random = dk_world_stream(world, "placements");
    w->cosmetics = dk_world_stream(world, "placement cosmetics");
    w->names = dk_world_stream(world, "names of last year");
    w->with_class = dk_world_num(world, "ledger.class");
    w->with_tail = dk_world_num(world, "ledger.tail");
    dk_place_law_read(world, &w->law);
    int cohorts = (int)dk_world_num(world, "outcome.cohorts");
    /* A sheet of more than 200,000 rows is refused by its readers. */
    cohorts = world->options.size == DK_GEN_CITY ? (cohorts + 1) / 2 : cohorts;
    int latest = dk_civil_of(world->options.as_of).year - 1;
    dk_code code =
        dk_output_open(&w->output, world->options.out_dir, world->options.is_csv,
                       &(dk_output_form){"placements", "去向与跟踪", columns, N_COLUMNS}, err);
    bool is_open = code == DK_OK;
    for (int year = latest - cohorts + 1; code == DK_OK && year <= latest; year++)
        code = write_cohort(w, year, err);
    if (code == DK_OK)
        code = dk_output_close(&w->output, err);
    else if (is_open)
        dk_output_abandon(&w->output);
    double n = (double)figures->checked[1], stayed = figures->brier_base;
    figures->brier_base = n == 0 ? 0 : stayed * (1 - stayed / n);
    free(w);
    return code;
}
