/* tests/unit/register/test_registers.c - the tables themselves: every register and field is
 * complete and consistent, so that templates, DDL and forms made from them are. */
#include "tests/unit/register/support.h"

#include <stdio.h>

/* Protected and personal fields that must never reach a score or an unmasked list. */
static const char *const protected_fields[] = {
    "name",       "id_no",      "gender", "birth_date",     "birth_month",   "person_class",
    "hukou_code", "hukou_kind", "phone",  "guardian_phone", "accommodation",
};

static bool is_key(const char *key)
{
    return key[0] >= 'a' && key[0] <= 'z' &&
           strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(key);
}

static void check_field(const dk_field *f)
{
    assert_true(is_key(f->key));
    assert_true(f->title.zh[0] != '\0' && f->title.en[0] != '\0' && f->synonyms != NULL);
    bool has_codes = f->type == DK_TYPE_CODE || f->type == DK_TYPE_CODES;
    assert_int_equal(f->codes != NULL, has_codes);
    assert_int_equal(f->sub != NULL && f->n_sub > 0, f->type == DK_TYPE_LIST);
    assert_int_equal(f->note.zh == NULL, f->note.en == NULL);
    assert_true(f->min <= f->max);
    assert_true(f->ref == NULL || dk_register_find(f->ref) != NULL);
    /* Sealed without restricted would be encrypted on disk and shown on every page. */
    assert_true((f->flags & DK_F_SEALED) == 0 || (f->flags & DK_F_RESTRICTED) != 0);
    for (size_t i = 0; i < f->n_sub; i++) {
        assert_true(f->sub[i].type != DK_TYPE_LIST && f->sub[i].type != DK_TYPE_CODES);
        check_field(&f->sub[i]);
    }
}

static void registers__every_field_is_complete(void **state)
{
    (void)state;
    assert_true(dk_n_registers >= 8);
    for (size_t r = 0; r < dk_n_registers; r++) {
        const dk_register *reg = dk_registers[r];
        size_t keys = 0, labels = 0, units = 0;
        assert_true(is_key(reg->key) && strlen(reg->letter) == 1);
        for (size_t i = 0; i < reg->n_fields; i++) {
            check_field(&reg->fields[i]);
            assert_int_equal(dk_field_find(reg, reg->fields[i].key), i);
            keys += (reg->fields[i].flags & DK_F_NATURAL_KEY) != 0;
            labels += (reg->fields[i].flags & DK_F_LABEL) != 0;
            units += (reg->fields[i].flags & DK_F_UNIT) != 0;
            bool is_optional_key = (reg->fields[i].flags & DK_F_NATURAL_KEY) != 0 &&
                                   (reg->fields[i].flags & DK_F_REQUIRED) == 0;
            assert_false(is_optional_key);
        }
        assert_true(keys >= 1 && labels <= 1 && units <= 1);
        assert_ptr_equal(dk_register_find(reg->key), reg);
    }
}

static void registers__letters_differ_and_dependencies_come_first(void **state)
{
    (void)state;
    for (size_t r = 0; r < dk_n_registers; r++) {
        bool is_also_known = dk_registers[r]->also == NULL;
        for (size_t q = 0; q < r; q++) {
            assert_string_not_equal(dk_registers[q]->letter, dk_registers[r]->letter);
            is_also_known =
                is_also_known || strcmp(dk_registers[q]->key, dk_registers[r]->also) == 0;
        }
        assert_true(is_also_known);
    }
}

/* True when `word` is one of the texts of `synonyms`. */
static bool is_among(const char *synonyms, const char *word)
{
    size_t len = strlen(word);
    for (const char *p = synonyms; *p != '\0'; p += strcspn(p, "|") + (p[strcspn(p, "|")] == '|'))
        if (strcspn(p, "|") == len && strncmp(p, word, len) == 0)
            return true;
    return false;
}

static void registers__no_header_means_two_fields(void **state)
{
    (void)state;
    for (size_t r = 0; r < dk_n_registers; r++) {
        const dk_register *reg = dk_registers[r];
        for (size_t i = 0; i < reg->n_fields; i++) {
            for (size_t j = 0; j < reg->n_fields; j++) {
                const char *title = reg->fields[j].title.zh;
                assert_false(is_among(reg->fields[i].synonyms, title));
                for (const char *p = reg->fields[j].synonyms; i < j && *p != '\0';) {
                    char word[200];
                    size_t len = strcspn(p, "|");
                    assert_true(len > 0 && len < sizeof word);
                    memcpy(word, p, len);
                    word[len] = '\0';
                    if (is_among(reg->fields[i].synonyms, word))
                        fail_msg("%s: %s is both %s and %s", reg->key, word, reg->fields[i].key,
                                 reg->fields[j].key);
                    p += len + (p[len] == '|');
                }
            }
        }
    }
}

