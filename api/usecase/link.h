/* api/usecase/link.h - free text to codes: proposals, what an import leaves to be decided, and the
 * clerk's decision.
 *
 * A list of codes gets a linker (core/link) when it is first asked about; it belongs to the
 * generation of the code lists. A text is taken for a code without asking only when the linker is
 * as sure as the setting `link_accept` says (in thousandths, 1000 when it is not set: it equals one
 * name but for case, marks and blanks). Everything else is a question with up to DK_PROPOSALS
 * proposals. A decision is a record of the register `aliases`, so it is logged, can be undone, and
 * every later sheet is read with it.
 */
#ifndef DK_API_USECASE_LINK_H
#define DK_API_USECASE_LINK_H

#include "api/usecase/usecase.h"
#include "api/usecase/who.h"
#include "core/register/question.h"

/* The nearest codes of `list` for `text`, best first, valid on the as-of day (DK_DAY_NONE: any).
 * Fails with MSG_LIST_UNKNOWN when there is no such list. */
DK_MUST dk_code dk_uc_link(const dk_call *call, const char *list, const char *text, int32_t as_of,
                           dk_question *out, dk_err *err);

/* What is waiting, by list and text. */
DK_MUST dk_code dk_uc_questions(const dk_call *call, dk_question **out, size_t *n, dk_err *err);

/* The decision: `text` in `list` means `code`; NULL: it means no code and is not asked again. One
 * batch, which takes the question away. Fails with MSG_CODE_UNKNOWN when the list has no such code.
 */
DK_MUST dk_code dk_uc_decide_wording(const dk_call *call, const char *list, const char *text,
                                     const char *code, dk_apply_result *out, dk_err *err);

/* ---- for dk_uc_import ---- */

/* Answers what one import asks, and collects what nobody can answer; fill options.source with
 * dk_asking_source. Everything lives
 * in `arena`. */
typedef struct {
    dk_codes_ref *ref;
    const dk_codes *codes;
    int32_t day;
    int accept_permille;
    dk_arena *arena;
    const char *file;
    const char *reg; /* key of the register imported */
    dk_question *questions;
    size_t n, capacity;
    dk_who who; /* people without a number */
} dk_asking;

void dk_asking_open(dk_asking *asking, dk_codes_ref *ref, const dk_codes *codes, int32_t day,
                    dk_arena *arena);
dk_import_source dk_asking_source(dk_asking *asking);

/* Keeps the open questions as records of the register `questions`, in a batch of their own, but
 * those asked before. */
DK_MUST dk_code dk_asking_keep(const dk_call *call, dk_asking *asking, dk_err *err);

#endif
