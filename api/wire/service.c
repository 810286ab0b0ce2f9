/* api/wire/service.c - see service.h. */
#include "api/wire/service.h"

#include <assert.h>
#include <stdio.h>

#include "core/register/register.h"

void dk_wire_health(dk_buf *out)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "status", "ok");
    dk_json_end(&json, '}');
}

void dk_wire_ready(dk_buf *out, int64_t seq, int64_t schema)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "status", "ready");
    dk_json_int(&json, "seq", seq);
    dk_json_int(&json, "schema", schema);
    dk_json_end(&json, '}');
}

void dk_wire_version(dk_buf *out, const char *version, const dk_wire_part *parts, size_t n)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "name", "duikou");
    dk_json_text(&json, "version", version);
    dk_json_object(&json, "libraries");
    for (size_t i = 0; i < n; i++)
        dk_json_text(&json, parts[i].name, parts[i].version);
    dk_json_end(&json, '}');
    dk_json_end(&json, '}');
}

static void add_zone(dk_json *json, int32_t zone_minutes)
{
    char text[16];
    unsigned minutes = (unsigned)(zone_minutes < 0 ? -zone_minutes : zone_minutes);
    snprintf(text, sizeof text, "%c%02u:%02u", zone_minutes < 0 ? '-' : '+', minutes / 60 % 100,
             minutes % 60);
    dk_json_text(json, "zone", text);
}

void dk_wire_home(dk_buf *out, const dk_wire_home_page *page)
{
    assert(page->counts != NULL);
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_day(&json, "as_of", page->as_of);
    add_zone(&json, page->zone_minutes);
    dk_json_object(&json, "counts");
    for (size_t i = 0; i < dk_n_registers; i++)
        dk_json_int(&json, dk_registers[i]->key, page->counts[i]);
    dk_json_end(&json, '}');
    dk_json_int(&json, "seq", page->seq);
    dk_json_array(&json, "try");
    for (size_t i = 0; i < page->n_tries; i++) {
        dk_json_object(&json, NULL);
        dk_json_int(&json, "trainee", page->tries[i].trainee);
        dk_json_text(&json, "no", page->tries[i].no);
        dk_json_text(&json, "label", page->tries[i].label);
        dk_json_text(&json, "line", page->tries[i].line);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_int(&json, "batches", page->n_batches);
    dk_json_end(&json, '}');
}

void dk_wire_checks(dk_buf *out, const dk_wire_check *checks, size_t n, dk_lang lang)
{
    char text[400];
    bool is_ok = true;
    for (size_t i = 0; i < n; i++)
        is_ok = is_ok && checks[i].problem == NULL;
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_bool(&json, "ok", is_ok);
    dk_json_array(&json, "checks");
    for (size_t i = 0; i < n; i++) {
        const dk_err *problem = checks[i].problem;
        dk_json_object(&json, NULL);
        dk_json_text(&json, "title", dk_in(checks[i].title, lang));
        dk_json_bool(&json, "ok", problem == NULL);
        dk_json_text(&json, "detail", checks[i].detail);
        if (problem == NULL) {
            dk_json_null(&json, "problem");
            dk_json_null(&json, "next");
        } else {
            (void)dk_err_text(problem, lang, text, sizeof text);
            dk_json_text(&json, "problem", text);
            (void)dk_err_next(problem, lang, text, sizeof text);
            dk_json_text(&json, "next", text);
        }
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}