static void trainees__protected_fields_are_restricted(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof protected_fields / sizeof *protected_fields; i++)
        assert_true(field_of("trainees", protected_fields[i])->flags & DK_F_RESTRICTED);
    static const char *const sealed[] = {"id_no", "phone", "guardian_phone", "person_class",
                                         "accommodation"};
    for (size_t i = 0; i < sizeof sealed / sizeof *sealed; i++)
        assert_true(field_of("trainees", sealed[i])->flags & DK_F_SEALED);
    assert_true(field_of("posts", "contact")->flags & DK_F_SEALED);
}

static void fields_h__enumerators_are_the_indexes(void **state)
{
    (void)state;
    const dk_register *trainees = dk_register_find("trainees"), *posts = dk_register_find("posts");
    assert_int_equal(trainees->n_fields, DK_TRAINEES_COUNT);
    assert_int_equal(posts->n_fields, DK_POSTS_COUNT);
    assert_int_equal(dk_field_find(trainees, "id_no"), DK_TRAINEES_id_no);
    assert_int_equal(dk_field_find(posts, "occ_code"), DK_POSTS_occ_code);
    assert_int_equal(dk_field_find(posts, "no_such"), SIZE_MAX);
    assert_string_equal(field_of("trainees", "certs")->sub[DK_SUB_CERTS_valid_to].key, "valid_to");
}

static void get__unknown_names_the_nearest_or_all(void **state)
{
    (void)state;
    const dk_register *reg = NULL;
    dk_err err = DK_ERR_INIT;
    char next[400];
    assert_int_equal(dk_register_get("posts", &reg, &err), DK_OK);
    assert_string_equal(reg->key, "posts");
    assert_int_equal(dk_register_get("trainee", &reg, &err), DK_FAILED);
    assert_true(dk_err_is(&err, MSG_REGISTER_UNKNOWN));
    dk_err_next(&err, DK_EN, next, sizeof next);
    assert_non_null(strstr(next, "trainees"));
    err = DK_ERR_INIT;
    assert_int_equal(dk_register_get("", &reg, &err), DK_FAILED);
    dk_err_next(&err, DK_EN, next, sizeof next);
    assert_non_null(strstr(next, "codes"));
    assert_non_null(strstr(next, "town_links"));
    assert_string_equal(reg->key, "posts");
}

static void record_no__text_and_back(void **state)
{
    (void)state;
    const dk_register *reg = dk_register_find("trainees");
    static const char *const good[] = {"T000123", "t123", "123", "T123"};
    static const char *const bad[] = {"",  "T",       "P000123", "T-1", "-1",
                                      "0", "T000000", "T12x",    "tt1"};
    char no[24];
    int64_t id = 0;
    dk_record_no(reg, 123, no);
    assert_string_equal(no, "T000123");
    dk_record_no(reg, 12345678, no);
    assert_string_equal(no, "T12345678");
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(dk_record_no_parse(reg, good[i], &id) && id == 123);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(dk_record_no_parse(reg, bad[i], &id));
}

static void messages__complete_in_both_languages(void **state)
{
    (void)state;
    for (const dk_msg *const *m = dk_register_messages; *m != NULL; m++) {
        assert_true((*m)->text.zh[0] != '\0' && (*m)->text.en[0] != '\0');
        assert_true((*m)->next.zh[0] != '\0' && (*m)->next.en[0] != '\0');
        assert_true((*m)->http >= 400 && (*m)->exit > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(registers__every_field_is_complete),
        cmocka_unit_test(registers__letters_differ_and_dependencies_come_first),
        cmocka_unit_test(registers__no_header_means_two_fields),
        cmocka_unit_test(trainees__protected_fields_are_restricted),
        cmocka_unit_test(fields_h__enumerators_are_the_indexes),
        cmocka_unit_test(get__unknown_names_the_nearest_or_all),
        cmocka_unit_test(record_no__text_and_back),
        cmocka_unit_test(messages__complete_in_both_languages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
