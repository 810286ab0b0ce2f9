/* api/usecase/forms.c - registers in the forms of authorities (core/import/forms.h).
 *
 * A form is filled from one register; what another knows is looked up: the table of graduates'
 * destinations wants the name of the unit, which a placement of ours has by its code only.
 */
#include "core/import/forms.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "api/usecase/values.h"
#include "core/register/fields.h"

/* Keys of the forms of `only` (NULL: of any register), joined by commas. */
static void list_forms(const dk_register *only, char *out, size_t size)
{
    *out = '\0';
    for (size_t i = 0; i < dk_n_forms; i++)
        if (only == NULL || strcmp(dk_forms[i].reg, only->key) == 0) {
            const size_t used = strlen(out);
            snprintf(out + used, size - used, "%s%s", used == 0 ? "" : ", ", dk_forms[i].key);
        }
}

dk_code dk_uc_form(const char *key, const dk_register **reg, dk_err *err)
{
    char all[200];
    const dk_form *form = dk_form_find(key);
    if (form != NULL && (*reg == NULL || strcmp(form->reg, (*reg)->key) == 0))
        return dk_register_get(form->reg, reg, err);
    list_forms(*reg, all, sizeof all);
    return DK_FAIL(err, MSG_FORM_UNKNOWN, DK_NOWHERE, dk_arg_str(key),
                   dk_arg_str(*all == '\0' ? "-" : all));
}

bool dk_uc_form_at(size_t i, const char **key, const char **reg, dk_text *title)
{
    if (i >= dk_n_forms)
        return false;
    *key = dk_forms[i].key;
    *reg = dk_forms[i].reg;
    *title = dk_forms[i].title;
    return true;
}

/* ---- names of units ---- */

typedef struct {
    const char *uscc, *name;
} unit;

typedef struct {
    dk_arena *arena;
    unit *items; /* sorted by code */
    size_t n, capacity;
    bool is_broken;
} units;

static bool keep_unit(void *ctx, const dk_record *r)
{
    units *all = ctx;
    const unit one = {dk_arena_text(all->arena, dk_str(r, DK_ENTERPRISES_uscc)),
                      dk_arena_text(all->arena, dk_str(r, DK_ENTERPRISES_ent_name))};
    unit *items = dk_arena_grow(all->arena, all->items, all->n, &all->capacity, sizeof *items);
    all->is_broken = items == NULL || one.uscc == NULL || one.name == NULL;
    if (all->is_broken)
        return false;
    all->items = items;
    all->items[all->n++] = one;
    return true;
}

static int by_code(const void *a, const void *b)
{
    return strcmp(((const unit *)a)->uscc, ((const unit *)b)->uscc);
}

static dk_code load_units(const dk_call *call, units *all, dk_err *err)
{
    const dk_query query = {.reg = dk_register_find("enterprises"), .order = SIZE_MAX};
    if (dk_uc_scan(&(dk_call){call->app, &DK_LOADER, all->arena}, &query, keep_unit, all, err) !=
        DK_OK)
        return DK_FAILED;
    if (all->is_broken)
        return DK_NO_MEMORY(err);
    if (all->n > 0)
        qsort(all->items, all->n, sizeof *all->items, by_code);
    return DK_OK;
}

/* ---- writing ---- */

typedef struct {
    const dk_form *form;
    dk_form_writer *writer;
    units units;
    size_t n_rows;
    dk_err *err;
    dk_code code;
} exporter;

/* What the form wants and the record only refers to. */
static void complete(const exporter *e, dk_record *record)
{
    if (strcmp(record->reg->key, "placements") != 0 || dk_has(record, DK_PLACEMENTS_ent_name))
        return;
    const unit wanted = {.uscc = dk_str(record, DK_PLACEMENTS_uscc)};
    const unit *found = e->units.n == 0 ? NULL
                                        : bsearch(&wanted, e->units.items, e->units.n,
                                                  sizeof *e->units.items, by_code);
    if (found != NULL)
        record->v[DK_PLACEMENTS_ent_name] = (dk_value){.kind = DK_V_TEXT, .text = found->name};
}

static bool write_row(void *ctx, const dk_record *record)
{
    exporter *e = ctx;
    if (!dk_form_takes(e->form, record))
        return true;
    dk_record filled = *record; /* its values are the scan's arena's, gone with the row */
    complete(e, &filled);
    e->code = dk_form_write(e->writer, &filled, e->err);
    e->n_rows += e->code == DK_OK;
    return e->code == DK_OK;
}

dk_code dk_uc_export_form(const dk_call *call, const char *key, const dk_query *query,
                          const char *path, size_t *n_rows, dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    exporter e = {
        .form = dk_form_find(key), .units = {.arena = dk_arena_new()}, .err = err, .code = DK_OK};
    assert(e.form != NULL && strcmp(e.form->reg, query->reg->key) == 0);
    dk_code code =
        e.units.arena == NULL ? DK_NO_MEMORY(err) : dk_app_codes(call->app, &ref, &codes, err);
    if (code == DK_OK && strcmp(e.form->reg, "placements") == 0)
        code = load_units(call, &e.units, err);
    if (code == DK_OK)
        code = dk_form_create(e.form, path, codes, &e.writer, err);
    if (code == DK_OK)
        code = dk_uc_scan(call, query, write_row, &e, err);
    if (code == DK_OK && e.code == DK_OK) {
        code = dk_form_finish(e.writer, err);
        e.writer = NULL;
    }
    dk_form_abandon(e.writer);
    dk_app_codes_release(ref);
    dk_arena_free(e.units.arena);
    *n_rows = e.n_rows;
    return e.code == DK_OK ? code : DK_FAILED;
}
