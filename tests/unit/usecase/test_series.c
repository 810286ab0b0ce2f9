/* tests/unit/usecase/test_series.c - hand-made demand to series per specialty.
 *
 * Shares are given here, not taken from the built-in table: occupation 3-01-01-01 is YZ0004 600,
 * YZ0002 100, none 300. Expected numbers are by hand.
 */
#include <math.h>

#include "api/usecase/ratios.h"
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

/* The working days of every month stand beside it; with days off on record October 2025 has 23
 * weekdays less five, one Saturday made up. */
static void load__working_days_of_the_months(void **state)
{
    world *w = *state;
    import(w, "demand", HEAD "2025-10,980126100000,A01,3-01-01-01,7,0,2\n");
    dk_demand_list demand = load(w, dk_day_of(2025, 12, 2));
    const dk_regressors *x = series_of(&demand, "YZ0004")->regressors;
    const dk_period october = {DK_PERIOD_MONTH, dk_month_of(2025, 10)};
    double usual = dk_workdays_usual(october);
    assert_int_equal(x->columns[0].kind, DK_REGRESSOR_CALENDAR);
    assert_true(fabs(x->columns[0].value[0] - log(23 / usual)) < 1e-12);
    import(w, "codes",
           "list,code,name,since,until\nday_off,2025-A,国庆,2025-10-01,2025-10-07\n"
           "day_made_up,2025-B,调休,2025-10-11,2025-10-11\n");
    demand = load(w, dk_day_of(2025, 12, 2));
    x = series_of(&demand, "YZ0004")->regressors;
    /* The only year on record is the usual one of Octobers. */
    assert_true(fabs(x->columns[0].value[0] - log(19 / (usual - 4))) < 1e-12);
    assert_true(fabs(x->columns[0].value[12] - log((22 - 4) / (usual - 4))) < 1e-12);
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

/* 3-01-01-01 gives YZ0004 six a month; from December on another occupation gives it more. */
static void load__a_new_occupation_raises_earlier_months(void **state)
{
    world *w = *state;
    import(w, "crosswalk",
           "specialty_code,occ_code,grade,share_permille\nYZ0004,6-21-06-01,match,1000\n");
    import(w, "demand",
           HEAD "2025-10,980126100000,A01,3-01-01-01,10,0,1\n2025-11,980126100000,A01,3-01-01-01,"
                "10,0,1\n2025-12,980126100000,A01,3-01-01-01,10,0,1\n2026-01,980126100000,A01,"
                "3-01-01-01,10,0,1\n2026-02,980126100000,A01,3-01-01-01,10,0,1\n"
                "2025-12,980126100000,A01,6-21-06-01,3,0,1\n2026-01,980126100000,A01,6-21-06-01,"
                "3,0,1\n2026-02,980126100000,A01,6-21-06-01,3,0,1\n");
    dk_demand_list demand = load(w, dk_day_of(2026, 3, 2));
    const dk_demand_series *main = NULL;
    for (size_t i = 0; i < demand.n; i++)
        if (strcmp(demand.items[i].specialty, "YZ0004") == 0)
            main = &demand.items[i];
    assert_non_null(main);
    assert_int_equal(main->series.n, 5);
    for (size_t t = 0; t < 5; t++)
        assert_true(labs((long)(milli(main->series.value[t]) - milli(main->reported[4]))) <= 1);
    assert_int_equal(milli(main->reported[0]), 6000);
    assert_true(milli(main->reported[4]) > 7000);
    assert_int_equal(main->joined.at, 2);
    assert_true(labs((long)(milli(6 * main->joined.ratio) - milli(main->reported[4]))) <= 1);
    /* The rest of 3-01-01-01 knows nothing of it. */
    assert_int_equal(milli(series_of(&demand, "YZ0002")->value[0]), 1000);
    dk_outlook_ref *ref = NULL;
    const dk_outlook *o = NULL;
    const char *note = NULL;
    must(w, dk_uc_forecasts(&(dk_call){w->app, &CLERK, NULL}, 6, DK_DAY_NONE, &ref, &o, &w->err));
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->items[i].code, "YZ0004") == 0)
            note = dk_outlook_note(&o->items[i], DK_EN, w->arena);
    assert_non_null(note);
    assert_non_null(strstr(note, "2025-12 on a new occupation is recorded"));
    dk_uc_forecasts_release(ref);
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

