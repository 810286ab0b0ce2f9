/* core/table/xlsx_book.c - which sheets a workbook has and where (xlsx.h).
 *
 *     _rels/.rels  -- type .../officeDocument -->  xl/workbook.xml
 *     xl/_rels/workbook.xml.rels  -- id -->  worksheets/sheet1.xml, sharedStrings.xml, styles.xml
 *
 * Relationship types differ between transitional and Strict OOXML in all but their last word, so
 * that word is compared. Chart and dialog sheets are left out. Two sheets may not share a part.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/table/messages.h"
#include "core/table/xlsx.h"

enum { MAX_RELATIONS = 4096 };

typedef struct {
    const char *name, *id;
    bool is_hidden;
} listed_sheet;

typedef struct {
    dk_arena *arena;
    listed_sheet *items;
    size_t n, capacity;
    bool is_1904;
} listing;

static void no_memory(dk_xml *xml)
{
    (void)DK_NO_MEMORY(xml->err);
    dk_xml_stop(xml);
}

static void too_many(dk_xml *xml)
{
    (void)DK_FAIL(xml->err, MSG_TABLE_DAMAGED, DK_NOWHERE, dk_arg_str(xml->part.name));
    dk_xml_stop(xml);
}

static void on_relation(dk_xml *xml, const char *name, const char **attributes)
{
    dk_relations *r = xml->ctx;
    if (strcmp(name, "Relationship") != 0)
        return;
    const char *id = dk_xml_get(attributes, "Id"), *type = dk_xml_get(attributes, "Type");
    const char *target = dk_xml_get(attributes, "Target"),
               *mode = dk_xml_get(attributes, "TargetMode");
    if (id == NULL || type == NULL || target == NULL ||
        (mode != NULL && strcmp(mode, "External") == 0))
        return;
    if (r->n == MAX_RELATIONS) {
        too_many(xml);
        return;
    }
    dk_relation *items = dk_arena_grow(r->arena, r->items, r->n, &r->capacity, sizeof *items);
    if (items == NULL) {
        no_memory(xml);
        return;
    }
    const char *slash = strrchr(type, '/');
    r->items = items;
    items[r->n] = (dk_relation){dk_arena_text(r->arena, id), dk_arena_text(r->arena, target),
                                dk_arena_text(r->arena, slash == NULL ? type : slash + 1)};
    if (items[r->n].id == NULL || items[r->n].target == NULL || items[r->n].type == NULL)
        no_memory(xml);
    else
        r->n++;
}

static void add_sheet(dk_xml *xml, listing *list, const char **attributes)
{
    const char *title = dk_xml_get(attributes, "name"), *state = dk_xml_get(attributes, "state");
    const char *id = NULL;
    /* r:id has a prefix; the plain sheetId is another number. */
    for (const char **a = attributes; *a != NULL; a += 2)
        if (strchr(a[0], ':') != NULL && strcmp(dk_xml_local(a[0]), "id") == 0)
            id = a[1];
    if (title == NULL || id == NULL)
        return;
    if (list->n == MAX_RELATIONS) {
        too_many(xml);
        return;
    }
    listed_sheet *items =
        dk_arena_grow(list->arena, list->items, list->n, &list->capacity, sizeof *items);
    const char *title_copy = dk_arena_text(list->arena, title);
    const char *id_copy = dk_arena_text(list->arena, id);
    if (items == NULL || title_copy == NULL || id_copy == NULL) {
        no_memory(xml);
        return;
    }
    list->items = items;
    items[list->n++] =
        (listed_sheet){title_copy, id_copy, state != NULL && strcmp(state, "visible") != 0};
}

static void on_workbook(dk_xml *xml, const char *name, const char **attributes)
{
    listing *list = xml->ctx;
    if (strcmp(name, "workbookPr") == 0) {
        const char *epoch = dk_xml_get(attributes, "date1904");
        list->is_1904 = epoch != NULL && (strcmp(epoch, "1") == 0 || strcmp(epoch, "true") == 0);
    } else if (strcmp(name, "sheet") == 0) {
        add_sheet(xml, list, attributes);
    }
}

char *dk_part_resolve(dk_arena *arena, const char *base, const char *target)
{
    const char *slash = strrchr(base, '/');
    size_t folder = *target == '/' || slash == NULL ? 0 : (size_t)(slash - base) + 1;
    char *path = dk_arena_alloc(arena, folder + strlen(target) + 2);
    if (path == NULL)
        return NULL;
    memcpy(path, base, folder);
    size_t len = folder; /* path[0..len) is resolved and ends with / or is empty */
    while (*target != '\0') {
        size_t n = strcspn(target, "/");
        if (n == 2 && target[0] == '.' && target[1] == '.') {
            len -= len > 0;
            while (len > 0 && path[len - 1] != '/')
                len--;
        } else if (n > 0 && !(n == 1 && target[0] == '.')) {
            memcpy(path + len, target, n);
            len += n;
            path[len++] = '/';
        }
        target += n + (target[n] == '/');
    }
    path[len > 0 ? len - 1 : 0] = '\0';
    return path;
}

char *dk_relations_path(dk_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash == NULL ? path : slash + 1;
    return dk_arena_format(arena, "%.*s_rels/%s.rels", (int)(base - path), path, base);
}

