/* datasets/gen/posts_write.c - the workbooks of posts and enterprises; see posts.h.
 *
 * A firm's openings of the last half year are thinned to those the centre can serve and those for
 * experienced people; each firm, occupation and month gives at most one notice of each kind. A
 * share is an old notice put up again for the same place: its first version stays in the register,
 * closed. The notices of last summer are made the same way, of the half-year before it.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/gen/draw.h"
#include "datasets/gen/ids.h"
#include "datasets/gen/names.h"
#include "datasets/gen/posts.h"
#include "datasets/gen/output.h"

enum { WINDOW_MONTHS = 6, PAY_BINS = 400, PAY_STEP = 50 };

/* Columns in the order of the sheet; the firm's own come first. */
enum {
    C_NAME,
    C_USCC,
    C_NATURE,
    C_SIZE,
    C_INDUSTRY,
    C_BASE,
    C_STAFF,
    N_FIRM_COLUMNS,
    C_NO = N_FIRM_COLUMNS,
    C_TITLE,
    C_OCC,
    C_KIND,
    C_OPENINGS,
    C_SAME,
    C_SPECIALTY,
    C_EDU,
    C_SKILL,
    C_LEGAL,
    C_PREF,
    C_EXP,
    C_PAY_MIN,
    C_PAY_MAX,
    C_BASIS,
    C_INSURANCE,
    C_BOARD,
    C_SHIFT,
    C_NIGHT,
    C_HOURS,
    C_HAZARD,
    C_LABOR,
    C_MINOR,
    C_DISABLED,
    C_PLACE,
    C_CONTRACT,
    C_ORDER,
    C_START,
    C_VALID,
    C_STATUS,
    C_CONTACT,
    C_VERIFIED_ON,
    C_SRC,
    N_COLUMNS
};

