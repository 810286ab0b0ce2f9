/* tests/unit/usecase/test_series.c - hand-made demand to series per specialty.
 *
 * Shares are given here, not taken from the built-in table: occupation 3-01-01-01 is YZ0004 600,
 * YZ0002 100, none 300. Expected numbers are by hand.
 */
#include "tests/unit/usecase/demand_centre.h"

enum { WHOLE = 1000 };

static dk_demand_list load(world *w, dk_day as_of)
{
    dk_demand_list demand = {0};
    dk_store *store = NULL;
    must(w, dk_app_borrow(w->app, &store, &w->err));
    must(w, dk_demand_load(&(dk_source){.store = store, .seq = DK_NOW}, as_of, w->arena, &demand,
                           NULL, &w->err));
    dk_app_return(w->app, store);
    return demand;
}

static const dk_series *series_of(const dk_demand_list *demand, const char *specialty)
{
    for (size_t i = 0; i < demand->n; i++)
        if (strcmp(demand->items[i].specialty, specialty) == 0)
            return &demand->items[i].series;
    return NULL;
}

static int64_t milli(double value)
{
    return (int64_t)(value * WHOLE + 0.5);
}

/* All specialties of a month together, in thousandths. */
static int64_t total(const dk_demand_list *demand, dk_month month)
{
    int64_t sum = 0;
    for (size_t i = 0; i < demand->n; i++) {
        const dk_series *s = &demand->items[i].series;
        int64_t at = month - s->start.index;
        if (at >= 0 && at < (int64_t)s->n && dk_series_known(s, (size_t)at))
            sum += milli(s->value[at]);
    }
    return sum;
}

static void load__no_demand(void **state)
{
    dk_demand_list demand = load(*state, dk_day_of(2026, 3, 2));
    assert_int_equal(demand.n, 0);
}

static void load__shares_and_exact_totals(void **state)
{
    world *w = *state;
    /* 7 openings: 4.2 + 0.7 + 2.1; of 5 with 2 posted again 3 remain: 1.8 + 0.3 + 0.9. */
    import(w, "demand",
           HEAD "2025-11,980126100000,A01,3-01-01-01,7,0,2\n2025-11,980126101000,A01,3-01-01-01,5,"
                "2,1\n2026-02,980126100000,A01,3-01-01-01,1,,1\n");
    dk_demand_list demand = load(w, dk_day_of(2026, 3, 2));
    assert_int_equal(demand.n, 3);
    const dk_series *main = series_of(&demand, "YZ0004"), *side = series_of(&demand, "YZ0002");
    assert_int_equal(main->start.index, dk_month_of(2025, 11));
    assert_int_equal(main->n, 4);
    assert_int_equal(main->season, 12);
    assert_int_equal(milli(main->value[0]), 6000);
    assert_int_equal(milli(side->value[0]), 1000);
    assert_int_equal(milli(series_of(&demand, DK_NO_SPECIALTY)->value[0]), 3000);
    assert_int_equal(total(&demand, dk_month_of(2025, 11)), 10 * WHOLE);
    assert_int_equal(total(&demand, dk_month_of(2026, 2)), 1 * WHOLE);
    assert_int_equal(main->n_ent[0], 3);
}

static void load__months_without_rows_are_missing(void **state)
{
    world *w = *state;
    import(
        w, "demand",
        HEAD
        "2025-11,980126100000,A01,3-01-01-01,7,0,2\n2026-01,980126100000,A01,3-01-01-01,0,0,1\n");
    dk_demand_list demand = load(w, dk_day_of(2026, 3, 2));
    const dk_series *s = series_of(&demand, "YZ0004");
    assert_int_equal(s->n, 4);
    assert_true(s->known[0]);
    assert_false(s->known[1]);
    assert_true(s->known[2]); /* reported as none: zero, not missing */
    assert_int_equal(milli(s->value[2]), 0);
    assert_false(s->known[3]);
}

