#!/bin/sh
# tests/kill9.sh BUILD TIMES - kills at TIMES random moments (seeded), in turn: an import, the undo of one, and a
# commit that runs as a task of the server. Each time all of it or nothing is there, the database is sound, the task
# reads done or interrupted accordingly, and doing the same again gives the same registers. N passed, N failed.
set -u
build=$(cd "$1" && pwd)
times=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export DUIKOU_LANG=en
d="$build/duikou"
port=$((21000 + $$ % 20000))
cd "$work" || exit 1
"$build/duikou-gen" county --out s --size county > /dev/null 2>&1 || exit 1
"$d" init --db base.db 2> /dev/null || exit 1
for r in codes:settings.csv enterprises:enterprises.xlsx posts:posts.xlsx; do
    "$d" import --db base.db --register "${r%%:*}" "s/${r##*:}" 2> /dev/null || exit 1
done

copy() { rm -f "$2" "$2"-wal "$2"-shm "$2".key && cp "$1" "$2" && cp "$1".key "$2".key; }
# A new record after an undo has a new number; the registers are compared without numbers and versions.
content() { "$d" export --db "$1" --register trainees --keys | tr -d '\r' | sed 's/,T[0-9]*,[0-9]*$//; s/,record,version$//'; }
rows() { content "$1" | sed 1d | wc -l; }
now() { date +%s%N; }
import() { "$d" import --db "$1" --register trainees s/trainees.xlsx 2> /dev/null; }
undo() { "$d" batch undo --db "$1" "$batch" 2> /dev/null; }
pause() { sleep "$(awk -v i="$i" -v took="$1" 'BEGIN { srand(i); printf "%.3f", rand() * took / 1000 }')"; }
# Starts the server on $1, on a port of its own, and waits until it answers.
serve() {
    port=$((port + 1))
    "$d" serve --db "$1" --listen "127.0.0.1:$port" > serve.log 2>&1 &
    pid=$!
    for _ in $(seq 100); do
        curl -s -o /dev/null "http://127.0.0.1:$port/readyz" && return 0
        sleep 0.05
    done
    echo "the server does not answer on port $port"
    cat serve.log
    return 1
}
post() { curl -s -X POST "http://127.0.0.1:$port/v1$1"; }
member() { grep -o "\"$1\":[^,}]*" | head -n 1 | cut -d: -f2 | tr -d '"'; }

copy base.db whole.db
start=$(now)
import whole.db || exit 1
import_ms=$((($(now) - start) / 1000000))
all=$(rows whole.db)
content whole.db > whole.csv
content base.db > base.csv
batch=$("$d" batch list --db whole.db --csv | sed -n 2p | cut -d, -f1)
copy whole.db c.db
start=$(now)
undo c.db || exit 1
undo_ms=$((($(now) - start) / 1000000))

kill_import() {
    copy base.db c.db
    "$d" import --db c.db --register trainees s/trainees.xlsx 2> /dev/null &
    pid=$!
    pause $import_ms
    kill -9 $pid 2> /dev/null && half=$((half + 1))
    wait $pid 2> /dev/null
    n=$(rows c.db)
}
kill_undo() {
    copy whole.db c.db
    "$d" batch undo --db c.db "$batch" 2> /dev/null &
    pid=$!
    pause $undo_ms
    kill -9 $pid 2> /dev/null && half=$((half + 1))
    wait $pid 2> /dev/null
    n=$(rows c.db)
    [ "$n" = 0 ] || undo c.db || return 1
    content c.db | cmp -s - base.csv
}
# The task's row and the batch are one transaction: what it reads afterwards is what is there.
kill_task() {
    copy base.db c.db
    serve c.db || return 1
    upload=$(curl -s --data-binary @s/trainees.xlsx "http://127.0.0.1:$port/v1/uploads?filename=t.xlsx&register=trainees" | member upload)
    task=$(post "/uploads/$upload/commit" | member task)
    pause $import_ms
    kill -9 $pid 2> /dev/null && half=$((half + 1))
    wait $pid 2> /dev/null
    n=$(rows c.db)
    serve c.db || return 1
    state=$(curl -s "http://127.0.0.1:$port/v1/tasks/$task" | member state)
    kill $pid
    wait $pid 2> /dev/null
    case "$n $state" in
    "0 interrupted" | "$all done") return 0 ;;
    esac
    echo "task reads $state with $n rows"
    return 1
}

passed=0
failed=0
half=0
i=0
while [ $i -lt "$times" ]; do
    i=$((i + 1))
    case $((i % 3)) in
    0) kind=task ;;
    1) kind=import ;;
    2) kind=undo ;;
    esac
    if kill_$kind && { [ "$n" = 0 ] || [ "$n" = "$all" ]; } && "$d" doctor --db c.db > doctor 2>&1 &&
        { import c.db || true; } && content c.db | cmp -s - whole.csv; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "$kind, moment $i: $n of $all rows"
        cat doctor 2> /dev/null
    fi
done
[ "$half" -gt 0 ] || failed=$((failed + 1)) # else nothing was proved
echo "kill9: $passed passed, $failed failed ($half killed under way)"
[ "$failed" = 0 ]
