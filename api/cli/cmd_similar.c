/* api/cli/cmd_similar.c - closeness of profiles in a file, without a database. */
#include <string.h>

#include "api/cli/cli.h"
#include "api/usecase/similar.h"

enum { TOP_MAX = 100 };

static void print_csv(const dk_profiles *profiles, const double *scores)
{
    size_t n = profiles->input.n;
    puts("query,candidate,score");
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            if (i == j)
                continue;
            dk_cli_print_name(profiles->keys[i]);
            putchar(',');
            dk_cli_print_name(profiles->keys[j]);
            printf(",%.10g\n", scores[i * n + j]);
        }
    }
}

/* The `top` nearest of each profile, ties in order of the file. */
static void print_nearest(const dk_cli *cli, const dk_profiles *profiles, const double *scores,
                          size_t top)
{
    size_t n = profiles->input.n, nearest[TOP_MAX];
    for (size_t i = 0; i < n; i++) {
        size_t kept = 0;
        for (size_t j = 0; j < n; j++) {
            size_t at = kept;
            if (i == j)
                continue;
            while (at > 0 && scores[i * n + j] > scores[i * n + nearest[at - 1]])
                at--;
            if (at >= top)
                continue;
            kept += kept < top;
            memmove(nearest + at + 1, nearest + at, (kept - at - 1) * sizeof *nearest);
            nearest[at] = j;
        }
        printf("%s%s", profiles->keys[i], dk_cli_say(cli, "：", ": "));
        for (size_t k = 0; k < kept; k++)
            printf("%s%s %.3f", k == 0 ? "" : dk_cli_say(cli, "、", ", "),
                   profiles->keys[nearest[k]], scores[i * n + nearest[k]]);
        putchar('\n');
    }
}

static dk_code run(dk_cli *cli, dk_err *err)
{
    int64_t top = 0;
    dk_profiles profiles;
    const double *scores = NULL;
    dk_arena *arena = dk_arena_new();
    if (arena == NULL)
        return DK_NO_MEMORY(err);
    dk_code code = dk_cli_int(cli, DK_OPT_TOP, (dk_cli_range){1, TOP_MAX, 5}, &top, err);
    const dk_profile_files files = {
        .profiles = cli->option[DK_OPT_PROFILES],
        .activities = cli->option[DK_OPT_ACTIVITIES],
        .titles = cli->option[DK_OPT_TITLES],
        .tasks = cli->option[DK_OPT_TASKS],
    };
    if (code == DK_OK)
        code = dk_uc_profiles_read(&files, arena, &profiles, err);
    if (code == DK_OK)
        code = dk_uc_similar(&profiles.input, arena, &scores, err);
    if (code == DK_OK && dk_cli_has(cli, DK_OPT_CSV))
        print_csv(&profiles, scores);
    else if (code == DK_OK)
        print_nearest(cli, &profiles, scores, (size_t)top);
    dk_arena_free(arena);
    return code;
}

const dk_command dk_command_similar = {
    .name = "similar",
    .summary = {"职业画像两两之间有多相近（转岗），不需要数据库",
                "how close occupations are to each other (career change); needs no database"},
    .usage = "similar --profiles FILE [--activities FILE] [--titles FILE] [--tasks FILE] [--csv] "
             "[--top K]",
    .examples = {"  duikou similar --profiles profiles.csv.gz --top 10\n"
                 "  duikou similar --profiles profiles.csv.gz --activities dwa.csv.gz --csv > "
                 "相近.csv",
                 "  duikou similar --profiles profiles.csv.gz --top 10\n"
                 "  duikou similar --profiles profiles.csv.gz --activities dwa.csv.gz --titles "
                 "titles.csv,alternate.tsv.gz --tasks tasks.tsv.gz --csv > similar.csv"},
    .options = DK_OPT_BIT(PROFILES) | DK_OPT_BIT(ACTIVITIES) | DK_OPT_BIT(TITLES) |
               DK_OPT_BIT(TASKS) | DK_OPT_BIT(CSV) | DK_OPT_BIT(TOP),
    .required = DK_OPT_BIT(PROFILES),
    .run = run,
};
