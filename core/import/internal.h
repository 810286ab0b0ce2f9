/* core/import/internal.h - what the parts of core/import share; private to this folder.
 *
 *     titles.c   every text that names a field: keys, titles, synonyms, sorted for look-up
 *     names.c    titles of both registers of a sheet, and what a person chose instead
 *     header.c   which row is the header, which column is which field
 *     value*.c   one cell's text to a value
 *     value_han.c  numbers in Chinese numerals
 *     memo.c     what a column's texts became
 *     derived.c  required fields that other columns tell
 *     twins.c    the name of a coded thing in a column beside its code
 *     keymap.c   records seen so far, by natural key
 *     merge.c    several rows of one record into one
 *     read.c     rows of all sheets to a batch
 */
#ifndef DK_CORE_IMPORT_INTERNAL_H
#define DK_CORE_IMPORT_INTERNAL_H

#include "core/base/date.h"
#include "core/import/import.h"

/* ---- titles ---- */

enum { DK_MAIN = 0, DK_ALSO = 1, DK_SIDES = 2 }; /* the register asked for, and its `also` */

typedef struct {
    const char *key; /* dk_text_key of the text */
    size_t field;
    int rank;     /* 0 key, 1 title, 2 synonym: lower wins */
    bool is_both; /* means the field and its `upto` together */
} dk_title;

typedef struct {
    const dk_register *reg; /* NULL: this side does not exist */
    dk_title *items;        /* sorted by key, then rank */
    size_t n;
} dk_titles;

/* All names of the fields of `reg` but calculated ones. */
DK_MUST dk_code dk_titles_build(dk_arena *arena, const dk_register *reg, dk_titles *out,
                                dk_err *err);

/* The best entry for a header text; NULL when none. Marks (* ▲), colons and units in brackets
 * around the text are dropped unless the unit contradicts the field's. `arena` is scratch. */
DK_MUST dk_code dk_titles_find(const dk_titles *titles, dk_arena *arena, const char *text,
                               const dk_title **out, dk_err *err);

/* An override, resolved: what a person said about one column. */
typedef struct {
    const char *key; /* dk_text_key of the header; NULL: by column */
    size_t column;
    int side; /* DK_SIDES: the column is left out */
    size_t field;
} dk_choice;

/* Everything that gives a column its meaning. */
typedef struct {
    dk_titles titles[DK_SIDES];
    dk_choice *choices; /* in the order in which they win */
    size_t n_choices;
} dk_names;

/* Titles of `reg` and its `also`, and the overrides of `options`. */
DK_MUST dk_code dk_names_build(dk_arena *arena, const dk_register *reg,
                               const dk_import_options *options, dk_names *out, dk_err *err);

/* The choice for a column with that header, or NULL. `arena` is scratch. */
DK_MUST dk_code dk_names_choice(const dk_names *names, dk_arena *arena, const char *header,
                                size_t column, const dk_choice **out, dk_err *err);

/* ---- header ---- */

enum { DK_RANK_CHOSEN = -2, DK_RANK_FORM = -1, DK_RANK_GROUP = 10 };

typedef struct {
    const char *header;     /* as written; two rows joined by / ; NULL: no header here */
    size_t field[DK_SIDES]; /* SIZE_MAX: not this register's */
    size_t twin[DK_SIDES];  /* the code field whose code another column gives and this one names */
    int rank[DK_SIDES];     /* of the title that matched; DK_RANK_GROUP more below a group header;
                             * DK_RANK_FORM: a form says so, DK_RANK_CHOSEN: a person does */
    bool is_both;           /* the main register's field and its `upto` together */
} dk_header_column;

typedef struct {
    int64_t first_row, last_row; /* rows of the header in the sheet */
    dk_header_column *columns;
    size_t n;
    bool is_empty;   /* the sheet has no rows */
    size_t n_fields; /* distinct fields found */
    size_t twice[2]; /* two columns that mean the same field; equal when there are none */
} dk_header;

