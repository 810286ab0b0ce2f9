/* core/identity/firms.c - pairs of records that may be one firm (identity.h).
 *
 * A firm's name is compared by its core: 云泽康械医疗器械有限公司, 康械医疗 and
 * 康械医疗器械（云泽）有限公司 have the cores 云泽康械医疗器械, 康械医疗 and 康械医疗器械. EQUAL: a
 * core or short name of one is that of the other; NEAR: one is found within the other, or all but a
 * few characters agree. The credit code holds the organisation's own number in places 9 to 17: the
 * same number under another region or kind is the same unit; other codes are other units, or a code
 * made up by whoever had none. Chances by reasoning, as in people.c.
 */
#include <string.h>

#include "core/base/messages.h"
#include "core/base/utf8.h"
#include "core/identity/blocks.h"

const dk_identity_field dk_identity_firm_fields[] = {
    {"uscc", {"信用代码", "credit code"}, 0.60, 0.02, 1e-6, 1e-5},
    {"ent_name", {"单位名称", "name"}, 0.60, 0.35, 2e-4, 2e-3},
    {"industry_code", {"行业", "industry"}, 0.70, 0.15, 0.03, 0.1},
    {"base", {"园区", "base"}, 0.90, 0, 0.35, 0},
    {NULL, {NULL, NULL}, 0, 0, 0, 0},
};

enum {
    AT_USCC,
    AT_FIRM_NAME,
    AT_INDUSTRY,
    AT_BASE,
    ORG_FROM = 8,
    ORG_LEN = 9,
    CORE_BYTES = 180,
    LEAST_CHARS = 2,
    NEAR_CHARS = 6,
    DIVISION = 3
};

typedef struct {
    char core[CORE_BYTES], short_name[CORE_BYTES], org[ORG_LEN + 1];
} name_parts;

typedef struct {
    const dk_identity_firm *firms;
    const name_parts *parts;
} list;

/* Copies `name` without what stands in brackets and without blanks. */
static void without_brackets(const char *name, char out[CORE_BYTES])
{
    const char *end = name + strlen(name);
    size_t len = 0;
    int depth = 0;
    for (const char *p = name; p < end;) {
        const char *start = p;
        int32_t cp = dk_utf8_next(&p, end);
        depth += cp == '(' || cp == 0xFF08;
        if (depth == 0 && cp != ' ' && cp != 0x3000 && len + (size_t)(p - start) < CORE_BYTES) {
            memcpy(out + len, start, (size_t)(p - start));
            len += (size_t)(p - start);
        }
        depth -= depth > 0 && (cp == ')' || cp == 0xFF09);
    }
    out[len] = '\0';
}

/* Takes the words of law and of kind off the end, as long as something is left. */
static void strip_ends(char *name)
{
    static const char *const ends[] = {"有限责任公司", "股份有限公司", "有限公司", "分公司",
                                       "集团",         "公司",         "总厂",     "厂"};
    bool again = true;
    while (again) {
        again = false;
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
            size_t len = strlen(name), n = strlen(ends[i]);
            if (len <= n + 3 || strcmp(name + len - n, ends[i]) != 0)
                continue;
            name[len - n] = '\0';
            again = true;
        }
    }
}

static void part(const dk_identity_firm *firm, name_parts *out)
{
    without_brackets(firm->name, out->core);
    strip_ends(out->core);
    without_brackets(firm->alias, out->short_name);
    strip_ends(out->short_name);
    out->org[0] = '\0';
    if (strlen(firm->uscc) == 18) {
        memcpy(out->org, firm->uscc + ORG_FROM, ORG_LEN);
        out->org[ORG_LEN] = '\0';
    }
}

static dk_level level_of_cores(const char *a, const char *b)
{
    size_t chars_a = dk_utf8_chars(a), chars_b = dk_utf8_chars(b);
    if (chars_a < LEAST_CHARS || chars_b < LEAST_CHARS)
        return DK_LEVEL_UNKNOWN;
    if (strcmp(a, b) == 0)
        return DK_LEVEL_EQUAL;
    if (strstr(a, b) != NULL || strstr(b, a) != NULL)
        return DK_LEVEL_NEAR;
    bool is_long = chars_a >= NEAR_CHARS &&
                   chars_b >= NEAR_CHARS; /* short names differ in what tells them apart */
    return is_long && dk_identity_distance(a, b) <= 1 ? DK_LEVEL_NEAR : DK_LEVEL_DIFFERS;
}

