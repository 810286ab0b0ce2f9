/* datasets/gen/school.c - see school.h. */
#include "datasets/gen/school.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "datasets/gen/draw.h"
#include "datasets/gen/names.h"
#include "datasets/gen/output.h"

enum { CLASS_MIN = 35, CLASS_MAX = 50, APPLICANT_YEARS = 7 };

/* Ends a sheet: closes it, or removes it when a row failed. */
static dk_code finish(dk_output *output, dk_code code, int64_t *rows, dk_err *err)
{
    *rows = output->n_rows;
    if (code == DK_OK)
        return dk_output_close(output, err);
    dk_output_abandon(output);
    return code;
}

/* ---- specialties ---- */

enum {
    S_CODE,
    S_CATALOG,
    S_BACKBONE,
    S_SHORT,
    S_YEARS,
    S_MODEL,
    S_SEASON,
    S_MIN,
    S_MAX,
    S_FLOOR,
    S_LAST,
    S_BENCH,
    S_TEACHERS,
    S_COST,
    S_BOARDING,
    S_RETENTION,
    S_SEEK,
    N_SPECIALTY
};

static const dk_column specialty_columns[N_SPECIALTY] = {
    {"专业代码", DK_COLUMN_TEXT, 0, NULL, NULL},   {"专业目录版本", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"是否骨干", DK_COLUMN_TEXT, 0, NULL, NULL},   {"短期培训", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"学制", DK_COLUMN_NUMBER, 0, NULL, NULL},     {"培养模式", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"招生季", DK_COLUMN_TEXT, 0, NULL, NULL},     {"最小开班", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"最大班额", DK_COLUMN_NUMBER, 0, NULL, NULL}, {"招生下限", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"上年招生", DK_COLUMN_NUMBER, 0, NULL, NULL}, {"工位", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"每班教师", DK_COLUMN_NUMBER, 0, NULL, NULL}, {"生均成本", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"住宿比例", DK_COLUMN_NUMBER, 0, NULL, NULL}, {"年巩固率", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"就业比例", DK_COLUMN_NUMBER, 0, NULL, NULL},
};

static int64_t permille(double share)
{
    return (int64_t)(share * 1000 + 0.5);
}

static void put_specialty(const dk_world *world, dk_output *o, const dk_trade *trade)
{
    bool is_short = trade->kind == DK_TRADE_SHORT;
    double last = is_short ? trade->short_year : trade->students[0];
    dk_output_text(o, S_CODE, trade->specialty);
    dk_output_text(o, S_CATALOG, is_short ? "local" : "2021");
    dk_output_yes(o, S_BACKBONE, !is_short && trade->students[2] > 0);
    dk_output_yes(o, S_SHORT, is_short);
    dk_output_text(o, S_YEARS, is_short ? "0.25" : "3");
    dk_output_text(o, S_MODEL, trade->model);
    dk_output_text(o, S_SEASON, is_short ? "常年" : "秋");
    dk_output_int(o, S_MIN, is_short ? 20 : CLASS_MIN);
    dk_output_int(o, S_MAX, CLASS_MAX);
    dk_output_int(o, S_FLOOR, is_short || trade->students[2] == 0 ? 0 : CLASS_MIN);
    dk_output_int(o, S_LAST, (int64_t)(last * world->people_scale + 0.5));
    dk_output_int(o, S_BENCH, (int64_t)(trade->bench * fmax(world->people_scale, 1) + 0.5));
    dk_output_text(o, S_TEACHERS, is_short ? "1" : "1.5");
    dk_output_int(o, S_COST, is_short ? 1200 : 6400);
    dk_output_int(o, S_BOARDING, is_short ? 100 : permille(dk_world_num(world, "people.boarding")));
    dk_output_int(o, S_RETENTION,
                  is_short ? 980 : permille(1 - dk_world_num(world, "school.drop_out")));
    dk_output_int(
        o, S_SEEK,
        permille(dk_world_num(world, is_short ? "people.short_seeking" : "people.intent_work")));
}

