/* api/usecase/import.c, mapping.c, back.c, staging.c, task.c: a file from its arrival to its batch
 * and back, the same file again, corrections remembered per sender, exports that come back edited.
 *
 * People are invented; numbers are of the unassigned region 98xxxx with right check digits.
 */
#include <pthread.h>
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
#include "api/usecase/file.h"
#include "api/usecase/messages.h"
#include "api/usecase/staging.h"
#include "core/base/messages.h"
#include "core/store/messages.h"
#include "core/store/staging.h"

enum { PATH = 128 };

typedef struct {
    char dir[PATH], db[PATH + 8], key[PATH + 16], sheet[PATH + 16], out[PATH + 16];
    int64_t now_ms;
    dk_app_options options;
    dk_app *app;
    dk_arena *arena;
    dk_err err;
} world;

static const dk_actor CLERK = {.user = "clerk",
                               .rights = DK_RIGHT_READ | DK_RIGHT_WRITE | DK_RIGHT_ALL_UNITS |
                                         DK_RIGHT_ADMIN};

static const char TWO[] = "姓名,身份证件号,班级\n"
                          "甲甲,980126200801010018,一班\n"
                          "乙乙,980126200801010026,一班\n";
static const char TWO_LATER[] = "姓名,身份证件号,班级\n"
                                "甲甲,980126200801010018,二班\n"
                                "乙乙,980126200801010026,一班\n";
static const char ONE_BAD[] = "姓名,身份证件号,班级\n"
                              "丙丙,980126200805120011,一班\n"
                              "丁丁,980126200801010019,一班\n";

static int64_t now(void *ctx)
{
    return ((world *)ctx)->now_ms;
}

static void must(world *w, dk_code code)
{
    char text[400];
    if (code == DK_OK)
        return;
    dk_err_text(&w->err, DK_EN, text, sizeof text);
    fail_msg("%s", text);
}

static void must_fail(world *w, dk_code code, const dk_msg *msg)
{
    assert_int_equal(code, DK_FAILED);
    if (w->err.msg != msg)
        fail_msg("%s instead of %s", w->err.msg->code, msg->code);
    w->err = DK_ERR_INIT;
}

static int set_up(void **state)
{
    world *w = calloc(1, sizeof *w);
    w->err = DK_ERR_INIT;
    w->now_ms = INT64_C(1772424000000); /* 2026-03-02T12:00+08:00 */
    strcpy(w->dir, "/tmp/duikou-staging-XXXXXX");
    assert_non_null(mkdtemp(w->dir));
    snprintf(w->db, sizeof w->db, "%s/c.db", w->dir);
    snprintf(w->sheet, sizeof w->sheet, "%s/sheet.csv", w->dir);
    snprintf(w->out, sizeof w->out, "%s/out.csv", w->dir);
    w->options = (dk_app_options){.db_path = w->db,
                                  .zone_minutes = 480,
                                  .clock_ms = now,
                                  .clock_ctx = w,
                                  .as_of = DK_DAY_NONE};
    w->arena = dk_arena_new();
    must(w, dk_app_init(&w->options, &CLERK, &w->err));
    must(w, dk_app_open(&w->options, &w->app, &w->err));
    *state = w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    char command[PATH + 16];
    dk_app_close(w->app);
    dk_arena_free(w->arena);
    snprintf(command, sizeof command, "rm -rf %s", w->dir);
    assert_int_equal(system(command), 0);
    free(w);
    return 0;
}

static const dk_register *trainees(void)
{
    return dk_register_find("trainees");
}

static void write_sheet(world *w, const char *text)
{
    FILE *file = fopen(w->sheet, "wb");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static dk_uc_import_result import_with(world *w, const char *text, dk_uc_import_options options)
{
    dk_uc_import_result result;
    write_sheet(w, text);
    options.path = w->sheet;
    options.as_of = DK_DAY_NONE;
    must(w, dk_uc_import(&(dk_call){w->app, &CLERK, w->arena}, trainees(), &options, &result,
                         &w->err));
    return result;
}

static dk_uc_import_result import(world *w, const char *text)
{
    return import_with(w, text, (dk_uc_import_options){.name = "名单.csv"});
}

static dk_upload stage(world *w, const char *text, const char *sender, const dk_register *reg)
{
    dk_upload upload;
    int64_t again;
    write_sheet(w, text);
    const dk_uc_stage_options how = {w->sheet, "名单.csv", sender, reg};
    must(w, dk_uc_stage(&(dk_call){w->app, &CLERK, w->arena}, &how, &upload, &again, &w->err));
    return upload;
}

/* Runs a task to its end. */
static dk_task_view run(world *w, dk_task_order order)
{
    int64_t task = 0;
    dk_task_view view;
    must(w, dk_uc_task_start(&(dk_call){w->app, &CLERK, NULL}, &order, &task, &w->err));
    dk_uc_task_wait(w->app, task);
    must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, task, &view, &w->err));
    return view;
}

