/* datasets/gen/festival.c - see festival.h. */
#include "datasets/gen/festival.h"

#include <stdio.h>

#include "core/base/parse.h"
#include "core/table/table.h"
#include "datasets/gen/messages.h"

static void take_row(const dk_row *row, dk_festival *out)
{
    int64_t year;
    dk_day day;
    if (row->n_cells < 2 || !dk_day_parse(row->cells[1].text, &day) ||
        !dk_parse_int(row->cells[0].text, DK_FESTIVAL_FIRST,
                      DK_FESTIVAL_FIRST + DK_FESTIVAL_YEARS - 1, &year))
        return; /* the header, or a year out of use */
    out->day[year - DK_FESTIVAL_FIRST] = day;
}

dk_code dk_festival_load(const char *dir, dk_festival *out, dk_err *err)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/spring_festival.csv", dir);
    dk_table *table = NULL;
    dk_row row;
    dk_festival made;
    for (size_t i = 0; i < DK_FESTIVAL_YEARS; i++)
        made.day[i] = DK_DAY_NONE;
    if (dk_table_open(path, "spring_festival.csv", NULL, &table, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_table_rewind(table, 0, err);
    while (code == DK_OK && (code = dk_table_next(table, &row, err)) == DK_OK && row.n_cells > 0)
        take_row(&row, &made);
    dk_table_close(table);
    if (code == DK_OK)
        *out = made;
    return code;
}

dk_code dk_festival_day(const dk_festival *festival, int32_t year, dk_day *out, dk_err *err)
{
    int32_t i = year - DK_FESTIVAL_FIRST;
    if (i < 0 || i >= DK_FESTIVAL_YEARS || festival->day[i] == DK_DAY_NONE)
        return DK_FAIL(err, MSG_GEN_FESTIVAL_MISSING, DK_NOWHERE, dk_arg_int(year));
    *out = festival->day[i];
    return DK_OK;
}
