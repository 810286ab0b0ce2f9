/* tests/unit/usecase/test_quota_load.c - the arithmetic of the loader, on a small centre.
 *
 * All expected numbers by hand, from the sheets below; as of 2026-03-02, intake of autumn 2026. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/usecase/app.h"
#include "api/usecase/messages.h"
#include "api/usecase/quota.h"

enum { AUTUMN_2026 = 2 * 2026 + 1 };

typedef struct {
    char dir[64], db[96];
    dk_app *app;
    dk_arena *arena;
} centre;

static const dk_actor LOCAL = {.user = "local", .rights = UINT32_MAX, .purpose = "test"};

static int64_t fixed_clock(void *ctx)
{
    (void)ctx;
    return INT64_C(1772409600000); /* 2026-03-02 */
}

static void must(dk_code code, const dk_err *err)
{
    char text[640] = "";
    if (code != DK_OK)
        dk_err_text(err, DK_EN, text, sizeof text);
    assert_string_equal(text, "");
}

static int set_up(void **state)
{
    centre *c = calloc(1, sizeof *c);
    dk_err err = DK_ERR_INIT;
    assert_non_null(c);
    snprintf(c->dir, sizeof c->dir, "/tmp/dk_quota_XXXXXX");
    assert_non_null(mkdtemp(c->dir));
    snprintf(c->db, sizeof c->db, "%s/c.db", c->dir);
    dk_app_options options = {.db_path = c->db,
                              .zone_minutes = 480,
                              .clock_ms = fixed_clock,
                              .as_of = dk_day_of(2026, 3, 2)};
    must(dk_app_init(&options, &LOCAL, &err), &err);
    must(dk_app_open(&options, &c->app, &err), &err);
    c->arena = dk_arena_new();
    *state = c;
    return 0;
}

static int tear_down(void **state)
{
    centre *c = *state;
    static const char *const FILES[] = {"c.db", "c.db-wal", "c.db-shm", "c.db.key", "sheet.csv"};
    dk_app_close(c->app);
    dk_arena_free(c->arena);
    for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", c->dir, FILES[i]);
        unlink(path);
    }
    rmdir(c->dir);
    free(c);
    return 0;
}

static void import(centre *c, const char *key, const char *csv)
{
    char path[128];
    dk_err err = DK_ERR_INIT;
    dk_uc_import_result result;
    snprintf(path, sizeof path, "%s/sheet.csv", c->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(csv, file);
    fclose(file);
    dk_uc_import_options options = {.path = path, .as_of = DK_DAY_NONE};
    must(dk_uc_import(&(dk_call){c->app, &LOCAL, c->arena}, dk_register_find(key), &options,
                      &result, &err),
         &err);
    if (result.import.n_refused > 0)
        must(DK_FAILED, result.import.errors.items[0]);
    assert_true(result.is_committed);
}

static dk_code load(centre *c, const dk_quota_openings *openings, size_t n,
                    dk_quota_problem *problem, dk_quota_facts *facts, dk_err *err)
{
    dk_store *store = NULL;
    dk_codes_ref *ref = NULL;
    const dk_codes *codes = NULL;
    dk_quota_load_options how = {.as_of = dk_day_of(2026, 3, 2),
                                 .intake_year = 2026,
                                 .lang = DK_EN,
                                 .openings = openings,
                                 .n_openings = n};
    must(dk_app_codes(c->app, &ref, &codes, err), err);
    must(dk_app_borrow(c->app, &store, err), err);
    dk_quota_question asked;
    dk_code code = dk_quota_load(store, codes, &how, c->arena, &asked, err);
    if (code == DK_OK) {
        *problem = asked.problem;
        *facts = asked.facts;
    }
    dk_app_return(c->app, store);
    dk_app_codes_release(ref);
    return code;
}

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-9)

