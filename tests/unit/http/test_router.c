/* tests/unit/http/test_router.c - targets and routes without a network. */
#include "tests/unit/http/client.h"

static dk_code parse(dk_arena *arena, const char *raw, dk_target *target, dk_err *err)
{
    *err = DK_ERR_INIT;
    return dk_target_parse(arena, raw, target, err);
}

static void dk_target_parse__decodes_path_and_parameters(void **state)
{
    (void)state;
    dk_arena *arena = dk_arena_new();
    dk_target target;
    dk_err err;
    assert_int_equal(parse(arena, "/v1/a%2Fb/%E7%84%8A?q=a+b%2Bc&&x&y==%26", &target, &err), DK_OK);
    assert_int_equal(target.n_segments, 3);
    assert_string_equal(target.segments[1], "a/b");
    assert_string_equal(target.segments[2], "焊");
    assert_string_equal(target.path, "/v1/a/b/焊");
    assert_int_equal(target.n_params, 3);
    assert_string_equal(target.params[0].value, "a b+c");
    assert_string_equal(target.params[1].name, "x");
    assert_string_equal(target.params[1].value, "");
    assert_string_equal(target.params[2].value, "=&");
    assert_int_equal(parse(arena, "/a+b", &target, &err), DK_OK);
    assert_string_equal(target.segments[0], "a+b"); /* plus is a plus in a path */
    assert_int_equal(parse(arena, "/", &target, &err), DK_OK);
    assert_int_equal(target.n_segments, 0);
    assert_int_equal(target.n_params, 0);
    assert_int_equal(parse(arena, "/焊?q=焊", &target, &err),
                     DK_OK); /* raw UTF-8, as curl sends it */
    assert_string_equal(target.params[0].value, "焊");
    dk_arena_free(arena);
}

static void dk_target_parse__refuses_what_is_no_address(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        const dk_msg *msg;
    } CASES[] = {
        {"", &MSG_HTTP_ADDRESS},
        {"a", &MSG_HTTP_ADDRESS},
        {"/%", &MSG_HTTP_ADDRESS},
        {"/%1", &MSG_HTTP_ADDRESS},
        {"/%1g", &MSG_HTTP_ADDRESS},
        {"/%00", &MSG_HTTP_ADDRESS},
        {"/a?b=%00", &MSG_HTTP_ADDRESS},
        {"/a?%00=b", &MSG_HTTP_ADDRESS},
        {"/%c0%af", &MSG_HTTP_ADDRESS},
        {"/a?b=%", &MSG_HTTP_ADDRESS},
        {"//a", &MSG_HTTP_PATH_UNKNOWN},
        {"/a/", &MSG_HTTP_PATH_UNKNOWN},
        {"/a/../b", &MSG_HTTP_PATH_UNKNOWN},
        {"/%2e%2E/b", &MSG_HTTP_PATH_UNKNOWN},
        {"/./b", &MSG_HTTP_PATH_UNKNOWN},
        {"/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", &MSG_HTTP_PATH_UNKNOWN},
    };
    dk_arena *arena = dk_arena_new();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        dk_target target;
        dk_err err;
        assert_int_equal(parse(arena, CASES[i].raw, &target, &err), DK_FAILED);
        assert_string_equal(err.msg->code, CASES[i].msg->code);
    }
    char many[1000] = "/?";
    for (int i = 0; i < DK_TARGET_PARAMS; i++)
        strcat(many, "a&");
    dk_target target;
    dk_err err;
    assert_int_equal(parse(arena, many, &target, &err), DK_OK);
    strcat(many, "a");
    assert_int_equal(parse(arena, many, &target, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_HTTP_PARAMS_MANY));
    dk_arena_free(arena);
}

static const char *const formats[] = {"csv", "xlsx", NULL};
static const dk_route any = GET_ROUTE("/v1/{register}", "any", say_hello, .formats = formats);
static const dk_route one = GET_ROUTE("/v1/{register}/{id}", "one", say_hello, .n_params = 0);
static const dk_route batches = GET_ROUTE("/v1/batches", "batches", say_hello, .n_params = 0);
static const dk_route board = GET_ROUTE("/v1/board", "board", say_hello, .formats = formats);
static const dk_route board_save = POST_ROUTE("/v1/board", "board_save", say_hello, DK_BODY_JSON);
static const dk_route import =
    POST_ROUTE("/v1/{register}/import", "import", say_hello, DK_BODY_FILE);
static const dk_route template =
    GET_ROUTE("/v1/{register}/template.xlsx", "template", say_hello, .n_params = 0);
static const dk_route *const table[] = {&any,        &one,    &batches, &board,
                                        &board_save, &import, &template};

