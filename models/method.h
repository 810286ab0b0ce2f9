/* models/method.h - one forecast method behind one interface.
 *
 * A method is a const descriptor in a file of its own (models/method/<key>.c) and a line in
 * methods.def. It sees a prepared series (gaps filled for those that need it, the mask beside it,
 * scaled to a mean level near 1) and writes for each step the mean and the standard deviation of
 * its own error; from these come backtest, combination, calibration and sample paths for all
 * methods alike (models/forecast.h). A method never fails: with too little data it is simply not
 * asked (min_length), and its numbers are always finite.
 *
 * Thread-safe; memory only from the work area (one per thread, reset between series).
 */
#ifndef DK_MODELS_METHOD_H
#define DK_MODELS_METHOD_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/arena.h"
#include "core/base/code.h"
#include "core/base/text.h"
#include "models/panel.h"
#include "models/series.h"

typedef struct {
    const double *y;   /* n values, first and last known, gaps filled by interpolation */
    const bool *known; /* n flags; a filled value carries no information */
    size_t n, n_known;
    size_t season;        /* 1: none */
    size_t horizon;       /* steps wanted after y[n-1] */
    size_t start_of_year; /* position of y[0] in its season, for regressors */
    bool is_positive;     /* all values > 0: multiplicative forms are allowed */
    bool is_non_negative;
    /* n_x columns of n + horizon values, those of the series' regressors that the origin may see.
     */
    const double *const *x;
    size_t n_x;
    const dk_panel *panel; /* of the series' group at this origin; NULL: none */
    /* The form this method chose at an earlier origin of the series; NULL or "": none. Choosing
     * anew is allowed, keeping it and estimating alone is cheaper. */
    const char *form_before;
} dk_method_input;

typedef struct {
    double *mean; /* horizon values */
    double *sd; /* horizon values, the model's standard deviation of the error at each step, >= 0 */
    char form[32]; /* what was chosen, e.g. "MAdM"; "" when there is nothing to choose */
} dk_method_output;

typedef struct {
    const char *key; /* "ets" */
    dk_text title;
    dk_text idea;       /* one sentence for the reader of a forecast */
    const char *source; /* author, year, doi */
    size_t min_known;   /* known values needed */
    size_t min_seasons; /* full seasons needed; 0: none; a season of 1 never satisfies > 0 */
    double prior;       /* weight before any backtest, relative to the other methods */
    bool is_reference; /* naive rules: always scored, combined only when the backtest asks for it */
    /* True: sees y as it is, and x. False: effects of x are taken out of y before and put back into
     * its forecasts (models/method/factors.h), but for references, which stay the plain rules. */
    bool sees_regressors;
    bool (*suits)(const dk_method_input *in); /* further conditions; NULL: none */
    /* False only when memory is out. Writes mean[], sd[], form. Cost is documented per method. */
    bool (*forecast)(dk_arena *work, const dk_method_input *in, dk_method_output *out);
    /* Not NULL (and `forecast` NULL): no method of its own but one number made of the means of the
     * others (naive rules and blends left out) at a step, `n` ascending values, n >= 3. */
    double (*blend)(const double *sorted, size_t n);
} dk_method;

/* All methods in the order of methods.def, NULL-terminated; and the one with `key`, NULL if none.
 */
extern const dk_method *const dk_methods[];
enum { DK_METHODS_MAX = 64 }; /* checked by dk_method_count */
const dk_method *dk_method_find(const char *key);
size_t dk_method_count(void);

/* True when the method may be asked for this input. */
bool dk_method_applies(const dk_method *method, const dk_method_input *in);

#endif
