/* core/register/register.h - a register is a table of fields.
 *
 * Each register is one line in core/register/registers.def and one file of field lines,
 * core/register/<key>.def (its frame is described in registers.def):
 *
 *     F(key, "中文标题", "English title", "同义词|另一个|...", TYPE, FLAGS, .extra = ...)
 *
 *     key      C identifier; the name in JSON, SQL, CSV and code (docs/glossary.md)
 *     TYPE     TEXT INT DECIMAL MONEY DATE MONTH BOOL CODE CODES ID_NO USCC PHONE LIST
 *     FLAGS    0 or DK_F_* joined by |
 *     extras   .codes = "edu"           code list of a CODE or CODES
 *              .ref = "enterprises"     .sub = DK_SUB(name), sub-fields in lists.def
 *              .unit = "元/月"          .min = .., .max = .. (inclusive, in stored units)
 *              .since/.until = "2026"   .note = {"中文", "English"} (one line of help)
 *              .example = "焊工"
 *              .derived = "student_no"  the column may be missing when these are there (derive.h):
 *                                       , means all of them, | any of them
 *              .part = "birth_month"    MONTH field that takes a date of this one without its day
 *              .upto = "pay_max"        field of the same type for the upper end of "3000-5000"
 *              .both = "月薪|工资"      header texts that mean this field and `upto` together
 *              .spill = "pay_basis|.."  fields that take the words beside the amount
 *
 * Fields of `spill` that are codes take words of their lists (底薪, 包吃住); one that is a text
 * keeps what else the cell says (税后, 13薪).
 *
 * From these lines come: the template, header mapping, validation, DDL, JSON and CSV, filters,
 * forms and lists of the console, and the docs page. Adding a column is one line.
 *
 * What this module does not do: it knows no file, no SQL and no JSON.
 */
#ifndef DK_CORE_REGISTER_REGISTER_H
#define DK_CORE_REGISTER_REGISTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/arena.h"
#include "core/base/err.h"

typedef enum {
    DK_TYPE_TEXT,    /* UTF-8 text */
    DK_TYPE_INT,     /* integer */
    DK_TYPE_DECIMAL, /* integer of hundredths: 8.5 is 850 */
    DK_TYPE_MONEY,   /* integer of fen; text form is yuan, "4300" or "4300.5" */
    DK_TYPE_DATE,    /* day since 1970-01-01; text form 2026-03-05 */
    DK_TYPE_MONTH,   /* year * 12 + month - 1; text form 2026-03 */
    DK_TYPE_BOOL,    /* 0 or 1; text form 0, 1 */
    DK_TYPE_CODE,    /* a code of a code list, as text */
    DK_TYPE_CODES,   /* list of codes; text form a;b */
    DK_TYPE_ID_NO,   /* identity document number as text, upper case X */
    DK_TYPE_USCC,    /* unified social credit code, 18 characters */
    DK_TYPE_PHONE,   /* digits */
    DK_TYPE_LIST,    /* list of tuples of sub-fields; text form a:b;c:d */
} dk_type;

enum {
    DK_F_REQUIRED = 1u << 0,    /* a record without it is refused */
    DK_F_NATURAL_KEY = 1u << 1, /* all such fields together identify a record across sheets */
    DK_F_CALC = 1u << 2,        /* computed, never imported */
    DK_F_SEALED = 1u << 3,      /* encrypted wherever a value is stored */
    DK_F_RESTRICTED = 1u << 4,  /* never shown unmasked without right, never scored */
    DK_F_SEARCHABLE = 1u << 5,  /* found by text search; sealed: found by its whole or last four */
    DK_F_UNIT = 1u << 6,        /* names the source unit whose actors may read the row */
    DK_F_LABEL = 1u << 7,       /* the human name of the record, shown in lists and references */
};

typedef struct dk_field {
    const char *key;
    dk_text title;
    const char *synonyms; /* header texts that mean this field, separated by | */
    dk_type type;
    uint32_t flags;
    const char *codes;          /* code list of CODE and CODES; else NULL */
    const char *ref;            /* key of the register whose record id or natural key this holds */
    const struct dk_field *sub; /* LIST: sub-fields in tuple order */
    size_t n_sub;
    const char *unit;
    int64_t min, max;                /* inclusive, stored units; both 0: no range */
    const char *since, *until;       /* first and last year of use, or NULL */
    dk_text note;                    /* one line of help; both NULL when there is none */
    const char *example;             /* or NULL */
    const char *upto, *both, *spill; /* of a MONEY field that begins a range; or NULL */
    const char *part;    /* of a DATE: the MONTH field that takes a date without its day; or NULL */
    const char *derived; /* fields from which this one follows where a sheet lacks it; or NULL */
} dk_field;

typedef struct dk_register {
    const char *key; /* "trainees": names of files, tables, routes */
    dk_text title;
    const dk_field *fields;
    size_t n_fields;
    const char *also; /* register whose fields the same sheet may carry ("enterprises"), or NULL */
    const char *letter; /* prefix of public record numbers: "T" gives T000123 */
} dk_register;

/* All registers in the order of registers.def; dependencies (ref, also) come first. */
extern const dk_register *const dk_registers[];
extern const size_t dk_n_registers;

/* The register named `key` or NULL. O(number of registers). */
const dk_register *dk_register_find(const char *key);

/* Index of the field named `key`, or SIZE_MAX. O(fields). */
size_t dk_field_find(const dk_register *reg, const char *key);

