/* tests/unit/import/test_cases.c - sheets as offices send them, and what must come of them.
 *
 * Each folder tests/cases/import/<case>/ holds input.csv, input.xlsx, or the folder parts/ of a
 * workbook built by hand (minimal parts that are not there are added), and expected.txt, whose
 * first line names the register. A folder more is a case more. The rest of expected.txt is
 *
 *     sheet S header 2              where the header was found
 *     map A 姓名 = trainees.name    (synonym, title or key), or "-" for a column that is not taken
 *     row 3 trainees name=张三; ...
 *     error row 4 column C cell-date “2月30日”不是日期
 *     refused 1 of 2
 *     fatal sheet-empty ...         when the whole file is refused
 *
 * Where a file comes from stands in its name: built_ is XML written by hand, office_ was written by
 * LibreOffice, written_ by libxlsxwriter (our exports and templates), marked_ by our marking of
 * another fixture; the rest are texts typed as offices type them, and files that are no sheets. At
 * least a third are built_ or office_.
 *
 * The day of reading is 2026-03-02. With DUIKOU_CASES=write in the environment expected.txt is
 * written instead of compared; read it before you keep it. With DUIKOU_MARKED=FOLDER every workbook
 * that is read goes to FOLDER/sent and, marked, to FOLDER/marked (bench/peers/office.sh).
 */
#include <dirent.h>

#include "tests/unit/import/support.h"

enum { MOST_PARTS = 24 };

static void put_where(dk_buf *out, const char *first_sheet, const dk_err *err)
{
    char text[1024];
    const char *sheet = dk_err_place(err).sheet;
    dk_err_text(err, DK_ZH, text, sizeof text);
    if (sheet != NULL && strcmp(sheet, first_sheet) != 0)
        dk_buf_format(out, " sheet %s", sheet);
    if (err->row > 0)
        dk_buf_format(out, " row %lld", (long long)err->row);
    if (err->column > 0) {
        char letters[8];
        dk_column_letters(err->column, letters);
        dk_buf_format(out, " column %s", letters);
    }
    dk_buf_format(out, " %s %s\n", err->msg->code, text);
}

static void put_mapping(dk_buf *out, const dk_import *read)
{
    for (size_t i = 0; i < read->n_mapping; i++) {
        const dk_mapping *m = &read->mapping[i];
        char letters[8];
        dk_column_letters((int64_t)m->column + 1, letters);
        dk_buf_format(out, "map %s %s = ", letters, m->header);
        if (m->reg == NULL)
            dk_buf_text(out, "-\n");
        else
            dk_buf_format(out, "%s.%s (%s)\n", m->reg->key, m->reg->fields[m->field].key, m->how);
    }
}

static void put_row(dk_buf *out, dk_arena *arena, const dk_batch_row *row)
{
    const dk_record *record = row->record;
    const char *comma = " ";
    dk_buf_format(out, "row %lld %s", (long long)row->row, record->reg->key);
    for (size_t i = 0; i < record->reg->n_fields; i++) {
        if (record->v[i].kind == DK_V_ABSENT)
            continue;
        dk_buf_format(out, "%s%s=%s", comma, record->reg->fields[i].key,
                      dk_value_text(arena, &record->reg->fields[i], &record->v[i]));
        comma = "; ";
    }
    dk_buf_char(out, '\n');
}

static void put_read(dk_buf *out, dk_arena *arena, const dk_import *read)
{
    dk_buf_format(out, "%s sheet %s header %lld\n", read->format, read->sheet,
                  (long long)read->header_row);
    put_mapping(out, read);
    for (size_t i = 0; i < read->batch.n_rows; i++)
        put_row(out, arena, &read->batch.rows[i]);
    for (size_t i = 0; i < read->errors.n; i++) {
        /* Items of the list hold only the used part of their store. */
        dk_err copy;
        memcpy(&copy, read->errors.items[i], offsetof(dk_err, store) + read->errors.items[i]->used);
        dk_buf_text(out, "error");
        put_where(out, read->sheet, &copy);
    }
    dk_buf_format(out, "refused %zu of %zu\n", read->n_refused, read->n_rows);
}

/* Adds the files below `folder` as parts named after their path in it. */
static void add_parts(const char *folder, const char *prefix, dk_test_part *parts, size_t *n)
{
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;) {
        char path[900], name[400];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%.200s", folder, entry->d_name);
        snprintf(name, sizeof name, "%s%.200s", prefix, entry->d_name);
        if (entry->d_type == DT_DIR) {
            strcat(name, "/");
            add_parts(path, name, parts, n);
        } else {
            assert_true(*n < MOST_PARTS);
            parts[(*n)++] = (dk_test_part){strdup(name), dk_test_slurp(path, NULL)};
        }
    }
    closedir(dir);
}

#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."
#define OVERRIDE(part, type)                                                                       \
    "<Override PartName=\"/xl/" part ".xml\" ContentType=\"" TYPE type "+xml\"/>"

/* What other programs want to know of the parts of a built workbook. */
static const char CONTENT_TYPES[] =
    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default "
    "Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
    "<Default Extension=\"xml\" ContentType=\"application/xml\"/>" OVERRIDE(
        "workbook", "sheet.main") OVERRIDE("worksheets/sheet1", "worksheet")
        OVERRIDE("worksheets/sheet2", "worksheet") OVERRIDE("worksheets/sheet3", "worksheet")
            OVERRIDE("worksheets/sheet4", "worksheet") OVERRIDE("chartsheets/sheet1", "chartsheet")
                OVERRIDE("styles", "styles") OVERRIDE("sharedStrings", "sharedStrings") "</Types>";

