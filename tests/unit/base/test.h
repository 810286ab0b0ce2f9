/* tests/unit/base/test.h - what every test program of core/base includes; names carry no prefix. */
#ifndef DK_TESTS_UNIT_BASE_TEST_H
#define DK_TESTS_UNIT_BASE_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#endif
