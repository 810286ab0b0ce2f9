/* api/usecase/score.c - one profile against posts that are brought along. */
#include "api/usecase/app.h"

dk_code dk_uc_score(dk_app *app, dk_market *market, const dk_weights *weights,
                    const dk_list_options *options, dk_arena *arena, dk_match_list *out,
                    dk_err *err)
{
    dk_match_index *index = NULL;
    if (market->as_of == DK_DAY_NONE)
        market->as_of = dk_app_as_of(app);
    if (dk_match_index_new(market, weights, &index, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_match_list_posts(index, 0, options, arena, out, err);
    dk_match_index_free(index);
    return code;
}
