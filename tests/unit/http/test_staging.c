/* tests/unit/http/test_staging.c - a file on its way in over HTTP: stage, correct, check, commit,
 * undo with every reason; tasks with their states. People and firms are invented (region 98xxxx).
 */
#include "tests/unit/http/centre.h"

#include "api/usecase/staging.h"

static const char TRAINEES[] = "姓名,身份证件号,电话,班级\r\n"
                               "甲甲,980126200801010018,12000000001,一班\r\n"
                               "乙乙,980126200801010026,12000000002,一班\r\n";
static const char LATER[] = "姓名,身份证件号,班级\r\n甲甲,980126200801010018,二班\r\n";
static const char BAD[] = "姓名,身份证件号,班级\r\n"
                          "丙丙,980126200805120011,一班\r\n"
                          "丁丁,980126200801010019,一班\r\n";

static int start(void **state)
{
    *state = centre_new();
    return 0;
}

static int stop(void **state)
{
    centre_free(*state);
    return 0;
}

static void expect(answer a, int status, const char *word)
{
    if (a.status != status || strstr(a.body, word) == NULL)
        fail_msg("wanted %d %s, got %s", status, word, a.text);
    answer_free(&a);
}

/* The number behind "key": in a body. */
static int64_t number_of(const char *body, const char *key)
{
    char quoted[32];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(body, quoted);
    assert_non_null(at);
    return strtoll(at + strlen(quoted), NULL, 10);
}

static int64_t stage(const centre *c, const char *query, const char *body)
{
    char target[200];
    snprintf(target, sizeof target, "/v1/uploads?filename=%%E5%%90%%8D.csv%s", query);
    answer a = post(c, target, body);
    if (a.status != 201)
        fail_msg("%s", a.text);
    int64_t id = number_of(a.body, "upload");
    answer_free(&a);
    return id;
}

/* Starts a task of an upload and gives its answer once it has ended. */
static answer run(const centre *c, int64_t upload, const char *what)
{
    char target[120];
    snprintf(target, sizeof target, "/v1/uploads/%lld/%s", (long long)upload, what);
    answer a = post(c, target, "");
    if (a.status != 202)
        fail_msg("%s", a.text);
    int64_t task = number_of(a.body, "task");
    answer_free(&a);
    dk_uc_task_wait(c->app, task);
    snprintf(target, sizeof target, "/v1/tasks/%lld", (long long)task);
    return get(c->w->port, "GET", target, "");
}

static void staging__from_file_to_batch_and_back(void **state)
{
    const centre *c = *state;
    char target[120];
    int64_t id = stage(c, "&sender=%E8%81%8C%E6%A0%A1", TRAINEES); /* the header says whose it is */
    snprintf(target, sizeof target, "/v1/uploads/%lld", (long long)id);
    expect(get(c->w->port, "GET", target, ""), 200, "\"register\":\"trainees\"");
    expect(get(c->w->port, "GET", target, ""), 200, "\"sender\":\"职校\"");
    expect(get(c->w->port, "GET", target, ""), 200, "\"state\":\"staged\"");
    snprintf(target, sizeof target, "/v1/uploads/%lld/mapping", (long long)id);
    expect(post(c, target, "{\"columns\":{\"C\":\"guardian_phone\"},\"remember\":true}"), 200,
           "\"mapping\":{\"C\":\"guardian_phone\"}");
    expect(post(c, target, "{\"columns\":{\"C\":\"no_such\"}}"), 400, "mapping-field");
    expect(post(c, target, "{\"columns\":{\"C\":\"a;b\"}}"), 400, "json-member");
    answer a = run(c, id, "check");
    assert_contains(a.body, "\"state\":\"done\"");
    assert_contains(a.body, "\"dry_run\":true");
    assert_contains(a.body, "\"new\":2");
    assert_contains(a.body, "\"field\":\"guardian_phone\",\"how\":\"chosen\"");
    assert_contains(a.body, "\"kind\":\"new\"");
    assert_null(strstr(a.body, "980126200801010018"));
    answer_free(&a);
    expect(get(c->w->port, "GET", "/v1/trainees", ""), 200, "\"total\":0");
    a = run(c, id, "commit");
    assert_contains(a.body, "\"state\":\"done\"");
    int64_t batch = number_of(a.body, "batch");
    answer_free(&a);
    expect(get(c->w->port, "GET", "/v1/trainees", ""), 200, "\"total\":2");
    snprintf(target, sizeof target, "/v1/uploads/%lld", (long long)id);
    expect(get(c->w->port, "GET", target, ""), 200, "\"state\":\"committed\"");
    /* The wrong file after all: something later stands in the way, then nothing does. */
    expect(post(c, "/v1/trainees/import?filename=l.csv", LATER), 200, "\"changed\":1");
    snprintf(target, sizeof target, "/v1/batches/%lld/undo", (long long)batch);
    expect(post(c, target, ""), 409, "\"errors\":[{\"code\":\"undo-blocked\"");
    answer later = get(c->w->port, "GET", "/v1/batches?limit=1", "");
    snprintf(target, sizeof target, "/v1/batches/%lld/undo",
             (long long)number_of(later.body, "batch"));
    answer_free(&later);
    expect(post(c, target, ""), 200, "\"changed\":1");
    snprintf(target, sizeof target, "/v1/batches/%lld/undo?dry_run=1", (long long)batch);
    expect(post(c, target, ""), 200, "\"deleted\":2");
    expect(get(c->w->port, "GET", "/v1/trainees", ""), 200, "\"total\":2");
    snprintf(target, sizeof target, "/v1/batches/%lld/undo", (long long)batch);
    expect(post(c, target, ""), 200, "\"deleted\":2");
    expect(get(c->w->port, "GET", "/v1/trainees", ""), 200, "\"total\":0");
}

