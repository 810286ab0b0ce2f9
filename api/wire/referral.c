/* api/wire/referral.c - see referral.h. */
#include "api/wire/referral.h"

#include <string.h>

#include "core/base/date.h"

typedef struct {
    dk_buf *out;
    dk_lang lang;
} page;

__attribute__((format_arg(2), format_arg(3))) static const char *say(const page *p, const char *zh,
                                                                     const char *en)
{
    return p->lang == DK_ZH ? zh : en;
}

/* Text into HTML. */
static void put(const page *p, const char *text)
{
    for (; text != NULL && *text != '\0'; text++) {
        switch (*text) {
        case '&':
            dk_buf_text(p->out, "&amp;");
            break;
        case '<':
            dk_buf_text(p->out, "&lt;");
            break;
        case '>':
            dk_buf_text(p->out, "&gt;");
            break;
        case '"':
            dk_buf_text(p->out, "&quot;");
            break;
        default:
            dk_buf_char(p->out, *text);
        }
    }
}

/* 8231 as "82.3" of 100. */
static void put_score(dk_buf *out, int32_t score)
{
    dk_buf_format(out, "%d.%d", score / 100, score % 100 / 10);
}

static const char STYLE[] =
    "@page{size:A4;margin:11mm 14mm 9mm}"
    "body{font:10pt/1.4 \"Source Han Sans SC\",\"Noto Sans CJK SC\",\"Microsoft YaHei\","
    "\"PingFang SC\",\"WenQuanYi Micro Hei\",sans-serif;color:#000;margin:0 auto;max-width:182mm}"
    "h1{font-size:17pt;text-align:center;letter-spacing:.25em;margin:0 0 3mm}"
    "table{border-collapse:collapse;width:100%;margin:0 0 2mm;table-layout:fixed}"
    "th,td{border:.3mm solid #000;padding:1mm 1.6mm;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}"
    "th{font-weight:600;background:#f3f3f3}tr{break-inside:avoid}"
    ".w7{width:7mm}.w17{width:17mm}.w20{width:20mm}.w24{width:24mm}.w60{width:60mm}.w21{width:21mm}"
    ".facts th{width:24mm}.r{text-align:right;white-space:nowrap}.small{font-size:9pt}"
    ".box td{height:14mm}.box td.seal{position:relative;height:24mm}"
    ".seal i{position:absolute;right:8mm;top:1mm;width:22mm;height:22mm;border:.3mm dashed #777;"
    "border-radius:50%;font-style:normal;color:#777;text-align:center;line-height:22mm}"
    ".sign{display:flex;justify-content:space-between;margin:2mm 0}"
    "h1,th{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "@media screen{body{background:#fff;box-shadow:0 0 4mm #ccc;margin-top:6mm;padding:6mm}}";

/* ---- parts of the form ---- */

/* Facts two to a row; what is long (certificates, skills) has a row of its own. */
static void put_facts(const page *p, const dk_fact_text *facts, size_t n)
{
    bool is_open = false;
    dk_buf_text(p->out, "<table class=facts>");
    for (size_t i = 0; i < n; i++) {
        bool is_wide = strcmp(facts[i].key, "certs") == 0 || strcmp(facts[i].key, "skills") == 0;
        if (is_wide && is_open)
            dk_buf_text(p->out, "<th></th><td></td></tr>");
        is_open = !is_wide && !is_open;
        if (is_wide || is_open)
            dk_buf_text(p->out, "<tr>");
        dk_buf_text(p->out, "<th>");
        put(p, facts[i].title);
        dk_buf_text(p->out, is_wide ? "</th><td colspan=3>" : "</th><td>");
        put(p, facts[i].text);
        dk_buf_text(p->out, "</td>");
        if (is_wide || !is_open)
            dk_buf_text(p->out, "</tr>");
    }
    if (is_open)
        dk_buf_text(p->out, "<th></th><td></td></tr>");
    dk_buf_text(p->out, "</table>");
}

static void put_seats(const page *p, const dk_match *m)
{
    if (m->openings < 0)
        dk_buf_text(p->out, "–");
    else
        dk_buf_format(p->out, "%lld", (long long)m->openings);
    dk_buf_format(p->out,
                  say(p, "<br><span class=small>已荐 %lld</span>",
                      "<br><span class=small>%lld referred</span>"),
                  (long long)m->referred);
}

static void put_match(const page *p, const dk_match *m, size_t at)
{
    dk_buf_format(p->out, "<tr><td class=r>%zu</td><td><b>", at);
    put(p, m->label);
    dk_buf_text(p->out, "</b><br><span class=small>");
    put(p, m->line);
    dk_buf_text(p->out, "</span></td><td class=r>");
    put_score(p->out, m->why.score);
    if (m->why.low != m->why.high) {
        dk_buf_text(p->out, "<br><span class=small>");
        put_score(p->out, m->why.low);
        dk_buf_text(p->out, "–");
        put_score(p->out, m->why.high);
        dk_buf_text(p->out, "</span>");
    }
    dk_buf_text(p->out, "</td><td class=r>");
    put_seats(p, m);
    dk_buf_text(p->out, "</td><td class=small>");
    put(p, m->why.summary);
    dk_buf_text(p->out, "</td><td></td></tr>");
}

static void put_posts(const page *p, const dk_match_list *list)
{
    dk_buf_format(p->out,
                  "<table><colgroup><col class=w7><col class=w60><col class=w21>"
                  "<col class=w17><col><col class=w20></colgroup><thead><tr><th></th>"
                  "<th>%s</th><th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr></thead><tbody>",
                  say(p, "推荐岗位", "Post"), say(p, "得分", "Score"), say(p, "人数", "Seats"),
                  say(p, "理由与不足", "Why, and what is missing"), say(p, "本人意见", "Answer"));
    for (size_t i = 0; i < list->n_matches; i++)
        put_match(p, &list->matches[i], i + 1);
    if (list->n_matches == 0)
        dk_buf_format(p->out, "<tr><td colspan=6>%s</td></tr>",
                      say(p, "目前没有全部符合准入条件的岗位；就差一项的见下。",
                          "No post meets all conditions now; near misses are below."));
    dk_buf_text(p->out, "</tbody></table>");
}

static void put_near(const page *p, const dk_match_list *list)
{
    if (list->n_matches > 0 || list->n_near + list->own_gates.n == 0)
        return;
    dk_buf_format(p->out, "<table><thead><tr><th>%s</th><th>%s</th></tr></thead><tbody>",
                  say(p, "就差一项", "Near miss"), say(p, "差在哪里", "What is missing"));
    for (size_t i = 0; i < list->own_gates.n; i++) {
        dk_buf_text(p->out, "<tr><td>");
        put(p, list->own_gates.items[i].title);
        dk_buf_text(p->out, "</td><td>");
        put(p, list->own_gates.items[i].words);
        dk_buf_text(p->out, "</td></tr>");
    }
    for (size_t i = 0; i < list->n_near; i++) {
        dk_buf_text(p->out, "<tr><td>");
        put(p, list->near[i].label);
        dk_buf_text(p->out, "</td><td>");
        for (size_t g = 0; g < list->near[i].gates.n; g++) {
            put(p, list->near[i].gates.items[g].title);
            dk_buf_text(p->out, say(p, "：", ": "));
            put(p, list->near[i].gates.items[g].words);
            dk_buf_text(p->out, " ");
        }
        dk_buf_text(p->out, "</td></tr>");
    }
    dk_buf_text(p->out, "</tbody></table>");
}

static void put_signatures(const page *p)
{
    dk_buf_format(p->out,
                  "<table class=box><tr><th class=w24>%s</th><td></td></tr><tr><th>%s</th>"
                  "<td class=seal><i>%s</i></td></tr><tr><th>%s</th><td class=seal><i>%s</i></td>"
                  "</tr></table>",
                  say(p, "班主任意见", "Class teacher"),
                  say(p, "学校（中心）意见", "School (centre)"), say(p, "盖章处", "seal"),
                  say(p, "用人单位意见", "Enterprise"), say(p, "盖章处", "seal"));
    dk_buf_format(p->out,
                  "<p class=sign><span>%s ____________</span><span>%s ____________</span><span>%s "
                  "____________</span><span>%s</span></p>",
                  say(p, "学员签名", "Trainee"), say(p, "班主任", "Teacher"),
                  say(p, "经办人", "Office"), say(p, "年　　月　　日", "date __________"));
}

void dk_wire_referral_html(dk_buf *out, const dk_match_list *list, const dk_fact_text *facts,
                           size_t n_facts, dk_lang lang)
{
    const page p = {out, lang};
    char day[11] = "";
    if (list->as_of != DK_DAY_NONE)
        dk_day_format(list->as_of, day);
    dk_buf_format(
        out,
        "<!DOCTYPE html><html lang=%s><head><meta charset=utf-8><title>%s %s</title><style>"
        "%s</style></head><body><h1>%s</h1>",
        say(&p, "zh-CN", "en"), say(&p, "学员就业推荐表", "Referral form"), list->subject_no, STYLE,
        say(&p, "学员就业推荐表", "Referral form"));
    put_facts(&p, facts, n_facts);
    put_posts(&p, list);
    put_near(&p, list);
    put_signatures(&p);
    dk_buf_format(
        out,
        say(&p,
            "<p class=small>%s　以 %s 的登记为准（数据序号 %lld，权重 %s）。得分满分 100，"
            "由公开的评价项逐项相加，只供推荐参考，由人决定。</p></body></html>",
            "<p class=small>%s, as of %s (data %lld, weights %s). Scores are out of 100, "
            "the sum of published criteria: advice only, people decide.</p></body></html>"),
        list->subject_no, day, (long long)list->seq, list->weights);
}

/* ---- chat ---- */

void dk_wire_referral_text(dk_buf *out, const dk_match_list *list, dk_lang lang)
{
    const page p = {out, lang};
    bool is_posts = list->direction == DK_POSTS_FOR_TRAINEE;
    char day[11] = "";
    if (list->as_of != DK_DAY_NONE)
        dk_day_format(list->as_of, day);
    dk_buf_format(out,
                  is_posts ? say(&p, "%s 的推荐岗位（%s）\n", "Posts for %s (%s)\n")
                           : say(&p, "%s 的合适人选（%s）\n", "People for %s (%s)\n"),
                  list->subject_label, day);
    for (size_t i = 0; i < list->n_matches; i++) {
        const dk_match *m = &list->matches[i];
        dk_buf_format(out, "%zu. %s  ", i + 1, m->label);
        put_score(out, m->why.score);
        dk_buf_format(out, say(&p, " 分\n   %s\n   %s\n", " points\n   %s\n   %s\n"), m->line,
                      m->why.summary);
    }
    if (list->n_matches == 0)
        dk_buf_text(out, say(&p, "目前没有全部符合条件的，就差一项的：\n",
                             "None meets all conditions now; near misses:\n"));
    for (size_t i = 0; list->n_matches == 0 && i < list->n_near; i++) {
        dk_buf_format(out, "· %s：", list->near[i].label);
        for (size_t g = 0; g < list->near[i].gates.n; g++)
            dk_buf_format(out, "%s ", list->near[i].gates.items[g].words);
        dk_buf_char(out, '\n');
    }
}
