#!/bin/sh
# tests/lint_globals.sh OBJECT... - no mutable global or static local: .data and .bss must be empty.
# Read-only data with relocations (.data.rel.ro) is const and allowed.
set -u
out=$(for o in "$@"; do
    objdump -t "$o" | awk -v o="$o" '($0 ~ /[ \t]\.(data|bss|tdata|tbss)(\.[A-Za-z_]|[ \t])/) &&
        $0 !~ /\.data\.rel\.ro/ && $0 !~ / d  / { print o ": mutable " $NF }'
done)
[ -z "$out" ] && exit 0
echo "$out"
exit 1
