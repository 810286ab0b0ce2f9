/* core/base/code.h - the result of anything that can fail.
 *
 * A function that can fail returns dk_code and takes `dk_err *err` last. DK_OK means the outputs
 * are written; DK_FAILED means they are untouched and `err` says what happened (core/base/err.h).
 * There are only two values on purpose: what went wrong is the message in `err`, never a number.
 */
#ifndef DK_CORE_BASE_CODE_H
#define DK_CORE_BASE_CODE_H

typedef enum { DK_OK = 0, DK_FAILED = 1 } dk_code;

/* The caller may not ignore the result. */
#define DK_MUST __attribute__((warn_unused_result))

#endif
