/* datasets/gen/people_write.c - the workbook of trainees; see people.h.
 *
 * Order: trade, then year of school, then number, as class lists come. Phones are those of the
 * person, but a parent's number serves two siblings now and then. Last year's graduates are a sheet
 * of their own, as it was handed in before they were placed.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/gen/draw.h"
#include "datasets/gen/names.h"
#include "datasets/gen/output.h"
#include "datasets/gen/placements.h"
#include "datasets/gen/skills.h"

enum {
    C_NAME,
    C_ID_TYPE,
    C_ID,
    C_SEX,
    C_BORN,
    C_CLASS_OF,
    C_STUDENT_NO,
    C_SCHOOL,
    C_SPECIALTY,
    C_CATALOG,
    C_ENROL,
    C_YEARS,
    C_CLASS,
    C_ROSTER,
    C_MODEL,
    C_ORDER,
    C_GOT,
    C_REQ,
    C_HUKOU,
    C_HUKOU_KIND,
    C_TOWN,
    C_BOARDING,
    C_EDU,
    C_SKILL,
    C_CERTS,
    C_SKILLS,
    C_INTERN,
    C_INTERN_FROM,
    C_INTERN_TO,
    C_INTENT,
    C_WANT_OCC,
    C_WANT_PLACE,
    C_WANT_PAY,
    C_SHIFT,
    C_DORM,
    C_ACCOMMODATION,
    C_PHONE,
    C_GUARDIAN,
    C_CONSENT,
    C_CONSENT_ON,
    C_HUMAN,
    C_COMMUTE,
    C_START,
    C_EXP,
    C_MARK,
    C_SRC,
    C_AS_OF,
    N_COLUMNS
};

static const dk_column columns[N_COLUMNS] = {
    {"姓名", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"身份证件类型", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"身份证件号", DK_COLUMN_TEXT, 21, NULL, NULL},
    {"性别", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"出生日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"人员类别", DK_COLUMN_TEXT, 16, NULL, NULL},
    {"学籍号", DK_COLUMN_TEXT, 16, NULL, NULL},
    {"学校（培训机构）", DK_COLUMN_TEXT, 24, NULL, NULL},
    {"专业代码", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"专业目录版本", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"入学年月", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"学制", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"班级", DK_COLUMN_TEXT, 14, NULL, NULL},
    {"班内序号", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"培养模式", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"订单企业", DK_COLUMN_TEXT, 21, NULL, NULL},
    {"已修学分", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"应修学分", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"户籍地区划", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"户籍性质", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"现住乡镇", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"住宿方式", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"学历", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"技能等级", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"证书", DK_COLUMN_TEXT, 30, NULL, NULL},
    {"技能测评", DK_COLUMN_TEXT, 30, NULL, NULL},
    {"实习单位", DK_COLUMN_TEXT, 21, NULL, NULL},
    {"实习开始", DK_COLUMN_DATE, 0, NULL, NULL},
    {"实习结束", DK_COLUMN_DATE, 0, NULL, NULL},
    {"毕业意向", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"意向职业", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"意向地", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"最低月薪", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"可倒班", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"需住宿", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"便利需求", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"联系电话", DK_COLUMN_TEXT, 14, NULL, NULL},
    {"监护人电话", DK_COLUMN_TEXT, 14, NULL, NULL},
    {"授权书版本", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"授权日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"仅人工", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"最长通勤分钟", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"可到岗日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"工作经验", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"教师评分", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"来源单位", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"采集日期", DK_COLUMN_DATE, 0, NULL, NULL},
};

typedef struct {
    const dk_world *world;
    int hand_in;              /* of last year's people: which sheet is written */
    dk_day as_of;             /* the day the sheet describes */
    double deflate;           /* of pay to that of the day */
    const dk_placement *past; /* of last year's people: who they are and when they were out; NULL */
    dk_ids *ids;
    dk_person_law law;
    dk_teaching teaching[DK_MAX_TRADES];
    double certs, cert_weld, expiring, assessed, consent, human, decided;
    dk_output sheet;
    dk_random random;
    dk_people_figures *figures;
    int64_t serial, short_serial;
    int32_t enrol_year; /* of the youngest school year */
} writer;