static int64_t count(world *w)
{
    int64_t counts[64];
    assert_true(dk_n_registers <= 64);
    must(w, dk_uc_counts(&(dk_call){w->app, &CLERK, NULL}, counts, &w->err));
    for (size_t i = 0; i < dk_n_registers; i++)
        if (dk_registers[i] == trainees())
            return counts[i];
    return -1;
}

/* The class of trainee `id`. */
static const char *class_of(world *w, int64_t id)
{
    dk_sourced found;
    size_t field = dk_field_find(trainees(), "class_name");
    must(w,
         dk_uc_read(&(dk_call){w->app, &CLERK, w->arena}, trainees(), id, false, &found, &w->err));
    return dk_value_text(w->arena, &trainees()->fields[field], &found.record->v[field]);
}

/* ---- tasks ---- */

static void check__tells_and_writes_nothing(void **state)
{
    world *w = *state;
    import(w, TWO);
    dk_upload upload = stage(w, TWO_LATER, NULL, trainees());
    dk_task_view view = run(w, (dk_task_order){.kind = DK_TASK_CHECK, .upload = upload.upload});
    assert_string_equal(view.row.state, "done");
    assert_non_null(view.result);
    assert_int_equal(view.result->applied.n_changed, 1);
    assert_int_equal(view.result->applied.n_same, 1);
    assert_int_equal(view.result->n_details, 1);
    assert_int_equal(view.result->details[0].row, 2);
    assert_string_equal(view.result->details[0].values[0].old_text, "一班");
    assert_string_equal(view.result->details[0].values[0].new_text, "二班");
    dk_task_release(w->app, &view);
    assert_string_equal(class_of(w, 1), "一班");
}

static void commit__is_one_batch_and_ends_the_upload(void **state)
{
    world *w = *state;
    int64_t again;
    dk_upload upload = stage(w, TWO, "云泽职校", trainees());
    dk_task_view view = run(w, (dk_task_order){.kind = DK_TASK_COMMIT, .upload = upload.upload});
    assert_string_equal(view.row.state, "done");
    assert_true(view.row.batch > 0);
    int64_t batch = view.row.batch;
    dk_task_release(w->app, &view);
    must(w, dk_uc_upload(&(dk_call){w->app, &CLERK, w->arena}, upload.upload, &upload, &again,
                         &w->err));
    assert_true(upload.is_committed);
    assert_int_equal(upload.batch, batch);
    assert_int_equal(again, batch);
    assert_int_equal(upload.n_new, 2);
    assert_int_equal(count(w), 2);
}

static void commit__with_bad_rows_is_refused_whole(void **state)
{
    world *w = *state;
    dk_upload upload = stage(w, ONE_BAD, NULL, trainees());
    dk_task_order order = {.kind = DK_TASK_COMMIT, .upload = upload.upload};
    dk_task_view view = run(w, order);
    assert_string_equal(view.row.state, "failed");
    assert_ptr_equal(view.problem->msg, &MSG_SHEET_REFUSED);
    assert_int_equal(view.result->import.n_refused, 1); /* what is wrong is told as well */
    dk_task_release(w->app, &view);
    assert_int_equal(count(w), 0);
    order.allows_partial = true;
    view = run(w, order);
    assert_string_equal(view.row.state, "done");
    dk_task_release(w->app, &view);
    assert_int_equal(count(w), 1);
}

static void task__cancelled_before_it_runs_leaves_nothing(void **state)
{
    world *w = *state;
    dk_upload upload = stage(w, TWO, NULL, trainees());
    dk_task_order order = {.kind = DK_TASK_COMMIT, .upload = upload.upload};
    int64_t task = 0;
    dk_task_view view;
    must(w, dk_uc_task_start(&(dk_call){w->app, &CLERK, NULL}, &order, &task, &w->err));
    must(w, dk_uc_task_cancel(&(dk_call){w->app, &CLERK, NULL}, task, &w->err));
    dk_uc_task_wait(w->app, task);
    must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, task, &view, &w->err));
    bool is_cancelled = strcmp(view.row.state, "cancelled") == 0;
    dk_task_release(w->app, &view);
    /* Two rows are below the step at which a task looks: it either never began or ended well. */
    assert_int_equal(count(w), is_cancelled ? 0 : 2);
}

