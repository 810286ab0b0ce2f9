/* core/base/random.c - see random.h. */
#include "core/base/random.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

dk_random dk_random_seed(uint64_t seed)
{
    dk_random random;
    for (int i = 0; i < 4; i++)
        random.s[i] = splitmix(&seed);
    return random;
}

dk_random dk_random_stream(uint64_t seed, const char *name)
{
    return dk_random_seed(dk_hash_text(seed, name));
}

static uint64_t rotate(uint64_t x, int k)
{
    return x << k | x >> (64 - k);
}

uint64_t dk_random_next(dk_random *random)
{
    uint64_t *s = random->s, result = rotate(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 45);
    return result;
}

uint64_t dk_random_below(dk_random *random, uint64_t n)
{
    assert(n >= 1);
    uint64_t reject = (0 - n) % n, x; /* 2^64 mod n: draws below it would favour small results */
    do
        x = dk_random_next(random);
    while (x < reject);
    return x % n;
}

int64_t dk_random_between(dk_random *random, int64_t low, int64_t high)
{
    assert(low <= high);
    uint64_t span = (uint64_t)high - (uint64_t)low + 1;
    /* The full int64_t range has 2^64 values, which do not fit the span: every draw is one of them.
     */
    uint64_t draw = span == 0 ? dk_random_next(random) : dk_random_below(random, span);
    return (int64_t)((uint64_t)low + draw);
}

double dk_random_unit(dk_random *random)
{
    return (double)(dk_random_next(random) >> 11) * 0x1p-53;
}

double dk_random_normal(dk_random *random)
{
    double u, v, s;
    do {
        u = 2 * dk_random_unit(random) - 1;
        v = 2 * dk_random_unit(random) - 1;
        s = u * u + v * v;
    } while (s >= 1 || s == 0);
    return u * sqrt(-2 * log(s) / s);
}

double dk_random_gamma(dk_random *random, double shape)
{
    assert(shape > 0);
    if (shape < 1) {
        double u = 1 - dk_random_unit(random);
        return dk_random_gamma(random, shape + 1) * pow(u, 1 / shape);
    }
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);
    for (;;) {
        double x = dk_random_normal(random), v = 1 + c * x;
        if (v <= 0)
            continue;
        v = v * v * v;
        double u = 1 - dk_random_unit(random);
        if (log(u) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

/* Binomial(n, p) by n draws; n is small here (the recursion below quarters it). */
static int64_t binomial(dk_random *random, int64_t n, double p)
{
    int64_t k = 0;
    for (int64_t i = 0; i < n; i++)
        k += dk_random_unit(random) < p;
    return k;
}

int64_t dk_random_poisson(dk_random *random, double mean)
{
    assert(mean >= 0);
    if (mean >= 30) {
        int64_t m = (int64_t)(mean * 7 / 8);
        double x = dk_random_gamma(random, (double)m);
        return x > mean ? binomial(random, m - 1, mean / x)
                        : m + dk_random_poisson(random, mean - x);
    }
    double limit = exp(-mean), product = 1 - dk_random_unit(random);
    int64_t k = 0;
    for (; product > limit; k++)
        product *= 1 - dk_random_unit(random);
    return k;
}

uint64_t dk_hash(uint64_t seed, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    uint64_t h = 0xCBF29CE484222325u ^ seed;
    for (size_t i = 0; i < len; i++)
        h = (h ^ p[i]) * 0x100000001B3u;
    h += seed;
    return splitmix(&h);
}

uint64_t dk_hash_text(uint64_t seed, const char *text)
{
    return dk_hash(seed, text, strlen(text));
}
