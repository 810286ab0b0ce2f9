/* core/store/schema.c - the DDL, generated from the field tables.
 *
 * The tables of the log and of staging are written out below; each register adds
 *
 *     "<register>"          record, one column per field that is no list (sealed: BLOB)
 *     "<register>_<list>"   record, pos (from 0), one column per sub-field ("code" for code lists)
 *
 * with a unique index over the natural key and one over each reference and unit. Every
 * column carries a comment; SQLite keeps the text of CREATE TABLE, so `.schema` explains the file.
 * A column added later by ALTER TABLE gets the same text from dk_schema_column.
 *
 * change.batch is no foreign key: the batch row is written last, and a deferred key then searches
 * the whole log for rows that waited for it. The audit checks that the rows of a batch are its own.
 */
#include "core/store/internal.h"

#include <assert.h>
#include <string.h>

static const char log_tables[] =
    "CREATE TABLE meta (\n"
    "    key TEXT NOT NULL PRIMARY KEY /* what */,\n"
    "    value TEXT NOT NULL /* its value */\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE batch (\n"
    "    batch INTEGER PRIMARY KEY /* 批次号, from 1 without gaps */,\n"
    "    kind TEXT NOT NULL /* import, edit, codes, undo */,\n"
    "    actor TEXT NOT NULL /* 操作人 account */,\n"
    "    unit TEXT /* 操作人单位 unit of the account, empty: all units */,\n"
    "    purpose TEXT /* 用途 why restricted values were needed */,\n"
    "    at INTEGER NOT NULL /* 时间 UTC milliseconds since 1970 */,\n"
    "    file TEXT /* 来源文件 name as sent, no path */,\n"
    "    sheet TEXT /* 工作表 */,\n"
    "    hash BLOB NOT NULL /* SHA-256 of the source bytes, zeros without one */,\n"
    "    note TEXT /* 说明 */,\n"
    "    undoes INTEGER REFERENCES batch /* batch this one undoes */,\n"
    "    n_new INTEGER NOT NULL /* 新增 records created */,\n"
    "    n_changed INTEGER NOT NULL /* 变更 records changed */,\n"
    "    n_same INTEGER NOT NULL /* 相同 records named but equal */,\n"
    "    n_deleted INTEGER NOT NULL /* 删除 records removed */,\n"
    "    first_seq INTEGER NOT NULL /* first change row */,\n"
    "    last_seq INTEGER NOT NULL /* last change row */,\n"
    "    prev BLOB NOT NULL /* digest of the batch before, zeros for the first */,\n"
    "    digest BLOB NOT NULL /* keyed BLAKE2b over prev, the change rows and this row */\n"
    ") STRICT;\n"
    "CREATE TABLE change (\n"
    "    seq INTEGER PRIMARY KEY /* 序号, from 1 without gaps */,\n"
    "    register TEXT NOT NULL /* 登记册 register */,\n"
    "    record INTEGER NOT NULL /* 记录 record number, never used twice */,\n"
    "    field TEXT NOT NULL /* 字段 field, '' for a whole record */,\n"
    "    old ANY /* 原值 canonical text, sealed blob, or packed record */,\n"
    "    new ANY /* 新值 likewise; NULL: empty, or record removed */,\n"
    "    batch INTEGER NOT NULL /* 批次 */,\n"
    "    row INTEGER NOT NULL /* 来源行 row in the source, 0 without one */\n"
    ") STRICT;\n"
    "CREATE INDEX change_by_record ON change (register, record, seq);\n"
    "CREATE TABLE event (\n"
    "    event INTEGER PRIMARY KEY /* 事件号, from 1 without gaps */,\n"
    "    at INTEGER NOT NULL /* 时间 UTC milliseconds since 1970 */,\n"
    "    actor TEXT NOT NULL /* 操作人 account */,\n"
    "    unit TEXT /* 操作人单位 */,\n"
    "    kind TEXT NOT NULL /* unmask, ... */,\n"
    "    object TEXT NOT NULL /* 对象 register and record, or register */,\n"
    "    purpose TEXT /* 用途 */,\n"
    "    detail TEXT /* which fields were asked for */,\n"
    "    prev BLOB NOT NULL /* digest of the event before, zeros for the first */,\n"
    "    digest BLOB NOT NULL /* keyed BLAKE2b over prev and this row */\n"
    ") STRICT;\n"
    "CREATE TABLE shown (\n"
    "    shown INTEGER PRIMARY KEY /* 清单号, from 1 without gaps */,\n"
    "    at INTEGER NOT NULL /* 时间 UTC milliseconds since 1970 */,\n"
    "    actor TEXT NOT NULL /* 查看人 account */,\n"
    "    unit TEXT /* 查看人单位 */,\n"
    "    direction TEXT NOT NULL /* posts_for_trainee, trainees_for_post */,\n"
    "    subject INTEGER NOT NULL /* 对象 record number of the trainee or post */,\n"
    "    as_of INTEGER NOT NULL /* 以哪天为准 days since 1970-01-01 */,\n"
    "    seq INTEGER NOT NULL /* 数据序号 data it was made from */,\n"
    "    weights TEXT NOT NULL /* 权重 name/version */,\n"
    "    seed INTEGER NOT NULL /* 种子 of ties */,\n"
    "    criteria TEXT NOT NULL /* 评价项 keys of the parts, joined by commas */,\n"
    "    items BLOB NOT NULL /* 名单 candidates, scores and parts (core/store/shown.h) */\n"
    ") STRICT;\n"
    "CREATE INDEX shown_by_subject ON shown (direction, subject, shown);\n"
    "CREATE VIEW change_log AS SELECT c.seq, c.register, c.record, c.field, c.old, c.new, c.batch, "
    "c.row, b.kind, b.actor, b.unit, b.at, b.file, b.sheet FROM change c JOIN batch b ON b.batch = "
    "c.batch;\n";

