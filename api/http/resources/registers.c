/* api/http/resources/registers.c - the registers and their field tables. */
#include "api/http/resources/common.h"
#include "api/wire/record.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    enum { MOST_FORMS = 16 };
    dk_wire_form forms[MOST_FORMS];
    size_t n = 0;
    int64_t *counts = dk_arena_array(request->call.arena, dk_n_registers, sizeof *counts);
    if (counts == NULL)
        return DK_NO_MEMORY(err);
    if (dk_uc_counts(&request->call, counts, err) != DK_OK)
        return DK_FAILED;
    while (n < MOST_FORMS && dk_uc_form_at(n, &forms[n].key, &forms[n].reg, &forms[n].title))
        n++;
    dk_wire_registers(&reply->body, counts, forms, n);
    return DK_OK;
}

DK_GET_DATA(registers, "/v1/registers", answer,
            .summary = {"全部登记表及其字段", "all registers with their fields"},
            .response = "RegisterList");
