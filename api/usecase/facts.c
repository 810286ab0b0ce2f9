/* api/usecase/facts.c - see facts.h. */
#include "api/usecase/facts.h"

#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/name.h"
#include "api/usecase/values.h"
#include "core/base/messages.h"
#include "core/register/fields.h"

/* In the order of the form. */
static const size_t SHOWN[] = {
    DK_TRAINEES_name,           DK_TRAINEES_id_no,      DK_TRAINEES_student_no,
    DK_TRAINEES_specialty_code, DK_TRAINEES_class_name, DK_TRAINEES_edu_code,
    DK_TRAINEES_town_code,      DK_TRAINEES_intent,     DK_TRAINEES_want_occ,
    DK_TRAINEES_want_place,     DK_TRAINEES_want_pay,   DK_TRAINEES_start_on,
    DK_TRAINEES_certs,          DK_TRAINEES_skills,
};
enum { N_SHOWN = sizeof SHOWN / sizeof *SHOWN };

/* One value of a field or of a column of a list: a code by its name. */
static const char *one_text(const dk_namer *n, const dk_field *field, const dk_value *value)
{
    if (value->kind == DK_V_SEALED || value->kind == DK_V_TEXT)
        return field->codes == NULL ? value->text : dk_name_code(n, field->codes, value->text);
    return dk_value_text(n->arena, field, value);
}

/* "焊工特种作业证、电工证": the first column of each item, levels of skills behind it. */
static const char *list_text(const dk_namer *n, const dk_field *field, const dk_value *value)
{
    const char *text = "", *comma = n->lang == DK_ZH ? "、" : ", ";
    size_t columns = dk_field_columns(field);
    for (size_t i = 0; i < value->n_rows && text != NULL; i++) {
        const dk_value *item = &value->items[i * columns];
        dk_field code = {.type = DK_TYPE_CODE, .codes = field->codes};
        const char *one = one_text(n, field->type == DK_TYPE_CODES ? &code : &field->sub[0], item);
        text = dk_arena_format(n->arena, "%s%s%s", text, i == 0 ? "" : comma, one);
        if (text != NULL && field->type == DK_TYPE_LIST && strcmp(field->key, "skills") == 0 &&
            item[DK_SUB_SKILLS_level].kind == DK_V_INT)
            text = dk_arena_format(n->arena, n->lang == DK_ZH ? "%s %lld 级" : "%s %lld", text,
                                   (long long)item[DK_SUB_SKILLS_level].num);
    }
    return text;
}

/* A code is shown by its name, so "专业代码" reads "专业". */
static const char *title_of(const dk_namer *n, const dk_field *field)
{
    static const char ending[] = "代码";
    const char *title = dk_in(field->title, n->lang);
    size_t len = strlen(title), m = sizeof ending - 1;
    if (field->codes == NULL || len <= m || strcmp(title + len - m, ending) != 0)
        return title;
    return dk_arena_format(n->arena, "%.*s", (int)(len - m), title);
}

static dk_code tell(const dk_namer *n, int64_t trainee, dk_fact_text **out, size_t *count,
                    dk_err *err)
{
    const dk_register *reg = dk_register_find("trainees");
    dk_record *record = NULL;
    *count = 0;
    *out = dk_arena_array(n->arena, N_SHOWN, sizeof **out);
    if (*out == NULL)
        return DK_NO_MEMORY(err);
    if (dk_store_get(&(dk_view){n->store, n->actor, n->arena}, reg, trainee, true, &record, err) !=
        DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < N_SHOWN; i++) {
        const dk_field *field = &reg->fields[SHOWN[i]];
        const dk_value *value = &record->v[SHOWN[i]];
        if (value->kind == DK_V_ABSENT || value->kind == DK_V_NULL)
            continue;
        const char *text =
            value->kind == DK_V_LIST ? list_text(n, field, value) : one_text(n, field, value);
        if (text == NULL)
            return DK_NO_MEMORY(err);
        (*out)[(*count)++] = (dk_fact_text){field->key, title_of(n, field), text};
    }
    return DK_OK;
}

dk_code dk_uc_referral_facts(const dk_call *call, int64_t trainee, dk_lang lang, dk_fact_text **out,
                             size_t *n, dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_codes_ref *ref = NULL;
    dk_namer namer = {.actor = call->actor, .lang = lang, .arena = call->arena};
    dk_code code = dk_app_codes(call->app, &ref, &namer.codes, err);
    if (code == DK_OK)
        code = dk_app_borrow(call->app, &namer.store, err);
    if (code == DK_OK)
        code = tell(&namer, trainee, out, n, err);
    dk_app_return(call->app, namer.store);
    dk_app_codes_release(ref);
    return code;
}
