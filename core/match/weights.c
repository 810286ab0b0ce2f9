/* core/match/weights.c - reading weights files and scaling weights to maxima. */
#include "core/match/weights.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/base/parse.h"
#include "core/match/messages.h"

/* Parameters of a weights file beside the criteria. */
typedef struct {
    const char *key;
    size_t offset; /* of the int32_t member in dk_weights */
    int32_t min, max, otherwise;
} setting;

static const setting settings[] = {
    {"set.related_floor", offsetof(dk_weights, related_floor), 0, 1000, DK_RELATED_FLOOR},
    {"set.use_half", offsetof(dk_weights, use_half), 1, 1000000, DK_USE_HALF},
};
enum { N_SETTINGS = sizeof settings / sizeof settings[0] };

static int32_t *setting_of(dk_weights *weights, size_t i)
{
    return (int32_t *)(void *)((char *)weights + settings[i].offset);
}

/* ---- nearest keys for a mistyped one ---- */

/* Length of the longest common subsequence: enough to find "skils" -> "skills". */
static size_t common_letters(const char *a, const char *b)
{
    size_t row[64] = {0};
    size_t n = strlen(b) < 63 ? strlen(b) : 63;
    for (; *a != '\0'; a++) {
        size_t diagonal = 0;
        for (size_t j = 0; j < n; j++) {
            size_t above = row[j + 1];
            size_t best = row[j] > above ? row[j] : above;
            row[j + 1] = *a == b[j] ? diagonal + 1 : best;
            diagonal = above;
        }
    }
    return row[n];
}

static const char *key_at(size_t i)
{
    return i < DK_N_CRITERIA ? dk_criteria[i]->key : settings[i - DK_N_CRITERIA].key;
}

/* The three keys most like `key`, joined by commas. Likeness: 2 * common / (sum of lengths). */
static void nearest_keys(const char *key, char *out, size_t size)
{
    bool is_used[DK_N_CRITERIA + N_SETTINGS] = {false};
    out[0] = '\0';
    for (int round = 0; round < 3; round++) {
        size_t best = SIZE_MAX, best_score = 0;
        for (size_t i = 0; i < DK_N_CRITERIA + N_SETTINGS; i++) {
            size_t score =
                2000 * common_letters(key, key_at(i)) / (strlen(key) + strlen(key_at(i)) + 1);
            if (!is_used[i] && (best == SIZE_MAX || score > best_score)) {
                best = i;
                best_score = score;
            }
        }
        assert(best != SIZE_MAX);
        is_used[best] = true;
        size_t len = strlen(out);
        (void)snprintf(out + len, size - len, "%s%s", round > 0 ? ", " : "", key_at(best));
    }
}

/* ---- the file ---- */

typedef struct {
    dk_weights *weights;
    bool is_set[DK_N_CRITERIA + N_SETTINGS];
    dk_place place;
    dk_err *err;
} reader;

static dk_code read_number(const reader *r, const char *key, const char *value, int32_t min,
                           int32_t max, int32_t *out)
{
    int64_t number = 0;
    if (!dk_parse_int(value, min, max, &number))
        return DK_FAIL(r->err, MSG_WEIGHTS_NUMBER, r->place, dk_arg_str(key), dk_arg_str(value),
                       dk_arg_int(min), dk_arg_int(max));
    *out = (int32_t)number;
    return DK_OK;
}

static dk_code read_pair(reader *r, const char *key, const char *value)
{
    if (strcmp(key, "name") == 0) {
        size_t len = strlen(value);
        if (len >= sizeof r->weights->name)
            return DK_FAIL(r->err, MSG_WEIGHTS_LINE, r->place, dk_arg_str(value));
        memcpy(r->weights->name, value, len + 1);
        return DK_OK;
    }
    if (strcmp(key, "version") == 0)
        return read_number(r, key, value, 0, 1000000, &r->weights->version);
    for (size_t i = 0; i < DK_N_CRITERIA + N_SETTINGS; i++) {
        if (strcmp(key, key_at(i)) != 0)
            continue;
        if (r->is_set[i])
            return DK_FAIL(r->err, MSG_WEIGHTS_TWICE, r->place, dk_arg_str(key));
        r->is_set[i] = true;
        if (i < DK_N_CRITERIA)
            return read_number(r, key, value, 0, DK_WEIGHT_MAX, &r->weights->weight[i]);
        const setting *s = &settings[i - DK_N_CRITERIA];
        return read_number(r, key, value, s->min, s->max,
                           setting_of(r->weights, i - DK_N_CRITERIA));
    }
    char near[160];
    nearest_keys(key, near, sizeof near);
    return DK_FAIL(r->err, MSG_WEIGHTS_KEY, r->place, dk_arg_str(key), dk_arg_str(near));
}