static void put_identity(writer *w, const dk_person *p)
{
    char name[DK_NAME_SIZE], id[19], phone[12];
    bool is_short = p->stage == DK_STAGE_SHORT;
    dk_output *s = &w->sheet;
    if (w->past == NULL) {
        dk_name_person(&w->random, name);
        dk_ids_person(w->ids, p->born, p->is_male, id);
    }
    dk_output_text(s, C_NAME, w->past == NULL ? name : w->past->name);
    dk_output_text(s, C_ID_TYPE, "居民身份证");
    dk_output_text(s, C_ID, w->past == NULL ? id : w->past->id);
    dk_output_text(s, C_SEX, p->is_male ? "男" : "女");
    dk_output_day(s, C_BORN, p->born);
    double u = dk_random_unit(&w->random);
    dk_output_text(s, C_CLASS_OF,
                   !is_short  ? (u < 0.06 ? "在校生;脱贫户" : "在校生")
                   : u < 0.52 ? "农村转移"
                   : u < 0.80 ? "失业"
                   : u < 0.87 ? "退役士兵"
                   : u < 0.91 ? "残疾人"
                              : "农村转移;脱贫户");
    dk_output_text(s, C_ACCOMMODATION, is_short && u >= 0.87 && u < 0.89 ? "坐姿岗位" : NULL);
    dk_output_format(s, C_HUKOU, "%d", DK_IDS_REGION);
    dk_output_text(s, C_HUKOU_KIND, p->is_rural ? "农业" : "非农业");
    dk_output_text(s, C_TOWN, w->world->towns[p->town].name);
    dk_ids_phone(w->serial, phone);
    dk_output_text(s, C_PHONE, phone);
    dk_ids_phone(25000000 + w->serial / 2 * 2,
                 phone); /* two neighbours in the list share a parent's */
    dk_output_text(s, C_GUARDIAN, is_short ? NULL : phone);
}

/* Class and number of a short course; last year's as the ledger of placements has them. */
static void put_short_course(writer *w, const dk_person *p, int number)
{
    enum { CLASS_SEATS = 40 };
    char text[64], month[8];
    dk_output *s = &w->sheet;
    dk_month enrol = dk_month_of_day(w->as_of) - 1 - (dk_month)dk_random_below(&w->random, 10);
    dk_month_format(enrol, month);
    snprintf(text, sizeof text, "%s%s%d期", month, w->world->trades[p->trade].class_word,
             1 + number / CLASS_SEATS);
    if (w->past != NULL) /* a class is called by the month it began in */
        snprintf(month, sizeof month, "%.7s", w->past->class_name);
    dk_output_text(s, C_SCHOOL, "云泽县就业训练中心");
    dk_output_text(s, C_CATALOG, "local");
    dk_output_text(s, C_ENROL, month);
    dk_output_text(s, C_CLASS, w->past == NULL ? text : w->past->class_name);
    dk_output_int(s, C_ROSTER, w->past == NULL ? 1 + number % CLASS_SEATS : w->past->roster_no);
}

static void put_training(writer *w, const dk_person *p, int number)
{
    enum { CLASS_SEATS = 45 };
    const dk_trade *trade = &w->world->trades[p->trade];
    dk_output *s = &w->sheet;
    dk_output_text(s, C_SPECIALTY, trade->specialty);
    dk_output_text(s, C_MODEL, trade->model);
    if (p->stage == DK_STAGE_SHORT) {
        put_short_course(w, p, number);
        return;
    }
    int32_t year = w->enrol_year - p->stage;
    double got = 28 * (p->stage + 0.5) + 6 * p->mark;
    dk_output_text(s, C_SCHOOL, "云泽县职业技术教育中心");
    dk_output_text(s, C_CATALOG, "2021");
    if (w->past != NULL)
        dk_output_text(s, C_STUDENT_NO, w->past->student_no);
    else
        dk_output_format(s, C_STUDENT_NO, "%04d%02zu%05lld", (int)year, p->trade + 1,
                         (long long)w->serial);
    dk_output_format(s, C_ENROL, "%04d-09", (int)year);
    dk_output_int(s, C_YEARS, 3);
    dk_output_format(s, C_CLASS, "%02d%s%d班", (int)(year % 100), trade->class_word,
                     1 + number / CLASS_SEATS);
    dk_output_int(s, C_ROSTER, 1 + number % CLASS_SEATS);
    dk_output_int(s, C_GOT, (int64_t)fmin(fmax(got, 0), 170));
    dk_output_int(s, C_REQ, 170);
}

