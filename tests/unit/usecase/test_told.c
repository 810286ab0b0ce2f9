/* tests/unit/usecase/test_told.c - what is told about forecasts: plants, corrections, kept
 * forecasts, changes, reporting; numbers by hand. */
#include "tests/unit/usecase/demand_centre.h"

#include <math.h>

#include "api/usecase/changes.h"
#include "api/usecase/reporting.h"
#include "api/usecase/scoreboard.h"

/* 50 months from January 2022, 40 openings and the month's number on top, all for one occupation.
 */
static void import_demand(world *w)
{
    char sheet[8192] = HEAD;
    for (int32_t m = dk_month_of(2022, 1); m < dk_month_of(2026, 3); m++) {
        char month[8];
        size_t used = strlen(sheet);
        dk_month_format(m, month);
        snprintf(sheet + used, sizeof sheet - used, "%s,980126100000,A01,3-01-01-01,%d,0,3\n",
                 month, 100 + m % 12);
    }
    import(w, "demand", sheet);
}

static const dk_outlook_item *item_of(const dk_outlook *o, const char *code)
{
    for (size_t i = 0; i < o->n; i++)
        if (strcmp(o->items[i].code, code) == 0)
            return &o->items[i];
    return NULL;
}

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-6;
}

static void forecasts__plants_are_counted_corrections_stand_beside(void **state)
{
    world *w = *state;
    dk_outlook_ref *before = NULL, *after = NULL;
    const dk_outlook *plain = NULL, *told = NULL;
    import_demand(w);
    must(w, dk_uc_forecasts(&(dk_call){w->app, &CLERK, NULL}, 36, DK_DAY_NONE, &before, &plain,
                            &w->err));
    const dk_outlook_item *was = item_of(plain, "YZ0004");
    assert_int_equal(was->n_announced + was->n_corrections, 0);
    assert_true(was->manual == NULL && was->manual12 == -1);
    import(w, "projects",
           "project_no,title,start_month,posts,ramp_months,probability_permille,stage\n"
           "J1,新厂,2026-05,3-01-01-01:100,2,500,signed\nJ2,旧厂,2025-05,3-01-01-01:900,2,500,"
           "running\n");
    import(w, "corrections",
           "specialty_code,from_month,reason,posts,ramp_months,probability_permille,source\n"
           "YZ0004,2026-09,新厂,120,6,700,纪要\nYZ0004,2026-10,撤回,500,6,700,纪要\n");
    import(w, "corrections",
           "specialty_code,from_month,reason,posts,probability_permille,source,withdrawn_on\n"
           "YZ0004,2026-10,撤回,500,700,纪要,2026-03-01\n");
    must(w, dk_uc_forecasts(&(dk_call){w->app, &CLERK, NULL}, 36, DK_DAY_NONE, &after, &told,
                            &w->err));
    const dk_outlook_item *is = item_of(told, "YZ0004");
    assert_int_equal(is->n_announced, 1); /* what runs is in the demand already */
    assert_true(near(is->announced[0].posts, 60));
    double added = 0, mean[12];
    dk_announced_mean(is->announced, 1, dk_month_of(2026, 3), 12, mean);
    for (int h = 0; h < 12; h++) {
        assert_true(near(is->added[h], mean[h]));
        assert_true(near(is->forecast.steps[h].mean, was->forecast.steps[h].mean + mean[h]));
        added += mean[h];
    }
    assert_true(added > 15 && added < 40); /* half of 60, some of it late, and turnover */
    assert_int_equal(is->n_corrections, 1);
    assert_string_equal(is->corrections[0].user, "clerk");
    /* 120 posts over September to February at 70 %: 14 a month, all within the year. */
    assert_true(near(is->manual12, is->next12.mean + 84));
    assert_true(near(is->manual[6], is->forecast.steps[6].mean + 14));
    dk_uc_forecasts_release(before);
    dk_uc_forecasts_release(after);
}

static void addressable__factors_and_graduates(void **state)
{
    world *w = *state;
    dk_outlook_ref *ref = NULL;
    const dk_outlook *o = NULL;
    import_demand(w);
    import(w, "codes", "list,code,name\nsetting,quota_centre_share,0.5\n");
    must(w, dk_uc_forecasts(&(dk_call){w->app, &CLERK, NULL}, 36, DK_DAY_NONE, &ref, &o, &w->err));
    const dk_addressable *a = &item_of(o, "YZ0004")->addressable;
    assert_true(near(a->factors[DK_FACTOR_CENTRE].value, 0.5));
    assert_true(near(a->factors[DK_FACTOR_CENTRE].lo, 0.5)); /* entered: no interval of its own */
    assert_true(near(a->factors[DK_FACTOR_REPOSTED].value, 0));
    assert_true(a->graduates == -1 && a->staff == -1);
    assert_true(near(a->result.mean, a->openings.mean * 0.30 * 0.5));
    assert_true(a->result.lo80 < a->result.mean && a->result.mean < a->result.hi80);
    dk_uc_forecasts_release(ref);
}

