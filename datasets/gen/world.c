/* datasets/gen/world.c - see world.h. */
#include "datasets/gen/world.h"

#include <assert.h>
#include <string.h>

#include "core/base/parse.h"
#include "core/table/table.h"
#include "datasets/gen/draw.h"
#include "datasets/gen/messages.h"

/* Weights by place in the code list; town 0 is the county town and the bases lie in towns 0 to 3.
 */
static const struct {
    double people, firms;
} map[DK_N_TOWNS] = {{26, 30}, {11, 20}, {9, 14}, {8, 10}, {8, 7}, {7, 5},
                     {6, 4},   {6, 3},   {5, 3},  {5, 2},  {5, 1}, {4, 1}};

double dk_world_num(const dk_world *world, const char *key)
{
    return dk_params_num(world->params, key);
}

dk_random dk_world_stream(const dk_world *world, const char *name)
{
    return dk_random_stream(world->options.seed, name);
}

size_t dk_world_town(const dk_world *world, dk_random *random)
{
    double weights[DK_N_TOWNS];
    for (size_t i = 0; i < DK_N_TOWNS; i++)
        weights[i] = world->towns[i].people;
    return dk_draw_weighted(random, weights, DK_N_TOWNS);
}

size_t dk_world_trade(const dk_world *world, const char *key)
{
    size_t i = 0;
    while (i < world->n_trades && strcmp(world->trades[i].key, key) != 0)
        i++;
    return i;
}

double dk_trade_graduates(const dk_trade *trade)
{
    if (trade->kind == DK_TRADE_SHORT)
        return trade->short_year;
    if (trade->kind == DK_TRADE_GENERAL)
        return 1;
    return trade->students[2];
}

/* Index of the town with that code; DK_N_TOWNS when it is none of the county. */
static size_t town_of(const dk_world *world, const char *code)
{
    size_t i = 0;
    while (i < DK_N_TOWNS && strcmp(world->towns[i].code, code) != 0)
        i++;
    return i;
}

static void take_link(dk_world *world, const dk_row *row)
{
    int64_t minutes;
    if (row->n_cells < 3 || !dk_parse_int(row->cells[2].text, 0, 600, &minutes))
        return; /* the header */
    size_t from = town_of(world, row->cells[0].text), to = town_of(world, row->cells[1].text);
    if (from < DK_N_TOWNS && to < DK_N_TOWNS)
        world->minutes[from][to] = (double)minutes;
}