/* Finds the header among the first rows of the sheet that `table` was rewound to. header->n_fields
 * is 0 when nothing fits. */
DK_MUST dk_code dk_header_find(dk_table *table, const dk_names *names, dk_arena *arena,
                               dk_header *header, dk_err *err);

/* The column of `field` on `side`, or SIZE_MAX. */
size_t dk_header_column_of(const dk_header *header, int side, size_t field);

/* ---- values ---- */

/* What turns cells into values. */
typedef struct {
    dk_arena *arena;   /* owns the values */
    dk_arena *scratch; /* folding is done here; the caller resets it */
    const dk_import_options *options;
} dk_reader;

/* dk_import_value with a reader of the caller's. O(length of the text). */
DK_MUST dk_code dk_import_cell(const dk_reader *with, const dk_field *field, const dk_cell *cell,
                               dk_value *out, dk_err *err);

/* A cell on its way to a value. */
typedef struct {
    dk_reader with;
    const dk_field *field;
    const dk_cell *cell;
    const char *text;   /* trimmed, guard removed */
    const char *folded; /* dk_text_fold of it */
    dk_value *out;
    dk_err *err;
} dk_job;

/* True for printable ASCII and Chinese characters (U+4E00..U+9FFF) without blanks, a guard or the #
 * of an error: such a text is its own folding and hides nothing. Most cells are. */
bool dk_is_plain(const char *text, size_t len);

/* True when one part of a list says that there is none: blank, or a sign such as - or 无 that is no
 * entry of the field's code list. */
bool dk_part_is_nothing(const dk_job *j, const char *part);

/* The cell's text for an error, masked where the field is restricted. */
const char *dk_job_shown(const dk_job *j);

/* Readers of CODE, CODES and LIST cells. */
DK_MUST dk_code dk_read_code(const dk_job *j);
DK_MUST dk_code dk_read_codes(const dk_job *j);
DK_MUST dk_code dk_read_list(const dk_job *j);

/* What a person may see of a value in an error: restricted ones are masked. */
const char *dk_import_shown(dk_arena *arena, const dk_field *field, const char *text);

typedef enum { DK_DATE_NONE, DK_DATE_DAY, DK_DATE_MONTH, DK_DATE_UNCLEAR } dk_date_kind;
/* Reads a folded text as a date; *day or *month is set accordingly. */
dk_date_kind dk_date_read(const char *text, bool is_untyped, dk_day *day, dk_month *month);

/* Yes and no words: 1, 0, or -1. */
int dk_bool_read(const char *text);

/* Money in fen from a folded text; unit may be NULL. */
typedef enum { DK_MONEY_OK, DK_MONEY_BAD, DK_MONEY_RANGE } dk_money_kind;
dk_money_kind dk_money_read(dk_arena *scratch, const char *text, const char *unit, int64_t *fen);

/* What one cell says about pay: "3000-5000", "4-6K", "6万/年", "底薪2800+提成", "包吃住6000",
 * "计件". */
enum { DK_PAY_WORDS = 4, DK_PAY_REMARKS = 2 };
typedef enum {
    DK_PAY_OK,
    DK_PAY_NOTHING, /* 面议 */
    DK_PAY_ABOUT,   /* 4500左右 */
    DK_PAY_PERIOD,  /* by the day, the hour or the piece */
    DK_PAY_UNCLEAR  /* anything else */
} dk_pay_kind;
typedef struct {
    bool has_min, has_max;           /* an exact amount has both */
    int64_t min, max;                /* fen a month */
    const char *words[DK_PAY_WORDS]; /* what stands beside the amount: 底薪, 计件, 包吃住 */
    size_t n_words;
    const char *remarks[DK_PAY_REMARKS]; /* what is true beside it: 税前, 税后, 13薪 */
    size_t n_remarks;
    bool is_net; /* 税后: less than what pay means elsewhere, so the remark may not be lost */
} dk_pay;
/* Reads a folded text; words are in `scratch`. */
dk_pay_kind dk_pay_read(dk_arena *scratch, const char *text, dk_pay *out);

