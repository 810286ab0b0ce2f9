/* tests/unit/http/test_resources.c - the resources over a real centre in a folder of its own.
 *
 * The people and firms are invented; numbers are of the unassigned region 98xxxx with right check
 * digits. */
#include "tests/unit/http/centre.h"

#include <sys/stat.h>

#include "api/usecase/usecase.h"
#include "api/wire/openapi.h"

static const char ENTERPRISES[] =
    "统一社会信用代码,单位名称\r\n91980126MA0007919H,云泽甲机械有限公司\r\n";
static const char POSTS[] = "统一社会信用代码,岗位编号,岗位名称,职业代码,招聘人数\r\n"
                            "91980126MA0007919H,GW-1,电焊工,焊工,3\r\n";
static const char TRAINEES[] = "姓名,身份证件号,专业代码\r\n"
                               "甲甲,980126200801010018,700206\r\n"
                               "乙乙,980126200801010026,700206\r\n"
                               "丙丙,980126200805120011,700206\r\n";
static const char BAD[] = "姓名,身份证件号,专业代码\r\n"
                          "丁丁,980126200801010019,700206\r\n"
                          "戊戊,980126200801010018,70020\r\n";

static const char *const NUMBERS[] = {"980126200801010018", "980126200801010026",
                                      "980126200805120011", "980126200801010019"};

static int start(void **state)
{
    centre *c = centre_new();
    static const struct {
        const char *target, *body;
    } SHEETS[] = {{"/v1/enterprises/import?filename=e.csv", ENTERPRISES},
                  {"/v1/posts/import?filename=p.csv", POSTS},
                  {"/v1/trainees/import?filename=%E5%90%8D%E5%8D%95.csv", TRAINEES}};
    for (size_t i = 0; i < 3; i++) {
        answer a = post(c, SHEETS[i].target, SHEETS[i].body);
        if (a.status != 200)
            fail_msg("%s", a.text);
        answer_free(&a);
    }
    *state = c;
    return 0;
}

static int stop(void **state)
{
    centre_free(*state);
    return 0;
}

/* GET and expect `status`; the body must hold `word` (may be NULL). */
static void expect(const centre *c, const char *target, int status, const char *word)
{
    answer a = get(c->w->port, "GET", target, "");
    if (a.status != status || (word != NULL && strstr(a.body, word) == NULL))
        fail_msg("%s: wanted %d %s, got %s", target, status, word == NULL ? "" : word, a.text);
    answer_free(&a);
}

static void resources__answer_in_the_shapes_of_the_contract(void **state)
{
    const centre *c = *state;
    expect(c, "/healthz", 200, "{\"status\":\"ok\"}");
    expect(c, "/readyz", 200, "\"schema\":1");
    expect(c, "/version", 200, "\"libmicrohttpd\"");
    expect(c, "/metrics", 200, "# TYPE duikou_seq gauge");
    expect(c, "/v1/home", 200, "\"trainees\":3");
    expect(c, "/v1/home", 200, "\"zone\":\"+08:00\"");
    expect(c, "/v1/registers", 200, "\"key\":\"trainees\"");
    expect(c, "/v1/trainees", 200, "\"total\":3");
    expect(c, "/v1/trainees?limit=2", 200, "\"next\":2");
    expect(c, "/v1/trainees?limit=2&after=2", 200, "\"next\":null");
    expect(c, "/v1/trainees?specialty_code=eq.700206&order=id.desc", 200,
           "\"names\":{\"specialty\":{\"700206\":");
    expect(c, "/v1/trainees/1", 200, "\"provenance\":{\"name\":{\"batch\":");
    expect(c, "/v1/trainees/t000002", 200, "\"no\":\"T000002\"");
    expect(c, "/v1/posts/P000001", 200, "\"file\":\"p.csv\"");
    expect(c, "/v1/trainees/1/matches?top=1", 200, "\"direction\":\"posts_for_trainee\"");
    expect(c, "/v1/posts/1/matches", 200, "\"direction\":\"trainees_for_post\"");
    expect(c, "/v1/batches", 200, "\"file\":\"名单.csv\"");
    expect(c, "/v1/doctor", 200, "{\"ok\":true,\"checks\":[{\"title\":");
    expect(c, "/v1/trainees.json", 200, "\"total\":3");
    expect(c, "/v1/trainees.csv", 200, "\xEF\xBB\xBF");
    expect(c, "/v1/trainees.csv?header=keys", 200, "id_no");
    expect(c, "/v1/trainees.xlsx", 200, "PK");
    expect(c, "/v1/posts/template.xlsx", 200, "PK");
}