/* Results beyond the memory given to them go, the oldest first; the last one stays, and so does one
 * that somebody looks at. */
static void task__results_beyond_the_memory_for_them_are_let_go(void **state)
{
    world *w = *state;
    dk_task_view view;
    dk_app_close(w->app);
    w->options.kept_bytes = 1;
    must(w, dk_app_open(&w->options, &w->app, &w->err));
    dk_upload upload = stage(w, TWO, NULL, trainees());
    const dk_task_order order = {.kind = DK_TASK_CHECK, .upload = upload.upload};
    dk_task_view first = run(w, order), second = run(w, order), third;
    assert_non_null(first.result);
    assert_int_equal(first.result->applied.n_new, 2); /* looked at: still there */
    assert_non_null(second.result);
    dk_task_release(w->app, &first);
    dk_task_release(w->app, &second);
    third = run(w, order);
    assert_non_null(third.result);
    dk_task_release(w->app, &third);
    const int64_t gone[] = {first.row.task, second.row.task};
    for (size_t i = 0; i < 2; i++) {
        must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, gone[i], &view, &w->err));
        assert_string_equal(view.row.state, "done");
        assert_null(view.result);
        assert_true(dk_err_is(view.problem, MSG_TASK_RESULT_GONE));
        dk_task_release(w->app, &view);
    }
    must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, third.row.task, &view, &w->err));
    assert_non_null(view.result);
    assert_null(view.problem);
    dk_task_release(w->app, &view);
}

/* A sheet long enough that a running task looks whether it is wanted. */
static char *long_sheet(size_t n)
{
    char *text = malloc(64 + n * 48);
    size_t used = (size_t)sprintf(text, "统一社会信用代码,单位名称,乡镇\n");
    for (size_t i = 0; i < n; i++)
        used += (size_t)sprintf(text + used, "坏%zu,某厂,某镇\n", i);
    return text;
}

/* Cancels a commit of n rows once it has read some; false when it was done before that got through,
 * as may happen on a machine that is busy elsewhere. */
static bool cancel_reading(world *w, size_t n)
{
    char *text = long_sheet(n);
    dk_upload upload = stage(w, text, NULL, dk_register_find("enterprises"));
    dk_task_order order = {.kind = DK_TASK_COMMIT, .upload = upload.upload, .allows_partial = true};
    int64_t task = 0;
    dk_task_view view;
    dk_err late;
    free(text);
    must(w, dk_uc_task_start(&(dk_call){w->app, &CLERK, NULL}, &order, &task, &w->err));
    do {
        must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, task, &view, &w->err));
        dk_task_release(w->app, &view);
    } while (view.done == 0 && view.row.ended_ms == 0);
    (void)!dk_uc_task_cancel(&(dk_call){w->app, &CLERK, NULL}, task, &late);
    dk_uc_task_wait(w->app, task);
    must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, task, &view, &w->err));
    bool is_cancelled = strcmp(view.row.state, "cancelled") == 0;
    if (is_cancelled) {
        assert_ptr_equal(view.problem->msg, &MSG_CANCELLED);
        assert_int_equal(view.row.batch, 0);
    }
    dk_task_release(w->app, &view);
    return is_cancelled;
}

static void task__cancelled_while_it_reads_leaves_nothing(void **state)
{
    bool is_cancelled = false;
    for (size_t i = 0; i < 5 && !is_cancelled; i++)
        is_cancelled = cancel_reading(*state, 200000 - i);
    assert_true(is_cancelled);
}

/* Looks at a check of n rows whose row reads done while the task itself has not ended; false when
 * it ended before that could be arranged. Its end needs the write lock, so holding that keeps it
 * under way. */
