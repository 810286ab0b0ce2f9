/* api/cli/print_matches.c - a match list as a person reads it. */
#include <string.h>

#include "api/cli/cli.h"
#include "core/base/date.h"
#include "core/base/utf8.h"

static const char *mark_of(dk_match_state state)
{
    static const char *const marks[] = {[DK_STATE_FOUND] = "✓",
                                        [DK_STATE_PARTLY] = "◐",
                                        [DK_STATE_NOT_FOUND] = "✗",
                                        [DK_STATE_UNKNOWN] = "?"};
    return marks[state];
}

/* `text` padded to `width` columns. */
static void print_padded(FILE *out, const char *text, size_t width)
{
    size_t w = dk_utf8_width(text);
    fprintf(out, "%s%*s", text, w < width ? (int)(width - w) : 0, "");
}

static void print_match(const dk_cli *cli, const dk_match *m, FILE *out)
{
    const dk_explanation *why = &m->why;
    fprintf(out, "\n%zu. %s  %s  %s %d", m->rank, m->no, m->label, dk_cli_say(cli, "得分", "score"),
            why->score);
    if (why->low != why->high)
        fprintf(out, "（%d–%d）", why->low, why->high);
    fprintf(out, "\n   %s\n   %s\n", m->line, why->summary);
    if (m->is_pinned || m->is_visited)
        fprintf(out, "   ※ %s\n",
                m->is_pinned ? dk_cli_say(cli, "优先推荐（人工）", "pinned by a person")
                             : dk_cli_say(cli, "已去过", "already visited"));
    if (m->is_new)
        fprintf(out, "   ＋ %s\n", dk_cli_say(cli, "上次没有", "not in the list before"));
    if (m->referred > 0)
        fprintf(out, dk_cli_say(cli, "   已推荐 %lld 人\n", "   %lld referred already\n"),
                (long long)m->referred);
    for (size_t i = 0; i < why->n_criteria; i++) {
        const dk_explained_criterion *c = &why->criteria[i];
        fprintf(out, "   %s ", mark_of(c->state));
        print_padded(out, c->title, 14);
        fprintf(out, "%5d/%-5d %s\n", c->points, c->max, c->words);
    }
}

static void print_gates(const dk_explained_gates *gates, FILE *out)
{
    for (size_t i = 0; i < gates->n; i++) {
        const dk_explained_gate *gate = &gates->items[i];
        fprintf(out, "     %s：%s%s%s\n", gate->title, gate->words,
                gate->article[0] == '\0' ? "" : "  —— ", gate->article);
    }
}

static void print_asides(const char *title, const dk_match_aside *items, size_t n, FILE *out)
{
    if (n > 0)
        fprintf(out, "\n%s\n", title);
    for (size_t i = 0; i < n; i++) {
        fprintf(out, "   %s  %s  (%d)\n", items[i].no, items[i].label, items[i].score);
        print_gates(&items[i].gates, out);
    }
}

static void print_set_aside(const dk_cli *cli, const dk_match_list *list, FILE *out)
{
    if (list->n_set_aside > 0)
        fprintf(out, "\n%s\n", dk_cli_say(cli, "人工意见，未列入：", "Set aside by people:"));
    for (size_t i = 0; i < list->n_set_aside; i++) {
        const dk_match_pick *pick = &list->set_aside[i];
        char day[11] = "";
        if (pick->on != DK_DAY_NONE)
            dk_day_format(pick->on, day);
        fprintf(out, "   %s  %s  %s：%s（%s %s）\n", pick->no, pick->label, pick->title,
                pick->reason, pick->by, day);
        print_gates(&pick->gates, out);
    }
}

void dk_cli_print_matches(const dk_cli *cli, const dk_match_list *list, FILE *out)
{
    char date[11];
    dk_day_format(list->as_of, date);
    fprintf(out, "%s  %s  %s\n", list->subject_no, list->subject_label, list->subject_line);
    fprintf(out,
            dk_cli_say(cli,
                       "以 %s 为准；看了 %zu 个，%zu 个不符合准入条件，%zu 个待确认；权重 %s\n",
                       "as of %s; considered %zu, gated out %zu, to confirm %zu; weights %s\n"),
            date, list->considered, list->gated_out, list->unknown, list->weights);
    if (list->own_gates.n > 0) {
        fprintf(out, "%s\n", dk_cli_say(cli, "不参加匹配的原因：", "not matched because:"));
        print_gates(&list->own_gates, out);
    }
    for (size_t i = 0; i < list->n_matches; i++)
        print_match(cli, &list->matches[i], out);
    print_asides(dk_cli_say(cli, "就差一项：", "Near misses:"), list->near, list->n_near, out);
    print_asides(dk_cli_say(cli, "待确认：", "To confirm:"), list->unknowns, list->n_unknowns, out);
    print_set_aside(cli, list, out);
}