/* A number in Chinese numerals. is_short: its last digit counts the unit below the one before it
 * (三千五). */
typedef struct {
    int64_t value;
    bool is_short;
} dk_han;
/* Bytes of Chinese numerals at the beginning of `text`. */
size_t dk_han_span(const char *text);
/* Reads `len` bytes, all of them. False: they are no number, or more than one. 1..99999999. */
bool dk_han_read(const char *text, size_t len, dk_han *out);
/* Four digits in a row, such as 二〇〇八. */
bool dk_han_year(const char *text, size_t len, int64_t *year);
/* An amount of at least 100 yuan; 三千五 before 元 is none. */
bool dk_han_amount(const char *text, size_t len, bool has_yuan, int64_t *yuan);
/* Puts figures for the amounts in `text` that stand for themselves; never longer than before. */
void dk_han_amounts(char *text);

/* A copy of a folded text without the word that the pay is before tax, which it is anyway; NULL:
 * memory. */
const char *dk_gross_text(dk_arena *scratch, const char *text);

/* The number in a folded text without its unit and thousands commas; NULL: memory. */
const char *dk_number_text(dk_arena *scratch, const char *text, const char *unit);

/* A code by code, name, alias or "code name". MSG_CELL_CODE_CLASH when its code and name are of two
 * entries, MSG_CODE_UNKNOWN with what is near. O(log codes), and the source's cost when it is
 * asked.
 */
DK_MUST dk_code dk_code_read(const dk_reader *with, const dk_field *field, const char *text,
                             const char **code, dk_err *err);

/* ---- what a column's texts became ---- */

typedef struct dk_memo_cell dk_memo_cell;

typedef struct {
    dk_arena *arena; /* of the look-up itself; values live in the import's */
    dk_memo_cell *slots;
    size_t n, capacity;
    size_t n_asked, n_found;
    bool is_off; /* its texts do not come again */
} dk_memo;

/* The value that a cell like this became before, or NULL. *is_checked: dk_value_check passed it. */
const dk_value *dk_memo_find(dk_memo *memo, const dk_cell *cell, bool *is_checked);
/* True when dk_memo_put is worth while. */
bool dk_memo_wants(const dk_memo *memo, const dk_cell *cell);
/* Remembers a value that dk_memo_find did not know. */
DK_MUST dk_code dk_memo_put(dk_memo *memo, const dk_cell *cell, const dk_value *value,
                            bool is_checked, dk_err *err);

/* ---- records by natural key ---- */

typedef struct {
    dk_record *record;
    int64_t row;   /* where it was first seen */
    bool is_bad;   /* its check failed */
    bool has_more; /* carries more than its key */
} dk_known;

typedef struct {
    dk_arena *arena;
    dk_known **slots;
    const char **keys;
    size_t n, capacity; /* capacity is a power of two or 0 */
} dk_keymap;

/* The natural key of a record as text; *key NULL when a part of it is missing. */
DK_MUST dk_code dk_natural_key(dk_arena *arena, const dk_record *record, const char **key,
                               dk_err *err);

/* The slot of `key`; its record is NULL when it is new. NULL: out of memory. O(1) expected. */
dk_known *dk_keymap_at(dk_keymap *map, const char *key);

/* ---- rows ---- */

/* One data row on its way into the batch. */
typedef struct {
    dk_record *record[DK_SIDES]; /* DK_ALSO: NULL when the sheet or the row has none */
    size_t sheet;
    int64_t row;
    bool is_refused;
    bool is_merged;     /* its record is an earlier row's */
    bool is_unnumbered; /* its person has a stand-in for a number */
    uint32_t doubt; /* 1 + column of a number that ends in 000 and may have lost digits; 0: none */
} dk_candidate;

