/* api/wire/search.c - see search.h. */
#include "api/wire/search.h"

#include <assert.h>

/* The members of one record inside an open object: register, id, no, label, line. */
static void add_found(dk_json *json, const dk_found *found)
{
    dk_json_text(json, "register", found->reg->key);
    dk_json_int(json, "id", found->id);
    dk_json_text(json, "no", found->no);
    dk_json_text(json, "label", found->label);
    dk_json_text(json, "line", found->line);
}

void dk_wire_search(dk_buf *out, const dk_found_list *list)
{
    assert(list->counts != NULL && (list->items != NULL || list->n == 0));
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_json_text(&json, "q", list->query);
    dk_json_int(&json, "seq", list->seq);
    dk_json_int(&json, "total", list->total);
    dk_json_bool(&json, "is_cut", list->is_cut);
    dk_json_object(&json, "counts");
    for (size_t i = 0; i < dk_n_registers; i++)
        if (list->counts[i] > 0)
            dk_json_int(&json, dk_registers[i]->key, list->counts[i]);
    dk_json_end(&json, '}');
    dk_json_array(&json, "items");
    for (size_t i = 0; i < list->n; i++) {
        dk_json_object(&json, NULL);
        add_found(&json, &list->items[i]);
        dk_json_end(&json, '}');
    }
    dk_json_end(&json, ']');
    dk_json_end(&json, '}');
}
