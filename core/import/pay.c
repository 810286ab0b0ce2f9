/* core/import/pay.c - a cell about pay to the fields it speaks of (internal.h).
 *
 * Which fields is in the field table: `upto` takes the upper end, `spill` the words beside it. A
 * field that has a column of its own is left to that column. Its text field keeps the whole cell
 * where that says more than an amount (税后, 13薪). Pay after tax is marked as such, by its basis
 * or, where that says something else, by the text; without a place for either it is refused,
 * because it would pass for pay before tax.
 */
#include <string.h>

#include "core/base/messages.h"
#include "core/import/internal.h"
#include "core/import/messages.h"

typedef struct {
    const dk_reading *reading;
    const dk_header *header;
} place;

/* True when the sheet has a column for that field, or the field is not there. */
static bool is_taken(const place *s, const dk_register *reg, const char *key, size_t *field)
{
    *field = key == NULL ? SIZE_MAX : dk_field_find(reg, key);
    return *field == SIZE_MAX || dk_header_column_of(s->header, DK_MAIN, *field) != SIZE_MAX;
}

/* A word beside the amount to the first field of `spill` that knows it. False: none does. */
static bool spill_word(const place *s, dk_record *record, const dk_field *pay, const char *word)
{
    const dk_reading *r = s->reading;
    for (const char *p = pay->spill; p != NULL && *p != '\0' && r->options->codes != NULL;) {
        size_t n = strcspn(p, "|"), field;
        const char *key = dk_arena_copy(r->scratch, p, n);
        const dk_field *to;
        p += n + (p[n] == '|');
        if (key == NULL || is_taken(s, record->reg, key, &field) ||
            record->reg->fields[field].type == DK_TYPE_TEXT)
            continue;
        to = &record->reg->fields[field];
        const dk_cell cell = {.kind = DK_CELL_TEXT, .text = word, .len = strlen(word)};
        const dk_reader with = dk_reader_of(r);
        const dk_code_row *row = dk_codes_find(r->options->codes, to->codes, word, r->options->day);
        if (row == NULL)
            row = dk_codes_by_name(r->options->codes, to->codes, word, r->options->day);
        dk_err ignored = DK_ERR_INIT;
        if (row != NULL && dk_import_cell(&with, to, &cell, &record->v[field], &ignored) == DK_OK)
            return true;
    }
    return false;
}

/* Keeps what the cell says beside the amount, as it stands there, in the text field of `spill`.
 * False: there is none to keep it in; *is_broken: memory. */
static bool keep_remarks(const place *s, dk_record *record, const dk_field *pay, const char *text,
                         bool *is_broken)
{
    const dk_reading *r = s->reading;
    for (const char *p = pay->spill; p != NULL && *p != '\0';) {
        size_t n = strcspn(p, "|"), field;
        const char *key = dk_arena_copy(r->scratch, p, n);
        p += n + (p[n] == '|');
        if (key == NULL || is_taken(s, record->reg, key, &field) ||
            record->reg->fields[field].type != DK_TYPE_TEXT)
            continue;
        const char *trimmed = dk_text_trim(r->scratch, dk_text_unguard(text));
        const char *copy = dk_arena_text(r->arena, trimmed);
        *is_broken = copy == NULL;
        record->v[field] = (dk_value){.kind = DK_V_TEXT, .text = copy};
        return copy != NULL;
    }
    return false;
}

/* Marks the pay as one after tax, where its basis is free to say so. */
static bool mark_net(const place *s, dk_record *record, const dk_field *pay)
{
    size_t basis;
    if (is_taken(s, record->reg, "pay_basis", &basis) ||
        record->v[basis].kind != DK_V_ABSENT) /* 底薪: the text says the rest */
        return false;
    return spill_word(s, record, pay, "税后");
}

static dk_value amount(bool is_given, int64_t fen)
{
    return is_given ? (dk_value){.kind = DK_V_INT, .num = fen} : (dk_value){.kind = DK_V_ABSENT};
}

static dk_code failed(const place *s, const dk_msg *msg, const dk_field *field, const dk_cell *cell,
                      dk_err *found)
{
    const dk_arg arg = dk_arg_str(dk_import_shown(s->reading->scratch, field, cell->text));
    return dk_fail(found, msg, DK_NOWHERE, &arg, 1);
}

/* A text about pay that is no plain amount: its ends, and the words beside them to their fields. */
static dk_code convert_text(const place *s, dk_record *record, size_t column, const dk_cell *cell,
                            dk_err *found)
{
    static const dk_msg *const failures[] = {[DK_PAY_ABOUT] = &MSG_CELL_PAY_ABOUT,
                                             [DK_PAY_PERIOD] = &MSG_CELL_PAY_PERIOD,
                                             [DK_PAY_UNCLEAR] = &MSG_CELL_PAY};
    const size_t field = s->header->columns[column].field[DK_MAIN];
    const dk_field *from = &record->reg->fields[field];
    dk_pay pay;
    size_t upto;
    const char *text = dk_text_fold(s->reading->scratch, dk_text_unguard(cell->text));
    if (text == NULL)
        return DK_NO_MEMORY(found);
    dk_pay_kind kind = dk_pay_read(s->reading->scratch, text, &pay);
    if (kind == DK_PAY_NOTHING)
        return DK_OK;
    if (kind != DK_PAY_OK)
        return failed(s, failures[kind], from, cell, found);
    for (size_t i = 0; i < pay.n_words; i++)
        if (!spill_word(s, record, from, pay.words[i]))
            return failed(s, &MSG_CELL_PAY, from, cell, found);
    bool is_broken = false;
    const bool is_kept = pay.n_remarks > 0 && keep_remarks(s, record, from, cell->text, &is_broken);
    if (is_broken)
        return DK_NO_MEMORY(found);
    if (pay.is_net && !mark_net(s, record, from) && !is_kept)
        return failed(s, &MSG_CELL_PAY_NET, from, cell, found);
    const bool is_exact = pay.has_min && pay.has_max && pay.min == pay.max;
    const bool has_column = is_taken(s, record->reg, from->upto, &upto);
    if (has_column && pay.has_max && !is_exact)
        return failed(s, &MSG_CELL_MONEY_RANGE, from, cell, found);
    record->v[field] = amount(pay.has_min, pay.min);
    if (pay.has_max && !has_column && (!is_exact || s->header->columns[column].is_both))
        record->v[upto] = amount(true, pay.max);
    return DK_OK;
}

dk_code dk_pay_convert(const dk_reading *reading, const dk_header *header, dk_record *record,
                       size_t column, const dk_cell *cell, dk_err *found)
{
    const dk_reader with = dk_reader_of(reading);
    const place s = {reading, header};
    const dk_header_column *from = &header->columns[column];
    const size_t field = from->field[DK_MAIN];
    const dk_field *pay = &record->reg->fields[field];
    dk_err plain = DK_ERR_INIT;
    size_t upto;
    if (dk_import_cell(&with, pay, cell, &record->v[field], &plain) != DK_OK) {
        if (cell->kind == DK_CELL_TEXT && !dk_err_is(&plain, MSG_CELL_HIDDEN) &&
            !dk_err_is(&plain, MSG_CELL_ERROR))
            return convert_text(&s, record, column, cell, found);
        *found = plain;
        return DK_FAILED;
    }
    if (from->is_both && !is_taken(&s, record->reg, pay->upto, &upto))
        record->v[upto] = record->v[field];
    return DK_OK;
}
