#!/bin/sh
# bench/peers/run.sh [DATA [WORK]] - 200 published series through R's package forecast and through this project, in one run.
#
# DATA (default ../shared/data/series) holds the sets with the tool that reads them beside it (../shared/tools); WORK
# (default build/bench/peers) takes samples, R's numbers and the tables. R takes about 20 minutes; stopped and started again it
# goes on with the next series. Needs packages-bench.txt.
set -eu
data=${1:-../shared/data/series}
work=${2:-build/bench/peers}
tool=$data/../../tools/series_bench.py
[ -f "$tool" ] || { echo "skipped: $tool is not there"; exit 0; }
command -v Rscript > /dev/null || { echo "skipped: no Rscript (packages-bench.txt)"; exit 0; }
make -s build/bench/bench_peers
mkdir -p "$work"

# name, file, period, season, horizon, fewest values, R's automatic choice for every EVERY-th series
sets='m1_yearly m1 yearly 1 6 12 1
m1_quarterly m1 quarterly 4 8 24 1
m1_monthly m1 monthly 12 18 40 3
hospital hospital monthly 12 12 40 3'
echo "$sets" | while read -r name file period season horizon least every; do
    python3 "$tool" long "$data/$file.csv.gz" --period "$period" > "$work/all.csv" 2> /dev/null
    python3 bench/peers/sample.py "$work/all.csv" 50 "$least" > "$work/$name.csv"
    Rscript bench/peers/r_models.R "$work/$name.csv" "$season" "$horizon" "$work/$name.r.csv" "$every"
    echo "== $name"
    build/bench/bench_peers "$work/$name.csv" "$season" "$horizon" "$work/$name.r.csv" 2> "$work/$name.below"
done
rm -f "$work/all.csv"
