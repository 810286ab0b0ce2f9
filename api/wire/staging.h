/* api/wire/staging.h - staged files and tasks as JSON (docs/formats.md, "Staging"). */
#ifndef DK_API_WIRE_STAGING_H
#define DK_API_WIRE_STAGING_H

#include "api/wire/batch.h"
#include "api/wire/read.h"

typedef struct {
    const dk_upload *upload;
    int64_t again; /* batch that took the same bytes before, 0: none or not asked */
} dk_wire_upload;

void dk_wire_upload_write(dk_buf *out, const dk_wire_upload *upload, int32_t zone_minutes);
void dk_wire_uploads(dk_buf *out, const dk_upload *uploads, size_t n, int32_t zone_minutes);

/* What POST .../mapping brings. */
typedef struct {
    const char *mapping; /* "C=id_no;D=-" */
    bool remembers;
} dk_wire_mapping;

/* Reads {"columns": {"C": "id_no", "D": null}, "remember": true}; text in the arena. */
DK_MUST dk_code dk_wire_mapping_read(dk_arena *arena, const char *bytes, size_t len,
                                     dk_wire_mapping *out, dk_err *err);

typedef struct {
    const dk_task_row *row;
    dk_text stage; /* zh NULL: not running */
    size_t done, total;
    const dk_wire_result *result; /* NULL: none */
    const dk_err *problem;        /* NULL: none */
} dk_wire_task;

void dk_wire_task_write(dk_buf *out, const dk_wire_task *task, dk_lang lang, int32_t zone_minutes);
void dk_wire_tasks(dk_buf *out, const dk_task_row *rows, size_t n, dk_lang lang,
                   int32_t zone_minutes);

#endif
