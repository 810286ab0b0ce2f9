/* api/usecase/quota_load.c - registers to a dk_quota_problem; see quota.h.
 *
 * Order: specialties first (they name what is planned), then what is counted for each of them:
 * teachers, applicants, cohorts; beds of the whole school; demand at the end. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "api/usecase/quota.h"
#include "api/usecase/values.h"
#include "core/base/parse.h"
#include "core/register/fields.h"

enum { PLAN_INTAKES = 3, APPLICANT_YEARS = 10, APPLICANT_MEAN = 3, COHORTS_MAX = 24 };

/* Branch-and-bound nodes per program. Set by trying 50 to 2000 on the sample county. */
enum { PLAN_NODES = 300 };

const dk_quota_param dk_quota_params[DK_QUOTA_N_PARAMS] = {
    [DK_QUOTA_P_BOARDING] = {"boarding_share",
                             0.28,
                             1,
                             {"住宿比例", "boarding share"},
                             {"县职教中心现状", "as it is in the centre"}},
    [DK_QUOTA_P_RETENTION] = {"retention",
                              0.93,
                              1,
                              {"年巩固率", "retention a year"},
                              {"县职教中心近年", "recent years of the centre"}},
    [DK_QUOTA_P_SEEK] = {"seek_share",
                         0.45,
                         1,
                         {"毕业后就业比例", "graduates who seek work"},
                         {"其余升学、参军、创业",
                          "the others study on, enlist or start a business"}},
    [DK_QUOTA_P_NEW_GRADUATE] = {"new_graduate_share",
                                 0.30,
                                 1,
                                 {"面向应届生的岗位比例", "openings open to new graduates"},
                                 {"暂定，请按招聘会台账校正",
                                  "assumed; correct it from fair records"}},
    [DK_QUOTA_P_CENTRE] = {"centre_share",
                           0.10,
                           1,
                           {"由本中心毕业生填补的比例", "of these, filled from this centre"},
                           {"暂定，其余由外县、往届、其他学校填补",
                            "assumed; others supply the rest"}},
    [DK_QUOTA_P_CHANGE] = {"change_share",
                           0.20,
                           1,
                           {"年度最大压减", "largest cut in a year"},
                           {"招生计划编制惯例", "planning practice"}},
    [DK_QUOTA_P_TOTAL_MAX] = {"total_max",
                              DK_QUOTA_UNKNOWN,
                              100000,
                              {"招生总数", "total intake"},
                              {"上级下达，填入后生效", "handed down; in force once entered"}},
    [DK_QUOTA_P_UNFILLED_WEIGHT] = {"unfilled_weight",
                                    0.6,
                                    100,
                                    {"一个空岗折合未就业人数",
                                     "an unfilled post against an unplaced graduate"},
                                    {"暂定", "assumed"}},
    [DK_QUOTA_P_COST_YEAR] = {"cost_student_year",
                              6400,
                              1e6,
                              {"生均成本（元/年）", "cost of a student a year, yuan"},
                              {"专业信息未填时使用", "where the specialty states none"}},
    [DK_QUOTA_P_FULL_HOURS] = {"full_hours",
                               16,
                               100,
                               {"专任教师周课时", "lessons a week, full time"},
                               {"用于折算兼职教师", "to count part-time teachers"}},
    [DK_QUOTA_P_PART_TIME] = {"part_time",
                              0.3,
                              1,
                              {"兼职教师折合", "a part-time teacher counts"},
                              {"周课时未填时使用", "where hours are not known"}},
    [DK_QUOTA_P_PRACTICE] = {"practice_half_days",
                             4,
                             DK_QUOTA_HALF_DAYS,
                             {"每周实训半天数", "half-days of practice a week"},
                             {"暂定；每周按 10 个半天计", "assumed; a week has ten half-days"}},
    [DK_QUOTA_P_WORKSTATION_TERM] = {"workstation_term",
                                     1500,
                                     1e6,
                                     {"借用企业一个工位一学期（元）",
                                      "using one workstation of a firm for a term, yuan"},
                                     {"暂定；填 0 则工位不足时不能招生",
                                      "assumed; 0 makes it a hard limit"}},
    [DK_QUOTA_P_TEACHER_TERM] = {"teacher_term",
                                 20000,
                                 1e6,
                                 {"外聘一名教师一学期（元）",
                                  "hiring one teacher for a term, yuan"},
                                 {"暂定；填 0 则教师不足时不能招生",
                                  "assumed; 0 makes it a hard limit"}},
};