static void staging__refused_rows_fail_the_commit(void **state)
{
    const centre *c = *state;
    int64_t id = stage(c, "&register=trainees", BAD);
    answer a = run(c, id, "commit");
    assert_contains(a.body, "\"state\":\"failed\"");
    assert_contains(a.body, "\"code\":\"sheet-refused\"");
    assert_contains(a.body, "\"refused\":1");
    answer_free(&a);
    char target[120];
    snprintf(target, sizeof target, "/v1/uploads/%lld/marked.xlsx", (long long)id);
    expect(get(c->w->port, "GET", target, ""), 200, "PK");
    snprintf(target, sizeof target, "/v1/uploads/%lld/marked.xlsx?rows=refused", (long long)id);
    expect(get(c->w->port, "GET", target, ""), 200, "PK");
    a = run(c, id, "commit?partial=1");
    assert_contains(a.body, "\"state\":\"done\"");
    answer_free(&a);
    expect(get(c->w->port, "GET", "/v1/trainees", ""), 200, "\"total\":1");
}

static void staging__names_what_is_not_there(void **state)
{
    const centre *c = *state;
    expect(get(c->w->port, "GET", "/v1/uploads/99", ""), 404, "upload-missing");
    expect(get(c->w->port, "GET", "/v1/uploads/x", ""), 400, "http-number");
    expect(get(c->w->port, "GET", "/v1/tasks/99", ""), 404, "task-missing");
    expect(post(c, "/v1/tasks/99/cancel", ""), 404, "task-missing");
    expect(post(c, "/v1/uploads/99/check", ""), 404, "upload-missing");
    expect(post(c, "/v1/uploads?filename=..%2Fx.csv", "a,b"), 400, "http-filename");
    expect(post(c, "/v1/uploads?filename=x.csv&register=trainee", "a,b"), 404, "trainees");
    int64_t id = stage(c, "&register=trainees", BAD);
    char target[120];
    snprintf(target, sizeof target, "/v1/uploads/%lld/discard", (long long)id);
    expect(post(c, target, ""), 200, "\"state\":\"discarded\"");
    snprintf(target, sizeof target, "/v1/uploads/%lld/check", (long long)id);
    expect(post(c, target, ""), 410, "upload-gone");
}

static void staging__the_same_bytes_are_the_same_upload(void **state)
{
    const centre *c = *state;
    int64_t id = stage(c, "&register=trainees", BAD);
    assert_int_equal(stage(c, "&register=trainees", BAD), id);
    answer a = run(c, id, "commit?partial=1");
    int64_t batch = number_of(a.body, "batch");
    answer_free(&a);
    answer b = post(c, "/v1/uploads?filename=b.csv&register=trainees", BAD);
    assert_int_equal(number_of(b.body, "again"), batch);
    answer_free(&b);
}

static void staging__never_shows_or_logs_a_whole_number(void **state)
{
    const centre *c = *state;
    int64_t id = stage(c, "&register=trainees", TRAINEES);
    answer a = run(c, id, "commit");
    assert_null(strstr(a.body, "980126200801010018"));
    answer_free(&a);
    id = stage(c, "&register=trainees",
               "姓名,身份证件号,电话\r\n甲甲,980126200801010018,12000000009\r\n");
    a = run(c, id, "check");
    assert_contains(a.body, "120****0009");
    assert_null(strstr(a.body, "12000000009"));
    answer_free(&a);
    char *log = wait_log(c->w, "/v1/uploads");
    assert_null(strstr(log, "980126200801010018"));
    free(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, start, stop)
        CASE(staging__from_file_to_batch_and_back),
        CASE(staging__refused_rows_fail_the_commit),
        CASE(staging__names_what_is_not_there),
        CASE(staging__the_same_bytes_are_the_same_upload),
        CASE(staging__never_shows_or_logs_a_whole_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
