/* datasets/gen/settings_write.h - settings.csv of a made-up county. */
#ifndef DK_DATASETS_GEN_SETTINGS_WRITE_H
#define DK_DATASETS_GEN_SETTINGS_WRITE_H

#include "datasets/gen/gen.h"

/* Writes settings.csv into options->out_dir; *n_rows gets its rows. */
DK_MUST dk_code dk_settings_write(const dk_gen_options *options, int64_t *n_rows, dk_err *err);

#endif
