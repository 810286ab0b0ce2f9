#!/bin/sh
# bench/peers/sets.sh [DATA [CACHE]] - every published set through R's package forecast, then scored beside this project.
#
# DATA (default ../shared/data/series) holds the sets, CACHE (default build/bench/r) keeps what R said: a set that is there
# with its .done mark is not made again. R takes hours for the monthly sets (auto.arima). Needs packages-bench.txt.
set -eu
data=${1:-../shared/data/series}
cache=${2:-build/bench/r}
[ -d "$data" ] || { echo "skipped: $data is not there"; exit 0; }
command -v Rscript > /dev/null || { echo "skipped: no Rscript (packages-bench.txt)"; exit 0; }
mkdir -p "$cache"
while read -r name file period; do
    [ -s "$cache/$name.csv.done" ] && continue
    Rscript bench/peers/r_forecasts.R "$data/$file.csv.gz" "$period" "$cache/$name.csv" 2> "$cache/$name.csv.log"
    echo ok > "$cache/$name.csv.done"
done <<SETS
m1_yearly m1 yearly
m1_quarterly m1 quarterly
m1_monthly m1 monthly
hospital hospital all
jolts jolts_states_2000_2017 all
SETS
make -s build/bench/bench_forecast
sha256sum "$cache"/*.csv
build/bench/bench_forecast --data "$data" --cache "$cache"