/* ---- arithmetic ---- */

double dk_quota_addressable(double openings, double new_graduates, double centre)
{
    assert(new_graduates >= 0 && centre >= 0);
    return fmax(0, openings * new_graduates * centre);
}

double dk_quota_teacher(const char *kind, int64_t hours_week, double full_hours, double part_time)
{
    assert(kind != NULL);
    if (strcmp(kind, "general") == 0)
        return 0;
    if (strcmp(kind, "specialty") == 0 || strcmp(kind, "practice") == 0)
        return 1;
    if (hours_week < 0 || full_hours <= 0)
        return part_time;
    return fmin((double)hours_week / 100 / full_hours, 1);
}

/* ---- state of one load ---- */

typedef struct {
    const char *model;
    dk_quota_specialty s;
    dk_quota_cohort cohorts[COHORTS_MAX];
    double cost, years; /* of a student: yuan a year, years of study */
    double teachers;
    bool has_teachers;
    bool is_held; /* no demand known: the last intake again */
    double applied[APPLICANT_YEARS], admitted[APPLICANT_YEARS], registered[APPLICANT_YEARS];
} row;

typedef struct {
    const dk_quota_load_options *how;
    const dk_codes *codes;
    dk_arena *arena;
    double param[DK_QUOTA_N_PARAMS];
    dk_day intake_day;
    int32_t now_term;
    row *rows;
    size_t n, capacity;
    double beds;
    dk_quota_note *notes;
    size_t n_notes, note_capacity;
    bool is_broken;
} loader;

static const char *copy(loader *l, const char *text)
{
    const char *kept = dk_arena_text(l->arena, text);
    l->is_broken |= kept == NULL;
    return kept == NULL ? "" : kept;
}

static row *find(loader *l, const char *code)
{
    for (size_t i = 0; i < l->n; i++)
        if (strcmp(l->rows[i].s.key, code) == 0)
            return &l->rows[i];
    return NULL;
}

static void note(loader *l, const char *key, const char *title, dk_text words)
{
    dk_quota_note *notes =
        dk_arena_grow(l->arena, l->notes, l->n_notes, &l->note_capacity, sizeof *notes);
    l->is_broken |= notes == NULL;
    if (notes == NULL)
        return;
    l->notes = notes;
    notes[l->n_notes++] = (dk_quota_note){key, title, dk_in(words, l->how->lang)};
}

/* Defaults of the table, replaced by settings that are numbers in range. */
static void load_params(loader *l)
{
    for (size_t i = 0; i < DK_QUOTA_N_PARAMS; i++) {
        char key[64];
        double value;
        l->param[i] = dk_quota_params[i].value;
        snprintf(key, sizeof key, "quota_%s", dk_quota_params[i].key);
        const char *set = dk_app_setting(l->codes, key);
        if (set != NULL && dk_parse_double(set, &value) && value >= 0 &&
            value <= dk_quota_params[i].max)
            l->param[i] = value;
    }
}

static const char *title_of(loader *l, const char *code)
{
    const dk_code_row *found = dk_codes_find(l->codes, "specialty", code, DK_DAY_NONE);
    if (found == NULL)
        return code;
    bool is_en = l->how->lang == DK_EN && found->name_en != NULL && *found->name_en != '\0';
    return copy(l, is_en ? found->name_en : found->name);
}

/* ---- rows ---- */

static double permille(const dk_record *r, size_t field)
{
    return dk_has(r, field) ? (double)dk_num(r, field, 0) / 1000 : DK_QUOTA_UNKNOWN;
}

static double amount(const dk_record *r, size_t field)
{
    return dk_has(r, field) ? (double)dk_num(r, field, 0) : DK_QUOTA_UNKNOWN;
}

