/* api/cli/cmd_diff.c - why two results differ: which of their inputs changed.
 *
 * Inputs are the day, the weights, the seed, and the data; data changes are the batches between the
 * two seqs, listed when --db is given.
 */
#include <stdlib.h>
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/file.h"
#include "api/wire/run.h"

enum { ALL_BATCHES = 100000 };

typedef struct {
    dk_wire_run header;
    unsigned char *bytes;
    size_t len;
} run_file;

static dk_code read_run(const char *path, dk_arena *arena, run_file *out, dk_err *err)
{
    if (dk_file_read(path, &out->bytes, &out->len, err) != DK_OK)
        return DK_FAILED;
    /* Text is read as characters; a char may alias the bytes. */
    if (dk_wire_run_read(arena, (const char *)out->bytes, out->len, &out->header, err) != DK_OK) {
        dk_err_locate(err, (dk_place){.file = path});
        return DK_FAILED;
    }
    return DK_OK;
}

/* One line for an input; true when it changed. */
static bool compare(const dk_cli *cli, const char *zh, const char *en, const char *a, const char *b)
{
    if (strcmp(a, b) == 0)
        return false;
    printf("%s：%s → %s\n", dk_cli_say(cli, zh, en), *a == '\0' ? "–" : a, *b == '\0' ? "–" : b);
    return true;
}

static bool compare_number(const dk_cli *cli, const char *zh, const char *en, int64_t a, int64_t b)
{
    char from[24], to[24];
    snprintf(from, sizeof from, "%lld", (long long)a);
    snprintf(to, sizeof to, "%lld", (long long)b);
    return compare(cli, zh, en, from, to);
}

/* The batches after the earlier seq up to the later one. */
static dk_code list_batches(dk_cli *cli, int64_t after, int64_t upto, dk_arena *arena, dk_err *err)
{
    dk_app *app = NULL;
    dk_batch_info *batches = NULL;
    size_t n = 0;
    if (dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_uc_batches(app, &cli->actor, ALL_BATCHES, arena, &batches, &n, err);
    dk_app_close(app);
    for (size_t i = 0; code == DK_OK && i < n; i++) {
        const dk_batch_info *b = &batches[n - 1 - i];
        if (b->last_seq <= after || b->first_seq > upto)
            continue;
        printf(dk_cli_say(cli, "  批次 %lld  %s  新增 %zu，修改 %zu，删除 %zu\n",
                          "  batch %lld  %s  new %zu, changed %zu, deleted %zu\n"),
               (long long)b->batch, b->file == NULL ? b->kind : b->file, b->n_new, b->n_changed,
               b->n_deleted);
    }
    return code;
}

static dk_code report(dk_cli *cli, const run_file *a, const run_file *b, dk_arena *arena,
                      dk_err *err)
{
    const dk_wire_run *x = &a->header, *y = &b->header;
    bool is_data = compare_number(cli, "数据（变更序号）", "data (seq)", x->seq, y->seq);
    if (is_data && dk_cli_has(cli, DK_OPT_DB) &&
        list_batches(cli, x->seq < y->seq ? x->seq : y->seq, x->seq < y->seq ? y->seq : x->seq,
                     arena, err) != DK_OK)
        return DK_FAILED;
    bool is_other = compare(cli, "种类", "kind", x->kind, y->kind);
    is_other |= compare(cli, "以哪天为准", "as of", x->as_of, y->as_of);
    is_other |= compare(cli, "权重", "weights", x->weights, y->weights);
    is_other |= compare_number(cli, "种子", "seed", x->seed, y->seed);
    bool is_same = a->len == b->len && memcmp(a->bytes, b->bytes, a->len) == 0;
    if (!is_data && !is_other)
        printf("%s\n",
               is_same
                   ? dk_cli_say(cli, "输入相同，结果相同", "same inputs, same result")
                   : dk_cli_say(cli, "输入相同而结果不同：程序版本或所选对象不同",
                                "same inputs, other result: another program version or subject"));
    return DK_OK;
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    run_file a = {.bytes = NULL}, b = {.bytes = NULL};
    dk_arena *arena = dk_arena_new();
    dk_code code = arena == NULL ? DK_NO_MEMORY(err) : read_run(cli->args[0], arena, &a, err);
    if (code == DK_OK)
        code = read_run(cli->args[1], arena, &b, err);
    if (code == DK_OK)
        code = report(cli, &a, &b, arena, err);
    free(a.bytes);
    free(b.bytes);
    dk_arena_free(arena);
    return code;
}

const dk_command dk_command_diff = {
    .name = "diff",
    .summary = {"两次结果为什么不同：哪些输入变了", "why two results differ: which inputs changed"},
    .usage = "diff RUN1 RUN2 [--db FILE]",
    .examples = {"  duikou match --db county.db --all --json > 上周.json\n"
                 "  duikou match --db county.db --all --json > 今天.json\n"
                 "  duikou diff 上周.json 今天.json --db county.db",
                 "  duikou match --db county.db --all --json > before.json\n"
                 "  duikou match --db county.db --all --json > today.json\n"
                 "  duikou diff before.json today.json --db county.db"},
    .options = DK_OPT_BIT(DB) | DK_OPT_BIT(KEY),
    .min_args = 2,
    .max_args = 2,
    .run = run,
};