static const char SPECIALTIES[] =
    "specialty_code,is_backbone,is_short,duration_y,model,class_min,class_max,floor,last_intake,"
    "teachers_per_class,cost_student_year,boarding_share_permille,retention_permille,seek_permille,"
    "closed_year,workstations\n"
    "700206,1,0,3,1+1+1,35,50,35,80,1.5,6000,291,934,445,,60\n"
    "YZ0001,1,0,3,2.5+0.5,35,,,,,,,,,,\n"  /* one side of a class size alone, hardly anything known
                                            */
    "YZ0002,0,0,3,,35,50,0,50,1.5,,,,,,\n" /* no training model */
    "YZ0003,0,0,3,1+2,35,50,0,50,1.5,,,,,2026,\n" /* closed from this intake on */
    "YZT01,0,1,0.25,short,20,50,0,320,1,,,,,,\n"; /* short course */

static void dk_quota_load__counts_by_hand(void **state)
{
    centre *c = *state;
    dk_quota_problem q;
    dk_quota_facts facts;
    dk_err err = DK_ERR_INIT;
    const double samples[] = {1000, 2000};
    const dk_quota_openings openings[] = {
        {"700206", 2029, samples, 2}, {"700206", 2026, samples, 1}, {"YZ0001", 2026, samples, 1}};
    import(c, "specialties", SPECIALTIES);
    import(c, "dormitories",
           "block_no,beds,since,until\n1,110,2012-09-01,\n2,90,2012-09-01,\n3,50,,2025-08-31\n4,70,"
           "2027-09-01,\n");
    import(c, "applicants",
           "year,town_code,specialty_code,leavers,applicants,admitted,registered\n"
           "2025,980126100000,NONE,900,,,\n"
           "2025,980126100000,700206,,60,50,45\n2025,980126101000,700206,,40,30,27\n"
           "2024,980126100000,700206,,80,70,63\n2023,980126100000,700206,,90,50,45\n"
           "2022,980126100000,700206,,500,1,1\n");
    must(load(c, openings, 3, &q, &facts, &err), &err);

    assert_int_equal(q.n_specialties, 2);
    assert_int_equal(q.n_intakes, 3);
    assert_int_equal(q.intakes[0], AUTUMN_2026);
    assert_int_equal(q.intakes[2], AUTUMN_2026 + 4);
    NEAR(q.beds, 200); /* 110 + 90; one block is closed, one not yet open */
    NEAR(q.total_max, DK_QUOTA_UNKNOWN);
    const dk_quota_specialty *a = &q.specialties[0], *b = &q.specialties[1];
    assert_string_equal(a->key, "700206");
    assert_string_equal(a->locations, "CCCCFF");
    assert_string_equal(facts.models[1], "2.5+0.5");
    NEAR(a->boarding_share, 0.291);
    NEAR(a->retention_year, 0.934);
    NEAR(a->seek_share, 0.445);
    NEAR(a->teachers_per_class, 1.5);
    NEAR(a->workstations, 60);
    NEAR(a->practice_half_days, 4);
    NEAR(b->workstations, DK_QUOTA_UNKNOWN);
    NEAR(a->floor, 35);
    NEAR(a->last_intake, 80);
    /* mean of 100, 80, 90 applicants is 90; 180 of 200 admitted came: 81 */
    NEAR(a->applicants, 81);
    /* 6000 * 3 and the default 6400 * 3: mean 18,600 */
    NEAR(facts.unit_cost, 18600);
    NEAR(a->cost_unplaced, 18000.0 / 18600);
    NEAR(b->cost_unplaced, 19200.0 / 18600);
    NEAR(a->cost_unfilled, 0.6 * 18000 / 18600);
    /* graduates of 2029 .. 2031; 2029 is the latest year there is */
    assert_int_equal(a->n_demand, 3);
    assert_int_equal(a->demand[0].year, 2029);
    assert_int_equal(a->demand[2].year, 2031);
    assert_int_equal(a->demand[2].n_samples, 2);
    NEAR(a->demand[0].samples[0], 1000 * 0.30 * 0.10);
    NEAR(a->demand[2].samples[1], 2000 * 0.30 * 0.10);
    NEAR(b->demand[0].samples[0], 30);
    /* unknown stays unknown */
    assert_int_equal(b->class_min, 0);
    assert_int_equal(b->class_max, 0);
    NEAR(b->last_intake, DK_QUOTA_UNKNOWN);
    NEAR(b->applicants, DK_QUOTA_UNKNOWN);
    NEAR(b->teachers, DK_QUOTA_UNKNOWN);
    /* notes: no model, no teachers listed for the one that states a need */
    assert_int_equal(facts.n_notes, 2);
    assert_string_equal(facts.notes[0].key, "model");
    assert_string_equal(facts.notes[1].key, "teachers");
}

