/* tests/unit/table/test_encoding.c - UTF-8, BOM, GB18030, UTF-16, and what is neither. Byte values
 * of GB18030 are those of the codec of Python 3.11, which is not the C library's. */
#include "tests/unit/table/support.h"

/* The format and the first cell of a file, as "format|cell". */
static void reads(const char *bytes, size_t len, const char *expected)
{
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    char got[256];
    if (dk_table_open_bytes(bytes, len, "f.csv", NULL, &table, &err) != DK_OK) {
        dk_err_text(&err, DK_EN, got, sizeof got);
        assert_string_equal(got, expected);
        return;
    }
    dk_row row;
    assert_int_equal(dk_table_rewind(table, 0, &err), DK_OK);
    assert_int_equal(dk_table_next(table, &row, &err), DK_OK);
    assert_true(row.n_cells > 0);
    snprintf(got, sizeof got, "%s|%s", dk_table_format(table), row.cells[0].text);
    assert_string_equal(got, expected);
    dk_table_close(table);
}

#define READS(bytes, expected) reads(bytes, sizeof(bytes) - 1, expected)

static void detect__utf8(void **state)
{
    (void)state;
    READS("plain", "csv/utf-8|plain");
    READS("中文,1\n", "csv/utf-8|中文");
    READS("\xEF\xBB\xBF中文\n", "csv/utf-8|中文");
    READS("𠮷㐂䶮\n", "csv/utf-8|𠮷㐂䶮");
}

static void detect__gb18030(void **state)
{
    (void)state;
    READS("\xD6\xD0\xCE\xC4,1\n", "csv/gb18030|中文");
    /* Four bytes: U+3402 is 81 39 EF 31 and U+20BB7 is 95 34 B2 35. */
    READS("\xD6\xD0\x95\x34\xB2\x35,1\n", "csv/gb18030|中𠮷");
    READS("\xD6\xD0\x81\x39\xEF\x31\n", "csv/gb18030|中㐂");
}

static void detect__utf16(void **state)
{
    (void)state;
    READS("\xFF\xFE-N\x87\x65,\0"
          "1\0",
          "csv/utf-16le|中文");
    READS("\xFE\xFFN-\x65\x87\0,\0"
          "1",
          "csv/utf-16be|中文");
    READS("\xFF\xFE\x42\xD8\xB7\xDF", "csv/utf-16le|𠮷");
}

static void detect__cut_or_invalid_text_names_line_and_byte(void **state)
{
    (void)state;
    READS("\xFF\xFE-N\x87", "line 1 (byte 5) is not valid UTF-8, GB18030 or UTF-16 text");
    READS("\xFF\xFE\x42\xD8-N", "line 1 (byte 3) is not valid UTF-8, GB18030 or UTF-16 text");
    READS("\xD6\xD0\n\xCE", "line 2 (byte 4) is not valid UTF-8, GB18030 or UTF-16 text");
    READS("\xD6\xD0\n\xCE\xFF\n", "line 2 (byte 4) is not valid UTF-8, GB18030 or UTF-16 text");
    READS("\xEF\xBB\xBF\xD6\xD0\n", "line 1 (byte 4) is not valid UTF-8, GB18030 or UTF-16 text");
}

static void detect__nul_bytes(void **state)
{
    (void)state;
    READS("a,b\n\0,1\n", "the file holds a NUL byte (at byte 5); it is no sheet or is damaged");
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_table_open_bytes("\xFF\xFE"
                                         "a\0\0\0",
                                         6, "f", NULL, &table, &err),
                     DK_FAILED);
    assert_string_equal(err.msg->code, "table-is-binary");
}

/* 中文编码 in UTF-8 on one line, 中文 in GB18030 on another: GB18030 would read both, the first as
 * other characters. */
static void detect__mixed_encodings(void **state)
{
    (void)state;
    READS("\xD6\xD0\xCE\xC4,1\n中文编码,2\n",
          "the file mixes two encodings: line 2 (byte 8) is UTF-8, other lines are not");
    READS("甲乙,1\n丙丁,2\n戊己,3\n\xD6\xD0\xCE\xC4,1\n",
          "the file mixes two encodings: line 1 (byte 1) is UTF-8, other lines are not");
}

/* Bytes of GB18030 that happen to be valid UTF-8 for a few characters are no evidence: 联 C1AA,
 * 傻 C9B5 and 一 D2BB read as two-byte UTF-8. */
static void detect__accidental_utf8_in_gb18030(void **state)
{
    (void)state;
    READS("\xC9\xB5\xD2\xBB,1\n\xC1\xAA\xCD\xA8,2\n\xC9\xB5,3\n", "csv/gb18030|傻一");
}

/* Characters cut at the border of the decoder's buffers come out whole. */
static void decoder__long_text(void **state)
{
    (void)state;
    dk_buf buf = DK_BUF_INIT;
    dk_buf_text(&buf, "x"); /* odd offset: each pair after it straddles even borders */
    for (int i = 0; i < 50000; i++)
        dk_buf_text(&buf, i % 10 == 9 ? "\n" : "\xD6\xD0");
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    assert_int_equal(dk_table_open_bytes(buf.data, buf.len, "f", NULL, &table, &err), DK_OK);
    assert_int_equal(dk_table_rewind(table, 0, &err), DK_OK);
    dk_row row;
    for (int i = 0; i < 5000; i++) {
        assert_int_equal(dk_table_next(table, &row, &err), DK_OK);
        assert_string_equal(row.cells[0].text,
                            i == 0 ? "x中中中中中中中中中" : "中中中中中中中中中");
    }
    assert_int_equal(dk_table_next(table, &row, &err), DK_OK);
    assert_int_equal(row.n_cells, 0);
    dk_table_close(table);
    dk_buf_done(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(detect__utf8),
        cmocka_unit_test(detect__gb18030),
        cmocka_unit_test(detect__utf16),
        cmocka_unit_test(detect__cut_or_invalid_text_names_line_and_byte),
        cmocka_unit_test(detect__nul_bytes),
        cmocka_unit_test(detect__mixed_encodings),
        cmocka_unit_test(detect__accidental_utf8_in_gb18030),
        cmocka_unit_test(decoder__long_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
