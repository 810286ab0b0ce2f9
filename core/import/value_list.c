/* core/import/value_list.c - codes, lists of codes and lists of tuples in one cell (internal.h).
 *
 *     在校生；脱贫户          several codes: ; , 、 | / or line breaks between them
 *     焊工证:123:中级;...     tuples: ; or line breaks between them, : between their parts
 *
 * A backslash keeps the sign after it from separating, as in the canonical text.
 */
#include <string.h>

#include "core/base/messages.h"
#include "core/import/internal.h"
#include "core/import/messages.h"

dk_code dk_read_code(const dk_job *j)
{
    const char *code;
    if (dk_code_read(&j->with, j->field, j->text, &code, j->err) != DK_OK)
        return DK_FAILED;
    *j->out = (dk_value){.kind = DK_V_TEXT, .text = code};
    return DK_OK;
}

/* Length of the separator at p when it is one of `ascii` or of the wide forms, else 0. */
static size_t separator_at(const char *p, const char *ascii, const char *const *wide)
{
    const unsigned char c = (unsigned char)*p;
    if (c < 0x80) {
        while (*ascii != '\0' && *ascii != *p)
            ascii++;
        return *ascii != '\0' ? 1 : 0;
    }
    if (c != 0xEF && c != 0xE3)
        return 0; /* no wide form begins so */
    for (; *wide != NULL; wide++)
        if (strncmp(p, *wide, strlen(*wide)) == 0)
            return strlen(*wide);
    return 0;
}

/* The next part of a list text, unescaped (\: \; \\) and trimmed; moves *p behind its separator. */
static const char *next_part(dk_arena *scratch, const char **p, const char *ascii,
                             const char *const *wide)
{
    char *part = dk_arena_alloc(scratch, strlen(*p) + 1), *out = part;
    size_t n = 0;
    while (part != NULL && **p != '\0' && (n = separator_at(*p, ascii, wide)) == 0) {
        if (**p == '\\' && ((*p)[1] == ':' || (*p)[1] == ';' || (*p)[1] == '\\'))
            ++*p;
        *out++ = *(*p)++;
    }
    *p += n;
    if (part == NULL || dk_is_plain(part, (size_t)(out - part)))
        return part;
    return dk_text_trim(scratch, part);
}

static bool has_code(const dk_value *items, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(items[i].text, code) == 0)
            return true;
    return false;
}

/* Hands `n` rows of `columns` values over in exactly the room they need: scratch has them with room
 * for the most a text could hold. */
static dk_code give_list(const dk_job *j, const dk_value *items, size_t n, size_t columns)
{
    dk_value *copy = dk_arena_array(j->with.arena, n * columns, sizeof *copy);
    if (copy == NULL)
        return DK_NO_MEMORY(j->err);
    memcpy(copy, items, n * columns * sizeof *copy);
    /* A cell is at most max_cell_bytes long, so n fits. */
    *j->out = (dk_value){.kind = DK_V_LIST, .items = copy, .n_rows = (uint32_t)n};
    return DK_OK;
}

/* At least the number of parts a list text has: every byte that could begin a separator counts. */
static size_t most_parts(const char *text)
{
    size_t n = 1;
    for (; *text != '\0'; text++)
        n += strchr(";,|/\n", *text) != NULL || (unsigned char)*text >= 0xE0;
    return n;
}

/* Several codes in one cell; the whole text first, because a name may hold a separator. */
dk_code dk_read_codes(const dk_job *j)
{
    static const char *const wide[] = {"；", "，", "、", "｜", "／", NULL};
    dk_err whole = DK_ERR_INIT;
    const char *code;
    dk_value *items = dk_arena_array(j->with.scratch, most_parts(j->text), sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(j->err);
    size_t n = 0;
    /* Nobody is asked about a text that may still fall into parts. */
    dk_import_options quiet = *j->with.options;
    quiet.source = NULL;
    const dk_reader unasked = {j->with.arena, j->with.scratch, &quiet};
    if (dk_code_read(&unasked, j->field, j->text, &code, &whole) == DK_OK &&
        j->with.options->codes != NULL) {
        items[n++] = (dk_value){.kind = DK_V_TEXT, .text = code};
        return give_list(j, items, n, 1);
    }
    for (const char *p = j->text; *p != '\0';) {
        const char *part = next_part(j->with.scratch, &p, ";,|/\n", wide);
        if (part == NULL)
            return DK_NO_MEMORY(j->err);
        if (dk_part_is_nothing(j, part))
            continue;
        if (dk_code_read(&j->with, j->field, part, &code, j->err) != DK_OK)
            return DK_FAILED;
        if (!has_code(items, n, code))
            items[n++] = (dk_value){.kind = DK_V_TEXT, .text = code};
    }
    return give_list(j, items, n, 1);
}

/* One tuple a:b:c into `columns` values. */
static dk_code read_tuple(const dk_job *j, const char *text, dk_value *row)
{
    static const char *const wide[] = {"：", NULL};
    size_t c = 0;
    for (const char *p = text; *p != '\0'; c++) {
        const char *part = next_part(j->with.scratch, &p, ":", wide);
        if (part == NULL)
            return DK_NO_MEMORY(j->err);
        if (c == j->field->n_sub)
            return DK_FAIL(j->err, MSG_CELL_LIST, DK_NOWHERE, dk_arg_str(dk_job_shown(j)),
                           dk_arg_int((int64_t)j->field->n_sub), dk_arg_str(j->field->note.zh));
        const dk_cell cell = {.kind = *part == '\0' ? DK_CELL_EMPTY : DK_CELL_TEXT,
                              .text = part,
                              .len = strlen(part)};
        if (dk_import_cell(&j->with, &j->field->sub[c], &cell, &row[c], j->err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

/* Tuples a:b;c:d. They are split twice, so \ stays in the first pass. */
dk_code dk_read_list(const dk_job *j)
{
    const size_t columns = j->field->n_sub;
    size_t n = 0;
    dk_value *items = dk_arena_array(j->with.scratch, most_parts(j->text) * columns, sizeof *items);
    char *tuple = dk_arena_alloc(j->with.scratch, strlen(j->text) + 1);
    if (items == NULL || tuple == NULL)
        return DK_NO_MEMORY(j->err);
    static const char *const wide[] = {"；", NULL};
    for (const char *p = j->text; *p != '\0';) {
        size_t len = 0, skip = 0;
        while (*p != '\0' && (skip = separator_at(p, ";\n", wide)) == 0) {
            if (*p == '\\' && p[1] != '\0')
                tuple[len++] = *p++;
            tuple[len++] = *p++;
        }
        tuple[len] = '\0';
        p += skip;
        const char *text = dk_text_trim(j->with.scratch, tuple);
        if (text == NULL)
            return DK_NO_MEMORY(j->err);
        if (*text == '\0')
            continue;
        if (read_tuple(j, text, items + n * columns) != DK_OK)
            return DK_FAILED;
        n++;
    }
    return give_list(j, items, n, columns);
}