static void dk_quota_load__cohorts_and_teachers(void **state)
{
    centre *c = *state;
    dk_quota_problem q;
    dk_quota_facts facts;
    dk_err err = DK_ERR_INIT;
    const double sample = 100;
    const dk_quota_openings openings[] = {{"700206", 2026, &sample, 1},
                                          {"YZ0001", 2026, &sample, 1}};
    import(c, "specialties", SPECIALTIES);
    import(c, "trainees",
           "name,id_no,specialty_code,enrol_ym\n甲,980126200805150018,700206,2025-09\n"
           "乙,980126200701010010,700206,2024-09\n丙,980126200601010013,700206,2020-09\n");
    import(c, "teachers",
           "name,id_no,kind,specialty_codes,hours_week,contract_from,contract_to\n"
           "丁,98012619800101001X,specialty,700206,,,\n"
           "戊,980126198101010017,part_time,700206;YZ0001,8,,\n"
           "己,980126198201010014,part_time,700206,8,2024-01-01,2026-07-31\n"
           "庚,980126198301010011,general,YZ0001,,,\n");
    must(load(c, openings, 2, &q, &facts, &err), &err);
    const dk_quota_specialty *a = &q.specialties[0], *b = &q.specialties[1];
    /* one full-time; half of a half by hours; one whose contract ends before the intake */
    NEAR(a->teachers, 1.25);
    NEAR(b->teachers, 0.25);
    /* who enrolled in 2020 is out after six terms; the spring term of 2026 is the one counted in */
    assert_int_equal(a->n_cohorts, 2);
    assert_int_equal(a->cohorts[0].term + a->cohorts[1].term,
                     (AUTUMN_2026 - 2) + (AUTUMN_2026 - 4));
    NEAR(a->cohorts[0].students, 1);
    assert_int_equal(a->cohorts[0].as_of_term, 2 * 2026);
    assert_int_equal(b->n_cohorts, 0);
    NEAR(q.beds, DK_QUOTA_UNKNOWN);
}

static void dk_quota_load__settings_replace_parameters(void **state)
{
    centre *c = *state;
    dk_quota_problem q;
    dk_quota_facts facts;
    dk_err err = DK_ERR_INIT;
    const double sample = 100;
    const dk_quota_openings openings[] = {{"700206", 2026, &sample, 1}};
    import(c, "specialties", SPECIALTIES);
    import(c, "codes",
           "list,code,name\nsetting,quota_centre_share,0.5\nsetting,quota_total_max,300\n"
           "setting,quota_change_share,7\nsetting,quota_boarding_share,half\n");
    must(load(c, openings, 1, &q, &facts, &err), &err);
    NEAR(q.specialties[0].demand[0].samples[0], 100 * 0.30 * 0.5);
    NEAR(q.total_max, 300);
    NEAR(q.change_share, 0.20); /* out of range and no number: the defaults stay */
    NEAR(q.boarding_share, 0.28);
    assert_int_equal(q.n_specialties, 1); /* no demand for the other: named */
    assert_string_equal(facts.notes[facts.n_notes - 2].key, "teachers");
    assert_string_equal(facts.notes[facts.n_notes - 1].key, "demand");
}

static void dk_quota_load__empty_centre_is_refused(void **state)
{
    dk_quota_problem q;
    dk_quota_facts facts;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(load(*state, NULL, 0, &q, &facts, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_QUOTA_NOTHING));
}