static void load__nothing_from_as_of_on_is_seen(void **state)
{
    world *w = *state;
    import(w, "demand",
           HEAD "2025-11,980126100000,A01,3-01-01-01,7,0,2\n2025-12,980126100000,A01,3-01-01-01,90,"
                "0,2\n2026-05,980126100000,A01,3-01-01-01,90,0,2\n");
    dk_demand_list demand = load(w, dk_day_of(2025, 12, 31));
    const dk_series *s = series_of(&demand, "YZ0004");
    assert_int_equal(s->n, 1);
    assert_int_equal(milli(s->value[0]), 4200);
    assert_int_equal(load(w, dk_day_of(2025, 11, 30)).n, 0);
}

static void load__occupation_without_shares_goes_to_none(void **state)
{
    world *w = *state;
    import(w, "crosswalk",
           "specialty_code,occ_code,grade,share_permille,until\n"
           "YZ0004,3-01-01-01,match,600,2025-12-31\nYZ0002,3-01-01-01,related,100,2025-12-31\n");
    import(w, "demand", HEAD "2025-11,980126100000,A01,3-01-01-01,7,0,2\n");
    dk_demand_list demand = load(w, dk_day_of(2026, 3, 2));
    assert_int_equal(demand.n, 1);
    assert_string_equal(demand.items[0].specialty, DK_NO_SPECIALTY);
    assert_int_equal(total(&demand, dk_month_of(2025, 11)), 7 * WHOLE);
}

static void load__shares_beyond_the_whole_are_scaled(void **state)
{
    world *w = *state;
    import(w, "crosswalk",
           "specialty_code,occ_code,grade,share_permille\n"
           "YZ0004,3-01-01-01,match,1000\nYZ0002,3-01-01-01,related,500\n");
    import(w, "demand", HEAD "2025-11,980126100000,A01,3-01-01-01,10,0,2\n");
    dk_demand_list demand = load(w, dk_day_of(2026, 3, 2));
    /* 10 * 2/3 and 10 * 1/3 in whole thousandths */
    int64_t main = milli(series_of(&demand, "YZ0004")->value[0]);
    assert_true(main == 6666 || main == 6667);
    assert_int_equal(total(&demand, dk_month_of(2025, 11)), 10 * WHOLE);
}

/* Two firms of 75 % and 25 % of the openings; the small one sends no report for February. */
static void load__fewer_reports_are_not_less_demand(void **state)
{
    world *w = *state;
    import(w, "enterprises",
           "uscc,ent_name,industry_code\n91980126MA0007919H,甲厂,A01\n"
           "91980126MA00158384,乙厂,A01\n");
    import(w, "reports",
           "month,uscc,new_openings\n2025-12,91980126MA0007919H,30\n"
           "2025-12,91980126MA00158384,10\n2026-01,91980126MA0007919H,60\n"
           "2026-01,91980126MA00158384,20\n2026-02,91980126MA0007919H,30\n");
    import(w, "demand",
           HEAD "2025-12,980126100000,A01,3-01-01-01,40,0,2\n"
                "2026-01,980126100000,A01,3-01-01-01,80,0,2\n"
                "2026-02,980126100000,A01,3-01-01-01,30,0,1\n");
    dk_demand_list demand = load(w, dk_day_of(2026, 3, 2));
    const dk_series *s = series_of(&demand, "YZ0004");
    assert_int_equal(milli(s->value[0]), 24000);
    assert_int_equal(milli(s->value[1]), 48000);
    assert_int_equal(milli(s->value[2]), 24000); /* 30 / 0.75, of which 60 % */
    for (size_t i = 0; i < demand.n; i++)
        if (strcmp(demand.items[i].specialty, "YZ0004") == 0)
            assert_int_equal(milli(demand.items[i].reported[2]), 18000);
    /* Closed at the end of January, it is not expected in February. */
    import(w, "enterprises", "uscc,ent_name,closed_on\n91980126MA00158384,乙厂,2026-01-31\n");
    demand = load(w, dk_day_of(2026, 3, 2));
    assert_int_equal(milli(series_of(&demand, "YZ0004")->value[2]), 18000);
}

