/* core/match/similar.c - weights files, and the fused score. */
#include "core/match/similar.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/parse.h"
#include "core/match/messages.h"
#include "core/match/similar_views.h"

enum { LINE_MAX_BYTES = 256, WEIGHT_MOST = 1000 };

const char *dk_similar_track_key(dk_similar_track track)
{
    static const char *const keys[] = {"skills", "ratings", "numeric", "text"};
    return keys[track];
}

const char *dk_similar_view_key(size_t view)
{
    static const char *const keys[] = {
#define DK_SIMILAR_VIEW(name) #name,
#include "core/match/similar_views.def"
#undef DK_SIMILAR_VIEW
    };
    return keys[view];
}

/* ---- the file ---- */

/* The place of "track.view" in the table, NULL when there is none. */
static double *weight_of(dk_similar_weights *weights, const char *key)
{
    char name[64];
    for (size_t t = 0; t < DK_SIMILAR_TRACKS; t++) {
        for (size_t v = 0; v < DK_SIMILAR_VIEWS; v++) {
            (void)snprintf(name, sizeof name, "%s.%s", dk_similar_track_key((dk_similar_track)t),
                           dk_similar_view_key(v));
            if (strcmp(name, key) == 0)
                return &weights->weight[t][v];
        }
    }
    return NULL;
}

static dk_code read_pair(dk_similar_weights *weights, const char *key, const char *value,
                         dk_place place, dk_err *err)
{
    double number = 0;
    bool is_number = dk_parse_double(value, &number) && fabs(number) <= WEIGHT_MOST;
    if (strcmp(key, "name") == 0 && strlen(value) < sizeof weights->name) {
        memcpy(weights->name, value, strlen(value) + 1);
        return DK_OK;
    }
    double *to = weight_of(weights, key);
    if (to == NULL && strcmp(key, "version") != 0)
        return DK_FAIL(err, MSG_WEIGHTS_KEY, place, dk_arg_str(key),
                       dk_arg_str("name, version, numeric.shape"));
    if (!is_number)
        return DK_FAIL(err, MSG_WEIGHTS_NUMBER, place, dk_arg_str(key), dk_arg_str(value),
                       dk_arg_int(-WEIGHT_MOST), dk_arg_int(WEIGHT_MOST));
    if (to == NULL)
        weights->version = (int32_t)number;
    else
        *to = number;
    return DK_OK;
}

static dk_code read_line(dk_similar_weights *weights, char *line, dk_place place, dk_err *err)
{
    line[strcspn(line, "#\r\n")] = '\0';
    char *key = line + strspn(line, " \t");
    size_t key_len = strcspn(key, " \t");
    if (key_len == 0)
        return DK_OK;
    char *value = key + key_len + strspn(key + key_len, " \t");
    key[key_len] = '\0';
    value[strcspn(value, " \t")] = '\0';
    return read_pair(weights, key, value, place, err);
}

dk_code dk_similar_weights_parse(const char *text, size_t len, const char *file,
                                 dk_similar_weights *out, dk_err *err)
{
    assert(text != NULL && out != NULL && err != NULL);
    dk_similar_weights weights = {.name = "unnamed"};
    dk_place place = {.file = file};
    double sum = 0;
    for (size_t at = 0; at < len;) {
        const char *end = memchr(text + at, '\n', len - at);
        size_t n = end == NULL ? len - at : (size_t)(end - (text + at));
        char line[LINE_MAX_BYTES];
        place.row++;
        (void)snprintf(line, sizeof line, "%.*s", (int)(n < sizeof line ? n : sizeof line - 1),
                       text + at);
        if (read_line(&weights, line, place, err) != DK_OK)
            return DK_FAILED;
        at += n + 1;
    }
    for (size_t t = 0; t < DK_SIMILAR_TRACKS; t++) {
        for (size_t v = 0; v < DK_SIMILAR_VIEWS; v++)
            sum += fabs(weights.weight[t][v]);
    }
    if (sum == 0)
        return DK_FAIL0(err, MSG_WEIGHTS_EMPTY);
    *out = weights;
    return DK_OK;
}

/* ---- scores ---- */

dk_similar_track dk_similar_track_of(const dk_similar_input *input)
{
    if (input->titles.n > 0 || input->tasks.n > 0)
        return DK_TRACK_TEXT;
    if (input->activities.n > 0)
        return DK_TRACK_NUMERIC;
    for (size_t k = 0; input->is_knowledge != NULL && k < input->m; k++) {
        if (input->is_knowledge[k])
            return DK_TRACK_RATINGS;
    }
    return DK_TRACK_SKILLS;
}

/* Marks profiles that have any text. */
static void mark_texts(const dk_similar_texts *texts, bool *has)
{
    for (size_t i = 0; i < texts->n; i++)
        has[texts->items[i].profile] = true;
}

/* The sum s is mapped to (0, 1) by 1/2 + s / (2 (1 + |s|)), which keeps the order. */
static void finish(const dk_similar_input *input, bool *has, double *out)
{
    size_t n = input->n;
    mark_texts(&input->activities, has);
    mark_texts(&input->titles, has);
    mark_texts(&input->tasks, has);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            double *s = &out[i * n + j];
            *s = i == j ? 1 : has[i] && has[j] ? 0.5 + 0.5 * *s / (1 + fabs(*s)) : 0;
            assert(isfinite(*s));
        }
    }
}

dk_code dk_similar_all(const dk_similar_input *input, const dk_similar_weights *weights,
                       double *out, dk_err *err)
{
    assert(input != NULL && weights != NULL && out != NULL && err != NULL);
    size_t n = input->n, m = input->m;
    size_t texts = input->activities.n + input->titles.n + input->tasks.n;
    if (n == 0 || m + texts == 0 || n > DK_SIMILAR_PROFILES_MAX || m > DK_SIMILAR_ELEMENTS_MAX)
        return DK_FAIL(err, MSG_SIMILAR_SIZE, DK_NOWHERE, dk_arg_int((int64_t)n),
                       dk_arg_int((int64_t)m), dk_arg_int(DK_SIMILAR_PROFILES_MAX),
                       dk_arg_int(DK_SIMILAR_ELEMENTS_MAX));
    const double *mine = weights->weight[dk_similar_track_of(input)];
    dk_similar_work work;
    bool is_ok = dk_similar_work_init(&work, input) && dk_similar_fill(&work, mine) &&
                 dk_similar_fuse(&work, mine, out);
    if (is_ok)
        finish(input, work.has_ratings, out);
    dk_similar_work_free(&work);
    return is_ok ? DK_OK : DK_NO_MEMORY(err);
}
