/* core/base/err.h - errors as message id, typed arguments and a place; text only at the edge.
 *
 * Each module lists its messages in <module>/messages.def, one line each:
 *
 *     DK_MSG(STORE_LOCKED, "store-locked", 503, DK_EXIT_BUSY,
 *            "中文 {0}", "English {0}", "下一步", "next step")
 *
 * and has a two-line messages.h and messages.c (see core/base/msg_declare.h). The identifier
 * becomes `extern const dk_msg MSG_STORE_LOCKED`; the stable code is for programs; {0}..{5} are
 * arguments in order. An error carries a pointer to such a constant, so base knows no module.
 *
 * The caller owns the dk_err (usually on its stack, DK_ERR_INIT). The first error wins: DK_FAIL on
 * a set error leaves it alone. A dk_err holds copies of its arguments (cut at a character boundary
 * when they exceed its store) and may be copied by assignment.
 */
#ifndef DK_CORE_BASE_ERR_H
#define DK_CORE_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/code.h"
#include "core/base/text.h"

/* Exit codes of the command line (docs/formats.md). */
enum {
    DK_EXIT_OK = 0,
    DK_EXIT_GENERAL = 1,
    DK_EXIT_USAGE = 2,
    DK_EXIT_REJECTED = 3,   /* data rejected */
    DK_EXIT_INFEASIBLE = 4, /* no plan satisfies the limits */
    DK_EXIT_PARTIAL = 5,    /* stale or partial result */
    DK_EXIT_BUSY = 6,       /* locked, busy, port in use */
    DK_EXIT_INTERRUPTED = 130,
};

typedef struct {
    const char *id;   /* the C identifier without MSG_, e.g. "STORE_LOCKED" */
    const char *code; /* stable code for programs, e.g. "store-locked" */
    int http, exit;   /* HTTP status and exit code when this ends a request or command */
    dk_text text;     /* what is wrong, with {0}.. for the arguments */
    dk_text next;     /* what to do next; may be "" where the text says it */
} dk_msg;

typedef enum { DK_ARG_STR, DK_ARG_INT, DK_ARG_FEN, DK_ARG_DAY } dk_arg_kind;

typedef struct {
    dk_arg_kind kind;
    const char *str; /* DK_ARG_STR: borrowed until DK_FAIL copies it */
    int64_t num;     /* other kinds: integer, money in fen, or day since 1970-01-01 */
} dk_arg;

static inline dk_arg dk_arg_str(const char *s)
{
    return (dk_arg){DK_ARG_STR, s == NULL ? "" : s, 0};
}
static inline dk_arg dk_arg_int(int64_t v)
{
    return (dk_arg){DK_ARG_INT, NULL, v};
}
static inline dk_arg dk_arg_fen(int64_t v)
{
    return (dk_arg){DK_ARG_FEN, NULL, v};
}
static inline dk_arg dk_arg_day(int64_t v)
{
    return (dk_arg){DK_ARG_DAY, NULL, v};
}

/* Where in the user's input. Unknown parts are NULL or 0. Strings are copied by DK_FAIL. */
typedef struct {
    const char *file, *sheet;
    int64_t row;       /* 1-based, as Excel shows it */
    int64_t column;    /* 1-based; 1 is A */
    const char *field; /* the header text or the JSON pointer */
} dk_place;

#define DK_NOWHERE ((dk_place){0})

enum { DK_ERR_ARGS = 6, DK_ERR_STORE = 640 };

typedef struct {
    const dk_msg *msg; /* NULL: no error */
    size_t n_args;
    struct {
        dk_arg_kind kind;
        size_t at; /* offset in store for strings */
        int64_t num;
    } args[DK_ERR_ARGS];
    int64_t row, column;
    size_t file_at, sheet_at, field_at; /* offsets in store; 0 is always the empty string */
    size_t used;
    char store[DK_ERR_STORE];
} dk_err;

#define DK_ERR_INIT ((dk_err){.used = 1})

/* Sets `err` (unless it is set already) and returns DK_FAILED. The arguments are dk_arg values:
 *     return DK_FAIL(err, MSG_EDU_UNKNOWN, place, dk_arg_str(value));   none: DK_FAIL0(err, MSG_X)
 */
dk_code dk_fail(dk_err *err, const dk_msg *msg, dk_place place, const dk_arg *args, size_t n);
#define DK_FAIL(err, MSG, place, ...)                                                              \
    dk_fail((err), &(MSG), (place), (const dk_arg[]){__VA_ARGS__},                                 \
            sizeof((const dk_arg[]){__VA_ARGS__}) / sizeof(dk_arg))
#define DK_FAIL0(err, MSG) dk_fail((err), &(MSG), DK_NOWHERE, NULL, 0)

/* True when `err` holds the message MSG. */
#define dk_err_is(err, MSG) ((err)->msg == &(MSG))

/* Fills the parts of the place that are still unknown (callers that know the file or sheet). */
void dk_err_locate(dk_err *err, dk_place place);

/* The place of the error; strings borrowed from `err`, NULL where unknown. */
dk_place dk_err_place(const dk_err *err);

/* The text of the error in `lang` with its arguments, without place: into out[size], always
 * NUL-terminated and cut at a character boundary. Returns the length in bytes written. */
size_t dk_err_text(const dk_err *err, dk_lang lang, char *out, size_t size);

/* The "what to do next" of the error, arguments filled, like dk_err_text. */
size_t dk_err_next(const dk_err *err, dk_lang lang, char *out, size_t size);

/* "花名册.xlsx 工作表“一班” 第 7 行 C 列（身份证号）" or "" when nothing is known. */
size_t dk_err_where(const dk_err *err, dk_lang lang, char *out, size_t size);

/* A list of errors for bulk input; a bad row never aborts a file. */
typedef struct {
    dk_arena *arena;      /* owns the items; set by the caller */
    const dk_err **items; /* in the order found */
    size_t n, capacity;
    size_t limit; /* items beyond it are only counted; 0 means no limit */
    size_t total; /* all errors, kept or not */
} dk_err_list;

/* Appends a copy of `err` (only the used part of its store) and resets `err` for the next one.
 * Fails only when memory is out. O(1) amortised. */
DK_MUST dk_code dk_err_list_add(dk_err_list *list, dk_err *err);

/* Column letters: 1 -> "A", 28 -> "AB". Writes at most 8 bytes. */
void dk_column_letters(int64_t column, char out[8]);

extern const dk_msg MSG_NO_MEMORY;
#define DK_NO_MEMORY(err) DK_FAIL0((err), MSG_NO_MEMORY)

#endif
