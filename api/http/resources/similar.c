/* api/http/resources/similar.c - closeness of the profiles in the body. */
#include "api/http/resources/common.h"
#include "api/usecase/similar.h"
#include "api/wire/forecast.h"

static dk_code answer(const dk_request *request, dk_reply *reply, dk_err *err)
{
    const char **keys = NULL;
    dk_similar_input input;
    const double *scores = NULL;
    if (dk_wire_profiles_read(request->call.arena, request->body, request->body_len, &keys, &input,
                              err) != DK_OK ||
        dk_uc_similar(&input, request->call.arena, &scores, err) != DK_OK)
        return DK_FAILED;
    dk_wire_similar(&reply->body, keys, &input, scores);
    return DK_OK;
}

DK_POST_READ(similar, "/v1/similar", answer,
             .summary = {"正文里各画像两两之间的相近程度，不读写登记表",
                         "closeness of the profiles in the body; the registers are not touched"},
             .body = DK_BODY_JSON, .response = "SimilarPairs");