static void put_abilities(writer *w, const dk_person *p)
{
    const dk_teaching *taught = &w->teaching[p->trade];
    dk_output *s = &w->sheet;
    char text[512] = "", date[11];
    size_t used = 0;
    dk_output_int(s, C_MARK, (int64_t)fmin(fmax(75 + 9 * p->mark, 40), 99));
    dk_output_text(s, C_EDU,
                   p->stage != DK_STAGE_SHORT || dk_draw_chance(&w->random, 0.75) ? "初中毕业"
                                                                                  : "普通高中毕业");
    if (!dk_draw_chance(&w->random, w->assessed) || p->stage == 0)
        return;
    size_t first = (size_t)dk_random_below(&w->random, 3);
    dk_day_format(w->as_of - (dk_day)dk_random_between(&w->random, 20, 140), date);
    for (size_t i = first; i < taught->n && i < first + 4; i++) {
        double level = taught->skills[i].level[p->stage] + 0.75 * p->ability +
                       0.5 * dk_random_normal(&w->random);
        int n =
            snprintf(text + used, sizeof text - used, "%s%s:%d:assessed:%s", used == 0 ? "" : ";",
                     taught->skills[i].skill, (int)fmin(fmax(floor(level + 0.5), 0), 5), date);
        used += (size_t)n;
    }
    dk_output_text(s, C_SKILLS, text);
    w->figures->assessed++;
}

static void put_certs(writer *w, const dk_person *p)
{
    const dk_trade *trade = &w->world->trades[p->trade];
    char text[512] = "", until[11];
    size_t used = 0;
    bool is_out = p->stage >= 2; /* last year of school or short course */
    bool is_welding = strcmp(trade->key, "welding") == 0;
    double days = dk_draw_chance(&w->random, w->expiring) ? 20 + 340 * dk_random_unit(&w->random)
                                                          : 400 + 1700 * dk_random_unit(&w->random);
    dk_day_format(w->as_of + (dk_day)days, until);
    bool has_legal = dk_draw_chance(&w->random, is_welding ? w->cert_weld : 0.5);
    if (is_out && has_legal && trade->cert_legal != NULL)
        used += (size_t)snprintf(text, sizeof text, "%s:T98%07lld::%s", trade->cert_legal,
                                 (long long)w->serial, until);
    bool has_grade = dk_draw_chance(&w->random, w->certs);
    if (is_out && has_grade && trade->cert_pref != NULL)
        snprintf(text + used, sizeof text - used, "%s%s:Y98%07lld:%s:", used == 0 ? "" : ";",
                 trade->cert_pref, (long long)w->serial, p->ability > 0.9 ? "4" : "5");
    dk_output_text(&w->sheet, C_CERTS, text);
    dk_output_text(&w->sheet, C_SKILL,
                   !is_out || !has_grade ? NULL
                   : p->ability > 0.9    ? "四级"
                                         : "五级");
}

