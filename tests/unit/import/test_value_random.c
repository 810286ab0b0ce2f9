/* Random cells. What is read is one value whatever way it is written, and what is written out is
 * read back as the same:
 *
 * 1. a random day, month or amount in every form people use gives that day, month or amount
 * 2. whatever a random text became, its canonical text becomes the same value again
 */
#include "tests/unit/import/support.h"

#include "core/base/random.h"

enum { ROUNDS = 4000, TEXTS = 400, TEXT_BYTES = 200 };

typedef struct {
    dk_arena *arena;
    dk_codes *codes;
    dk_random random;
} fixture;

static int setup(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->arena = dk_arena_new();
    f->codes = dk_test_codes(f->arena);
    f->random = dk_random_seed(20260302);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    fixture *f = *state;
    dk_codes_free(f->codes);
    dk_arena_free(f->arena);
    free(f);
    return 0;
}

static const dk_field *field_of(const char *reg, const char *key)
{
    const dk_register *r = dk_register_find(reg);
    return &r->fields[dk_field_find(r, key)];
}

static bool take(fixture *f, const dk_field *field, const char *text, dk_value *out)
{
    const dk_import_options options = {.codes = f->codes, .day = dk_day_of(2026, 3, 2)};
    const dk_cell cell = {.kind = *text == '\0' ? DK_CELL_EMPTY : DK_CELL_TEXT,
                          .text = text,
                          .len = strlen(text),
                          .is_untyped = true};
    dk_err err = DK_ERR_INIT;
    return dk_import_value(f->arena, field, &cell, &options, out, &err) == DK_OK;
}

/* ---- one value, many forms ---- */

/* Writes a day by a form: Y year, M and D as they are, m and d with two digits. */
static void write_day(const char *form, dk_civil day, char out[TEXT_BYTES])
{
    size_t len = 0;
    for (; *form != '\0'; form++) {
        int number = *form == 'Y' ? day.year : *form == 'M' || *form == 'm' ? day.month : day.day;
        if (strchr("YMmDd", *form) == NULL)
            out[len++] = *form;
        else if (*form == 'm' || *form == 'd')
            len += (size_t)snprintf(out + len, TEXT_BYTES - len, "%02d", number);
        else
            len += (size_t)snprintf(out + len, TEXT_BYTES - len, "%d", number);
    }
    out[len] = '\0';
}

static void value__a_day_in_every_form(void **state)
{
    static const char *const forms[] = {"Y-M-D",          "Y-m-d",      "Y/M/D",          "Y/m/d",
                                        "Y.m.d",          "Y年M月D日",  "Y年m月d日",      " Y-M-D ",
                                        "Y 年 M 月 D 日", "Y-m-d 0:00", "Y-m-d 08:30:00", "Ymd"};
    fixture *f = *state;
    const dk_field *field = field_of("trainees", "consent_date");
    for (int i = 0; i < ROUNDS; i++) {
        int32_t day =
            (int32_t)dk_random_between(&f->random, dk_day_of(1950, 1, 1), dk_day_of(2049, 12, 31));
        const dk_civil civil = dk_civil_of(day);
        char text[TEXT_BYTES];
        dk_value value;
        write_day(forms[i % (int)(sizeof forms / sizeof *forms)], civil, text);
        if (!take(f, field, text, &value))
            fail_msg("refused: %s", text);
        assert_int_equal(value.kind, DK_V_INT);
        if (value.num != day)
            fail_msg("%s is %lld, not %d", text, (long long)value.num, day);
    }
}

static void value__an_amount_in_every_form(void **state)
{
    fixture *f = *state;
    const dk_field *field = field_of("posts", "pay_min");
    for (int i = 0; i < ROUNDS; i++) {
        /* Whole hundreds, so that every form can say it. */
        int64_t yuan = 100 * dk_random_between(&f->random, 10, 999);
        char text[TEXT_BYTES];
        dk_value value;
        switch (i % 8) {
        case 0:
            snprintf(text, sizeof text, "%lld", (long long)yuan);
            break;
        case 1:
            snprintf(text, sizeof text, "%lld元", (long long)yuan);
            break;
        case 2:
            snprintf(text, sizeof text, "%lld.00", (long long)yuan);
            break;
        case 3:
            snprintf(text, sizeof text, "￥%lld", (long long)yuan);
            break;
        case 4:
            if (yuan < 1000)
                snprintf(text, sizeof text, "%lld", (long long)yuan);
            else
                snprintf(text, sizeof text, "%lld,%03lld", (long long)yuan / 1000,
                         (long long)yuan % 1000);
            break;
        case 5:
            snprintf(text, sizeof text, "%lld.%lldK", (long long)yuan / 1000,
                     (long long)yuan % 1000 / 100);
            break;
        case 6:
            snprintf(text, sizeof text, "%lld.%02lld万", (long long)yuan / 10000,
                     (long long)yuan % 10000 / 100);
            break;
        default:
            snprintf(text, sizeof text, "%lld 元/月", (long long)yuan);
            break;
        }
        if (!take(f, field, text, &value))
            fail_msg("refused: %s", text);
        if (value.kind != DK_V_INT || value.num != yuan * 100)
            fail_msg("%s is %lld fen, not %lld yuan", text, (long long)value.num, (long long)yuan);
    }
}