/* The register or fails with MSG_REGISTER_UNKNOWN naming the nearest keys. */
DK_MUST dk_code dk_register_get(const char *key, const dk_register **out, dk_err *err);

/* ---- values and records ---- */

typedef enum {
    DK_V_ABSENT = 0, /* not given: a change leaves the stored value alone */
    DK_V_NULL,       /* known to be empty */
    DK_V_INT,        /* INT DECIMAL MONEY DATE MONTH BOOL */
    DK_V_TEXT,       /* TEXT CODE ID_NO USCC PHONE */
    DK_V_LIST,       /* CODES (one column) and LIST */
    DK_V_SEALED,     /* a sealed value this reader may not open; text is its masked form or "" */
} dk_value_kind;

/* 16 bytes: a batch of 100,000 rows holds millions of them. Read only the member of the kind. */
typedef struct dk_value {
    dk_value_kind kind;
    uint32_t n_rows; /* DK_V_LIST */
    union {
        int64_t num;            /* DK_V_INT */
        const char *text;       /* DK_V_TEXT, DK_V_SEALED: NUL-terminated UTF-8 */
        struct dk_value *items; /* DK_V_LIST: n_rows * columns values, row by row */
    };
} dk_value;

typedef struct {
    const dk_register *reg;
    int64_t id;      /* record number within the register, >= 1; 0 when not stored yet */
    dk_value *v;     /* reg->n_fields values, index = field index */
    int64_t version; /* seq of its last change (its ETag); set by dk_store_get, else 0 */
} dk_record;

/* What a scan calls for each record; false ends it. */
typedef bool dk_record_each(void *ctx, const dk_record *record);

/* A record with all values absent; NULL when memory is out. */
dk_record *dk_record_new(dk_arena *arena, const dk_register *reg);

/* Enumerators of field indexes: DK_TRAINEES_id_no, DK_POSTS_title, ... (core/register/fields.h). */

/* "T000123" for record 123 of trainees. */
void dk_record_no(const dk_register *reg, int64_t id, char out[24]);

/* Inverse: accepts "T000123", "t123" or "123"; false when it is none of these. */
bool dk_record_no_parse(const dk_register *reg, const char *text, int64_t *id);

/* Number of columns of a LIST or CODES field (CODES: 1). */
size_t dk_field_columns(const dk_field *field);

/* ---- text forms ---- */

/* The canonical text of a value: what CSV, the change log and `old`/`new` carry. Equal values have
 * equal text. ABSENT and NULL give "". Separators inside tuple texts (: ; \) are escaped by \.
 * Returned text lives in the arena; NULL when memory is out. O(length). */
const char *dk_value_text(dk_arena *arena, const dk_field *field, const dk_value *value);

/* Parses a canonical text (exact inverse of dk_value_text, for the store); "" gives NULL. No code
 * list or range check. */
DK_MUST dk_code dk_value_parse(dk_arena *arena, const dk_field *field, const char *text,
                               dk_value *out, dk_err *err);

/* True when both are equal as canonical texts. ABSENT equals only ABSENT. */
bool dk_value_equal(const dk_field *field, const dk_value *a, const dk_value *b);

/* The value as a reader without the right to unmask sees it: names 张*, ID 980126********0018,
 * phone 120****0001, other restricted values "*". Unrestricted fields: the value itself. */
dk_value dk_value_masked(dk_arena *arena, const dk_field *field, const dk_value *value);

/* ---- validation ---- */

struct dk_codes; /* core/register/codes.h */

/* Checks one value against its field: type, range, check digits, code list (valid on `day`).
 * Unknown code: MSG_CODE_UNKNOWN with the nearest suggestions. The place is filled by the caller.
 */
DK_MUST dk_code dk_value_check(const dk_field *field, const dk_value *value,
                               const struct dk_codes *codes, int32_t day, dk_err *err);

/* Checks a whole record: required fields (of a record with a number only those given as empty),
 * each value, and the register's cross-field rules (birth date against ID number, pay_min <=
 * pay_max, ...), table in core/register/rules.c. Appends every finding to `errors` with place.field
 * = the field's Chinese title; fails only when memory is out.
 */
DK_MUST dk_code dk_record_check(const dk_record *record, const struct dk_codes *codes, int32_t day,
                                dk_err_list *errors, dk_err *err);

/* The same, trusting is_checked[i] (per field; NULL: none) that dk_value_check has passed the value
 * on that day: a reader that meets the same value in many rows checks it once. */
DK_MUST dk_code dk_record_check_rest(const dk_record *record, const bool *is_checked,
                                     const struct dk_codes *codes, int32_t day, dk_err_list *errors,
                                     dk_err *err);

/* ---- check digits (pure functions) ---- */

/* 18-digit number of GB 11643: region not checked, real birth date, ISO 7064 mod 11-2 digit. */
bool dk_id_no_valid(const char *id_no);
/* Birth day of an 18-digit number already valid. */
int32_t dk_id_no_birth(const char *id_no);
/* True when the sequence digit is odd (male in GB 11643). */
bool dk_id_no_is_male(const char *id_no);
/* 15-digit number to 18 digits (19 inserted, digit computed) into out[19]; false when not 15
 * digits. */
bool dk_id_no_from_15(const char *id_no, char out[19]);
/* Unified social credit code of GB 32100, mod 31. */
bool dk_uscc_valid(const char *uscc);

#endif