dk_code dk_specialties_write(const dk_world *world, int64_t *rows, dk_err *err)
{
    dk_output output;
    dk_code code = dk_output_open(
        &output, world->options.out_dir, world->options.is_csv,
        &(dk_output_form){"specialties", "专业信息", specialty_columns, N_SPECIALTY}, err);
    if (code != DK_OK)
        return code;
    for (size_t k = 0; code == DK_OK && k < world->n_trades; k++) {
        if (world->trades[k].specialty == NULL || world->trades[k].kind == DK_TRADE_GENERAL)
            continue;
        put_specialty(world, &output, &world->trades[k]);
        code = dk_output_end_row(&output, err);
    }
    return finish(&output, code, rows, err);
}

/* ---- teachers ---- */

enum {
    T_NAME,
    T_ID,
    T_KIND,
    T_POST,
    T_SPECIALTY,
    T_EDU,
    T_TITLE,
    T_CERT,
    T_GRADE,
    T_DUAL,
    T_DUAL_ON,
    T_DUAL_BY,
    T_PRACTICE,
    T_HOURS,
    T_HOURS_MAX,
    T_FROM,
    T_TO,
    T_UNIT,
    N_TEACHER
};

static const dk_column teacher_columns[N_TEACHER] = {
    {"姓名", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"身份证件号", DK_COLUMN_TEXT, 21, NULL, NULL},
    {"教师类别", DK_COLUMN_TEXT, 18, NULL, NULL},
    {"编制类型", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"任教专业代码", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"学历", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"职称及级别", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"教师资格证", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"职业技能等级", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"双师认定等级", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"双师认定日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"双师认定机构", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"企业实践", DK_COLUMN_TEXT, 40, NULL, NULL},
    {"周课时", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"周课时上限", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"聘期开始", DK_COLUMN_DATE, 0, NULL, NULL},
    {"聘期结束", DK_COLUMN_DATE, 0, NULL, NULL},
    {"所属单位", DK_COLUMN_TEXT, 0, NULL, NULL},
};

/* One or two stays at firms of the trade within the last two years, two months together or not. */
static void put_practice(const dk_world *world, dk_random *random, dk_output *o, size_t trade)
{
    size_t first = world->trade_first[trade], n = world->trade_first[trade + 1] - first;
    char text[512] = "", from[11], to[11];
    size_t used = 0;
    int stays = n == 0 ? 0 : (int)dk_random_between(random, 0, 2);
    for (int i = 0; i < stays; i++) {
        const dk_firm *firm = &world->firms[first + dk_random_below(random, n)];
        dk_day start = world->options.as_of - 700 + 350 * i + (dk_day)dk_random_below(random, 200);
        int days = (int)dk_random_between(random, 20, 50);
        dk_day_format(start, from);
        dk_day_format(start + days - 1, to);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s:%s:%s:%d",
                                 i == 0 ? "" : ";", firm->name, from, to, days);
    }
    dk_output_text(o, T_PRACTICE, text);
}

/* The sheet of teachers while it is written. */
typedef struct {
    const dk_world *world;
    dk_ids *ids;
    dk_random random;
    dk_output output;
} roll;

