/* tests/fuzz/fuzz_date.c - texts as dates. What is taken is a real day or month of 1900..2199, and
 * its own form reads as the same. */
#include <stdlib.h>
#include <string.h>

#include "core/base/utf8.h"
#include "core/import/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_day(dk_day day)
{
    char text[32];
    dk_day again = 0;
    dk_month month = 0;
    const dk_civil civil = dk_civil_of(day);
    if (!dk_civil_valid(civil.year, civil.month, civil.day))
        abort();
    snprintf(text, sizeof text, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
    if (dk_date_read(text, true, &again, &month) != DK_DATE_DAY || again != day)
        abort();
}

static void check_month(dk_month month)
{
    char text[32];
    dk_day day = 0;
    dk_month again = 0;
    snprintf(text, sizeof text, "%04d-%02d", month / 12, month % 12 + 1);
    if (dk_date_read(text, true, &day, &again) != DK_DATE_MONTH || again != month)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    dk_arena *arena = dk_arena_new();
    const char *text = dk_arena_copy(arena, (const char *)data + 1, size - 1);
    if (dk_utf8_valid(text, strlen(text), NULL)) {
        dk_day day = 0;
        dk_month month = 0;
        text = dk_text_fold(arena, text);
        dk_date_kind kind = dk_date_read(text, data[0] % 2 == 1, &day, &month);
        if (kind == DK_DATE_DAY)
            check_day(day);
        if (kind == DK_DATE_MONTH)
            check_month(month);
    }
    dk_arena_free(arena);
    return 0;
}