static bool look_between(world *w, size_t n)
{
    char *text = long_sheet(n);
    dk_upload upload = stage(w, text, NULL, dk_register_find("enterprises"));
    const dk_task_order order = {.kind = DK_TASK_CHECK, .upload = upload.upload};
    dk_store *store = NULL;
    int64_t task = 0;
    dk_task_view view;
    free(text);
    must(w, dk_uc_task_start(&(dk_call){w->app, &CLERK, NULL}, &order, &task, &w->err));
    pthread_mutex_lock(&w->app->write_lock);
    must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, task, &view, &w->err));
    bool is_under_way = view.row.ended_ms == 0;
    dk_task_release(w->app, &view);
    must(w, dk_app_borrow(w->app, &store, &w->err));
    if (is_under_way) {
        must(w, dk_store_task_state(store, task, "done", 1, &w->err));
        must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, task, &view, &w->err));
        dk_task_release(w->app, &view);
    }
    dk_app_return(w->app, store);
    pthread_mutex_unlock(&w->app->write_lock); /* before what may fail: else nothing ends */
    assert_true(!is_under_way || strcmp(view.row.state, "running") == 0);
    assert_true(!is_under_way || view.row.ended_ms == 0);
    dk_uc_task_wait(w->app, task);
    must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, task, &view, &w->err));
    assert_string_equal(view.row.state, "done");
    assert_non_null(view.result);
    dk_task_release(w->app, &view);
    return is_under_way;
}

static void task__is_not_done_before_its_result_is_there(void **state)
{
    bool is_seen = false;
    for (size_t i = 0; i < 5 && !is_seen; i++)
        is_seen = look_between(*state, 20000 - i);
    assert_true(is_seen);
}

static void task__of_a_program_that_is_gone_reads_interrupted(void **state)
{
    world *w = *state;
    dk_store *store = NULL;
    int64_t task = 0;
    dk_task_view view;
    must(w, dk_app_borrow(w->app, &store, &w->err)); /* as if another process had begun it */
    must(w, dk_store_task_add(store, &CLERK, &(dk_task_row){.kind = "commit", .at_ms = 1}, &task,
                              &w->err));
    dk_app_return(w->app, store);
    must(w, dk_uc_tasks_begin(w->app, &w->err));
    must(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, task, &view, &w->err));
    assert_string_equal(view.row.state, "interrupted");
    assert_null(view.result);
    must_fail(w, dk_uc_task(&(dk_call){w->app, &CLERK, w->arena}, 999, &view, &w->err),
              &MSG_TASK_MISSING);
}

/* ---- staging ---- */

static void stage__finds_the_register_by_the_header(void **state)
{
    world *w = *state;
    assert_string_equal(stage(w, TWO, NULL, NULL).reg, "trainees");
    assert_string_equal(
        stage(w, "统一社会信用代码,单位名称\n91980126MA0007919H,云泽甲机械有限公司\n", NULL, NULL)
            .reg,
        "enterprises");
    dk_upload upload;
    int64_t again;
    write_sheet(w, "颜色,口味\n红,甜\n");
    const dk_uc_stage_options how = {.path = w->sheet, .name = "x.csv"};
    must_fail(w, dk_uc_stage(&(dk_call){w->app, &CLERK, w->arena}, &how, &upload, &again, &w->err),
              &MSG_REGISTER_UNCLEAR);
}

static void stage__bytes_go_after_the_days_of_the_setting(void **state)
{
    world *w = *state;
    int64_t again;
    dk_upload upload = stage(w, TWO, NULL, trainees());
    assert_int_equal(upload.keep_until_ms - upload.at_ms, INT64_C(90) * 86400000);
    w->now_ms += INT64_C(91) * 86400000;
    stage(w, ONE_BAD, NULL, trainees()); /* anything staged later tidies up */
    must(w, dk_uc_upload(&(dk_call){w->app, &CLERK, w->arena}, upload.upload, &upload, &again,
                         &w->err));
    assert_false(upload.has_bytes);
    dk_task_order order = {.kind = DK_TASK_CHECK, .upload = upload.upload};
    int64_t task;
    must_fail(w, dk_uc_task_start(&(dk_call){w->app, &CLERK, NULL}, &order, &task, &w->err),
              &MSG_UPLOAD_GONE);
}

/* ---- mapping ---- */

/* 电话 is the trainee's phone, but this school writes the guardian's into it. */
static const char PHONES[] = "姓名,身份证件号,电话\n"
                             "甲甲,980126200801010018,12000000001\n";

static const char *field_of(const dk_uc_import_result *result, size_t column)
{
    for (size_t i = 0; i < result->import.n_mapping; i++)
        if (result->import.mapping[i].column == column)
            return result->import.mapping[i].reg == NULL
                       ? "-"
                       : result->import.mapping[i].reg->fields[result->import.mapping[i].field].key;
    return "";
}

