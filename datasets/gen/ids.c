/* datasets/gen/ids.c - see ids.h.
 *
 * GB 11643-1999: weights 2^(17-i) mod 11 of digit i (0-based), check = (12 - sum mod 11) mod 11, X
 * = 10. GB 32100-2015: weights 3^i mod 31, check = (31 - sum mod 31) mod 31 over the 31-character
 * alphabet.
 */
#include "datasets/gen/ids.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { FIRST_YEAR = 1940, LAST_YEAR = 2039, PER_REGION = 500 };

struct dk_ids {
    dk_day first, last;
    uint32_t *used; /* [day - first][sex]: numbers given out */
};

dk_ids *dk_ids_new(dk_arena *arena)
{
    dk_ids *ids = dk_arena_alloc(arena, sizeof *ids);
    if (ids == NULL)
        return NULL;
    ids->first = dk_day_of(FIRST_YEAR, 1, 1);
    ids->last = dk_day_of(LAST_YEAR, 12, 31);
    ids->used = dk_arena_array(arena, (size_t)(ids->last - ids->first + 1) * 2, sizeof *ids->used);
    return ids->used == NULL ? NULL : ids;
}

char dk_ids_person_check(const char *first17)
{
    int weight = 1, sum = 0;
    for (int i = 16; i >= 0; i--) {
        weight = weight * 2 % 11;
        sum += weight * (first17[i] - '0');
    }
    return "10X98765432"[sum % 11];
}

char dk_ids_firm_check(const char *first17)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    int weight = 1, sum = 0;
    for (int i = 0; i < 17; i++) {
        const char *at = strchr(alphabet, first17[i]);
        assert(at != NULL && *at != '\0');
        sum += weight * (int)(at - alphabet);
        weight = weight * 3 % 31;
    }
    return alphabet[(31 - sum % 31) % 31];
}

void dk_ids_person(dk_ids *ids, dk_day born, bool is_male, char out[19])
{
    assert(born >= ids->first && born <= ids->last);
    uint32_t *used = &ids->used[(size_t)(born - ids->first) * 2 + is_male];
    uint32_t n = (*used)++;
    /* 7 is prime to 500: neighbours in a file do not get neighbouring numbers. */
    unsigned serial = (n * 7u + (unsigned)(born & 255)) % PER_REGION * 2 + is_male;
    unsigned region = DK_IDS_REGION + n / PER_REGION;
    dk_civil civil = dk_civil_of(born);
    char text[48];
    snprintf(text, sizeof text, "%06u%04d%02d%02d%03u", region % 1000000u, (int)civil.year,
             (int)civil.month, (int)civil.day, serial % 1000u);
    memcpy(out, text, 17);
    out[17] = dk_ids_person_check(out);
    out[18] = '\0';
}

void dk_ids_firm(int64_t serial, char out[19])
{
    char text[64];
    /* 91: a firm registered with the market office. The body code is MA and seven digits; 7919 is
     * prime to 10^7, so serials spread without meeting. */
    snprintf(text, sizeof text, "91%06dMA%07d", (int)DK_IDS_REGION,
             (int)(serial * 7919 % 10000000));
    memcpy(out, text, 17);
    out[17] = dk_ids_firm_check(out);
    out[18] = '\0';
}

void dk_ids_phone(int64_t serial, char out[12])
{
    char text[48];
    snprintf(text, sizeof text, "120%08d", (int)(serial * 48271 % 100000000));
    memcpy(out, text, 12);
}
