/* api/usecase/demand.c - the builder of demand.h.
 *
 * Sums are kept in thousandths of an opening, so that shares in permille lose nothing: of a row of
 * v openings the k-th specialty gets the difference of rounded-down running totals, and what is
 * left goes to DK_NO_SPECIALTY. Shares of an occupation that sum to more than 1000 are scaled to
 * 1000.
 */
#include "api/usecase/demand_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/random.h"
#include "models/coverage.h"

static void *push(dk_demand_builder *b, list *to, size_t size)
{
    void *items = dk_arena_grow(b->arena, to->items, to->n, &to->capacity, size);
    if (items == NULL) {
        b->is_broken = true;
        return NULL;
    }
    to->items = items;
    return (char *)items + size * to->n++;
}

static int64_t index_of(dk_month month)
{
    return (int64_t)month - dk_month_of(FIRST_YEAR, 1);
}

/* ---- specialties and shares ---- */

/* The column of a specialty, made when it is new; SIZE_MAX when memory is out. */
static size_t column_of(dk_demand_builder *b, const char *code)
{
    column *all = b->columns.items;
    for (size_t i = 0; i < b->columns.n; i++)
        if (strcmp(all[i].code, code) == 0)
            return i;
    column *made = push(b, &b->columns, sizeof *made);
    if (made == NULL)
        return SIZE_MAX;
    *made = (column){.code = dk_arena_text(b->arena, code),
                     .milli = dk_arena_array(b->arena, N_MONTHS, sizeof *made->milli),
                     .reported = dk_arena_array(b->arena, N_MONTHS, sizeof *made->reported),
                     .reposted = dk_arena_array(b->arena, N_MONTHS, sizeof *made->reposted),
                     .n_ent = dk_arena_array(b->arena, N_MONTHS, sizeof *made->n_ent),
                     .known = dk_arena_array(b->arena, N_MONTHS, sizeof *made->known)};
    if (made->code == NULL || made->milli == NULL || made->reported == NULL ||
        made->reposted == NULL || made->n_ent == NULL || made->known == NULL) {
        b->is_broken = true;
        return SIZE_MAX;
    }
    return b->columns.n - 1;
}

dk_demand_builder *dk_demand_builder_new(dk_arena *arena, dk_day as_of)
{
    dk_demand_builder *b = dk_arena_alloc(arena, sizeof *b);
    if (b == NULL)
        return NULL;
    *b = (dk_demand_builder){.arena = arena, .end = index_of(dk_month_of_day(as_of))};
    b->end = b->end < 0 ? 0 : b->end > N_MONTHS ? N_MONTHS : b->end;
    return column_of(b, DK_NO_SPECIALTY) == SIZE_MAX ? NULL : b;
}

bool dk_demand_share(dk_demand_builder *b, const char *occupation, const char *specialty,
                     int64_t permille)
{
    if (permille <= 0 || strcmp(specialty, DK_NO_SPECIALTY) == 0)
        return true;
    size_t to = column_of(b, specialty);
    share *made = push(b, &b->shares, sizeof *made);
    if (made == NULL || to == SIZE_MAX)
        return false;
    *made = (share){dk_arena_text(b->arena, occupation), to, permille};
    b->is_broken |= made->occupation == NULL;
    return !b->is_broken;
}

static int by_share(const void *a, const void *b)
{
    const share *x = a, *y = b;
    int c = strcmp(x->occupation, y->occupation);
    return c != 0 ? c : (x->column > y->column) - (x->column < y->column);
}

static int by_occupation(const void *a, const void *b)
{
    const share *x = a, *y = b;
    return strcmp(x->occupation, y->occupation);
}

/* The shares of an occupation, *n of them, and the whole they are shares of. */
static const share *shares_of(const dk_demand_builder *b, const char *occupation, size_t *n,
                              int64_t *whole)
{
    const share key = {.occupation = occupation}, *all = b->shares.items;
    const share *hit =
        b->shares.n == 0 ? NULL : bsearch(&key, all, b->shares.n, sizeof key, by_occupation);
    int64_t sum = 0;
    *n = 0;
    *whole = WHOLE;
    if (hit == NULL)
        return NULL;
    while (hit > all && strcmp(hit[-1].occupation, occupation) == 0)
        hit--;
    for (; hit + *n < all + b->shares.n && strcmp(hit[*n].occupation, occupation) == 0; ++*n)
        sum += hit[*n].permille;
    *whole = sum > WHOLE ? sum : WHOLE;
    return hit;
}