static void put_wishes(writer *w, const dk_person *p)
{
    static const char *const intent[] = {"就业", "升学", "参军", "创业", "未定"};
    const dk_trade *trade = &w->world->trades[p->trade];
    dk_output *s = &w->sheet;
    dk_day as_of = w->as_of;
    bool is_short = p->stage == DK_STAGE_SHORT;
    double u = dk_random_unit(&w->random);
    /* Near the end of a course most who looked for work have said so. */
    bool has_decided = w->past != NULL && is_short && p->intent == DK_INTENT_OPEN &&
                       dk_draw_chance(&w->random, w->decided);
    dk_output_text(s, C_INTENT, intent[has_decided ? DK_INTENT_WORK : p->intent]);
    if (trade->n_occs > 0 && u < 0.6)
        dk_output_text(s, C_WANT_OCC, trade->occs[0].code);
    if (p->wants_local)
        dk_output_format(s, C_WANT_PLACE, "%s%s", w->world->towns[p->town].code,
                         p->town == 0 ? "" : ";980126100000");
    else
        dk_output_text(s, C_WANT_PLACE, u < 0.3 ? "市内县外" : u < 0.6 ? "省内市外" : "省外");
    dk_output_int(s, C_WANT_PAY, (int64_t)(p->want_pay * w->deflate / 50) * 50);
    dk_output_yes(s, C_SHIFT, p->shift_ok);
    dk_output_yes(s, C_DORM, p->needs_dorm);
    if (!is_short)
        dk_output_text(s, C_BOARDING, p->boards ? "住校" : u < 0.1 ? "租房" : "走读");
    dk_output_int(s, C_COMMUTE, 30 + 15 * dk_random_between(&w->random, 0, 4));
    dk_day start = dk_day_of(w->enrol_year + 3 - p->stage, 7, 1);
    if (is_short)
        start =
            w->past == NULL ? as_of + (dk_day)dk_random_between(&w->random, 0, 45) : w->past->day;
    dk_output_day(s, C_START, start);
    double years = is_short ? fmax(0, (as_of - p->born) / 365.25 - 20) : 0;
    if (is_short)
        dk_output_int(s, C_EXP, (int64_t)(12 * years * 0.25 * dk_random_unit(&w->random)));
}

static void put_consent(writer *w, const dk_person *p)
{
    dk_output *s = &w->sheet;
    bool has = dk_draw_chance(&w->random, w->consent);
    dk_day day = w->as_of - (dk_day)dk_random_between(&w->random, 10, 160);
    dk_output_text(s, C_CONSENT, has ? "v1" : NULL);
    dk_output_day(s, C_CONSENT_ON, has ? day : DK_DAY_NONE);
    dk_output_text(s, C_HUMAN, dk_draw_chance(&w->random, w->human) ? "是" : NULL);
    dk_output_text(s, C_SRC, p->stage == DK_STAGE_SHORT ? "U06" : "U03");
    dk_output_day(s, C_AS_OF, w->as_of - (dk_day)dk_random_between(&w->random, 0, 9));
}

static void count(writer *w, const dk_person *p)
{
    dk_people_figures *f = w->figures;
    f->rows++;
    f->students += p->stage != DK_STAGE_SHORT;
    f->want_local += p->wants_local;
    f->boards += p->boards;
    bool seeks = p->intent == DK_INTENT_WORK && p->stage >= 2;
    f->seekers += seeks;
    f->trade_seekers[p->trade] += seeks;
}

/* An internship at a firm of the trade for students in their last year of 1+1+1. */
static void put_internship(writer *w, const dk_person *p, int number)
{
    const dk_world *world = w->world;
    const dk_trade *trade = &world->trades[p->trade];
    size_t first = world->trade_first[p->trade], n = world->trade_first[p->trade + 1] - first;
    bool is_order = strcmp(trade->key, "medical") == 0 && p->stage == 2 &&
                    number < DK_ORDER_SEATS && world->options.size != DK_GEN_SAMPLE;
    if (n == 0 || p->stage != 2 || strcmp(trade->model, "1+1+1") != 0)
        return;
    const dk_firm *firm =
        is_order ? &world->firms[first] : &world->firms[first + dk_random_below(&w->random, n)];
    dk_output_text(&w->sheet, C_ORDER, is_order ? firm->uscc : NULL);
    dk_output_text(&w->sheet, C_INTERN, firm->uscc);
    dk_output_day(&w->sheet, C_INTERN_FROM, dk_day_of(w->enrol_year, 12, 15));
    dk_output_day(&w->sheet, C_INTERN_TO, dk_day_of(w->enrol_year + 1, 6, 14));
}

/* The row of one person, `number` in the list of trade and year. */
static dk_code write_person(writer *w, const dk_person *person, int number, dk_err *err)
{
    w->serial++;
    put_identity(w, person);
    put_training(w, person, number);
    put_abilities(w, person);
    put_certs(w, person);
    put_wishes(w, person);
    put_internship(w, person, number);
    put_consent(w, person);
    count(w, person);
    return dk_output_end_row(&w->sheet, err);
}

