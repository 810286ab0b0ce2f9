/* api/usecase/compare.c - see compare.h. */
#include "api/usecase/compare.h"

#include "api/usecase/snapshot.h"
#include "core/store/messages.h"

/* "T000001 张*" */
static dk_code name(const dk_call *call, const char *key, int64_t id, const char **out, dk_err *err)
{
    const dk_register *reg = dk_register_find(key);
    dk_record *record = NULL;
    dk_provenance *provenance = NULL;
    int64_t seq = 0;
    char no[24];
    if (dk_uc_read(call, reg, id, false, &record, &seq, &provenance, err) != DK_OK)
        return DK_FAILED;
    dk_record_no(reg, id, no);
    *out = dk_arena_format(call->arena, "%s %s", no, dk_record_label(call->arena, record));
    return *out == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code missing(bool is_trainee, int64_t id, dk_err *err)
{
    const dk_register *reg = dk_register_find(is_trainee ? "trainees" : "posts");
    char no[24];
    dk_record_no(reg, id, no);
    return DK_FAIL(err, MSG_RECORD_MISSING, DK_NOWHERE, dk_arg_str(reg->title.zh), dk_arg_str(no));
}

static dk_code compare(const dk_match_index *index, bool is_for_trainee, const int64_t ids[3],
                       dk_lang lang, dk_arena *arena, dk_comparison *out, dk_err *err)
{
    size_t at[3];
    for (int i = 0; i < 3; i++) {
        bool is_trainee = is_for_trainee == (i == 0);
        at[i] =
            is_trainee ? dk_match_find_trainee(index, ids[i]) : dk_match_find_post(index, ids[i]);
        if (at[i] == SIZE_MAX)
            return missing(is_trainee, ids[i], err);
    }
    if (is_for_trainee)
        return dk_compare_posts(index, at[0], at[1], at[2], lang, arena, out, err);
    return dk_compare_trainees(index, at[0], at[1], at[2], lang, arena, out, err);
}

dk_code dk_uc_compare(const dk_call *call, bool is_for_trainee, const int64_t ids[3], dk_lang lang,
                      dk_uc_comparison *out, dk_err *err)
{
    dk_snapshot *snapshot = NULL;
    const char *subjects = is_for_trainee ? "trainees" : "posts";
    const char *others = is_for_trainee ? "posts" : "trainees";
    if (name(call, subjects, ids[0], &out->subject, err) != DK_OK ||
        name(call, others, ids[1], &out->a, err) != DK_OK ||
        name(call, others, ids[2], &out->b, err) != DK_OK ||
        dk_snapshot_acquire(call->app, DK_DAY_NONE, &snapshot, err) != DK_OK)
        return DK_FAILED;
    dk_code code =
        compare(snapshot->index, is_for_trainee, ids, lang, call->arena, &out->comparison, err);
    dk_snapshot_release(snapshot);
    return code;
}
