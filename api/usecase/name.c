/* api/usecase/name.c - see name.h. */
#include "api/usecase/name.h"

#include <string.h>

#include "api/usecase/usecase.h"
#include "api/usecase/values.h"
#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/register/fields.h"

const char *dk_name_code(const dk_namer *n, const char *list, const char *code)
{
    const dk_code_row *row =
        *code == '\0' ? NULL : dk_codes_find(n->codes, list, code, DK_DAY_NONE);
    if (row == NULL)
        return code;
    return n->lang == DK_EN && row->name_en != NULL && *row->name_en != '\0' ? row->name_en
                                                                             : row->name;
}

/* Joins parts by " · ", leaving out empty ones. */
typedef struct {
    char text[512];
    size_t len;
} line;

static void add(line *to, const char *part)
{
    const char *between = to->len == 0 ? "" : " · ";
    if (part == NULL || *part == '\0' ||
        to->len + strlen(between) + strlen(part) >= sizeof to->text)
        return;
    size_t n = strlen(between), m = strlen(part);
    memcpy(to->text + to->len, between, n);
    memcpy(to->text + to->len + n, part, m + 1);
    to->len += n + m;
}

/* What is said of a pay that is not the usual one before tax. */
static const char *tax_text(const dk_namer *n, const dk_record *r)
{
    if (strcmp(dk_str(r, DK_POSTS_pay_basis), "net") != 0)
        return "";
    return n->lang == DK_ZH ? "（税后）" : " (after tax)";
}

static const char *pay_text(const dk_namer *n, const dk_record *r)
{
    int64_t low = dk_num(r, DK_POSTS_pay_min, -1), high = dk_num(r, DK_POSTS_pay_max, -1);
    char from[32], to[32];
    if (low < 0 && high < 0)
        return n->lang == DK_ZH ? "月薪面议" : "pay negotiable";
    dk_format_decimal(low < 0 ? high : low, 2, from);
    dk_format_decimal(high < 0 ? low : high, 2, to);
    if (strcmp(from, to) == 0)
        return dk_arena_format(n->arena, n->lang == DK_ZH ? "月薪 %s 元%s" : "%s yuan a month%s",
                               from, tax_text(n, r));
    return dk_arena_format(n->arena, n->lang == DK_ZH ? "月薪 %s–%s 元%s" : "%s–%s yuan a month%s",
                           from, to, tax_text(n, r));
}

static const char *seats_text(const dk_namer *n, const dk_record *r)
{
    int64_t seats = dk_num(r, DK_POSTS_openings, -1);
    if (seats < 0)
        return "";
    return dk_arena_format(n->arena, n->lang == DK_ZH ? "招 %lld 人" : "%lld openings",
                           (long long)seats);
}

static const char *post_line(const dk_namer *n, const dk_record *r)
{
    line to = {.len = 0};
    add(&to, pay_text(n, r));
    add(&to, dk_name_code(n, "town", dk_str(r, DK_POSTS_place_code)));
    add(&to, dk_name_code(n, "shift", dk_str(r, DK_POSTS_shift)));
    add(&to, dk_name_code(n, "board_lodging", dk_str(r, DK_POSTS_board_lodging)));
    add(&to, seats_text(n, r));
    return dk_arena_text(n->arena, to.text);
}

/* "2026届": of whom school and duration are on record; a short course's class says its month. */
static const char *graduation_text(const dk_namer *n, const dk_record *r)
{
    if (!dk_has(r, DK_TRAINEES_duration_y) || !dk_has(r, DK_TRAINEES_enrol_ym))
        return "";
    return dk_arena_format(n->arena, n->lang == DK_ZH ? "%d届" : "class of %d",
                           (int)dk_civil_of(dk_training_end(r)).year);
}

static const char *trainee_line(const dk_namer *n, const dk_record *r)
{
    line to = {.len = 0};
    add(&to, dk_name_code(n, "specialty", dk_str(r, DK_TRAINEES_specialty_code)));
    add(&to, dk_str(r, DK_TRAINEES_class_name));
    add(&to, graduation_text(n, r));
    add(&to, dk_name_code(n, "town", dk_str(r, DK_TRAINEES_town_code)));
    add(&to, dk_name_code(n, "intent", dk_str(r, DK_TRAINEES_intent)));
    return dk_arena_text(n->arena, to.text);
}

/* The label of the firm, NULL when there is none. */
static dk_code firm_label(const dk_namer *n, const char *uscc, const char **out, dk_err *err)
{
    const dk_register *firms = dk_register_find("enterprises");
    dk_record *firm = NULL;
    int64_t id = 0;
    *out = NULL;
    if (n->firm_name != NULL) {
        *out = n->firm_name(n->firm_ctx, uscc);
        return DK_OK;
    }
    if (dk_store_find(n->store, n->actor, firms, uscc, &id, err) != DK_OK)
        return DK_FAILED;
    if (id == 0)
        return DK_OK;
    if (dk_store_get(&(dk_view){n->store, n->actor, n->arena}, firms, id, false, &firm, err) !=
        DK_OK)
        return DK_FAILED;
    *out = dk_record_label(n->arena, firm);
    return DK_OK;
}

