/* api/cli/forecast_file.c - see forecast_file.h. */
#include "api/cli/forecast_file.h"

#include <inttypes.h>
#include <string.h>

#include "api/cli/messages.h"
#include "api/usecase/forecast.h"
#include "api/wire/fan.h"
#include "api/wire/forecast.h"
#include "core/base/parse.h"
#include "models/explain.h"

enum { NUMBERS_MAX = DK_QUANTILES_MAX };

/* An option that is a list of ascending numbers of (0, below). */
typedef struct {
    dk_option_id id;
    const char *name;
    double below;
    dk_text expected;
} number_list;

static const number_list LEVELS = {
    DK_OPT_LEVEL,
    "level",
    100,
    {"0 到 100 之间由小到大的百分数，如 80,95",
     "ascending percentages between 0 and 100, such as 80,95"},
};
static const number_list QUANTILES = {
    DK_OPT_QUANTILES,
    "quantiles",
    1,
    {"0 到 1 之间由小到大的数，如 0.1,0.5,0.9",
     "ascending numbers between 0 and 1, such as 0.1,0.5,0.9"},
};

/* "80,95" into numbers; a list of one is fine, an empty one is not. *n is 0 without the option. */
static dk_code read_numbers(const dk_cli *cli, const number_list *list, double *out, size_t *n,
                            dk_err *err)
{
    const char *text = cli->option[list->id];
    *n = 0;
    for (const char *at = text; at != NULL && *n <= NUMBERS_MAX;) {
        char number[32] = "";
        size_t len = strcspn(at, ",");
        memcpy(number, at, len < sizeof number - 1 ? len : sizeof number - 1);
        bool is_good = *n < NUMBERS_MAX && len < sizeof number &&
                       dk_parse_double(number, &out[*n]) && out[*n] > 0 && out[*n] < list->below &&
                       (*n == 0 || out[*n] > out[*n - 1]);
        if (!is_good)
            return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str(list->name),
                           dk_arg_str(text), dk_arg_str(dk_in(list->expected, cli->lang)));
        ++*n;
        at = at[len] == ',' ? at + len + 1 : NULL;
    }
    return DK_OK;
}

/* ---- printing ---- */

static void print_head(const dk_forecast_request *request)
{
    fputs(request->is_total ? "series,year,mean" : "series,step,mean", stdout);
    for (size_t k = 0; k < request->n_levels; k++)
        printf(",lo%g,hi%g", request->levels[k], request->levels[k]);
    for (size_t q = 0; q < request->n_quantiles; q++)
        printf(",q%g", request->quantiles[q]);
    puts(",method");
}

static void print_csv(const dk_forecast_request *request, const dk_forecast_answer *answer)
{
    print_head(request);
    for (size_t i = 0; i < answer->n; i++) {
        const dk_forecast *f = &answer->result.items[i];
        for (size_t h = 0; h < f->horizon; h++) {
            dk_cli_print_name(answer->series[i].key);
            int64_t step = request->is_total ? f->first.index + (int64_t)h : (int64_t)h + 1;
            printf(",%" PRId64 ",%.12g", step, f->steps[h].mean);
            for (size_t k = 0; k < request->n_levels; k++) {
                dk_interval interval = dk_request_interval(request, f, h, k);
                printf(",%.10g,%.10g", interval.lo, interval.hi);
            }
            for (size_t q = 0; q < request->n_quantiles; q++)
                printf(",%.10g", dk_request_quantile(request, f, h, q));
            putchar(',');
            dk_cli_print_name(f->method == NULL ? "" : f->method);
            putchar('\n');
        }
    }
}

static dk_code print_words(const dk_cli *cli, const dk_forecast_answer *answer, dk_arena *arena,
                           dk_err *err)
{
    for (size_t i = 0; i < answer->n; i++) {
        const char *words = dk_explain_forecast(&answer->result.items[i], cli->lang, arena);
        if (words == NULL)
            return DK_NO_MEMORY(err);
        printf(dk_cli_say(cli, "%s：%s\n", "%s: %s\n"), answer->series[i].key, words);
    }
    return DK_OK;
}

static dk_code print_buf(dk_buf *buf, dk_err *err)
{
    dk_code code = buf->is_broken ? DK_NO_MEMORY(err) : DK_OK;
    if (code == DK_OK && buf->data != NULL)
        fwrite(buf->data, 1, buf->len, stdout);
    dk_buf_done(buf);
    return code;
}

