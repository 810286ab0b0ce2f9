/* api/usecase/init.c - a new centre: database, key file, built-in code lists and reference tables.
 *
 * The built-in tables are the CSV files of datasets/codes, embedded in the program. They go the way
 * of every other sheet (import, change log, undo), so an official list replaces one by the same
 * command.
 */
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/builtin.h"
#include "api/usecase/messages.h"

/* The register a built-in file feeds: its own name when that is a register, else the code lists. */
static const dk_register *register_of(const char *name)
{
    char key[64];
    const char *dot = strrchr(name, '.');
    size_t len = dot == NULL ? strlen(name) : (size_t)(dot - name);
    if (len >= sizeof key)
        len = sizeof key - 1;
    memcpy(key, name, len);
    key[len] = '\0';
    const dk_register *reg = dk_register_find(key);
    return reg != NULL ? reg : dk_register_find("codes");
}

static dk_code load_builtin(dk_store *store, const dk_actor *actor, const dk_builtin *file,
                            const dk_import_options *how, int64_t now_ms, dk_err *err)
{
    dk_code code = DK_FAILED;
    dk_table *table = NULL;
    dk_import import;
    dk_apply_result result;
    dk_apply_options apply = {.now_ms = now_ms};
    size_t len = (size_t)(file->end - file->start);
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    if (dk_table_open_bytes(file->start, len, file->name, NULL, &table, err) != DK_OK ||
        dk_import_read(table, register_of(file->name), how, arena, &import, err) != DK_OK)
        goto cleanup;
    if (import.errors.total > 0) {
        char text[256];
        dk_err_text(import.errors.items[0], DK_ZH, text, sizeof text);
        dk_place place = dk_err_place(import.errors.items[0]);
        place.file = file->name;
        DK_FAIL(err, MSG_BUILTIN_BROKEN, place, dk_arg_str(file->name),
                dk_arg_int((int64_t)import.errors.total), dk_arg_str(text));
        goto cleanup;
    }
    import.batch.kind = "codes";
    import.batch.file = file->name;
    dk_sha256(file->start, len, import.batch.hash);
    code = dk_store_apply(store, actor, &import.batch, &apply, &result, err);
cleanup:
    dk_table_close(table);
    dk_arena_free(arena);
    return code;
}

/* Code lists first (without checks against themselves), then what refers to them. */
static dk_code load_builtins(const dk_call *call, dk_err *err)
{
    const dk_register *codes_register = dk_register_find("codes");
    int64_t now_ms = dk_app_now_ms(call->app);
    dk_store *store = NULL;
    dk_codes_ref *ref = NULL;
    dk_import_options how = {.day = DK_DAY_NONE};
    dk_code code = dk_app_borrow(call->app, &store, err);
    for (int pass = 0; code == DK_OK && pass < 2; pass++) {
        if (pass == 1)
            code = dk_app_codes(call->app, &ref, &how.codes, err);
        for (const dk_builtin *b = dk_builtin_codes; code == DK_OK && b->name != NULL; b++)
            if (strstr(b->name, ".csv") != NULL &&
                (register_of(b->name) == codes_register) == (pass == 0))
                code = load_builtin(store, call->actor, b, &how, now_ms, err);
    }
    dk_app_codes_release(ref);
    dk_app_return(call->app, store);
    return code;
}

dk_code dk_app_init(const dk_app_options *options, const dk_actor *actor, dk_err *err)
{
    dk_app *app = NULL;
    dk_store_options store = {.path = options->db_path, .key_path = options->key_path};
    int64_t now_ms = options->clock_ms(options->clock_ctx);
    if (dk_store_create(&store, now_ms, err) != DK_OK || dk_app_open(options, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code = load_builtins(&(dk_call){app, actor, NULL}, err);
    dk_app_close(app);
    return code;
}
