#!/bin/sh
# tests/cases/run.sh BUILD [CASE...] - runs scenario files: commands as a user types them and what must show.
#
#     $ command        run by sh in a folder of its own; BUILD is first in PATH, $PORT a free port
#     = N              its exit code (without this line: 0)
#     > text           its output (both streams) contains this text, in the order of these lines
#     ! text           its output nowhere contains this text
#     # text           for the reader
#
# A server started by `& ` at the end of a command is stopped when the case ends. Ends with N passed, N failed.
set -u
build=$(cd "$1" && pwd)
shift
root=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -gt 0 ] || set -- $(find "$root/tests/cases" -name '*.case' | sort)
export PATH="$build:$PATH" ROOT="$root" DUIKOU_LANG=zh
passed=0
failed=0

# Each check writes its complaint to $work/.bad
finish_command() {
    [ -n "$command" ] || return 0
    [ "$code" = "$want" ] || echo "exit $code, expected $want: $command" >> "$work/.bad"
    command=
}

run_case() {
    case_file=$1
    command= code=0 want=0 from=1
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        '$ '*)
            finish_command
            command=${line#??} want=0 from=1
            (cd "$work" && eval "$command") > "$work/.out" 2>&1 < /dev/null
            code=$?
            ;;
        '= '*) want=${line#??} ;;
        '> '*)
            text=${line#??}
            at=$(tail -n "+$from" "$work/.out" | grep -nF -e "$text" | head -n 1 | cut -d: -f1)
            if [ -n "$at" ]; then
                from=$((from + at - 1))
            else
                { echo "missing: $text"; echo "  after: $command"; head -n 12 "$work/.out" | sed 's/^/  | /'; } >> "$work/.bad"
            fi
            ;;
        '! '*)
            if grep -qF -e "${line#??}" "$work/.out"; then
                echo "must not show: ${line#??} after: $command" >> "$work/.bad"
            fi
            ;;
        esac
    done < "$case_file"
    finish_command
}

for case_file in "$@"; do
    work=$(mktemp -d)
    PORT=$((20000 + ($$ + passed + failed) % 20000))
    export PORT
    : > "$work/.bad"
    run_case "$case_file"
    [ -f "$work/.pid" ] && kill $(cat "$work/.pid") 2>/dev/null
    if [ -s "$work/.bad" ]; then
        failed=$((failed + 1))
        echo "FAILED ${case_file#"$root"/}"
        sed 's/^/    /' "$work/.bad"
    else
        passed=$((passed + 1))
    fi
    rm -rf "$work"
done
echo "cases: $passed passed, $failed failed"
[ "$failed" = 0 ]
