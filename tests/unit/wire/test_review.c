/* tests/unit/wire/test_review.c - decisions and edits as JSON: what is taken, what is named when it
 * is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/wire/messages.h"
#include "api/wire/review.h"
#include "api/wire/skillgrid.h"

static int set_up(void **state)
{
    *state = dk_arena_new();
    return *state == NULL;
}

static int tear_down(void **state)
{
    dk_arena_free(*state);
    return 0;
}

static void wording_read__code_null_means_none(void **state)
{
    dk_wire_wording w;
    dk_err err = DK_ERR_INIT;
    const char *text = "{\"list\":\"occupation\",\"text\":\"二保焊\",\"code\":null}";
    assert_int_equal(dk_wire_wording_read(*state, text, strlen(text), &w, &err), DK_OK);
    assert_string_equal(w.list, "occupation");
    assert_string_equal(w.text, "二保焊");
    assert_null(w.code);
}

static void pair_read__takes_three_members(void **state)
{
    int64_t pair[2] = {0, 0};
    bool are_one = false;
    dk_err err = DK_ERR_INIT;
    const char *text = "{\"a\":1,\"b\":3,\"same\":true}";
    assert_int_equal(dk_wire_pair_read(*state, text, strlen(text), pair, &are_one, &err), DK_OK);
    assert_int_equal(pair[0], 1);
    assert_int_equal(pair[1], 3);
    assert_true(are_one);
}

static void edits_read__levels_and_date(void **state)
{
    dk_wire_skill_edits r;
    dk_err err = DK_ERR_INIT;
    const char *text = "{\"kind\":\"class\",\"date\":\"2026-03-02\",\"cells\":[{\"id\":1,\"skill\":"
                       "\"S1\",\"level\":0},"
                       "{\"id\":2,\"skill\":\"S2\",\"level\":null},{\"id\":3,\"skill\":\"S3\"}]}";
    assert_int_equal(dk_wire_skill_edits_read(*state, text, strlen(text), &r, &err), DK_OK);
    assert_int_equal(r.n, 3);
    assert_int_equal(r.day, dk_day_of(2026, 3, 2));
    assert_int_equal(r.edits[0].level, 0);
    assert_int_equal(r.edits[1].level, -1);
    assert_int_equal(r.edits[2].level, -1);
    text = "{\"kind\":\"posts\",\"cells\":[]}";
    assert_int_equal(dk_wire_skill_edits_read(*state, text, strlen(text), &r, &err), DK_OK);
    assert_int_equal(r.day, DK_DAY_NONE);
}

static dk_code read_wording(dk_arena *arena, const char *text, dk_err *err)
{
    dk_wire_wording w;
    return dk_wire_wording_read(arena, text, strlen(text), &w, err);
}
static dk_code read_pair(dk_arena *arena, const char *text, dk_err *err)
{
    int64_t pair[2];
    bool are_one;
    return dk_wire_pair_read(arena, text, strlen(text), pair, &are_one, err);
}
static dk_code read_edits(dk_arena *arena, const char *text, dk_err *err)
{
    dk_wire_skill_edits r;
    return dk_wire_skill_edits_read(arena, text, strlen(text), &r, err);
}

/* Each names the member that is missing or wrong. */
static void read__refuses(void **state)
{
    static const struct {
        dk_code (*read)(dk_arena *arena, const char *text, dk_err *err);
        const char *text, *member;
    } cases[] = {
        {read_wording, "{\"text\":\"x\"}", "list"},
        {read_wording, "{\"list\":\"x\"}", "text"},
        {read_wording, "{\"list\":\"x\",\"text\":\"y\",\"code\":3}", "code"},
        {read_pair, "{\"b\":3,\"same\":true}", "a"},
        {read_pair, "{\"a\":1,\"b\":0,\"same\":true}", "b"},
        {read_pair, "{\"a\":1,\"b\":3}", "same"},
        {read_pair, "{\"a\":1,\"b\":3,\"same\":1}", "same"},
        {read_edits, "{\"cells\":[]}", "kind"},
        {read_edits, "{\"kind\":\"class\"}", "cells"},
        {read_edits, "{\"kind\":\"class\",\"cells\":{}}", "cells"},
        {read_edits, "{\"kind\":\"class\",\"date\":\"2026-13-01\",\"cells\":[]}", "date"},
        {read_edits, "{\"kind\":\"class\",\"cells\":[{\"skill\":\"S\",\"level\":1}]}", "id"},
        {read_edits, "{\"kind\":\"class\",\"cells\":[{\"id\":1,\"level\":1}]}", "skill"},
        {read_edits, "{\"kind\":\"class\",\"cells\":[{\"id\":1,\"skill\":\"S\",\"level\":6}]}",
         "level"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        dk_err err = DK_ERR_INIT;
        assert_int_equal(cases[i].read(*state, cases[i].text, &err), DK_FAILED);
        assert_string_equal(dk_err_place(&err).field, cases[i].member);
    }
}

/* The contract of a pair: weights with one decimal, nulls where nobody is named. */
static void pairs__have_the_contract(void **state)
{
    (void)state;
    dk_likely_pair pair = {
        .reg = "trainees",
        .a =
            {.id = 1, .no = "T000001", .label = "欧*", .file = "名单.xlsx", .at_ms = 1772409600000},
        .b = {.id = 3, .no = "T000003", .label = "欧*", .user = "local", .at_ms = 1772409600000},
        .bits_x10 = 371,
        .n = 1};
    pair.evidence[0] =
        (dk_evidence){"phone", {"电话", "phone"}, "equal", 126, "120****0001", "120****0001"};
    const dk_pair_list list = {.items = &pair, .n = 1, .total = 7, .n_records = 916, .seq = 812};
    dk_buf buf = DK_BUF_INIT;
    dk_wire_pairs(&buf, &list, 480, DK_EN);
    assert_string_equal(
        buf.data,
        "{\"seq\":812,\"total\":7,\"records\":916,\"compared\":0,\"big_blocks\":0,\"pairs\":[{"
        "\"a\":{\"id\":1,\"no\":"
        "\"T000001\",\"label\":\"欧*\",\"file\":\"名单.xlsx\",\"user\":null,\"unit\":null,\"at\":"
        "\"2026-03-02T08:00:00+"
        "08:00\"},\"b\":{\"id\":3,\"no\":\"T000003\",\"label\":\"欧*\",\"file\":null,\"user\":"
        "\"local\",\"unit\":null,"
        "\"at\":\"2026-03-02T08:00:00+08:00\"},\"weight\":37.1,\"evidence\":[{\"field\":\"phone\","
        "\"title\":\"phone\","
        "\"level\":\"equal\",\"weight\":12.6,\"a\":\"120****0001\",\"b\":\"120****0001\"}]}]}");
    dk_buf_done(&buf);
}

#define EACH(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        EACH(wording_read__code_null_means_none), EACH(pair_read__takes_three_members),
        EACH(edits_read__levels_and_date),        EACH(read__refuses),
        EACH(pairs__have_the_contract),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