/* The body of a POST that must end with `status`; to be freed. */
static char *said(const centre *c, const char *target, const char *body, int status)
{
    answer a = post(c, target, body);
    if (a.status != status)
        fail_msg("%s: wanted %d, got %s", target, status, a.text);
    char *text = strdup(a.body);
    answer_free(&a);
    assert_non_null(text);
    return text;
}

static void resources__show_clear_values_for_a_purpose_only(void **state)
{
    const centre *c = *state;
    static const struct {
        const char *target, *body;
        int status;
    } REFUSED[] = {{"/v1/trainees/1/unmask", "{}", 422},
                   {"/v1/trainees/1/unmask", "{\"purpose\":\"x\"}", 422},
                   {"/v1/trainees/1/unmask", "{\"why\":\"核对\"}", 400},
                   {"/v1/trainees/99/unmask", "{\"purpose\":\"核对\"}", 404},
                   {"/v1/trainees/1/referral.html", "{}", 422}};
    for (size_t i = 0; i < sizeof REFUSED / sizeof *REFUSED; i++) {
        char *text = said(c, REFUSED[i].target, REFUSED[i].body, REFUSED[i].status);
        assert_null(strstr(text, NUMBERS[0]));
        free(text);
    }
    char *clear = said(c, "/v1/trainees/1/unmask", "{\"purpose\":\"核对证件\"}", 200);
    assert_contains(clear, "\"id_no\":\"980126200801010018\"");
    assert_contains(clear, "\"name\":\"甲甲\"");
    free(clear);
    clear = said(c, "/v1/trainees/1/referral.html?lang=zh", "{\"purpose\":\"打印推荐表\"}", 200);
    assert_contains(clear, NUMBERS[0]);
    free(clear);
    /* The next look is masked again. */
    expect(c, "/v1/trainees/1", 200, "\"name\":\"甲*\"");
    expect(c, "/v1/trainees/1/referral.html", 200, "980126********0018");
}

static void resources__ask_answer_compare_and_screen(void **state)
{
    const centre *c = *state;
    expect(c, "/v1/ask?trainee=1", 200, "\"facts\":[");
    expect(c, "/v1/ask.csv", 200, "\xEF\xBB\xBF");
    expect(c, "/v1/ask?trainee=T000099", 404, "record-");
    expect(c, "/v1/posts/1/compare?first=1&second=2", 200, "\"direction\":\"trainees_for_post\"");
    expect(c, "/v1/trainees/1/compare?first=1&second=P000001", 200, "\"difference\":0");
    expect(c, "/v1/posts/1/compare.xlsx?first=1&second=2", 200, "PK");
    expect(c, "/v1/posts/1/compare?first=1", 400, "second");
    expect(c, "/v1/posts/1/compare?first=1&second=99", 404, "record-");
    expect(c, "/v1/notices", 200, "{\"notices\":[]}");
    expect(c, "/v1/matches/class?class=%E4%B8%80%E7%8F%AD", 200, "\"people\":0");
    expect(c, "/v1/matches/class", 400, "class");
    char *text = said(c, "/v1/trainees/1/answers", "{\"field\":\"shift_ok\",\"value\":true}", 200);
    assert_contains(text, "\"changed\":1");
    free(text);
    expect(c, "/v1/trainees/1", 200, "\"kind\":\"asked\"");
    text = said(c, "/v1/posts/1/answers", "{\"field\":\"pay_min\",\"value\":\"4千\"}", 200);
    assert_contains(text, "\"changed\":1");
    free(text);
    free(said(c, "/v1/posts/1/answers", "{\"field\":\"shift_ok\",\"value\":1}", 422));
    free(said(c, "/v1/trainees/1/answers", "{\"field\":\"shift_ok\"}", 400));
}

