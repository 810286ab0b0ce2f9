/* tests/fuzz/fuzz_pay.c - texts about pay. What is understood has ends in order, no negative amount
 * and at least one thing said; an amount written plainly reads the same as what it was taken for.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/parse.h"
#include "core/base/utf8.h"
#include "core/import/internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(dk_arena *arena, const dk_pay *pay)
{
    if (!pay->has_min && !pay->has_max && pay->n_words == 0)
        abort();
    if (pay->n_words > DK_PAY_WORDS || (pay->has_min && pay->min < 0) ||
        (pay->has_max && pay->max < 0) || (pay->has_min && pay->has_max && pay->min > pay->max))
        abort();
    if (!pay->has_min || !pay->has_max || pay->min % 100 != 0 || pay->min == 0 ||
        pay->min != pay->max || pay->min > INT64_C(100000000000))
        return;
    dk_pay again;
    char number[32];
    dk_format_decimal(pay->min, 2, number);
    if (dk_pay_read(arena, number, &again) != DK_PAY_OK || again.min != pay->min ||
        again.max != pay->max)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    dk_arena *arena = dk_arena_new();
    const char *text = dk_arena_copy(arena, (const char *)data, size);
    dk_pay pay;
    if (dk_utf8_valid(text, strlen(text), NULL)) {
        text = dk_text_fold(arena, text);
        if (dk_pay_read(arena, text, &pay) == DK_PAY_OK)
            check(arena, &pay);
    }
    dk_arena_free(arena);
    return 0;
}