/* Three years of 100 openings from 20 firms in two towns; then one town's 10 fall silent and 50
 * remain. Each town has two occupations behind the same firms. Without reports by firm their number
 * is all there is. */
static void load__without_reports_the_number_of_firms_says_it(void **state)
{
    enum { MONTHS = 42, SILENT = 36, TOWNS = 2, ROW = 160 };
    static const char *const towns[TOWNS] = {"980126100000", "980126101000"};
    static char sheet[MONTHS * TOWNS * ROW];
    world *w = *state;
    size_t used = (size_t)sprintf(sheet, "%s", HEAD);
    for (int m = 0; m < MONTHS; m++)
        for (int town = 0; town < (m < SILENT ? TOWNS : 1); town++) {
            char month[16];
            dk_month_format(dk_month_of(2026, 2) - MONTHS + 1 + m, month);
            used += (size_t)sprintf(sheet + used,
                                    "%s,%s,A01,3-01-01-01,50,0,10\n%s,%s,A01,4-07-02-03,0,0,10\n",
                                    month, towns[town], month, towns[town]);
        }
    import(w, "demand", sheet);
    dk_demand_list demand = load(w, dk_day_of(2026, 3, 2));
    assert_int_equal(demand.covered_by, DK_COVERED_BY_COUNTS);
    const dk_series *s = series_of(&demand, "YZ0004");
    const double *reported = NULL;
    for (size_t i = 0; i < demand.n; i++)
        if (strcmp(demand.items[i].specialty, "YZ0004") == 0)
            reported = demand.items[i].reported;
    assert_int_equal(s->n, MONTHS);
    for (size_t t = 0; t < MONTHS; t++) {
        assert_int_equal(milli(s->value[t]), 60 * WHOLE); /* 60 % of 100, silent or not */
        assert_int_equal(milli(reported[t]), (t < SILENT ? 60 : 30) * WHOLE);
    }
    /* One report by a firm, and the counts say nothing any more. */
    import(w, "enterprises",
           "uscc,ent_name,industry_code\n91980126MA0007919H,云泽甲机械有限公司,A01\n");
    import(w, "reports", "uscc,month,new_openings\n91980126MA0007919H,2026-02,50\n");
    demand = load(w, dk_day_of(2026, 3, 2));
    assert_int_equal(demand.covered_by, DK_COVERED_BY_REPORTS);
    assert_int_equal(milli(series_of(&demand, "YZ0004")->value[MONTHS - 1]), 30 * WHOLE);
}

static dk_ratio_table ratios(world *w, dk_ratio_by by, int64_t from, int64_t to)
{
    dk_ratio_table table;
    const dk_ratio_ask ask = {.by = by, .from = from, .to = to, .as_of = DK_DAY_NONE};
    must(w, dk_uc_ratios(&(dk_call){w->app, &CLERK, w->arena}, &ask, &table, &w->err));
    return table;
}

static bool is_about(double a, double b)
{
    return a > b - 1e-9 && a < b + 1e-9;
}

