/* api/wire/pick.c - see pick.h. */
#include "api/wire/pick.h"

#include <string.h>

#include "api/wire/messages.h"
#include "api/wire/read.h"
#include "core/base/messages.h"
#include "core/register/codes.h"

static const char *const MEMBERS[] = {"post", "kind", "reason", "remove"};
enum { N_MEMBERS = sizeof MEMBERS / sizeof *MEMBERS };

static dk_code refuse_unknown(const dk_json_node *node, dk_err *err)
{
    for (size_t i = 0; i < node->n; i++) {
        bool is_known = false;
        for (size_t k = 0; k < N_MEMBERS; k++)
            is_known = is_known || strcmp(node->items[i].key, MEMBERS[k]) == 0;
        if (is_known)
            continue;
        char nearest[120];
        dk_suggest(node->items[i].key, MEMBERS, N_MEMBERS, nearest, sizeof nearest);
        return DK_FAIL(err, MSG_JSON_UNKNOWN, DK_NOWHERE, dk_arg_str(node->items[i].key),
                       dk_arg_str(nearest));
    }
    return DK_OK;
}

static dk_code missing(const char *member, const char *expected, dk_err *err)
{
    return DK_FAIL(err, MSG_JSON_MEMBER, (dk_place){.field = member}, dk_arg_str(member),
                   dk_arg_str(expected));
}

dk_code dk_wire_pick_read(dk_arena *arena, const char *bytes, size_t len, dk_wire_pick *out,
                          dk_err *err)
{
    const dk_json_node *root = NULL;
    dk_wire_pick pick = {.post = NULL};
    if (dk_json_read(arena, bytes, len, NULL, &root, err) != DK_OK)
        return DK_FAILED;
    if (root->kind != DK_JSON_OBJECT)
        return missing("/", "{…}", err);
    if (refuse_unknown(root, err) != DK_OK ||
        dk_json_get_text(root, "kind", &pick.kind, err) != DK_OK ||
        dk_json_get_text(root, "reason", &pick.reason, err) != DK_OK)
        return DK_FAILED;
    const dk_json_node *post = dk_json_get(root, "post"), *remove = dk_json_get(root, "remove");
    if (post != NULL && post->kind == DK_JSON_INT)
        pick.post = dk_arena_format(arena, "%lld", (long long)post->num);
    else if (post != NULL && post->kind == DK_JSON_TEXT)
        pick.post = post->text;
    if (pick.post == NULL)
        return missing("post", "岗位记录号 / record number of a post", err);
    if (pick.kind == NULL)
        return missing("kind", "pin, exclude, refused, visited, referred", err);
    if (remove != NULL && remove->kind != DK_JSON_BOOL && remove->kind != DK_JSON_NULL)
        return missing("remove", "true, false", err);
    pick.is_removal = remove != NULL && remove->kind == DK_JSON_BOOL && remove->num != 0;
    *out = pick;
    return DK_OK;
}
