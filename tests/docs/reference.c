/* tests/docs/reference.c - prints docs/reference.md from the descriptors of the program.
 *
 * tests/docs.sh compares its output with the committed page, so a register, field, gate, criterion,
 * method, limit, route, command or message that is not documented fails `make test`.
 */
#include <stdio.h>
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/http/messages.h"
#include "api/http/router.h"
#include "api/wire/messages.h"
#include "core/match/criterion.h"
#include "core/match/gate.h"
#include "core/register/register.h"
#include "models/limit.h"
#include "models/method.h"

static const struct {
    uint32_t flag;
    const char *name;
} FLAGS[] = {
    {DK_F_REQUIRED, "required"},
    {DK_F_NATURAL_KEY, "natural key"},
    {DK_F_CALC, "calculated"},
    {DK_F_SEALED, "sealed"},
    {DK_F_RESTRICTED, "restricted"},
    {DK_F_SEARCHABLE, "searchable"},
    {DK_F_UNIT, "unit"},
    {DK_F_LABEL, "label"},
};

static const char *const TYPES[] = {
    [DK_TYPE_TEXT] = "text",   [DK_TYPE_INT] = "integer",      [DK_TYPE_DECIMAL] = "decimal",
    [DK_TYPE_MONEY] = "money", [DK_TYPE_DATE] = "date",        [DK_TYPE_MONTH] = "month",
    [DK_TYPE_BOOL] = "0/1",    [DK_TYPE_CODE] = "code",        [DK_TYPE_CODES] = "codes",
    [DK_TYPE_ID_NO] = "id no", [DK_TYPE_USCC] = "credit code", [DK_TYPE_PHONE] = "phone",
    [DK_TYPE_LIST] = "list",
};

/* "a,b|c": from `a` and `b` or `c`. */
static void print_derived(const char *derived)
{
    if (derived == NULL)
        return;
    printf("; without a column from `");
    for (const char *p = derived; *p != '\0'; p++) {
        if (*p == '|' || *p == ',')
            printf("` %s `", *p == '|' ? "or" : "and");
        else
            putchar(*p);
    }
    printf("`");
}

static void print_field(const dk_field *f, const char *indent)
{
    printf("| %s`%s` | %s | %s | %s", indent, f->key, f->title.zh, f->title.en, TYPES[f->type]);
    if (f->codes != NULL)
        printf(" `%s`", f->codes);
    printf(" | %s |", f->unit == NULL ? "" : f->unit);
    const char *comma = " ";
    for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++) {
        if ((f->flags & FLAGS[i].flag) == 0)
            continue;
        printf("%s%s", comma, FLAGS[i].name);
        comma = ", ";
    }
    if (f->ref != NULL)
        printf("%s-> %s", comma, f->ref);
    print_derived(f->derived);
    printf(" |\n");
    for (size_t i = 0; i < f->n_sub; i++)
        print_field(&f->sub[i], "· ");
}

static void print_registers(void)
{
    printf("\n## Registers 登记表\n");
    for (size_t i = 0; i < dk_n_registers; i++) {
        const dk_register *reg = dk_registers[i];
        printf("\n### `%s` %s / %s\n\nRecord numbers `%s000001`.", reg->key, reg->title.zh,
               reg->title.en, reg->letter);
        if (reg->also != NULL)
            printf(" The same sheet may carry columns of `%s`.", reg->also);
        printf("\n\n| key | 中文 | English | type | unit | flags |\n|---|---|---|---|---|---|\n");
        for (size_t k = 0; k < reg->n_fields; k++)
            print_field(&reg->fields[k], "");
    }
}