static void mapping__is_corrected_and_remembered_per_sender(void **state)
{
    world *w = *state;
    dk_upload upload = stage(w, PHONES, "云泽职校", trainees());
    must(w, dk_uc_upload_map(&(dk_call){w->app, &CLERK, NULL}, upload.upload, "C=guardian_phone",
                             true, &w->err));
    dk_task_view view = run(w, (dk_task_order){.kind = DK_TASK_CHECK, .upload = upload.upload});
    assert_string_equal(field_of(view.result, 2), "guardian_phone");
    dk_task_release(w->app, &view);
    dk_uc_import_options dry = {.name = "x.csv", .is_dry_run = true};
    dk_uc_import_result other = import_with(w, PHONES, dry);
    assert_string_equal(field_of(&other, 2), "phone"); /* nobody named: nothing is remembered */
    dry.sender = "云泽职校";
    other = import_with(w, PHONES, dry);
    assert_string_equal(field_of(&other, 2), "guardian_phone");
    dry.sender = "另一学校";
    other = import_with(w, PHONES, dry);
    assert_string_equal(field_of(&other, 2), "phone");
}

static void mapping__of_unknown_fields_is_refused(void **state)
{
    world *w = *state;
    dk_upload upload = stage(w, PHONES, "云泽职校", trainees());
    assert_int_equal(dk_uc_upload_map(&(dk_call){w->app, &CLERK, NULL}, upload.upload, "C=no_such",
                                      true, &w->err),
                     DK_FAILED);
    assert_string_equal(w->err.msg->code, "mapping-field");
    w->err = DK_ERR_INIT;
    must_fail(w,
              dk_uc_upload_map(&(dk_call){w->app, &CLERK, NULL}, upload.upload, "nonsense", true,
                               &w->err),
              &MSG_MAPPING_TEXT);
}

static void mapping__leaves_a_column_out(void **state)
{
    world *w = *state;
    dk_import_override *overrides;
    dk_uc_import_options how = {.name = "x.csv"};
    must(w, dk_mapping_parse("C=-", w->arena, &overrides, &how.n_overrides, &w->err));
    how.overrides = overrides;
    import_with(w, TWO, how);
    assert_string_equal(class_of(w, 1), "");
}

/* ---- the same file again ---- */

static void again__changes_nothing(void **state)
{
    world *w = *state;
    int64_t first = import(w, TWO).applied.batch, seq = 0, after = 0;
    must(w, dk_app_seq(w->app, &seq, &w->err));
    dk_uc_import_result result = import(w, TWO);
    assert_int_equal(result.again, first);
    assert_int_equal(result.applied.batch, 0);
    assert_int_equal(result.applied.n_same, 2);
    must(w, dk_app_seq(w->app, &after, &w->err));
    assert_int_equal(seq, after);
}

static void again__does_not_bring_back_what_was_changed_since(void **state)
{
    world *w = *state;
    dk_uc_import_result result;
    import(w, TWO);
    import(w, TWO_LATER);
    write_sheet(w, TWO);
    dk_uc_import_options how = {.path = w->sheet, .as_of = DK_DAY_NONE};
    must_fail(
        w, dk_uc_import(&(dk_call){w->app, &CLERK, w->arena}, trainees(), &how, &result, &w->err),
        &MSG_FILE_AGAIN);
    assert_string_equal(class_of(w, 1), "二班");
    how.allows_again = true;
    must(w, dk_uc_import(&(dk_call){w->app, &CLERK, w->arena}, trainees(), &how, &result, &w->err));
    assert_string_equal(class_of(w, 1), "一班");
}

static void again__after_an_undo_is_a_first_time(void **state)
{
    world *w = *state;
    dk_apply_result undone;
    int64_t batch = import(w, TWO).applied.batch;
    must(w, dk_uc_undo(&(dk_call){w->app, &CLERK, NULL}, batch, &undone, &w->err));
    dk_uc_import_result result = import(w, TWO);
    assert_int_equal(result.again, 0);
    assert_int_equal(result.applied.n_new, 2);
}

/* ---- exports that come back ---- */

static char *export_text(world *w, const char *path)
{
    dk_query query = {.reg = trainees(), .order = SIZE_MAX};
    const dk_export_options how = {.path = path, .lang = DK_ZH};
    size_t n, len;
    unsigned char *bytes;
    must(w, dk_uc_export(&(dk_call){w->app, &CLERK, NULL}, &query, &how, &n, &w->err));
    must(w, dk_file_read(path, &bytes, &len, &w->err));
    char *text = dk_arena_copy(w->arena, (char *)bytes, len);
    free(bytes);
    return text;
}