/* The bytes of the case's file; *name gets what it is called. */
static char *bytes_of(const char *folder, size_t *len, const char **name)
{
    char path[600];
    static const char *const names[] = {"input.csv", "input.xlsx", "input.xls"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        *name = names[i];
        if (access(path, R_OK) == 0)
            return dk_test_slurp(path, len);
    }
    dk_test_part parts[MOST_PARTS];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/parts", folder);
    add_parts(path, "", parts, &n);
    if (!dk_test_has(parts, n, "[Content_Types].xml"))
        parts[n++] = (dk_test_part){strdup("[Content_Types].xml"), strdup(CONTENT_TYPES)};
    char *bytes = dk_book_of(parts, n, len);
    for (size_t i = 0; i < n; i++) {
        /* Both were made by add_parts. */
        free((void *)(uintptr_t)parts[i].name);
        free((void *)(uintptr_t)parts[i].text);
    }
    *name = "input.xlsx";
    return bytes;
}

/* The workbook and its marked form for another program to look at. */
static void put_marked(dk_table *table, const dk_import *read, const char *case_name,
                       const char *bytes, size_t len)
{
    const char *folder = getenv("DUIKOU_MARKED");
    char path[700];
    dk_err err = DK_ERR_INIT;
    const dk_import_back_options back = {.path = path, .lang = DK_ZH};
    if (folder == NULL || strcmp(read->format, "xlsx") != 0)
        return;
    snprintf(path, sizeof path, "%.300s/sent/%.200s.xlsx", folder, case_name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
    snprintf(path, sizeof path, "%.300s/marked/%.200s.xlsx", folder, case_name);
    if (dk_import_back(table, read, &back, &err) != DK_OK)
        fprintf(stderr, "%s: %s\n", case_name, err.msg->code);
}

/* What comes of the file, as text. */
static char *run(const char *folder, const char *key)
{
    dk_arena *arena = dk_arena_new();
    dk_codes *codes = dk_test_codes(arena);
    const dk_import_options options = {.codes = codes, .day = dk_day_of(2026, 3, 2)};
    dk_buf out = DK_BUF_INIT;
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_import read;
    dk_buf_format(&out, "register %s\n", key);
    assert_non_null(dk_register_find(key));
    size_t len;
    const char *name;
    char *bytes = bytes_of(folder, &len, &name);
    if (dk_table_open_bytes(bytes, len, name, NULL, &table, &err) == DK_OK &&
        dk_import_read(table, dk_register_find(key), &options, arena, &read, &err) == DK_OK) {
        put_read(&out, arena, &read);
        put_marked(table, &read, strrchr(folder, '/') + 1, bytes, len);
    } else {
        dk_buf_text(&out, "fatal");
        put_where(&out, "input", &err);
    }
    dk_table_close(table);
    dk_codes_free(codes);
    dk_arena_free(arena);
    free(bytes);
    return dk_buf_take(&out, NULL);
}

static void check_case(const char *folder)
{
    char expected_path[600], key[64] = "";
    snprintf(expected_path, sizeof expected_path, "%s/expected.txt", folder);
    char *expected = dk_test_slurp(expected_path, NULL);
    size_t first = strcspn(expected, "\n");
    assert_true(strncmp(expected, "register ", 9) == 0 && first - 9 < sizeof key);
    memcpy(key, expected + 9, first - 9);
    char *got = run(folder, key);
    const char *mode = getenv("DUIKOU_CASES");
    if (mode != NULL && strcmp(mode, "write") == 0) {
        FILE *file = fopen(expected_path, "wb");
        assert_non_null(file);
        fputs(got, file);
        fclose(file);
    } else if (strcmp(got, expected) != 0) {
        fail_msg("%s gives\n%s", folder, got);
    }
    free(got);
    free(expected);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t count_from(char *const *names, size_t n, const char *prefix)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        found += strncmp(names[i], prefix, strlen(prefix)) == 0;
    return found;
}

static void check_provenance(char *const *names, size_t n)
{
    enum { LEAST = 60 };
    const size_t built = count_from(names, n, "built_"), office = count_from(names, n, "office_"),
                 written = count_from(names, n, "written_");
    assert_true(n >= LEAST && office > 0 && written > 0 && (built + office) * 3 >= n);
}

static void import__cases(void **state)
{
    (void)state;
    DIR *dir = opendir(DK_CASES);
    assert_non_null(dir);
    char *names[512];
    size_t n = 0;
    for (struct dirent *entry; (entry = readdir(dir)) != NULL && n < 512;) {
        char path[512];
        snprintf(path, sizeof path, DK_CASES "/%.200s/expected.txt", entry->d_name);
        if (entry->d_name[0] != '.' && access(path, R_OK) == 0)
            names[n++] = strdup(entry->d_name);
    }
    closedir(dir);
    qsort(names, n, sizeof *names, by_name);
    check_provenance(names, n);
    for (size_t i = 0; i < n; i++) {
        char path[512];
        snprintf(path, sizeof path, DK_CASES "/%.200s", names[i]);
        check_case(path);
        free(names[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(import__cases)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
