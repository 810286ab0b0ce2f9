/* api/usecase/sheets_replay.c - placements ranked again, one a row (sheets.h). */
#include <stdio.h>

#include "api/usecase/sheets.h"
#include "core/base/date.h"

static const dk_sheet_column COLUMNS[] = {{"on", {"推荐日期", "referred on"}, false},
                                          {"trainee", {"学员", "trainee"}, false},
                                          {"name", {"姓名", "name"}, false},
                                          {"placement", {"去向编号", "placement"}, false},
                                          {"post", {"岗位", "post"}, false},
                                          {"taken", {"所去岗位", "taken"}, false},
                                          {"state", {"情况", "state"}, false},
                                          {"rank", {"名次", "rank"}, true},
                                          {"candidates", {"可推荐岗位", "posts open"}, true},
                                          {"score", {"得分", "score"}, true},
                                          {"proposed", {"程序首选", "engine's first"}, false},
                                          {"proposed_score", {"首选得分", "its score"}, true},
                                          {"why", {"主要差在", "why"}, false},
                                          {"stay", {"后来", "later"}, false}};

static size_t n_rows(const void *told)
{
    return ((const dk_replay *)told)->n_cases;
}

static void put(char cell[DK_SHEET_CELL], const char *text)
{
    snprintf(cell, DK_SHEET_CELL, "%s", text == NULL ? "" : text);
}

static void put_number(char cell[DK_SHEET_CELL], int64_t value)
{
    snprintf(cell, DK_SHEET_CELL, "%lld", (long long)value);
}

/* Why there is no rank, or in what the first proposal is most ahead. */
static const char *why(const dk_replay_case *one, dk_lang lang)
{
    if (one->state == DK_REPLAY_RANKED)
        return one->n_lines == 0 ? "" : one->lines[0].title;
    return *one->words != '\0' ? one->words : dk_in(dk_replay_state_advice(one->state), lang);
}

static void fill(const void *told, size_t row, dk_lang lang, dk_sheet_row cells)
{
    const dk_replay_case *one = &((const dk_replay *)told)->cases[row];
    if (one->on != DK_DAY_NONE)
        dk_day_format(one->on, cells[0]);
    put(cells[1], one->trainee.no);
    put(cells[2], one->trainee.label);
    put(cells[3], one->placement_no);
    put(cells[4], one->post.no);
    put(cells[5], one->post.label);
    put(cells[6], dk_in(dk_replay_state_title(one->state), lang));
    if (one->state == DK_REPLAY_RANKED) {
        put_number(cells[7], (int64_t)one->rank);
        put_number(cells[8], (int64_t)one->candidates);
        put_number(cells[9], one->score);
    }
    if (one->proposed.id != 0) {
        put(cells[10], one->proposed.label);
        put_number(cells[11], one->best_score);
    }
    put(cells[12], why(one, lang));
    put(cells[13], dk_in(dk_stay_title(one->stay), lang));
}

const dk_sheet dk_sheet_replay = {
    {"复盘", "replay"}, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS, n_rows, fill};