static dk_quota_specialty specialty_of(const dk_record *r)
{
    dk_quota_specialty s = DK_QUOTA_SPECIALTY_INIT;
    s.boarding_share = permille(r, DK_SPECIALTIES_boarding_share_permille);
    s.retention_year = permille(r, DK_SPECIALTIES_retention_permille);
    s.seek_share = permille(r, DK_SPECIALTIES_seek_permille);
    s.class_min = (int32_t)dk_num(r, DK_SPECIALTIES_class_min, 0);
    s.class_max = (int32_t)dk_num(r, DK_SPECIALTIES_class_max, 0);
    s.last_intake = amount(r, DK_SPECIALTIES_last_intake);
    s.floor = amount(r, DK_SPECIALTIES_floor);
    s.workstations = amount(r, DK_SPECIALTIES_workstations);
    if (dk_has(r, DK_SPECIALTIES_teachers_per_class)) /* hundredths */
        s.teachers_per_class = (double)dk_num(r, DK_SPECIALTIES_teachers_per_class, 0) / 100;
    /* One side alone is no class size. */
    if (s.class_min <= 0 || s.class_max < s.class_min)
        s.class_min = s.class_max = 0;
    return s;
}

static bool on_specialty(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    static const dk_text NO_MODEL = {"没有填写培养模式，未列入计划", "no training model; left out"};
    const char *locations = dk_training_locations(dk_str(r, DK_SPECIALTIES_model));
    const char *title = title_of(l, dk_str(r, DK_SPECIALTIES_specialty_code));
    int64_t closed = dk_num(r, DK_SPECIALTIES_closed_year, INT32_MAX);
    if (dk_num(r, DK_SPECIALTIES_is_short, 0) != 0 || closed <= l->how->intake_year ||
        strcmp(dk_str(r, DK_SPECIALTIES_model), "short") == 0)
        return true;
    if (locations == NULL) {
        note(l, "model", copy(l, title), NO_MODEL);
        return !l->is_broken;
    }
    row *rows = dk_arena_grow(l->arena, l->rows, l->n, &l->capacity, sizeof *rows);
    l->is_broken |= rows == NULL;
    if (rows == NULL || l->n == DK_QUOTA_SPECIALTIES_MAX)
        return false;
    l->rows = rows;
    row *one = &rows[l->n++];
    *one = (row){.model = copy(l, dk_str(r, DK_SPECIALTIES_model)),
                 .s = specialty_of(r),
                 .cost = (double)dk_num(r, DK_SPECIALTIES_cost_student_year, 0) / 100,
                 .years = (double)dk_num(r, DK_SPECIALTIES_duration_y, 300) / 100};
    one->s.key = copy(l, dk_str(r, DK_SPECIALTIES_specialty_code));
    one->s.title = copy(l, title);
    one->s.locations = locations;
    if (one->cost <= 0)
        one->cost = l->param[DK_QUOTA_P_COST_YEAR];
    return !l->is_broken;
}

/* True when `since`..`until` covers the first day of the intake. */
static bool covers(const loader *l, int64_t since, int64_t until)
{
    return (since == DK_DAY_NONE || since <= l->intake_day) &&
           (until == DK_DAY_NONE || until >= l->intake_day);
}

static bool on_teacher(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    const dk_value *codes = &r->v[DK_TEACHERS_specialty_codes];
    if (codes->kind != DK_V_LIST || codes->n_rows == 0 ||
        !covers(l, dk_num(r, DK_TEACHERS_contract_from, DK_DAY_NONE),
                dk_num(r, DK_TEACHERS_contract_to, DK_DAY_NONE)))
        return true;
    double each =
        dk_quota_teacher(dk_str(r, DK_TEACHERS_kind), dk_num(r, DK_TEACHERS_hours_week, -1),
                         l->param[DK_QUOTA_P_FULL_HOURS], l->param[DK_QUOTA_P_PART_TIME]) /
        (double)codes->n_rows;
    for (size_t i = 0; i < codes->n_rows; i++) {
        row *one = find(l, codes->items[i].text);
        if (one == NULL)
            continue;
        one->teachers += each;
        one->has_teachers = true;
    }
    return true;
}

