/* api/wire/told.c - see told.h. Openings are written with one decimal, shares and errors with
 * three. */
#include "api/wire/told.h"

#include <math.h>
#include <stdio.h>

static void add_count(dk_json *json, const char *key, double value)
{
    dk_json_decimal(json, key, llround(value * 10), 1);
}

/* What is not known (-1) gives null. */
static void add_known(dk_json *json, const char *key, double value)
{
    if (value < 0)
        dk_json_null(json, key);
    else
        add_count(json, key, value);
}

static void add_share(dk_json *json, const char *key, double value)
{
    dk_json_decimal(json, key, llround(value * 1000), 3);
}

static void add_rate(dk_json *json, const char *key, double value)
{
    if (value < 0)
        dk_json_null(json, key);
    else
        add_share(json, key, value);
}

static void add_month(dk_json *json, const char *key, int64_t month)
{
    char token[24];
    dk_period_format((dk_period){DK_PERIOD_MONTH, month}, token);
    dk_json_text(json, key, token);
}

/* ---- one specialty ---- */

static void add_shift(dk_json *json, const dk_outlook_item *item)
{
    const dk_level_shift *s = &item->shift;
    if (s->probability < DK_LEVEL_LIKELY) {
        dk_json_null(json, "shift");
        return;
    }
    dk_json_object(json, "shift");
    add_month(json, "from", item->series.start.index + (int64_t)s->at);
    add_share(json, "ratio", s->ratio);
    add_share(json, "probability", s->probability);
    dk_json_end(json, '}');
}

