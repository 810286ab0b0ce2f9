/* core/store/datum.c - one database value, whatever the database (driver.h). */
#include "core/store/driver.h"

#include <string.h>

dk_datum dk_datum_int(int64_t num)
{
    return (dk_datum){DK_D_INT, num, NULL, 0};
}

dk_datum dk_datum_text(const char *text)
{
    return text == NULL ? DK_DATUM_NULL : (dk_datum){DK_D_TEXT, 0, text, strlen(text)};
}

dk_datum dk_datum_blob(const void *bytes, size_t len)
{
    return (dk_datum){DK_D_BLOB, 0, bytes, len};
}

bool dk_datum_equal(const dk_datum *a, const dk_datum *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == DK_D_INT)
        return a->num == b->num;
    return a->len == b->len && (a->len == 0 || memcmp(a->bytes, b->bytes, a->len) == 0);
}

dk_datum dk_datum_copy(dk_arena *arena, dk_datum datum, bool *ok)
{
    if (datum.kind == DK_D_NULL || datum.kind == DK_D_INT)
        return datum;
    datum.bytes = dk_arena_copy(arena, datum.len == 0 ? "" : datum.bytes, datum.len);
    if (datum.bytes != NULL)
        return datum;
    *ok = false;
    return DK_DATUM_NULL;
}

void dk_bind_all(dk_stmt *stmt, const dk_datum *data, size_t n)
{
    for (size_t i = 0; i < n; i++)
        dk_bind(stmt, (int)i + 1, data[i]);
}
