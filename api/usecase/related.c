/* api/usecase/related.c - see related.h. */
#include "api/usecase/related.h"

#include "api/usecase/snapshot.h"
#include "core/match/related.h"

/* ---- from the register ---- */

static bool is_linked(const dk_market *market, dk_term a, dk_term b)
{
    for (size_t i = 0; i < market->n_links; i++) {
        const dk_skill_link *link = &market->links[i];
        if ((link->a == a && link->b == b) || (link->a == b && link->b == a))
            return true;
    }
    return false;
}

static dk_code uses_of_posts(const dk_market *market, dk_arena *arena, dk_skill_uses *out,
                             dk_err *err)
{
    size_t n = 0;
    for (size_t p = 0; p < market->n_posts; p++)
        n += market->posts[p].n_requirements;
    dk_skill_use *uses = dk_arena_array(arena, n, sizeof *uses);
    if (uses == NULL)
        return DK_NO_MEMORY(err);
    n = 0;
    for (size_t p = 0; p < market->n_posts; p++) {
        for (size_t r = 0; r < market->posts[p].n_requirements; r++)
            uses[n++] = (dk_skill_use){(uint32_t)p, market->posts[p].requirements[r].skill};
    }
    *out = (dk_skill_uses){uses, n, market->skills.n};
    return DK_OK;
}

static dk_code from_market(const dk_market *market, dk_arena *arena, dk_lang lang,
                           dk_skill_link_rows *out, dk_err *err)
{
    const dk_related_rules rules = dk_related_rules_default();
    dk_skill_uses uses;
    dk_related_list found;
    if (uses_of_posts(market, arena, &uses, err) != DK_OK ||
        dk_related_find(&uses, &rules, arena, &found, err) != DK_OK)
        return DK_FAILED;
    *out = (dk_skill_link_rows){dk_arena_array(arena, found.n, sizeof *out->rows), 0};
    if (out->rows == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < found.n; i++) {
        dk_term a = (dk_term)found.items[i].a, b = (dk_term)found.items[i].b;
        if (is_linked(market, a, b))
            continue;
        const char *source = dk_arena_format(
            arena,
            lang == DK_ZH ? "%u 个岗位同时要求（%u‰），待审核"
                          : "asked for together by %u posts (%u); to be judged",
            (unsigned)found.items[i].together, (unsigned)found.items[i].similarity_permille);
        out->rows[out->n++] =
            (dk_skill_link_row){dk_arena_text(arena, dk_term_get(&market->skills, a)->code),
                                dk_arena_text(arena, dk_term_get(&market->skills, b)->code),
                                dk_uc_related_capped(found.items[i].similarity_permille), source};
    }
    return DK_OK;
}

dk_code dk_uc_related_register(dk_app *app, dk_arena *arena, dk_lang lang, dk_skill_link_rows *out,
                               dk_err *err)
{
    dk_snapshot *snapshot = NULL;
    if (dk_snapshot_acquire(app, DK_DAY_NONE, &snapshot, err) != DK_OK)
        return DK_FAILED;
    dk_code code = from_market(&snapshot->market, arena, lang, out, err);
    dk_snapshot_release(snapshot);
    return code;
}
