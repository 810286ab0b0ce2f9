/* tests/unit/register/support.h - what every test program of core/register includes; names carry no
 * prefix. Document numbers are of the unassigned region 98xxxx. */
#ifndef DK_TESTS_UNIT_REGISTER_SUPPORT_H
#define DK_TESTS_UNIT_REGISTER_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/date.h"
#include "core/register/codes.h"
#include "core/register/fields.h"
#include "core/register/messages.h"
#include "core/register/register.h"

/* Unused helpers of one program are used by another. */
#define HELPER __attribute__((unused)) static

HELPER const dk_field *field_of(const char *reg, const char *key)
{
    const dk_register *r = dk_register_find(reg);
    assert_non_null(r);
    size_t i = dk_field_find(r, key);
    assert_true(i != SIZE_MAX);
    return &r->fields[i];
}

HELPER dk_value number(int64_t num)
{
    return (dk_value){.kind = DK_V_INT, .num = num};
}

HELPER dk_value text(const char *t)
{
    return (dk_value){.kind = DK_V_TEXT, .text = t};
}

/* The value of canonical text `t`; the text must be good. */
HELPER dk_value parsed(dk_arena *arena, const dk_field *field, const char *t)
{
    dk_err err = DK_ERR_INIT;
    dk_value value = {0};
    assert_int_equal(dk_value_parse(arena, field, t, &value, &err), DK_OK);
    return value;
}

static const dk_code_row code_rows[] = {
    {"edu", "71", "初中毕业", "junior", "", "初中|初中文化", 30, DK_DAY_NONE, DK_DAY_NONE, NULL,
     ""},
    {"edu", "41", "中等专科毕业", "secondary", "", "中专", 40, DK_DAY_NONE, DK_DAY_NONE, NULL, ""},
    {"specialty", "082500", "汽车运用与维修", "vehicles", "", "汽修", 0, DK_DAY_NONE, 18697,
     "700206", ""},
    {"specialty", "700206", "汽车运用与维修", "vehicles", "", "汽修|汽车维修", 0, 18698,
     DK_DAY_NONE, NULL, ""},
    {"specialty", "YZ0001", "医疗器械", "devices", "", "", 0, DK_DAY_NONE, DK_DAY_NONE, NULL, ""},
    {"occupation", "6-18-02-04", "焊工", "welder", "", "电焊工", 0, DK_DAY_NONE, DK_DAY_NONE, NULL,
     ""},
    {"gender", "1", "男", "male", "", "", 0, DK_DAY_NONE, DK_DAY_NONE, NULL, ""},
    {"gender", "2", "女", "female", "", "", 0, DK_DAY_NONE, DK_DAY_NONE, NULL, ""},
    {"skill", "S001", "焊接", "welding", "", "", 0, DK_DAY_NONE, DK_DAY_NONE, NULL, ""},
    {"skill", "S002", "识图", "drawings", "", "", 0, DK_DAY_NONE, DK_DAY_NONE, NULL, ""},
};

enum { N_CODE_ROWS = sizeof code_rows / sizeof *code_rows, CATALOGUE_CHANGE = 18698 };

#endif