static const dk_column columns[N_COLUMNS] = {
    {"单位名称", DK_COLUMN_TEXT, 30, NULL, NULL},
    {"统一社会信用代码", DK_COLUMN_TEXT, 21, NULL, NULL},
    {"单位性质", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"单位规模", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"行业代码", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"园区/基地", DK_COLUMN_TEXT, 18, NULL, NULL},
    {"单位在岗职工数", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"岗位编号", DK_COLUMN_TEXT, 14, NULL, NULL},
    {"岗位名称", DK_COLUMN_TEXT, 16, NULL, NULL},
    {"职业代码", DK_COLUMN_TEXT, 13, NULL, NULL},
    {"岗位类型", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"招聘人数", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"同类岗位在岗人数", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"对口专业代码", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"学历要求", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"技能等级要求", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"法定准入证书", DK_COLUMN_TEXT, 20, NULL, NULL},
    {"优先证书", DK_COLUMN_TEXT, 20, NULL, NULL},
    {"经验（月）", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"月薪下限（元）", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"月薪上限（元）", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"薪酬口径", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"社会保险", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"食宿", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"班制", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"夜班", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"周工时", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"职业危害", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"体力劳动强度级", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"未成年工禁忌", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"适合残疾人", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"工作地乡镇", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"用工形式", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"订单班", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"可到岗日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"有效期至", DK_COLUMN_DATE, 0, NULL, NULL},
    {"状态", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"联系人/电话", DK_COLUMN_TEXT, 20, NULL, NULL},
    {"核验日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"来源", DK_COLUMN_TEXT, 0, NULL, NULL},
};

static const char *unit_of(const dk_trade *trade)
{
    if (trade->base == NULL)
        return trade->kind == DK_TRADE_SCHOOL ? "U09" : "U07";
    return strstr(trade->base, "器械") != NULL   ? "U16"
           : strstr(trade->base, "工业") != NULL ? "U15"
                                                 : "U14";
}

static void put_firm(dk_output *sheet, const dk_world *world, const dk_firm *firm)
{
    const dk_trade *trade = &world->trades[firm->trade];
    dk_output_text(sheet, C_NAME, firm->name);
    dk_output_text(sheet, C_USCC, firm->uscc);
    dk_output_text(sheet, C_NATURE,
                   firm->size < 8    ? "个体工商户"
                   : firm->is_anchor ? "国有企业"
                                     : "民营企业");
    dk_output_text(sheet, C_SIZE,
                   firm->size < 20     ? "微型"
                   : firm->size < 300  ? "小型"
                   : firm->size < 1000 ? "中型"
                                       : "大型");
    dk_output_text(sheet, C_INDUSTRY, trade->industry);
    dk_output_text(sheet, C_BASE, firm->town < 4 && trade->base != NULL ? trade->base : "园区外");
    dk_output_int(sheet, C_STAFF, (int64_t)firm->size);
}

dk_code dk_enterprises_write(const dk_world *world, int64_t *rows, dk_err *err)
{
    dk_output sheet;
    if (dk_output_open(&sheet, world->options.out_dir, world->options.is_csv,
                       &(dk_output_form){"enterprises", "企业信息", columns, N_FIRM_COLUMNS},
                       err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < world->n_firms; i++) {
        put_firm(&sheet, world, &world->firms[i]);
        if (dk_output_end_row(&sheet, err) != DK_OK) {
            dk_output_abandon(&sheet);
            return DK_FAILED;
        }
    }
    *rows = sheet.n_rows;
    return dk_output_close(&sheet, err);
}

/* ---- posts ---- */

typedef struct {
    const dk_world *world;
    const dk_demand *demand;
    dk_day as_of;        /* the day the sheet describes */
    int end;             /* the month it lies in, counted in the history */
    double deflate;      /* of pay to that of the day */
    int begin;           /* first month of the notices, `end` the one after the last */
    bool has_order;      /* the order class is in this sheet */
    const char *prefix;  /* of post numbers */
    dk_post_pool *keeps; /* gets the notices, may be NULL */
    dk_post_law law;
    dk_output sheet;
    dk_random random;
    dk_post_figures *figures;
    int64_t serial;
    double repost;
    double share[DK_MAX_TRADES];   /* of openings that the centre can serve */
    int64_t pay_bins[PAY_BINS];    /* open rows by pay, for the median */
    int64_t decent_bins[PAY_BINS]; /* open day-shift lodged openings by pay */
} writer;

static void put_requirements(writer *w, const dk_post *post, const dk_trade *trade)
{
    static const char *const edu[] = {"不限", "初中毕业", "中等职业教育", "大学专科毕业"};
    static const char *const skill[] = {"无要求",      "",           "", "三级/高级工",
                                        "四级/中级工", "五级/初级工"};
    dk_output *s = &w->sheet;
    dk_output_text(s, C_EDU, edu[post->edu]);
    dk_output_text(s, C_SKILL, skill[post->skill]);
    bool wants_own = trade->specialty != NULL && dk_draw_chance(&w->random, 0.45);
    dk_output_text(s, C_SPECIALTY, wants_own || post->is_order_class ? trade->specialty : NULL);
    dk_output_text(s, C_LEGAL, trade->cert_legal);
    bool prefers = dk_draw_chance(&w->random, 0.4);
    dk_output_text(s, C_PREF, prefers ? trade->cert_pref : NULL);
    if (post->exp_months > 0)
        dk_output_int(s, C_EXP, post->exp_months);
}

static void put_conditions(writer *w, const dk_post *post, const dk_trade *trade)
{
    static const char *const shift[] = {"白班", "两班倒", "三班倒", "弹性"};
    dk_output *s = &w->sheet;
    bool is_welding = strcmp(trade->key, "welding") == 0,
         is_sewing = strcmp(trade->key, "sewing") == 0;
    if (post->pay_min > 0) {
        dk_output_int(s, C_PAY_MIN, (int64_t)post->pay_min);
        dk_output_int(s, C_PAY_MAX, (int64_t)post->pay_max);
    }
    dk_output_text(s, C_BASIS, post->is_intern ? "实习报酬" : is_sewing ? "计件" : "综合");
    double insured = dk_random_unit(&w->random);
    dk_output_text(s, C_INSURANCE,
                   post->is_intern  ? "实习责任保险"
                   : insured < 0.70 ? "五险"
                   : insured < 0.84 ? "五险一金"
                                    : NULL);
    dk_output_text(s, C_BOARD,
                   post->has_lodging ? (post->has_meals ? "包吃住" : "包住")
                   : post->has_meals ? "包吃"
                                     : "不提供");
    dk_output_text(s, C_SHIFT, shift[post->shift]);
    dk_output_yes(s, C_NIGHT, post->shift == DK_SHIFT_TWO || post->shift == DK_SHIFT_THREE);
    dk_output_int(s, C_HOURS, post->is_intern ? 40 : 40 + 4 * dk_random_between(&w->random, 0, 4));
    dk_output_text(s, C_HAZARD, is_welding ? "电焊烟尘" : NULL);
    dk_output_int(s, C_LABOR, is_welding ? 3 : trade->kind == DK_TRADE_GENERAL ? 2 : 1);
    dk_output_yes(s, C_MINOR, is_welding);
    dk_output_yes(s, C_DISABLED, dk_draw_chance(&w->random, 0.12));
    dk_output_text(s, C_CONTRACT,
                   post->is_intern                    ? "实习协议"
                   : dk_draw_chance(&w->random, 0.92) ? "劳动合同"
                                                      : "劳务派遣");
}

static void put_contact(writer *w, const dk_post *post)
{
    char name[DK_NAME_SIZE], phone[12];
    dk_name_person(&w->random, name);
    /* One number per firm, far from those of persons. */
    dk_ids_phone(50000000 + (int64_t)post->firm, phone);
    dk_output_format(&w->sheet, C_CONTACT, "%s %s", name, phone);
}

/* False when memory is out. */
static bool keep(writer *w, const dk_post *post)
{
    dk_post_pool *pool = w->keeps;
    pool->items =
        dk_arena_grow(w->world->arena, pool->items, pool->n, &pool->capacity, sizeof *pool->items);
    if (pool->items == NULL)
        return false;
    pool->items[pool->n++] = *post;
    return true;
}

static dk_code put_post(writer *w, dk_post *post, dk_err *err)
{
    static const char *const status[] = {"招聘中", "已招满", "已撤销"};
    const dk_firm *firm = &w->world->firms[post->firm];
    const dk_trade *trade = &w->world->trades[post->trade];
    dk_output *s = &w->sheet;
    put_firm(s, w->world, firm);
    snprintf(post->no, sizeof post->no, "%s%0*lld", w->prefix, 8 - (int)strlen(w->prefix),
             (long long)++w->serial);
    post->listed = w->as_of;
    if (w->keeps != NULL && !keep(w, post))
        return DK_NO_MEMORY(err);
    dk_output_text(s, C_NO, post->no);
    dk_output_text(s, C_TITLE, trade->occs[post->occ].title);
    dk_output_text(s, C_OCC, trade->occs[post->occ].code);
    dk_output_text(s, C_KIND, post->is_intern ? "实习" : "就业");
    dk_output_int(s, C_OPENINGS, post->openings);
    dk_output_int(s, C_SAME, (int64_t)(firm->size * trade->occs[post->occ].weight / 12) + 1);
    put_requirements(w, post, trade);
    put_conditions(w, post, trade);
    dk_output_text(s, C_PLACE, w->world->towns[firm->town].name);
    dk_output_text(s, C_ORDER, post->is_order_class ? "医械订单班" : NULL);
    dk_output_day(s, C_START, post->start_on);
    dk_output_day(s, C_VALID, post->valid_to);
    dk_output_text(s, C_STATUS, status[post->status]);
    put_contact(w, post);
    dk_output_day(s, C_VERIFIED_ON, post->opened);
    dk_output_text(s, C_SRC, unit_of(trade));
    return dk_output_end_row(s, err);
}

static void count(writer *w, const dk_post *post)
{
    dk_post_figures *f = w->figures;
    f->rows++;
    f->grade_none += post->skill == 0;
    f->edu[post->edu]++;
    if (post->status != DK_POST_OPEN || post->valid_to < w->as_of)
        return;
    size_t bin = (size_t)(post->pay / PAY_STEP);
    bin = bin < PAY_BINS ? bin : PAY_BINS - 1;
    f->open_rows++;
    f->openings += post->openings;
    if (!post->is_experienced)
        f->trade_openings[post->trade] += (double)post->openings;
    w->pay_bins[bin]++;
    if (dk_post_is_decent(post, 0))
        w->decent_bins[bin] += post->openings;
}

/* A day of the month on which the firm works, or the month's last when it hardly does. */
static dk_day working_day(writer *w, const dk_firm *firm, dk_month month)
{
    dk_day first = dk_month_first(month), last = dk_month_first(month + 1) - 1;
    dk_day newyear = w->world->festival.day[month / 12 - DK_FESTIVAL_FIRST];
    for (int i = 0; i < 6; i++) {
        dk_day day = (dk_day)dk_random_between(&w->random, first, last);
        if (newyear == DK_DAY_NONE || day < newyear - firm->before || day >= newyear + firm->after)
            return day;
    }
    return last;
}

static dk_code emit(writer *w, dk_post *post, dk_err *err)
{
    double age = w->as_of - post->opened;
    double gone = 1 - exp(-age / (post->is_experienced ? 80 : 260));
    post->status = dk_draw_chance(&w->random, gone) ? DK_POST_FILLED : DK_POST_OPEN;
    if (dk_draw_chance(&w->random, w->repost) && !post->is_order_class) {
        dk_post before = *post;
        before.opened -= (dk_day)dk_random_between(&w->random, 30, 75);
        before.valid_to = post->opened;
        before.start_on -= 30;
        before.status = DK_POST_CLOSED;
        count(w, &before);
        if (put_post(w, &before, err) != DK_OK)
            return DK_FAILED;
    }
    count(w, post);
    return put_post(w, post, err);
}

/* One notice for `n` openings, on a working day of the month; post->firm, occ and is_experienced
 * are given. */
static dk_code emit_openings(writer *w, dk_post post, dk_month month, int64_t n, dk_err *err)
{
    if (n == 0)
        return DK_OK;
    post.opened = working_day(w, &w->world->firms[post.firm], month);
    dk_post_draw(w->world, &w->law, &w->random, &post);
    post.openings = n;
    post.pay_min = dk_post_round_pay(post.pay_min * w->deflate);
    post.pay_max = dk_post_round_pay(post.pay_max * w->deflate);
    return emit(w, &post, err);
}

/* The notices of one firm and month. */
static dk_code write_month(writer *w, size_t firm, int month, dk_err *err)
{
    const dk_trade *trade = &w->world->trades[w->world->firms[firm].trade];
    int64_t left = dk_demand_of(w->demand, firm, month);
    double share = w->share[w->world->firms[firm].trade], weights = 0;
    for (size_t i = 0; i < trade->n_occs; i++)
        weights += trade->occs[i].weight;
    for (size_t i = 0; i < trade->n_occs && left > 0; i++) {
        int64_t n = dk_draw_binomial(&w->random, left, trade->occs[i].weight / weights);
        weights -= trade->occs[i].weight;
        left -= n;
        int64_t open = dk_draw_binomial(&w->random, n, share);
        int64_t experienced = dk_draw_binomial(&w->random, n - open, share * trade->experienced);
        dk_month when = w->world->first_month + month;
        const dk_post beginner = {.firm = firm, .occ = i};
        const dk_post skilled = {.firm = firm, .occ = i, .is_experienced = true};
        if (emit_openings(w, beginner, when, open, err) != DK_OK ||
            emit_openings(w, skilled, when, experienced, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* The seats an anchor of the first trade keeps for its order class. */
static dk_code write_order_class(writer *w, dk_err *err)
{
    size_t trade = dk_world_trade(w->world, "medical");
    if (trade == w->world->n_trades || w->world->options.size == DK_GEN_SAMPLE)
        return DK_OK;
    dk_post post = {.firm = w->world->trade_first[trade], .opened = w->as_of - 60};
    dk_post_draw(w->world, &w->law, &w->random, &post);
    post.openings = DK_ORDER_SEATS;
    post.is_order_class = true;
    post.is_intern = false;
    post.edu = post.skill = 0;
    post.valid_to = w->as_of + 180;
    post.start_on = dk_day_of(dk_civil_of(w->as_of).year, 7, 1);
    post.status = DK_POST_OPEN;
    count(w, &post);
    return put_post(w, &post, err);
}

static dk_code write_all(writer *w, dk_err *err)
{
    if (w->has_order && write_order_class(w, err) != DK_OK)
        return DK_FAILED;
    for (size_t f = 0; f < w->world->n_firms; f++)
        for (int month = w->begin; month < w->end; month++)
            if (write_month(w, f, month, err) != DK_OK)
                return DK_FAILED;
    return DK_OK;
}

/* Median pay of open rows and the decent openings above it, from the bins. */
static void finish_figures(writer *w)
{
    int64_t half = (w->figures->open_rows + 1) / 2, seen = 0;
    size_t bin = 0;
    while (bin < PAY_BINS && seen + w->pay_bins[bin] < half)
        seen += w->pay_bins[bin++];
    w->figures->pay_median = (double)(bin * PAY_STEP) + PAY_STEP / 2.0;
    for (size_t i = bin + 1; i < PAY_BINS; i++)
        w->figures->decent_openings += w->decent_bins[i];
}

/* Writes the sheet `name` as the writer was set up. */
static dk_code write_sheet(writer *w, const char *name, dk_err *err)
{
    const dk_world *world = w->world;
    dk_code code = dk_output_open(&w->sheet, world->options.out_dir, world->options.is_csv,
                                  &(dk_output_form){name, "岗位信息", columns, N_COLUMNS}, err);
    if (code == DK_OK && (code = write_all(w, err)) == DK_OK)
        code = dk_output_close(&w->sheet, err);
    else if (code != DK_OK)
        dk_output_abandon(&w->sheet);
    return code;
}

static writer *writer_new(const dk_world *world, const dk_demand *demand, const char *stream,
                          dk_post_figures *figures)
{
    writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return NULL;
    *figures = (dk_post_figures){0};
    w->world = world;
    w->demand = demand;
    w->figures = figures;
    w->as_of = world->options.as_of;
    w->begin = demand->n_months - WINDOW_MONTHS;
    w->end = demand->n_months;
    w->has_order = true;
    w->deflate = 1;
    w->prefix = "YZ";
    w->law = dk_post_law_read(world);
    w->random = dk_world_stream(world, stream);
    w->repost = dk_world_num(world, "market.repost_share");
    for (size_t k = 0; k < world->n_trades; k++)
        w->share[k] = fmin(dk_demand_addressable(world, demand, k) * world->post_scale, 0.95);
    return w;
}

dk_code dk_posts_write(const dk_world *world, const dk_demand *demand, dk_post_figures *figures,
                       dk_err *err)
{
    writer *w = writer_new(world, demand, "posts", figures);
    if (w == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = write_sheet(w, "posts", err);
    finish_figures(w);
    free(w);
    return code;
}

/* ---- last year ---- */

static const struct {
    int month, day;
    const char *name;
} HAND_INS[DK_HAND_INS] = {{1, 6, "01"}, {4, 1, "04"}, {6, 1, "06"}, {9, 1, "09"}};

dk_hand_in dk_hand_in_of(const dk_world *world, int i)
{
    int32_t year = dk_civil_of(world->options.as_of).year - 1;
    return (dk_hand_in){dk_day_of(year, HAND_INS[i].month, HAND_INS[i].day), HAND_INS[i].name};
}

int dk_hand_in_before(const dk_world *world, dk_day day)
{
    int i = DK_HAND_INS - 1;
    while (i > 0 && dk_hand_in_of(world, i).day >= day)
        i--;
    return i;
}

static int by_trade(const void *a, const void *b)
{
    const dk_post *x = a, *y = b;
    if (x->trade != y->trade)
        return x->trade < y->trade ? -1 : 1;
    return strcmp(x->no, y->no); /* numbers of one prefix and length */
}

static void sort_pool(const dk_world *world, dk_post_pool *pool)
{
    if (pool->n > 1)
        qsort(pool->items, pool->n, sizeof *pool->items, by_trade);
    for (size_t i = 0, k = 0; k <= world->n_trades; k++) {
        while (i < pool->n && pool->items[i].trade < k)
            i++;
        pool->first[k] = i;
    }
}

dk_code dk_last_posts_write(const dk_world *world, const dk_demand *demand, dk_post_pool *out,
                            dk_err *err)
{
    dk_post_figures figures;
    int32_t year = dk_civil_of(world->options.as_of).year - 1;
    writer *w = writer_new(world, demand, "posts of last year", &figures);
    if (w == NULL)
        return DK_NO_MEMORY(err);
    *out = (dk_post_pool){.n = 0};
    w->deflate = 1 / (1 + DK_WAGE_GROWTH);
    w->prefix = dk_arena_format(world->arena, "YZ%02d", (int)(year % 100));
    w->keeps = out;
    dk_code code = w->prefix == NULL ? DK_NO_MEMORY(err) : DK_OK;
    for (int i = 0; code == DK_OK && i < DK_HAND_INS; i++) {
        char name[32];
        const dk_hand_in in = dk_hand_in_of(world, i);
        int end = (int)(dk_month_of_day(in.day) - world->first_month);
        w->begin = i == 0 ? end - WINDOW_MONTHS : w->end;
        w->end = end;
        w->as_of = in.day;
        w->has_order = i == DK_HAND_IN_JUNE;
        snprintf(name, sizeof name, "last_posts_%s", in.month);
        size_t before = out->n;
        code = write_sheet(w, name, err);
        out->rows[i] = (int64_t)(out->n - before);
    }
    sort_pool(world, out);
    free(w);
    return code;
}
