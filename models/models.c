/* models/models.c - start-up of the numeric libraries. */
#include "models/models.h"

#include <glpk.h>
#include <gsl/gsl_errno.h>

void dk_models_init(void)
{
    gsl_set_error_handler_off();
    glp_term_out(GLP_OFF);
}
