/* core/import/value_code.c - codes by code, name or alias (internal.h).
 *
 * Tried in this order, first as written, then folded: the code; a name or alias that only one code
 * has; "700206 汽车运用与维修" or "汽车运用与维修(700206)", where code and name must agree; for a
 * least grade the name without 及以上, or several names of one rank ("中专/高中/技校"): the first.
 * What is left goes to dk_value_check, whose message names the nearest codes.
 */
#include <string.h>

#include "core/base/messages.h"
#include "core/import/internal.h"
#include "core/import/messages.h"
#include "core/register/messages.h"

static const dk_code_row *look_up(const dk_import_options *options, const char *list,
                                  const char *text)
{
    const dk_code_row *row = dk_codes_find(options->codes, list, text, options->day);
    return row != NULL ? row : dk_codes_by_name(options->codes, list, text, options->day);
}

/* Splits "code name", "code-name", "name(code)" into two texts. False: it is none of these. */
static bool split_pair(dk_arena *scratch, const char *text, char **a, char **b)
{
    size_t len = strlen(text);
    const char *open = len > 1 && text[len - 1] == ')' ? strrchr(text, '(') : NULL;
    const char *cut = open != NULL ? open : strpbrk(text, " -_:/|");
    if (cut == NULL || cut == text)
        return false;
    *a = dk_arena_copy(scratch, text, (size_t)(cut - text));
    *b = dk_arena_copy(scratch, cut + 1, len - (size_t)(cut - text) - 1 - (open != NULL));
    return *a != NULL && *b != NULL && **b != '\0';
}

/* Finds the row that both halves mean; *clash gets the code's row when the halves disagree. */
static const dk_code_row *look_up_pair(dk_arena *scratch, const dk_import_options *options,
                                       const char *list, const char *text,
                                       const dk_code_row **clash)
{
    char *a, *b;
    if (!split_pair(scratch, text, &a, &b))
        return NULL;
    const dk_code_row *code = dk_codes_find(options->codes, list, a, options->day);
    const char *name = code != NULL ? b : a;
    if (code == NULL)
        code = dk_codes_find(options->codes, list, b, options->day);
    if (code == NULL)
        return NULL;
    const dk_code_row *named = dk_codes_by_name(options->codes, list, name, options->day);
    if (named == code || strcmp(code->name, name) == 0)
        return code;
    *clash = code;
    return NULL;
}

/* True for a field that holds a least grade. */
static bool is_least(const dk_field *field)
{
    size_t len = strlen(field->key);
    return len > 4 && strcmp(field->key + len - 4, "_min") == 0;
}

/* "初中及以上文化程度" -> "初中" for a field that holds a least grade; else the text itself. */
static const char *least(dk_arena *scratch, const dk_field *field, const char *text)
{
    static const char *const ends[] = {"文化程度", "文化",   "学历", "程度",
                                       "及以上",   "或以上", "以上"};
    size_t len = strlen(text);
    if (!is_least(field))
        return text;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        size_t n = strlen(ends[i]);
        if (len > n && strncmp(text + len - n, ends[i], n) == 0)
            len -= n;
    }
    return dk_arena_copy(scratch, text, len);
}

/* "中专/高中/技校": the first of several names when all are of one rank, else NULL. */
static const dk_code_row *look_up_equals(dk_arena *scratch, const dk_import_options *options,
                                         const char *list, const char *text)
{
    static const char *const separators[] = {"/", ",", "、", "或", "|", ";"};
    const dk_code_row *first = NULL;
    while (*text != '\0') {
        size_t len = strlen(text), skip = 0;
        for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
            const char *at = strstr(text, separators[i]);
            if (at != NULL && (size_t)(at - text) < len) {
                len = (size_t)(at - text);
                skip = strlen(separators[i]);
            }
        }
        const char *name = dk_arena_copy(scratch, text, len);
        const dk_code_row *row = name == NULL ? NULL : look_up(options, list, name);
        if (row == NULL || row->rank == 0 || (first != NULL && row->rank != first->rank))
            return NULL;
        first = first == NULL ? row : first;
        text += len + skip;
    }
    return first;
}

static const dk_code_row *resolve(dk_arena *scratch, const dk_field *field, const char *text,
                                  const char *folded, const dk_import_options *options,
                                  const dk_code_row **clash)
{
    if (options->codes == NULL)
        return NULL;
    const dk_code_row *row = look_up(options, field->codes, text);
    if (row == NULL && folded != text)
        row = look_up(options, field->codes, folded);
    if (row == NULL)
        row = look_up_pair(scratch, options, field->codes, folded, clash);
    const char *core = row != NULL ? NULL : least(scratch, field, folded);
    if (core == NULL || !is_least(field))
        return row;
    row = core == folded ? NULL : look_up(options, field->codes, core);
    return row != NULL ? row : look_up_equals(scratch, options, field->codes, core);
}

/* Asks which code a text means that nothing equals. *code is left alone when there is nobody to
 * ask. */
static dk_code ask(const dk_field *field, const char *text, const dk_import_options *options,
                   const char **code, dk_err *err)
{
    const char *found = NULL, *near = "";
    if (options->source == NULL || (field->flags & (DK_F_RESTRICTED | DK_F_SEALED)) != 0)
        return DK_OK;
    if (options->source->which_code(options->source->ctx, field, text, &found, &near, err) != DK_OK)
        return DK_FAILED;
    if (found == NULL && *near != '\0')
        return DK_FAIL(err, MSG_CODE_UNKNOWN, DK_NOWHERE, dk_arg_str(field->title.zh),
                       dk_arg_str(field->title.en), dk_arg_str(text), dk_arg_str(near));
    *code = found != NULL ? found : *code;
    return DK_OK;
}

dk_code dk_code_read(const dk_reader *with, const dk_field *field, const char *text,
                     const char **code, dk_err *err)
{
    dk_arena *scratch = with->scratch;
    const dk_import_options *options = with->options;
    const char *folded = dk_is_plain(text, strlen(text)) ? text : dk_text_fold(scratch, text);
    if (folded == NULL)
        return DK_NO_MEMORY(err);
    const dk_code_row *clash = NULL, *row = resolve(scratch, field, text, folded, options, &clash);
    if (clash != NULL)
        return DK_FAIL(err, MSG_CELL_CODE_CLASH, DK_NOWHERE,
                       dk_arg_str(dk_import_shown(scratch, field, text)), dk_arg_str(clash->code),
                       dk_arg_str(clash->name));
    if (row != NULL) {
        *code = dk_arena_text(with->arena, row->code);
        return *code == NULL ? DK_NO_MEMORY(err) : DK_OK;
    }
    *code = dk_arena_text(with->arena, folded);
    if (*code == NULL)
        return DK_NO_MEMORY(err);
    if (options->codes == NULL)
        return DK_OK;
    if (ask(field, folded, options, code, err) != DK_OK)
        return DK_FAILED;
    dk_field single = *field;
    single.type = DK_TYPE_CODE;
    const dk_value value = {.kind = DK_V_TEXT, .text = *code};
    return dk_value_check(&single, &value, options->codes, options->day, err);
}
