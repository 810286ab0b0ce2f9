/* core/table/xlsx_zip.c - the archive of a workbook and its limits (xlsx.h).
 *
 * Sizes and counts that the archive claims are never trusted:
 *   - before libzip reads it, the central directory's length is found and bounded, because libzip
 *     takes memory for every entry in it;
 *   - inflated bytes are counted as they come, per entry against the ratio and in total. The
 *     compressed size is a claim too, but libzip reads no more than it, and it is capped by the
 *     file.
 * The ratio rule is that of Apache POI: above 100 KiB an entry may be `max_ratio` times its
 * compressed size.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/table/messages.h"
#include "core/table/xlsx.h"

enum { EOCD_SIZE = 22, LOCATOR_SIZE = 20, EOCD64_SIZE = 56, TAIL = 65535 + EOCD_SIZE };
enum { RATIO_FREE = 100 * 1024, ENTRY_BYTES = 512 };

static uint64_t little(const unsigned char *p, int n)
{
    uint64_t v = 0;
    for (int i = n - 1; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

/* Length of the central directory by the ZIP64 record that the locator at `locator` points to. */
static uint64_t directory_len_64(const dk_source *source, const unsigned char *locator)
{
    unsigned char record[EOCD64_SIZE];
    int64_t n = dk_source_read(source, little(locator + 8, 8), record, sizeof record);
    if (n != EOCD64_SIZE || memcmp(record, "PK\6\6", 4) != 0)
        return 0;
    return little(record + 40, 8);
}

/* The largest central directory that any end record in the tail of the file announces. Several may
 * be there (one in a comment, say); which one libzip takes is then not our guess. */
static dk_code directory_len(const dk_source *source, uint64_t *len, dk_err *err)
{
    size_t size = source->size < TAIL ? (size_t)source->size : TAIL;
    uint64_t base = source->size - size;
    unsigned char *tail = malloc(size + 1);
    if (tail == NULL)
        return DK_NO_MEMORY(err);
    if (dk_source_read(source, base, tail, size) != (int64_t)size) {
        free(tail);
        return dk_source_failed(source, err);
    }
    *len = 0;
    for (size_t i = 0; i + EOCD_SIZE <= size; i++) {
        if (memcmp(tail + i, "PK\5\6", 4) != 0)
            continue;
        uint64_t claimed = little(tail + i + 12, 4);
        if (i >= LOCATOR_SIZE && memcmp(tail + i - LOCATOR_SIZE, "PK\6\7", 4) == 0)
            claimed = directory_len_64(source, tail + i - LOCATOR_SIZE);
        /* A directory that would begin before the file is no directory; libzip refuses it. */
        if (claimed <= base + i && claimed > *len)
            *len = claimed;
    }
    free(tail);
    return DK_OK;
}

static dk_code damaged(const char *what, dk_err *err)
{
    return DK_FAIL(err, MSG_TABLE_DAMAGED, DK_NOWHERE, dk_arg_str(what));
}

static int by_name(const void *a, const void *b)
{
    /* Elements are const char *; qsort hands out pointers to them. */
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool leaves_folder(const char *name)
{
    for (const char *p = name; p != NULL; p = strpbrk(p, "/\\")) {
        p += p != name || *p == '/' || *p == '\\';
        if (p[0] == '.' && p[1] == '.' && (p[2] == '\0' || p[2] == '/' || p[2] == '\\'))
            return true;
    }
    return false;
}

/* No name may leave the archive's folder or stand twice: two readers would see two workbooks. */
static dk_code check_names(const dk_archive *archive, size_t n, dk_err *err)
{
    const char **names = calloc(n + 1, sizeof *names);
    if (names == NULL)
        return DK_NO_MEMORY(err);
    bool is_bad = false;
    for (size_t i = 0; i < n; i++) {
        names[i] = zip_get_name(archive->zip, i, ZIP_FL_ENC_GUESS);
        if (names[i] == NULL)
            names[i] = "";
        is_bad = is_bad || leaves_folder(names[i]);
    }
    qsort(names, n, sizeof *names, by_name);
    for (size_t i = 1; i < n; i++)
        is_bad = is_bad || strcmp(names[i - 1], names[i]) == 0;
    free(names);
    return is_bad ? DK_FAIL0(err, MSG_TABLE_NAMES) : DK_OK;
}

static zip_t *open_zip(const dk_source *source)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *bytes = source->bytes == NULL
                              ? zip_source_file_create(source->path, 0, -1, &error)
                              : zip_source_buffer_create(source->bytes, source->size, 0, &error);
    zip_t *zip = bytes == NULL ? NULL : zip_open_from_source(bytes, ZIP_RDONLY, &error);
    if (zip == NULL && bytes != NULL)
        zip_source_free(bytes);
    zip_error_fini(&error);
    return zip;
}

