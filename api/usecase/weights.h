/* api/usecase/weights.h - named versions of the weights: which are in force, what others would
 * move, keeping new ones. */
#ifndef DK_API_USECASE_WEIGHTS_H
#define DK_API_USECASE_WEIGHTS_H

#include "api/usecase/source.h"
#include "api/usecase/usecase.h"
#include "core/match/preview.h"

/* The weights in force: the file of the options, else the setting `weights` and its record, else
 * those the program brings along. A setting that names no record fails (MSG_WEIGHTS_UNKNOWN): other
 * weights than those asked for would be a wrong answer. */
DK_MUST dk_code dk_app_weights(dk_app *app, const dk_source *source, const dk_codes *codes,
                               dk_weights *out, dk_err *err);

/* The version named "name/version": the built-in one or a record that the source knows. */
DK_MUST dk_code dk_app_weights_named(const dk_source *source, const char *label, dk_weights *out,
                                     dk_err *err);

typedef struct {
    int32_t as_of;      /* DK_DAY_NONE: default */
    size_t sample, top; /* 1..500; 1..DK_PREVIEW_TOP */
    dk_lang lang;
} dk_uc_preview_options;

/* What `weights` would move against those in force; names as the actor may see them. */
DK_MUST dk_code dk_uc_weights_preview(const dk_call *call, const dk_weights *weights,
                                      const dk_uc_preview_options *options, dk_preview *out,
                                      dk_err *err);

/* Keeps `weights` under their name as the next version and puts them in force, as one batch;
 * weights->version gets it. */
DK_MUST dk_code dk_uc_weights_save(const dk_call *call, dk_weights *weights,
                                   dk_apply_result *result, dk_err *err);

/* The weights in force now. */
DK_MUST dk_code dk_uc_weights(dk_app *app, dk_weights *out, dk_err *err);

#endif
