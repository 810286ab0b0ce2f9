/* api/usecase/plants.c - announced plants, corrections, graduates, factors of an outlook
 * (outlook.h). */
#include <assert.h>
#include <string.h>

#include "api/usecase/app.h"
#include "api/usecase/outlook.h"
#include "api/usecase/quota.h"
#include "api/usecase/values.h"
#include "core/base/parse.h"
#include "core/register/fields.h"

enum { PERMILLE = 1000, YEAR = 12 };

typedef struct {
    const dk_source *source;
    dk_demand_builder *builder;
    dk_arena *arena;
    dk_outlook *outlook;
    double delay, turnover;
    size_t *room;     /* per item */
    double *own_seek; /* per item, -1: not stated */
    bool is_broken;
    dk_err *err;
} loader;

static dk_outlook_item *item_of(const loader *l, const char *specialty)
{
    for (size_t i = 0; i < l->outlook->n; i++)
        if (strcmp(l->outlook->items[i].code, specialty) == 0)
            return &l->outlook->items[i];
    return NULL;
}

/* A number of the settings, or `fallback`. */
static double setting(const dk_codes *codes, const char *key, double fallback)
{
    const char *text = dk_app_setting(codes, key);
    int64_t number;
    return text != NULL && dk_parse_decimal(text, 3, &number) ? (double)number / PERMILLE
                                                              : fallback;
}

static bool make_room(loader *l)
{
    l->room = dk_arena_array(l->arena, l->outlook->n, sizeof *l->room);
    return l->room != NULL;
}

/* ---- plants ---- */

/* Adds `posts` of a plant to an item; two of its occupations may serve the same specialty. */
static void add_plant(loader *l, dk_outlook_item *item, const dk_announced *plant, double posts)
{
    size_t at = (size_t)(item - l->outlook->items);
    dk_announced *list = item->announced;
    if (item->n_announced > 0 && list[item->n_announced - 1].key == plant->key) {
        list[item->n_announced - 1].posts += posts;
        return;
    }
    list = dk_arena_grow(l->arena, list, item->n_announced, &l->room[at], sizeof *list);
    if (list == NULL) {
        l->is_broken = true;
        return;
    }
    list[item->n_announced] = *plant;
    list[item->n_announced++].posts = posts;
    item->announced = list;
}

typedef struct {
    loader *l;
    const dk_announced *plant;
    double posts;
} shared_posts;

static void add_share(void *ctx, const char *specialty, double share)
{
    const shared_posts *s = ctx;
    dk_outlook_item *item = item_of(s->l, specialty);
    if (item != NULL)
        add_plant(s->l, item, s->plant, s->posts * share);
}

static bool on_project(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    const char *stage = dk_str(r, DK_PROJECTS_stage);
    dk_month now = dk_month_of_day(l->outlook->as_of);
    int64_t start = dk_num(r, DK_PROJECTS_start_month, now);
    const dk_value *posts = &r->v[DK_PROJECTS_posts];
    if (strcmp(stage, "running") == 0 || strcmp(stage, "stopped") == 0 || posts->kind != DK_V_LIST)
        return true;
    const dk_announced plant = {
        .key = dk_arena_text(l->arena, dk_str(r, DK_PROJECTS_project_no)),
        .title = dk_arena_text(l->arena, dk_str(r, DK_PROJECTS_title)),
        .start = start < now ? now : start,
        .ramp = (int32_t)dk_num(r, DK_PROJECTS_ramp_months, 1),
        .probability = (double)dk_num(r, DK_PROJECTS_probability_permille, 0) / PERMILLE,
        .delay_months = l->delay,
        .turnover = l->turnover};
    l->is_broken |= plant.key == NULL || plant.title == NULL;
    for (size_t i = 0; !l->is_broken && i < posts->n_rows; i++) {
        const dk_value *row = &posts->items[i * DK_SUB_PROJECT_POSTS_COUNT];
        shared_posts s = {l, &plant, (double)row[DK_SUB_PROJECT_POSTS_number].num};
        dk_demand_shares(l->builder, row[DK_SUB_PROJECT_POSTS_occ_code].text, add_share, &s);
    }
    return !l->is_broken;
}

