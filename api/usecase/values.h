/* api/usecase/values.h - short readers of record values for the loaders. */
#ifndef DK_API_USECASE_VALUES_H
#define DK_API_USECASE_VALUES_H

#include "core/register/fields.h"
#include "core/register/register.h"

/* True when the field holds something. */
static inline bool dk_has(const dk_record *record, size_t field)
{
    dk_value_kind kind = record->v[field].kind;
    return kind == DK_V_INT || kind == DK_V_TEXT || kind == DK_V_LIST;
}

/* The integer of a field, or `fallback` when it holds none. */
static inline int64_t dk_num(const dk_record *record, size_t field, int64_t fallback)
{
    return record->v[field].kind == DK_V_INT ? record->v[field].num : fallback;
}

/* The text of a field, "" when it holds none. Borrowed. */
static inline const char *dk_str(const dk_record *record, size_t field)
{
    return record->v[field].kind == DK_V_TEXT ? record->v[field].text : "";
}

/* The day a trainee is out of training: enrolment plus duration, three years when not given;
 * DK_DAY_NONE without enrolment. */
static inline int32_t dk_training_end(const dk_record *r)
{
    if (!dk_has(r, DK_TRAINEES_enrol_ym))
        return DK_DAY_NONE;
    int64_t months = dk_num(r, DK_TRAINEES_duration_y, 300) * 12 / 100;
    return dk_month_first((dk_month)(dk_num(r, DK_TRAINEES_enrol_ym, 0) + months));
}

#endif