static void resources__name_what_is_unknown(void **state)
{
    const centre *c = *state;
    expect(c, "/v1/trainee", 404, "trainees");
    expect(c, "/v1/trainees?specialty=eq.700206", 400, "specialty_code");
    expect(c, "/v1/trainees?specialty_code=700206", 400, "operator-unknown");
    expect(c, "/v1/trainees?specialty_code=eq.70020", 400, "700206");
    expect(c, "/v1/trainees?limit=0", 400, "http-param-range");
    expect(c, "/v1/trainees?limit=1001", 400, "http-param-range");
    expect(c, "/v1/trainees?order=nothing", 400, "param-unknown");
    expect(c, "/v1/trainees/999", 404, "record-");
    expect(c, "/v1/trainees/980126200801010018", 404, NULL);
    expect(c, "/v1/trainees/abc", 404, "T000001");
    expect(c, "/v1/trainees/1/matches?top=101", 400, "http-param-range");
    expect(c, "/v1/trainees/999/matches", 404, NULL);
    expect(c, "/v1/enterprises/1/matches", 404, "http-path-unknown");
    expect(c, "/v1/trainees.pdf", 404, "http-format");
}

static void resources__answer_304_until_data_change(void **state)
{
    static const char *const TARGETS[] = {
        "/v1/trainees?limit=2",   "/v1/trainees/1",  "/v1/registers", "/v1/batches", "/v1/home",
        "/v1/trainees/1/matches", "/v1/trainees.csv"};
    const centre *c = *state;
    for (size_t i = 0; i < sizeof TARGETS / sizeof *TARGETS; i++) {
        char etag[256], header[300], other[256];
        answer a = get(c->w->port, "GET", TARGETS[i], "");
        assert_int_equal(a.status, 200);
        assert_true(strlen(header_of(&a, "ETag", etag)) > 2);
        answer_free(&a);
        snprintf(header, sizeof header, "If-None-Match: %s\r\n", etag);
        a = get(c->w->port, "GET", TARGETS[i], header);
        assert_int_equal(a.status, 304);
        assert_string_equal(header_of(&a, "ETag", other), etag);
        answer_free(&a);
    }
    char one[256], two[256];
    answer a = get(c->w->port, "GET", "/v1/trainees?limit=2", "");
    answer b = get(c->w->port, "GET", "/v1/trainees?limit=2&lang=en", "");
    assert_string_not_equal(header_of(&a, "ETag", one), header_of(&b, "ETag", two));
    assert_string_equal(header_of(&a, "Link", one), "</v1/trainees?after=2&limit=2>; rel=\"next\"");
    answer_free(&a);
    answer_free(&b);
}

static int64_t total_of(const centre *c, const char *target)
{
    answer a = get(c->w->port, "GET", target, "");
    assert_int_equal(a.status, 200);
    const char *at = strstr(a.body, "\"total\":");
    assert_non_null(at);
    int64_t total = strtoll(at + 8, NULL, 10);
    answer_free(&a);
    return total;
}