/* The best level of any two of core and short name. */
static dk_level level_of_firm_names(const name_parts *a, const name_parts *b)
{
    const char *const of_a[] = {a->core, a->short_name}, *const of_b[] = {b->core, b->short_name};
    dk_level best = DK_LEVEL_UNKNOWN;
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 2; j++) {
            dk_level level = level_of_cores(of_a[i], of_b[j]);
            best = level > best ? level : best;
        }
    }
    return best;
}

static dk_level level_of_industries(const char *a, const char *b)
{
    if (*a == '\0' || *b == '\0')
        return DK_LEVEL_UNKNOWN;
    if (strcmp(a, b) == 0)
        return DK_LEVEL_EQUAL;
    return strncmp(a, b, DIVISION) == 0 ? DK_LEVEL_NEAR : DK_LEVEL_DIFFERS;
}

static void compare(const void *ctx, dk_identity_pair *pair)
{
    const list *l = ctx;
    const dk_identity_firm *a = &l->firms[pair->a], *b = &l->firms[pair->b];
    const name_parts *pa = &l->parts[pair->a], *pb = &l->parts[pair->b];
    pair->level[AT_USCC] =
        (uint8_t)(*pa->org == '\0' || *pb->org == '\0'          ? DK_LEVEL_UNKNOWN
                  : strcmp(pa->org, pb->org) == 0               ? DK_LEVEL_EQUAL
                  : dk_identity_distance(a->uscc, b->uscc) <= 2 ? DK_LEVEL_NEAR
                                                                : DK_LEVEL_DIFFERS);
    pair->level[AT_FIRM_NAME] = (uint8_t)level_of_firm_names(pa, pb);
    pair->level[AT_INDUSTRY] = (uint8_t)level_of_industries(a->industry, b->industry);
    pair->level[AT_BASE] = (uint8_t)(a->base == 0 || b->base == 0 ? DK_LEVEL_UNKNOWN
                                     : a->base == b->base         ? DK_LEVEL_EQUAL
                                                                  : DK_LEVEL_DIFFERS);
}

/* Every two neighbouring characters of a name are a key; common ones (医疗) make blocks too big to
 * say anything. */
static void add_bigrams(dk_blocks *blocks, const char *name, size_t at)
{
    const char *end = name + strlen(name), *p = name, *start = name;
    while (p < end) {
        const char *middle = p;
        (void)dk_utf8_next(&p, end);
        if (middle > name) {
            char two[12];
            size_t len = (size_t)(p - start);
            memcpy(two, start, len);
            two[len] = '\0';
            dk_block_add(blocks, dk_block_key('b', two, NULL, 0), at);
        }
        start = middle;
    }
}

dk_code dk_identity_firms(const dk_identity_firm *firms, size_t n, dk_arena *arena,
                          dk_identity_result *out, dk_err *err)
{
    name_parts *parts = dk_arena_array(arena, n + 1, sizeof *parts);
    dk_blocks blocks = {.arena = arena};
    if (parts == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++) {
        part(&firms[i], &parts[i]);
        add_bigrams(&blocks, parts[i].core, i);
        add_bigrams(&blocks, parts[i].short_name, i);
        dk_block_add(&blocks, dk_block_key('o', parts[i].org, NULL, 0), i);
        dk_block_add(&blocks, dk_block_key('n', parts[i].core, NULL, 0), i);
    }
    const list l = {firms, parts};
    const dk_weighing how = {.fields = dk_identity_firm_fields,
                             .ask_bits = DK_IDENTITY_FIRM_BITS,
                             .compare = compare,
                             .name_at = AT_FIRM_NAME,
                             .ctx = &l};
    return dk_blocks_weigh(&blocks, &how, out, err);
}
