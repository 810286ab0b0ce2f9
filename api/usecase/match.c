/* api/usecase/match.c - match lists with the names the actor may see.
 *
 * The market carries no names; they are read for the few records of a list (name.h).
 */
#include <string.h>

#include "api/usecase/messages.h"
#include "api/usecase/name.h"
#include "api/usecase/snapshot.h"
#include "core/base/messages.h"

static dk_code name_aside(const dk_namer *n, const dk_register *reg, dk_match_aside *items,
                          size_t count, dk_err *err)
{
    for (size_t i = 0; i < count; i++) {
        dk_found found;
        if (dk_name_record(n, reg, items[i].id, &found, err) != DK_OK)
            return DK_FAILED;
        items[i].no = found.no;
        items[i].label = found.label;
        items[i].line = found.line;
    }
    return DK_OK;
}

static dk_code name_list(const dk_namer *n, dk_match_list *list, dk_err *err)
{
    bool is_posts = list->direction == DK_POSTS_FOR_TRAINEE;
    const dk_register *trainees = dk_register_find("trainees"), *posts = dk_register_find("posts");
    const dk_register *candidate = is_posts ? posts : trainees;
    dk_found found;
    if (dk_name_record(n, is_posts ? trainees : posts, list->subject, &found, err) != DK_OK)
        return DK_FAILED;
    list->subject_no = found.no;
    list->subject_label = found.label;
    list->subject_line = found.line;
    for (size_t i = 0; i < list->n_matches; i++) {
        dk_match *m = &list->matches[i];
        int64_t id = is_posts ? m->why.post : m->why.trainee;
        if (dk_name_record(n, candidate, id, &found, err) != DK_OK)
            return DK_FAILED;
        m->no = found.no;
        m->label = found.label;
        m->line = found.line;
    }
    if (name_aside(n, candidate, list->near, list->n_near, err) != DK_OK)
        return DK_FAILED;
    return name_aside(n, candidate, list->unknowns, list->n_unknowns, err);
}

static dk_list_options list_options(const dk_app *app, const dk_uc_match_options *options)
{
    return (dk_list_options){.top = options->top, .seed = app->options.seed, .lang = options->lang};
}

typedef enum { FOR_TRAINEE, FOR_POST } side;

/* One list of a snapshot; `at` is the position of the subject. */
static dk_code one_list(dk_snapshot *s, const dk_namer *n, side of, size_t at,
                        const dk_uc_match_options *options, dk_match_list *out, dk_err *err)
{
    dk_list_options how = list_options(s->app, options);
    dk_code code = of == FOR_TRAINEE
                       ? dk_match_list_posts(s->index, at, &how, n->arena, out, err)
                       : dk_match_list_trainees(s->index, at, &how, n->arena, out, err);
    if (code != DK_OK)
        return DK_FAILED;
    out->seq = s->seq;
    return name_list(n, out, err);
}

static dk_code match_one(dk_app *app, const dk_actor *actor, side of, int64_t id,
                         const dk_uc_match_options *options, dk_arena *arena, dk_match_list *out,
                         dk_err *err)
{
    dk_snapshot *s = NULL;
    dk_code code = DK_FAILED;
    dk_namer n = {.actor = actor, .lang = options->lang, .arena = arena};
    dk_record *seen = NULL;
    const dk_register *reg = dk_register_find(of == FOR_TRAINEE ? "trainees" : "posts");
    if (dk_snapshot_acquire(app, options->as_of, &s, err) != DK_OK ||
        dk_app_borrow(app, &n.store, err) != DK_OK ||
        /* The row filter by unit: whoever may not see the subject gets no list of it. */
        dk_store_get(n.store, actor, reg, id, false, arena, &seen, NULL, err) != DK_OK)
        goto cleanup;
    n.codes = s->codes->codes;
    size_t at =
        of == FOR_TRAINEE ? dk_match_find_trainee(s->index, id) : dk_match_find_post(s->index, id);
    if (at == SIZE_MAX) {
        char no[24];
        dk_record_no(reg, id, no);
        DK_FAIL(err, MSG_RECORD_NOT_FOUND, DK_NOWHERE, dk_arg_str(reg->title.zh), dk_arg_str(no),
                dk_arg_str(no));
        goto cleanup;
    }
    code = one_list(s, &n, of, at, options, out, err);
cleanup:
    dk_app_return(app, n.store);
    dk_snapshot_release(s);
    return code;
}

dk_code dk_uc_match_trainee(dk_app *app, const dk_actor *actor, int64_t trainee,
                            const dk_uc_match_options *options, dk_arena *arena, dk_match_list *out,
                            dk_err *err)
{
    return match_one(app, actor, FOR_TRAINEE, trainee, options, arena, out, err);
}

dk_code dk_uc_match_post(dk_app *app, const dk_actor *actor, int64_t post,
                         const dk_uc_match_options *options, dk_arena *arena, dk_match_list *out,
                         dk_err *err)
{
    return match_one(app, actor, FOR_POST, post, options, arena, out, err);
}

dk_code dk_uc_match_all(dk_app *app, const dk_actor *actor, const dk_uc_match_options *options,
                        bool (*each)(void *ctx, const dk_match_list *list), void *ctx,
                        const dk_progress *progress, dk_err *err)
{
    dk_snapshot *s = NULL;
    dk_code code = DK_FAILED;
    dk_namer n = {.actor = actor, .lang = options->lang, .arena = dk_arena_new()};
    if (n.arena == NULL) {
        DK_NO_MEMORY(err);
        goto cleanup;
    }
    if (dk_snapshot_acquire(app, options->as_of, &s, err) != DK_OK ||
        dk_app_borrow(app, &n.store, err) != DK_OK)
        goto cleanup;
    n.codes = s->codes->codes;
    const dk_text stage = {"匹配", "matching"};
    for (size_t i = 0; i < s->market.n_trainees; i++) {
        dk_match_list list;
        if (progress != NULL && progress->report != NULL && i % 100 == 0 &&
            !progress->report(progress->ctx, stage, i, s->market.n_trainees)) {
            DK_FAIL0(err, MSG_CANCELLED);
            goto cleanup;
        }
        if (!dk_match_trainee_open(s->index, i))
            continue;
        dk_arena_reset(n.arena);
        if (one_list(s, &n, FOR_TRAINEE, i, options, &list, err) != DK_OK)
            goto cleanup;
        if (!each(ctx, &list))
            break;
    }
    code = DK_OK;
cleanup:
    dk_app_return(app, n.store);
    dk_snapshot_release(s);
    dk_arena_free(n.arena);
    return code;
}
