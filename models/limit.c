/* models/limit.c - the list of limits from limits.def and the collection of their rows. */
#include "models/limit.h"

#include <assert.h>
#include <string.h>

#include "models/pipeline.h"

#define DK_LIMIT(symbol) extern const dk_limit dk_limit_##symbol;
#include "models/limits.def"
#undef DK_LIMIT

const dk_limit *const dk_limits[] = {
#define DK_LIMIT(symbol) &dk_limit_##symbol,
#include "models/limits.def"
#undef DK_LIMIT
    NULL,
};

struct dk_limit_sink {
    dk_arena *arena;
    const dk_limit *limit;
    dk_limit_setting setting;
    dk_limit_row *rows;
    size_t n, capacity;
};

const dk_limit *dk_limit_find(const char *key)
{
    for (size_t i = 0; dk_limits[i] != NULL; i++)
        if (strcmp(dk_limits[i]->key, key) == 0)
            return dk_limits[i];
    return NULL;
}

/* The limit as it is set for this problem; price is 0 unless soft. */
static dk_limit_setting set_for(const dk_limit *limit, const dk_quota_problem *problem)
{
    dk_limit_setting set = {limit->key, limit->mode, limit->price};
    for (size_t i = 0; i < problem->n_settings; i++)
        if (strcmp(problem->settings[i].key, limit->key) == 0)
            set = problem->settings[i];
    if (set.mode != DK_LIMIT_SOFT)
        set.price = 0;
    return set;
}

dk_limit_term *dk_limit_terms(dk_limit_sink *sink, size_t n)
{
    return dk_arena_array(sink->arena, n, sizeof(dk_limit_term));
}

bool dk_limit_emit(dk_limit_sink *sink, dk_limit_head head, const dk_limit_term *terms, size_t n)
{
    assert(sink->limit != NULL && (terms != NULL || n == 0));
    dk_limit_row *rows =
        dk_arena_grow(sink->arena, sink->rows, sink->n, &sink->capacity, sizeof *rows);
    if (rows == NULL)
        return false;
    sink->rows = rows;
    rows[sink->n++] = (dk_limit_row){
        .limit = sink->limit,
        .price = sink->setting.price,
        .use = {.limit = sink->limit->key,
                .title = sink->limit->title,
                .specialty = head.specialty,
                .term = head.term,
                .allowed = head.allowed,
                .is_lower = head.is_lower,
                .is_soft = sink->setting.mode == DK_LIMIT_SOFT},
        .terms = terms,
        .n_terms = n,
        .fixed = head.fixed,
    };
    return true;
}

bool dk_limit_emit_cell(dk_limit_sink *sink, dk_limit_head head, size_t i)
{
    dk_limit_term *terms = dk_limit_terms(sink, 1);
    if (terms == NULL)
        return false;
    terms[0] = (dk_limit_term){false, head.specialty, i, 1};
    return dk_limit_emit(sink, head, terms, 1);
}

bool dk_limit_any(const dk_quota_problem *problem, dk_limit_known *is_known)
{
    for (size_t s = 0; s < problem->n_specialties; s++)
        if (is_known(problem, s))
            return true;
    return false;
}

bool dk_limit_each_intake(const dk_quota_problem *problem, dk_limit_sink *sink,
                          dk_limit_known *is_known, dk_limit_of_intake *row)
{
    for (size_t s = 0; s < problem->n_specialties; s++)
        for (size_t i = 0; i < problem->n_intakes && is_known(problem, s); i++)
            if (!row(problem, sink, s, i))
                return false;
    return true;
}

bool dk_limit_each_term(const dk_quota_problem *problem, dk_limit_sink *sink,
                        dk_limit_known *is_known, dk_limit_of_term *row)
{
    int32_t first, last;
    dk_pipeline_span(problem, &first, &last);
    for (size_t s = 0; s < problem->n_specialties; s++)
        for (int32_t term = first; term <= last && is_known(problem, s); term++)
            if (!row(problem, sink, s, term))
                return false;
    return true;
}

bool dk_limits_collect(dk_arena *arena, const dk_quota_problem *problem, dk_limit_rows *out)
{
    assert(problem->n_specialties > 0 && problem->n_intakes > 0);
    dk_limit_sink sink = {.arena = arena};
    *out = (dk_limit_rows){0};
    out->missing = dk_arena_array(arena, sizeof dk_limits / sizeof *dk_limits, sizeof(char *));
    if (out->missing == NULL)
        return false;
    for (size_t i = 0; dk_limits[i] != NULL; i++) {
        sink.limit = dk_limits[i];
        sink.setting = set_for(dk_limits[i], problem);
        if (sink.setting.mode == DK_LIMIT_OFF)
            continue;
        if (!dk_limits[i]->has_input(problem))
            out->missing[out->n_missing++] = dk_limits[i]->key;
        else if (!dk_limits[i]->rows(problem, &sink))
            return false;
    }
    out->rows = sink.rows;
    out->n_rows = sink.n;
    return true;
}
