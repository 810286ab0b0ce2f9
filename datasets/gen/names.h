/* datasets/gen/names.h - invented names of persons and firms.
 *
 * A person's name is a common surname and two syllables drawn apart from sex and from each other; a
 * firm's is two invented syllables and what it does. No list of real people or firms was used, and
 * a coincidence means nothing. Firm names are distinct: the serial chooses the syllables.
 */
#ifndef DK_DATASETS_GEN_NAMES_H
#define DK_DATASETS_GEN_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/random.h"

enum { DK_NAME_SIZE = 64 };

/* A person's name of two or three characters. */
void dk_name_person(dk_random *random, char out[DK_NAME_SIZE]);

/* The brand of firm `serial` (0-based): two syllables, three beyond 4,000 firms; distinct. */
void dk_name_brand(int64_t serial, char out[DK_NAME_SIZE]);

#endif
