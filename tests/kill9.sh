#!/bin/sh
# tests/kill9.sh BUILD TIMES - kills an import at TIMES random moments (seeded): each time all of it or nothing is
# there, the database is sound, and importing the same file again gives the same registers. N passed, N failed.
set -u
build=$(cd "$1" && pwd)
times=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DUIKOU_LANG=en
d="$build/duikou"
cd "$work" || exit 1
"$build/duikou-gen" county --out s --size county > /dev/null 2>&1 || exit 1
"$d" init --db base.db 2> /dev/null || exit 1
for r in codes:settings.csv enterprises:enterprises.xlsx posts:posts.xlsx; do
    "$d" import --db base.db --register "${r%%:*}" "s/${r##*:}" 2> /dev/null || exit 1
done
rows() { "$d" export --db "$1" --register trainees --keys | sed 1d | wc -l; }
start=$(date +%s%N)
cp base.db whole.db && cp base.db.key whole.db.key
"$d" import --db whole.db --register trainees s/trainees.xlsx 2> /dev/null || exit 1
took=$((($(date +%s%N) - start) / 1000000))
all=$(rows whole.db)
"$d" export --db whole.db --register trainees --keys > whole.csv
passed=0
failed=0
half=0
i=0
while [ $i -lt "$times" ]; do
    i=$((i + 1))
    rm -f c.db*
    cp base.db c.db && cp base.db.key c.db.key
    delay=$(awk -v i=$i -v took=$took 'BEGIN { srand(i); printf "%.3f", rand() * took / 1000 }')
    "$d" import --db c.db --register trainees s/trainees.xlsx 2> /dev/null &
    pid=$!
    sleep "$delay"
    kill -9 $pid 2> /dev/null && half=$((half + 1))
    wait $pid 2> /dev/null
    n=$(rows c.db)
    if { [ "$n" = 0 ] || [ "$n" = "$all" ]; } && "$d" doctor --db c.db > doctor 2>&1 &&
        { "$d" import --db c.db --register trainees s/trainees.xlsx 2> /dev/null || true; } &&
        "$d" export --db c.db --register trainees --keys | cmp -s - whole.csv; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "after $delay s: $n of $all rows"
        cat doctor
    fi
done
[ "$half" -gt 0 ] || failed=$((failed + 1)) # else nothing was proved
echo "kill9: $passed passed, $failed failed"
[ "$failed" = 0 ]
