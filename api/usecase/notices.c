/* api/usecase/notices.c - see notices.h. */
#include "api/usecase/notices.h"

#include <assert.h>
#include <string.h>

#include "api/usecase/values.h"
#include "core/base/messages.h"
#include "core/register/fields.h"

enum { FINDINGS = 16 };

typedef struct {
    dk_arena *arena;
    int32_t on;
    int64_t row; /* of the sheet; 0: a record */
    dk_post_notice *items;
    size_t n, capacity;
    bool is_broken;
} screening;

/* One text of a post: its title or its notice. */
static bool screen_text(screening *s, const dk_record *post, const char *text)
{
    dk_notice_finding found[FINDINGS];
    size_t n = dk_notice_screen(text, strlen(text), s->on, found, FINDINGS);
    char no[24] = "";
    if (post->id > 0)
        dk_record_no(post->reg, post->id, no);
    for (size_t i = 0; i < n && i < FINDINGS; i++) {
        dk_post_notice *more = dk_arena_grow(s->arena, s->items, s->n, &s->capacity, sizeof *more);
        dk_post_notice one = {.post = post->id,
                              .row = s->row,
                              .no = dk_arena_text(s->arena, no),
                              .label = dk_arena_text(s->arena, dk_str(post, DK_POSTS_title)),
                              .rule = found[i].rule,
                              .words = dk_arena_copy(s->arena, text + found[i].at, found[i].len),
                              .is_allowed = strcmp(found[i].rule->key, "sex") == 0 &&
                                            dk_has(post, DK_POSTS_female_ban_basis)};
        if (more == NULL || one.no == NULL || one.label == NULL || one.words == NULL)
            return false;
        s->items = more;
        s->items[s->n++] = one;
    }
    return true;
}

static bool screen(void *ctx, const dk_record *post)
{
    screening *s = ctx;
    s->is_broken = s->is_broken || !screen_text(s, post, dk_str(post, DK_POSTS_title)) ||
                   !screen_text(s, post, dk_str(post, DK_POSTS_notice));
    return !s->is_broken;
}

dk_code dk_uc_notices(const dk_call *call, int64_t post, dk_post_notice **out, size_t *n,
                      dk_err *err)
{
    assert(dk_call_has_arena(call));
    dk_query query = {.reg = dk_register_find("posts"), .order = SIZE_MAX};
    if (post > 0) {
        query.after = post - 1;
        query.limit = 1;
    }
    screening s = {.arena = call->arena, .on = dk_app_as_of(call->app)};
    if (dk_uc_scan(call, &query, screen, &s, err) != DK_OK)
        return DK_FAILED;
    size_t kept = 0;
    for (size_t i = 0; i < s.n; i++) /* the next record, when there is none of that number */
        if (post == 0 || s.items[i].post == post)
            s.items[kept++] = s.items[i];
    *out = s.items;
    *n = kept;
    return s.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_notices_of_batch(const dk_batch *batch, int32_t on, dk_arena *arena,
                            const dk_post_notice **out, size_t *n, dk_err *err)
{
    assert(on != DK_DAY_NONE && arena != NULL);
    const dk_register *posts = dk_register_find("posts");
    screening s = {.arena = arena, .on = on};
    for (size_t i = 0; i < batch->n_rows; i++) {
        if (batch->rows[i].record->reg != posts || batch->rows[i].is_delete)
            continue;
        s.row = batch->rows[i].row;
        if (!screen(&s, batch->rows[i].record))
            return DK_NO_MEMORY(err);
    }
    *out = s.items;
    *n = s.n;
    return DK_OK;
}
