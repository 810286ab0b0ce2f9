/* api/cli/cmd_diff.c - why two results differ: which of their inputs changed.
 *
 * Inputs are data, rules, day, weights and seed; data changes are the batches between the two seqs,
 * listed when --db is given. Then rankings are also made again from the log, one input replaced at
 * a time; what this program makes otherwise of the same inputs is method.
 */
#include <stdlib.h>
#include <string.h>

#include "api/cli/cli.h"
#include "api/cli/messages.h"
#include "api/usecase/file.h"
#include "api/usecase/ranks.h"
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
    dk_code code =
        dk_uc_batches(&(dk_call){app, &cli->actor, arena}, ALL_BATCHES, &batches, &n, err);
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

/* ---- what moved in rankings ---- */

enum { SHOWN = 10 };

typedef struct {
    const dk_wire_run *run; /* the head of the file */
    dk_rankings lists;
    bool is_posts;    /* lists of posts, not of people */
    bool is_everyone; /* of posts for more than one person */
} file_lists;

static int by_subject(const void *a, const void *b)
{
    const dk_ranking *x = a, *y = b;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

/* The lists of a file by subject. */
static dk_code read_lists(const run_file *file, dk_arena *arena, file_lists *out, dk_err *err)
{
    dk_wire_ranking *lists = NULL;
    size_t n = 0;
    /* Text is read as characters; a char may alias the bytes. */
    if (dk_wire_run_rankings(arena, (const char *)file->bytes, file->len, &lists, &n, err) != DK_OK)
        return DK_FAILED;
    dk_ranking *items = dk_arena_array(arena, n, sizeof *items);
    if (items == NULL)
        return DK_NO_MEMORY(err);
    *out = (file_lists){&file->header, {items, n}, true, false};
    for (size_t i = 0; i < n; i++) {
        items[i] = (dk_ranking){lists[i].subject, lists[i].candidates, lists[i].n};
        out->is_posts = out->is_posts && strcmp(lists[i].direction, "posts_for_trainee") == 0;
    }
    out->is_everyone = n > 1 && out->is_posts;
    if (n > 1)
        qsort(items, n, sizeof *items, by_subject);
    return DK_OK;
}

/* "T000073  P000045 1→3  P000041 新 2  P000039 3→–" */
static void print_moves(const dk_cli *cli, const dk_rankings *a, const dk_rankings *b, int64_t who,
                        bool is_posts)
{
    const dk_register *people = dk_register_find(is_posts ? "trainees" : "posts");
    const dk_register *reg = dk_register_find(is_posts ? "posts" : "trainees");
    dk_move moves[DK_MOVES_MAX];
    char no[24];
    size_t n = dk_ranking_moves(dk_rankings_find(a, who), dk_rankings_find(b, who), moves);
    dk_record_no(people, who, no);
    printf("  %s", no);
    for (size_t i = 0; i < n; i++) {
        dk_record_no(reg, moves[i].candidate, no);
        if (moves[i].before == 0)
            printf("  %s %s %zu", no, dk_cli_say(cli, "新", "new"), moves[i].after);
        else if (moves[i].after == 0)
            printf("  %s %zu→–", no, moves[i].before);
        else
            printf("  %s %zu→%zu", no, moves[i].before, moves[i].after);
    }
    printf("\n");
}

static void print_moved(const dk_cli *cli, const dk_rankings *a, const dk_rankings *b,
                        bool is_posts)
{
    dk_move moves[DK_MOVES_MAX];
    size_t shown = 0;
    const dk_rankings_difference d = dk_rankings_compare(a, b);
    printf(dk_cli_say(cli, "名单有变化的：%zu（共 %zu）\n", "lists that changed: %zu of %zu\n"),
           d.moved, d.lists);
    if (d.began + d.ended > 0)
        printf(dk_cli_say(cli, "  其中新有名单 %zu，不再有名单 %zu\n",
                          "  of them %zu are new, %zu are there no more\n"),
               d.began, d.ended);
    for (size_t i = 0; i < b->n && shown < SHOWN; i++) {
        int64_t who = b->items[i].subject;
        if (dk_ranking_moves(dk_rankings_find(a, who), &b->items[i], moves) == 0)
            continue;
        print_moves(cli, a, b, who, is_posts);
        shown++;
    }
}

/* ---- one input at a time ---- */

/* A file's lists with the inputs its head names; `top` places each. */
static dk_code run_of(const file_lists *file, size_t top, dk_rank_run *out, dk_err *err)
{
    const dk_wire_run *run = file->run;
    out->lists = file->lists;
    out->from = (dk_rank_inputs){.data_seq = run->seq,
                                 .rules_seq = run->seq,
                                 .as_of = DK_DAY_NONE,
                                 .weights = run->weights,
                                 .weights_seq = run->seq,
                                 .seed = (uint64_t)(run->seed < 0 ? 0 : run->seed),
                                 .top = top};
    if (*run->as_of != '\0' && !dk_day_parse(run->as_of, &out->from.as_of))
        return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str("as_of"),
                       dk_arg_str(run->as_of), dk_arg_str("2026-03-02"));
    return DK_OK;
}

/* Everything the first run was made from is replaced by what the second was made from, one thing at
 * a time; the log tells what was known for each. */
static dk_code attribute(dk_cli *cli, const file_lists *first, const file_lists *last,
                         dk_arena *arena, dk_err *err)
{
    dk_app *app = NULL;
    dk_rank_run a, b;
    size_t top = 1, changed[DK_N_INPUTS];
    for (size_t i = 0; i < last->lists.n; i++)
        top = last->lists.items[i].n > top ? last->lists.items[i].n : top;
    if (run_of(first, top, &a, err) != DK_OK || run_of(last, top, &b, err) != DK_OK ||
        dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_uc_rank_steps(&(dk_call){app, &cli->actor, arena}, &a, &b, changed, err);
    dk_app_close(app);
    if (code != DK_OK)
        return code;
    printf("%s\n",
           dk_cli_say(cli, "逐项替换，各改变多少份名单：", "one input at a time, lists changed:"));
    for (int i = 0; i < DK_N_INPUTS; i++)
        if (i != DK_INPUT_OTHER || changed[i] > 0)
            printf("  %s %zu\n", dk_in(dk_rank_input_title((dk_rank_input)i), cli->lang),
                   changed[i]);
    return DK_OK;
}

/* Rankings of both runs; nothing for other kinds. */
static dk_code compare_rankings(dk_cli *cli, const run_file *a, const run_file *b, dk_arena *arena,
                                dk_err *err)
{
    file_lists first, last;
    if (strcmp(a->header.kind, "matches") != 0 || strcmp(b->header.kind, "matches") != 0)
        return DK_OK;
    if (read_lists(a, arena, &first, err) != DK_OK || read_lists(b, arena, &last, err) != DK_OK)
        return DK_FAILED;
    print_moved(cli, &first.lists, &last.lists, last.is_posts);
    if (!dk_cli_has(cli, DK_OPT_DB) || !first.is_everyone || !last.is_everyone)
        return DK_OK;
    return attribute(cli, &first, &last, arena, err);
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
    return is_same ? DK_OK : compare_rankings(cli, a, b, arena, err);
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