dk_code dk_relations_read(dk_book *book, const char *path, dk_relations *out, dk_err *err)
{
    static const dk_xml_handler handler = {.start = on_relation};
    dk_arena *arena = book->table->arena;
    *out = (dk_relations){.arena = arena};
    const char *name = dk_relations_path(arena, path);
    if (name == NULL)
        return DK_NO_MEMORY(err);
    int64_t index = dk_archive_find(&book->archive, name);
    return index < 0 ? DK_OK : dk_xml_run(&book->archive, index, &handler, out, err);
}

const dk_relation *dk_relation_of_type(const dk_relations *relations, const char *type)
{
    for (size_t i = 0; i < relations->n; i++)
        if (strcmp(relations->items[i].type, type) == 0)
            return &relations->items[i];
    return NULL;
}

/* The message for an archive that is no .xlsx. */
static const dk_msg *what_else(const dk_archive *archive)
{
    static const struct {
        const char *entry;
        const dk_msg *msg;
    } kinds[] = {
        {"xl/workbook.bin", &MSG_TABLE_IS_OTHER_SHEET},
        {"content.xml", &MSG_TABLE_IS_OTHER_SHEET},
        {"word/document.xml", &MSG_TABLE_IS_DOCUMENT},
        {"ppt/presentation.xml", &MSG_TABLE_IS_DOCUMENT},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (dk_archive_find(archive, kinds[i].entry) >= 0)
            return kinds[i].msg;
    return &MSG_TABLE_IS_ARCHIVE;
}

static dk_code find_workbook(dk_book *book, const char **path, int64_t *index, dk_err *err)
{
    dk_relations r;
    if (dk_relations_read(book, "", &r, err) != DK_OK)
        return DK_FAILED;
    *path = "xl/workbook.xml";
    for (size_t i = 0; i < r.n; i++)
        if (strcmp(r.items[i].type, "officeDocument") == 0)
            *path = dk_part_resolve(r.arena, "", r.items[i].target);
    if (*path == NULL)
        return DK_NO_MEMORY(err);
    *index = dk_archive_find(&book->archive, *path);
    if (*index < 0 || strstr(*path, "workbook") == NULL || strstr(*path, ".bin") != NULL)
        return dk_fail(err, what_else(&book->archive), DK_NOWHERE, NULL, 0);
    return DK_OK;
}

static bool is_taken(const dk_book *book, size_t n, int64_t entry)
{
    for (size_t i = 0; i < n; i++)
        if (book->sheet_entries[i] == entry)
            return true;
    return false;
}

static const dk_relation *relation_of(const dk_relations *r, const char *id)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->items[i].id, id) == 0)
            return &r->items[i];
    return NULL;
}

static dk_code place_sheets(dk_book *book, const listing *list, const dk_relations *r,
                            const char *path, dk_err *err)
{
    dk_table *table = book->table;
    table->sheets = dk_arena_array(table->arena, list->n, sizeof *table->sheets);
    book->sheet_entries = calloc(list->n + 1, sizeof *book->sheet_entries);
    if (table->sheets == NULL || book->sheet_entries == NULL)
        return DK_NO_MEMORY(err);
    size_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        const dk_relation *found = relation_of(r, list->items[i].id);
        if (found != NULL && strcmp(found->type, "worksheet") != 0)
            continue;
        const char *name =
            found == NULL ? NULL : dk_part_resolve(table->arena, path, found->target);
        int64_t entry = name == NULL ? -1 : dk_archive_find(&book->archive, name);
        if (entry < 0 || is_taken(book, n, entry))
            return DK_FAIL(err, MSG_TABLE_DAMAGED, (dk_place){.sheet = list->items[i].name},
                           dk_arg_str(path));
        book->sheet_entries[n] = entry;
        table->sheets[n++] = (dk_sheet_info){list->items[i].name, list->items[i].is_hidden};
    }
    table->n_sheets = n;
    return n == 0 ? DK_FAIL0(err, MSG_TABLE_NO_SHEETS) : DK_OK;
}

/* Archive index of the first part of the given relationship type, or -1. */
static dk_code entry_of_type(const dk_book *book, const dk_relations *r, const char *path,
                             const char *type, int64_t *entry, dk_err *err)
{
    const dk_relation *found = dk_relation_of_type(r, type);
    *entry = -1;
    if (found == NULL)
        return DK_OK;
    const char *name = dk_part_resolve(r->arena, path, found->target);
    if (name == NULL)
        return DK_NO_MEMORY(err);
    *entry = dk_archive_find(&book->archive, name);
    return DK_OK;
}

dk_code dk_book_read(dk_book *book, dk_err *err)
{
    static const dk_xml_handler handler = {.start = on_workbook};
    const char *path;
    int64_t index = -1;
    dk_relations r;
    listing list = {.arena = book->table->arena};
    if (find_workbook(book, &path, &index, err) != DK_OK ||
        dk_xml_run(&book->archive, index, &handler, &list, err) != DK_OK ||
        dk_relations_read(book, path, &r, err) != DK_OK ||
        place_sheets(book, &list, &r, path, err) != DK_OK ||
        entry_of_type(book, &r, path, "sharedStrings", &book->strings_entry, err) != DK_OK ||
        entry_of_type(book, &r, path, "styles", &book->styles_entry, err) != DK_OK)
        return DK_FAILED;
    book->is_1904 = list.is_1904;
    book->path = path;
    return DK_OK;
}
