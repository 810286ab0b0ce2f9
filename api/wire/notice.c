/* api/wire/notice.c - see notice.h. */
#include "api/wire/notice.h"

void dk_wire_notice_members(dk_json *json, const dk_post_notice *notices, size_t n, dk_lang lang)
{
    dk_json_array(json, "notices");
    for (size_t i = 0; i < n; i++) {
        const dk_post_notice *one = &notices[i];
        dk_json_object(json, NULL);
        if (one->post > 0)
            dk_json_int(json, "post", one->post);
        else
            dk_json_null(json, "post");
        dk_json_text(json, "no", one->no);
        dk_json_text(json, "label", one->label);
        dk_json_int(json, "row", one->row);
        dk_json_text(json, "key", one->rule->key);
        dk_json_text(json, "level",
                     one->is_allowed ? "allowed" : dk_notice_level_key(one->rule->level));
        dk_json_text(json, "words", one->words);
        dk_json_text(json, "title", dk_in(one->rule->title, lang));
        dk_json_text(json, "article", dk_in(one->rule->article, lang));
        dk_json_text(json, "advice", dk_in(one->rule->advice, lang));
        dk_json_end(json, '}');
    }
    dk_json_end(json, ']');
}

void dk_wire_notices(dk_buf *out, const dk_post_notice *notices, size_t n, dk_lang lang)
{
    dk_json json = dk_json_begin(out);
    dk_json_object(&json, NULL);
    dk_wire_notice_members(&json, notices, n, lang);
    dk_json_end(&json, '}');
}
