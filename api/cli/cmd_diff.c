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
    const dk_wire_ranking *items;
    size_t n;
} rankings;

static const dk_wire_ranking *ranking_of(const rankings *all, const dk_wire_ranking *like)
{
    for (size_t i = 0; i < all->n; i++)
        if (all->items[i].subject == like->subject &&
            strcmp(all->items[i].direction, like->direction) == 0)
            return &all->items[i];
    return NULL;
}

static bool is_same_list(const dk_wire_ranking *a, const dk_wire_ranking *b)
{
    return a->n == b->n && memcmp(a->candidates, b->candidates, a->n * sizeof *a->candidates) == 0;
}

/* People whose list differs, those in one run only included. */
static size_t count_moved(const rankings *a, const rankings *b)
{
    size_t moved = 0;
    for (size_t i = 0; i < b->n; i++) {
        const dk_wire_ranking *before = ranking_of(a, &b->items[i]);
        moved += before == NULL || !is_same_list(before, &b->items[i]);
    }
    for (size_t i = 0; i < a->n; i++)
        moved += ranking_of(b, &a->items[i]) == NULL;
    return moved;
}

static size_t place_in(const dk_wire_ranking *list, int64_t candidate)
{
    for (size_t i = 0; list != NULL && i < list->n; i++)
        if (list->candidates[i] == candidate)
            return i + 1;
    return 0;
}

/* "T000073  P000045 1→3  P000041 新 2  P000039 3→–" */
static void print_moves(const dk_cli *cli, const dk_wire_ranking *before,
                        const dk_wire_ranking *after)
{
    bool is_posts = strcmp(after->direction, "posts_for_trainee") == 0;
    const dk_register *reg = dk_register_find(is_posts ? "posts" : "trainees");
    char no[24];
    printf("  %s", after->no);
    for (size_t i = 0; i < after->n; i++) {
        size_t was = place_in(before, after->candidates[i]);
        if (was == i + 1)
            continue;
        dk_record_no(reg, after->candidates[i], no);
        if (was == 0)
            printf("  %s %s %zu", no, dk_cli_say(cli, "新", "new"), i + 1);
        else
            printf("  %s %zu→%zu", no, was, i + 1);
    }
    for (size_t i = 0; before != NULL && i < before->n; i++)
        if (place_in(after, before->candidates[i]) == 0) {
            dk_record_no(reg, before->candidates[i], no);
            printf("  %s %zu→–", no, i + 1);
        }
    printf("\n");
}

static void print_moved(const dk_cli *cli, const rankings *a, const rankings *b)
{
    size_t shown = 0, moved = count_moved(a, b);
    printf(dk_cli_say(cli, "名单有变化的：%zu（共 %zu）\n", "lists that changed: %zu of %zu\n"),
           moved, b->n);
    for (size_t i = 0; i < b->n && shown < SHOWN; i++) {
        const dk_wire_ranking *before = ranking_of(a, &b->items[i]);
        if (before != NULL && is_same_list(before, &b->items[i]))
            continue;
        print_moves(cli, before, &b->items[i]);
        shown++;
    }
}

/* ---- one input at a time ---- */

typedef struct {
    dk_arena *arena;
    dk_wire_ranking *items;
    size_t n, capacity;
    bool is_broken;
} collector;

static void collect(void *ctx, int64_t trainee, const int64_t *posts, size_t n)
{
    collector *all = ctx;
    all->items = dk_arena_grow(all->arena, all->items, all->n, &all->capacity, sizeof *all->items);
    int64_t *copy = dk_arena_array(all->arena, n, sizeof *copy);
    all->is_broken = all->is_broken || all->items == NULL || copy == NULL;
    if (all->is_broken)
        return;
    if (n > 0)
        memcpy(copy, posts, n * sizeof *copy);
    all->items[all->n++] = (dk_wire_ranking){
        .direction = "posts_for_trainee", .no = "", .subject = trainee, .candidates = copy, .n = n};
}

/* One state of the inputs on the way from one run to the other. */
typedef struct {
    const dk_wire_run *day, *weights, *seed; /* the run that each is taken from */
} mixture;