static bool on_dormitory(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    if (covers(l, dk_num(r, DK_DORMITORIES_since, DK_DAY_NONE),
               dk_num(r, DK_DORMITORIES_until, DK_DAY_NONE)))
        l->beds = fmax(l->beds, 0) + (double)dk_num(r, DK_DORMITORIES_beds, 0);
    return true;
}

static bool on_applicants(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    row *one = find(l, dk_str(r, DK_APPLICANTS_specialty_code));
    int64_t back = l->how->intake_year - dk_num(r, DK_APPLICANTS_year, 0);
    if (one == NULL || back < 0 || back >= APPLICANT_YEARS)
        return true;
    one->applied[back] += (double)dk_num(r, DK_APPLICANTS_applicants, 0);
    /* Only years that state both tell how many of the admitted come. */
    if (dk_has(r, DK_APPLICANTS_admitted) && dk_has(r, DK_APPLICANTS_registered)) {
        one->admitted[back] += (double)dk_num(r, DK_APPLICANTS_admitted, 0);
        one->registered[back] += (double)dk_num(r, DK_APPLICANTS_registered, 0);
    }
    return true;
}

/* Trainees of a specialty who enrolled in one term are a cohort, counted as of today. */
static bool on_trainee(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    row *one = find(l, dk_str(r, DK_TRAINEES_specialty_code));
    if (one == NULL || !dk_has(r, DK_TRAINEES_enrol_ym))
        return true;
    int32_t term = dk_quota_term_of((dk_month)dk_num(r, DK_TRAINEES_enrol_ym, 0));
    if (term > l->now_term || term + (int32_t)strlen(one->s.locations) <= l->now_term)
        return true; /* not there yet, or out already */
    size_t i = 0;
    while (i < one->s.n_cohorts && one->cohorts[i].term != term)
        i++;
    if (i == COHORTS_MAX)
        return true; /* unreachable: a location vector has 12 letters at most */
    if (i == one->s.n_cohorts)
        one->cohorts[one->s.n_cohorts++] = (dk_quota_cohort){term, 0, l->now_term};
    one->cohorts[i].students += 1;
    return true;
}