static void print_match(void)
{
    printf("\n## Gates 准入条件\n\nLaw or contract: pass, fail or unknown; never traded against "
           "points.\n\n"
           "| key | 中文 | English | 依据 | basis |\n|---|---|---|---|---|\n");
    for (size_t i = 0; i < DK_N_GATES; i++) {
        /* The rule in force last stands for all. */
        const dk_gate_rule *rule = &dk_gates[i]->rules[0];
        for (size_t k = 1; k < DK_GATE_RULES && dk_gates[i]->rules[k].article.zh != NULL; k++)
            rule = &dk_gates[i]->rules[k];
        printf("| `%s` | %s | %s | %s | %s |\n", dk_gates[i]->key, dk_gates[i]->title.zh,
               dk_gates[i]->title.en, rule->article.zh == NULL ? "" : rule->article.zh,
               rule->article.en == NULL ? "" : rule->article.en);
    }
    printf("\n## Criteria 评价项\n\n| key | 中文 | English | direction |\n|---|---|---|---|\n");
    for (size_t i = 0; i < DK_N_CRITERIA; i++)
        printf("| `%s` | %s | %s | %s |\n", dk_criteria[i]->key, dk_criteria[i]->title.zh,
               dk_criteria[i]->title.en, dk_criteria[i]->direction == DK_FIT ? "fit" : "wish");
}

static void print_models(void)
{
    printf("\n## Forecast methods 预测方法\n\n| key | 中文 | English |\n|---|---|---|\n");
    for (size_t i = 0; dk_methods[i] != NULL; i++)
        printf("| `%s` | %s | %s |\n", dk_methods[i]->key, dk_methods[i]->title.zh,
               dk_methods[i]->title.en);
    printf("\n## Quota limits 招生计划的约束\n\n| key | 中文 | English |\n|---|---|---|\n");
    for (size_t i = 0; dk_limits[i] != NULL; i++)
        printf("| `%s` | %s | %s |\n", dk_limits[i]->key, dk_limits[i]->title.zh,
               dk_limits[i]->title.en);
}

static void print_edges(void)
{
    printf("\n## Commands 命令\n\n| usage | 中文 | English |\n|---|---|---|\n");
    for (size_t i = 0; i < dk_n_commands; i++)
        printf("| `duikou %s` | %s | %s |\n", dk_commands[i]->usage, dk_commands[i]->summary.zh,
               dk_commands[i]->summary.en);
    printf("\n## Routes 接口\n\n| method | address | 中文 | English |\n|---|---|---|---|\n");
    for (size_t i = 0; i < dk_n_routes; i++) {
        const dk_api_doc *doc = &dk_routes[i]->doc;
        printf("| %s | `%s`", doc->method, doc->template);
        for (const char *const *f = doc->formats; f != NULL && *f != NULL; f++)
            printf(" `.%s`", *f);
        printf(" | %s | %s |\n", doc->summary.zh, doc->summary.en);
    }
}

static void print_list(const dk_msg *const *m)
{
    for (; *m != NULL; m++)
        printf("| `%s` | %d | %d | %s%s%s | %s%s%s |\n", (*m)->code, (*m)->http, (*m)->exit,
               (*m)->text.zh, (*m)->next.zh[0] == '\0' ? "" : "。", (*m)->next.zh, (*m)->text.en,
               (*m)->next.en[0] == '\0' ? "" : ". ", (*m)->next.en);
}

static void print_messages(void)
{
    printf("\n## Messages 提示\n\n`code` is for programs and never changes; exit is the command's "
           "exit "
           "code.\n\n| code | HTTP | exit | 中文 | English |\n|---|---|---|---|---|\n");
    for (size_t i = 0; dk_all_messages[i] != NULL; i++)
        print_list(dk_all_messages[i]);
    print_list(dk_wire_messages);
    print_list(dk_http_messages);
    print_list(dk_cli_messages);
}

int main(void)
{
    printf(
        "# Reference 参考\n\nMade by `tests/docs/reference.c` from the program's own descriptors; "
        "`make docs-update` renews it.\n");
    print_registers();
    print_match();
    print_models();
    print_edges();
    print_messages();
    return 0;
}