static dk_code write_group(writer *w, size_t trade, int stage, double n, dk_err *err)
{
    int64_t count_of = dk_draw_round(&w->random, n * w->world->people_scale);
    for (int64_t i = 0; i < count_of; i++) {
        dk_person person = {.trade = trade, .stage = stage};
        dk_person_draw(w->world, &w->law, &w->random, w->as_of, &person);
        if (write_person(w, &person, (int)i, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code write_all(writer *w, dk_err *err)
{
    for (size_t k = 0; k < w->world->n_trades; k++) {
        const dk_trade *trade = &w->world->trades[k];
        for (int stage = 0; stage < 3; stage++)
            if (write_group(w, k, stage, trade->students[stage], err) != DK_OK)
                return DK_FAILED;
        if (write_group(w, k, DK_STAGE_SHORT, trade->short_year, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* Those of the cohort whose row came with that hand-in. */
static dk_code write_cohort(writer *w, const dk_cohort *cohort, dk_err *err)
{
    for (size_t i = 0; i < cohort->n; i++) {
        w->past = &cohort->items[i];
        if (w->past->hand_in == w->hand_in &&
            write_person(w, &w->past->person, w->past->number, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code read_law(writer *w, dk_err *err)
{
    const dk_world *world = w->world;
    w->law = dk_person_law_read(world);
    w->certs = dk_world_num(world, "people.cert_share");
    w->cert_weld = dk_world_num(world, "people.cert_weld");
    w->expiring = dk_world_num(world, "people.cert_expiring");
    w->assessed = dk_world_num(world, "people.assessed_share");
    w->consent = dk_world_num(world, "people.consent_share");
    w->human = dk_world_num(world, "people.human_only_share");
    w->decided = dk_world_num(world, "people.short_decided");
    return dk_teaching_load(world, w->teaching, err);
}

/* Writes this year's people, or those of the cohort when there is one, as of w->as_of. */
static dk_code write_sheet(writer *w, const char *name, const dk_cohort *cohort, dk_err *err)
{
    dk_civil as_of = dk_civil_of(w->as_of);
    w->enrol_year = as_of.month >= 9 ? as_of.year : as_of.year - 1;
    if (dk_output_open(&w->sheet, w->world->options.out_dir, w->world->options.is_csv,
                       &(dk_output_form){name, "学员信息", columns, N_COLUMNS}, err) != DK_OK)
        return DK_FAILED;
    if ((cohort == NULL ? write_all(w, err) : write_cohort(w, cohort, err)) == DK_OK)
        return dk_output_close(&w->sheet, err);
    dk_output_abandon(&w->sheet);
    return DK_FAILED;
}

dk_code dk_people_write(const dk_world *world, dk_ids *ids, dk_people_figures *figures, dk_err *err)
{
    writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return DK_NO_MEMORY(err);
    *figures = (dk_people_figures){0};
    w->world = world;
    w->as_of = world->options.as_of;
    w->deflate = 1;
    w->ids = ids;
    w->figures = figures;
    w->random = dk_world_stream(world, "people");
    dk_code code = read_law(w, err);
    if (code == DK_OK)
        code = write_sheet(w, "trainees", NULL, err);
    free(w);
    return code;
}

dk_code dk_last_trainees_write(const dk_world *world, dk_ids *ids, const dk_cohort *last,
                               int64_t rows[DK_HAND_INS], dk_err *err)
{
    enum { FIRST_SERIAL = 10000000 }; /* phones of this year's people end before it */
    dk_people_figures figures = {0};
    writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return DK_NO_MEMORY(err);
    w->world = world;
    w->deflate = 1 / (1 + DK_WAGE_GROWTH);
    w->ids = ids;
    w->figures = &figures;
    w->serial = FIRST_SERIAL;
    w->random = dk_world_stream(world, "people of last year");
    dk_code code = read_law(w, err);
    for (int i = 0; code == DK_OK && i < DK_HAND_INS; i++) {
        char name[32];
        const dk_hand_in in = dk_hand_in_of(world, i);
        int64_t before = figures.rows;
        w->hand_in = i;
        w->as_of = in.day;
        snprintf(name, sizeof name, "last_trainees_%s", in.month);
        code = write_sheet(w, name, last, err);
        rows[i] = figures.rows - before;
    }
    free(w);
    return code;
}