/* What records are found by (terms.c, tags.c). */
static const char search_tables[] =
    "CREATE TABLE term (\n"
    "    term TEXT NOT NULL /* 检索词 characters, initials or digits, lower case */,\n"
    "    register TEXT NOT NULL /* 登记册 letter of the register */,\n"
    "    first INTEGER NOT NULL /* 起始记录 no record of the block is below */,\n"
    "    records BLOB NOT NULL /* 记录 numbers and ranks (core/store/postings.h) */,\n"
    "    PRIMARY KEY (term, register, first)\n"
    ") STRICT, WITHOUT ROWID;\n"
    "CREATE TABLE tag (\n"
    "    tag BLOB NOT NULL /* 检索标签 digest of a sealed value, or of its last four (seal.h) */,\n"
    "    record INTEGER NOT NULL /* 记录 record number */,\n"
    "    PRIMARY KEY (tag, record)\n"
    ") STRICT, WITHOUT ROWID;\n";

static const char staging_tables[] =
    "CREATE TABLE upload (\n"
    "    upload INTEGER PRIMARY KEY /* 文件号 */,\n"
    "    register TEXT NOT NULL /* 登记册 it is meant for */,\n"
    "    file TEXT NOT NULL /* 文件名 as sent, no path */,\n"
    "    sender TEXT /* 报送单位 unit that sent it */,\n"
    "    mapping TEXT /* 列的更正, such as C=id_no;D=- */,\n"
    "    actor TEXT NOT NULL /* 操作人 account */,\n"
    "    unit TEXT /* 操作人单位, empty: all units */,\n"
    "    hash BLOB NOT NULL /* SHA-256 of the bytes */,\n"
    "    size INTEGER NOT NULL /* bytes */,\n"
    "    at INTEGER NOT NULL /* 时间 UTC milliseconds since 1970 */,\n"
    "    keep_until INTEGER /* when the bytes go; empty: there are none */,\n"
    "    batch INTEGER REFERENCES batch DEFERRABLE INITIALLY DEFERRED /* 批次 it became */,\n"
    "    ended INTEGER /* 入库时间, empty: not committed */,\n"
    "    n_rows INTEGER /* 行数 data rows in it */,\n"
    "    n_refused INTEGER /* 拒绝 */,\n"
    "    n_new INTEGER /* 新增 */,\n"
    "    n_changed INTEGER /* 变更 */,\n"
    "    n_same INTEGER /* 相同 */\n"
    ") STRICT;\n"
    "CREATE INDEX upload_by_hash ON upload (hash);\n"
    "CREATE INDEX upload_by_batch ON upload (batch);\n"
    "CREATE TABLE upload_part (\n"
    "    upload INTEGER NOT NULL REFERENCES upload /* 文件号 */,\n"
    "    part INTEGER NOT NULL /* 第几段, from 0 */,\n"
    "    bytes BLOB NOT NULL /* sealed, at most 1 MiB of the file */,\n"
    "    PRIMARY KEY (upload, part)\n"
    ") STRICT;\n"
    "CREATE TABLE task (\n"
    "    task INTEGER PRIMARY KEY /* 任务号 */,\n"
    "    kind TEXT NOT NULL /* check, commit */,\n"
    "    state TEXT NOT NULL /* queued, running, done, failed, cancelled, interrupted */,\n"
    "    actor TEXT NOT NULL /* 操作人 account */,\n"
    "    unit TEXT /* 操作人单位 */,\n"
    "    at INTEGER NOT NULL /* 开始 UTC milliseconds since 1970 */,\n"
    "    ended INTEGER /* 结束, empty: under way */,\n"
    "    upload INTEGER REFERENCES upload /* 文件号 it is about */,\n"
    "    batch INTEGER REFERENCES batch DEFERRABLE INITIALLY DEFERRED /* 批次 it made */\n"
    ") STRICT;\n";

