/* tests/unit/store/fixture.h - a folder, a small model with every value type, and short ways to
 * build batches and check them. Each test program includes it once; names here carry no prefix.
 *
 * The numbers of documents are of the unassigned region 98xxxx.
 */
#ifndef DK_TESTS_UNIT_STORE_FIXTURE_H
#define DK_TESTS_UNIT_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/store/writing.h"

/* ---- the model ---- */

static const dk_field cert_columns[] = {
    {.key = "cert", .title = {"证书", "Certificate"}, .type = DK_TYPE_CODE},
    {.key = "number", .title = {"编号", "Number"}, .type = DK_TYPE_TEXT, .flags = DK_F_RESTRICTED},
    {.key = "until", .title = {"有效期", "Until"}, .type = DK_TYPE_DATE},
};

enum { FIRM_CODE, FIRM_NAME, FIRM_STAFF, N_FIRM };
static const dk_field firm_fields[N_FIRM] = {
    {.key = "code",
     .title = {"代码", "Code"},
     .type = DK_TYPE_USCC,
     .flags = DK_F_REQUIRED | DK_F_NATURAL_KEY},
    {.key = "name", .title = {"名称", "Name"}, .type = DK_TYPE_TEXT, .flags = DK_F_REQUIRED},
    {.key = "staff", .title = {"人数", "Staff"}, .type = DK_TYPE_INT},
};

enum {
    P_ID,
    P_NAME,
    P_PHONE,
    P_CLASS,
    P_BORN,
    P_PAY,
    P_SHARE,
    P_SINCE,
    P_SHIFT,
    P_EDU,
    P_WANT,
    P_CERTS,
    P_FIRM,
    P_UNIT,
    P_NOTE,
    N_PERSON
};
static const dk_field person_fields[N_PERSON] = {
    {.key = "id_no",
     .title = {"证件号", "Document"},
     .type = DK_TYPE_ID_NO,
     .flags = DK_F_REQUIRED | DK_F_NATURAL_KEY | DK_F_SEALED | DK_F_RESTRICTED | DK_F_SEARCHABLE},
    {.key = "name",
     .title = {"姓名", "Name"},
     .type = DK_TYPE_TEXT,
     .flags = DK_F_REQUIRED | DK_F_RESTRICTED | DK_F_SEARCHABLE | DK_F_LABEL},
    {.key = "phone",
     .title = {"电话", "Phone"},
     .type = DK_TYPE_PHONE,
     .flags = DK_F_SEALED | DK_F_RESTRICTED | DK_F_SEARCHABLE},
    {.key = "class",
     .title = {"类别", "Class"},
     .type = DK_TYPE_CODES,
     .codes = "person_class",
     .flags = DK_F_SEALED | DK_F_RESTRICTED},
    {.key = "born", .title = {"出生", "Born"}, .type = DK_TYPE_DATE, .flags = DK_F_RESTRICTED},
    {.key = "pay", .title = {"月薪", "Pay"}, .type = DK_TYPE_MONEY},
    {.key = "share", .title = {"比例", "Share"}, .type = DK_TYPE_DECIMAL},
    {.key = "since", .title = {"入学", "Since"}, .type = DK_TYPE_MONTH},
    {.key = "shift", .title = {"倒班", "Shift"}, .type = DK_TYPE_BOOL},
    {.key = "edu", .title = {"学历", "Education"}, .type = DK_TYPE_CODE, .codes = "edu"},
    {.key = "want", .title = {"意向", "Wanted"}, .type = DK_TYPE_CODES, .codes = "occupation"},
    {.key = "certs",
     .title = {"证书", "Certificates"},
     .type = DK_TYPE_LIST,
     .sub = cert_columns,
     .n_sub = 3},
    {.key = "firm", .title = {"单位", "Firm"}, .type = DK_TYPE_USCC, .ref = "firms"},
    {.key = "unit", .title = {"来源单位", "Unit"}, .type = DK_TYPE_CODE, .flags = DK_F_UNIT},
    {.key = "note", .title = {"备注", "Note"}, .type = DK_TYPE_TEXT},
};

/* Column names are keywords on purpose; the natural key has two parts, one of which may be empty.
 */
enum { L_FROM, L_TO, L_MINUTES, L_GUIDE, N_LINK };
static const dk_field link_fields[N_LINK] = {
    {.key = "from",
     .title = {"起点", "From"},
     .type = DK_TYPE_CODE,
     .flags = DK_F_REQUIRED | DK_F_NATURAL_KEY},
    {.key = "to", .title = {"终点", "To"}, .type = DK_TYPE_CODE, .flags = DK_F_NATURAL_KEY},
    {.key = "minutes", .title = {"分钟", "Minutes"}, .type = DK_TYPE_INT},
    {.key = "guide", .title = {"联络人", "Guide"}, .type = DK_TYPE_INT, .ref = "people"},
};

