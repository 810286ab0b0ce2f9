/* api/usecase/match_sheet.c - see match_sheet.h. */
#include "api/usecase/match_sheet.h"

#include <assert.h>
#include <stdlib.h>

#include "core/base/messages.h"
#include "core/table/table.h"

static const struct {
    const char *key;
    dk_text title;
    dk_column_kind kind;
} COLUMNS[] = {
    {"subject", {"编号", "no"}, DK_COLUMN_TEXT},
    {"subject_label", {"姓名", "name"}, DK_COLUMN_TEXT},
    {"rank", {"名次", "rank"}, DK_COLUMN_NUMBER},
    {"no", {"对方编号", "candidate"}, DK_COLUMN_TEXT},
    {"label", {"对方", "label"}, DK_COLUMN_TEXT},
    {"line", {"情况", "facts"}, DK_COLUMN_TEXT},
    {"score", {"得分", "score"}, DK_COLUMN_NUMBER},
    {"fit", {"适岗分", "fit"}, DK_COLUMN_NUMBER},
    {"wish", {"意愿分", "wish"}, DK_COLUMN_NUMBER},
    {"low", {"最低", "low"}, DK_COLUMN_NUMBER},
    {"high", {"最高", "high"}, DK_COLUMN_NUMBER},
    {"openings", {"招聘人数", "openings"}, DK_COLUMN_NUMBER},
    {"referred", {"已推荐", "referred"}, DK_COLUMN_NUMBER},
    {"summary", {"说明", "summary"}, DK_COLUMN_TEXT},
    {"decision", {"人工意见", "decision"}, DK_COLUMN_TEXT},
    {"reason", {"理由", "reason"}, DK_COLUMN_TEXT},
};
enum { N_COLUMNS = sizeof COLUMNS / sizeof *COLUMNS };

struct dk_match_sheet {
    dk_table_writer *writer;
    dk_lang lang;
};

dk_code dk_match_sheet_open(const dk_export_options *how, dk_match_sheet **out, dk_err *err)
{
    const char *path = how->path;
    dk_column columns[N_COLUMNS];
    dk_match_sheet *sheet = calloc(1, sizeof *sheet);
    if (sheet == NULL)
        return DK_NO_MEMORY(err);
    sheet->lang = how->lang;
    for (size_t i = 0; i < N_COLUMNS; i++)
        columns[i] = (dk_column){.title = how->wants_keys ? COLUMNS[i].key
                                                          : dk_in(COLUMNS[i].title, how->lang),
                                 .kind = COLUMNS[i].kind};
    dk_code code = how->is_xlsx   ? dk_table_xlsx_create(path, &sheet->writer, err)
                   : path == NULL ? dk_table_csv_stream(stdout, false, &sheet->writer, err)
                                  : dk_table_csv_create(path, true, &sheet->writer, err);
    if (code == DK_OK)
        code = dk_table_write_sheet(sheet->writer, how->lang == DK_ZH ? "匹配" : "matches", NULL,
                                    columns, N_COLUMNS, err);
    if (code == DK_OK)
        *out = sheet;
    else
        dk_match_sheet_abandon(sheet);
    return code;
}

static const char *number(char out[24], int64_t value)
{
    snprintf(out, 24, "%lld", (long long)value);
    return out;
}

static const char *decision_of(const dk_match_sheet *sheet, const dk_match *m)
{
    if (m->is_pinned)
        return sheet->lang == DK_ZH ? "优先推荐" : "pinned";
    if (m->is_visited)
        return sheet->lang == DK_ZH ? "已去过" : "already visited";
    return "";
}