void dk_schema_guard(const char *table, dk_buf *out)
{
    dk_buf_format(out,
                  "CREATE TRIGGER %s_keep_update BEFORE UPDATE ON %s BEGIN SELECT RAISE(ABORT, "
                  "'%s is append-only'); END;\n",
                  table, table, table);
}

/* Append-only: no row changes or goes, and none is slipped in before the last. A guard that aborts
 * the statement alone makes SQLite keep a copy of every page the statement touches, for each row;
 * the guard of inserts therefore ends the transaction. */
static void write_guards(const char *table, const char *number, dk_buf *out)
{
    dk_schema_guard(table, out);
    dk_buf_format(out,
                  "CREATE TRIGGER %s_keep_delete BEFORE DELETE ON %s BEGIN SELECT RAISE(ABORT, "
                  "'%s is append-only'); END;\n"
                  "CREATE TRIGGER %s_keep_order BEFORE INSERT ON %s WHEN NEW.%s <> (SELECT "
                  "coalesce(max(%s), 0) + 1 FROM %s) BEGIN SELECT RAISE(ROLLBACK, "
                  "'%s is append-only'); END;\n",
                  table, table, table, table, table, number, number, table, table);
}

bool dk_is_number(const dk_field *field)
{
    switch (field->type) {
    case DK_TYPE_INT:
    case DK_TYPE_DECIMAL:
    case DK_TYPE_MONEY:
    case DK_TYPE_DATE:
    case DK_TYPE_MONTH:
    case DK_TYPE_BOOL:
        return true;
    default:
        return false;
    }
}

const dk_field *dk_child_column(const dk_field *field, size_t at)
{
    static const dk_field code = {.key = "code", .title = {"代码", "code"}, .type = DK_TYPE_CODE};
    return field->type == DK_TYPE_CODES ? &code : &field->sub[at];
}

const dk_field *dk_ref_key(const dk_register *reg)
{
    const dk_field *key = NULL;
    for (size_t i = 0; i < reg->n_fields; i++) {
        if ((reg->fields[i].flags & DK_F_NATURAL_KEY) == 0)
            continue;
        if (key != NULL)
            return NULL;
        key = &reg->fields[i];
    }
    return key == NULL || dk_is_sealed(key) || dk_is_child(key) ? NULL : key;
}

/* Text inside a comment; the only thing it must not hold is the end of one. */
static void comment_text(const char *text, dk_buf *out)
{
    for (; text != NULL && *text != '\0'; text++)
        if (text[0] != '*' || text[1] != '/')
            dk_buf_char(out, *text);
}

static void write_comment(const dk_field *field, dk_buf *out)
{
    static const char *const units[] = {[DK_TYPE_DECIMAL] = "hundredths",
                                        [DK_TYPE_MONEY] = "fen",
                                        [DK_TYPE_DATE] = "days since 1970-01-01",
                                        [DK_TYPE_MONTH] = "year * 12 + month - 1"};
    dk_buf_text(out, " /* ");
    comment_text(field->title.zh, out);
    dk_buf_char(out, ' ');
    comment_text(field->title.en, out);
    if ((size_t)field->type < sizeof units / sizeof *units && units[field->type] != NULL)
        dk_buf_format(out, "; %s", units[field->type]);
    if (field->unit != NULL) {
        dk_buf_text(out, "; ");
        comment_text(field->unit, out);
    }
    if (field->codes != NULL)
        dk_buf_format(out, "; code list %s", field->codes);
    if (field->ref != NULL)
        dk_buf_format(out, "; refers to %s", field->ref);
    if (dk_is_sealed(field))
        dk_buf_text(out, "; sealed");
    dk_buf_text(out, " */");
}