static void resources__import_all_or_nothing_and_undo(void **state)
{
    static const char MORE[] = "姓名,身份证件号\r\n己己,980126200801010034\r\n";
    const centre *c = *state;
    int64_t before = total_of(c, "/v1/trainees");
    answer a = post(c, "/v1/trainees/import?filename=bad.csv", BAD);
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "\"code\":\"sheet-refused\"");
    assert_contains(a.body, "\"mapping\":[{\"column\":\"A\"");
    assert_contains(a.body, "\"row\":2");
    assert_contains(a.body, "\"row\":3");
    answer_free(&a);
    a = post(c, "/v1/trainees/import?filename=bad.csv&dry_run=1", BAD);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "\"dry_run\":true");
    assert_contains(a.body, "\"refused\":2");
    answer_free(&a);
    assert_int_equal(total_of(c, "/v1/trainees"), before);
    a = post(c, "/v1/trainees/import?filename=more.csv&dry_run=1", MORE);
    assert_contains(a.body, "\"new\":1");
    assert_int_equal(total_of(c, "/v1/trainees"), before);
    answer_free(&a);
    a = post(c, "/v1/trainees/import?filename=more.csv", MORE);
    assert_int_equal(a.status, 200);
    int64_t batch = strtoll(strstr(a.body, "\"batch\":") + 8, NULL, 10);
    assert_true(batch > 0);
    answer_free(&a);
    assert_int_equal(total_of(c, "/v1/trainees"), before + 1);
    a = post(c, "/v1/trainees/import?filename=more.csv", MORE); /* again: nothing */
    assert_contains(a.body, "\"batch\":0,");
    assert_contains(a.body, "\"same\":1");
    answer_free(&a);
    char target[80];
    snprintf(target, sizeof target, "/v1/batches/%lld/undo", (long long)batch);
    a = post(c, target, "");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "\"deleted\":1");
    answer_free(&a);
    assert_int_equal(total_of(c, "/v1/trainees"), before);
    a = post(c, target, ""); /* a repeated undo says so and changes nothing */
    assert_true(a.status >= 400 && a.status < 500);
    answer_free(&a);
    assert_int_equal(total_of(c, "/v1/trainees"), before);
}

static void resources__refuse_what_is_no_sheet(void **state)
{
    static const struct {
        const char *target, *body;
        int least;
    } CASES[] = {
        {"/v1/trainees/import?filename=a.xlsx", "PK\x03\x04 not a workbook", 400},
        {"/v1/trainees/import?filename=a.csv", "x,y\r\n1,2\r\n", 400},
        {"/v1/trainees/import?filename=..%2Fa.csv", "x", 400},
        {"/v1/nothing/import?filename=a.csv", "x", 400},
        {"/v1/batches/0/undo", "", 400},
        {"/v1/batches/x/undo", "", 400},
        {"/v1/batches/99999/undo", "", 400},
    };
    const centre *c = *state;
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        answer a = post(c, CASES[i].target, CASES[i].body);
        if (a.status < CASES[i].least || a.status >= 500)
            fail_msg("%s: %s", CASES[i].target, a.text);
        assert_contains(a.text, "application/problem+json");
        answer_free(&a);
    }
}

/* No answer and no log line shows a whole number of a person. */
static void resources__never_show_a_whole_number(void **state)
{
    static const char *const TARGETS[] = {"/v1/trainees",
                                          "/v1/trainees.csv",
                                          "/v1/trainees/1",
                                          "/v1/trainees/1/matches",
                                          "/v1/posts/1/matches",
                                          "/v1/home",
                                          "/v1/batches",
                                          "/metrics",
                                          "/v1/trainees?q=0018",
                                          "/v1/trainees?id_no=eq.980126200801010018",
                                          "/v1/trainees?id_no=like.9801",
                                          "/v1/trainees?name=eq.980126200801010018",
                                          "/v1/trainees/980126200801010018",
                                          "/v1/trainees?order=id_no"};
    const centre *c = *state;
    for (size_t i = 0; i < sizeof TARGETS / sizeof *TARGETS; i++) {
        answer a = get(c->w->port, "GET", TARGETS[i], "");
        for (size_t k = 0; k < sizeof NUMBERS / sizeof *NUMBERS; k++)
            if (strstr(a.text, NUMBERS[k]) != NULL)
                fail_msg("%s shows %s", TARGETS[i], NUMBERS[k]);
        answer_free(&a);
    }
    answer a = post(c, "/v1/trainees/import?filename=bad.csv", BAD);
    for (size_t k = 0; k < sizeof NUMBERS / sizeof *NUMBERS; k++) {
        assert_lacks(a.text, NUMBERS[k]);
    }
    answer_free(&a);
    char *log = wait_log(c->w, "\"status\":422");
    for (size_t k = 0; k < sizeof NUMBERS / sizeof *NUMBERS; k++)
        assert_lacks(log, NUMBERS[k]);
    free(log);
}

