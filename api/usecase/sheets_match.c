/* api/usecase/sheets_match.c - what matching tells beside its lists, as sheets: facts to ask,
 * notices, comparisons (sheets.h). */
#include <stdio.h>

#include "api/usecase/sheets.h"

static void put_text(char cell[DK_SHEET_CELL], const char *text)
{
    snprintf(cell, DK_SHEET_CELL, "%s", text);
}

static void put_number(char cell[DK_SHEET_CELL], int64_t value)
{
    snprintf(cell, DK_SHEET_CELL, "%lld", (long long)value);
}

/* ---- facts to ask ---- */

static const dk_sheet_column FACTS[] = {{"no", {"编号", "no"}, false},
                                        {"label", {"名称", "name"}, false},
                                        {"title", {"问什么", "what to ask"}, false},
                                        {"field", {"栏目", "field"}, false},
                                        {"places", {"会变的名次", "places"}, true},
                                        {"people", {"人数", "people"}, true}};

static size_t fact_rows(const void *told)
{
    return ((const dk_fact_list *)told)->n;
}

static void fact_fill(const void *told, size_t row, dk_lang lang, dk_sheet_row cells)
{
    static const dk_text level = {"：实际几级", ": level"};
    const dk_fact *fact = &((const dk_fact_list *)told)->items[row];
    put_text(cells[0], fact->no);
    put_text(cells[1], fact->label);
    snprintf(cells[2], DK_SHEET_CELL, "%s%s", dk_in(fact->title, lang),
             fact->skill == 0 ? "" : dk_in(level, lang));
    put_text(cells[3], fact->field);
    put_number(cells[4], (int64_t)fact->places);
    put_number(cells[5], (int64_t)fact->people);
}

const dk_sheet dk_sheet_facts = {
    {"待问", "to ask"}, FACTS, sizeof FACTS / sizeof *FACTS, fact_rows, fact_fill};

/* ---- notices ---- */

static const dk_sheet_column NOTICES[] = {
    {"no", {"编号", "no"}, false},           {"label", {"岗位", "post"}, false},
    {"level", {"处理", "level"}, false},     {"words", {"原文", "words"}, false},
    {"problem", {"问题", "problem"}, false}, {"law", {"依据", "law"}, false},
    {"advice", {"建议", "advice"}, false}};

static size_t notice_rows(const void *told)
{
    return ((const dk_notice_list *)told)->n;
}

static void notice_fill(const void *told, size_t row, dk_lang lang, dk_sheet_row cells)
{
    static const dk_text levels[] = {
        [DK_NOTICE_WARNED] = {"提醒", "warned"}, [DK_NOTICE_BLOCKED] = {"不予发布", "blocked"}};
    static const dk_text allowed = {"有依据", "allowed"};
    const dk_post_notice *one = &((const dk_notice_list *)told)->items[row];
    put_text(cells[0], one->no);
    put_text(cells[1], one->label);
    put_text(cells[2], dk_in(one->is_allowed ? allowed : levels[one->rule->level], lang));
    put_text(cells[3], one->words);
    put_text(cells[4], dk_in(one->rule->title, lang));
    put_text(cells[5], dk_in(one->rule->article, lang));
    put_text(cells[6], dk_in(one->rule->advice, lang));
}

const dk_sheet dk_sheet_notices = {
    {"招聘文字", "notices"}, NOTICES, sizeof NOTICES / sizeof *NOTICES, notice_rows, notice_fill};

/* ---- a comparison ---- */

static const dk_sheet_column COMPARISON[] = {
    {"title", {"项目", "criterion"}, false},
    {"first", {"前者", "first"}, false},
    {"second", {"后者", "second"}, false},
    {"difference", {"差", "difference"}, false},
    {"words", {"说明（前者；后者）", "words (first; second)"}, false}};

/* Gates that differ, then the criteria, then the sum. */
static size_t comparison_rows(const void *told)
{
    const dk_comparison *c = told;
    return c->n_gates + c->n_lines + 1;
}

static void fill_points(int32_t a, int32_t b, dk_sheet_row cells)
{
    put_number(cells[1], a);
    put_number(cells[2], b);
    snprintf(cells[3], DK_SHEET_CELL, "%+d", (int)(a - b));
}

static void comparison_fill(const void *told, size_t row, dk_lang lang, dk_sheet_row cells)
{
    static const dk_text states[] = {[DK_GATE_PASS] = {"通过", "pass"},
                                     [DK_GATE_FAIL] = {"不通过", "fail"},
                                     [DK_GATE_UNKNOWN] = {"待确认", "unknown"}};
    static const dk_text sum = {"合计", "sum"}, semicolon = {"；", "; "};
    const dk_comparison *c = told;
    if (row < c->n_gates) {
        const dk_compare_gate *gate = &c->gates[row];
        put_text(cells[0], gate->title);
        put_text(cells[1], dk_in(states[gate->a], lang));
        put_text(cells[2], dk_in(states[gate->b], lang));
        put_text(cells[4], gate->a == DK_GATE_PASS ? gate->words_b : gate->words_a);
        return;
    }
    if (row == c->n_gates + c->n_lines) {
        put_text(cells[0], dk_in(sum, lang));
        fill_points(c->score_a, c->score_b, cells);
        return;
    }
    const dk_compare_line *line = &c->lines[row - c->n_gates];
    put_text(cells[0], line->title);
    fill_points(line->a, line->b, cells);
    if (line->diff != 0)
        snprintf(cells[4], DK_SHEET_CELL, "%s%s%s", line->words_a, dk_in(semicolon, lang),
                 line->words_b);
}

const dk_sheet dk_sheet_comparison = {{"比较", "comparison"},
                                      COMPARISON,
                                      sizeof COMPARISON / sizeof *COMPARISON,
                                      comparison_rows,
                                      comparison_fill};
