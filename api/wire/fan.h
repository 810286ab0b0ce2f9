/* api/wire/fan.h - a forecast as a small picture: history, mean, and intervals as grey bands.
 *
 * SVG 1.1 without scripts, fonts or colours that matter: bands differ in lightness, lines in dash,
 * so that a grey print says the same.
 */
#ifndef DK_API_WIRE_FAN_H
#define DK_API_WIRE_FAN_H

#include "core/base/buf.h"
#include "core/base/text.h"
#include "models/outlook.h"
#include "models/request.h"

enum { DK_FAN_MAX = 50 }; /* charts in one picture; further series are left out and counted */

/* One document with a chart for each of the answer's first DK_FAN_MAX series, one below the other.
 */
void dk_wire_fan(dk_buf *out, const dk_forecast_request *request, const dk_forecast_answer *answer,
                 dk_lang lang);

/* The same of an item of an outlook, or (NULL) of its first DK_FAN_MAX items, `horizon` steps ahead
 * (at most the outlook's), under their titles. */
void dk_wire_fan_outlook(dk_buf *out, const dk_outlook *outlook, const dk_outlook_item *item,
                         size_t horizon, dk_lang lang);

/* What the picture may load when it is opened by itself: nothing. */
#define DK_FAN_CSP "default-src 'none'; frame-ancestors 'self'"

#endif
