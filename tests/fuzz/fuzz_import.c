/* tests/fuzz/fuzz_import.c - a CSV text as a sheet of trainees or posts. Every row in the batch has
 * passed its checks; refused rows and errors go together. */
#include <stdlib.h>
#include <string.h>

#include "core/import/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const HEADERS[] = {
    "姓名,身份证号,出生日期,专业,技能,备注\n",
    "统一社会信用代码,单位名称,岗位编号,岗位名称,职业,招聘人数,月薪下限\n",
    "",
};

static void import(const char *text, size_t len, const char *key)
{
    dk_arena *arena = dk_arena_new();
    dk_table *table = NULL;
    dk_err err = DK_ERR_INIT;
    dk_import read;
    const dk_import_options options = {.day = 20000, .error_limit = 10};
    if (dk_table_open_bytes(text, len, "f.csv", NULL, &table, &err) == DK_OK &&
        dk_import_read(table, dk_register_find(key), &options, arena, &read, &err) == DK_OK) {
        if (read.n_refused > read.n_rows || (read.n_refused > 0) != (read.errors.total > 0))
            abort();
        for (size_t i = 0; i < read.batch.n_rows; i++)
            if (read.batch.rows[i].record == NULL || read.batch.rows[i].row < 1)
                abort();
    }
    dk_table_close(table);
    dk_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *header = HEADERS[data[0] % 3];
    size_t len = strlen(header);
    char *text = malloc(len + size);
    if (text == NULL)
        return 0;
    memcpy(text, header, len);
    memcpy(text + len, data + 1, size - 1);
    import(text, len + size - 1, data[0] % 2 == 0 ? "trainees" : "posts");
    free(text);
    return 0;
}
