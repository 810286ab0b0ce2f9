/* core/table/encoding.c - see encoding.h. */
#include "core/table/encoding.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "core/table/messages.h"

enum { CHUNK = 64 * 1024 };

/* Evidence that a file which is not UTF-8 holds UTF-8 all the same. A stretch of GB18030 can be
 * valid UTF-8 by accident (a few pairs of bytes often are), but a run of non-ASCII bytes that is
 * valid in full and holds LONG_RUN three-byte characters is not, nor are FEW_RUNS of two or more
 * characters each when they make up a good part of the text. */
enum { LONG_RUN = 4, FEW_RUNS = 3, SHARE = 200 };

/* A streaming validator of UTF-8 (RFC 3629) that remembers what the mixed check needs. */
typedef struct {
    int64_t line;     /* 1-based */
    uint64_t offset;  /* of the byte being looked at */
    bool is_valid;    /* so far */
    int64_t bad_line; /* first invalid byte */
    uint64_t bad_offset;
    uint64_t lead;           /* offset of the first byte of the character */
    int need;                /* continuation bytes still to come */
    unsigned char low, high; /* range of the next continuation byte */
    bool in_run, run_valid;
    unsigned run_wide; /* three- and four-byte characters in the run */
    uint64_t run_offset;
    uint64_t n_runs, n_utf8_runs;
    bool has_long_run;
    int64_t evidence_line; /* first run that looks like UTF-8 */
    uint64_t evidence_offset;
} scan;

static void bad_byte(scan *s)
{
    s->run_valid = false;
    s->need = 0;
    if (s->is_valid) {
        s->is_valid = false;
        s->bad_line = s->line;
        s->bad_offset = s->lead;
    }
}

/* Called at an ASCII byte or the end after a run of non-ASCII bytes. */
static void end_run(scan *s)
{
    if (s->need > 0)
        bad_byte(s);
    s->in_run = false;
    s->n_runs++;
    if (!s->run_valid || s->run_wide < 2)
        return;
    s->n_utf8_runs++;
    s->has_long_run = s->has_long_run || s->run_wide >= LONG_RUN;
    if (s->evidence_line == 0) {
        s->evidence_line = s->line;
        s->evidence_offset = s->run_offset;
    }
}

static void lead_byte(scan *s, unsigned char c)
{
    s->lead = s->offset;
    s->low = 0x80;
    s->high = 0xBF;
    if (c >= 0xC2 && c <= 0xDF) {
        s->need = 1;
    } else if (c >= 0xE0 && c <= 0xEF) {
        s->need = 2;
        s->run_wide++;
        if (c == 0xE0)
            s->low = 0xA0; /* no overlong forms */
        if (c == 0xED)
            s->high = 0x9F; /* no surrogates */
    } else if (c >= 0xF0 && c <= 0xF4) {
        s->need = 3;
        s->run_wide++;
        if (c == 0xF0)
            s->low = 0x90;
        if (c == 0xF4)
            s->high = 0x8F;
    } else {
        bad_byte(s);
    }
}

static void wide_byte(scan *s, unsigned char c)
{
    if (!s->in_run) {
        s->in_run = s->run_valid = true;
        s->run_wide = 0;
        s->run_offset = s->offset;
    }
    if (s->need == 0) {
        lead_byte(s, c);
    } else if (c < s->low || c > s->high) {
        bad_byte(s);
    } else {
        s->need--;
        s->low = 0x80;
        s->high = 0xBF;
    }
}

static dk_code scan_chunk(scan *s, const unsigned char *p, size_t len, dk_err *err)
{
    for (size_t i = 0; i < len; i++, s->offset++) {
        size_t begin = i;
        while (i < len && p[i] >= ' ' && p[i] < 0x80) /* most of a text in one go */
            i++;
        if (i > begin && s->in_run)
            end_run(s);
        s->offset += i - begin;
        if (i == len)
            break;
        unsigned char c = p[i];
        if (c >= 0x80) {
            wide_byte(s, c);
            continue;
        }
        if (s->in_run)
            end_run(s);
        if (c == '\n')
            s->line++;
        else if (c == '\0')
            return DK_FAIL(err, MSG_TABLE_IS_BINARY, DK_NOWHERE,
                           dk_arg_int((int64_t)s->offset + 1));
    }
    return DK_OK;
}

static dk_code scan_all(const dk_source *source, size_t skip, scan *s, dk_err *err)
{
    unsigned char chunk[CHUNK];
    *s = (scan){.line = 1, .offset = skip, .is_valid = true};
    for (;;) {
        int64_t n = dk_source_read(source, s->offset, chunk, sizeof chunk);
        if (n < 0)
            return dk_source_failed(source, err);
        if (n == 0)
            break;
        if (scan_chunk(s, chunk, (size_t)n, err) != DK_OK)
            return DK_FAILED;
    }
    if (s->in_run)
        end_run(s);
    return DK_OK;
}

/* Decodes everything once so that no error can come while rows are read. */
static dk_code check_decodes(const dk_source *source, dk_encoding encoding, size_t skip,
                             dk_err *err)
{
    dk_decoder decoder;
    if (dk_decoder_open(&decoder, source, encoding, skip, err) != DK_OK)
        return DK_FAILED;
    dk_code code;
    const char *text;
    size_t len;
    do
        code = dk_decoder_next(&decoder, &text, &len, err);
    while (code == DK_OK && len > 0);
    dk_decoder_close(&decoder);
    return code;
}

