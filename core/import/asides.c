/* core/import/asides.c - rows of a sheet that hold no record (internal.h).
 *
 * A row counts as an aside only when its natural key is not filled in elsewhere, so that a record
 * that happens to begin with such a word is never lost.
 */
#include <string.h>

#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/import/internal.h"

enum { LEAST_NUMBERS = 3, LEAST_TITLES = 2, KEY_BYTES = 15 };

static bool starts_with(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

/* 合计, 合计：, 小计(人), 总计 35; not 合计划员. */
static bool is_total(const char *key)
{
    static const char *const words[] = {"合计", "总计",  "小计",    "共计",
                                        "累计", "total", "subtotal"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!starts_with(key, words[i]))
            continue;
        char after = key[strlen(words[i])];
        if (after == '\0' || after == ':' || after == '(' || (after >= '0' && after <= '9'))
            return true;
    }
    return false;
}

/* 填表人：..., 注：..., 审核人: */
static bool is_signature(const char *key)
{
    static const char *const words[] = {
        "填表人",   "填报人",     "制表人",   "制表",       "审核人", "审核",
        "负责人",   "单位负责人", "经办人",   "复核人",     "联系人", "填表日期",
        "填报日期", "制表日期",   "填报单位", "填表单位",   "注",     "备注",
        "说明",     "填表说明",   "填报说明", "单位(盖章)", "盖章",   "(盖章)"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (starts_with(key, words[i]) && key[strlen(words[i])] == ':')
            return true;
    return false;
}

static bool is_example(const char *key)
{
    return starts_with(key, "示例") || starts_with(key, "样例") || starts_with(key, "例:");
}

/* A whole identity number or credit code stands in a column other than `column`. Totals have counts
 * in any column, so a shorter text there says nothing. */
static bool has_key_beside(const dk_reading *reading, const dk_header *header, const dk_row *row,
                           size_t column)
{
    const dk_register *reg = reading->names.titles[DK_MAIN].reg;
    for (size_t i = 0; i < header->n && i < row->n_cells; i++) {
        size_t field = header->columns[i].field[DK_MAIN];
        if (i == column || field == SIZE_MAX || row->cells[i].len < KEY_BYTES)
            continue;
        dk_type type = reg->fields[field].type;
        if (type == DK_TYPE_ID_NO || type == DK_TYPE_USCC)
            return true;
    }
    return false;
}

/* 1 2 3 4 ... or 甲 乙 1 2 ... under the header. */
static bool is_numbering(const dk_row *row)
{
    static const char *const stems[] = {"甲", "乙", "丙", "丁", "戊"};
    size_t n = 0, n_stems = 0;
    int64_t expected = 1, v;
    for (size_t i = 0; i < row->n_cells; i++) {
        const dk_cell *cell = &row->cells[i];
        if (cell->kind == DK_CELL_EMPTY)
            continue;
        n++;
        if (n_stems < sizeof stems / sizeof *stems && strcmp(cell->text, stems[n_stems]) == 0 &&
            expected == 1)
            n_stems++;
        else if (!dk_parse_int(cell->text, expected, expected, &v))
            return false;
        else
            expected++;
    }
    return n >= LEAST_NUMBERS;
}

/* (必填), 选填, （18 位） under the header: what to fill in, not what was filled in. */
static bool is_hint(const dk_reading *reading, const dk_row *row)
{
    static const char *const words[] = {"必填", "选填", "必填项", "选填项", "可选", "非必填"};
    for (size_t i = 0; i < row->n_cells; i++) {
        const char *key = row->cells[i].kind == DK_CELL_EMPTY
                              ? "()"
                              : dk_text_key(reading->scratch, row->cells[i].text);
        if (key == NULL)
            return false;
        size_t len = strlen(key);
        bool is_known = len > 1 && key[0] == '(' && key[len - 1] == ')';
        for (size_t w = 0; w < sizeof words / sizeof *words && !is_known; w++)
            is_known = strcmp(key, words[w]) == 0;
        if (!is_known)
            return false;
    }
    return true;
}

/* The header again, as on every printed page. */
static bool repeats_header(const dk_header *header, const dk_row *row)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n_cells; i++) {
        if (row->cells[i].kind == DK_CELL_EMPTY)
            continue;
        if (i >= header->n || header->columns[i].header == NULL ||
            strcmp(header->columns[i].header, row->cells[i].text) != 0)
            return false;
        n++;
    }
    return n >= LEAST_TITLES;
}

dk_code dk_row_is_aside(const dk_reading *reading, const dk_header *header, const dk_row *row,
                        bool *is_aside, dk_err *err)
{
    size_t first = 0;
    while (first + 1 < row->n_cells && row->cells[first].kind == DK_CELL_EMPTY)
        first++;
    *is_aside =
        (row->number == header->last_row + 1 && (is_numbering(row) || is_hint(reading, row))) ||
        repeats_header(header, row);
    if (*is_aside || row->cells[first].kind != DK_CELL_TEXT ||
        has_key_beside(reading, header, row, first))
        return DK_OK;
    const char *key = dk_text_key(reading->scratch, row->cells[first].text);
    if (key == NULL)
        return DK_NO_MEMORY(err);
    *is_aside = is_total(key) || is_signature(key) || is_example(key);
    return DK_OK;
}
