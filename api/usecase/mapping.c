/* api/usecase/mapping.c - a person's word on columns: its text form, and what is remembered of it.
 *
 * Remembered corrections are rows of the code list "mapping": code = register|sender|header (the
 * header as dk_text_key compares it), name = field or "-". They are logged and undone like any row.
 */
#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/import.h"
#include "api/usecase/messages.h"
#include "api/usecase/staging.h"
#include "core/register/fields.h"

#define MAPPING_LIST "mapping"

enum { MOST_COLUMNS = 16384 };

/* "C" -> 2; SIZE_MAX when it is no column. */
static size_t column_of(const char *letters, size_t len)
{
    size_t column = 0;
    for (size_t i = 0; i < len; i++) {
        if (letters[i] < 'A' || letters[i] > 'Z' || column > MOST_COLUMNS)
            return SIZE_MAX;
        column = column * 26 + (size_t)(letters[i] - 'A') + 1;
    }
    return column == 0 || column > MOST_COLUMNS ? SIZE_MAX : column - 1;
}

dk_code dk_mapping_parse(const char *text, dk_arena *arena, dk_import_override **out, size_t *n,
                         dk_err *err)
{
    size_t used = 0, capacity = 0;
    dk_import_override *all = NULL;
    char *copy = dk_arena_text(arena, text == NULL ? "" : text), *rest = NULL;
    if (copy == NULL)
        return DK_NO_MEMORY(err);
    for (char *one = strtok_r(copy, ";", &rest); one != NULL; one = strtok_r(NULL, ";", &rest)) {
        char *equals = strchr(one, '=');
        size_t column = equals == NULL ? SIZE_MAX : column_of(one, (size_t)(equals - one));
        if (column == SIZE_MAX || equals[1] == '\0')
            return DK_FAIL(err, MSG_MAPPING_TEXT, DK_NOWHERE, dk_arg_str(one));
        all = dk_arena_grow(arena, all, used, &capacity, sizeof *all);
        if (all == NULL)
            return DK_NO_MEMORY(err);
        const char *field = strcmp(equals + 1, "-") == 0 ? NULL : equals + 1;
        all[used++] = (dk_import_override){.column = column, .field = field};
    }
    *out = all;
    *n = used;
    return DK_OK;
}

/* The start of the codes of one register and sender; NULL: memory. */
static const char *prefix_of(const dk_register *reg, const char *sender, dk_arena *arena)
{
    return dk_arena_format(arena, "%s|%s|", reg->key, sender == NULL ? "" : sender);
}

/* True when the field is (still) one of the sheet's registers. */
static bool is_field(const dk_register *reg, const char *field)
{
    const dk_register *also = reg->also == NULL ? NULL : dk_register_find(reg->also);
    size_t len = also == NULL ? 0 : strlen(also->key);
    if (len > 0 && strncmp(field, also->key, len) == 0 && field[len] == '.')
        return dk_field_find(also, field + len + 1) != SIZE_MAX;
    return dk_field_find(reg, field) != SIZE_MAX;
}

dk_code dk_mapping_join(const dk_codes *codes, const dk_register *reg,
                        const dk_uc_import_options *options, dk_arena *arena,
                        dk_import_options *how, dk_err *err)
{
    assert(how != NULL && (options->overrides != NULL || options->n_overrides == 0));
    size_t n_rows = 0, n = 0;
    const dk_code_row *const *rows = dk_codes_list(codes, MAPPING_LIST, &n_rows);
    const char *prefix = prefix_of(reg, options->sender, arena);
    dk_import_override *all = dk_arena_array(arena, n_rows + options->n_overrides, sizeof *all);
    if (prefix == NULL || all == NULL)
        return DK_NO_MEMORY(err);
    size_t len = strlen(prefix);
    for (size_t i = 0; i < n_rows && options->sender != NULL; i++) {
        bool leaves_out = strcmp(rows[i]->name, "-") == 0;
        if (strncmp(rows[i]->code, prefix, len) != 0 ||
            (!leaves_out && !is_field(reg, rows[i]->name)))
            continue;
        /* The codes may be let go of before the import. */
        const char *header = dk_arena_text(arena, rows[i]->code + len);
        const char *field = leaves_out ? NULL : dk_arena_text(arena, rows[i]->name);
        if (header == NULL || (field == NULL && !leaves_out))
            return DK_NO_MEMORY(err);
        all[n++] = (dk_import_override){.header = header, .field = field};
    }
    for (size_t i = 0; i < options->n_overrides; i++)
        all[n++] = options->overrides[i];
    how->overrides = all;
    how->n_overrides = n;
    return DK_OK;
}

/* ---- remembering ---- */

static dk_value text_value(const char *text)
{
    return (dk_value){.kind = DK_V_TEXT, .text = text};
}

/* One row of the code list for a corrected column. */
static dk_code add_row(dk_batch *batch, const char *prefix, const dk_mapping *column,
                       const dk_import_override *by, dk_arena *arena, dk_err *err)
{
    dk_record *record = dk_record_new(arena, dk_register_find("codes"));
    const char *key = dk_text_key(arena, column->header);
    const char *code = key == NULL ? NULL : dk_arena_format(arena, "%s%s", prefix, key);
    if (record == NULL || code == NULL)
        return DK_NO_MEMORY(err);
    record->v[DK_CODES_list] = text_value(MAPPING_LIST);
    record->v[DK_CODES_code] = text_value(code);
    record->v[DK_CODES_name] = text_value(by->field == NULL ? "-" : by->field);
    batch->rows[batch->n_rows++] = (dk_batch_row){.record = record};
    return DK_OK;
}

dk_code dk_mapping_remember(const dk_call *call, const dk_register *reg,
                            const dk_uc_import_options *options, const dk_import *read, dk_err *err)
{
    const dk_import_override *overrides = options->overrides;
    size_t n = options->n_overrides;
    assert(options->sender != NULL);
    dk_store *store = NULL;
    dk_apply_result result;
    dk_batch batch = {.kind = "mapping", .file = read->batch.file};
    const char *prefix = prefix_of(reg, options->sender, call->arena);
    batch.rows = dk_arena_array(call->arena, n, sizeof *batch.rows);
    if (prefix == NULL || batch.rows == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < read->n_mapping; c++)
            if (read->mapping[c].column == overrides[i].column && read->mapping[c].header != NULL) {
                if (add_row(&batch, prefix, &read->mapping[c], &overrides[i], call->arena, err) !=
                    DK_OK)
                    return DK_FAILED;
                break;
            }
    const dk_apply_options how = {.now_ms = dk_app_now_ms(call->app)};
    pthread_mutex_lock(&call->app->write_lock);
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_apply(store, call->actor, &batch, &how, &result, err);
    dk_app_return(call->app, store);
    pthread_mutex_unlock(&call->app->write_lock);
    return code;
}