static void keep__is_scored_when_the_truth_comes(void **state)
{
    world *w = *state;
    dk_apply_result applied;
    dk_outlook_ref *ref = NULL;
    dk_scoreboard board;
    import_demand(w);
    must(w, dk_uc_forecast_keep(&(dk_call){w->app, &CLERK, NULL}, dk_day_of(2025, 9, 2), &applied,
                                &w->err));
    assert_int_equal(applied.n_new, 2);
    must(w, dk_uc_forecast_keep(&(dk_call){w->app, &CLERK, NULL}, dk_day_of(2025, 9, 2), &applied,
                                &w->err));
    assert_int_equal(applied.n_new + applied.n_changed, 0); /* nothing is kept twice */
    assert_int_equal(applied.n_same, 2);
    must(w, dk_uc_scoreboard(&(dk_call){w->app, &CLERK, w->arena}, DK_DAY_NONE, &ref, &board,
                             &w->err));
    assert_int_equal(board.n_kept, 2);
    const dk_kept_score *k = &board.kept[0];
    for (size_t i = 0; i < board.n_kept; i++)
        if (strcmp(board.outlook->items[board.kept[i].item].code, "YZ0004") == 0)
            k = &board.kept[i];
    /* September to February came: 6 * 100 and 8 + 9 + 10 + 11 + 0 + 1, of which 60 %. */
    assert_int_equal(k->n_known, 6);
    assert_int_equal(k->first, dk_month_of(2025, 9));
    assert_true(near(k->truth, 0.6 * 639));
    assert_true(near(k->naive, 0.6 * 639)); /* every year is the same */
    assert_true(near(k->manual, -1));
    assert_true(fabs(k->mean - k->truth) < 20);
    dk_uc_forecasts_release(ref);
    /* Seen from before it was made there is nothing kept. */
    must(w, dk_uc_scoreboard(&(dk_call){w->app, &CLERK, w->arena}, dk_day_of(2025, 8, 2), &ref,
                             &board, &w->err));
    assert_int_equal(board.n_kept, 0);
    dk_uc_forecasts_release(ref);
}

static const dk_change_line *line_of(const dk_changes *changes, const char *code)
{
    for (size_t i = 0; i < changes->n; i++)
        if (strcmp(changes->lines[i].specialty, code) == 0)
            return &changes->lines[i];
    return NULL;
}

static dk_changes changes_of(world *w, dk_day since)
{
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    dk_changes changes;
    must(w, dk_app_codes(w->app, &ref, &codes, &w->err));
    must(w, dk_uc_changes(&(dk_call){w->app, &CLERK, w->arena}, since, DK_DAY_NONE, codes, &changes,
                          &w->err));
    dk_app_codes_release(ref);
    return changes;
}

static void changes__nothing_was_known_then(void **state)
{
    world *w = *state;
    import_demand(w);
    dk_changes changes = changes_of(w, DK_DAY_NONE);
    const dk_change_line *line = line_of(&changes, "YZ0004");
    assert_int_equal(changes.seq_then, 0);
    for (int k = 0; k < DK_N_CHANGES; k++)
        assert_int_equal(line->is_known[k], k == DK_CHANGE_MONTHS);
    assert_true(near(line->before + line->delta[DK_CHANGE_MONTHS], line->after));
}

static void changes__add_up_and_name_the_cause(void **state)
{
    world *w = *state;
    dk_apply_result applied;
    import_demand(w);
    must(w, dk_uc_forecast_keep(&(dk_call){w->app, &CLERK, NULL}, dk_day_of(2026, 2, 1), &applied,
                                &w->err));
    dk_changes changes = changes_of(w, dk_day_of(2026, 2, 2));
    const dk_change_line *line = line_of(&changes, "YZ0004");
    double months = line->delta[DK_CHANGE_MONTHS], after = line->after;
    assert_true(near(line->delta[DK_CHANGE_PLANTS], 0));
    import(w, "projects",
           "project_no,title,start_month,posts,ramp_months,probability_permille\n"
           "J1,新厂,2026-05,3-01-01-01:100,2,500\n");
    import(w, "corrections",
           "specialty_code,from_month,reason,posts,ramp_months,probability_permille,source\n"
           "YZ0004,2026-09,新厂,120,6,700,纪要\n");
    changes = changes_of(w, dk_day_of(2026, 2, 2));
    line = line_of(&changes, "YZ0004");
    assert_true(near(line->delta[DK_CHANGE_MONTHS], months));
    assert_true(line->delta[DK_CHANGE_PLANTS] > 15);
    assert_true(near(line->delta[DK_CHANGE_CORRECTION], 84));
    double sum = line->before;
    for (int k = 0; k < DK_N_CHANGES; k++)
        sum += line->delta[k];
    assert_true(near(sum, line->after));
    assert_true(near(line->after, after + line->delta[DK_CHANGE_PLANTS] + 84));
}

