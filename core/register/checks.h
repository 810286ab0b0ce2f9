/* core/register/checks.h - what values.c, check.c and rules.c share; private to this module. */
#ifndef DK_CORE_REGISTER_CHECKS_H
#define DK_CORE_REGISTER_CHECKS_H

#include "core/base/date.h"
#include "core/register/codes.h"
#include "core/register/register.h"

/* True for ABSENT, NULL, empty text and a list without rows. */
bool dk_value_is_empty(const dk_value *value);

/* Fails with MSG_VALUE_MALFORMED, naming what the type of `field` expects and an example of it. */
DK_MUST dk_code dk_value_malformed(const dk_field *field, dk_err *err);

#define DK_NO_FIELD SIZE_MAX

/* One rule between the fields of a record (rules.c). */
typedef struct dk_rule {
    const char *reg; /* register it holds for */
    size_t main;     /* index of the field whose place the finding gets */
    size_t other;    /* second field of the comparing rules, else DK_NO_FIELD */
    /* DK_OK, or one finding in `err`. Fields it needs that are empty or sealed: DK_OK. */
    dk_code (*check)(const struct dk_rule *rule, const dk_record *record, dk_day day, dk_err *err);
} dk_rule;

extern const dk_rule dk_rules[];
extern const size_t dk_n_rules;

#endif
