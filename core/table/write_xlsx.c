/* core/table/write_xlsx.c - workbooks by libxlsxwriter in constant memory (rows only go forward).
 *
 * Text columns carry the text format "@", so that an ID number typed into a template stays a text.
 * Files are reproducible: the creation time in their properties is a constant. Drop-down lists
 * longer than the 250 bytes a cell rule can hold are written to a hidden sheet and referred
 * to.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

#include "core/base/date.h"
#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/base/utf8.h"
#include "core/table/messages.h"
#include "core/table/write.h"

enum { SHEET_NAME_CHARS = 31, LIST_BYTES = 250, WIDTH_LEAST = 8, WIDTH_MOST = 40 };
enum { EPOCH_SERIAL = 25569, FIRST_SERIAL = 61, LAST_ROW = 1048575 };
static const time_t CREATED = 946684800; /* 2000-01-01T00:00:00Z */

typedef struct {
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_worksheet *lists; /* hidden, made when the first long list comes */
    lxw_row_t row, list_row;
    lxw_format *header, *title, *kinds[DK_COLUMN_KINDS];
} xlsx_state;

static dk_code failed(lxw_error error, lxw_row_t row, dk_err *err)
{
    return DK_FAIL(err, MSG_TABLE_WRITE, (dk_place){.row = (int64_t)row + 1},
                   dk_arg_str(lxw_strerror(error)));
}

/* A name Excel accepts: at most 31 characters, none of []:*?/\ and no quote at an end. */
static void sheet_name(const char *name, char out[SHEET_NAME_CHARS * 4 + 1])
{
    const char *end = name + strlen(name);
    char *p = out;
    for (size_t n = 0; name < end && n < SHEET_NAME_CHARS; n++) {
        const char *start = name;
        if (dk_utf8_next(&name, end) < 0x80 && strchr("[]:*?/\\'", *start) != NULL)
            *p++ = '_';
        else
            for (; start < name; start++)
                *p++ = *start;
    }
    *p = '\0';
}

static double width_of(const dk_column *column)
{
    if (column->width > 0)
        return column->width;
    size_t width = dk_utf8_width(column->title) + 2;
    return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : (double)width;
}

/* Writes a long list to the hidden sheet; its range goes to `formula`. */
static lxw_error put_list(xlsx_state *x, const char *const *choices, char formula[64])
{
    if (x->lists == NULL) {
        x->lists = workbook_add_worksheet(x->book, "_lists");
        if (x->lists == NULL)
            return LXW_ERROR_MEMORY_MALLOC_FAILED;
        worksheet_hide(x->lists);
    }
    lxw_row_t first = x->list_row;
    for (; *choices != NULL; choices++) {
        lxw_error error = worksheet_write_string(x->lists, x->list_row++, 0, *choices, NULL);
        if (error != LXW_NO_ERROR)
            return error;
    }
    snprintf(formula, 64, "_lists!$A$%u:$A$%u", first + 1, x->list_row);
    return LXW_NO_ERROR;
}

/* A cell rule that takes its list from a range. libxlsxwriter 1.1.4 copies the formula of such a
 * rule twice and loses one copy; a rule with a list of one word, turned into one with a formula,
 * does not. */
static lxw_error add_range_rule(xlsx_state *x, lxw_col_t column, const char *formula)
{
    char word[] = "-";
    char *list[] = {word, NULL};
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST,
                                .value_list = list,
                                .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING};
    lxw_error error =
        worksheet_data_validation_range(x->sheet, x->row, column, LAST_ROW, column, &rule);
    char *copy = error == LXW_NO_ERROR ? strdup(formula) : NULL;
    if (copy == NULL)
        return error == LXW_NO_ERROR ? LXW_ERROR_MEMORY_MALLOC_FAILED : error;
    lxw_data_val_obj *last = STAILQ_FIRST(x->sheet->data_validations);
    while (STAILQ_NEXT(last, list_pointers) != NULL)
        last = STAILQ_NEXT(last, list_pointers);
    free(last->value_formula);
    last->value_formula = copy;
    last->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    return LXW_NO_ERROR;
}