void dk_schema_column(const dk_field *field, dk_buf *out)
{
    const char *type = dk_is_sealed(field) ? "BLOB" : dk_is_number(field) ? "INTEGER" : "TEXT";
    dk_buf_format(out, "\"%s\" %s", field->key, type);
    if ((field->flags & DK_F_REQUIRED) != 0)
        dk_buf_text(out, " NOT NULL");
    if (field->type == DK_TYPE_BOOL && !dk_is_sealed(field))
        dk_buf_format(out, " CHECK (\"%s\" IN (0, 1))", field->key);
    write_comment(field, out);
}

/* The child table of one list field. */
static void write_child(const dk_register *reg, const dk_field *field, dk_buf *out)
{
    dk_buf_format(
        out,
        "CREATE TABLE \"%s_%s\" (\n"
        "    record INTEGER NOT NULL REFERENCES \"%s\" (record) /* 记录 record number */,\n"
        "    pos INTEGER NOT NULL /* 顺序 place in the list, from 0 */,\n",
        reg->key, field->key, reg->key);
    for (size_t i = 0; i < dk_field_columns(field); i++) {
        dk_field column = *dk_child_column(field, i);
        column.flags = 0; /* an element may be empty whatever its field says */
        if (field->type == DK_TYPE_CODES)
            column.codes = field->codes;
        dk_buf_text(out, "    ");
        dk_schema_column(&column, out);
        dk_buf_text(out, ",\n");
    }
    dk_buf_text(out, "    PRIMARY KEY (record, pos)\n) STRICT, WITHOUT ROWID;\n");
}

/* The indexes that belong to one field (references, unit). A list has none: its primary key serves
 * a record, and a filter by an element reads the register anyway. Sealed values are found by their
 * tags (tags.h). */
static void write_indexes(const dk_register *reg, const dk_field *field, dk_buf *out)
{
    if (dk_is_sealed(field) || dk_is_child(field))
        return;
    if (field->ref != NULL || (field->flags & DK_F_UNIT) != 0)
        dk_buf_format(out,
                      "CREATE INDEX \"%s_by_%s\" ON \"%s\" (\"%s\") WHERE \"%s\" IS NOT NULL;\n",
                      reg->key, field->key, reg->key, field->key, field->key);
}

static void write_key_index(const dk_register *reg, dk_buf *out)
{
    size_t n = 0;
    for (size_t i = 0; i < reg->n_fields; i++) {
        const dk_field *field = &reg->fields[i];
        if ((field->flags & DK_F_NATURAL_KEY) == 0)
            continue;
        assert(!dk_is_child(field));
        if (n++ == 0)
            dk_buf_format(out, "CREATE UNIQUE INDEX \"%s_key\" ON \"%s\" (", reg->key, reg->key);
        else
            dk_buf_text(out, ", ");
        if (dk_is_sealed(field))
            dk_buf_format(out, DK_SEAL_SQL_WHOLE, field->key);
        else
            dk_buf_format(out, "\"%s\"", field->key);
    }
    if (n > 0)
        dk_buf_text(out, ");\n");
}

static void write_register(const dk_register *reg, dk_buf *out)
{
    dk_buf_format(out, "CREATE TABLE \"%s\" (\n    record INTEGER PRIMARY KEY /* ", reg->key);
    comment_text(reg->title.zh, out);
    dk_buf_char(out, ' ');
    comment_text(reg->title.en, out);
    dk_buf_text(out, ": record number */");
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (dk_is_child(&reg->fields[i]))
            continue;
        dk_buf_text(out, ",\n    ");
        dk_schema_column(&reg->fields[i], out);
    }
    dk_buf_text(out, "\n) STRICT;\n");
    write_key_index(reg, out);
    for (size_t i = 0; i < reg->n_fields; i++) {
        if (dk_is_child(&reg->fields[i]))
            write_child(reg, &reg->fields[i], out);
        write_indexes(reg, &reg->fields[i], out);
    }
}

void dk_schema_write(const dk_store_model *model, dk_buf *out)
{
    dk_buf_text(out, log_tables);
    dk_buf_text(out, search_tables);
    dk_buf_text(out, staging_tables);
    write_guards("batch", "batch", out);
    write_guards("change", "seq", out);
    write_guards("event", "event", out);
    write_guards("shown", "shown", out);
    for (size_t i = 0; i < model->n_registers; i++)
        write_register(model->registers[i], out);
}

const char *dk_store_schema(dk_arena *arena)
{
    dk_store_model model = dk_store_model_default();
    dk_buf text = DK_BUF_INIT;
    dk_schema_write(&model, &text);
    char *copy = text.is_broken ? NULL : dk_arena_copy(arena, text.data, text.len);
    dk_buf_done(&text);
    return copy;
}