static void add_projects(dk_json *json, const dk_outlook_item *item)
{
    double mean[DK_OUTLOOK_YEAR];
    dk_json_array(json, "projects");
    for (size_t i = 0; i < item->n_announced; i++) {
        const dk_announced *a = &item->announced[i];
        double sum = 0;
        dk_announced_mean(a, 1, item->forecast.first.index, DK_OUTLOOK_YEAR, mean);
        for (size_t h = 0; h < DK_OUTLOOK_YEAR; h++)
            sum += mean[h];
        dk_json_object(json, NULL);
        dk_json_text(json, "no", a->key);
        dk_json_text(json, "title", a->title);
        add_month(json, "start", a->start);
        add_count(json, "posts", a->posts);
        dk_json_int(json, "ramp", a->ramp);
        add_share(json, "probability", a->probability);
        add_count(json, "expected12", sum);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_corrections(dk_json *json, const dk_outlook *outlook, const dk_outlook_item *item)
{
    dk_json_array(json, "corrections");
    for (size_t i = 0; i < item->n_corrections; i++) {
        const dk_correction *c = &item->corrections[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "no", c->no);
        add_month(json, "from", c->from);
        add_count(json, "posts", c->posts);
        dk_json_int(json, "ramp", c->ramp);
        add_share(json, "probability", c->probability);
        dk_json_text(json, "reason", c->reason);
        dk_json_text(json, "source", c->source);
        dk_json_text(json, "user", c->user);
        if (c->at_ms == 0)
            dk_json_null(json, "at");
        else
            dk_json_time(json, "at", c->at_ms, outlook->zone_minutes);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    add_known(json, "manual12", item->manual12);
}

static void add_past(dk_json *json, const dk_outlook_item *item)
{
    dk_json_array(json, "past");
    for (size_t i = 0; i < item->n_past; i++) {
        const dk_year_score *s = &item->past[i];
        bool has_all = s->truth >= 0 && s->naive >= 0;
        dk_json_object(json, NULL);
        add_month(json, "made", s->first.index);
        add_count(json, "mean", s->mean);
        add_count(json, "lo80", s->lo80);
        add_count(json, "hi80", s->hi80);
        add_known(json, "last_year", s->naive);
        add_known(json, "came", s->truth);
        dk_json_bool(json, "inside", s->truth >= 0 && s->lo80 <= s->truth && s->truth <= s->hi80);
        dk_json_bool(json, "better",
                     has_all && fabs(s->mean - s->truth) < fabs(s->naive - s->truth));
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

static void add_score(dk_json *json, const char *key, const dk_score_summary *s)
{
    dk_json_object(json, key);
    dk_json_int(json, "n", (int64_t)s->n);
    add_rate(json, "error", s->error);
    add_rate(json, "error_last_year", s->error_naive);
    add_share(json, "bias", s->bias);
    add_rate(json, "coverage80", s->coverage80);
    dk_json_int(json, "better", (int64_t)s->n_better);
    dk_json_int(json, "direction", (int64_t)s->n_direction);
    dk_json_int(json, "direction_right", (int64_t)s->n_right);
    dk_json_end(json, '}');
}

static void add_addressable(dk_json *json, const dk_addressable *a, dk_lang lang)
{
    dk_json_object(json, "addressable");
    add_count(json, "openings", a->openings.mean);
    add_count(json, "gross", a->gross);
    add_known(json, "staff", a->staff);
    add_count(json, "mean", a->result.mean);
    add_count(json, "lo80", a->result.lo80);
    add_count(json, "hi80", a->result.hi80);
    add_known(json, "graduates", a->graduates);
    dk_json_array(json, "factors");
    for (size_t i = 0; i < DK_N_FACTORS; i++) {
        const dk_factor *f = &a->factors[i];
        dk_json_object(json, NULL);
        dk_json_text(json, "key", f->key);
        dk_json_text(json, "title", dk_in(f->title, lang));
        add_share(json, "value", f->value);
        add_share(json, "lo", f->lo);
        add_share(json, "hi", f->hi);
        dk_json_text(json, "source", dk_in(f->source, lang));
        dk_json_text(json, "setting", f->setting);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    dk_json_end(json, '}');
}

void dk_wire_reality(dk_json *json, const dk_outlook *outlook, const dk_outlook_item *item,
                     dk_lang lang)
{
    add_rate(json, "ratio", item->ratio);
    add_rate(json, "ratio_before", item->ratio_before);
    add_shift(json, item);
    add_projects(json, item);
    add_corrections(json, outlook, item);
    add_past(json, item);
    add_score(json, "past_score", &item->score);
    add_addressable(json, &item->addressable, lang);
}

/* ---- scoreboard ---- */

static void add_kept(dk_json *json, const dk_outlook *outlook, const dk_kept_score *k, dk_lang lang)
{
    const dk_outlook_item *item = &outlook->items[k->item];
    dk_json_object(json, NULL);
    dk_json_day(json, "made", k->made);
    dk_json_text(json, "specialty", item->code);
    dk_json_text(json, "title", dk_in(item->title, lang));
    add_month(json, "first", k->first);
    dk_json_int(json, "months", (int64_t)k->n_known);
    add_count(json, "came", k->truth);
    add_count(json, "mean", k->mean);
    add_known(json, "last_year", k->naive);
    add_known(json, "manual", k->manual);
    add_rate(json, "mase", k->mase);
    add_rate(json, "naive_mase", k->mase_naive);
    add_rate(json, "manual_mase", k->mase_manual);
    add_share(json, "bias", k->bias);
    add_rate(json, "coverage80", k->coverage80);
    dk_json_end(json, '}');
}

/* Whether totals of past years could be judged: "short", less than two years of history before each
 * of them; "gaps", months without a report, so that no total is known. */
static const char *judged_of(const dk_outlook_item *item)
{
    size_t n = item->series.n, year = DK_OUTLOOK_YEAR;
    if (item->score.n > 0)
        return "judged";
    bool is_short = n < year || dk_score_history(&item->series, n - year) < DK_SCORE_HISTORY_MIN;
    return is_short ? "short" : "gaps";
}

void dk_wire_scoreboard(dk_buf *out, const dk_scoreboard *board, dk_lang lang)
{
    const dk_outlook *o = board->outlook;
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_day(&json, "as_of", o->as_of);
    dk_json_int(&json, "seq", o->seq);
    dk_json_bool(&json, "beats", o->beats);
    dk_json_text(&json, "verdict", dk_in(dk_outlook_verdict(o), lang));
    add_score(&json, "score", &o->score);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < o->n; i++) {
        dk_json_object(&json, NULL);
        dk_json_text(&json, "specialty", o->items[i].code);
        dk_json_text(&json, "title", dk_in(o->items[i].title, lang));
        add_score(&json, "score", &o->items[i].score);
        dk_json_text(&json, "judged", judged_of(&o->items[i]));
        add_rate(&json, "mase", o->items[i].forecast.score.mase);
        add_rate(&json, "naive_mase", o->items[i].forecast.score.mase_naive);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_array(&json, "kept");
    for (size_t i = 0; i < board->n_kept; i++)
        add_kept(&json, o, &board->kept[i], lang);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* ---- changes ---- */

static void add_line(dk_json *json, const dk_change_line *line, dk_lang lang)
{
    dk_json_object(json, NULL);
    dk_json_text(json, "specialty", line->specialty);
    dk_json_text(json, "title", dk_in(line->title, lang));
    add_count(json, "before", line->before);
    add_count(json, "after", line->after);
    dk_json_array(json, "steps");
    for (size_t k = 0; k < DK_N_CHANGES; k++) {
        dk_json_object(json, NULL);
        dk_json_text(json, "key", dk_change_titles[k].key);
        dk_json_text(json, "title", dk_in(dk_change_titles[k].title, lang));
        add_count(json, "delta", line->delta[k]);
        dk_json_bool(json, "is_known", line->is_known[k]);
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
    dk_json_end(json, '}');
}

void dk_wire_changes(dk_buf *out, const dk_changes *changes, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_day(&json, "since", changes->since);
    dk_json_day(&json, "as_of", changes->as_of);
    dk_json_int(&json, "seq_then", changes->seq_then);
    dk_json_int(&json, "seq", changes->seq_now);
    add_month(&json, "first", changes->first);
    add_month(&json, "last", changes->first + DK_OUTLOOK_YEAR - 1);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < changes->n; i++)
        add_line(&json, &changes->lines[i], lang);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* ---- reporting ---- */

static void add_report(dk_json *json, const dk_report_line *line, dk_lang lang)
{
    char no[32];
    snprintf(no, sizeof no, "E%06lld", (long long)line->id);
    dk_json_object(json, NULL);
    dk_json_int(json, "id", line->id);
    dk_json_text(json, "no", no);
    dk_json_text(json, "uscc", line->uscc);
    dk_json_text(json, "name", line->name);
    dk_json_text(json, "industry", line->industry);
    dk_json_text(json, "industry_title", dk_in(line->industry_title, lang));
    dk_json_text(json, "state", line->state == DK_REPORT_MISSING ? "missing" : "less");
    add_count(json, "usual", line->usual);
    dk_json_decimal(json, "share", llround(line->share * 10000), 4);
    if (line->reported < 0)
        dk_json_null(json, "reported");
    else
        dk_json_int(json, "reported", line->reported);
    add_month(json, "last", line->last);
    dk_json_int(json, "silent_months", line->silent_months);
    dk_json_end(json, '}');
}

void dk_wire_reporting(dk_buf *out, const dk_reporting *reporting, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_day(&json, "as_of", reporting->as_of);
    add_month(&json, "month", reporting->month);
    dk_json_int(&json, "expected", (int64_t)reporting->n_expected);
    dk_json_int(&json, "reported", (int64_t)reporting->n_reported);
    add_rate(&json, "covered", reporting->covered);
    dk_json_array(&json, "items");
    for (size_t i = 0; i < reporting->n; i++)
        add_report(&json, &reporting->lines[i], lang);
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}

/* ---- openings per seeker ---- */

static void add_ratio_line(dk_json *json, const char *key, const dk_ratio_line *line, dk_lang lang)
{
    dk_json_object(json, key);
    if (line->code != NULL) {
        dk_json_text(json, "code", line->code);
        dk_json_text(json, "title", dk_in(line->title, lang));
    }
    dk_json_int(json, "demand", line->demand);
    dk_json_int(json, "seekers", line->seekers);
    add_rate(json, "ratio", line->ratio);
    dk_json_end(json, '}');
}

void dk_wire_ratios(dk_buf *out, const dk_ratio_table *t, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "by", dk_ratio_by_key((int)t->by));
    if (t->from <= t->to) {
        add_month(&json, "from", t->from);
        add_month(&json, "to", t->to);
    } else {
        dk_json_null(&json, "from");
        dk_json_null(&json, "to");
    }
    dk_json_array(&json, "lines");
    for (size_t i = 0; i < t->n; i++)
        add_ratio_line(&json, NULL, &t->lines[i], lang);
    dk_json_end(&json, ']');
    add_ratio_line(&json, "total", &t->total, lang);
    dk_json_int(&json, "no_requirement", t->no_requirement);
    dk_json_int(&json, "no_class", t->no_class);
    dk_json_end(&json, '}');
}
