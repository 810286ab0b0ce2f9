/* api/usecase/ask.c - see ask.h. */
#include "api/usecase/ask.h"

#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/guide.h"
#include "api/usecase/members.h"
#include "api/usecase/messages.h"
#include "api/usecase/skillgrid.h"
#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/register/checks.h"

/* ---- facts ---- */

/* Positions of those who are asked about. */
static dk_code gather(const dk_matching *m, const dk_uc_ask_options *options, size_t **out,
                      size_t *n, dk_err *err)
{
    const dk_match_index *index = m->snapshot->index;
    const dk_market *market = &m->snapshot->market;
    size_t count = 0, *at = NULL;
    if (options->trainee != 0) {
        at = dk_arena_array(m->namer.arena, 1, sizeof *at);
        if (at == NULL)
            return DK_NO_MEMORY(err);
        if (dk_matching_find(m, "trainees", options->trainee, &at[count++], err) != DK_OK)
            return DK_FAILED;
    } else if (options->class_name != NULL) {
        if (dk_class_positions(m, options->class_name, &at, &count, err) != DK_OK)
            return DK_FAILED;
    } else {
        at = dk_arena_array(m->namer.arena, market->n_trainees, sizeof *at);
        if (at == NULL)
            return DK_NO_MEMORY(err);
        for (; count < market->n_trainees; count++)
            at[count] = count;
    }
    *n = 0;
    for (size_t i = 0; i < count; i++)
        if (dk_match_trainee_open(index, at[i]))
            at[(*n)++] = at[i];
    *out = at;
    return DK_OK;
}

/* Names and texts that outlive the snapshot. */
static dk_code name(const dk_matching *m, dk_fact *fact, dk_err *err)
{
    dk_arena *arena = m->namer.arena;
    dk_found found;
    const dk_register *reg = dk_register_find(fact->is_of_post ? "posts" : "trainees");
    if (dk_name_record(&m->namer, reg, fact->id, &found, err) != DK_OK)
        return DK_FAILED;
    fact->no = found.no;
    fact->label = found.label;
    fact->title =
        (dk_text){dk_arena_text(arena, fact->title.zh), dk_arena_text(arena, fact->title.en)};
    if (fact->skill != 0) {
        fact->skill_code =
            dk_arena_text(arena, dk_term_get(&m->snapshot->market.skills, fact->skill)->code);
        if (fact->skill_code == NULL)
            return DK_NO_MEMORY(err);
    }
    return fact->title.zh == NULL || fact->title.en == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code ask(const dk_matching *m, const dk_uc_ask_options *options, dk_fact_list *out,
                   dk_err *err)
{
    size_t *who = NULL, n_who = 0;
    *out = (dk_fact_list){.items = dk_arena_array(m->namer.arena, options->top, sizeof *out->items),
                          .most = options->top};
    if (out->items == NULL)
        return DK_NO_MEMORY(err);
    if (gather(m, options, &who, &n_who, err) != DK_OK ||
        dk_facts_to_ask(m->snapshot->index, who, n_who, out, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < out->n; i++)
        if (name(m, &out->items[i], err) != DK_OK)
            return DK_FAILED;
    return DK_OK;
}

dk_code dk_uc_ask(const dk_call *call, const dk_uc_ask_options *options, dk_fact_list *out,
                  dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(options->top >= 1 && options->top <= DK_ASK_MAX);
    dk_matching m;
    const dk_uc_match_options how = {.top = 1, .as_of = options->as_of};
    dk_code code = dk_matching_begin(call, &how, &m, err);
    if (code == DK_OK)
        code = ask(&m, options, out, err);
    dk_matching_end(call->app, &m);
    return code;
}

/* ---- answers ---- */

static dk_code answer_level(const dk_call *call, const dk_answer *answer, dk_apply_result *out,
                            dk_err *err)
{
    const dk_skill_save how = {.kind = "class", .day = DK_DAY_NONE, .source = "asked"};
    int64_t level = 0;
    if (!dk_parse_int(answer->value, 0, DK_MATCH_LEVEL_MAX, &level))
        return DK_FAIL(err, MSG_ANSWER_LEVEL, DK_NOWHERE, dk_arg_str(answer->value));
    const dk_skill_edit edit = {answer->id, answer->skill == NULL ? "" : answer->skill, (int)level};
    return dk_uc_skill_save(call, &how, &edit, 1, out, err);
}

/* The text as import would read it. */
static dk_code read_value(dk_app *app, const dk_field *field, const char *text, dk_arena *arena,
                          dk_value *out, dk_err *err)
{
    dk_codes_ref *ref = NULL;
    dk_import_options how = {.day = dk_app_as_of(app)};
    const dk_cell cell = {
        .kind = DK_CELL_TEXT, .text = text, .len = strlen(text), .day = DK_DAY_NONE};
    if (dk_app_codes(app, &ref, &how.codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_import_value(arena, field, &cell, &how, out, err);
    if (code == DK_OK && (out->kind == DK_V_ABSENT || out->kind == DK_V_SEALED))
        code = DK_FAIL0(err, MSG_ANSWER_EMPTY);
    if (code == DK_OK)
        code = dk_value_check(field, out, how.codes, how.day, err);
    dk_app_codes_release(ref);
    return code;
}

static dk_code answer_field(const dk_call *call, const dk_answer *answer, dk_apply_result *out,
                            dk_err *err)
{
    const dk_register *reg = dk_register_find(answer->is_of_post ? "posts" : "trainees");
    size_t field = dk_field_find(reg, answer->field);
    dk_record *seen = NULL, *want = dk_record_new(call->arena, reg);
    dk_store *store = NULL;
    if (want == NULL)
        return DK_NO_MEMORY(err);
    /* Whoever may not see the record may not answer for it. */
    dk_code code = dk_app_borrow(call->app, &store, err);
    if (code == DK_OK)
        code = dk_store_get(&(dk_view){store, call->actor, call->arena}, reg, answer->id, false,
                            &seen, err);
    dk_app_return(call->app, store);
    if (code != DK_OK)
        return DK_FAILED;
    want->id = answer->id;
    if (read_value(call->app, &reg->fields[field], answer->value, call->arena, &want->v[field],
                   err) != DK_OK)
        return DK_FAILED;
    dk_batch_row row = {.record = want};
    const dk_batch batch = {.kind = "asked", .note = answer->field, .rows = &row, .n_rows = 1};
    return dk_app_apply(call, &batch, false, out, err);
}

dk_code dk_uc_answer(const dk_call *call, const dk_answer *answer, dk_apply_result *out,
                     dk_err *err)
{
    assert(dk_call_is_set(call));
    assert(answer->field != NULL);
    *out = (dk_apply_result){0};
    if (!dk_fact_known(answer->is_of_post, answer->field))
        return DK_FAIL(err, MSG_ANSWER_FIELD, DK_NOWHERE, dk_arg_str(answer->field));
    if (answer->value == NULL || answer->value[0] == '\0')
        return DK_FAIL0(err, MSG_ANSWER_EMPTY);
    if (strcmp(answer->field, "skills") == 0)
        return answer_level(call, answer, out, err);
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL
                       ? DK_NO_MEMORY(err)
                       : answer_field(&(dk_call){call->app, call->actor, arena}, answer, out, err);
    dk_arena_free(arena);
    return code;
}