static void dk_route_find__prefers_literal_segments(void **state)
{
    (void)state;
    static const struct {
        const char *method, *path;
        const dk_route *route; /* NULL: not found */
        const char *format, *first;
        const dk_msg *msg;
    } CASES[] = {
        {"GET", "/v1/posts", &any, "json", "posts", NULL},
        {"HEAD", "/v1/posts.csv", &any, "csv", "posts", NULL},
        {"GET", "/v1/posts.json", &any, "json", "posts", NULL},
        {"GET", "/v1/posts.xlsx", &any, "xlsx", "posts", NULL},
        {"GET", "/v1/posts.pdf", NULL, NULL, NULL, &MSG_HTTP_FORMAT},
        {"GET", "/v1/po.CSV", &any, "json", "po.CSV", NULL},
        {"GET", "/v1/.csv", &any, "json", ".csv", NULL},
        {"GET", "/v1/batches", &batches, "json", NULL, NULL},
        {"GET", "/v1/batches.csv", &any, "csv", "batches", NULL}, /* it knows no form */
        {"GET", "/v1/board", &board, "json", NULL, NULL},
        {"GET", "/v1/board.csv", &board, "csv", NULL, NULL},
        {"GET", "/v1/board.json", &board, "json", NULL, NULL},
        {"GET", "/v1/board.pdf", NULL, NULL, NULL, &MSG_HTTP_FORMAT},
        {"GET", "/v1/boards.csv", &any, "csv", "boards", NULL},
        {"POST", "/v1/board", &board_save, "json", NULL, NULL},
        {"POST", "/v1/board.csv", NULL, NULL, NULL, &MSG_HTTP_METHOD},
        {"GET", "/v1/posts/5", &one, "json", "posts", NULL},
        {"GET", "/v1/posts/5.csv", &one, "json", "posts", NULL},
        {"POST", "/v1/posts/import", &import, "json", "posts", NULL},
        {"GET", "/v1/posts/import", NULL, NULL, NULL, &MSG_HTTP_METHOD},
        {"GET", "/v1/posts/template.xlsx", &template, "json", "posts", NULL},
        {"POST", "/v1/posts", NULL, NULL, NULL, &MSG_HTTP_METHOD},
        {"GET", "/v1/posts/5/x", NULL, NULL, NULL, &MSG_HTTP_PATH_UNKNOWN},
        {"GET", "/", NULL, NULL, NULL, &MSG_HTTP_PATH_UNKNOWN},
    };
    dk_arena *arena = dk_arena_new();
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        dk_target target;
        dk_err err;
        dk_request request = {.call.arena = arena};
        assert_int_equal(parse(arena, CASES[i].path, &target, &err), DK_OK);
        dk_code code = dk_route_find(table, sizeof table / sizeof *table, CASES[i].method, &target,
                                     &request, &err);
        if (CASES[i].route == NULL) {
            assert_int_equal(code, DK_FAILED);
            assert_string_equal(err.msg->code, CASES[i].msg->code);
            continue;
        }
        assert_int_equal(code, DK_OK);
        assert_ptr_equal(request.route, CASES[i].route);
        assert_string_equal(request.format, CASES[i].format);
        if (CASES[i].first != NULL)
            assert_string_equal(request.args[0], CASES[i].first);
        else
            assert_null(request.args[0]);
    }
    dk_arena_free(arena);
}

static void dk_etag_listed__compares_whole_tags(void **state)
{
    (void)state;
    assert_true(dk_etag_listed("\"7\"", "\"7\""));
    assert_true(dk_etag_listed(" \"6\" ,W/\"7\" ", "\"7\""));
    assert_true(dk_etag_listed("*", "\"7\""));
    assert_false(dk_etag_listed("\"77\"", "\"7\""));
    assert_false(dk_etag_listed("\"7", "\"7\""));
    assert_false(dk_etag_listed("7", "\"7\""));
    assert_false(dk_etag_listed("", "\"7\""));
    assert_false(dk_etag_listed(NULL, "\"7\""));
    assert_false(dk_etag_listed(",,", ""));
}

/* The tag changes with every single thing that shapes an answer, and with nothing else. */
static void dk_reply_unchanged__sees_all_that_shapes_an_answer(void **state)
{
    (void)state;
    const dk_actor actor = {.user = "a", .rights = 1}, other = {.user = "a", .rights = 3},
                   unit = {.user = "a", .rights = 1, .unit = "u"};
    dk_target_param params[] = {{"a", "b"}, {"c", "d"}}, moved[] = {{"a", "bc"}, {"", "d"}};
    const dk_request base = {.route = &any,
                             .call.actor = &actor,
                             .lang = DK_ZH,
                             .format = "json",
                             .args = {"posts"},
                             .params = params,
                             .n_params = 2};
    dk_request variants[8];
    for (size_t i = 0; i < 8; i++)
        variants[i] = base;
    variants[1].lang = DK_EN;
    variants[2].format = "csv";
    variants[3].args[0] = "trainees";
    variants[4].params = moved;
    variants[5].call.actor = &other;
    variants[6].call.actor = &unit;
    variants[7].route = &batches;
    dk_reply tags[9];
    for (size_t i = 0; i < 9; i++) {
        tags[i] = DK_REPLY_INIT;
        assert_false(dk_reply_unchanged(&variants[i % 8], &tags[i], i == 8 ? 6 : 5, 1));
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(tags[i].etag, tags[k].etag);
    }
    dk_request again = base;
    again.if_none_match = tags[0].etag;
    dk_reply reply = DK_REPLY_INIT;
    assert_true(dk_reply_unchanged(&again, &reply, 5, 1));
    assert_false(dk_reply_unchanged(&again, &reply, 5, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dk_target_parse__decodes_path_and_parameters),
        cmocka_unit_test(dk_target_parse__refuses_what_is_no_address),
        cmocka_unit_test(dk_route_find__prefers_literal_segments),
        cmocka_unit_test(dk_etag_listed__compares_whole_tags),
        cmocka_unit_test(dk_reply_unchanged__sees_all_that_shapes_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
