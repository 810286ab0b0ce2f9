/* api/usecase/search.c - see search.h. */
#include "api/usecase/search.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "api/usecase/name.h"
#include "api/usecase/values.h"
#include "core/base/messages.h"

enum { ID_LEN = 18, PHONE_LEN = 11 };

/* Registers that come first, in this order; the rest follow as they are. */
static const char *const FIRST[] = {"trainees",    "posts",    "enterprises", "teachers",
                                    "specialties", "projects", "codes"};
enum { N_FIRST = sizeof FIRST / sizeof *FIRST };

static size_t place_of(const dk_register *reg)
{
    for (size_t i = 0; i < N_FIRST; i++)
        if (strcmp(reg->key, FIRST[i]) == 0)
            return i;
    for (size_t i = 0; i < dk_n_registers; i++)
        if (dk_registers[i] == reg)
            return N_FIRST + i;
    return N_FIRST;
}

/* A hit, and how late the record belongs among others as near. */
typedef struct {
    dk_hit hit;
    dk_day until; /* of people: the end of their training; DK_DAY_NONE where it was not looked up */
} dated;

/* By register, then the nearest, then the newest. */
static int compare_hits(const void *a, const void *b)
{
    const dated *x = a, *y = b;
    size_t place_x = place_of(x->hit.reg), place_y = place_of(y->hit.reg);
    if (place_x != place_y)
        return place_x < place_y ? -1 : 1;
    if (x->hit.rank != y->hit.rank)
        return x->hit.rank < y->hit.rank ? -1 : 1;
    if (x->until != y->until)
        return x->until > y->until ? -1 : 1;
    return (x->hit.record < y->hit.record) - (x->hit.record > y->hit.record);
}

/* The end of a person's training; of a course that gives no duration its beginning. */
static dk_day until_of(const dk_record *r)
{
    if (!dk_has(r, DK_TRAINEES_enrol_ym) || dk_has(r, DK_TRAINEES_duration_y))
        return dk_training_end(r);
    return dk_month_first((dk_month)dk_num(r, DK_TRAINEES_enrol_ym, 0));
}

/* When the people found end their training: last year's graduates stand behind this year's of the
 * same name. O(people found). */
static dk_code add_days(const dk_view *view, dated *hits, size_t n, dk_err *err)
{
    const dk_register *people = dk_register_find("trainees");
    dk_arena *work = dk_arena_new();
    dk_code code = work == NULL ? DK_NO_MEMORY(err) : DK_OK;
    for (size_t i = 0; code == DK_OK && i < n; i++) {
        const dk_view one = {view->store, view->actor, work};
        dk_record *record = NULL;
        if (hits[i].hit.reg != people)
            continue;
        dk_arena_reset(work);
        code = dk_store_get(&one, people, hits[i].hit.record, false, &record, err);
        if (code == DK_OK)
            hits[i].until = until_of(record);
    }
    dk_arena_free(work);
    return code;
}

/* Puts the hits into the order in which they are shown. */
static dk_code sort_hits(const dk_view *view, dk_hit *hits, size_t n, dk_err *err)
{
    dated *all = dk_arena_array(view->arena, n, sizeof *all);
    if (all == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        all[i] = (dated){hits[i], DK_DAY_NONE};
    if (n > 1) {
        if (add_days(view, all, n, err) != DK_OK)
            return DK_FAILED;
        qsort(all, n, sizeof *all, compare_hits);
    }
    for (size_t i = 0; i < n; i++)
        hits[i] = all[i].hit;
    return DK_OK;
}

/* A whole document number or mobile number. */
static bool is_whole_number(const char *text)
{
    size_t len = strlen(text), digits = strspn(text, "0123456789");
    if (len == PHONE_LEN && digits == len && text[0] == '1')
        return true;
    return len == ID_LEN && digits >= ID_LEN - 1 && dk_id_no_valid(text);
}

/* The record a number like T000123 names, as the only hit; *n 0 when it names none. */
static dk_code by_record_number(const dk_view *view, const char *query, dk_hit **out, size_t *n,
                                dk_err *err)
{
    *n = 0;
    for (size_t i = 0; i < dk_n_registers; i++) {
        const dk_register *reg = dk_registers[i];
        size_t len = strlen(reg->letter);
        int64_t id = 0, found = 0;
        char no[24];
        if (strncasecmp(query, reg->letter, len) != 0 ||
            strspn(query + len, "0123456789") != strlen(query + len) ||
            !dk_record_no_parse(reg, query, &id))
            continue;
        dk_record_no(reg, id, no);
        if (dk_store_find(view->store, view->actor, reg, no, &found, err) != DK_OK)
            return DK_FAILED;
        if (found != id)
            continue;
        *out = dk_arena_array(view->arena, 1, sizeof **out);
        if (*out == NULL)
            return DK_NO_MEMORY(err);
        (*out)[0] = (dk_hit){reg, id, 0};
        *n = 1;
        return DK_OK;
    }
    return DK_OK;
}

/* The hits in the order they are shown in; `only` (may be NULL) is the register to look in. */
static dk_code find(const dk_view *view, const char *query, const dk_register *only, dk_hit **hits,
                    size_t *n, dk_err *err)
{
    if (by_record_number(view, query, hits, n, err) != DK_OK)
        return DK_FAILED;
    if (*n > 0)
        return DK_OK;
    if (dk_store_search(view, only, query, hits, n, err) != DK_OK)
        return DK_FAILED;
    return sort_hits(view, *hits, *n, err);
}

/* Names the first of the hits and counts all. */
static dk_code tell(const dk_namer *n, const dk_hit *hits, size_t n_hits, size_t limit,
                    dk_found_list *out, dk_err *err)
{
    out->counts = dk_arena_array(n->arena, dk_n_registers, sizeof *out->counts);
    out->items = dk_arena_array(n->arena, limit, sizeof *out->items);
    if (out->counts == NULL || out->items == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n_hits; i++) {
        for (size_t r = 0; r < dk_n_registers; r++)
            out->counts[r] += dk_registers[r] == hits[i].reg;
        if (out->n < limit &&
            dk_name_record(n, hits[i].reg, hits[i].record, &out->items[out->n++], err) != DK_OK)
            return DK_FAILED;
    }
    out->total = (int64_t)n_hits;
    out->is_cut = n_hits > DK_HITS_MAX;
    return DK_OK;
}

dk_code dk_uc_search(const dk_call *call, const char *query, const dk_uc_search_options *options,
                     dk_found_list *out, dk_err *err)
{
    assert(dk_call_has_arena(call));
    assert(query != NULL && options->limit >= 1);
    dk_codes_ref *ref = NULL;
    dk_hit *hits = NULL;
    size_t n_hits = 0;
    dk_namer n = {.actor = call->actor, .lang = options->lang, .arena = call->arena};
    *out = (dk_found_list){.query = query};
    if (is_whole_number(query))
        return DK_FAIL0(err, MSG_SEARCH_WHOLE);
    if (dk_app_codes(call->app, &ref, &n.codes, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_app_borrow(call->app, &n.store, err);
    if (code == DK_OK)
        code = dk_store_seq(n.store, &out->seq, err);
    if (code == DK_OK)
        code = find(&(dk_view){n.store, call->actor, call->arena}, query, options->only, &hits,
                    &n_hits, err);
    if (code == DK_OK)
        code = tell(&n, hits, n_hits, options->limit, out, err);
    dk_app_return(call->app, n.store);
    dk_app_codes_release(ref);
    return code;
}
