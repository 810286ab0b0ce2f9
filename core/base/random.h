/* core/base/random.h - reproducible random numbers and hashes.
 *
 * The generator is xoshiro256** (Blackman and Vigna 2018, ACM TOMS 47:36), seeded by splitmix64.
 * The same seed gives the same numbers on every machine. Not for secrets (libsodium is, in
 * core/store). The hash is for ties and tables only, not against an adversary.
 */
#ifndef DK_CORE_BASE_RANDOM_H
#define DK_CORE_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t s[4];
} dk_random;

dk_random dk_random_seed(uint64_t seed);

/* An independent stream: the same (seed, name) always gives the same one. Lets a generator add a
 * draw in one place without moving the draws of every other place. */
dk_random dk_random_stream(uint64_t seed, const char *name);

uint64_t dk_random_next(dk_random *random);

/* Uniform in [0, n), n >= 1, without bias (rejection). */
uint64_t dk_random_below(dk_random *random, uint64_t n);

/* Uniform integer in [low, high]. */
int64_t dk_random_between(dk_random *random, int64_t low, int64_t high);

/* Uniform in [0, 1) with 53 bits. */
double dk_random_unit(dk_random *random);

/* Standard normal (Marsaglia polar method). */
double dk_random_normal(dk_random *random);

/* Gamma(shape > 0, scale 1) after Marsaglia and Tsang 2000; Poisson(mean >= 0), by inversion below
 * 30 and the normal-gamma recursion of Ahrens and Dieter 1974 above. */
double dk_random_gamma(dk_random *random, double shape);
int64_t dk_random_poisson(dk_random *random, double mean);

/* 64-bit FNV-1a of `len` bytes mixed with `seed` and finalised (splitmix64). O(len). */
uint64_t dk_hash(uint64_t seed, const void *bytes, size_t len);
uint64_t dk_hash_text(uint64_t seed, const char *text);

#endif