static dk_code add_match(dk_match_sheet *sheet, const dk_match_list *list, const dk_match *m,
                         dk_err *err)
{
    char t[8][24];
    const char *const cells[N_COLUMNS] = {
        list->subject_no,
        list->subject_label,
        m->rank == 0 ? "" : number(t[0], (int64_t)m->rank),
        m->no,
        m->label,
        m->line,
        number(t[1], m->why.score),
        number(t[2], m->why.fit),
        number(t[3], m->why.wish),
        number(t[4], m->why.low),
        number(t[5], m->why.high),
        m->openings < 0 ? "" : number(t[6], m->openings),
        number(t[7], m->referred),
        m->why.summary,
        decision_of(sheet, m),
        "",
    };
    return dk_table_write_row(sheet->writer, cells, N_COLUMNS, err);
}

/* Why a list is empty: what keeps the person (the post) out, else what keeps the nearest one out.
 */
static const char *why_none(const dk_match_sheet *sheet, const dk_match_list *list)
{
    if (list->own_gates.n > 0)
        return list->own_gates.items[0].words;
    if (list->n_near > 0 && list->near[0].gates.n > 0)
        return list->near[0].gates.items[0].words;
    if (list->n_unknowns > 0 && list->unknowns[0].gates.n > 0)
        return list->unknowns[0].gates.items[0].words;
    return sheet->lang == DK_ZH ? "没有岗位" : "no post";
}

static dk_code add_none(dk_match_sheet *sheet, const dk_match_list *list, dk_err *err)
{
    const char *cells[N_COLUMNS] = {list->subject_no, list->subject_label};
    cells[N_COLUMNS - 2] = sheet->lang == DK_ZH ? "没有可推荐的" : "none";
    cells[N_COLUMNS - 1] = why_none(sheet, list);
    return dk_table_write_row(sheet->writer, cells, N_COLUMNS, err);
}

dk_code dk_match_sheet_add(dk_match_sheet *sheet, const dk_match_list *list, dk_err *err)
{
    assert(list->subject_no != NULL);
    if (list->n_matches == 0 && list->n_set_aside == 0)
        return add_none(sheet, list, err);
    for (size_t i = 0; i < list->n_matches; i++)
        if (add_match(sheet, list, &list->matches[i], err) != DK_OK)
            return DK_FAILED;
    for (size_t i = 0; i < list->n_set_aside; i++) {
        const dk_match_pick *pick = &list->set_aside[i];
        const char *const cells[N_COLUMNS] = {list->subject_no,
                                              list->subject_label,
                                              "",
                                              pick->no,
                                              pick->label,
                                              pick->line,
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              "",
                                              pick->title,
                                              pick->reason};
        if (dk_table_write_row(sheet->writer, cells, N_COLUMNS, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

dk_code dk_match_sheet_finish(dk_match_sheet *sheet, dk_err *err)
{
    dk_code code = dk_table_writer_finish(sheet->writer, err);
    free(sheet);
    return code;
}

void dk_match_sheet_abandon(dk_match_sheet *sheet)
{
    if (sheet == NULL)
        return;
    dk_table_writer_abandon(sheet->writer);
    free(sheet);
}

typedef struct {
    dk_match_sheet *sheet;
    size_t n;
    dk_code code;
    dk_err *err;
} adding;

static bool add_list(void *ctx, const dk_match_list *list)
{
    adding *all = ctx;
    all->n++;
    all->code = dk_match_sheet_add(all->sheet, list, all->err);
    return all->code == DK_OK;
}

dk_code dk_uc_match_sheet(const dk_call *call, const dk_uc_match_options *options,
                          const dk_export_options *how, const dk_progress *progress,
                          size_t *n_lists, dk_err *err)
{
    assert(dk_call_is_set(call));
    adding all = {.code = DK_OK, .err = err};
    if (dk_match_sheet_open(how, &all.sheet, err) != DK_OK)
        return DK_FAILED;
    if (dk_uc_match_all(call, options, add_list, &all, progress, err) != DK_OK ||
        all.code != DK_OK) {
        dk_match_sheet_abandon(all.sheet);
        return DK_FAILED;
    }
    *n_lists = all.n;
    return dk_match_sheet_finish(all.sheet, err);
}
