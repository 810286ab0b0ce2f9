/* core/import/derived.c - what a sheet does not say but its rows tell (internal.h).
 *
 * A sheet that lacks a required column is still read when the field follows from others
 * (core/register/derive.h) and no sheet of the file has all required columns: a workbook with a
 * list of people and a page of contacts beside it must not make people of the contacts.
 */
#include <assert.h>
#include <string.h>

#include "core/import/internal.h"
#include "core/import/messages.h"
#include "core/register/derive.h"

enum { MOST_FIELDS = 128 };

bool dk_header_lacks(const dk_reading *reading, const dk_header *header, int side, size_t field)
{
    const dk_register *reg = reading->names.titles[side].reg;
    const dk_field *wanted = &reg->fields[field];
    bool has[MOST_FIELDS] = {false};
    assert(reg->n_fields <= MOST_FIELDS);
    if ((wanted->flags & (DK_F_REQUIRED | DK_F_CALC)) != DK_F_REQUIRED ||
        dk_header_column_of(header, side, field) != SIZE_MAX)
        return false;
    for (size_t i = 0; i < reg->n_fields && reading->derives; i++)
        has[i] = dk_header_column_of(header, side, i) != SIZE_MAX;
    return !reading->derives || !dk_field_derivable(reg, wanted, has);
}

void dk_derived_find(const dk_reading *reading, const dk_header *header, dk_derived *out)
{
    const dk_register *reg = reading->names.titles[DK_MAIN].reg;
    *out = (dk_derived){.n = 0};
    for (int is_key = 0; is_key < 2 && reading->derives; is_key++) /* keys are made of the others */
        for (size_t i = 0; i < reg->n_fields; i++) {
            const dk_field *field = &reg->fields[i];
            if (field->derived == NULL || ((field->flags & DK_F_NATURAL_KEY) != 0) != is_key ||
                dk_header_column_of(header, DK_MAIN, i) != SIZE_MAX)
                continue;
            assert(out->n < DK_DERIVED_MAX);
            out->fields[out->n++] = i;
        }
}

/* Titles of the fields that tell this one, joined by 、 or commas; NULL: memory. */
static const char *told_by(dk_arena *arena, const dk_register *reg, const dk_field *field,
                           dk_lang lang)
{
    const char *text = "";
    for (const char *p = field->derived; *p != '\0' && text != NULL;) {
        const size_t len = strcspn(p, "|,");
        for (size_t i = 0; i < reg->n_fields && text != NULL; i++)
            if (strlen(reg->fields[i].key) == len && memcmp(reg->fields[i].key, p, len) == 0)
                text = dk_arena_format(arena, "%s%s%s", text,
                                       *text == '\0'   ? ""
                                       : lang == DK_ZH ? "、"
                                                       : ", ",
                                       dk_in(reg->fields[i].title, lang));
        p += len + (p[len] != '\0');
    }
    return text;
}

static dk_code not_told(dk_reading *r, dk_candidate *row, const dk_field *field, dk_err *err)
{
    dk_err found = DK_ERR_INIT;
    const dk_register *reg = row->record[DK_MAIN]->reg;
    const char *zh = told_by(r->scratch, reg, field, DK_ZH),
               *en = told_by(r->scratch, reg, field, DK_EN);
    if (zh == NULL || en == NULL)
        return DK_NO_MEMORY(err);
    (void)DK_FAIL(&found, MSG_ROW_UNDERIVED, DK_NOWHERE, dk_arg_str(field->title.zh),
                  dk_arg_str(zh), dk_arg_str(field->title.en), dk_arg_str(en));
    row->is_refused = true;
    return dk_reading_add_error(r, row, SIZE_MAX, &found, err);
}

static dk_deriver deriver_of(const dk_reading *r)
{
    const dk_import_source *source = r->options->source;
    dk_deriver by = {.arena = r->arena};
    if (source != NULL) {
        by.token = source->token;
        by.ctx = source->ctx;
    }
    return by;
}

dk_code dk_derive_rest(dk_reading *r, const dk_derived *derived, dk_candidate *row, dk_err *err)
{
    assert(row->record[DK_MAIN] != NULL && derived->n <= DK_DERIVED_MAX);
    const dk_deriver by = deriver_of(r);
    dk_record *record = row->record[DK_MAIN];
    for (size_t i = 0; i < derived->n; i++)
        if ((record->reg->fields[derived->fields[i]].flags & DK_F_NATURAL_KEY) == 0 &&
            dk_record_derive(&by, record, derived->fields[i], err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

dk_code dk_derive_new(dk_reading *r, const dk_derived *derived, dk_candidate *row,
                      dk_row_state *state, dk_err *err)
{
    assert(row->record[DK_MAIN] != NULL);
    const dk_deriver by = deriver_of(r);
    dk_record *record = row->record[DK_MAIN];
    for (size_t i = 0; i < derived->n && record->id == 0; i++) {
        const size_t at = derived->fields[i];
        const dk_field *field = &record->reg->fields[at];
        if (dk_record_derive(&by, record, at, err) != DK_OK)
            return DK_FAILED;
        const bool is_told = record->v[at].kind != DK_V_ABSENT;
        const bool is_key = (field->flags & DK_F_NATURAL_KEY) != 0;
        state->has_error[at] = !is_told;
        row->is_unnumbered |= is_told && field->type == DK_TYPE_ID_NO;
        /* What is wrong with the row already may be why a key does not follow. */
        if (!is_told && !(is_key && row->is_refused) && not_told(r, row, field, err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}