static void put_teacher(roll *r, size_t trade, bool is_part, bool is_dual)
{
    const dk_world *world = r->world;
    dk_random *random = &r->random;
    dk_output *o = &r->output;
    static const char *const titles[] = {"助理讲师", "讲师", "高级讲师"};
    char name[DK_NAME_SIZE], id[19];
    dk_day as_of = world->options.as_of;
    dk_day born = as_of - (dk_day)(365.25 * (double)dk_random_between(random, 27, 56)) -
                  (dk_day)dk_random_below(random, 365);
    dk_name_person(random, name);
    dk_ids_person(r->ids, born, dk_draw_chance(random, 0.5), id);
    dk_output_text(o, T_NAME, name);
    dk_output_text(o, T_ID, id);
    dk_output_text(o, T_KIND, is_part ? "兼职教师" : "专任专业课教师");
    dk_output_text(o, T_POST, is_part ? "编外聘用" : "事业编制");
    dk_output_text(o, T_SPECIALTY, world->trades[trade].specialty);
    dk_output_text(o, T_EDU, is_part ? "大学专科毕业" : "大学本科毕业");
    dk_output_text(o, T_TITLE, is_part ? NULL : titles[dk_random_below(random, 3)]);
    dk_output_text(o, T_CERT, is_part ? NULL : "中等职业学校教师资格");
    dk_output_text(o, T_GRADE, is_part || is_dual ? "三级/高级工" : NULL);
    dk_output_text(o, T_DUAL, is_dual ? "初级" : NULL);
    dk_output_day(o, T_DUAL_ON,
                  is_dual ? as_of - 300 - (dk_day)dk_random_below(random, 900) : DK_DAY_NONE);
    dk_output_text(o, T_DUAL_BY, is_dual ? "市教育局" : NULL);
    put_practice(world, random, o, trade);
    dk_output_int(o, T_HOURS, is_part ? 8 : dk_random_between(random, 10, 16));
    dk_output_int(o, T_HOURS_MAX, is_part ? 8 : 18);
    dk_output_day(o, T_FROM, is_part ? as_of - 182 : DK_DAY_NONE);
    dk_output_day(o, T_TO, is_part ? as_of + 548 : DK_DAY_NONE);
    dk_output_text(o, T_UNIT,
                   is_part && world->trades[trade].kind == DK_TRADE_SHORT ? "U06" : "U20");
}

dk_code dk_teachers_write(const dk_world *world, dk_ids *ids, int64_t *rows, dk_err *err)
{
    assert(world->n_trades > 0 && ids != NULL && rows != NULL);
    roll r = {.world = world, .ids = ids, .random = dk_world_stream(world, "teachers")};
    double scale = fmax(world->people_scale, 1);
    dk_code code =
        dk_output_open(&r.output, world->options.out_dir, world->options.is_csv,
                       &(dk_output_form){"teachers", "师资信息", teacher_columns, N_TEACHER}, err);
    if (code != DK_OK)
        return code;
    for (size_t k = 0; k < world->n_trades; k++) {
        const double *n = world->trades[k].teachers; /* full-time, of them dual, part-time */
        int full = (int)(n[0] * scale), dual = (int)(n[1] * scale), part = (int)(n[2] * scale);
        for (int i = 0; code == DK_OK && i < full + part; i++) {
            put_teacher(&r, k, i >= full, i < dual);
            code = dk_output_end_row(&r.output, err);
        }
    }
    return finish(&r.output, code, rows, err);
}

/* ---- beds ---- */

static const dk_column dormitory_columns[] = {
    {"楼栋编号", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"床位数", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"住宿性别", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"启用日期", DK_COLUMN_DATE, 0, NULL, NULL},
};

dk_code dk_dormitories_write(const dk_world *world, int64_t *rows, dk_err *err)
{
    dk_output output;
    int64_t beds = (int64_t)(dk_world_num(world, "school.beds") * fmax(world->people_scale, 1));
    int64_t boys = beds * 11 / 20;
    dk_code code =
        dk_output_open(&output, world->options.out_dir, world->options.is_csv,
                       &(dk_output_form){"dormitories", "宿舍楼栋", dormitory_columns, 4}, err);
    if (code != DK_OK)
        return code;
    for (int i = 0; code == DK_OK && i < 2; i++) {
        dk_output_text(&output, 0, i == 0 ? "1号楼" : "2号楼");
        dk_output_int(&output, 1, i == 0 ? boys : beds - boys);
        dk_output_text(&output, 2, i == 0 ? "男" : "女");
        dk_output_day(&output, 3, dk_day_of(2012, 9, 1));
        code = dk_output_end_row(&output, err);
    }
    return finish(&output, code, rows, err);
}

/* ---- school leavers and applicants ---- */

enum { A_YEAR, A_TOWN, A_SPECIALTY, A_LEAVERS, A_APPLIED, A_ADMITTED, A_REGISTERED, N_APPLICANT };