/* 求人倍率 of the last three months and of the same a year before; shares leave it alone. */
static void load__openings_per_seeker(void **state)
{
    world *w = *state;
    import(w, "demand",
           "month,town_code,industry_code,occ_code,carried,new_openings,seekers,n_ent\n"
           "2025-01,980126100000,A01,3-01-01-01,10,30,50,2\n"
           "2025-11,980126100000,A01,3-01-01-01,500,500,10,2\n"
           "2025-12,980126100000,A01,3-01-01-01,20,40,40,2\n"
           "2026-02,980126100000,A01,3-01-01-01,30,60,60,2\n");
    dk_demand_list demand = load(w, dk_day_of(2026, 3, 2));
    assert_int_equal(milli(demand.valid[0]), 150 * WHOLE);
    assert_int_equal(milli(demand.seekers[0]), 100 * WHOLE);
    assert_int_equal(milli(demand.valid[1]), 40 * WHOLE);
    dk_outlook_ref *ref = NULL;
    const dk_outlook *o = NULL;
    must(w, dk_uc_forecasts(&(dk_call){w->app, &CLERK, NULL}, 6, DK_DAY_NONE, &ref, &o, &w->err));
    assert_int_equal(milli(o->ratio), 1500);
    assert_int_equal(milli(o->ratio_before), 800);
    assert_int_equal(milli(o->items[0].ratio), 1500);
    dk_uc_forecasts_release(ref);
}

static void forecasts__list_and_find(void **state)
{
    world *w = *state;
    dk_outlook_ref *ref = NULL, *again = NULL;
    const dk_outlook *outlook = NULL, *same = NULL;
    const dk_outlook_item *item = NULL;
    char sheet[8192] = HEAD;
    for (int32_t m = dk_month_of(2022, 1); m < dk_month_of(2026, 3); m++) {
        char month[8];
        size_t used = strlen(sheet);
        dk_month_format(m, month);
        snprintf(sheet + used, sizeof sheet - used, "%s,980126100000,A01,3-01-01-01,%d,0,3\n",
                 month, 40 + m % 12);
    }
    import(w, "demand", sheet);
    must(w, dk_uc_forecasts(&(dk_call){w->app, &CLERK, NULL}, 6, DK_DAY_NONE, &ref, &outlook,
                            &w->err));
    assert_int_equal(outlook->n, 2); /* demand for no specialty is not forecast */
    must(w, dk_uc_forecast_find(outlook, "YZ0004", &item, &w->err));
    assert_int_equal(item->n_known, 50);
    assert_int_equal(item->forecast.first.index, dk_month_of(2026, 3));
    /* March 2025 to February 2026: 12 * 40 + (0 + 1 + .. + 11) = 546 openings, 60 % of them */
    assert_int_equal(milli(item->last12), 327600);
    assert_true(item->next12.lo80 <= item->next12.mean && item->next12.mean <= item->next12.hi80);
    assert_true(item->next12.mean > 300 && item->next12.mean < 360);
    must(w,
         dk_uc_forecasts(&(dk_call){w->app, &CLERK, NULL}, 6, DK_DAY_NONE, &again, &same, &w->err));
    assert_ptr_equal(outlook, same); /* one generation */
    assert_int_equal(dk_uc_forecast_find(outlook, "700206", &item, &w->err), DK_FAILED);
    assert_true(dk_err_is(&w->err, MSG_FORECAST_SPECIALTY));
    dk_uc_forecasts_release(ref);
    dk_uc_forecasts_release(again);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(load__no_demand),
        CASE(load__shares_and_exact_totals),
        CASE(load__months_without_rows_are_missing),
        CASE(load__nothing_from_as_of_on_is_seen),
        CASE(load__occupation_without_shares_goes_to_none),
        CASE(load__shares_beyond_the_whole_are_scaled),
        CASE(load__fewer_reports_are_not_less_demand),
        CASE(load__openings_per_seeker),
        CASE(forecasts__list_and_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