static const dk_register firms = {"firms", {"企业", "Firms"}, firm_fields, N_FIRM, NULL, "E"};
static const dk_register people = {"people", {"人员", "People"}, person_fields, N_PERSON, NULL,
                                   "T"};
static const dk_register links = {"links", {"通勤", "Links"}, link_fields, N_LINK, NULL, "W"};
static const dk_register *const all_registers[] = {&firms, &people, &links};
static const dk_migration no_migrations[1] = {{0}};

static inline dk_store_model test_model(void)
{
    return (dk_store_model){all_registers, 3, 1, no_migrations, 0};
}

/* ---- who ---- */

static const dk_actor local = {
    "local", NULL,
    DK_RIGHT_READ | DK_RIGHT_WRITE | DK_RIGHT_UNMASK | DK_RIGHT_ALL_UNITS | DK_RIGHT_ADMIN, "test"};
static const dk_actor reader = {"reader", NULL, DK_RIGHT_READ | DK_RIGHT_ALL_UNITS, NULL};
static const dk_actor school = {"school", "S1", DK_RIGHT_READ | DK_RIGHT_WRITE, NULL};

/* ---- a folder with a database ---- */

typedef struct {
    char folder[64], path[96], key[104];
    dk_store_model model;
    dk_store *store;
    dk_arena *arena; /* batches and answers */
} fixture;

static inline int64_t test_clock(void *ctx)
{
    (void)ctx;
    return 1772409600000;
}

static inline dk_store_options options_of(const fixture *fix)
{
    return (dk_store_options){.path = fix->path, .busy_ms = 20, .clock_ms = test_clock};
}

/* Fails the test with the text of an unexpected error. */
static inline void no_error(dk_code code, const dk_err *err)
{
    char text[512];
    if (code == DK_OK)
        return;
    dk_err_text(err, DK_EN, text, sizeof text);
    fail_msg("%s: %s", err->msg->code, text);
}

#define OK(call)                                                                                   \
    do {                                                                                           \
        dk_err err = DK_ERR_INIT;                                                                  \
        no_error((call), &err);                                                                    \
    } while (0)

/* The call must fail with MSG; `check` is the error afterwards. */
#define FAILS(MSG, check, call)                                                                    \
    do {                                                                                           \
        dk_err err = DK_ERR_INIT;                                                                  \
        assert_int_equal((call), DK_FAILED);                                                       \
        assert_string_equal(err.msg->code, (MSG).code);                                            \
        (check) = err;                                                                             \
        (void)(check);                                                                             \
    } while (0)

static inline void open_store(fixture *fix)
{
    dk_store_options options = options_of(fix);
    OK(dk_store_open_model(&options, &fix->model, &fix->store, &err));
}

static inline void close_store(fixture *fix)
{
    dk_store_close(fix->store);
    fix->store = NULL;
}

static inline int set_up_folder(void **state)
{
    fixture *fix = calloc(1, sizeof *fix);
    assert_non_null(fix);
    strcpy(fix->folder, "/tmp/duikou-store-XXXXXX");
    assert_non_null(mkdtemp(fix->folder));
    snprintf(fix->path, sizeof fix->path, "%s/centre.db", fix->folder);
    snprintf(fix->key, sizeof fix->key, "%s.key", fix->path);
    fix->model = test_model();
    fix->arena = dk_arena_new();
    assert_non_null(fix->arena);
    *state = fix;
    return 0;
}

static inline int set_up(void **state)
{
    set_up_folder(state);
    fixture *fix = *state;
    dk_store_options options = options_of(fix);
    OK(dk_store_create_model(&options, &fix->model, 1000, &err));
    open_store(fix);
    return 0;
}

static inline int tear_down(void **state)
{
    fixture *fix = *state;
    char command[192];
    dk_store_close(fix->store);
    dk_arena_free(fix->arena);
    snprintf(command, sizeof command, "chmod -R u+w %s && rm -rf %s", fix->folder, fix->folder);
    assert_int_equal(system(command), 0);
    free(fix);
    return 0;
}

/* ---- batches ---- */

typedef struct {
    fixture *fix;
    dk_batch batch;
    size_t capacity;
} builder;