static const dk_column applicant_columns[N_APPLICANT] = {
    {"年份", DK_COLUMN_NUMBER, 0, NULL, NULL},     {"乡镇", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"专业代码", DK_COLUMN_TEXT, 0, NULL, NULL},   {"初中毕业生", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"报名人数", DK_COLUMN_NUMBER, 0, NULL, NULL}, {"录取人数", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"报到人数", DK_COLUMN_NUMBER, 0, NULL, NULL},
};

/* How a town's applicants share out: the size of the specialty, leaning to the firms of the town.
 */
static double taste(const dk_world *world, size_t trade, size_t town)
{
    const dk_trade *t = &world->trades[trade];
    double here = 0, all = 1;
    for (size_t f = world->trade_first[trade]; f < world->trade_first[trade + 1]; f++) {
        here += world->firms[f].town == town;
        all += 1;
    }
    return t->kind == DK_TRADE_SCHOOL ? t->students[0] * (0.7 + 3.6 * here / all) : 0;
}

/* The leavers of one town in one year. */
typedef struct {
    int year;
    size_t town;
    double leavers; /* expected */
} intake;

static dk_code write_town(const dk_world *world, dk_random *random, dk_output *o, const intake *in,
                          dk_err *err)
{
    const int year = in->year;
    const size_t town = in->town;
    double apply = dk_world_num(world, "school.apply_share"), sum = 0;
    double tastes[DK_MAX_TRADES] = {0};
    int64_t n = dk_random_poisson(random, in->leavers);
    for (size_t k = 0; k < world->n_trades; k++)
        sum += tastes[k] = taste(world, k, town);
    dk_output_int(o, A_YEAR, year);
    dk_output_text(o, A_TOWN, world->towns[town].name);
    dk_output_text(o, A_SPECIALTY, "NONE");
    dk_output_int(o, A_LEAVERS, n);
    dk_code code = dk_output_end_row(o, err);
    for (size_t k = 0; code == DK_OK && k < world->n_trades; k++) {
        if (tastes[k] <= 0)
            continue;
        int64_t applied = dk_random_poisson(random, (double)n * apply * tastes[k] / sum);
        int64_t admitted = dk_draw_binomial(random, applied, 0.78);
        dk_output_int(o, A_YEAR, year);
        dk_output_text(o, A_TOWN, world->towns[town].name);
        dk_output_text(o, A_SPECIALTY, world->trades[k].specialty);
        dk_output_int(o, A_APPLIED, applied);
        dk_output_int(o, A_ADMITTED, admitted);
        dk_output_int(o, A_REGISTERED, dk_draw_binomial(random, admitted, 0.91));
        code = dk_output_end_row(o, err);
    }
    return code;
}

dk_code dk_applicants_write(const dk_world *world, int64_t *rows, dk_err *err)
{
    assert(world->n_trades > 0 && rows != NULL);
    dk_output output;
    dk_random random = dk_world_stream(world, "applicants");
    double people = 0, scale = fmax(world->people_scale, 1);
    int32_t last = dk_civil_of(world->options.as_of).year - 1;
    dk_code code = dk_output_open(
        &output, world->options.out_dir, world->options.is_csv,
        &(dk_output_form){"applicants", "生源与报名", applicant_columns, N_APPLICANT}, err);
    if (code != DK_OK)
        return code;
    for (size_t i = 0; i < DK_N_TOWNS; i++)
        people += world->towns[i].people;
    for (int year = last - APPLICANT_YEARS + 1; code == DK_OK && year <= last; year++) {
        double all = dk_world_num(world, "school.leavers") * scale *
                     pow(1 + dk_world_num(world, "school.leavers_trend"), year - last);
        for (size_t i = 0; code == DK_OK && i < DK_N_TOWNS; i++) {
            const intake in = {year, i, all * world->towns[i].people / people};
            code = write_town(world, &random, &output, &in, err);
        }
    }
    return finish(&output, code, rows, err);
}