static lxw_error add_choices(xlsx_state *x, lxw_col_t column, const char *const *choices)
{
    /* Excel counts characters, but libxlsxwriter 1.1.4 joins the list in a buffer of as many bytes.
     */
    size_t n = 0, bytes = 0;
    for (; choices[n] != NULL; n++)
        bytes += strlen(choices[n]) + 1;
    if (n == 0)
        return LXW_NO_ERROR;
    if (bytes > LIST_BYTES) {
        char formula[64];
        lxw_error error = put_list(x, choices, formula);
        return error == LXW_NO_ERROR ? add_range_rule(x, column, formula) : error;
    }
    char **list = calloc(n + 1, sizeof *list);
    if (list == NULL)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    /* libxlsxwriter takes char ** and does not write through it. */
    memcpy(list, choices, n * sizeof *list);
    lxw_data_validation rule = {.validate = LXW_VALIDATION_TYPE_LIST,
                                .value_list = list,
                                .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING};
    lxw_error error =
        worksheet_data_validation_range(x->sheet, x->row, column, LAST_ROW, column, &rule);
    free(list);
    return error;
}

static lxw_error put_title(xlsx_state *x, const char *title, size_t n_columns)
{
    lxw_error error = n_columns > 1
                          ? worksheet_merge_range(x->sheet, x->row, 0, x->row,
                                                  (lxw_col_t)(n_columns - 1), title, x->title)
                          : worksheet_write_string(x->sheet, x->row, 0, title, x->title);
    x->row++;
    return error;
}

static lxw_error put_header(xlsx_state *x, const dk_column *columns, size_t n)
{
    lxw_row_t header = x->row++;
    lxw_error error = LXW_NO_ERROR;
    for (size_t i = 0; i < n && error == LXW_NO_ERROR; i++) {
        lxw_col_t column = (lxw_col_t)i;
        error = worksheet_set_column(x->sheet, column, column, width_of(&columns[i]),
                                     x->kinds[columns[i].kind]);
        if (error == LXW_NO_ERROR)
            error = worksheet_write_string(x->sheet, header, column, columns[i].title, x->header);
        if (error == LXW_NO_ERROR && columns[i].note != NULL)
            error = worksheet_write_comment(x->sheet, header, column, columns[i].note);
        if (error == LXW_NO_ERROR && columns[i].choices != NULL)
            error = add_choices(x, column, columns[i].choices);
    }
    worksheet_freeze_panes(x->sheet, x->row, 0);
    return error;
}

static dk_code xlsx_sheet(dk_table_writer *writer, const char *name, const char *title, dk_err *err)
{
    xlsx_state *x = writer->state;
    char safe[SHEET_NAME_CHARS * 4 + 1];
    sheet_name(name, safe);
    x->sheet = workbook_add_worksheet(x->book, safe);
    if (x->sheet == NULL)
        return DK_FAIL(err, MSG_TABLE_WRITE, DK_NOWHERE, dk_arg_str(safe));
    x->row = 0;
    lxw_error error = LXW_NO_ERROR;
    if (title != NULL)
        error = put_title(x, title, writer->n_columns);
    if (error == LXW_NO_ERROR)
        error = put_header(x, writer->columns, writer->n_columns);
    return error == LXW_NO_ERROR ? DK_OK : failed(error, x->row, err);
}

/* True for a decimal that is the same text again once it was a number. */
static bool is_plain_decimal(const char *text, double *number)
{
    char again[32];
    if (strchr(text, '.') == NULL || strlen(text) >= sizeof again || !dk_parse_double(text, number))
        return false;
    snprintf(again, sizeof again, "%.15g", *number);
    return strcmp(text, again) == 0;
}

