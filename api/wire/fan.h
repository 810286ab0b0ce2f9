/* api/wire/fan.h - a forecast as a small picture: history, mean, and intervals as grey bands.
 *
 * SVG 1.1 without scripts, fonts or colours that matter: bands differ in lightness, lines in dash,
 * so that a grey print says the same.
 */
#ifndef DK_API_WIRE_FAN_H
#define DK_API_WIRE_FAN_H

#include "core/base/buf.h"
#include "core/base/text.h"
#include "models/request.h"

enum { DK_FAN_MAX = 50 }; /* charts in one picture; further series are left out and counted */

/* One document with a chart for each of the answer's first DK_FAN_MAX series, one below the other.
 */
void dk_wire_fan(dk_buf *out, const dk_forecast_request *request, const dk_forecast_answer *answer,
                 dk_lang lang);

#endif
