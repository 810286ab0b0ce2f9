#!/bin/sh
# tests/lint_test.sh - lint must catch what it is for: each planted violation in a copy must fail it.
set -eu
cd "$(dirname "$0")/.."
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
passed=0
failed=0
plant() { # file, text, what
    rm -rf "$copy/core" "$copy/models" "$copy/api" "$copy/datasets"
    mkdir -p "$copy/api" "$copy/datasets"
    cp -r core models "$copy/"
    cp -r api/usecase api/wire api/http api/cli "$copy/api/"
    cp -r datasets/gen "$copy/datasets/"
    printf '%s\n' "$2" >> "$copy/$1"
    if sh tests/lint.sh "$copy" > /dev/null 2>&1; then
        echo "lint did not catch: $3"
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
}
plant core/match/score.c '#include "core/store/store.h"' 'match includes store'
plant core/table/csv.c '#include "core/register/register.h"' 'table includes register'
plant api/http/server.c '#include "core/store/store.h"' 'http includes store'
plant datasets/gen/main.c '#include "core/match/score.h"' 'the generator includes match'
plant api/usecase/app.c 'const char *const q = "SELECT 1 FROM change";' 'SQL outside core/store'
plant core/match/topk.c 'static int counter;' 'a mutable file-scope variable'
plant core/match/topk.c 'int f(void) { return (int)time(NULL); }' 'a clock in the core'
echo "lint: $passed passed, $failed failed"
[ "$failed" = 0 ]
