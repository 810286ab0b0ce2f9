/* api/http/resources/doctor.c - the self-checks of the centre, on request. */
#include "api/http/resources/common.h"
#include "api/wire/service.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    dk_check *checks = NULL;
    size_t n = 0;
    dk_uc_doctor_of(&request->call, &checks, &n);
    dk_wire_check *told = dk_arena_array(request->call.arena, n, sizeof *told);
    if (checks == NULL || told == NULL)
        return DK_NO_MEMORY(err);
    for (size_t i = 0; i < n; i++)
        told[i] = (dk_wire_check){checks[i].title, checks[i].detail,
                                  checks[i].is_ok ? NULL : &checks[i].problem};
    dk_wire_checks(&reply->body, told, n, request->lang);
    return DK_OK;
}

DK_GET(doctor, "/v1/doctor", answer,
       .summary = {"自检：数据库和密钥、审计链、登记表与变更日志、检索表",
                   "self-checks: database and key, audit chain, registers against the log, search"},
       .response = "Checks");