static dk_code ranks(const dk_call *call, const mixture *from, size_t top, rankings *out,
                     dk_err *err)
{
    collector all = {.arena = call->arena};
    dk_rank_inputs inputs = {.as_of = DK_DAY_NONE,
                             .weights = from->weights->weights,
                             .seed = (uint64_t)(from->seed->seed < 0 ? 0 : from->seed->seed),
                             .top = top};
    const char *day = from->day->as_of;
    if (*day != '\0' && !dk_day_parse(day, &inputs.as_of))
        return DK_FAIL(err, MSG_OPTION_INVALID, DK_NOWHERE, dk_arg_str("as_of"), dk_arg_str(day),
                       dk_arg_str("2026-03-02"));
    if (dk_uc_ranks(call, &inputs, collect, &all, err) != DK_OK)
        return DK_FAILED;
    if (all.is_broken)
        return DK_NO_MEMORY(err);
    *out = (rankings){all.items, all.n};
    return DK_OK;
}

/* From the first run to the second by changing data, then day, weights, seed: how many lists each
 * step changes. What is left when all inputs are those of the second run is the program's: rules
 * and method. */
static dk_code attribute(dk_cli *cli, const dk_wire_run *x, const dk_wire_run *y,
                         const rankings *first, const rankings *last, dk_arena *arena, dk_err *err)
{
    static const dk_text titles[] = {{"数据", "data"},
                                     {"日期", "day"},
                                     {"权重", "weights"},
                                     {"种子", "seed"},
                                     {"规则和方法", "rules and method"}};
    dk_app *app = NULL;
    rankings steps[5] = {{NULL, 0}};
    int64_t seq = 0;
    size_t top = 1;
    for (size_t i = 0; i < last->n; i++)
        top = last->items[i].n > top ? last->items[i].n : top;
    if (dk_cli_open(cli, &app, err) != DK_OK)
        return DK_FAILED;
    dk_code code = dk_app_seq(app, &seq, err);
    if (code == DK_OK && seq != y->seq) {
        printf("%s\n", dk_cli_say(cli, "数据在第二次之后又变过：不能逐项比较，请重新保存第二次结果",
                                  "data changed after the second run: save it again to compare one "
                                  "input at a time"));
        dk_app_close(app);
        return DK_OK;
    }
    const mixture mixtures[] = {{x, x, x}, {y, x, x}, {y, y, x}, {y, y, y}};
    const dk_call call = {app, &cli->actor, arena};
    for (size_t i = 0; code == DK_OK && i < sizeof mixtures / sizeof *mixtures; i++)
        code = ranks(&call, &mixtures[i], top, &steps[i], err);
    dk_app_close(app);
    if (code != DK_OK)
        return code;
    steps[4] = *last;
    printf("%s\n",
           dk_cli_say(cli, "逐项替换，各改变多少份名单：", "one input at a time, lists changed:"));
    for (size_t i = 0; i < 5; i++)
        printf("  %s %zu\n", dk_in(titles[i], cli->lang),
               count_moved(i == 0 ? first : &steps[i - 1], &steps[i]));
    return DK_OK;
}

/* Rankings of both runs; nothing for other kinds. */
static dk_code compare_rankings(dk_cli *cli, const run_file *a, const run_file *b, dk_arena *arena,
                                dk_err *err)
{
    dk_wire_ranking *x = NULL, *y = NULL;
    size_t n_x = 0, n_y = 0;
    if (strcmp(a->header.kind, "matches") != 0 || strcmp(b->header.kind, "matches") != 0)
        return DK_OK;
    /* Text is read as characters; a char may alias the bytes. */
    if (dk_wire_run_rankings(arena, (const char *)a->bytes, a->len, &x, &n_x, err) != DK_OK ||
        dk_wire_run_rankings(arena, (const char *)b->bytes, b->len, &y, &n_y, err) != DK_OK)
        return DK_FAILED;
    const rankings first = {x, n_x}, last = {y, n_y};
    print_moved(cli, &first, &last);
    bool is_everyone = n_x > 1 && n_y > 1 && strcmp(y[0].direction, "posts_for_trainee") == 0;
    if (!dk_cli_has(cli, DK_OPT_DB) || !is_everyone)
        return DK_OK;
    return attribute(cli, &a->header, &b->header, &first, &last, arena, err);
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
