/* datasets/gen/courses_write.c - the workbook of courses; see courses.h. */
#include <stdlib.h>
#include <string.h>

#include "datasets/gen/courses.h"
#include "datasets/gen/draw.h"
#include "datasets/gen/output.h"
#include "datasets/gen/skills.h"

enum {
    C_NO,
    C_TITLE,
    C_SKILL,
    C_LEVEL,
    C_CERT,
    C_HOURS,
    C_START,
    C_READY,
    C_PLACE,
    C_SEATS,
    C_FEE,
    C_STATE,
    C_PROVIDER,
    C_UNIT,
    N_COLUMNS
};

static const dk_column columns[N_COLUMNS] = {
    {"计划编号", DK_COLUMN_TEXT, 12, NULL, NULL},
    {"名称", DK_COLUMN_TEXT, 30, NULL, NULL},
    {"对应技能", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"达到水平", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"对应证书", DK_COLUMN_TEXT, 24, NULL, NULL},
    {"学时", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"开班日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"结业（考试）日期", DK_COLUMN_DATE, 0, NULL, NULL},
    {"地点", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"名额", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"收费", DK_COLUMN_NUMBER, 0, NULL, NULL},
    {"审批状态", DK_COLUMN_TEXT, 0, NULL, NULL},
    {"承办单位", DK_COLUMN_TEXT, 24, NULL, NULL},
    {"来源单位", DK_COLUMN_TEXT, 0, NULL, NULL},
};

enum { SKILLS_TAUGHT = 5, HOURS_A_DAY = 3, LEVEL_MOST = 4 };

typedef struct {
    const dk_world *world;
    dk_output sheet;
    dk_random random;
    dk_teaching teaching[DK_MAX_TRADES];
    double approved;
    int64_t serial;
} writer;

typedef struct {
    const char *title, *skill, *cert;
    int level, hours, fee;
    dk_day start;
} course;

static dk_code put(writer *w, const dk_trade *trade, const course *c, dk_err *err)
{
    dk_output *s = &w->sheet;
    bool is_short = trade->kind == DK_TRADE_SHORT;
    dk_output_format(s, C_NO, "PX%04lld", (long long)++w->serial);
    dk_output_text(s, C_TITLE, c->title);
    dk_output_text(s, C_SKILL, c->skill);
    if (c->level > 0)
        dk_output_int(s, C_LEVEL, c->level);
    dk_output_text(s, C_CERT, c->cert);
    dk_output_int(s, C_HOURS, c->hours);
    dk_output_day(s, C_START, c->start);
    dk_output_day(s, C_READY, c->start + 2 * (c->hours / HOURS_A_DAY));
    dk_output_text(s, C_PLACE, w->world->towns[0].name);
    dk_output_int(s, C_SEATS, dk_random_between(&w->random, 4, 10) * 5);
    dk_output_int(s, C_FEE, c->fee);
    dk_output_text(s, C_STATE,
                   dk_draw_chance(&w->random, w->approved) ? "已批准"
                   : dk_draw_chance(&w->random, 0.5)       ? "待审批"
                                                           : "拟定");
    dk_output_text(s, C_PROVIDER, is_short ? "云泽县就业训练中心" : "云泽县职业技术教育中心");
    dk_output_text(s, C_UNIT, is_short ? "U06" : "U20");
    return dk_output_end_row(s, err);
}

/* `n` dates for a certificate, a month and a half apart. */
static dk_code put_cert(writer *w, const dk_trade *trade, const char *cert, int n, dk_err *err)
{
    dk_day start = w->world->options.as_of + (dk_day)dk_random_between(&w->random, 14, 40);
    for (int i = 0; cert != NULL && i < n; i++) {
        const course c = {.title = dk_arena_format(w->world->arena, "%s取证班", cert),
                          .cert = cert,
                          .hours = n > 1 ? 80 : 60,
                          .fee = n > 1 ? 600 : 320,
                          .start = start + 45 * i};
        if (c.title == NULL)
            return DK_NO_MEMORY(err);
        if (put(w, trade, &c, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code put_skill(writer *w, const dk_trade *trade, const dk_taught *taught, dk_err *err)
{
    const dk_list_row *skill = dk_lists_find(w->world->lists, "skill", taught->skill);
    int stage = trade->kind == DK_TRADE_SHORT ? DK_SKILL_STAGES - 1 : 2;
    int level = taught->level[stage] + 1 < LEVEL_MOST ? taught->level[stage] + 1 : LEVEL_MOST;
    if (skill == NULL)
        return DK_OK;
    const course c = {.title = dk_arena_format(w->world->arena, "%s提高班", skill->name),
                      .skill = taught->skill,
                      .level = level,
                      .hours = 20 + 20 * level,
                      .start =
                          w->world->options.as_of + (dk_day)dk_random_between(&w->random, 7, 60)};
    return c.title == NULL ? DK_NO_MEMORY(err) : put(w, trade, &c, err);
}

static dk_code write_trade(writer *w, size_t trade, dk_err *err)
{
    const dk_trade *t = &w->world->trades[trade];
    if (t->specialty == NULL || t->kind == DK_TRADE_GENERAL)
        return DK_OK;
    if (put_cert(w, t, t->cert_legal, 2, err) != DK_OK ||
        put_cert(w, t, t->cert_pref, 1, err) != DK_OK)
        return DK_FAILED;
    const dk_teaching *teaching = &w->teaching[trade];
    for (size_t i = 0; i < teaching->n && i < SKILLS_TAUGHT; i++)
        if (put_skill(w, t, &teaching->skills[i], err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

dk_code dk_courses_write(const dk_world *world, int64_t *rows, dk_err *err)
{
    writer *w = calloc(1, sizeof *w);
    if (w == NULL)
        return DK_NO_MEMORY(err);
    w->world = world;
    w->random = dk_world_stream(world, "courses");
    w->approved = dk_world_num(world, "course.approved");
    dk_code code = dk_teaching_load(world, w->teaching, err);
    if (code == DK_OK)
        code =
            dk_output_open(&w->sheet, world->options.out_dir, world->options.is_csv,
                           &(dk_output_form){"courses", "培训与考试计划", columns, N_COLUMNS}, err);
    bool is_open = code == DK_OK;
    for (size_t k = 0; code == DK_OK && k < world->n_trades; k++)
        code = write_trade(w, k, err);
    *rows = w->sheet.n_rows;
    if (code == DK_OK)
        code = dk_output_close(&w->sheet, err);
    else if (is_open)
        dk_output_abandon(&w->sheet);
    free(w);
    return code;
}
