/* api/wire/openapi.h - what a route says about itself, and the OpenAPI 3.1 document made from it.
 *
 * The same descriptors check requests (api/http/router.h) and document them here, so neither can
 * say something the other does not. Schemas of records come from the field tables of core/register,
 * the others from the table in schemas.def.
 */
#ifndef DK_API_WIRE_OPENAPI_H
#define DK_API_WIRE_OPENAPI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/text.h"

typedef enum {
    DK_PARAM_TEXT,
    DK_PARAM_INT,    /* within [min, max] */
    DK_PARAM_DATE,   /* 2026-03-05 */
    DK_PARAM_BOOL,   /* 0 or 1 */
    DK_PARAM_CHOICE, /* one of choices */
} dk_param_type;

/* A query parameter. Descriptors are static and constant. */
typedef struct {
    const char *name;
    dk_param_type type;
    int64_t min, max;           /* INT */
    const char *fallback;       /* value when it is not given, as text; NULL: none */
    const char *const *choices; /* CHOICE: NULL-terminated */
    bool is_required;
    dk_text note;
} dk_param_spec;

typedef enum {
    DK_BODY_NONE,
    DK_BODY_JSON, /* application/json, in memory */
    DK_BODY_FILE, /* raw bytes of a file, streamed to disk */
} dk_body_kind;

/* One method of one address. Path parameters are the {names} of the template. */
typedef struct {
    const char *method;   /* "GET", "POST" */
    const char *template; /* "/v1/{register}/{id}" */
    const char *name;     /* operationId, snake_case, unique */
    dk_text summary;
    const dk_param_spec *params; /* beside `lang`, which every route takes */
    size_t n_params;
    bool takes_filters; /* field=op.value and paging of a register list */
    dk_body_kind body;
    const char *response; /* schema of the JSON answer; NULL: not JSON */
    const char *media;    /* media type when it is not JSON */
    const char *const
        *formats; /* further forms by suffix ("csv", "xlsx"), NULL-terminated or NULL */
} dk_api_doc;

/* The whole document. `version` is the program's. O(routes * parameters + fields). */
void dk_wire_openapi(dk_buf *out, const dk_api_doc *const *docs, size_t n, const char *version);

/* True when schemas.def or a register has a schema of this name. */
bool dk_wire_schema_exists(const char *name);

/* The media type of a format: "csv", "txt", "html", "svg", "json"; anything else is a workbook. */
const char *dk_media_of(const char *format);

#endif
