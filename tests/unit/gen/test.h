/* tests/unit/gen/test.h - what every test program of datasets/gen includes; names carry no prefix.
 */
#ifndef DK_TESTS_UNIT_GEN_TEST_H
#define DK_TESTS_UNIT_GEN_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/base/err.h"

/* A new folder under the system's temporary one, in out[64]. */
static inline void make_folder(char out[64])
{
    memcpy(out, "/tmp/dk-gen-XXXXXX", sizeof "/tmp/dk-gen-XXXXXX");
    assert_non_null(mkdtemp(out));
}

static inline void remove_folder(const char *folder)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    assert_int_equal(system(command), 0);
}

/* Fails the test with the text of the error. */
static inline void assert_ok(dk_code code, const dk_err *err)
{
    char text[512] = "";
    if (code == DK_OK)
        return;
    dk_err_text(err, DK_EN, text, sizeof text);
    fail_msg("%s", text);
}

#endif