static void changes__from_a_kept_forecast(void **state)
{
    world *w = *state;
    dk_apply_result applied;
    import_demand(w);
    must(w, dk_uc_forecast_keep(&(dk_call){w->app, &CLERK, NULL}, dk_day_of(2026, 2, 1), &applied,
                                &w->err));
    dk_changes changes = changes_of(w, dk_day_of(2026, 2, 2));
    const dk_change_line *line = line_of(&changes, "YZ0004");
    assert_int_equal(changes.since, dk_day_of(2026, 2, 1));
    /* The same program on the same data: nothing but cents of rounding. */
    assert_true(line->is_known[DK_CHANGE_MODEL]);
    assert_true(fabs(line->delta[DK_CHANGE_MODEL]) < 0.2);
    assert_true(line->is_known[DK_CHANGE_REVISION]);
    assert_true(near(line->delta[DK_CHANGE_REVISION], 0));
    /* January is revised upwards. */
    import(w, "demand", HEAD "2026-01,980126100000,A01,3-01-01-01,300,0,3\n");
    changes = changes_of(w, dk_day_of(2026, 2, 2));
    line = line_of(&changes, "YZ0004");
    assert_true(line->delta[DK_CHANGE_REVISION] > 0);
    assert_int_equal(dk_uc_changes(&(dk_call){w->app, &CLERK, w->arena}, dk_day_of(2026, 4, 1),
                                   DK_DAY_NONE, NULL, &changes, &w->err),
                     DK_FAILED);
    assert_true(dk_err_is(&w->err, MSG_CHANGES_ORDER));
}

static void reporting__missing_less_and_closed(void **state)
{
    world *w = *state;
    dk_reporting r;
    must(w, dk_uc_reporting(&(dk_call){w->app, &CLERK, w->arena}, 0, DK_DAY_NONE, &r, &w->err));
    assert_int_equal(r.n_expected, 0);
    assert_true(r.covered == -1);
    import(w, "enterprises",
           "uscc,ent_name,industry_code,closed_on\n91980126MA0007919H,甲厂,A01,\n"
           "91980126MA00158384,乙厂,A01,\n91980126MA0388031L,丙厂,A01,2026-01-15\n");
    import(w, "reports",
           "month,uscc,new_openings\n2025-12,91980126MA0007919H,30\n"
           "2025-12,91980126MA00158384,10\n2025-12,91980126MA0388031L,10\n"
           "2026-01,91980126MA0007919H,30\n2026-02,91980126MA0007919H,14\n");
    must(w, dk_uc_reporting(&(dk_call){w->app, &CLERK, w->arena}, 0, DK_DAY_NONE, &r, &w->err));
    assert_int_equal(r.month, dk_month_of(2026, 2));
    assert_int_equal(r.n_expected, 2); /* the third is closed */
    assert_int_equal(r.n_reported, 1);
    assert_true(near(r.covered, 0.75));
    assert_int_equal(r.n, 2);
    assert_int_equal(r.lines[0].state, DK_REPORT_MISSING);
    assert_string_equal(r.lines[0].name, "乙厂");
    assert_string_equal(r.lines[0].industry_title.zh, "农业");
    assert_int_equal(r.lines[0].silent_months, 2);
    assert_true(near(r.lines[0].share, 0.25) && near(r.lines[0].usual, 10));
    assert_int_equal(r.lines[1].state, DK_REPORT_LESS); /* 14 of the usual 30 */
    assert_int_equal(r.lines[1].reported, 14);
    must(w, dk_uc_reporting(&(dk_call){w->app, &CLERK, w->arena}, dk_month_of(2026, 1), DK_DAY_NONE,
                            &r, &w->err));
    assert_int_equal(r.n_expected, 3); /* it closed within January */
    assert_int_equal(r.n, 2);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(forecasts__plants_are_counted_corrections_stand_beside),
        CASE(addressable__factors_and_graduates),
        CASE(keep__is_scored_when_the_truth_comes),
        CASE(changes__nothing_was_known_then),
        CASE(changes__add_up_and_name_the_cause),
        CASE(changes__from_a_kept_forecast),
        CASE(reporting__missing_less_and_closed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
