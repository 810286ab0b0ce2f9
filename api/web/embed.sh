#!/bin/sh
# api/web/embed.sh DIST WORK - assembler source of the table dk_assets (api/http/assets.h): every file of
# DIST packed with gzip into WORK, sorted by path, without time stamps, so that the same files give the
# same bytes. Without DIST the table is empty and the server shows its plain page.
set -eu
dist=$1
work=$2
mkdir -p "$work"

mime() {
    case $1 in
        *.html) echo 'text/html; charset=utf-8' ;;
        *.js) echo 'text/javascript; charset=utf-8' ;;
        *.css) echo 'text/css; charset=utf-8' ;;
        *.svg) echo 'image/svg+xml' ;;
        *) echo 'application/octet-stream' ;;
    esac
}

paths=''
[ -f "$dist/index.html" ] && paths=$(cd "$dist" && find . -type f | sed 's/^\.//' | LC_ALL=C sort)
n=0
printf '.section .rodata\n'
for path in $paths; do
    gzip -9nc "$dist$path" > "$work/$n.gz"
    etag=$(sha256sum < "$dist$path" | cut -c1-32)
    printf '.Lpath%d: .asciz "%s"\n.Lmime%d: .asciz "%s"\n.Letag%d: .asciz "\\"%s\\""\n.Lbytes%d: .incbin "%s"\n' \
        $n "$path" $n "$(mime "$path")" $n "$etag" $n "$work/$n.gz"
    n=$((n + 1))
done
printf '.balign 8\n.globl dk_n_assets\ndk_n_assets: .quad %d\n' $n
printf '.section .data.rel.ro,"aw"\n.balign 8\n.globl dk_assets\ndk_assets:\n'
n=0
for path in $paths; do
    is_hashed=0
    case $path in /assets/*) is_hashed=1 ;; esac
    printf '.quad .Lpath%d, .Lbytes%d, %d, %d, .Lmime%d, .Letag%d\n.byte %d\n.balign 8\n' $n $n \
        "$(wc -c < "$work/$n.gz")" "$(wc -c < "$dist$path")" $n $n $is_hashed
    n=$((n + 1))
done
printf '.section .note.GNU-stack,"",%%progbits\n'
