#!/bin/sh
# tests/web/run.sh OUT - browser tests of the console: makes a sample county with OUT/duikou, serves it on a
# free port of this machine, walks through it in Chromium, then runs the cases on the mock server.
# SHOTS=folder keeps screenshots. The last line is "N passed, N failed".
set -eu
out=$(cd "${1:-build}" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

if [ "${DUIKOU_WEB:-1}" = 0 ] || [ "${WEB:-auto}" = 0 ]; then
    echo 'web-test: skipped, the console is switched off (WEB=0)'
    exit 0
fi
for tool in node npm; do
    command -v $tool > /dev/null || { echo "web-test: $tool is missing: apt-get install nodejs npm" >&2; exit 1; }
done

work=$(mktemp -d)
server=''
finish() {
    if [ -n "$server" ]; then kill "$server" 2> /dev/null && wait "$server" 2> /dev/null || :; fi
    rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

if [ ! -d "$here/node_modules/playwright-core" ]; then
    (cd "$here" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > "$work/npm.log" 2>&1) ||
        { cat "$work/npm.log" >&2; exit 1; }
fi

"$out/duikou" demo --db "$work/county.db" --no-serve > "$work/demo.log" 2>&1 || { cat "$work/demo.log" >&2; exit 1; }
DUIKOU_LANG=en "$out/duikou" serve --db "$work/county.db" --listen 127.0.0.1:0 > "$work/serve.log" 2>&1 &
server=$!
url=''
tries=0
while [ -z "$url" ]; do
    url=$(sed -n 's|.*\(http://127\.0\.0\.1:[0-9]*\).*|\1|p' "$work/serve.log" | head -n 1)
    tries=$((tries + 1))
    if [ $tries -gt 300 ] || ! kill -0 "$server" 2> /dev/null; then
        echo 'web-test: the server does not start:' >&2
        cat "$work/serve.log" >&2
        exit 1
    fi
    [ -n "$url" ] || sleep 0.1
done

DUIKOU_URL=$url node "$here/run.mjs"
