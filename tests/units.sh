#!/bin/sh
# tests/units.sh PROGRAM... - runs cmocka programs one after the other; shows the output of those that fail
# and cmocka's closing lines of all, then one line "units: N passed, N failed" that counts test cases.
set -u
passed=0
failed=0
for t in "$@"; do
    out=$("$t" 2>&1)
    code=$?
    p=$(printf '%s\n' "$out" | sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' | head -n 1)
    f=$(printf '%s\n' "$out" | sed -n 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' | head -n 1)
    if [ "$code" != 0 ]; then
        printf '%s\n' "$out" | grep -Ev '^\[ (RUN  |     OK) ' | tail -n 40
        echo "FAILED $t (exit $code)"
        [ -n "$f" ] || f=1
    fi
    passed=$((passed + ${p:-0}))
    failed=$((failed + ${f:-0}))
done
echo "units: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
