/* datasets/gen/params.c - see params.h. Keys are few hundred and read once: a plain array, searched
 * from its end so that the last line wins. */
#include "datasets/gen/params.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/messages.h"
#include "core/base/parse.h"
#include "core/base/random.h"
#include "datasets/gen/messages.h"

enum { MAX_DEPTH = 8, MAX_LINE = 1024, MAX_NUMBER = 40 };

typedef struct {
    const char *key, *value;
} entry;

struct dk_params {
    dk_arena *arena;
    uint64_t seed;
    entry *entries;
    size_t n, capacity;
    const char *bad_key;   /* first key that could not be served; NULL: none */
    const char *bad_value; /* its text; NULL: absent */
};

static char *trim(char *text)
{
    while (*text == ' ' || *text == '\t')
        text++;
    size_t len = strlen(text);
    while (len > 0 && strchr(" \t\r\n", text[len - 1]) != NULL)
        text[--len] = '\0';
    return text;
}

static dk_code add(dk_params *params, const char *key, const char *value, dk_err *err)
{
    entry *grown =
        dk_arena_grow(params->arena, params->entries, params->n, &params->capacity, sizeof(entry));
    if (grown == NULL)
        return DK_NO_MEMORY(err);
    params->entries = grown;
    entry made = {dk_arena_text(params->arena, key), dk_arena_text(params->arena, value)};
    if (made.key == NULL || made.value == NULL)
        return DK_NO_MEMORY(err);
    params->entries[params->n++] = made;
    return DK_OK;
}

static dk_code read_file(dk_params *params, const char *dir, const char *file, int depth,
                         dk_err *err);

/* One line of the file; `text` is changed. */
static dk_code read_line(dk_params *params, const char *dir, char *text, int depth, dk_err *err)
{
    char *line = trim(text);
    if (line[0] == '\0' || line[0] == '#')
        return DK_OK;
    if (strncmp(line, "include ", 8) == 0 && depth < MAX_DEPTH)
        return read_file(params, dir, trim(line + 8), depth + 1, err);
    char *equals = strchr(line, '=');
    if (equals == NULL || equals == line)
        return DK_FAIL(err, MSG_GEN_PARAM_LINE, DK_NOWHERE, dk_arg_str(line));
    *equals = '\0';
    return add(params, trim(line), trim(equals + 1), err);
}

static dk_code read_file(dk_params *params, const char *dir, const char *file, int depth,
                         dk_err *err)
{
    const char *path = dk_arena_format(params->arena, "%s/%s", dir, file);
    if (path == NULL)
        return DK_NO_MEMORY(err);
    FILE *in = fopen(path, "r");
    if (in == NULL)
        return DK_FAIL(err, MSG_FILE_MISSING, DK_NOWHERE, dk_arg_str(path));
    char line[MAX_LINE];
    dk_code code = DK_OK;
    for (int64_t row = 1; code == DK_OK && fgets(line, sizeof line, in) != NULL; row++) {
        code = read_line(params, dir, line, depth, err);
        if (code != DK_OK)
            dk_err_locate(err, (dk_place){.file = file, .row = row});
    }
    fclose(in);
    return code;
}

dk_code dk_params_load(dk_arena *arena, const char *dir, const char *name, uint64_t seed,
                       dk_params **out, dk_err *err)
{
    dk_params *params = dk_arena_alloc(arena, sizeof *params);
    const char *file = dk_arena_format(arena, "%s.params", name);
    if (params == NULL || file == NULL)
        return DK_NO_MEMORY(err);
    params->arena = arena;
    params->seed = seed;
    if (read_file(params, dir, file, 0, err) != DK_OK)
        return DK_FAILED;
    *out = params;
    return DK_OK;
}

static const char *look_up(dk_params *params, const char *key)
{
    for (size_t i = params->n; i-- > 0;)
        if (strcmp(params->entries[i].key, key) == 0)
            return params->entries[i].value;
    if (params->bad_key == NULL)
        params->bad_key = key;
    return NULL;
}

static double refuse(dk_params *params, const char *key, const char *value)
{
    if (params->bad_key == NULL) {
        params->bad_key = key;
        params->bad_value = value;
    }
    return 0;
}

/* "name(a, b)" into a and b; false when the text is something else. */
static bool parse_prior(const char *value, const char *name, double *a, double *b)
{
    size_t len = strlen(name);
    if (strncmp(value, name, len) != 0 || value[len] != '(')
        return false;
    char text[2][MAX_NUMBER];
    const char *at = value + len + 1, *comma = strchr(at, ','), *end = strchr(at, ')');
    if (comma == NULL || end == NULL || comma > end || end[1] != '\0')
        return false;
    size_t first = (size_t)(comma - at), second = (size_t)(end - comma - 1);
    if (first >= MAX_NUMBER || second >= MAX_NUMBER)
        return false;
    memcpy(text[0], at, first);
    memcpy(text[1], comma + 1, second);
    text[0][first] = text[1][second] = '\0';
    return dk_parse_double(trim(text[0]), a) && dk_parse_double(trim(text[1]), b);
}

double dk_params_num(dk_params *params, const char *key)
{
    const char *value = look_up(params, key);
    double a = 0, b = 0;
    if (value == NULL)
        return 0;
    if (dk_parse_double(value, &a))
        return a;
    dk_random random = dk_random_stream(params->seed, key);
    if (parse_prior(value, "normal", &a, &b))
        return a + b * fmin(fmax(dk_random_normal(&random), -3), 3);
    if (parse_prior(value, "lognormal", &a, &b) && a > 0)
        return a * exp(b * fmin(fmax(dk_random_normal(&random), -3), 3));
    if (parse_prior(value, "uniform", &a, &b) && a <= b)
        return a + (b - a) * dk_random_unit(&random);
    return refuse(params, key, value);
}

double dk_params_of(dk_params *params, const char *prefix, const char *key)
{
    const char *whole = dk_arena_format(params->arena, "%s.%s", prefix, key);
    return whole == NULL ? refuse(params, key, NULL) : dk_params_num(params, whole);
}

const char *dk_params_text(dk_params *params, const char *prefix, const char *key)
{
    const char *whole = prefix == NULL ? key : dk_arena_format(params->arena, "%s.%s", prefix, key);
    const char *value = whole == NULL ? NULL : look_up(params, whole);
    return value == NULL ? "" : value;
}

void dk_params_row(dk_params *params, const char *prefix, const char *key, double *out, size_t n)
{
    const char *at = dk_params_text(params, prefix, key), *whole = at;
    for (size_t i = 0; i < n; i++) {
        at += strspn(at, " \t");
        size_t len = strcspn(at, " \t");
        char number[MAX_NUMBER];
        out[i] = 0;
        if (len == 0 || len >= sizeof number) {
            refuse(params, key, whole);
            continue;
        }
        memcpy(number, at, len);
        number[len] = '\0';
        at += len;
        if (!dk_parse_double(number, &out[i]))
            refuse(params, key, whole);
    }
}

dk_code dk_params_check(const dk_params *params, dk_err *err)
{
    if (params->bad_key == NULL)
        return DK_OK;
    if (params->bad_value == NULL)
        return DK_FAIL(err, MSG_GEN_PARAM_MISSING, DK_NOWHERE, dk_arg_str(params->bad_key));
    return DK_FAIL(err, MSG_GEN_PARAM_INVALID, DK_NOWHERE, dk_arg_str(params->bad_key),
                   dk_arg_str(params->bad_value));
}