/* ---- firms and their reports ---- */

static size_t industry_of(dk_demand_builder *b, const char *code)
{
    industry *all = b->industries.items;
    for (size_t i = 0; i < b->industries.n; i++)
        if (strcmp(all[i].code, code) == 0)
            return i;
    industry *made = push(b, &b->industries, sizeof *made);
    if (made == NULL)
        return SIZE_MAX;
    *made = (industry){.code = dk_arena_text(b->arena, code), .before = 1};
    b->is_broken |= made->code == NULL;
    return b->industries.n - 1;
}

/* The slot of `uscc`: that of the firm, or the empty one where it belongs. Needs n_slots > 0. */
static size_t slot_of(const dk_demand_builder *b, const char *uscc)
{
    const firm *firms = b->firms.items;
    size_t at = dk_hash_text(0, uscc) & (b->n_slots - 1);
    while (b->slots[at] != 0 && strcmp(firms[b->slots[at] - 1].uscc, uscc) != 0)
        at = (at + 1) & (b->n_slots - 1);
    return at;
}

/* Keeps at least half of the slots empty. */
static bool make_room(dk_demand_builder *b)
{
    const firm *firms = b->firms.items;
    if (2 * (b->firms.n + 1) <= b->n_slots)
        return true;
    b->n_slots = b->n_slots == 0 ? 1024 : 2 * b->n_slots;
    b->slots = dk_arena_array(b->arena, b->n_slots, sizeof *b->slots);
    b->is_broken |= b->slots == NULL;
    for (size_t i = 0; !b->is_broken && i < b->firms.n; i++)
        b->slots[slot_of(b, firms[i].uscc)] = (uint32_t)i + 1;
    return !b->is_broken;
}

bool dk_demand_firm_add(dk_demand_builder *b, const dk_demand_firm *given)
{
    if (!make_room(b))
        return false;
    size_t slot = slot_of(b, given->uscc), in = industry_of(b, given->industry);
    if (b->slots[slot] != 0)
        return true;
    firm *made = push(b, &b->firms, sizeof *made);
    if (made == NULL || in == SIZE_MAX)
        return false;
    *made = (firm){dk_arena_text(b->arena, given->uscc), in, given->closes};
    if (index_of(given->closes) > b->end || given->closes == INT32_MAX)
        ((industry *)b->industries.items)[in].staff += given->staff;
    b->slots[slot] = (uint32_t)b->firms.n;
    b->is_broken |= made->uscc == NULL;
    return !b->is_broken;
}

bool dk_demand_report(dk_demand_builder *b, const char *uscc, dk_month month, int64_t openings)
{
    int64_t at = index_of(month);
    if (at < 0 || at >= b->end || b->n_slots == 0)
        return true;
    size_t slot = slot_of(b, uscc);
    if (b->slots[slot] == 0)
        return true;
    report *made = push(b, &b->reports, sizeof *made);
    if (made == NULL)
        return false;
    *made = (report){b->slots[slot] - 1, at, openings < 0 ? 0 : openings};
    return true;
}

static int by_day(const void *a, const void *b)
{
    dk_day x = *(const dk_day *)a, y = *(const dk_day *)b;
    return (x > y) - (x < y);
}

