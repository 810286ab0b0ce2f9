#!/bin/sh
# tests/fuzz/run.sh SECONDS - builds each tests/fuzz/fuzz_*.c with clang's libFuzzer under ASan and UBSan and runs
# it for SECONDS from a fixed seed. Finds become tests. Ends with N passed, N failed.
set -u
cd "$(dirname "$0")/../.."
seconds=${1:-60}
command -v clang > /dev/null || { echo "skipped: clang is not installed"; exit 0; }
out=build/fuzz
make -s CC=clang OPT=-O1 WEB=0 OUT="$out" SANITIZER=address,undefined,fuzzer-no-link lib > /dev/null || exit 1
passed=0
failed=0
for f in tests/fuzz/fuzz_*.c; do
    name=$(basename "$f" .c)
    mkdir -p "$out/corpus/$name"
    [ -d "tests/fuzz/seeds/$name" ] && cp tests/fuzz/seeds/"$name"/* "$out/corpus/$name/"
    clang -std=c17 -g -O1 -I. -D_GNU_SOURCE -fsanitize=address,undefined,fuzzer "$f" "$out/libduikou.a" \
        -o "$out/$name" $(pkg-config --libs sqlite3 gsl jansson libmicrohttpd libzip expat xlsxwriter libsodium libutf8proc zlib) \
        -lglpk -lpthread -lm || exit 1
    if "$out/$name" -seed=1 -max_total_time="$seconds" -rss_limit_mb=2048 -artifact_prefix="$out/$name-" \
        "$out/corpus/$name" > "$out/$name.log" 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        tail -n 15 "$out/$name.log"
    fi
done
echo "fuzz: $passed passed, $failed failed"
[ "$failed" = 0 ]