static dk_code scan(dk_store *store, const char *key, bool (*each)(void *ctx, const dk_record *r),
                    loader *l, dk_err *err)
{
    dk_query query = {.reg = dk_register_find(key), .order = SIZE_MAX};
    dk_arena *rows = dk_arena_new();
    if (rows == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_store_scan(&(dk_view){store, &DK_LOADER, rows}, &query, each, l, err);
    dk_arena_free(rows);
    return code == DK_OK && l->is_broken ? DK_NO_MEMORY(err) : code;
}

/* ---- sums ---- */

/* Mean of the latest three years with applicants, times the share of the admitted who came. */
static double applicants_of(const row *one)
{
    double applied = 0, admitted = 0, registered = 0;
    int years = 0;
    for (size_t back = 0; back < APPLICANT_YEARS && years < APPLICANT_MEAN; back++) {
        if (one->applied[back] <= 0)
            continue;
        applied += one->applied[back];
        admitted += one->admitted[back];
        registered += one->registered[back];
        years++;
    }
    if (years == 0)
        return DK_QUOTA_UNKNOWN;
    return floor(applied / years * (admitted > 0 ? fmin(registered / admitted, 1) : 1) + 1e-9);
}

/* The intake a year before the first planned one: as the register says, else as it is in school. */
static double last_of(const loader *l, const row *one)
{
    if (one->s.last_intake >= 0)
        return one->s.last_intake;
    for (size_t i = 0; i < one->s.n_cohorts; i++)
        if (one->cohorts[i].term == 2 * (l->how->intake_year - 1) + 1)
            return one->cohorts[i].students;
    return DK_QUOTA_UNKNOWN;
}

/* Openings of the specialty in `year`, else of the latest year before it, else of the first. */
static const dk_quota_openings *openings_of(const loader *l, const char *code, int32_t year)
{
    const dk_quota_openings *best = NULL;
    for (size_t i = 0; i < l->how->n_openings; i++) {
        const dk_quota_openings *o = &l->how->openings[i];
        if (strcmp(o->specialty, code) != 0 || o->n == 0)
            continue;
        bool is_first = best == NULL || (best->year > year && o->year < best->year);
        if (is_first || (o->year <= year && o->year > best->year))
            best = o;
    }
    return best;
}

static dk_code load_demand(loader *l, row *one, dk_err *err)
{
    int32_t first = (2 * l->how->intake_year + 1 + (int32_t)strlen(one->s.locations)) / 2;
    dk_quota_demand *years = dk_arena_array(l->arena, PLAN_INTAKES, sizeof *years);
    if (years == NULL)
        return DK_NO_MEMORY(err);
    for (int32_t i = 0; i < PLAN_INTAKES; i++) {
        const dk_quota_openings *o = openings_of(l, one->s.key, first + i);
        if (o == NULL)
            return DK_OK;
        double *samples = dk_arena_array(l->arena, o->n, sizeof *samples);
        if (samples == NULL)
            return DK_NO_MEMORY(err);
        for (size_t k = 0; k < o->n; k++)
            samples[k] = dk_quota_addressable(o->samples[k], l->param[DK_QUOTA_P_NEW_GRADUATE],
                                              l->param[DK_QUOTA_P_CENTRE]);
        years[i] = (dk_quota_demand){first + i, samples, o->n};
    }
    one->s.demand = years;
    one->s.n_demand = PLAN_INTAKES;
    return DK_OK;
}

/* Keeps the last intake by heads, whatever the class sizes: no number here is known well enough. */
static dk_code hold(loader *l, row *one, dk_err *err)
{
    int32_t first = (2 * l->how->intake_year + 1 + (int32_t)strlen(one->s.locations)) / 2;
    dk_quota_demand *years = dk_arena_array(l->arena, PLAN_INTAKES, sizeof *years);
    double *none = dk_arena_alloc(l->arena, sizeof *none);
    if (years == NULL || none == NULL)
        return DK_NO_MEMORY(err);
    for (int32_t i = 0; i < PLAN_INTAKES; i++)
        years[i] = (dk_quota_demand){first + i, none, 1};
    one->is_held = true;
    one->s.demand = years;
    one->s.n_demand = PLAN_INTAKES;
    one->s.floor = one->s.applicants = one->s.last_intake;
    one->s.class_min = one->s.class_max = 0;
    return DK_OK;
}

/* Everything counted is settled; specialties without demand are named. */
static dk_code settle(loader *l, double *unit_cost, dk_err *err)
{
    static const dk_text NO_DEMAND = {"没有需求历史，未列入计划", "no demand history; left out"},
                         HELD = {"没有需求历史，按上年招生数保留",
                                 "no demand history; kept at its last intake"},
                         NO_TEACHERS = {"没有登记任课教师，教师限制未计入",
                                        "no teachers listed; their limit is off here"};
    size_t kept = 0;
    double sum = 0;
    for (size_t i = 0; i < l->n; i++) {
        row *one = &l->rows[i];
        if (load_demand(l, one, err) != DK_OK)
            return DK_FAILED;
        one->s.applicants = applicants_of(one);
        one->s.last_intake = last_of(l, one);
        if (one->s.n_demand == 0) {
            bool is_held = one->s.last_intake >= 0;
            note(l, "demand", one->s.title, is_held ? HELD : NO_DEMAND);
            if (!is_held)
                continue;
            if (hold(l, one, err) != DK_OK)
                return DK_FAILED;
        }
        if (one->has_teachers)
            one->s.teachers = one->teachers;
        else if (one->s.teachers_per_class > 0)
            note(l, "teachers", one->s.title, NO_TEACHERS);
        sum += one->cost * one->years;
        l->rows[kept++] = *one;
    }
    l->n = kept;
    *unit_cost = kept > 0 && sum > 0 ? sum / (double)kept : 1;
    if (l->is_broken)
        return DK_NO_MEMORY(err);
    return kept > 0 ? DK_OK : DK_FAIL0(err, MSG_QUOTA_NOTHING);
}

/* ---- the problem ---- */

/* What is short can be had from outside at a price; a price of 0 makes the limit hard. */
static dk_limit_setting priced(const char *key, double price)
{
    return (dk_limit_setting){key, price > 0 ? DK_LIMIT_SOFT : DK_LIMIT_ON, price};
}

static dk_code build(loader *l, dk_quota_question *out, dk_err *err)
{
    double unit = 1;
    if (settle(l, &unit, err) != DK_OK)
        return DK_FAILED;
    dk_quota_specialty *specialties = dk_arena_array(l->arena, l->n, sizeof *specialties);
    const char **models = dk_arena_array(l->arena, l->n, sizeof *models);
    int32_t *intakes = dk_arena_array(l->arena, PLAN_INTAKES, sizeof *intakes);
    dk_limit_setting *prices = dk_arena_array(l->arena, 2, sizeof *prices);
    if (specialties == NULL || models == NULL || intakes == NULL || prices == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < l->n; i++) {
        row *one = &l->rows[i];
        double own = one->cost * one->years / unit;
        one->s.cost_unplaced = one->is_held ? 0 : own;
        one->s.practice_half_days = l->param[DK_QUOTA_P_PRACTICE];
        one->s.cost_unfilled = one->s.cost_unplaced * l->param[DK_QUOTA_P_UNFILLED_WEIGHT];
        one->s.cohorts = one->cohorts; /* the rows stay in the arena */
        specialties[i] = one->s;
        models[i] = one->model;
    }
    for (int32_t i = 0; i < PLAN_INTAKES; i++)
        intakes[i] = 2 * (l->how->intake_year + i) + 1;
    prices[0] = priced("teachers", l->param[DK_QUOTA_P_TEACHER_TERM] / unit);
    prices[1] = priced("workstations", l->param[DK_QUOTA_P_WORKSTATION_TERM] / unit);
    out->problem = (dk_quota_problem){.specialties = specialties,
                                      .n_specialties = l->n,
                                      .intakes = intakes,
                                      .n_intakes = PLAN_INTAKES,
                                      .beds = l->beds,
                                      .boarding_share = l->param[DK_QUOTA_P_BOARDING],
                                      .retention_year = l->param[DK_QUOTA_P_RETENTION],
                                      .seek_share = l->param[DK_QUOTA_P_SEEK],
                                      .change_share = l->param[DK_QUOTA_P_CHANGE],
                                      .total_max = l->param[DK_QUOTA_P_TOTAL_MAX],
                                      .settings = prices,
                                      .n_settings = 2,
                                      .node_limit = PLAN_NODES};
    out->facts = (dk_quota_facts){.as_of = l->how->as_of,
                                  .unit = l->how->lang == DK_ZH ? "元" : "yuan",
                                  .unit_cost = unit,
                                  .models = models,
                                  .notes = l->notes,
                                  .n_notes = l->n_notes,
                                  .lang = l->how->lang};
    return DK_OK;
}

dk_code dk_quota_load(dk_store *store, const dk_codes *codes, const dk_quota_load_options *options,
                      dk_arena *arena, dk_quota_question *out, dk_err *err)
{
    assert(store != NULL && codes != NULL && options != NULL && arena != NULL);
    loader l = {.how = options,
                .codes = codes,
                .arena = arena,
                .intake_day = dk_day_of(options->intake_year, 9, 1),
                .now_term = dk_quota_term_of(dk_month_of_day(options->as_of)),
                .beds = DK_QUOTA_UNKNOWN};
    load_params(&l);
    if (scan(store, "specialties", on_specialty, &l, err) != DK_OK ||
        scan(store, "teachers", on_teacher, &l, err) != DK_OK ||
        scan(store, "dormitories", on_dormitory, &l, err) != DK_OK ||
        scan(store, "applicants", on_applicants, &l, err) != DK_OK ||
        scan(store, "trainees", on_trainee, &l, err) != DK_OK)
        return DK_FAILED;
    return build(&l, out, err);
}