static int by_firm(const void *a, const void *b)
{
    const report *x = a, *y = b;
    if (x->firm != y->firm)
        return x->firm < y->firm ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

/* The reports of industry `k` as the model wants them, firms numbered from 0; reports are sorted by
 * firm and month. */
static dk_coverage_input input_of(dk_demand_builder *b, size_t k, dk_report *reports,
                                  int32_t *closes)
{
    const report *all = b->reports.items;
    const firm *firms = b->firms.items;
    industry *in = &((industry *)b->industries.items)[k];
    dk_coverage_input out = {
        .reports = reports, .closes = closes, .silent_months = DK_SILENT_MONTHS};
    size_t last = SIZE_MAX;
    in->first = b->end;
    for (size_t i = 0; i < b->reports.n; i++)
        if (firms[all[i].firm].industry == k && all[i].at < in->first)
            in->first = all[i].at;
    for (size_t i = 0; i < b->reports.n; i++) {
        const firm *f = &firms[all[i].firm];
        if (f->industry != k)
            continue;
        if (all[i].firm != last)
            closes[out.n_firms++] =
                f->closes == INT32_MAX ? INT32_MAX : (int32_t)(index_of(f->closes) - in->first);
        last = all[i].firm;
        reports[out.n_reports++] = (dk_report){
            (uint32_t)out.n_firms - 1, (int32_t)(all[i].at - in->first), (double)all[i].openings};
    }
    in->n = b->end - in->first;
    out.n_months = (int32_t)in->n;
    return out;
}

/* The coverage of industry `k`; what came before the first report is taken to have been covered as
 * the first year on record. */
static void cover(dk_demand_builder *b, size_t k, dk_arena *work, dk_report *reports,
                  int32_t *closes)
{
    dk_coverage_input input = input_of(b, k, reports, closes);
    industry *in = &((industry *)b->industries.items)[k];
    if (input.n_reports == 0)
        return;
    in->coverage = dk_arena_array(b->arena, (size_t)in->n, sizeof *in->coverage);
    double *weight = dk_arena_array(work, input.n_firms, sizeof *weight), sum = 0;
    if (in->coverage == NULL || weight == NULL ||
        !dk_coverage(work, &input, in->coverage, weight)) {
        b->is_broken = true;
        return;
    }
    int64_t year = in->n < YEAR ? in->n : YEAR;
    for (int64_t t = 0; t < year; t++)
        sum += in->coverage[t];
    in->before = sum / (double)year;
}

bool dk_demand_has_reports(const dk_demand_builder *b)
{
    return b->reports.n > 0;
}

bool dk_demand_count(dk_demand_builder *b, const dk_demand_row *row)
{
    int64_t at = index_of(row->month);
    if (at < 0 || at >= b->end)
        return true;
    size_t in = industry_of(b, row->industry);
    head_count *made = push(b, &b->counts, sizeof *made);
    if (made == NULL || in == SIZE_MAX)
        return false;
    *made = (head_count){in,
                         dk_arena_text(b->arena, row->town == NULL ? "" : row->town),
                         at,
                         row->n_ent,
                         (double)row->openings,
                         (double)row->openings * row->top_share};
    b->is_broken |= made->town == NULL;
    return !b->is_broken;
}

/* By industry, month and town, the largest count of a town first. */
static int by_place(const void *a, const void *b)
{
    const head_count *x = a, *y = b;
    if (x->industry != y->industry)
        return x->industry < y->industry ? -1 : 1;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    int town = strcmp(x->town, y->town);
    return town != 0 ? town : (x->n < y->n) - (x->n > y->n);
}

/* The share of the industry's largest firm: the largest firm of a row in each month, as far as rows
 * tell. Rows by month. */
static double top_share(const head_count *all, size_t n)
{
    double openings = 0, top = 0;
    for (size_t i = 0, run; i < n; i += run) {
        double month = 0, largest = 0;
        for (run = 0; i + run < n && all[i + run].at == all[i].at; run++) {
            month += all[i + run].openings;
            largest = fmax(largest, all[i + run].top);
        }
        openings += largest > 0 ? month : 0;
        top += largest;
    }
    return openings > 0 ? top / openings : 0;
}

/* The coverage of the industry whose counts are all[0..n), by how many firms reported in all towns.
 */
static bool cover_by_count(dk_demand_builder *b, const head_count *all, size_t n)
{
    industry *in = &((industry *)b->industries.items)[all->industry];
    in->first = all->at;
    in->n = b->end - in->first;
    double *count = dk_arena_array(b->arena, (size_t)in->n, sizeof *count);
    in->coverage = dk_arena_array(b->arena, (size_t)in->n, sizeof *in->coverage);
    if (count == NULL || in->coverage == NULL)
        return false;
    for (int64_t t = 0; t < in->n; t++)
        count[t] = -1;
    for (size_t i = 0; i < n; i++) {
        bool is_same =
            i > 0 && all[i - 1].at == all[i].at && strcmp(all[i - 1].town, all[i].town) == 0;
        double *to = &count[all[i].at - in->first];
        if (!is_same)
            *to = (*to < 0 ? 0 : *to) + all[i].n;
    }
    const dk_head_counts counts = {count, (int32_t)in->n, DK_SILENT_MONTHS, top_share(all, n)};
    dk_coverage_by_count(&counts, in->coverage);
    return true;
}

static void cover_all_by_count(dk_demand_builder *b)
{
    head_count *all = b->counts.items;
    qsort(all, b->counts.n, sizeof *all, by_place);
    for (size_t i = 0, run; !b->is_broken && i < b->counts.n; i += run) {
        for (run = 1; i + run < b->counts.n && all[i + run].industry == all[i].industry;)
            run++;
        b->is_broken |= !cover_by_count(b, all + i, run);
    }
}

/* Sorts what was given and estimates coverage; once, before the first row. */
static bool get_ready(dk_demand_builder *b)
{
    dk_arena *work = b->is_ready ? NULL : dk_arena_new();
    if (b->is_ready || work == NULL) {
        b->is_broken |= !b->is_ready;
        return !b->is_broken;
    }
    b->is_ready = true;
    if (b->shares.n > 1)
        qsort(b->shares.items, b->shares.n, sizeof(share), by_share);
    if (b->reports.n > 1)
        qsort(b->reports.items, b->reports.n, sizeof(report), by_firm);
    list *const days[] = {&b->festivals, &b->off, &b->made_up};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (days[i]->n > 1)
            qsort(days[i]->items, days[i]->n, sizeof(dk_day), by_day);
    dk_report *reports = dk_arena_array(work, b->reports.n, sizeof *reports);
    int32_t *closes = dk_arena_array(work, b->firms.n, sizeof *closes);
    b->is_broken |= reports == NULL || closes == NULL;
    for (size_t i = 0; i < b->columns.n; i++) {
        column *c = &((column *)b->columns.items)[i];
        c->industry = dk_arena_array(b->arena, b->industries.n, sizeof *c->industry);
        b->is_broken |= c->industry == NULL;
    }
    for (size_t k = 0; !b->is_broken && b->reports.n > 0 && k < b->industries.n; k++)
        cover(b, k, work, reports, closes);
    if (!b->is_broken && b->reports.n == 0 && b->counts.n > 0)
        cover_all_by_count(b);
    dk_arena_free(work);
    return !b->is_broken;
}

/* The industry of firms with that code; NULL when none has it. */
static industry *industry_find(const dk_demand_builder *b, const char *code)
{
    industry *all = b->industries.items;
    for (size_t i = 0; i < b->industries.n; i++)
        if (strcmp(all[i].code, code) == 0)
            return &all[i];
    return NULL;
}

/* By how much what reporting firms need is to be raised. */
static double raise_of(const industry *in, int64_t at)
{
    if (in == NULL || in->coverage == NULL)
        return 1;
    double coverage = at < in->first ? in->before : in->coverage[at - in->first];
    return coverage * DK_COVERAGE_RAISE_MAX < 1 ? DK_COVERAGE_RAISE_MAX : 1 / coverage;
}

/* ---- what is known ahead ---- */

bool dk_demand_day(dk_demand_builder *b, dk_demand_day_kind kind, dk_day day)
{
    list *const lists[] = {[DK_DEMAND_FESTIVAL] = &b->festivals,
                           [DK_DEMAND_DAY_OFF] = &b->off,
                           [DK_DEMAND_DAY_MADE_UP] = &b->made_up};
    dk_day *made = push(b, lists[kind], sizeof *made);
    if (made != NULL)
        *made = day;
    return made != NULL;
}

bool dk_demand_event(dk_demand_builder *b, const char *title, dk_month from, dk_month to)
{
    dk_happening *made = push(b, &b->events, sizeof *made);
    if (made == NULL)
        return false;
    *made = (dk_happening){dk_arena_text(b->arena, title), from, to};
    b->is_broken |= made->title == NULL;
    return !b->is_broken;
}

/* A column of the festival days' weeks [from, to]. */
static bool festival_column(const dk_demand_builder *b, const dk_series *s, size_t n,
                            const char *key, const int32_t window[2], dk_regressor *out)
{
    double *part = dk_arena_array(b->arena, n, sizeof *part);
    if (part == NULL)
        return false;
    dk_regressor_festival(s->start, n, b->festivals.items, b->festivals.n, window[0], window[1],
                          part);
    *out = (dk_regressor){key, DK_REGRESSOR_FESTIVAL, 0, part};
    return true;
}

/* What working days each month has more or less than usual. */
static bool workdays_column(const dk_demand_builder *b, const dk_series *s, size_t n,
                            dk_regressor *out)
{
    const dk_workweek week = {b->off.items, b->off.n, b->made_up.items, b->made_up.n};
    double *value = dk_arena_array(b->arena, n, sizeof *value);
    if (value == NULL)
        return false;
    dk_regressor_workdays(s->start, n, &week, value);
    *out = (dk_regressor){"working days", DK_REGRESSOR_CALENDAR, 0, value};
    return true;
}

static bool event_column(const dk_demand_builder *b, const dk_series *s, size_t n,
                         const dk_happening *event, dk_regressor *out)
{
    double *pulse = dk_arena_array(b->arena, n, sizeof *pulse);
    if (pulse == NULL)
        return false;
    for (size_t i = 0; i < n; i++) {
        int64_t month = s->start.index + (int64_t)i;
        pulse[i] = event->from <= month && month <= event->to;
    }
    int64_t from = event->to + 1 - s->start.index;
    *out = (dk_regressor){event->title, DK_REGRESSOR_EVENT, from < 0 ? 0 : (size_t)from, pulse};
    return true;
}

/* True when the event lies within the series, so that a pulse can say something. */
static bool is_inside(const dk_series *s, const dk_happening *event)
{
    return event->to >= s->start.index && event->from < s->start.index + (int64_t)s->n;
}

static bool add_regressors(const dk_demand_builder *b, dk_series *s)
{
    static const int32_t close[2] = {DK_FESTIVAL_CLOSE_FROM, DK_FESTIVAL_CLOSE_TO},
                         hire[2] = {DK_FESTIVAL_HIRE_FROM, DK_FESTIVAL_HIRE_TO},
                         late[2] = {DK_FESTIVAL_HIRE_TO + 1, DK_FESTIVAL_LATE_TO};
    const dk_happening *events = b->events.items;
    dk_regressors *table = dk_arena_alloc(b->arena, sizeof *table);
    dk_regressor *columns = dk_arena_array(b->arena, DK_REGRESSORS_MAX, sizeof *columns);
    if (table == NULL || columns == NULL)
        return false;
    *table = (dk_regressors){.n_periods = s->n + DK_DEMAND_AHEAD, .columns = columns};
    if (!workdays_column(b, s, table->n_periods, &columns[table->n++]))
        return false;
    if (b->festivals.n > 0) {
        if (!festival_column(b, s, table->n_periods, "festival closing", close, &columns[1]) ||
            !festival_column(b, s, table->n_periods, "festival hiring", hire, &columns[2]) ||
            !festival_column(b, s, table->n_periods, "late hiring", late, &columns[3]))
            return false;
        table->n += 3;
    }
    for (size_t i = 0; i < b->events.n && table->n < DK_REGRESSORS_MAX; i++)
        if (is_inside(s, &events[i]) &&
            !event_column(b, s, table->n_periods, &events[i], &columns[table->n++]))
            return false;
    s->regressors = table;
    return true;
}

/* ---- rows ---- */

/* What one row gives to one specialty. */
static void put(column *to, size_t at, const dk_demand_row *row, int64_t milli, int64_t reposted,
                double raise)
{
    to->reported[at] += milli;
    to->reposted[at] += reposted;
    to->milli[at] += llround((double)milli * raise);
    to->n_ent[at] += row->n_ent;
    to->known[at] = true;
}

/* 0: the last three months, 1: the same a year before, -1: neither. */
static int quarter_of(const dk_demand_builder *b, int64_t at)
{
    if (at >= b->end - QUARTER && at < b->end)
        return 0;
    return at >= b->end - YEAR - QUARTER && at < b->end - YEAR ? 1 : -1;
}

/* What one row says of openings per seeker goes to the specialties by the same shares. */
static void count_seekers(dk_demand_builder *b, const dk_demand_row *row, int64_t at,
                          const share *shares, size_t n, int64_t whole)
{
    int quarter = quarter_of(b, at);
    column *columns = b->columns.items;
    int64_t valid = (row->carried + row->openings) * WHOLE, seekers = row->seekers * WHOLE;
    if (quarter < 0)
        return;
    b->valid[quarter] += valid;
    b->seekers[quarter] += seekers;
    for (size_t i = 0; i < n; i++) {
        columns[shares[i].column].valid[quarter] += valid / whole * shares[i].permille;
        columns[shares[i].column].seekers[quarter] += seekers / whole * shares[i].permille;
    }
}

/* `part` of `whole` shares of `all`, rounded down. */
static int64_t portion(int64_t all, int64_t part, int64_t whole)
{
    return all / whole * part + all % whole * part / whole;
}

/* Adds to the occupation's own months. False when memory is out. */
static bool put_occupation(dk_demand_builder *b, const char *code, size_t at, int64_t milli)
{
    trade *all = b->occupations.items, *to = NULL;
    for (size_t i = 0; to == NULL && i < b->occupations.n; i++)
        to = strcmp(all[i].code, code) == 0 ? &all[i] : NULL;
    if (to == NULL) {
        to = push(b, &b->occupations, sizeof *to);
        if (to == NULL)
            return false;
        *to = (trade){dk_arena_text(b->arena, code),
                      dk_arena_array(b->arena, N_MONTHS, sizeof *to->milli),
                      dk_arena_array(b->arena, N_MONTHS, sizeof *to->known)};
        b->is_broken |= to->code == NULL || to->milli == NULL || to->known == NULL;
    }
    if (b->is_broken)
        return false;
    to->milli[at] += milli;
    to->known[at] = true;
    return true;
}

bool dk_demand_row_add(dk_demand_builder *b, const dk_demand_row *row)
{
    int64_t at = index_of(row->month), openings = row->openings - row->reposted;
    if (!get_ready(b))
        return false;
    if (at < 0 || at >= b->end)
        return true;
    industry *in = industry_find(b, row->industry);
    double raise = raise_of(in, at);
    int64_t all = (openings < 0 ? 0 : openings) * WHOLE, again = row->reposted * WHOLE, part = 0,
            whole;
    bool is_recent = in != NULL && at >= b->end - YEAR;
    column *columns = b->columns.items;
    size_t n;
    const share *shares = shares_of(b, row->occupation, &n, &whole);
    count_seekers(b, row, at, shares, n, whole);
    for (size_t i = 0; i < n; i++) {
        int64_t before = part;
        part += shares[i].permille;
        column *to = &columns[shares[i].column];
        int64_t milli = portion(all, part, whole) - portion(all, before, whole);
        put(to, (size_t)at, row, milli, portion(again, part, whole) - portion(again, before, whole),
            raise);
        if (is_recent)
            to->industry[in - (industry *)b->industries.items] += milli;
    }
    if (is_recent)
        in->milli += all;
    if (!put_occupation(b, row->occupation, (size_t)at, llround((double)all * raise)))
        return false;
    if (part < WHOLE)
        put(&columns[0], (size_t)at, row, all - portion(all, part, whole),
            again - portion(again, part, whole), raise);
    return true;
}

void dk_demand_shares(dk_demand_builder *b, const char *occupation,
                      void (*each)(void *ctx, const char *specialty, double share), void *ctx)
{
    int64_t whole;
    size_t n;
    if (!get_ready(b))
        return;
    const column *columns = b->columns.items;
    const share *shares = shares_of(b, occupation, &n, &whole);
    for (size_t i = 0; i < n; i++)
        each(ctx, columns[shares[i].column].code, (double)shares[i].permille / (double)whole);
}

/* ---- series ---- */

static int by_code(const void *a, const void *b)
{
    const dk_demand_series *x = a, *y = b;
    return strcmp(x->specialty, y->specialty);
}

/* Staff of the industries in the parts of their openings of the last year that go to the specialty.
 */
static double staff_of(const dk_demand_builder *b, const column *c)
{
    const industry *all = b->industries.items;
    double sum = -1;
    for (size_t i = 0; i < b->industries.n; i++)
        if (all[i].milli > 0 && all[i].staff > 0 && c->industry[i] > 0)
            sum =
                fmax(sum, 0) + (double)all[i].staff * (double)c->industry[i] / (double)all[i].milli;
    return sum;
}

/* The share of an occupation that falls to a column. */
static double share_of(const dk_demand_builder *b, const char *code, size_t to)
{
    int64_t whole;
    size_t n;
    const share *shares = shares_of(b, code, &n, &whole);
    for (size_t i = 0; i < n; i++)
        if (shares[i].column == to)
            return (double)shares[i].permille / (double)whole;
    return 0;
}

/* Brings the months before a new occupation to the footing of those after it (models/joined.h);
 * what falls to no specialty stays as its rows are. factor[end - first]. False when memory is out.
 */
static bool join(const dk_demand_builder *b, size_t to, size_t first, size_t end, double *factor,
                 dk_joined *out)
{
    const trade *all = b->occupations.items;
    size_t n = end - first, n_parts = 0;
    dk_join_part *parts = dk_arena_array(b->arena, b->occupations.n, sizeof *parts);
    if (parts == NULL)
        return false;
    for (size_t i = 0; to > 0 && i < b->occupations.n; i++) {
        double part = share_of(b, all[i].code, to);
        double *value = part > 0 ? dk_arena_array(b->arena, n, sizeof *value) : NULL;
        if (part > 0 && value == NULL)
            return false;
        for (size_t t = 0; part > 0 && t < n; t++)
            value[t] = part * (double)all[i].milli[first + t];
        if (part > 0)
            parts[n_parts++] = (dk_join_part){value, all[i].known + first};
    }
    *out = dk_join(parts, n_parts, n, factor);
    return true;
}

/* From the first month with a row, or where a new occupation made most of it, to the last before
 * as_of; n is 0 when there is none. */
static dk_code series_of(const dk_demand_builder *b, size_t column_index, dk_demand_series *out,
                         dk_err *err)
{
    const column *from = &((const column *)b->columns.items)[column_index];
    size_t first = 0, end = (size_t)b->end;
    while (first < end && !from->known[first])
        first++;
    double *factor = dk_arena_array(b->arena, end - first, sizeof *factor);
    double *value = dk_arena_array(b->arena, end - first, sizeof *value);
    double *reported = dk_arena_array(b->arena, end - first, sizeof *reported);
    double *reposted = dk_arena_array(b->arena, end - first, sizeof *reposted);
    if (factor == NULL || value == NULL || reported == NULL || reposted == NULL ||
        !join(b, column_index, first, end, factor, &out->joined))
        return DK_NO_MEMORY(err);
    first += out->joined.begin;
    factor += out->joined.begin;
    out->joined.at -= out->joined.begin;
    for (size_t i = first; i < end; i++) {
        value[i - first] = (double)from->milli[i] / WHOLE * factor[i - first];
        reported[i - first] = (double)from->reported[i] / WHOLE;
        reposted[i - first] = (double)from->reposted[i] / WHOLE;
    }
    out->specialty = from->code;
    out->staff = staff_of(b, from);
    for (int q = 0; q < 2; q++) {
        out->valid[q] = (double)from->valid[q] / WHOLE;
        out->seekers[q] = (double)from->seekers[q] / WHOLE;
    }
    out->reported = reported;
    out->reposted = reposted;
    out->series =
        (dk_series){.key = from->code,
                    .group = "demand",
                    .start = {DK_PERIOD_MONTH, dk_month_of(FIRST_YEAR, 1) + (int64_t)first},
                    .season = YEAR,
                    .nature = DK_NATURE_POSITIVE,
                    .n = end - first,
                    .value = value,
                    .known = from->known + first,
                    .n_ent = from->n_ent + first};
    return add_regressors(b, &out->series) ? DK_OK : DK_NO_MEMORY(err);
}

dk_code dk_demand_finish(dk_demand_builder *b, dk_demand_list *out, dk_err *err)
{
    *out = (dk_demand_list){.items = dk_arena_array(b->arena, b->columns.n, sizeof *out->items),
                            .events = b->events.items,
                            .n_events = b->events.n,
                            .covered_by = b->reports.n > 0  ? DK_COVERED_BY_REPORTS
                                          : b->counts.n > 0 ? DK_COVERED_BY_COUNTS
                                                            : DK_COVERED_BY_NOTHING};
    if (!get_ready(b) || out->items == NULL)
        return DK_NO_MEMORY(err);
    for (int q = 0; q < 2; q++) {
        out->valid[q] = (double)b->valid[q] / WHOLE;
        out->seekers[q] = (double)b->seekers[q] / WHOLE;
    }
    for (size_t i = 0; i < b->columns.n; i++) {
        if (series_of(b, i, &out->items[out->n], err) != DK_OK)
            return DK_FAILED;
        out->n += out->items[out->n].series.n > 0;
    }
    qsort(out->items, out->n, sizeof *out->items, by_code);
    return DK_OK;
}
