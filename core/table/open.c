/* core/table/open.c - what a file is, by its content, and the parts of dk_table that readers share.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base/messages.h"
#include "core/table/internal.h"
#include "core/table/messages.h"

const dk_table_limits DK_TABLE_LIMITS_DEFAULT = {
    .max_file_bytes = 100ull << 20,
    .max_inflated_bytes = 512ull << 20,
    .max_ratio = 100,
    .max_entries = 1000,
    .max_rows = 200000,
    .max_columns = 1000,
    .max_cell_bytes = (size_t)128 << 10,
    .max_strings_bytes = (size_t)192 << 20,
};

enum { HEAD = 4096, OLE_CHUNK = 64 * 1024 };

/* What files that are no sheets begin with. */
typedef struct {
    size_t offset, len;
    const char *bytes;
    const dk_msg *msg;
} signature;

static const signature SIGNATURES[] = {
    {0, 5, "%PDF-", &MSG_TABLE_IS_PDF},
    {0, 8, "\x89PNG\r\n\x1a\n", &MSG_TABLE_IS_IMAGE},
    {0, 3, "\xff\xd8\xff", &MSG_TABLE_IS_IMAGE},
    {0, 4, "GIF8", &MSG_TABLE_IS_IMAGE},
    {0, 4, "II*\0", &MSG_TABLE_IS_IMAGE},
    {0, 4, "MM\0*", &MSG_TABLE_IS_IMAGE},
    {8, 4, "WEBP", &MSG_TABLE_IS_IMAGE},
    {4, 8, "ftypheic", &MSG_TABLE_IS_IMAGE},
    {4, 8, "ftypmif1", &MSG_TABLE_IS_IMAGE},
    {0, 4, "Rar!", &MSG_TABLE_IS_ARCHIVE},
    {0, 6, "7z\xbc\xaf\x27\x1c", &MSG_TABLE_IS_ARCHIVE},
    {0, 3, "\x1f\x8b\x08", &MSG_TABLE_IS_ARCHIVE},
    {0, 5, "{\\rtf", &MSG_TABLE_IS_DOCUMENT},
};

static const unsigned char OLE_MAGIC[8] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};

static const dk_msg *known_signature(const unsigned char *head, size_t n)
{
    for (size_t i = 0; i < sizeof SIGNATURES / sizeof *SIGNATURES; i++) {
        const signature *s = &SIGNATURES[i];
        if (s->offset + s->len <= n && memcmp(head + s->offset, s->bytes, s->len) == 0)
            return s->msg;
    }
    return NULL;
}