/* One line without its line break: blank, a comment, or key and value. */
static dk_code read_line(reader *r, const char *line, size_t len)
{
    char buf[128], key[64], value[64];
    const char *comment = memchr(line, '#', len);
    size_t n = comment == NULL ? len : (size_t)(comment - line);
    while (n > 0 && strchr(" \t\r", line[n - 1]) != NULL)
        n--;
    if (n == 0)
        return DK_OK;
    if (n < sizeof buf) {
        memcpy(buf, line, n);
        buf[n] = '\0';
        size_t at = strspn(buf, " \t");
        size_t key_len = strcspn(buf + at, " \t");
        size_t value_at = at + key_len + strspn(buf + at + key_len, " \t");
        size_t value_len = strcspn(buf + value_at, " \t");
        if (value_len > 0 && buf[value_at + value_len] == '\0' && key_len < sizeof key &&
            value_len < sizeof value) {
            (void)snprintf(key, sizeof key, "%.*s", (int)key_len, buf + at);
            (void)snprintf(value, sizeof value, "%s", buf + value_at);
            return read_pair(r, key, value);
        }
    }
    (void)snprintf(buf, sizeof buf, "%.*s", (int)(n < 60 ? n : 60), line);
    return DK_FAIL(r->err, MSG_WEIGHTS_LINE, r->place, dk_arg_str(buf));
}

dk_code dk_weights_parse(const char *text, size_t len, const char *file, dk_weights *out,
                         dk_err *err)
{
    assert(text != NULL && out != NULL && err != NULL);
    dk_weights weights = {.name = "unnamed"};
    for (size_t i = 0; i < N_SETTINGS; i++)
        *setting_of(&weights, i) = settings[i].otherwise;
    reader r = {.weights = &weights, .place = {.file = file}, .err = err};
    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
        text += 3; /* a byte order mark, as Windows editors write it */
        len -= 3;
    }
    for (size_t at = 0; at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t n = end == NULL ? len - at : (size_t)(end - (text + at));
        r.place.row++;
        if (read_line(&r, text + at, n) != DK_OK)
            return DK_FAILED;
        at += n + 1;
    }
    if (dk_weights_normalise(&weights, err) != DK_OK)
        return DK_FAILED;
    *out = weights;
    return DK_OK;
}

dk_code dk_weights_normalise(dk_weights *weights, dk_err *err)
{
    int64_t sum = 0;
    for (size_t i = 0; i < DK_N_CRITERIA; i++) {
        int32_t weight = weights->weight[i];
        if (weight < 0 || weight > DK_WEIGHT_MAX) {
            char text[32];
            dk_format_decimal(weight, 0, text);
            return DK_FAIL(err, MSG_WEIGHTS_NUMBER, DK_NOWHERE, dk_arg_str(dk_criteria[i]->key),
                           dk_arg_str(text), dk_arg_int(0), dk_arg_int(DK_WEIGHT_MAX));
        }
        sum += weight;
    }
    if (sum == 0)
        return DK_FAIL0(err, MSG_WEIGHTS_EMPTY);

    int64_t rest[DK_N_CRITERIA];
    int32_t left = DK_SCORE_MAX;
    for (size_t i = 0; i < DK_N_CRITERIA; i++) {
        int64_t share = (int64_t)weights->weight[i] * DK_SCORE_MAX;
        weights->max[i] = (int32_t)(share / sum);
        rest[i] = share % sum;
        left -= weights->max[i];
    }
    for (; left > 0; left--) {
        size_t best = 0;
        for (size_t i = 1; i < DK_N_CRITERIA; i++) {
            if (rest[i] > rest[best])
                best = i;
        }
        weights->max[best]++;
        rest[best] = -1;
    }
    return DK_OK;
}

dk_weights dk_weights_default(void)
{
    dk_weights weights = {.name = "default",
                          .version = 3,
                          .weight = {
                              [DK_CRITERION_skills] = 1000,
                              [DK_CRITERION_use] = 2800,
                              [DK_CRITERION_specialty] = 1500,
                              [DK_CRITERION_experience] = 300,
                              [DK_CRITERION_education] = 300,
                              [DK_CRITERION_grade] = 300,
                              [DK_CRITERION_certs] = 300,
                              [DK_CRITERION_occupation] = 800,
                              [DK_CRITERION_place] = 1000,
                              [DK_CRITERION_pay] = 700,
                              [DK_CRITERION_shift] = 400,
                              [DK_CRITERION_dorm] = 300,
                              [DK_CRITERION_start] = 300,
                          }};
    for (size_t i = 0; i < N_SETTINGS; i++)
        *setting_of(&weights, i) = settings[i].otherwise;
    dk_err err = DK_ERR_INIT;
    dk_code code = dk_weights_normalise(&weights, &err);
    assert(code == DK_OK);
    (void)code;
    return weights;
}

void dk_weights_label(const dk_weights *weights, char out[48])
{
    (void)snprintf(out, 48, "%s/%d", weights->name, (int)weights->version);
}
