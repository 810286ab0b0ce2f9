/* api/usecase/score.c - one profile against posts that are brought along. */
#include <assert.h>

#include "api/usecase/app.h"

dk_code dk_uc_score(const dk_call *call, const dk_uc_score_ask *ask, dk_match_list *out,
                    dk_err *err)
{
    assert(dk_call_has_arena(call));
    assert(ask->market != NULL && ask->weights != NULL && ask->top >= 1 && ask->top <= DK_TOP_MAX);
    dk_match_index *index = NULL;
    if (ask->market->as_of == DK_DAY_NONE)
        ask->market->as_of = dk_app_as_of(call->app);
    if (dk_match_index_new(ask->market, ask->weights, ask->seed, &index, err) != DK_OK)
        return DK_FAILED;
    const dk_telling how = {index, ask->lang, call->arena};
    const dk_list_ask list = {DK_POSTS_FOR_TRAINEE, 0, ask->top};
    dk_code code = dk_match_list_make(&how, &list, out, err);
    dk_match_index_free(index);
    return code;
}