/* By hand: 3-01-01-01 has 10 + 20 and 30 openings of 40 seekers, 4-07-02-03 5 of none. */
static void ratios__by_occupation_and_month(void **state)
{
    world *w = *state;
    import(w, "demand",
           "month,town_code,industry_code,occ_code,carried,new_openings,seekers,n_ent\n"
           "2025-11,980126100000,A01,3-01-01-01,90,90,1,3\n"
           "2026-01,980126100000,A01,3-01-01-01,10,20,15,3\n"
           "2026-02,980126100000,A01,3-01-01-01,0,30,25,3\n"
           "2026-02,980126100000,A01,4-07-02-03,0,5,,3\n");
    dk_ratio_table t = ratios(w, DK_RATIO_BY_OCCUPATION, dk_month_of(2026, 1), -1);
    assert_int_equal(t.n, 2);
    assert_string_equal(t.lines[0].code, "3-01-01-01");
    assert_int_equal(t.lines[0].demand, 60);
    assert_true(is_about(t.lines[0].ratio, 1.5));
    assert_true(t.lines[1].ratio == -1); /* nobody seeks it */
    assert_true(is_about(t.total.ratio, 65 / 40.0));
    t = ratios(w, DK_RATIO_BY_MONTH, -1, -1);
    assert_int_equal(t.n, 3);
    assert_string_equal(t.lines[2].code, "2026-02");
    assert_true(is_about(t.lines[2].ratio, 35 / 25.0));
    t = ratios(w, DK_RATIO_BY_OCCUPATION, -1, -1); /* December to February */
    assert_int_equal(t.from, dk_month_of(2025, 12));
    assert_int_equal(t.total.demand, 65);
    const dk_ratio_ask late = {.from = dk_month_of(2026, 6), .to = -1, .as_of = DK_DAY_NONE};
    assert_int_equal(dk_uc_ratios(&(dk_call){w->app, &CLERK, w->arena}, &late, &t, &w->err),
                     DK_FAILED);
    assert_true(dk_err_is(&w->err, MSG_RATIO_MONTHS));
}

/* By hand: of 2 people one is of grade 5 and one of none; posts ask grade 5 for 2 and nothing
 * for 4. */
static void ratios__by_grade_spread_what_has_no_requirement(void **state)
{
    world *w = *state;
    import(w, "enterprises", "uscc,ent_name\n91980126MA0007919H,云泽甲机械有限公司\n");
    import(w, "posts",
           "uscc,post_no,title,occ_code,openings,skill_min\n"
           "91980126MA0007919H,N1,电焊工,6-18-02-04,2,5\n"
           "91980126MA0007919H,N2,普工,6-18-02-04,3,0\n"
           "91980126MA0007919H,N3,文员,4-07-02-03,1,\n");
    import(w, "trainees",
           "name,id_no,specialty_code,intent,consent_ver,consent_date,skill_level\n"
           "甲甲,980126200801010018,700206,job,v1,2026-01-01,5\n"
           "乙乙,980126200801010026,700206,job,v1,2026-01-01,\n"
           "丙丙,980126200805120011,700206,job,,,5\n"); /* without consent: not looking */
    dk_ratio_table t = ratios(w, DK_RATIO_BY_GRADE, -1, -1);
    assert_int_equal(t.n, 1);
    assert_string_equal(t.lines[0].code, "5");
    assert_int_equal(t.no_requirement, 4);
    assert_int_equal(t.no_class, 1);
    assert_true(is_about(t.lines[0].ratio, 2 / 1.0 + 4 / 2.0));
    assert_true(is_about(t.total.ratio, 6 / 2.0));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(load__no_demand),
        CASE(load__shares_and_exact_totals),
        CASE(load__months_without_rows_are_missing),
        CASE(load__working_days_of_the_months),
        CASE(load__nothing_from_as_of_on_is_seen),
        CASE(load__occupation_without_shares_goes_to_none),
        CASE(load__shares_beyond_the_whole_are_scaled),
        CASE(load__fewer_reports_are_not_less_demand),
        CASE(load__openings_per_seeker),
        CASE(load__a_new_occupation_raises_earlier_months),
        CASE(load__without_reports_the_number_of_firms_says_it),
        CASE(ratios__by_occupation_and_month),
        CASE(ratios__by_grade_spread_what_has_no_requirement),
        CASE(forecasts__list_and_find),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
