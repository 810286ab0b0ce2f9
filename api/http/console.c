/* api/http/console.c - the console: files in the program, its address for every view, a plain page
 * when it was not built.
 *
 * A file is found by its exact decoded path in a sorted table, so no path ever reaches a file
 * system. An address that is no file and no route is a view of the console when a browser asks for
 * a page (Accept: text/html); for programs it stays unknown. */
#include <assert.h>
#include <string.h>
#include <zlib.h>

#include "api/http/internal.h"
#include "api/http/messages.h"

static const char PLAIN_PAGE[] =
    "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>对口 "
    "Duikou</title></head>"
    "<body><h1>对口 Duikou</h1>"
    "<p>服务正在运行，但这个版本没有带网页控制台（编译时没有 Node）。可以直接使用接口："
    "<br>The service is running; this build carries no web console (it was made without Node). "
    "The interface is here:</p><ul>"
    "<li><a href=\"/v1/home\">/v1/home</a></li><li><a href=\"/v1/registers\">/v1/registers</a></li>"
    "<li><a href=\"/v1/trainees\">/v1/trainees</a></li><li><a href=\"/v1/posts\">/v1/posts</a></li>"
    "<li><a href=\"/v1/batches\">/v1/batches</a></li>"
    "<li><a href=\"/openapi.json\">/openapi.json</a></li></ul>"
    "<p>安装 Node 18 后重新执行 ./start 即可得到控制台。"
    "<br>Install Node 18 and run ./start again to get the console.</p></body></html>\n";

static const dk_asset *find_asset(const dk_server *server, const char *path)
{
    size_t low = 0, high = server->options.n_assets;
    while (low < high) { /* path is at or after low, before high */
        size_t middle = low + (high - low) / 2;
        int order = strcmp(path, server->options.assets[middle].path);
        if (order == 0)
            return &server->options.assets[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static bool accepts(const dk_exchange *x, const char *header, const char *word)
{
    const char *text = MHD_lookup_connection_value(x->wire, MHD_HEADER_KIND, header);
    const char *at = text == NULL ? NULL : strstr(text, word);
    if (at == NULL)
        return false;
    at += strlen(word);
    return strncmp(at, ";q=0", 4) != 0 || (at[4] != '\0' && at[4] != ',');
}

/* Unpacks a gzip file of known length into the reply. */
static dk_code unpack(const dk_asset *asset, dk_reply *reply, dk_err *err)
{
    enum { GZIP = 16 + MAX_WBITS };
    unsigned char chunk[16384];
    /* zlib reads its input through a pointer it declares writable. */
    union {
        const unsigned char *given;
        unsigned char *taken;
    } input = {.given = asset->bytes};
    z_stream stream = {.next_in = input.taken, .avail_in = (uInt)asset->len};
    if (inflateInit2(&stream, GZIP) != Z_OK)
        return DK_NO_MEMORY(err);
    int result = Z_OK;
    while (result == Z_OK) {
        stream.next_out = chunk;
        stream.avail_out = sizeof chunk;
        result = inflate(&stream, Z_NO_FLUSH);
        dk_buf_add(&reply->body, chunk, sizeof chunk - stream.avail_out);
    }
    inflateEnd(&stream);
    assert(result == Z_STREAM_END); /* made by our own build */
    return reply->body.is_broken ? DK_NO_MEMORY(err) : DK_OK;
}

static dk_code send_asset(const dk_exchange *x, const dk_asset *asset, dk_reply *reply, dk_err *err)
{
    reply->media = asset->mime;
    reply->is_immutable = asset->is_immutable;
    assert(strlen(asset->etag) < sizeof reply->etag);
    memcpy(reply->etag, asset->etag, strlen(asset->etag) + 1);
    if (!accepts(x, "Accept-Encoding", "gzip"))
        return unpack(asset, reply, err);
    reply->is_gzip = true;
    reply->fixed = asset->bytes;
    reply->fixed_len = asset->len;
    return DK_OK;
}

dk_code dk_console_reply(const dk_exchange *x, dk_reply *reply, dk_err *err)
{
    assert(x->server != NULL && reply != NULL);
    const char *path = x->target.path;
    bool is_root = strcmp(path, "/") == 0;
    const dk_asset *asset = find_asset(x->server, is_root ? "/index.html" : path);
    if (asset == NULL && accepts(x, "Accept", "text/html"))
        asset = find_asset(x->server, "/index.html");
    if (asset != NULL)
        return send_asset(x, asset, reply, err);
    if (!is_root)
        return DK_FAIL0(err, MSG_HTTP_PATH_UNKNOWN);
    reply->media = "text/html; charset=utf-8";
    reply->fixed = (const unsigned char *)PLAIN_PAGE;
    reply->fixed_len = sizeof PLAIN_PAGE - 1;
    return DK_OK;
}