dk_code dk_archive_open(dk_archive *archive, const dk_table *table, dk_err *err)
{
    assert(archive != NULL && table != NULL);
    const uint32_t limit = table->limits.max_entries;
    uint64_t len = 0;
    *archive = (dk_archive){.table = table};
    if (directory_len(&table->source, &len, err) != DK_OK)
        return DK_FAILED;
    if (len > (uint64_t)limit * ENTRY_BYTES)
        return DK_FAIL(err, MSG_TABLE_ENTRIES, DK_NOWHERE, dk_arg_int(limit));
    archive->zip = open_zip(&table->source);
    if (archive->zip == NULL)
        return damaged("ZIP", err);
    zip_int64_t n = zip_get_num_entries(archive->zip, 0);
    if (n > (zip_int64_t)limit)
        return DK_FAIL(err, MSG_TABLE_ENTRIES, DK_NOWHERE, dk_arg_int(limit));
    archive->counted = calloc((size_t)n + 1, sizeof *archive->counted);
    if (archive->counted == NULL)
        return DK_NO_MEMORY(err);
    return check_names(archive, (size_t)n, err);
}

void dk_archive_close(dk_archive *archive)
{
    if (archive->zip != NULL)
        zip_discard(archive->zip);
    free(archive->counted);
    *archive = (dk_archive){0};
}

int64_t dk_archive_find(const dk_archive *archive, const char *name)
{
    name += *name == '/';
    zip_int64_t index = zip_name_locate(archive->zip, name, ZIP_FL_ENC_GUESS);
    return index >= 0 ? index
                      : zip_name_locate(archive->zip, name, ZIP_FL_ENC_GUESS | ZIP_FL_NOCASE);
}

dk_code dk_part_open(dk_part *part, dk_archive *archive, int64_t index, dk_err *err)
{
    assert(index >= 0);
    zip_stat_t info;
    zip_stat_init(&info);
    /* Indexes come from libzip, so they are not negative. */
    if (zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &info) != 0 ||
        (info.valid & ZIP_STAT_COMP_SIZE) == 0 || (info.valid & ZIP_STAT_NAME) == 0)
        return damaged("ZIP", err);
    if ((info.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && info.encryption_method != ZIP_EM_NONE)
        return DK_FAIL0(err, MSG_TABLE_ENCRYPTED);
    uint64_t size = archive->table->source.size;
    *part = (dk_part){.archive = archive,
                      .name = info.name,
                      .index = index,
                      .claimed = (info.valid & ZIP_STAT_SIZE) != 0 ? info.size : 0,
                      .compressed = info.comp_size < size ? info.comp_size : size};
    part->file = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
    return part->file == NULL ? damaged(part->name, err) : DK_OK;
}

void dk_part_close(dk_part *part)
{
    if (part->file != NULL)
        zip_fclose(part->file);
    part->file = NULL;
}

static dk_code count(dk_part *part, size_t n, dk_err *err)
{
    dk_archive *archive = part->archive;
    const dk_table_limits *limits = &archive->table->limits;
    part->inflated += n;
    uint64_t *counted = &archive->counted[part->index];
    if (part->inflated > *counted) {
        archive->inflated += part->inflated - *counted;
        *counted = part->inflated;
    }
    if (part->inflated > RATIO_FREE && part->inflated / limits->max_ratio > part->compressed)
        return DK_FAIL(err, MSG_TABLE_RATIO, DK_NOWHERE, dk_arg_str(part->name),
                       dk_arg_int(limits->max_ratio));
    if (archive->inflated > limits->max_inflated_bytes)
        return DK_FAIL(err, MSG_TABLE_INFLATED, DK_NOWHERE,
                       dk_arg_int((int64_t)limits->max_inflated_bytes));
    return DK_OK;
}

dk_code dk_part_read(dk_part *part, void *out, size_t len, size_t *n, dk_err *err)
{
    zip_int64_t got = zip_fread(part->file, out, len);
    if (got < 0)
        return damaged(part->name, err);
    *n = (size_t)got;
    return count(part, (size_t)got, err);
}