/* Travel times: the table the registers use too (columns from, to, minutes). */
static dk_code load_links(dk_world *world, dk_err *err)
{
    const char *path = dk_arena_format(world->arena, "%s/town_links.csv", world->options.codes_dir);
    dk_table *table = NULL;
    dk_row row;
    if (path == NULL)
        return DK_NO_MEMORY(err);
    if (dk_table_open(path, "town_links.csv", NULL, &table, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_table_rewind(table, 0, err);
    while (code == DK_OK && (code = dk_table_next(table, &row, err)) == DK_OK && row.n_cells > 0)
        take_link(world, &row);
    dk_table_close(table);
    return code;
}

/* Towns of the code list in its order: those of the made-up county. */
static dk_code load_towns(dk_world *world, dk_err *err)
{
    size_t n, found = 0;
    const dk_list_row *rows = dk_lists_all(world->lists, "town", &n);
    for (size_t i = 0; i < n && found < DK_N_TOWNS; i++) {
        if (strncmp(rows[i].code, "980126", 6) != 0)
            continue;
        world->towns[found] =
            (dk_town){rows[i].code, rows[i].name, map[found].people, map[found].firms};
        found++;
    }
    if (found < DK_N_TOWNS)
        return DK_FAIL(err, MSG_GEN_CODE_MISSING, DK_NOWHERE, dk_arg_str("town"),
                       dk_arg_str("980126"));
    for (size_t i = 0; i < DK_N_TOWNS; i++)
        for (size_t j = 0; j < DK_N_TOWNS; j++)
            world->minutes[i][j] = 60;
    return load_links(world, err);
}

/* The list's name of one of `names`; NULL for "-". */
static const char *name_in(dk_world *world, const char *list, const char *names, dk_err *err)
{
    const dk_list_row *row = NULL;
    if (strcmp(names, "-") == 0 || names[0] == '\0')
        return NULL;
    return dk_lists_get(world->lists, list, names, &row, err) == DK_OK ? row->name : NULL;
}

static const char *code_in(dk_world *world, const char *list, const char *names, dk_err *err)
{
    const dk_list_row *row = NULL;
    if (strcmp(names, "-") == 0 || names[0] == '\0')
        return NULL;
    return dk_lists_get(world->lists, list, names, &row, err) == DK_OK ? row->code : NULL;
}

/* Splits `text` at | into at most DK_MAX_OCCS parts; returns their number. */
static size_t split(dk_arena *arena, const char *text, const char *parts[DK_MAX_OCCS])
{
    size_t n = 0;
    while (n < DK_MAX_OCCS && *text != '\0') {
        size_t len = strcspn(text, "|");
        parts[n++] = dk_arena_copy(arena, text, len);
        text += len + (text[len] == '|');
    }
    return n;
}

static void load_occs(dk_world *world, dk_trade *trade, const char *prefix, dk_err *err)
{
    const char *codes[DK_MAX_OCCS], *titles[DK_MAX_OCCS];
    double weights[DK_MAX_OCCS], pay[DK_MAX_OCCS];
    size_t n = split(world->arena, dk_params_text(world->params, prefix, "occ_codes"), codes);
    size_t n_titles =
        split(world->arena, dk_params_text(world->params, prefix, "occ_titles"), titles);
    if (n == 1 && strcmp(codes[0], "-") == 0)
        return;
    trade->n_occs = n < n_titles ? n : n_titles;
    dk_params_row(world->params, prefix, "occ_weights", weights, trade->n_occs);
    dk_params_row(world->params, prefix, "occ_pay", pay, trade->n_occs);
    for (size_t i = 0; i < trade->n_occs; i++)
        trade->occs[i] = (dk_trade_occ){code_in(world, "occupation", codes[i], err), titles[i],
                                        weights[i], pay[i]};
}

static void load_trade_texts(dk_world *world, dk_trade *trade, const char *prefix, dk_err *err)
{
    dk_params *p = world->params;
    const char *kind = dk_params_text(p, prefix, "kind");
    trade->kind = strcmp(kind, "school") == 0  ? DK_TRADE_SCHOOL
                  : strcmp(kind, "short") == 0 ? DK_TRADE_SHORT
                                               : DK_TRADE_GENERAL;
    trade->title = dk_params_text(p, prefix, "title");
    trade->specialty = code_in(world, "specialty", dk_params_text(p, prefix, "specialty"), err);
    trade->class_word = dk_params_text(p, prefix, "class");
    trade->industry = code_in(world, "industry", dk_params_text(p, prefix, "industry"), err);
    trade->base = name_in(world, "base", dk_params_text(p, prefix, "base"), err);
    trade->firm_suffix = dk_params_text(p, prefix, "firm_suffix");
    trade->model = dk_params_text(p, prefix, "model");
    trade->cert_legal = name_in(world, "cert", dk_params_text(p, prefix, "cert_legal"), err);
    trade->cert_pref = name_in(world, "cert", dk_params_text(p, prefix, "cert_pref"), err);
}

static dk_code load_trade(dk_world *world, const char *key, dk_err *err)
{
    dk_params *p = world->params;
    dk_trade *trade = &world->trades[world->n_trades];
    const char *prefix = dk_arena_format(world->arena, "trade.%s", key);
    if (prefix == NULL)
        return DK_NO_MEMORY(err);
    trade->key = key;
    load_trade_texts(world, trade, prefix, err);
    dk_params_row(p, prefix, "students", trade->students, 3);
    dk_params_row(p, prefix, "teachers", trade->teachers, 3);
    dk_params_row(p, prefix, "calendar", trade->calendar, 12);
    trade->short_year = dk_params_of(p, prefix, "short");
    trade->bench = dk_params_of(p, prefix, "bench");
    trade->firms = dk_params_of(p, prefix, "firms");
    trade->anchors = dk_params_of(p, prefix, "anchors");
    trade->anchor_share = dk_params_of(p, prefix, "anchor_share");
    trade->demand_2018 = dk_params_of(p, prefix, "demand");
    trade->trend_year = dk_params_of(p, prefix, "trend");
    trade->shape = dk_params_of(p, prefix, "shape");
    trade->turnover = dk_params_of(p, prefix, "turnover");
    trade->return_rate = dk_params_of(p, prefix, "return");
    trade->closed_level = dk_params_of(p, prefix, "closed");
    trade->history_months = (int)dk_params_of(p, prefix, "history");
    trade->ratio = dk_params_of(p, prefix, "ratio");
    trade->experienced = dk_params_of(p, prefix, "experienced");
    trade->pay = dk_params_of(p, prefix, "pay");
    trade->night = dk_params_of(p, prefix, "night");
    trade->dorm = dk_params_of(p, prefix, "dorm");
    trade->leave = dk_params_of(p, prefix, "leave");
    load_occs(world, trade, prefix, err);
    trade->first_occ = world->n_occs;
    world->n_occs += trade->n_occs;
    world->n_trades++;
    /* A code that is absent set `err` above; the first one is reported. */
    return err->msg == NULL ? DK_OK : DK_FAILED;
}

static dk_code load_trades(dk_world *world, dk_err *err)
{
    const char *at = dk_params_text(world->params, NULL, "trades");
    while (*at != '\0' && world->n_trades < DK_MAX_TRADES) {
        size_t len = strcspn(at, " ");
        const char *key = dk_arena_copy(world->arena, at, len);
        if (key == NULL)
            return DK_NO_MEMORY(err);
        if (load_trade(world, key, err) != DK_OK)
            return DK_FAILED;
        at += len;
        at += strspn(at, " ");
    }
    return DK_OK;
}

static void set_scale(dk_world *world)
{
    static const double people[] = {0.0592, 1, 49.36}, firms[] = {0.0645, 1, 49.36},
                        posts[] = {1.4, 1, 1.6};
    dk_gen_size size = world->options.size;
    world->people_scale = people[size];
    world->firm_scale = firms[size];
    world->post_scale = posts[size];
}

dk_code dk_world_load(dk_arena *arena, const dk_gen_options *options, dk_world *out, dk_err *err)
{
    assert(options->codes_dir != NULL && options->params_dir != NULL && options->world != NULL);
    dk_world *world = out;
    *world = (dk_world){.arena = arena, .options = *options};
    if (dk_params_load(arena, options->params_dir, options->world, options->seed, &world->params,
                       err) != DK_OK ||
        dk_lists_load(arena, options->codes_dir, &world->lists, err) != DK_OK ||
        dk_festival_load(options->params_dir, &world->festival, err) != DK_OK ||
        load_towns(world, err) != DK_OK || load_trades(world, err) != DK_OK)
        return DK_FAILED;
    set_scale(world);
    world->n_months = (int)dk_world_num(world, "history.months");
    if (world->n_months > DK_MAX_MONTHS)
        world->n_months = DK_MAX_MONTHS;
    world->first_month = dk_month_of_day(options->as_of) - world->n_months;
    /* The year after the as-of day is drawn too. */
    dk_day unused;
    for (int32_t year = world->first_month / 12; year <= dk_civil_of(options->as_of).year + 1;
         year++)
        if (dk_festival_day(&world->festival, year, &unused, err) != DK_OK)
            return DK_FAILED;
    return dk_params_check(world->params, err);
}