/* ---- whatever it became, it stays ---- */

/* Pieces that mean something to one reader or another, and some that mean nothing. */
static const char *const PIECES[] = {
    "2026", "3",   "05",       "12",   "-",      "/",    ".",   "年",   "月", "日",
    "号",   " ",   "　",       "３",   "：",     ":",    ";",   "；",   "、", ",",
    "，",   "|",   "元",       "万",   "千",     "K",    "%",   "是",   "否", "有",
    "男",   "女",  "√",        "×",    "焊工证", "电焊", "K1",  "C1",   "A",  "700206",
    "汽修", "(",   ")",        "（",   "）",     "中级", "1",   "8",    "x",  "X",
    "三",   "十",  "二〇〇八", "'",    "\"",     "a",    "B",   "～",   "#",  "*",
    "+86",  "138", "0013",     "8000", "-1",     "0.5",  "1e3", "上旬", "起", "以上",
};

static void random_text(fixture *f, char out[TEXT_BYTES])
{
    size_t n = 1 + dk_random_below(&f->random, 6), len = 0;
    for (size_t i = 0; i < n; i++) {
        const char *piece = PIECES[dk_random_below(&f->random, sizeof PIECES / sizeof *PIECES)];
        len += (size_t)snprintf(out + len, TEXT_BYTES - len, "%s", piece);
    }
    assert_true(len < TEXT_BYTES);
}

/* True when the field holds something; a text of blanks is none. */
static bool is_kept(const dk_value *value)
{
    return value->kind == DK_V_INT || value->kind == DK_V_TEXT || value->kind == DK_V_LIST;
}

static void check_field(fixture *f, const dk_field *field)
{
    char text[TEXT_BYTES];
    for (int i = 0; i < TEXTS; i++) {
        dk_value first, parsed, again;
        dk_err err = DK_ERR_INIT;
        random_text(f, text);
        if (!take(f, field, text, &first) || !is_kept(&first) ||
            dk_value_check(field, &first, f->codes, dk_day_of(2026, 3, 2), &err) != DK_OK)
            continue;
        err = DK_ERR_INIT;
        const char *canonical = dk_value_text(f->arena, field, &first);
        assert_non_null(canonical);
        if (*canonical == '\0') /* a list of nothing says so; an empty cell says nothing */
            continue;
        if (dk_value_parse(f->arena, field, canonical, &parsed, &err) != DK_OK)
            fail_msg("%s: “%s” became “%s”, which is no value", field->key, text, canonical);
        if (!dk_value_equal(field, &first, &parsed))
            fail_msg("%s: “%s” became “%s”, which means another", field->key, text, canonical);
        if (field->type == DK_TYPE_LIST) /* its texts keep what as a whole cell says nothing */
            continue;
        const char *written = dk_text_needs_guard(canonical)
                                  ? dk_arena_format(f->arena, "'%s", canonical)
                                  : canonical;
        if (!take(f, field, written, &again))
            fail_msg("%s: “%s” became “%s”, which is refused", field->key, text, canonical);
        if (!dk_value_equal(field, &first, &again))
            fail_msg("%s: “%s” became “%s”, which becomes “%s”", field->key, text, canonical,
                     dk_value_text(f->arena, field, &again));
    }
}

static void value__what_is_written_out_is_read_as_the_same(void **state)
{
    fixture *f = *state;
    for (size_t r = 0; r < dk_n_registers; r++)
        for (size_t i = 0; i < dk_registers[r]->n_fields; i++)
            check_field(f, &dk_registers[r]->fields[i]);
}

/* What the random cells found: a sign for nothing among codes is no code. */
static void value__a_part_that_says_nothing(void **state)
{
    fixture *f = *state;
    const dk_field *field = field_of("trainees", "person_class");
    dk_value value;
    assert_true(take(f, field, "A;无；-", &value));
    assert_string_equal(dk_value_text(f->arena, field, &value), "A");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value__a_day_in_every_form),
        cmocka_unit_test(value__an_amount_in_every_form),
        cmocka_unit_test(value__what_is_written_out_is_read_as_the_same),
        cmocka_unit_test(value__a_part_that_says_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
