/* api/wire/referral.h - a match list on paper and in a chat.
 *
 * The form (推荐表) is a plain A4 page of HTML without scripts: facts, posts with reasons and gaps,
 * room for opinions, seal and signatures. The chat text carries no number of a person and no record
 * number, only the name as the reader may see it.
 */
#ifndef DK_API_WIRE_REFERRAL_H
#define DK_API_WIRE_REFERRAL_H

#include "core/base/buf.h"
#include "core/match/list.h"
#include "core/register/found.h"

/* What may style the page: nothing else is loaded. */
#define DK_REFERRAL_CSP "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"

/* The form of one trainee. O(size). */
void dk_wire_referral_html(dk_buf *out, const dk_match_list *list, const dk_fact_text *facts,
                           size_t n_facts, dk_lang lang);

/* The list as text for a chat, of a trainee or a post. */
void dk_wire_referral_text(dk_buf *out, const dk_match_list *list, dk_lang lang);

#endif
