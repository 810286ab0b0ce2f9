/* api/wire/forecast.h - forecasts and closeness as JSON, and the bodies that ask for them
 * (docs/formats.md). */
#ifndef DK_API_WIRE_FORECAST_H
#define DK_API_WIRE_FORECAST_H

#include "api/wire/json.h"
#include "core/base/arena.h"
#include "core/match/similar.h"
#include "models/outlook.h"
#include "models/request.h"

/* The list of specialties. horizon: as asked. */
void dk_wire_outlook(dk_buf *out, const dk_outlook *outlook, size_t horizon, dk_lang lang);

/* One specialty with history, `horizon` steps, years, methods and backtest. The arena is for its
 * words. */
void dk_wire_outlook_item(dk_buf *out, const dk_outlook *outlook, const dk_outlook_item *item,
                          size_t horizon, dk_lang lang, dk_arena *arena);

/* ---- POST /v1/forecast ---- */

/* {"horizon":8,"season":4,"series":[{"key":"A","start":"2020Q1","values":[1,null,2]}]} and, when
 * wanted, "level":[80,95],"quantiles":[0.1,0.9],"methods":"ets,theta","whole":true,
 * "hierarchy":[{"node":"all","bottom":"A"}]; without `season` by the kind of period. At most 1,000
 * series. Everything lives in the arena. Fails naming the member. */
typedef struct {
    dk_forecast_request request;
    dk_series *series;
    size_t n;
} dk_wire_series;
DK_MUST dk_code dk_wire_series_read(dk_arena *arena, const char *bytes, size_t len,
                                    dk_wire_series *out, dk_err *err);
void dk_wire_series_forecasts(dk_buf *out, const dk_forecast_request *request,
                              const dk_forecast_answer *answer, dk_lang lang);

/* ---- POST /v1/similar ---- */

/* {"profiles":[{"key":"a","values":[4.2,null,..],"levels":[..]}]}, all of one length, `levels` on
 * all or none. At most 500 profiles. */
DK_MUST dk_code dk_wire_profiles_read(dk_arena *arena, const char *bytes, size_t len,
                                      const char ***keys, dk_similar_input *out, dk_err *err);
/* Every ordered pair of different profiles; scores are n * n. */
void dk_wire_similar(dk_buf *out, const char *const *keys, const dk_similar_input *input,
                     const double *scores);

#endif