/* ---- the list of routes ---- */

/* `template` with every placeholder filled. */
static void fill(const char *template, char *out)
{
    for (; *template != '\0'; template ++) {
        if (*template != '{') {
            *out++ = *template;
            continue;
        }
        const char *value = strncmp(template, "{register}", 10) == 0 ? "trainees" : "1";
        out += sprintf(out, "%s", value);
        template = strchr(template, '}');
    }
    *out = '\0';
}

static void routes__are_described_reachable_and_documented(void **state)
{
    const centre *c = *state;
    answer document = get(c->w->port, "GET", "/openapi.json", "");
    assert_int_equal(document.status, 200);
    for (size_t i = 0; i < dk_n_routes; i++) {
        const dk_api_doc *doc = &dk_routes[i]->doc;
        char target[200], quoted[200];
        assert_true(doc->summary.zh[0] != '\0' && doc->summary.en[0] != '\0');
        assert_true((doc->response != NULL) != (doc->media != NULL));
        if (doc->response != NULL)
            assert_true(dk_wire_schema_exists(doc->response));
        for (size_t k = 0; k < doc->n_params; k++)
            assert_true(doc->params[k].note.zh[0] != '\0' && doc->params[k].note.en[0] != '\0');
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(doc->name, dk_routes[k]->doc.name);
        snprintf(quoted, sizeof quoted, "\"%s\":{", doc->template);
        assert_contains(document.body, quoted);
        snprintf(quoted, sizeof quoted, "\"operationId\":\"%s\"", doc->name);
        assert_contains(document.body, quoted);
        /* The address leads to this very route, and other methods are told which there are. */
        fill(doc->template, target);
        answer a = get(c->w->port, "PATCH", target, "");
        char allow[256];
        assert_int_equal(a.status, 405);
        assert_contains(header_of(&a, "Allow", allow), doc->method);
        answer_free(&a);
        a = get(c->w->port, doc->method, target, "Accept-Language: en\r\n");
        assert_int_not_equal(a.status, 405);
        assert_true(a.status < 500 || a.status == 503);
        if (dk_routes[i]->is_of_data && a.status == 200) {
            char tag[256], known[320];
            snprintf(known, sizeof known, "Accept-Language: en\r\nIf-None-Match: %s\r\n",
                     header_of(&a, "ETag", tag));
            answer again = get(c->w->port, doc->method, target, known);
            assert_int_equal(again.status, 304);
            answer_free(&again);
        }
        answer_free(&a);
        snprintf(quoted, sizeof quoted, "\"route\":\"%s\"", doc->template);
        free(wait_log(c->w, quoted));
    }
    answer_free(&document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resources__answer_in_the_shapes_of_the_contract),
        cmocka_unit_test(resources__name_what_is_unknown),
        cmocka_unit_test(resources__show_clear_values_for_a_purpose_only),
        cmocka_unit_test(resources__ask_answer_compare_and_screen),
        cmocka_unit_test(resources__answer_304_until_data_change),
        cmocka_unit_test(resources__import_all_or_nothing_and_undo),
        cmocka_unit_test(resources__refuse_what_is_no_sheet),
        cmocka_unit_test(resources__never_show_a_whole_number),
        cmocka_unit_test(routes__are_described_reachable_and_documented),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