/* Pages and XML that some systems name .xls. A CSV never begins with '<'. */
static bool is_markup(const unsigned char *head, size_t n)
{
    static const char *const starts[] = {"<html", "<!doctype", "<?xml", "<table", "<head", "<meta"};
    size_t i = n >= 3 && memcmp(head, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    while (i < n && (head[i] == ' ' || head[i] == '\r' || head[i] == '\n' || head[i] == '\t'))
        i++;
    /* The cast compares bytes as ASCII letters. */
    for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
        if (n - i >= strlen(starts[k]) &&
            strncasecmp((const char *)head + i, starts[k], strlen(starts[k])) == 0)
            return true;
    return false;
}

/* Directory entries of an OLE container are names in UTF-16LE; which one is there says what it is.
 */
static dk_code refuse_ole(const dk_table *table, dk_err *err)
{
    static const struct {
        const char *name;
        size_t len;
        const dk_msg *msg;
    } streams[] = {
        {"E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e", 31, &MSG_TABLE_ENCRYPTED},
        {"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t", 23, &MSG_TABLE_IS_DOCUMENT},
        {"P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0o\0c", 27, &MSG_TABLE_IS_DOCUMENT},
    };
    enum { OVERLAP = 64 };
    char chunk[OLE_CHUNK];
    for (uint64_t offset = 0; offset < table->source.size; offset += sizeof chunk - OVERLAP) {
        int64_t n = dk_source_read(&table->source, offset, chunk, sizeof chunk);
        if (n < 0)
            return dk_source_failed(&table->source, err);
        for (size_t i = 0; i < sizeof streams / sizeof *streams; i++)
            if (memmem(chunk, (size_t)n, streams[i].name, streams[i].len) != NULL)
                return dk_fail(err, streams[i].msg, DK_NOWHERE, NULL, 0);
    }
    return DK_FAIL0(err, MSG_TABLE_IS_XLS);
}

static dk_code open_content(dk_table *table, dk_err *err)
{
    unsigned char head[HEAD];
    if (table->source.size > table->limits.max_file_bytes)
        return DK_FAIL(err, MSG_TABLE_TOO_LARGE, DK_NOWHERE,
                       dk_arg_int((int64_t)table->source.size),
                       dk_arg_int((int64_t)table->limits.max_file_bytes));
    int64_t n = dk_source_read(&table->source, 0, head, sizeof head);
    if (n < 0)
        return dk_source_failed(&table->source, err);
    if (n >= 4 && (memcmp(head, "PK\3\4", 4) == 0 || memcmp(head, "PK\5\6", 4) == 0))
        return dk_xlsx_open(table, err);
    if (n >= 8 && memcmp(head, OLE_MAGIC, sizeof OLE_MAGIC) == 0)
        return refuse_ole(table, err);
    const dk_msg *msg = known_signature(head, (size_t)n);
    if (msg == NULL && is_markup(head, (size_t)n))
        msg = &MSG_TABLE_IS_WEB_PAGE;
    if (msg != NULL)
        return dk_fail(err, msg, DK_NOWHERE, NULL, 0);
    return dk_csv_open(table, err);
}

static dk_code open_source(dk_source source, const char *name, const dk_table_limits *limits,
                           dk_table **out, dk_err *err)
{
    dk_arena *arena = dk_arena_new();
    dk_table *table = calloc(1, sizeof *table);
    char *copy = arena == NULL ? NULL : dk_arena_text(arena, name);
    char *path = copy == NULL ? NULL : dk_arena_text(arena, source.path);
    if (table == NULL || copy == NULL || (path == NULL && source.path != NULL)) {
        free(table);
        dk_arena_free(arena);
        dk_source_close(&source);
        return DK_NO_MEMORY(err);
    }
    table->arena = arena;
    table->name = copy;
    table->source = source;
    table->source.path = path;
    table->limits = limits == NULL ? DK_TABLE_LIMITS_DEFAULT : *limits;
    if (open_content(table, err) != DK_OK) {
        dk_err_locate(err, (dk_place){.file = copy});
        dk_table_close(table);
        return DK_FAILED;
    }
    assert(table->ops != NULL && table->format != NULL && table->n_sheets > 0);
    *out = table;
    return DK_OK;
}

dk_code dk_table_open(const char *path, const char *name, const dk_table_limits *limits,
                      dk_table **out, dk_err *err)
{
    dk_source source;
    if (dk_source_open(&source, path, err) != DK_OK)
        return DK_FAILED;
    return open_source(source, name, limits, out, err);
}

dk_code dk_table_open_bytes(const void *bytes, size_t len, const char *name,
                            const dk_table_limits *limits, dk_table **out, dk_err *err)
{
    dk_source source = {-1, NULL, len == 0 ? (const void *)"" : bytes, len};
    return open_source(source, name, limits, out, err);
}

void dk_table_close(dk_table *table)
{
    if (table == NULL)
        return;
    if (table->ops != NULL)
        table->ops->close(table);
    dk_source_close(&table->source);
    free(table->merged);
    dk_arena_free(table->arena);
    free(table);
}

const char *dk_table_name(const dk_table *table)
{
    return table->name;
}

size_t dk_table_sheets(const dk_table *table)
{
    return table->n_sheets;
}

const char *dk_table_sheet_name(const dk_table *table, size_t sheet)
{
    assert(sheet < table->n_sheets);
    return table->sheets[sheet].name;
}

bool dk_table_sheet_hidden(const dk_table *table, size_t sheet)
{
    assert(sheet < table->n_sheets);
    return table->sheets[sheet].is_hidden;
}

const char *dk_table_format(const dk_table *table)
{
    return table->format;
}

dk_place dk_table_place(const dk_table *table, int64_t row, int64_t column)
{
    return (dk_place){.file = table->name,
                      .sheet =
                          table->sheet < table->n_sheets ? table->sheets[table->sheet].name : NULL,
                      .row = row,
                      .column = column};
}

dk_code dk_table_rewind(dk_table *table, size_t sheet, dk_err *err)
{
    assert(sheet < table->n_sheets);
    table->sheet = sheet;
    table->n_merged = 0;
    dk_code code = table->ops->rewind(table, sheet, err);
    if (code != DK_OK)
        dk_err_locate(err, dk_table_place(table, 0, 0));
    return code;
}

dk_code dk_table_next(dk_table *table, dk_row *row, dk_err *err)
{
    dk_code code = table->ops->next(table, row, err);
    if (code != DK_OK)
        dk_err_locate(err, dk_table_place(table, 0, 0));
    return code;
}

double dk_table_share(const dk_table *table)
{
    double share = table->ops->share(table);
    return share < 1 ? share : 1;
}

const dk_range *dk_table_merged(const dk_table *table, size_t *n)
{
    *n = table->n_merged;
    return table->merged;
}
