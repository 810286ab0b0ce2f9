/* api/http/assets.h - the console as bytes in the program.
 *
 * api/web/embed.sh turns api/web/dist into a table of gzip files (reproducibly: sorted names, no
 * time stamps). Without a built console the table is empty and the server shows a plain page
 * instead.
 */
#ifndef DK_API_HTTP_ASSETS_H
#define DK_API_HTTP_ASSETS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char *path;           /* "/index.html", "/assets/app-1a2b3c.js"; sorted by strcmp */
    const unsigned char *bytes; /* gzip */
    size_t len;
    size_t plain_len; /* length when unpacked */
    const char *mime;
    const char *etag;  /* quoted hash of the unpacked bytes */
    bool is_immutable; /* its name carries a hash of its content */
} dk_asset;

/* The table of the build and its length (0 without a console). */
extern const dk_asset dk_assets[];
extern const size_t dk_n_assets;

#endif
