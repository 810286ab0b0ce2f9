/* api/http/resources/home.c - the first page: how much there is, and three people to try. */
#include "api/http/resources/common.h"
#include "api/wire/service.h"
#include "core/register/fields.h"

enum { TRIES = 3, LOOKED_AT = 20, BATCHES_MAX = 1000 };

/* "汽车运用与维修 · 23汽修1班" */
static const char *line_of(const dk_request *request, const dk_codes *codes,
                           const dk_record *record)
{
    static const char *const KEYS[] = {"specialty_code", "class_name"};
    const char *line = NULL;
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        size_t field = dk_field_find(record->reg, KEYS[i]);
        if (field == SIZE_MAX || record->v[field].kind != DK_V_TEXT)
            continue;
        const char *text = record->v[field].text, *list = record->reg->fields[field].codes;
        const dk_code_row *row =
            list == NULL ? NULL : dk_codes_find(codes, list, text, DK_DAY_NONE);
        if (row != NULL)
            text = request->lang == DK_EN && row->name_en != NULL && *row->name_en != '\0'
                       ? row->name_en
                       : row->name;
        line = line == NULL ? text : dk_arena_format(request->call.arena, "%s · %s", line, text);
    }
    return line;
}

/* A person with at least one match makes a better first impression; any problem here only means
 * that the page shows the first people of the list instead. */
static bool has_match(const dk_request *request, int64_t trainee)
{
    dk_match_list list;
    dk_err ignored = DK_ERR_INIT;
    const dk_uc_match_options options = {.top = 1, .as_of = DK_DAY_NONE, .lang = request->lang};
    return dk_uc_match_trainee(&request->call, trainee, &options, &list, &ignored) == DK_OK &&
           list.n_matches > 0;
}

static void pick(const dk_request *request, const dk_record_list *list, bool wants_match,
                 const dk_codes *codes, dk_wire_home_page *page, dk_wire_try *tries)
{
    for (size_t i = 0; i < list->n && page->n_tries < TRIES; i++) {
        const dk_record *record = list->records[i];
        char no[24];
        if (wants_match && !has_match(request, record->id))
            continue;
        dk_record_no(record->reg, record->id, no);
        tries[page->n_tries++] =
            (dk_wire_try){.trainee = record->id,
                          .no = dk_arena_text(request->call.arena, no),
                          .label = dk_record_label(request->call.arena, record),
                          .line = line_of(request, codes, record)};
    }
}

static dk_code count_batches(const dk_request *request, dk_wire_home_page *page, dk_err *err)
{
    dk_batch_info *infos;
    size_t n = 0;
    if (dk_uc_batches(&request->call, BATCHES_MAX, &infos, &n, err) != DK_OK)
        return DK_FAILED;
    page->n_batches = n == 0 ? 0 : infos[0].batch; /* batches are numbered without gaps */
    return DK_OK;
}

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_record_list list;
    dk_codes_ref *ref = NULL;
    const dk_codes *codes;
    dk_wire_try tries[TRIES];
    int64_t *counts = dk_arena_array(request->call.arena, dk_n_registers, sizeof *counts);
    dk_wire_home_page page = {.seq = request->seq,
                              .as_of = dk_app_as_of(request->call.app),
                              .zone_minutes = dk_app_zone_minutes(request->call.app),
                              .counts = counts,
                              .tries = tries};
    char today[11], next_year[11];
    const dk_filter soon[] = {{DK_TRAINEES_start_on, DK_OP_GE, today},
                              {DK_TRAINEES_start_on, DK_OP_LT, next_year}};
    dk_query query = {.reg = dk_register_find("trainees"),
                      .filters = soon,
                      .n_filters = 2,
                      .order = SIZE_MAX,
                      .limit = LOOKED_AT};
    if (counts == NULL)
        return DK_NO_MEMORY(err);
    if (dk_uc_counts(&request->call, counts, err) != DK_OK ||
        count_batches(request, &page, err) != DK_OK ||
        dk_app_codes(request->call.app, &ref, &codes, err) != DK_OK)
        return DK_FAILED;
    /* First those who can start within a year, then the first of the list. */
    dk_day_format(page.as_of, today);
    dk_day_format(dk_day_add_months(page.as_of, 12), next_year);
    dk_code code = DK_OK;
    for (int i = 0; code == DK_OK && page.n_tries == 0 && i < 2; i++) {
        query.n_filters = i == 0 ? 2 : 0;
        code = dk_uc_list(&request->call, &query, &list, err);
        if (code == DK_OK)
            pick(request, &list, true, codes, &page, tries);
    }
    if (code == DK_OK && page.n_tries == 0)
        pick(request, &list, false, codes, &page, tries);
    if (code == DK_OK)
        dk_wire_home(&reply->body, &page);
    dk_app_codes_release(ref);
    return code;
}

DK_GET_DATA(home, "/v1/home", answer,
            .summary = {"首页：数据到哪天、各表有多少、可以先看谁",
                        "the first page: as of when, how much there is, whom to try"},
            .response = "Home");
