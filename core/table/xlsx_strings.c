/* core/table/xlsx_strings.c - the shared strings of a workbook (xlsx.h).
 *
 * <si> holds either <t> or rich text runs <r><t>; their texts are joined. Phonetic runs <rPh> are
 * how a word is read aloud and are no part of it. The counts the part announces are not used.
 * Strings live in an arena of their own; their total is limited.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/table/messages.h"
#include "core/table/xlsx.h"

typedef struct {
    dk_book *book;
    dk_buf text;
    bool in_item, in_text;
    unsigned phonetic; /* open <rPh> */
} state;

static void fail(dk_xml *xml, const dk_msg *msg, size_t limit)
{
    const dk_arg arg = dk_arg_int((int64_t)limit);
    (void)dk_fail(xml->err, msg, DK_NOWHERE, &arg, 1);
    dk_xml_stop(xml);
}

static void on_start(dk_xml *xml, const char *name, const char **attributes)
{
    (void)attributes;
    state *s = xml->ctx;
    if (strcmp(name, "si") == 0) {
        s->in_item = true;
        s->text.len = 0;
    } else if (strcmp(name, "rPh") == 0) {
        s->phonetic++;
    } else if (strcmp(name, "t") == 0) {
        s->in_text = s->in_item && s->phonetic == 0;
    }
}

static void on_text(dk_xml *xml, const char *text, size_t len)
{
    state *s = xml->ctx;
    if (!s->in_text)
        return;
    const size_t limit = s->book->table->limits.max_cell_bytes;
    if (s->text.len + len > limit)
        fail(xml, &MSG_TABLE_CELL, limit);
    else
        dk_buf_add(&s->text, text, len);
}

static bool add(dk_strings *strings, const char *text, size_t len)
{
    if (strings->n == strings->capacity) {
        size_t capacity = strings->capacity == 0 ? 1024 : strings->capacity * 2;
        const char **texts = realloc(strings->texts, capacity * sizeof *texts);
        if (texts == NULL)
            return false;
        strings->texts = texts;
        strings->capacity = capacity;
    }
    const char *copy = len == 0 ? "" : dk_arena_copy(strings->arena, text, len);
    if (copy == NULL)
        return false;
    strings->texts[strings->n++] = copy;
    strings->n_bytes += len + 1 + sizeof copy;
    return true;
}

static void on_end(dk_xml *xml, const char *name)
{
    state *s = xml->ctx;
    if (strcmp(name, "t") == 0) {
        s->in_text = false;
    } else if (strcmp(name, "rPh") == 0) {
        s->phonetic -= s->phonetic > 0;
    } else if (strcmp(name, "si") == 0) {
        s->in_item = false;
        if (s->text.len > 0)
            s->text.len = dk_xml_unescape(s->text.data, s->text.len);
        dk_strings *strings = &s->book->strings;
        const size_t limit = s->book->table->limits.max_strings_bytes;
        if (s->text.is_broken || !add(strings, s->text.data, s->text.len)) {
            (void)DK_NO_MEMORY(xml->err);
            dk_xml_stop(xml);
        } else if (strings->n_bytes > limit) {
            fail(xml, &MSG_TABLE_STRINGS, limit);
        }
    }
}

dk_code dk_strings_read(dk_book *book, dk_err *err)
{
    static const dk_xml_handler handler = {.start = on_start, .end = on_end, .text = on_text};
    book->strings.arena = dk_arena_new();
    if (book->strings.arena == NULL)
        return DK_NO_MEMORY(err);
    if (book->strings_entry < 0)
        return DK_OK;
    state s = {.book = book, .text = DK_BUF_INIT};
    dk_code code = dk_xml_run(&book->archive, book->strings_entry, &handler, &s, err);
    dk_buf_done(&s.text);
    return code;
}

void dk_strings_done(dk_strings *strings)
{
    free(strings->texts);
    dk_arena_free(strings->arena);
    *strings = (dk_strings){0};
}