static void dk_quota_addressable__by_hand(void **state)
{
    (void)state;
    NEAR(dk_quota_addressable(1000, 0.3, 0.1), 30);
    NEAR(dk_quota_addressable(0, 0.3, 0.1), 0);
    NEAR(dk_quota_addressable(1000, 0, 0.1), 0);
    NEAR(dk_quota_addressable(-5, 1, 1), 0);
}

/* Two paths of 24 months from 2026-03: only 2027 is whole, months 10 to 21 are its steps 10..21. */
static void dk_quota_openings_of__whole_years(void **state)
{
    centre *c = *state;
    enum { HORIZON = 24 };
    double paths[2 * HORIZON];
    dk_outlook_item item = {.code = "700206"};
    dk_outlook outlook = {.horizon = HORIZON, .items = &item, .n = 1};
    dk_quota_openings *out = NULL;
    size_t n = 0;
    dk_err err = DK_ERR_INIT;
    for (size_t h = 0; h < HORIZON; h++) {
        paths[h] = h >= 10 && h < 22 ? 1 : 100;
        paths[HORIZON + h] = (double)h;
    }
    item.forecast = (dk_forecast){.first = {DK_PERIOD_MONTH, dk_month_of(2026, 3)},
                                  .horizon = HORIZON,
                                  .n_paths = 2,
                                  .paths = paths};
    must(dk_quota_openings_of(&outlook, c->arena, &out, &n, &err), &err);
    assert_int_equal(n, 1);
    assert_int_equal(out[0].year, 2027);
    NEAR(out[0].samples[0], 12);
    NEAR(out[0].samples[1], 186); /* 10 + 11 + ... + 21 */
}

static void dk_quota_teacher__kinds_and_hours(void **state)
{
    (void)state;
    NEAR(dk_quota_teacher("specialty", 400, 16, 0.3), 1);
    NEAR(dk_quota_teacher("practice", -1, 16, 0.3), 1);
    NEAR(dk_quota_teacher("general", 1600, 16, 0.3), 0);
    NEAR(dk_quota_teacher("part_time", 800, 16, 0.3), 0.5);
    NEAR(dk_quota_teacher("invited", 4000, 16, 0.3), 1);
    NEAR(dk_quota_teacher("contracted", -1, 16, 0.3), 0.3);
    NEAR(dk_quota_teacher("", -1, 16, 0.3), 0.3);
}

static void dk_quota_term_of__edges(void **state)
{
    (void)state;
    assert_int_equal(dk_quota_term_of(dk_month_of(2026, 9)), 4053);
    assert_int_equal(dk_quota_term_of(dk_month_of(2026, 8)), 4053);
    assert_int_equal(dk_quota_term_of(dk_month_of(2026, 7)), 4052);
    assert_int_equal(dk_quota_term_of(dk_month_of(2026, 2)), 4052);
    assert_int_equal(dk_quota_term_of(dk_month_of(2026, 1)), 4051);
}

static void dk_quota_params__have_texts_and_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < DK_QUOTA_N_PARAMS; i++) {
        const dk_quota_param *p = &dk_quota_params[i];
        assert_true(p->key != NULL && p->title.zh != NULL && p->title.en != NULL);
        assert_true(*p->source.zh != '\0' && *p->source.en != '\0');
        assert_true(p->value <= p->max);
    }
}

int main(void)
{
    dk_uc_start();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(dk_quota_load__counts_by_hand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dk_quota_load__cohorts_and_teachers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dk_quota_load__settings_replace_parameters, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(dk_quota_load__empty_centre_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(dk_quota_openings_of__whole_years, set_up, tear_down),
        cmocka_unit_test(dk_quota_addressable__by_hand),
        cmocka_unit_test(dk_quota_teacher__kinds_and_hours),
        cmocka_unit_test(dk_quota_term_of__edges),
        cmocka_unit_test(dk_quota_params__have_texts_and_ranges),
    };
    cmocka_set_message_output(CM_OUTPUT_STDOUT);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
