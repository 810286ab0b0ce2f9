/* core/register/fields.h - enumerators of all field indexes, made from the .def files.
 *
 * DK_TRAINEES_id_no is the index of id_no in trainees; DK_TRAINEES_COUNT the number of its fields.
 * DK_SUB_CERTS_number is the column of `number` in the tuples of the LIST certs. A new register or
 * field needs no line here.
 */
#ifndef DK_CORE_REGISTER_FIELDS_H
#define DK_CORE_REGISTER_FIELDS_H

/* Two steps, so that DK_REG is replaced by the register's name before it is pasted. */
#define DK_FIELD_PASTE(reg, key) DK_##reg##_##key
#define DK_FIELD_NAME(reg, key) DK_FIELD_PASTE(reg, key)
#define F(key, ...) DK_FIELD_NAME(DK_REG, key),

#define DK_REGISTER(key, zh, en, also, letter) enum {
#define DK_REGISTER_END(key)                                                                       \
    DK_FIELD_NAME(DK_REG, COUNT)                                                                   \
    }                                                                                              \
    ;
#include "core/register/registers.def"
#undef DK_REGISTER
#undef DK_REGISTER_END

#define DK_LIST(name) enum {
#define DK_LIST_END(name)                                                                          \
    DK_FIELD_NAME(DK_REG, COUNT)                                                                   \
    }                                                                                              \
    ;
#include "core/register/lists.def"
#undef DK_LIST
#undef DK_LIST_END
#undef F

#endif
