/* core/table/xlsx_xml.c - a part of the archive as XML events (xlsx.h).
 *
 * What is refused: any DTD (and with it every entity and external reference), more than MAX_DEPTH
 * open elements (expat keeps memory for each), a single tag longer than MAX_TOKEN (expat buffers a
 * token until it is whole). Character data is no token, it comes in pieces.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/utf8.h"
#include "core/table/messages.h"
#include "core/table/xlsx.h"

enum { CHUNK = 64 * 1024, MAX_DEPTH = 64, MAX_TOKEN = 1024 * 1024 };

const char *dk_xml_local(const char *name)
{
    for (const char *p = name; *p != '\0'; p++) /* names are short: strchr costs more */
        if (*p == ':')
            return p + 1;
    return name;
}

const char *dk_xml_get(const char **attributes, const char *name)
{
    for (; *attributes != NULL; attributes += 2)
        if (strcmp(dk_xml_local(attributes[0]), name) == 0)
            return attributes[1];
    return NULL;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code point of "_xHHHH_" at p, or -1. */
static int32_t escape_at(const char *p, const char *end)
{
    if (end - p < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
        return -1;
    int32_t cp = 0;
    for (int i = 2; i < 6; i++) {
        int digit = hex(p[i]);
        if (digit < 0)
            return -1;
        cp = cp << 4 | digit;
    }
    return cp == 0 || (cp >= 0xD800 && cp < 0xE000) ? -1 : cp;
}

size_t dk_xml_unescape(char *text, size_t len)
{
    char *out = text;
    const char *end = text + len;
    for (const char *p = text; p < end;) {
        int32_t cp = *p == '_' ? escape_at(p, end) : -1;
        if (cp < 0) {
            *out++ = *p++;
            continue;
        }
        out += dk_utf8_put(cp, out); /* at most 3 bytes for 7 */
        p += 7;
    }
    return (size_t)(out - text);
}

/* expat's callbacks; user data is the dk_xml. */
static void on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    dk_xml *xml = data;
    xml->fed_at_event = xml->fed;
    if (++xml->depth > MAX_DEPTH) {
        (void)DK_FAIL(xml->err, MSG_TABLE_DAMAGED, DK_NOWHERE, dk_arg_str(xml->part.name));
        dk_xml_stop(xml);
        return;
    }
    xml->handler->start(xml, dk_xml_local(name), attributes);
}

static void on_end(void *data, const XML_Char *name)
{
    dk_xml *xml = data;
    xml->fed_at_event = xml->fed;
    if (xml->handler->end != NULL)
        xml->handler->end(xml, dk_xml_local(name));
    xml->depth--;
}

static void on_text(void *data, const XML_Char *text, int len)
{
    dk_xml *xml = data;
    xml->fed_at_event = xml->fed;
    if (xml->handler->text != NULL)
        xml->handler->text(xml, text, (size_t)len);
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_internal)
{
    (void)name, (void)system, (void)public, (void)has_internal;
    dk_xml *xml = data;
    (void)DK_FAIL(xml->err, MSG_TABLE_ENTITIES, DK_NOWHERE, dk_arg_str(xml->part.name));
    dk_xml_stop(xml);
}

dk_code dk_xml_open(dk_xml *xml, dk_archive *archive, int64_t index, const dk_xml_handler *handler,
                    void *ctx, dk_err *err)
{
    *xml = (dk_xml){.handler = handler, .ctx = ctx};
    if (dk_part_open(&xml->part, archive, index, err) != DK_OK)
        return DK_FAILED;
    xml->parser = XML_ParserCreate(NULL);
    if (xml->parser == NULL) {
        dk_part_close(&xml->part);
        return DK_NO_MEMORY(err);
    }
    XML_SetUserData(xml->parser, xml);
    XML_SetElementHandler(xml->parser, on_start, on_end);
    XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
    XML_SetCharacterDataHandler(xml->parser, on_text);
    return DK_OK;
}

void dk_xml_close(dk_xml *xml)
{
    if (xml->parser != NULL)
        XML_ParserFree(xml->parser);
    xml->parser = NULL;
    dk_part_close(&xml->part);
}

void dk_xml_pause(dk_xml *xml)
{
    XML_StopParser(xml->parser, XML_TRUE);
}

void dk_xml_stop(dk_xml *xml)
{
    assert(xml->err != NULL && xml->err->msg != NULL);
    XML_StopParser(xml->parser, XML_FALSE);
}

/* What the parser's state means after a call. */
static dk_code after_parse(dk_xml *xml, enum XML_Status status, dk_err *err)
{
    XML_ParsingStatus state;
    XML_GetParsingStatus(xml->parser, &state);
    xml->is_suspended = status == XML_STATUS_SUSPENDED;
    if (status == XML_STATUS_ERROR) {
        char where[160];
        if (err->msg == NULL && XML_GetErrorCode(xml->parser) == XML_ERROR_NO_MEMORY)
            return DK_NO_MEMORY(err);
        snprintf(where, sizeof where, "%.100s:%llu", xml->part.name,
                 (unsigned long long)XML_GetCurrentLineNumber(xml->parser));
        return DK_FAIL(err, MSG_TABLE_DAMAGED, DK_NOWHERE, dk_arg_str(where));
    }
    xml->at_end = state.parsing == XML_FINISHED;
    if (xml->fed - xml->fed_at_event > MAX_TOKEN)
        return DK_FAIL(err, MSG_TABLE_DAMAGED, DK_NOWHERE, dk_arg_str(xml->part.name));
    return DK_OK;
}

static dk_code feed(dk_xml *xml, dk_err *err)
{
    void *chunk = XML_GetBuffer(xml->parser, CHUNK);
    if (chunk == NULL)
        return DK_NO_MEMORY(err);
    size_t n;
    if (dk_part_read(&xml->part, chunk, CHUNK, &n, err) != DK_OK)
        return DK_FAILED;
    xml->fed += n;
    if (xml->handler->bytes != NULL)
        xml->handler->bytes(xml, chunk, n);
    if (err->msg != NULL)
        return DK_FAILED;
    return after_parse(xml, XML_ParseBuffer(xml->parser, (int)n, n == 0), err);
}

dk_code dk_xml_step(dk_xml *xml, dk_err *err)
{
    dk_code code = DK_OK;
    xml->err = err;
    if (xml->is_suspended)
        code = after_parse(xml, XML_ResumeParser(xml->parser), err);
    while (code == DK_OK && !xml->is_suspended && !xml->at_end)
        code = feed(xml, err);
    xml->err = NULL;
    return code;
}

dk_code dk_xml_run(dk_archive *archive, int64_t index, const dk_xml_handler *handler, void *ctx,
                   dk_err *err)
{
    dk_xml xml;
    if (dk_xml_open(&xml, archive, index, handler, ctx, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_xml_step(&xml, err);
    dk_xml_close(&xml);
    return code;
}
