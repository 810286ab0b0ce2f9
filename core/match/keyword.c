/* core/match/keyword.c - see keyword.h. */
#include "core/match/keyword.h"

#include <string.h>

const dk_keyword dk_match_intents[] = {
    {"job", DK_INTENT_WORK},          {"study", DK_INTENT_STUDY},         {"army", DK_INTENT_ARMY},
    {"business", DK_INTENT_BUSINESS}, {"undecided", DK_INTENT_UNDECIDED}, {NULL, 0}};
const dk_keyword dk_match_destinations[] = {{"employed", DK_DEST_EMPLOYED}, {"own", DK_DEST_OWN},
                                            {"study", DK_DEST_STUDY},       {"army", DK_DEST_ARMY},
                                            {"flexible", DK_DEST_FLEXIBLE}, {"none", DK_DEST_NONE},
                                            {"lost", DK_DEST_LOST},         {NULL, 0}};
const dk_keyword dk_match_kinds[] = {{"job", DK_KIND_JOB},
                                     {"intern", DK_KIND_INTERNSHIP},
                                     {"apprentice", DK_KIND_APPRENTICE},
                                     {"trial", DK_KIND_TRIAL},
                                     {NULL, 0}};
const dk_keyword dk_match_shifts[] = {{"day", DK_SHIFT_DAY},     {"two", DK_SHIFT_TWO},
                                      {"three", DK_SHIFT_THREE}, {"night", DK_SHIFT_NIGHT},
                                      {"flex", DK_SHIFT_FLEX},   {NULL, 0}};
const dk_keyword dk_match_sources[] = {
    {"default", DK_SOURCE_DEFAULT},       {"self", DK_SOURCE_SELF},
    {"asked", DK_SOURCE_ASKED},           {"course", DK_SOURCE_COURSE},
    {"internship", DK_SOURCE_INTERNSHIP}, {"certificate", DK_SOURCE_CERTIFICATE},
    {"assessed", DK_SOURCE_ASSESSED},     {NULL, 0}};
const dk_keyword dk_match_grades[] = {
    {"match", DK_GRADE_MATCHING}, {"related", DK_GRADE_RELATED}, {NULL, 0}};

const dk_keyword *dk_keyword_find(const dk_keyword *table, const char *word)
{
    for (; table->word != NULL; table++)
        if (strcmp(table->word, word) == 0)
            return table;
    return NULL;
}

const char *dk_keyword_word(const dk_keyword *table, int value)
{
    while (table->word != NULL && table->value != value)
        table++;
    return table->word;
}