/* "数控车工 · 云泽精工有限公司" */
static dk_code post_label(const dk_namer *n, const dk_record *r, const char **out, dk_err *err)
{
    const char *firm = NULL;
    line to = {.len = 0};
    add(&to, dk_str(r, DK_POSTS_title));
    if (firm_label(n, dk_str(r, DK_POSTS_uscc), &firm, err) != DK_OK)
        return DK_FAILED;
    add(&to, firm);
    *out = dk_arena_text(n->arena, to.text);
    return *out == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* "2026-05-18 至 2026-06-12 · 80 学时 · 城关镇 · 600 元 · 40 人" */
static const char *course_line(const dk_namer *n, const dk_record *r)
{
    line to = {.len = 0};
    char from[11], until[11];
    int64_t fee = dk_num(r, DK_COURSES_fee, -1);
    dk_day_format((dk_day)dk_num(r, DK_COURSES_start_on, DK_DAY_NONE), from);
    dk_day_format((dk_day)dk_num(r, DK_COURSES_ready_on, DK_DAY_NONE), until);
    bool has_both = *from != '\0' && *until != '\0';
    add(&to, has_both ? dk_arena_format(n->arena, n->lang == DK_ZH ? "%s 至 %s" : "%s to %s", from,
                                        until)
             : *from != '\0' ? from
                             : until);
    if (dk_has(r, DK_COURSES_hours))
        add(&to, dk_arena_format(n->arena, n->lang == DK_ZH ? "%lld 学时" : "%lld hours",
                                 (long long)dk_num(r, DK_COURSES_hours, 0)));
    add(&to, dk_name_code(n, "town", dk_str(r, DK_COURSES_place_code)));
    if (fee == 0)
        add(&to, n->lang == DK_ZH ? "免费" : "free");
    else if (fee > 0)
        add(&to, dk_arena_format(n->arena, n->lang == DK_ZH ? "%lld 元" : "%lld yuan",
                                 (long long)(fee / 100)));
    if (dk_has(r, DK_COURSES_seats))
        add(&to, dk_arena_format(n->arena, n->lang == DK_ZH ? "%lld 个名额" : "%lld seats",
                                 (long long)dk_num(r, DK_COURSES_seats, 0)));
    return dk_arena_text(n->arena, to.text);
}

/* Any other register: the values of its key that may be read, codes by name. */
static dk_code other_line(const dk_namer *n, const dk_record *r, const char **out, dk_err *err)
{
    line to = {.len = 0};
    for (size_t i = 0; i < r->reg->n_fields; i++) {
        const dk_field *field = &r->reg->fields[i];
        bool is_key = (field->flags & DK_F_NATURAL_KEY) != 0 || field->ref != NULL;
        if (!is_key || !dk_has(r, i) || (field->flags & (DK_F_SEALED | DK_F_LABEL)) != 0)
            continue;
        const char *text = dk_value_text(n->arena, field, &r->v[i]);
        if (text == NULL)
            return DK_NO_MEMORY(err);
        add(&to, field->codes == NULL ? text : dk_name_code(n, field->codes, text));
    }
    *out = dk_arena_text(n->arena, to.text);
    return *out == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

/* The label; where it is a code, the name of the code. */
static const char *label_of(const dk_namer *n, const dk_record *r)
{
    const char *label = dk_record_label(n->arena, r);
    for (size_t i = 0; label != NULL && i < r->reg->n_fields; i++)
        if ((r->reg->fields[i].flags & DK_F_LABEL) != 0 && r->reg->fields[i].codes != NULL)
            return dk_name_code(n, r->reg->fields[i].codes, label);
    return label;
}

dk_code dk_name_of(const dk_namer *n, const dk_record *record, dk_found *out, dk_err *err)
{
    char no[24];
    dk_record_no(record->reg, record->id, no);
    *out = (dk_found){.reg = record->reg,
                      .id = record->id,
                      .no = dk_arena_text(n->arena, no),
                      .label = label_of(n, record)};
    if (strcmp(record->reg->key, "posts") == 0) {
        out->line = post_line(n, record);
        if (post_label(n, record, &out->label, err) != DK_OK)
            return DK_FAILED;
    } else if (strcmp(record->reg->key, "trainees") == 0) {
        out->line = trainee_line(n, record);
    } else if (strcmp(record->reg->key, "courses") == 0) {
        out->line = course_line(n, record);
    } else if (other_line(n, record, &out->line, err) != DK_OK) {
        return DK_FAILED;
    }
    return out->no == NULL || out->label == NULL || out->line == NULL ? DK_NO_MEMORY(err) : DK_OK;
}

dk_code dk_name_record(const dk_namer *n, const dk_register *reg, int64_t id, dk_found *out,
                       dk_err *err)
{
    dk_record *record = NULL;
    if (dk_store_get(&(dk_view){n->store, n->actor, n->arena}, reg, id, false, &record, err) !=
        DK_OK)
        return DK_FAILED;
    return dk_name_of(n, record, out, err);
}