typedef struct {
    dk_table *table;
    const dk_import_options *options;
    dk_names names;
    dk_arena *arena, *scratch; /* of the result; of the row at hand */
    dk_arena *work;            /* of the reading: candidates, records by key */
    dk_candidate *rows;
    size_t n_rows, capacity;
    dk_header *headers; /* per sheet; n 0: not read */
    bool derives;       /* sheets may lack what follows from their other columns */
    bool has_lost;      /* a number that lost its last digits was found */
    dk_import *out;
} dk_reading;

static inline dk_reader dk_reader_of(const dk_reading *reading)
{
    return (dk_reader){reading->arena, reading->scratch, reading->options};
}

/* One cell of a row, read for one of the registers of the sheet. */
typedef struct {
    dk_candidate *row;
    int side; /* DK_MAIN or DK_ALSO; row->record[side] is there */
    size_t column;
    const dk_cell *cell;
} dk_entry;

/* True for rows that hold no record: totals, signatures and notes below the table, numbered
 * columns, examples, the header repeated on a later page. */
DK_MUST dk_code dk_row_is_aside(const dk_reading *reading, const dk_header *header,
                                const dk_row *row, bool *is_aside, dk_err *err);

/* Reads the data rows of the current sheet into candidates and cell errors. */
DK_MUST dk_code dk_rows_read(dk_reading *reading, size_t sheet, const dk_header *header,
                             dk_err *err);

/* dk_import_cell for a field of the main register with `upto`: a range is split, words beside it go
 * to the fields it spills into, an amount in a column that means both ends is both. */
DK_MUST dk_code dk_pay_convert(const dk_reading *reading, const dk_header *header,
                               dk_record *record, size_t column, const dk_cell *cell,
                               dk_err *found);

/* Adds `found` to the error list with the place of (candidate row, column; SIZE_MAX: none). */
DK_MUST dk_code dk_reading_add_error(dk_reading *reading, const dk_candidate *row, size_t column,
                                     dk_err *found, dk_err *err);

/* What is known of the fields of a row; per field. */
typedef struct {
    bool *has_error;  /* of its cell: nothing more is said about it */
    bool *is_checked; /* dk_value_check has passed the value */
} dk_row_state;

/* Fields that the rows of a sheet tell although it has no column for them. */
enum { DK_DERIVED_MAX = 8 };
typedef struct {
    size_t fields[DK_DERIVED_MAX], n;
} dk_derived;

/* True when the field is required and the header neither has it nor what tells it. */
bool dk_header_lacks(const dk_reading *reading, const dk_header *header, int side, size_t field);
void dk_derived_find(const dk_reading *reading, const dk_header *header, dk_derived *out);
/* Derives what the row tells but its key. */
DK_MUST dk_code dk_derive_rest(dk_reading *r, const dk_derived *derived, dk_candidate *row,
                               dk_err *err);
/* Derives the key of a row that is nobody known; what its cells do not tell is an error of the row.
 */
DK_MUST dk_code dk_derive_new(dk_reading *r, const dk_derived *derived, dk_candidate *row,
                              dk_row_state *state, dk_err *err);

/* Reads the name beside a code; what is wrong with it refuses the row. `state` is of the entry's
 * side. */
DK_MUST dk_code dk_twin_read(dk_reading *r, const dk_entry *entry, dk_row_state *state,
                             dk_err *err);

/* Checks a record and files what is found under the candidate's row; `state` may be NULL. *is_bad
 * is set when there was any error. */
DK_MUST dk_code dk_reading_check(dk_reading *reading, const dk_candidate *row, int side,
                                 const dk_row_state *state, bool *is_bad, dk_err *err);

/* When any number of the file lost its last digits, refuses the others that end in 000: they cannot
 * be told from lost ones. */
DK_MUST dk_code dk_reading_doubt(dk_reading *reading, dk_err *err);

/* Merges candidates into the batch, checks firms, sorts the errors. */
DK_MUST dk_code dk_batch_assemble(dk_reading *reading, dk_err *err);

/* Fills absent values of `into` from `from`. Returns the first field where both are given and
 * differ, or SIZE_MAX; then `into` is unchanged. */
size_t dk_merge(dk_record *into, const dk_record *from);

#endif
