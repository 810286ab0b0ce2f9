/* api/usecase/compare.c - see compare.h. */
#include "api/usecase/compare.h"

#include <assert.h>

#include "api/usecase/guide.h"

static dk_code name(const dk_matching *m, const char *key, int64_t id, const char **no,
                    const char **label, dk_err *err)
{
    dk_found found;
    if (dk_name_record(&m->namer, dk_register_find(key), id, &found, err) != DK_OK)
        return DK_FAILED;
    *no = found.no;
    *label = found.label;
    return DK_OK;
}

static dk_code compare(const dk_matching *m, const dk_uc_compare_ask *ask, dk_comparison *out,
                       dk_err *err)
{
    const char *subject = ask->is_for_trainee ? "trainees" : "posts";
    const char *others = ask->is_for_trainee ? "posts" : "trainees";
    size_t at = 0, a = 0, b = 0;
    if (dk_matching_find(m, subject, ask->subject, &at, err) != DK_OK ||
        dk_matching_find(m, others, ask->a, &a, err) != DK_OK ||
        dk_matching_find(m, others, ask->b, &b, err) != DK_OK)
        return DK_FAILED;
    const dk_telling how = dk_matching_telling(m);
    const dk_compare_ask both = {ask->is_for_trainee ? DK_POSTS_FOR_TRAINEE : DK_TRAINEES_FOR_POST,
                                 at, a, b};
    dk_code code = dk_compare(&how, &both, out, err);
    if (code != DK_OK ||
        name(m, subject, ask->subject, &out->subject_no, &out->subject_label, err) != DK_OK ||
        name(m, others, ask->a, &out->a_no, &out->a_label, err) != DK_OK)
        return DK_FAILED;
    return name(m, others, ask->b, &out->b_no, &out->b_label, err);
}

dk_code dk_uc_compare(const dk_call *call, const dk_uc_compare_ask *ask, dk_comparison *out,
                      dk_err *err)
{
    assert(dk_call_is_set(call));
    dk_matching m;
    const dk_uc_match_options how = {.top = 1, .as_of = ask->as_of, .lang = ask->lang};
    dk_code code = dk_matching_begin(call, &how, &m, err);
    if (code == DK_OK)
        code = compare(&m, ask, out, err);
    dk_matching_end(call->app, &m);
    return code;
}
