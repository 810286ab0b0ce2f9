/* datasets/gen/main.c - the program duikou-gen: reads its arguments and says what was written.
 *
 * The data it reads (code lists, world files) is looked for in datasets/ of the current folder,
 * then beside the program (build/../datasets), so that it runs from anywhere in a build tree.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/messages.h"
#include "core/base/parse.h"
#include "datasets/gen/dirty.h"
#include "datasets/gen/gen.h"
#include "datasets/gen/messages.h"
#include "datasets/gen/moments.h"
#include "datasets/gen/worlds.h"

static const char usage[] =
    "duikou-gen county --out DIR [--seed N] [--as-of 2026-03-02] [--size sample|county|city]\n"
    "                  [--world W0] [--format xlsx|csv] [--codes DIR] [--params DIR]\n"
    "    生成虚构的云泽县各登记表 / writes the registers of a made-up county\n"
    "duikou-gen dirty --in SHEET --out SHEET --key CSV [--seed N] [--format xlsx|csv]\n"
    "    把干净的表弄脏并留下答案 / damages a clean sheet and keeps the answer key\n"
    "duikou-gen moments [--seeds 30] [--seed N] [--world W0]\n"
    "    公布数与生成数对照 / published figures beside the generator's\n"
    "duikou-gen worlds [--seeds 30] [--seed N] [--world W6]\n"
    "    各世界的检验 / the checks of the worlds\n"
    "例 / example: duikou-gen county --out county --size sample --seed 1\n";

enum { PATH_SIZE = 4096, MIN_SEEDS = 2, MAX_SEEDS = 1000 };

typedef struct {
    dk_gen_options options;
    int seeds;
    const char *in, *key; /* of the verb dirty */
    const char *world;    /* NULL: not named */
    char codes[PATH_SIZE], params[PATH_SIZE];
} arguments;

static void wrote(void *ctx, const char *file, int64_t rows)
{
    const dk_gen_options *options = ctx;
    fprintf(stderr, "  %s/%s  %lld 行 / rows\n", options->out_dir, file, (long long)rows);
}

static dk_code wrong(const char *argument, dk_err *err)
{
    return DK_FAIL(err, MSG_GEN_USAGE, DK_NOWHERE, dk_arg_str(argument));
}

static dk_code set_size(dk_gen_options *options, const char *value, dk_err *err)
{
    static const char *const sizes[] = {"sample", "county", "city"};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (strcmp(sizes[i], value) == 0) {
            options->size = (dk_gen_size)i;
            return DK_OK;
        }
    return wrong(value, err);
}

/* Options whose value is a number, a date or a word of a list. */
static dk_code set_checked(arguments *a, const char *name, const char *value, dk_err *err)
{
    int64_t number = 0;
    if (strcmp(name, "--size") == 0)
        return set_size(&a->options, value, err);
    if (strcmp(name, "--seed") == 0 && dk_parse_int(value, 0, INT64_MAX, &number))
        a->options.seed = (uint64_t)number;
    else if (strcmp(name, "--seeds") == 0 && dk_parse_int(value, MIN_SEEDS, MAX_SEEDS, &number))
        a->seeds = (int)number;
    else if (strcmp(name, "--format") == 0 &&
             (strcmp(value, "csv") == 0 || strcmp(value, "xlsx") == 0))
        a->options.is_csv = value[0] == 'c';
    else if (strcmp(name, "--as-of") != 0 || !dk_day_parse(value, &a->options.as_of))
        return wrong(strncmp(name, "--", 2) == 0 ? value : name, err);
    return DK_OK;
}

static dk_code set_option(arguments *a, const char *name, const char *value, dk_err *err)
{
    if (strcmp(name, "--out") == 0)
        a->options.out_dir = value;
    else if (strcmp(name, "--in") == 0)
        a->in = value;
    else if (strcmp(name, "--key") == 0)
        a->key = value;
    else if (strcmp(name, "--codes") == 0)
        a->options.codes_dir = value;
    else if (strcmp(name, "--params") == 0)
        a->options.params_dir = value;
    else if (strcmp(name, "--world") == 0)
        a->world = a->options.world = value;
    else
        return set_checked(a, name, value, err);
    return DK_OK;
}

static bool holds(const char *folder, const char *file)
{
    char path[PATH_SIZE];
    struct stat info;
    int n = snprintf(path, sizeof path, "%s/%s", folder, file);
    return n < PATH_SIZE && stat(path, &info) == 0;
}