static inline builder begin(fixture *fix, const char *file)
{
    return (builder){fix, {.kind = "import", .file = file, .sheet = "Sheet1"}, 0};
}

/* A new row of the batch; the row number counts from 2. */
static inline dk_record *row(builder *build, const dk_register *reg)
{
    dk_batch *batch = &build->batch;
    dk_record *record = dk_record_new(build->fix->arena, reg);
    batch->rows = dk_arena_grow(build->fix->arena, batch->rows, batch->n_rows, &build->capacity,
                                sizeof *batch->rows);
    assert_non_null(batch->rows);
    assert_non_null(record);
    batch->rows[batch->n_rows] =
        (dk_batch_row){.record = record, .row = (int64_t)batch->n_rows + 2};
    batch->n_rows++;
    return record;
}

/* Sets a field from its canonical text; "" means known to be empty. */
static inline void set(builder *build, dk_record *record, size_t field, const char *text)
{
    OK(dk_value_parse(build->fix->arena, &record->reg->fields[field], text, &record->v[field],
                      &err));
}

static inline dk_record *firm(builder *build, const char *code, const char *name)
{
    dk_record *record = row(build, &firms);
    set(build, record, FIRM_CODE, code);
    if (name != NULL)
        set(build, record, FIRM_NAME, name);
    return record;
}

static inline dk_record *person(builder *build, const char *id_no, const char *name)
{
    dk_record *record = row(build, &people);
    set(build, record, P_ID, id_no);
    if (name != NULL)
        set(build, record, P_NAME, name);
    return record;
}

static inline dk_record *link_row(builder *build, const char *from, const char *to,
                                  const char *minutes)
{
    dk_record *record = row(build, &links);
    set(build, record, L_FROM, from);
    set(build, record, L_TO, to);
    set(build, record, L_MINUTES, minutes);
    return record;
}

static inline dk_apply_result apply_as(builder *build, const dk_actor *actor)
{
    const dk_apply_options options = {.now_ms = 5000};
    dk_apply_result result = {0};
    OK(dk_store_apply(build->fix->store, actor, &build->batch, &options, &result, &err));
    return result;
}

static inline dk_apply_result apply(builder *build)
{
    return apply_as(build, &local);
}

/* Applies and expects the message; nothing may have changed. */
static inline dk_err apply_fails(builder *build, const dk_actor *actor, const dk_msg *msg)
{
    const dk_apply_options options = {.now_ms = 5000};
    dk_apply_result result = {.batch = -7};
    dk_err failed;
    int64_t before = 0, after = 0;
    OK(dk_store_seq(build->fix->store, &before, &err));
    FAILS(*msg, failed,
          dk_store_apply(build->fix->store, actor, &build->batch, &options, &result, &err));
    OK(dk_store_seq(build->fix->store, &after, &err));
    assert_int_equal(before, after);
    assert_int_equal(result.batch, -7);
    return failed;
}

static inline dk_apply_result undo(fixture *fix, int64_t batch)
{
    dk_apply_result result = {0};
    OK(dk_store_undo(fix->store, &local, batch, &(dk_undo_options){.now_ms = 6000}, &result, &err));
    return result;
}

/* ---- answers ---- */

/* The canonical text of one field of one record as the actor sees it. */
static inline const char *text_as(fixture *fix, const dk_actor *actor, bool is_unmasked,
                                  const dk_register *reg, int64_t id, size_t field)
{
    dk_record *record = NULL;
    OK(dk_store_get(&(dk_view){fix->store, actor, fix->arena}, reg, id, is_unmasked, &record,
                    &err));
    return dk_value_text(fix->arena, &reg->fields[field], &record->v[field]);
}

static inline const char *text_of(fixture *fix, const dk_register *reg, int64_t id, size_t field)
{
    return text_as(fix, &local, true, reg, id, field);
}

static inline void digest_of(fixture *fix, uint8_t out[32])
{
    uint8_t replayed[32];
    OK(dk_store_digest(fix->store, out, &err));
    OK(dk_store_replay_digest(fix->store, 0, replayed, &err));
    OK(dk_store_check_terms(fix->store, &(int64_t){0}, &err));
    assert_memory_equal(out, replayed, 32);
}

/* First column of the first row as an integer, straight from the database. */
static inline int64_t sql_int(fixture *fix, const char *sql)
{
    dk_stmt *stmt = NULL;
    int64_t out = -1;
    OK(dk_stmt_new(fix->store->db, sql, &stmt, &err));
    OK(dk_stmt_int(stmt, &out, &err));
    dk_stmt_free(stmt);
    return out;
}

#endif