static dk_code bad_text(int64_t line, uint64_t offset, dk_err *err)
{
    return DK_FAIL(err, MSG_TABLE_ENCODING, DK_NOWHERE, dk_arg_int(line),
                   dk_arg_int((int64_t)offset + 1));
}

dk_code dk_encoding_detect(const dk_source *source, dk_encoding *encoding, size_t *skip,
                           dk_err *err)
{
    unsigned char head[4] = {0};
    if (dk_source_read(source, 0, head, sizeof head) < 0)
        return dk_source_failed(source, err);
    bool is_le = head[0] == 0xFF && head[1] == 0xFE, is_be = head[0] == 0xFE && head[1] == 0xFF;
    if (is_le || is_be) {
        *encoding = is_le ? DK_UTF16LE : DK_UTF16BE;
        *skip = 2;
        return check_decodes(source, *encoding, *skip, err);
    }
    bool has_bom = head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF;
    *skip = has_bom ? 3 : 0;
    *encoding = DK_UTF8;
    scan s;
    if (scan_all(source, *skip, &s, err) != DK_OK)
        return DK_FAILED;
    if (s.is_valid)
        return DK_OK;
    if (has_bom)
        return bad_text(s.bad_line, s.bad_offset, err);
    if (s.has_long_run || (s.n_utf8_runs >= FEW_RUNS && s.n_utf8_runs >= s.n_runs / SHARE))
        return DK_FAIL(err, MSG_TABLE_ENCODING_MIXED, DK_NOWHERE, dk_arg_int(s.evidence_line),
                       dk_arg_int((int64_t)s.evidence_offset + 1));
    *encoding = DK_GB18030;
    return check_decodes(source, *encoding, *skip, err);
}

const char *dk_encoding_name(dk_encoding encoding)
{
    static const char *const names[] = {"utf-8", "gb18030", "utf-16le", "utf-16be"};
    return names[encoding];
}

dk_code dk_decoder_open(dk_decoder *decoder, const dk_source *source, dk_encoding encoding,
                        size_t skip, dk_err *err)
{
    assert(decoder != NULL);
    decoder->source = source;
    decoder->encoding = encoding;
    decoder->offset = skip;
    decoder->n_left = 0;
    decoder->line = 1;
    decoder->has_converter = false;
    if (encoding == DK_UTF8)
        return DK_OK;
    static const char *const names[] = {"UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"};
    decoder->converter = iconv_open("UTF-8", names[encoding]);
    /* iconv_open returns (iconv_t)-1 by its contract. */
    if (decoder->converter == (iconv_t)-1)
        return DK_FAIL(err, MSG_TABLE_ENCODING_MISSING, DK_NOWHERE, dk_arg_str(names[encoding]));
    decoder->has_converter = true;
    return DK_OK;
}

void dk_decoder_close(dk_decoder *decoder)
{
    if (decoder->has_converter)
        iconv_close(decoder->converter);
    decoder->has_converter = false;
}

static void count_lines(dk_decoder *decoder, size_t len)
{
    const char *p = decoder->out, *end = p + len;
    while ((p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
        decoder->line++;
        p++;
    }
}

/* Converts what `in` holds; a cut character at its end stays for the next call. */
static dk_code convert(dk_decoder *decoder, size_t n_in, size_t *n_out, dk_err *err)
{
    char *in = decoder->in, *out = decoder->out;
    size_t in_left = n_in, out_left = sizeof decoder->out;
    /* Three output bytes per two input bytes at most, so E2BIG cannot happen. */
    size_t result = iconv(decoder->converter, &in, &in_left, &out, &out_left);
    int number = result == (size_t)-1 ? errno : 0;
    assert(number != E2BIG);
    bool at_end = decoder->offset >= decoder->source->size;
    *n_out = (size_t)(out - decoder->out);
    const char *nul = memchr(decoder->out, '\0', *n_out);
    if (nul != NULL)
        return DK_FAIL(err, MSG_TABLE_IS_BINARY, DK_NOWHERE,
                       dk_arg_int((int64_t)(decoder->offset - in_left)));
    count_lines(decoder, *n_out);
    if (number == EILSEQ || (number == EINVAL && at_end))
        return bad_text(decoder->line, decoder->offset - in_left, err);
    memmove(decoder->in, in, in_left);
    decoder->n_left = in_left;
    return DK_OK;
}

dk_code dk_decoder_next(dk_decoder *decoder, const char **text, size_t *len, dk_err *err)
{
    size_t n_out = 0;
    while (n_out == 0) {
        int64_t n = dk_source_read(decoder->source, decoder->offset, decoder->in + decoder->n_left,
                                   sizeof decoder->in - decoder->n_left);
        if (n < 0)
            return dk_source_failed(decoder->source, err);
        decoder->offset += (uint64_t)n;
        size_t n_in = decoder->n_left + (size_t)n;
        if (n_in == 0)
            break;
        if (!decoder->has_converter) {
            *text = decoder->in;
            *len = n_in;
            return DK_OK;
        }
        if (convert(decoder, n_in, &n_out, err) != DK_OK)
            return DK_FAILED;
    }
    *text = decoder->out;
    *len = n_out;
    return DK_OK;
}