/* `folder` itself when it holds `file` (a build tree has folders of the same names), else the one
 * near the program's own folder, as built (build/, build/address-undefined/) or as installed. */
static const char *find_data(const char *folder, const char *file, char out[PATH_SIZE])
{
    static const char *const near[] = {"..", "../..", "../share/duikou"};
    char program[PATH_SIZE];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    if (holds(folder, file) || len <= 0)
        return folder;
    program[len] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        int n = snprintf(out, PATH_SIZE, "%s/%s/%s", program, near[i], folder);
        if (n < PATH_SIZE && holds(out, file))
            return out;
    }
    return folder;
}

static dk_code read_arguments(int argc, char **argv, arguments *a, dk_err *err)
{
    a->options = DK_GEN_OPTIONS_INIT;
    a->seeds = 30;
    a->options.codes_dir = find_data(a->options.codes_dir, "common.csv", a->codes);
    a->options.params_dir = find_data(a->options.params_dir, "W0.params", a->params);
    for (int i = 2; i < argc; i += 2) {
        if (i + 1 == argc)
            return wrong(argv[i], err);
        if (set_option(a, argv[i], argv[i + 1], err) != DK_OK)
            return DK_FAILED;
    }
    return DK_OK;
}

static dk_code run_county(arguments *a, dk_err *err)
{
    dk_gen_options *options = &a->options;
    if (options->out_dir == NULL)
        return wrong("--out", err);
    if (mkdir(options->out_dir, 0777) != 0 && errno != EEXIST)
        return DK_FAIL(err, MSG_FILE_UNWRITABLE, DK_NOWHERE, dk_arg_str(options->out_dir),
                       dk_arg_str(strerror(errno)));
    options->wrote = wrote;
    options->wrote_ctx = options;
    return dk_gen_county(options, err);
}

static dk_code run_dirty(const arguments *a, dk_err *err)
{
    size_t n_errors, n_forms;
    const dk_dirty_options options = {.in_path = a->in,
                                      .out_path = a->options.out_dir,
                                      .key_path = a->key,
                                      .seed = a->options.seed,
                                      .is_csv = a->options.is_csv};
    if (a->in == NULL || a->key == NULL || a->options.out_dir == NULL)
        return wrong("--in --out --key", err);
    if (dk_gen_dirty(&options, &n_errors, &n_forms, err) != DK_OK)
        return DK_FAILED;
    fprintf(stderr, "  %zu 处错误、%zu 处写法不同 / errors, other forms\n", n_errors, n_forms);
    return DK_OK;
}

/* Runs the verb; *bad gets the number of figures or checks that did not hold. */
static dk_code run(const char *verb, arguments *a, int *bad, dk_err *err)
{
    if (strcmp(verb, "county") == 0)
        return run_county(a, err);
    if (strcmp(verb, "dirty") == 0)
        return run_dirty(a, err);
    if (strcmp(verb, "moments") == 0)
        return dk_moments_run(&a->options, a->seeds, stdout, bad, err);
    if (strcmp(verb, "worlds") == 0)
        return dk_worlds_run(&a->options, a->world, a->seeds, stdout, bad, err);
    return wrong(verb, err);
}

static int report(const dk_err *err)
{
    char text[1024], next[1024], where[1024];
    for (int lang = 0; lang < 2; lang++) {
        dk_err_where(err, (dk_lang)lang, where, sizeof where);
        dk_err_text(err, (dk_lang)lang, text, sizeof text);
        dk_err_next(err, (dk_lang)lang, next, sizeof next);
        fprintf(stderr, "duikou-gen: %s%s%s; %s\n", where, where[0] == '\0' ? "" : ": ", text,
                next);
    }
    return err->msg->exit;
}

int main(int argc, char **argv)
{
    dk_err err = DK_ERR_INIT;
    arguments a;
    int bad = 0;
    if (argc < 2 || strcmp(argv[1], "--help") == 0) {
        fputs(usage, argc < 2 ? stderr : stdout);
        return argc < 2 ? DK_EXIT_USAGE : DK_EXIT_OK;
    }
    if (read_arguments(argc, argv, &a, &err) != DK_OK || run(argv[1], &a, &bad, &err) != DK_OK)
        return report(&err);
    return bad == 0 ? DK_EXIT_OK : DK_EXIT_GENERAL;
}
