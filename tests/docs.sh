#!/bin/sh
# tests/docs.sh BUILD - docs/reference.md says what the descriptors say; every command of the READMEs exists; every
# link in the pages leads somewhere. Ends with N passed, N failed.
set -u
cd "$(dirname "$0")/.."
build=$1
passed=0
failed=0
check() { # what, exit code
    if [ "$2" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "docs: $1"; fi
}
"$build/tests/docs/reference" | diff -u docs/reference.md - > "$build/docs.diff"
check "docs/reference.md is out of date: make docs-update (see $build/docs.diff)" $?
for command in $(grep -ho 'build/duikou [a-z]*' README.md README.zh.md | awk '{ print $2 }' | sort -u); do
    "$build/duikou" "$command" --help > /dev/null 2>&1
    check "README names the command $command" $?
done
for command in $("$build/duikou" --help --lang en | awk '/^Commands:/ { on = 1; next } /^$/ { on = 0 } on { print $1 }'); do
    grep -q "build/duikou $command" README.md && grep -q "build/duikou $command" README.zh.md
    check "the READMEs show duikou $command" $?
done
for page in README.md README.zh.md ARCHITECTURE.md docs/*.md; do
    for link in $(grep -o '](\([^)#:]*\))' "$page" | sed 's/](\(.*\))/\1/'); do
        [ -e "$(dirname "$page")/$link" ]
        check "$page links to $link" $?
    done
done
echo "docs: $passed passed, $failed failed"
[ "$failed" = 0 ]
