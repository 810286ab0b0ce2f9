/* core/table/encoding.h - which encoding a text file is in, and its bytes as UTF-8; private.
 *
 * One encoding per file, decided over all of its bytes:
 *
 *     EF BB BF                    UTF-8 (and then nothing else)
 *     FF FE / FE FF               UTF-16 little / big endian ("Unicode text" of Excel)
 *     valid strict UTF-8          UTF-8
 *     else                        GB18030, the superset of what Chinese Excel saves (GBK lacks name
 *                                 characters such as U+4DAE)
 *
 * A file that is not UTF-8 as a whole but holds stretches that are UTF-8 beyond chance was glued
 * from two files; reading it as GB18030 would turn names into other names without an error, so it
 * is refused. NUL bytes are refused. Errors name line and byte.
 */
#ifndef DK_CORE_TABLE_ENCODING_H
#define DK_CORE_TABLE_ENCODING_H

#include <iconv.h>

#include "core/table/source.h"

typedef enum { DK_UTF8, DK_GB18030, DK_UTF16LE, DK_UTF16BE } dk_encoding;

/* Detects the encoding of the source and checks that all of it is valid. *skip is the length of the
 * BOM. Reads the file once or twice; constant memory. */
DK_MUST dk_code dk_encoding_detect(const dk_source *source, dk_encoding *encoding, size_t *skip,
                                   dk_err *err);

/* "utf-8", "gb18030", ... */
const char *dk_encoding_name(dk_encoding encoding);

enum { DK_DECODER_IN = 32 * 1024, DK_DECODER_OUT = 3 * DK_DECODER_IN };

typedef struct {
    const dk_source *source;
    dk_encoding encoding;
    uint64_t offset; /* of the next byte to read */
    size_t n_left;   /* bytes of a cut character at the start of `in` */
    int64_t line;    /* line breaks decoded so far (GB18030 and UTF-16) */
    iconv_t converter;
    bool has_converter;
    char in[DK_DECODER_IN], out[DK_DECODER_OUT];
} dk_decoder;

/* Starts at the byte after the BOM. Close with dk_decoder_close also after a failure. */
DK_MUST dk_code dk_decoder_open(dk_decoder *decoder, const dk_source *source, dk_encoding encoding,
                                size_t skip, dk_err *err);
void dk_decoder_close(dk_decoder *decoder);

/* The next stretch of UTF-8 (characters may be cut between stretches); *len 0 at the end. */
DK_MUST dk_code dk_decoder_next(dk_decoder *decoder, const char **text, size_t *len, dk_err *err);

#endif
