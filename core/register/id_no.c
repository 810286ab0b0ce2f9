/* core/register/id_no.c - check digits of identity numbers and credit codes.
 *
 * Identity number (GB 11643-1999): 17 digits a1..a17 and a check character from ISO 7064 MOD 11-2:
 *     sum over i = 1..17 of a_i * W_i, W_i = 2^(18-i) mod 11; the character is C[sum mod 11] with
 *     C = 1 0 X 9 8 7 6 5 4 3 2. Digits 7..14 are the birth date, digit 17 is odd for men.
 * Credit code (GB 32100-2015): 17 characters c1..c17 valued by their place in the alphabet below
 * and a check character of value (31 - sum over i of c_i * 3^(i-1) mod 31) mod 31.
 */
#include "core/register/register.h"

#include <assert.h>
#include <string.h>

#include "core/base/date.h"

enum { ID_LEN = 18, USCC_LEN = 18, USCC_BASE = 31 };

static bool are_digits(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

static int32_t number(const char *text, int n)
{
    int32_t v = 0;
    for (int i = 0; i < n; i++)
        v = v * 10 + (text[i] - '0');
    return v;
}

static char check_character(const char *id_no)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (size_t i = 0; i < ID_LEN - 1; i++)
        sum += (id_no[i] - '0') * weights[i];
    return "10X98765432"[sum % 11];
}

bool dk_id_no_valid(const char *id_no)
{
    assert(id_no != NULL);
    if (strlen(id_no) != ID_LEN || !are_digits(id_no, ID_LEN - 1))
        return false;
    if (!dk_civil_valid(number(id_no + 6, 4), number(id_no + 10, 2), number(id_no + 12, 2)))
        return false;
    return id_no[ID_LEN - 1] == check_character(id_no);
}

int32_t dk_id_no_birth(const char *id_no)
{
    assert(dk_id_no_valid(id_no));
    return dk_day_of(number(id_no + 6, 4), number(id_no + 10, 2), number(id_no + 12, 2));
}

bool dk_id_no_is_male(const char *id_no)
{
    assert(dk_id_no_valid(id_no));
    return (id_no[16] - '0') % 2 == 1;
}

bool dk_id_no_from_15(const char *id_no, char out[19])
{
    assert(id_no != NULL && out != NULL);
    if (strlen(id_no) != 15 || !are_digits(id_no, 15))
        return false;
    char full[ID_LEN + 1];
    memcpy(full, id_no, 6);
    memcpy(full + 6, "19", 2);
    memcpy(full + 8, id_no + 6, 9);
    full[ID_LEN - 1] = check_character(full);
    full[ID_LEN] = '\0';
    memcpy(out, full, sizeof full);
    return true;
}

/* Value of a character of a credit code, -1 for I, O, S, V, Z and anything else. */
static int uscc_value(char c)
{
    static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const char *at = c == '\0' ? NULL : strchr(alphabet, c);
    return at == NULL ? -1 : (int)(at - alphabet);
}

bool dk_uscc_valid(const char *uscc)
{
    assert(uscc != NULL);
    if (strlen(uscc) != USCC_LEN)
        return false;
    int sum = 0, weight = 1;
    for (size_t i = 0; i < USCC_LEN - 1; i++) {
        int value = uscc_value(uscc[i]);
        if (value < 0)
            return false;
        sum += value * weight;
        weight = weight * 3 % USCC_BASE;
    }
    return uscc_value(uscc[USCC_LEN - 1]) == (USCC_BASE - sum % USCC_BASE) % USCC_BASE;
}