static lxw_error put_cell(dk_table_writer *writer, size_t i, const char *text)
{
    xlsx_state *x = writer->state;
    lxw_format *format = x->kinds[writer->kinds[i]];
    lxw_col_t column = (lxw_col_t)i;
    double number;
    dk_day day;
    if (writer->kinds[i] == DK_COLUMN_DATE && dk_day_parse(text, &day) &&
        day + EPOCH_SERIAL >= FIRST_SERIAL)
        return worksheet_write_number(x->sheet, x->row, column, day + EPOCH_SERIAL, format);
    if ((writer->kinds[i] == DK_COLUMN_NUMBER || writer->kinds[i] == DK_COLUMN_MONEY) &&
        dk_parse_double(text, &number))
        return worksheet_write_number(x->sheet, x->row, column, number, format);
    if (writer->kinds[i] == DK_COLUMN_AS_IS && is_plain_decimal(text, &number))
        return worksheet_write_number(x->sheet, x->row, column, number, format);
    const char *guarded = dk_writer_guard(writer, text);
    if (guarded == NULL)
        return LXW_ERROR_MEMORY_MALLOC_FAILED;
    return worksheet_write_string(x->sheet, x->row, column, guarded, x->kinds[DK_COLUMN_TEXT]);
}

static dk_code xlsx_row(dk_table_writer *writer, const char *const *cells, size_t n, dk_err *err)
{
    xlsx_state *x = writer->state;
    for (size_t i = 0; i < n; i++) {
        if (cells[i] == NULL || cells[i][0] == '\0')
            continue;
        lxw_error error = put_cell(writer, i, cells[i]);
        if (error != LXW_NO_ERROR)
            return failed(error, x->row, err);
    }
    x->row++;
    return DK_OK;
}

static dk_code xlsx_finish(dk_table_writer *writer, dk_err *err)
{
    xlsx_state *x = writer->state;
    lxw_error error = workbook_close(x->book);
    lxw_row_t row = x->row;
    free(x);
    return error == LXW_NO_ERROR ? DK_OK : failed(error, row, err);
}

/* libxlsxwriter can only be let go of by writing; the file is removed by the caller. */
static void xlsx_abandon(dk_table_writer *writer)
{
    xlsx_state *x = writer->state;
    lxw_workbook_free(x->book);
    free(x);
}

static const dk_writer_ops XLSX_WRITER = {xlsx_sheet, xlsx_row, xlsx_finish, xlsx_abandon};

static bool add_formats(xlsx_state *x)
{
    static const char *const formats[] = {"@", "General", "yyyy-mm-dd", "0.00", "@"};
    x->header = workbook_add_format(x->book);
    x->title = workbook_add_format(x->book);
    bool is_whole = x->header != NULL && x->title != NULL;
    for (size_t i = 0; i < DK_COLUMN_KINDS && is_whole; i++) {
        x->kinds[i] = workbook_add_format(x->book);
        is_whole = x->kinds[i] != NULL;
        if (is_whole)
            format_set_num_format(x->kinds[i], formats[i]);
    }
    if (!is_whole)
        return false;
    format_set_bold(x->header);
    format_set_text_wrap(x->header);
    format_set_bg_color(x->header, 0xE8EEF7);
    format_set_border(x->header, LXW_BORDER_THIN);
    format_set_bold(x->title);
    format_set_font_size(x->title, 14);
    format_set_align(x->title, LXW_ALIGN_CENTER);
    return true;
}

dk_code dk_table_xlsx_create(const char *path, dk_table_writer **out, dk_err *err)
{
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    /* The library finds out at the end that it cannot write; a clerk should hear it at once. */
    FILE *probe = fopen(path, "wbe");
    if (probe == NULL)
        return dk_writer_failed(path, errno, err);
    fclose(probe);
    dk_table_writer *writer = dk_writer_new(&XLSX_WRITER, path);
    xlsx_state *x = calloc(1, sizeof *x);
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (writer == NULL || x == NULL || book == NULL)
        goto no_memory;
    x->book = book;
    writer->state = x;
    lxw_doc_properties properties = {.created = CREATED};
    if (!add_formats(x) || workbook_set_properties(book, &properties) != LXW_NO_ERROR)
        goto no_memory;
    *out = writer;
    return DK_OK;

no_memory:
    if (book != NULL)
        lxw_workbook_free(book);
    if (writer != NULL) {
        dk_writer_free(writer);
    }
    free(x);
    return DK_NO_MEMORY(err);
}
