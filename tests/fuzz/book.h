/* tests/fuzz/book.h - bytes as a workbook: they are cut at bytes 0x01 into sheet, shared strings,
 * styles and workbook, which are put into a sound archive, so that mutations reach the XML readers
 * instead of failing at the checksum. */
#ifndef DK_TESTS_FUZZ_BOOK_H
#define DK_TESTS_FUZZ_BOOK_H

#include <stdint.h>
#include <string.h>
#include <zlib.h>

#include "core/base/buf.h"

static inline void put(dk_buf *out, uint32_t v, int n)
{
    for (int i = 0; i < n; i++)
        dk_buf_char(out, (char)(i < 4 ? v >> (8 * i) : 0));
}

/* One stored entry: local header into `out`, directory entry into `directory`. */
static inline void add_entry(dk_buf *out, dk_buf *directory, const char *name, const void *bytes,
                             size_t n)
{
    uint32_t at = (uint32_t)out->len, crc = (uint32_t)crc32(0, bytes, (uInt)n);
    uint32_t len = (uint32_t)n, name_len = (uint32_t)strlen(name);
    dk_buf *both[] = {out, directory};
    for (int i = 0; i < 2; i++) {
        dk_buf_add(both[i], i == 0 ? "PK\3\4" : "PK\1\2\24", i == 0 ? 4 : 6);
        put(both[i], 20, 2);
        put(both[i], 0, 4);
        put(both[i], 0x21, 4);
        put(both[i], crc, 4);
        put(both[i], len, 4);
        put(both[i], len, 4);
        put(both[i], name_len, 2);
        put(both[i], 0, 2);
        if (i == 1) {
            put(both[i], 0, 10);
            put(both[i], at, 4);
        }
        dk_buf_text(both[i], name);
    }
    dk_buf_add(out, bytes, n);
}

#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static inline void make_book(dk_buf *out, const uint8_t *data, size_t size)
{
    static const char *const names[] = {"xl/s.xml", "xl/t.xml", "xl/y.xml", "xl/workbook.xml"};
    static const char book[] =
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>";
    static const char rels[] =
        "<Relationships><Relationship Id=\"a\" Type=\"" REL "/worksheet\" Target=\"s.xml\"/>"
        "<Relationship Id=\"b\" Type=\"" REL "/sharedStrings\" Target=\"t.xml\"/>"
        "<Relationship Id=\"c\" Type=\"" REL "/styles\" Target=\"y.xml\"/></Relationships>";
    static const char types[] = "<Types></Types>";
    dk_buf directory = DK_BUF_INIT;
    uint32_t n = 0;
    bool has_book = false;
    for (; n < 4 && size > 0; n++) {
        const uint8_t *cut = memchr(data, 1, size);
        size_t len = cut == NULL ? size : (size_t)(cut - data);
        add_entry(out, &directory, names[n], data, len);
        has_book = n == 3;
        data += len + (cut != NULL);
        size -= len + (cut != NULL);
    }
    if (!has_book)
        add_entry(out, &directory, names[3], book, sizeof book - 1);
    add_entry(out, &directory, "xl/_rels/workbook.xml.rels", rels, sizeof rels - 1);
    add_entry(out, &directory, "[Content_Types].xml", types, sizeof types - 1);
    uint32_t at = (uint32_t)out->len, count = n + !has_book + 2;
    dk_buf_add(out, directory.data, directory.len);
    dk_buf_text(out, "PK\5\6");
    put(out, 0, 4);
    put(out, count, 2);
    put(out, count, 2);
    put(out, (uint32_t)directory.len, 4);
    put(out, at, 4);
    put(out, 0, 2);
    dk_buf_done(&directory);
}

#endif