dk_code dk_plants_load(const dk_source *source, dk_demand_builder *builder, const dk_codes *codes,
                       dk_arena *arena, dk_outlook *outlook, dk_err *err)
{
    assert(source->store != NULL && builder != NULL && outlook != NULL);
    loader l = {.builder = builder,
                .arena = arena,
                .outlook = outlook,
                .delay = setting(codes, "forecast_project_delay", DK_PROJECT_DELAY),
                .turnover = setting(codes, "forecast_project_turnover", DK_PROJECT_TURNOVER)};
    if (!make_room(&l))
        return DK_NO_MEMORY(err);
    if (dk_source_scan(source, "projects", on_project, &l, err) != DK_OK)
        return DK_FAILED;
    return l.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

/* ---- corrections ---- */

/* Who wrote it and when; not known of an earlier state. */
static bool add_author(loader *l, const dk_record *r, dk_correction *to)
{
    dk_provenance from;
    if (l->source->seq != DK_NOW)
        return true;
    if (dk_store_provenance(&(dk_view){l->source->store, &DK_LOADER, l->arena}, r->reg, r->id,
                            SIZE_MAX, &from, l->err) != DK_OK)
        return false;
    to->user = from.user;
    to->at_ms = from.at_ms;
    return true;
}

static bool on_correction(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    char no[24];
    dk_outlook_item *item = item_of(l, dk_str(r, DK_CORRECTIONS_specialty_code));
    int64_t withdrawn = dk_num(r, DK_CORRECTIONS_withdrawn_on, DK_DAY_NONE);
    if (item == NULL || (withdrawn != DK_DAY_NONE && withdrawn <= l->outlook->as_of))
        return true;
    dk_correction *list = item->corrections;
    size_t at = (size_t)(item - l->outlook->items);
    list = dk_arena_grow(l->arena, list, item->n_corrections, &l->room[at], sizeof *list);
    if (list == NULL) {
        l->is_broken = true;
        return false;
    }
    dk_record_no(r->reg, r->id, no);
    item->corrections = list;
    dk_correction *to = &list[item->n_corrections++];
    *to = (dk_correction){
        .no = dk_arena_text(l->arena, no),
        .reason = dk_arena_text(l->arena, dk_str(r, DK_CORRECTIONS_reason)),
        .source = dk_arena_text(l->arena, dk_str(r, DK_CORRECTIONS_source)),
        .from = dk_num(r, DK_CORRECTIONS_from_month, 0),
        .ramp = (int32_t)dk_num(r, DK_CORRECTIONS_ramp_months, DK_CORRECTION_RAMP),
        .posts = (double)dk_num(r, DK_CORRECTIONS_posts, 0),
        .probability = (double)dk_num(r, DK_CORRECTIONS_probability_permille, 0) / PERMILLE};
    l->is_broken |= to->no == NULL || to->reason == NULL || to->source == NULL;
    return !l->is_broken && add_author(l, r, to);
}

dk_code dk_corrections_load(const dk_source *source, dk_arena *arena, dk_outlook *outlook,
                            dk_err *err)
{
    assert(source->store != NULL && outlook != NULL);
    loader l = {.source = source, .arena = arena, .outlook = outlook, .err = err};
    if (!make_room(&l))
        return DK_NO_MEMORY(err);
    if (dk_source_scan(source, "corrections", on_correction, &l, err) != DK_OK)
        return DK_FAILED;
    if (l.is_broken)
        return DK_NO_MEMORY(err);
    return err->msg == NULL ? DK_OK : DK_FAILED;
}

/* ---- graduates ---- */

static bool on_trainee(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    dk_outlook_item *item = item_of(l, dk_str(r, DK_TRAINEES_specialty_code));
    int64_t enrolled = dk_num(r, DK_TRAINEES_enrol_ym, -1),
            months = dk_num(r, DK_TRAINEES_duration_y, 0) * YEAR / 100;
    dk_month now = dk_month_of_day(l->outlook->as_of);
    if (item == NULL || enrolled < 0 || months <= 0)
        return true;
    double *n = &item->addressable.graduates;
    *n = *n < 0 ? 0 : *n;
    *n += enrolled + months >= now && enrolled + months < now + YEAR;
    return true;
}

static bool on_specialty(void *ctx, const dk_record *r)
{
    loader *l = ctx;
    const dk_outlook_item *item = item_of(l, dk_str(r, DK_SPECIALTIES_specialty_code));
    if (item != NULL && dk_has(r, DK_SPECIALTIES_seek_permille))
        l->own_seek[item - l->outlook->items] =
            (double)dk_num(r, DK_SPECIALTIES_seek_permille, 0) / PERMILLE;
    return true;
}

dk_code dk_graduates_load(const dk_source *source, const dk_codes *codes, dk_arena *arena,
                          dk_outlook *outlook, dk_err *err)
{
    assert(source->store != NULL && codes != NULL && outlook != NULL);
    loader l = {.outlook = outlook,
                .own_seek = dk_arena_array(arena, outlook->n, sizeof *l.own_seek)};
    double seek = setting(codes, "quota_seek_share", dk_quota_params[DK_QUOTA_P_SEEK].value);
    if (l.own_seek == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < outlook->n; i++)
        l.own_seek[i] = -1;
    if (dk_source_scan(source, "trainees", on_trainee, &l, err) != DK_OK ||
        dk_source_scan(source, "specialties", on_specialty, &l, err) != DK_OK)
        return DK_FAILED;
    for (size_t i = 0; i < outlook->n; i++)
        if (outlook->items[i].addressable.graduates > 0)
            outlook->items[i].addressable.graduates *= l.own_seek[i] >= 0 ? l.own_seek[i] : seek;
    return DK_OK;
}

/* ---- factors ---- */

static const dk_factor FACTORS[DK_N_FACTORS] = {
    [DK_FACTOR_REPOSTED] = {"reposted",
                            NULL,
                            {"重复发布", "re-posts"},
                            {"需求历史近 12 个月实测", "measured on the last 12 months"},
                            0,
                            0,
                            0},
    [DK_FACTOR_NEW_GRADUATE] = {"new_graduate_share",
                                "quota_new_graduate_share",
                                {"面向应届生的比例", "open to new graduates"},
                                {"暂定，请按招聘会台账校正",
                                 "assumed; correct it from fair records"},
                                0.30,
                                0.20,
                                0.40},
    [DK_FACTOR_REPLACEMENT] = {"replacement_rate",
                               "forecast_replacement_rate",
                               {"退休离岗替补（不公开招聘的部分）",
                                "replacement that is never posted"},
                               {"暂定，按在岗职工的年比例", "assumed, a yearly share of the staff"},
                               0.012,
                               0.005,
                               0.020},
    [DK_FACTOR_CENTRE] = {"centre_share",
                          "quota_centre_share",
                          {"由本中心毕业生填补的比例", "filled from this centre"},
                          {"暂定，其余由外县、往届、其他学校填补",
                           "assumed; others supply the rest"},
                          0.10,
                          0.07,
                          0.13},
};

/* Of the last twelve months on record. */
static void measure_reposts(const dk_outlook_item *item, dk_factor *factor)
{
    double again = 0, once = 0;
    size_t n = item->series.n;
    for (size_t i = n > YEAR ? n - YEAR : 0; i < n; i++) {
        again += item->reposted[i];
        once += item->reported[i];
    }
    dk_factor_measure(factor, again, again + once);
}

void dk_factors_load(const dk_codes *codes, dk_outlook *outlook)
{
    assert(codes != NULL && outlook != NULL);
    for (size_t i = 0; i < outlook->n; i++) {
        dk_outlook_item *item = &outlook->items[i];
        for (size_t k = 0; k < DK_N_FACTORS; k++) {
            dk_factor *f = &item->addressable.factors[k];
            *f = FACTORS[k];
            if (f->setting == NULL || dk_app_setting(codes, f->setting) == NULL)
                continue;
            f->value = f->lo = f->hi = setting(codes, f->setting, f->value);
            f->source = (dk_text){"已填写的参数", "entered as a setting"};
        }
        measure_reposts(item, &item->addressable.factors[DK_FACTOR_REPOSTED]);
    }
}