static dk_code print(const dk_cli *cli, const dk_forecast_request *request,
                     const dk_forecast_answer *answer, dk_arena *arena, dk_err *err)
{
    dk_buf buf = DK_BUF_INIT;
    if (dk_cli_has(cli, DK_OPT_EXPLAIN))
        return print_words(cli, answer, arena, err);
    if (dk_cli_has(cli, DK_OPT_SVG)) {
        dk_wire_fan(&buf, request, answer, cli->lang);
        return print_buf(&buf, err);
    }
    if (dk_cli_has(cli, DK_OPT_JSON)) {
        dk_wire_series_forecasts(&buf, request, answer, cli->lang);
        dk_buf_char(&buf, '\n');
        return print_buf(&buf, err);
    }
    print_csv(request, answer);
    return DK_OK;
}

static void say_problems(const dk_cli *cli, const dk_forecast_answer *answer)
{
    for (size_t i = 0; i < answer->n; i++) {
        const dk_msg *message = answer->result.items[i].problem;
        if (message == NULL)
            continue;
        dk_err problem = DK_ERR_INIT;
        (void)dk_fail(&problem, message, DK_NOWHERE, (dk_arg[]){dk_arg_str(answer->series[i].key)},
                      1);
        dk_cli_print_err(stderr, cli->lang, &problem);
    }
}

/* ---- the request ---- */

typedef struct {
    double levels[NUMBERS_MAX], quantiles[NUMBERS_MAX];
    int64_t season;
    dk_forecast_request request;
} asked;

static dk_code read_request(dk_cli *cli, asked *a, dk_arena *arena, dk_err *err)
{
    int64_t horizon = 0, seed = 0;
    dk_hierarchy_link *links = NULL;
    dk_forecast_request *r = &a->request;
    *r = DK_FORECAST_REQUEST_INIT;
    if (dk_cli_int(cli, DK_OPT_HORIZON, (dk_cli_range){1, DK_HORIZON_MAX, 0}, &horizon, err) !=
            DK_OK ||
        dk_cli_int(cli, DK_OPT_SEASON, (dk_cli_range){1, DK_SEASON_MAX, 0}, &a->season, err) !=
            DK_OK ||
        dk_cli_int(cli, DK_OPT_SEED, (dk_cli_range){0, INT64_MAX, 0}, &seed, err) != DK_OK ||
        read_numbers(cli, &QUANTILES, a->quantiles, &r->n_quantiles, err) != DK_OK)
        return DK_FAILED;
    if (dk_cli_has(cli, DK_OPT_LEVEL)) {
        if (read_numbers(cli, &LEVELS, a->levels, &r->n_levels, err) != DK_OK)
            return DK_FAILED;
        r->levels = a->levels;
    }
    if (dk_cli_has(cli, DK_OPT_TOTALS) && dk_cli_has(cli, DK_OPT_SVG))
        return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str("svg"), dk_arg_str("totals"),
                       dk_arg_str("--csv, --json"));
    if (dk_cli_has(cli, DK_OPT_HIERARCHY) &&
        dk_uc_hierarchy_read(cli->option[DK_OPT_HIERARCHY], arena, &links, &r->n_links, err) !=
            DK_OK)
        return DK_FAILED;
    r->links = links;
    r->horizon = (size_t)horizon;
    r->methods = cli->option[DK_OPT_METHODS];
    r->quantiles = a->quantiles;
    r->is_whole = dk_cli_has(cli, DK_OPT_WHOLE);
    r->is_total = dk_cli_has(cli, DK_OPT_TOTALS);
    r->seed = (uint64_t)seed;
    return DK_OK;
}

dk_code dk_cli_forecast_file(dk_cli *cli, const char *usage, dk_err *err)
{
    asked a = {0};
    dk_series *series = NULL;
    size_t n = 0;
    dk_forecast_answer answer;
    if (!dk_cli_has(cli, DK_OPT_HORIZON))
        return DK_FAIL(err, MSG_OPTION_MISSING, DK_NOWHERE, dk_arg_str("horizon"),
                       dk_arg_str("forecast"), dk_arg_str(usage));
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = read_request(cli, &a, arena, err);
    if (code == DK_OK)
        code = dk_uc_series_read(cli->option[DK_OPT_INPUT], (int32_t)a.season, arena, &series, &n,
                                 err);
    if (code == DK_OK)
        code = dk_uc_forecast_series(&a.request, series, n, arena, &answer, err);
    if (code == DK_OK)
        code = print(cli, &a.request, &answer, arena, err);
    if (code == DK_OK)
        say_problems(cli, &answer);
    dk_arena_free(arena);
    return code;
}
