/* api/wire/class.h - the lists of a whole class on one page (docs/formats.md, "A class"). */
#ifndef DK_API_WIRE_CLASS_H
#define DK_API_WIRE_CLASS_H

#include "api/wire/json.h"
#include "core/match/exposure.h"
#include "core/match/list.h"

typedef struct {
    dk_json json;
    size_t people, open, none; /* counted as rows come */
} dk_wire_class;

/* The document is written as lists come: begin, a row per person, end. */
void dk_wire_class_begin(dk_wire_class *c, dk_buf *out, const char *class_name, bool is_spread);
void dk_wire_class_row(dk_wire_class *c, const dk_match_list *list);
void dk_wire_class_end(dk_wire_class *c, const dk_exposure *exposure);

#endif
