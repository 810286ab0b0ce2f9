/* api/wire/problem.h - errors as application/problem+json (RFC 9457; docs/formats.md).
 *
 * The body carries the text in the language asked for and in both, so that a page can switch
 * language without asking again. A place holds only what is known. Nothing here can fail but for
 * memory, which is sticky in the buffer.
 */
#ifndef DK_API_WIRE_PROBLEM_H
#define DK_API_WIRE_PROBLEM_H

#include "api/wire/json.h"
#include "core/base/err.h"

enum { DK_WIRE_ERRORS = 1000 }; /* errors of bulk input that are written out; all are counted */

/* The whole problem object for `err` (set), sent with `status` (0: that of the message). `request`
 * is the request id or NULL. */
void dk_wire_problem(dk_buf *out, const dk_err *err, int status, dk_lang lang, const char *request);

/* The members of the problem object without its braces, to be followed by extension members. */
void dk_wire_problem_members(dk_json *json, const dk_err *err, int status, dk_lang lang,
                             const char *request);

/* "errors": [...] (first DK_WIRE_ERRORS) and "total": all. */
void dk_wire_errors(dk_json *json, const dk_err_list *errors, dk_lang lang);

#endif
