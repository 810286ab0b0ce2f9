/* core/table/csv_sniff.c - see csv.h. */
#include "core/table/csv.h"

#include <string.h>

enum { LINES = 40, CANDIDATES = 3 };

static const char SEPARATORS[CANDIDATES + 1] = ",\t;";

typedef struct {
    size_t counts[CANDIDATES][LINES]; /* separators per line */
    size_t n_lines;
    bool has_padding;
} survey;

static void count_char(survey *s, char c)
{
    const char *found = c == '\0' ? NULL : strchr(SEPARATORS, c);
    if (found != NULL)
        s->counts[found - SEPARATORS][s->n_lines]++;
}

static void look_at(survey *s, const char *text, size_t len)
{
    bool in_quotes = false, has_text = false;
    char before = '\n'; /* last character that is no blank, outside of quotes */
    for (size_t i = 0; i < len && s->n_lines < LINES; i++) {
        char c = text[i];
        if (c == '"') {
            bool opens = !in_quotes && (before == ',' || before == ';');
            s->has_padding = s->has_padding || (opens && i > 0 && text[i - 1] == ' ');
            in_quotes = !in_quotes;
        }
        if (in_quotes)
            continue;
        if (c == '\n' || c == '\r') {
            s->n_lines += has_text;
            has_text = false;
        } else {
            has_text = true;
            count_char(s, c);
        }
        if (c != ' ')
            before = c;
    }
    s->n_lines += has_text && s->n_lines < LINES;
}

/* How many lines have the most frequent non-zero count, and that count. */
static size_t mode_of(const size_t *counts, size_t n, size_t *value)
{
    size_t best = 0;
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        for (size_t j = 0; j < n && counts[i] > 0; j++)
            same += counts[j] == counts[i];
        if (same > best || (same == best && same > 0 && counts[i] > *value)) {
            best = same;
            *value = counts[i];
        }
    }
    return best;
}

dk_csv_dialect dk_csv_sniff(const char *text, size_t len)
{
    survey s = {.n_lines = 0};
    look_at(&s, text, len);
    dk_csv_dialect dialect = {SEPARATORS[0], s.has_padding};
    size_t best_lines = 0, best_value = 0;
    for (size_t c = 0; c < CANDIDATES; c++) {
        size_t value, lines = mode_of(s.counts[c], s.n_lines, &value);
        if (lines > best_lines || (lines == best_lines && value > best_value)) {
            dialect.separator = SEPARATORS[c];
            best_lines = lines;
            best_value = value;
        }
    }
    return dialect;
}
