/* core/register/facet.h - how often each value of a field occurs: counts beside a list. */
#ifndef DK_CORE_REGISTER_FACET_H
#define DK_CORE_REGISTER_FACET_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *value; /* canonical */
    int64_t n;         /* records */
} dk_facet;

typedef struct {
    dk_facet *items; /* most frequent first, equals by value */
    size_t n;
    int64_t n_empty; /* records without a value */
} dk_facets;

#endif