/* The text with the first `from` replaced. */
static char *edited(world *w, const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    assert_non_null(at);
    return dk_arena_format(w->arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void back__masked_and_unedited_changes_nothing(void **state)
{
    world *w = *state;
    import(w, TWO);
    const char *before = export_text(w, w->out);
    assert_non_null(strstr(before, "甲*"));
    assert_non_null(strstr(before, "980126********0018"));
    assert_non_null(strstr(before, "记录编号,记录版本"));
    dk_uc_import_result result = import(w, before);
    assert_int_equal(result.import.n_refused, 0);
    assert_int_equal(result.applied.n_same, 2);
    assert_int_equal(result.applied.batch, 0);
    assert_string_equal(before, export_text(w, w->out));
}

static void back__edits_are_taken_and_the_rest_is_left_alone(void **state)
{
    world *w = *state;
    import(w, TWO);
    const char *out = export_text(w, w->out);
    import(w, "姓名,身份证件号,联系电话\n甲甲,980126200801010018,12000000001\n"); /* meanwhile */
    dk_uc_import_result result = import(w, edited(w, out, "一班", "三班"));
    assert_int_equal(result.applied.n_changed, 1);
    assert_int_equal(result.applied.n_fields, 1);
    assert_string_equal(class_of(w, 1), "三班");
}

static void back__a_late_edit_is_listed_with_its_row(void **state)
{
    world *w = *state;
    import(w, TWO);
    const char *out = export_text(w, w->out);
    import(w, TWO_LATER); /* 甲甲 moves to 二班 */
    dk_uc_import_result result = import(w, edited(w, out, "一班", "三班"));
    assert_false(result.is_committed);
    assert_int_equal(result.import.n_refused, 1);
    assert_ptr_equal(result.import.errors.items[0]->msg, &MSG_EDIT_CONFLICT);
    assert_int_equal(dk_err_place(result.import.errors.items[0]).row, 2);
    assert_string_equal(class_of(w, 1), "二班");
}

static void back__a_masked_row_without_number_is_refused(void **state)
{
    world *w = *state;
    import(w, TWO);
    dk_uc_import_result result = import(w, "姓名,身份证件号,班级\n甲*,980126********0018,三班\n"
                                           "乙*,980126********0026,三班\n");
    assert_int_equal(result.import.n_refused, 2);
    assert_ptr_equal(result.import.errors.items[0]->msg, &MSG_ROW_MASKED);
    assert_false(result.is_committed);
    assert_int_equal(count(w), 2);
}

static void template__goes_back_without_its_example(void **state)
{
    world *w = *state;
    dk_uc_import_result result;
    must(w, dk_uc_template(w->app, trainees(), DK_ZH, w->out, &w->err));
    const dk_uc_import_options how = {.path = w->out, .as_of = DK_DAY_NONE};
    assert_int_equal(
        dk_uc_import(&(dk_call){w->app, &CLERK, w->arena}, trainees(), &how, &result, &w->err),
        DK_FAILED);
    assert_string_equal(w->err.msg->code,
                        "sheet-empty"); /* the header is known, the example no row */
    w->err = DK_ERR_INIT;
}

int main(void)
{
    dk_uc_start();
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        CASE(check__tells_and_writes_nothing),
        CASE(commit__is_one_batch_and_ends_the_upload),
        CASE(commit__with_bad_rows_is_refused_whole),
        CASE(task__results_beyond_the_memory_for_them_are_let_go),
        CASE(task__cancelled_before_it_runs_leaves_nothing),
        CASE(task__cancelled_while_it_reads_leaves_nothing),
        CASE(task__is_not_done_before_its_result_is_there),
        CASE(task__of_a_program_that_is_gone_reads_interrupted),
        CASE(stage__finds_the_register_by_the_header),
        CASE(stage__bytes_go_after_the_days_of_the_setting),
        CASE(mapping__is_corrected_and_remembered_per_sender),
        CASE(mapping__of_unknown_fields_is_refused),
        CASE(mapping__leaves_a_column_out),
        CASE(again__changes_nothing),
        CASE(again__does_not_bring_back_what_was_changed_since),
        CASE(again__after_an_undo_is_a_first_time),
        CASE(back__masked_and_unedited_changes_nothing),
        CASE(back__edits_are_taken_and_the_rest_is_left_alone),
        CASE(back__a_late_edit_is_listed_with_its_row),
        CASE(back__a_masked_row_without_number_is_refused),
        CASE(template__goes_back_without_its_example),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
