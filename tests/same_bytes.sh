#!/bin/sh
# tests/same_bytes.sh - gcc and clang, -O0 and -O3, give the same bytes: county, matches, and every case file's
# commands, the stateless ones among them.
# Ends with N passed, N failed. Builds stand in build/same-*, from where the program finds datasets in any folder: deeper, half of
# the case files failed alike and were compared as equal.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
run() { # name, compiler, optimisation
    out=build/same-$1
    make -s CC="$2" OPT="$3" OUT="$out" WEB=0 all > /dev/null
    mkdir "$work/$1"
    "$out/duikou-gen" county --size sample --out "$work/$1/sheets" 2> /dev/null
    DUIKOU_LANG=zh "$out/duikou" demo --db "$work/$1/c.db" --size sample --no-serve > "$work/$1/demo.txt" 2> /dev/null
    "$out/duikou" match --db "$work/$1/c.db" --all --csv > "$work/$1/all.csv" 2> /dev/null
    "$out/duikou" match --db "$work/$1/c.db" --all --json > "$work/$1/all.json" 2> /dev/null
    sh tests/cases/run.sh "$out" > "$work/$1/cases" 2>&1 || { tail -n 40 "$work/$1/cases"; exit 1; }
    sed "s|$work/$1|DIR|g" "$work/$1/demo.txt" > "$work/$1/demo" && rm "$work/$1/demo.txt" "$work/$1"/c.db*
}
run gcc-O0 gcc -O0
run gcc-O3 gcc -O3
command -v clang > /dev/null && { run clang-O0 clang -O0; run clang-O3 clang -O3; }
for d in "$work"/*; do
    [ "$d" = "$work/gcc-O0" ] && continue
    if diff -r "$work/gcc-O0" "$d" > "$work/diff"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "differs from gcc -O0: $(basename "$d")"
        head -n 5 "$work/diff"
    fi
    rm -f "$work/diff"
done
echo "bytes: $passed passed, $failed failed"
[ "$failed" = 0 ]
