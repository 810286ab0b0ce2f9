#!/bin/sh
# bench/peers/office.sh [BUILD] - every fixture workbook of tests/cases/import, marked by this program, opened in LibreOffice
# beside the sender's own: nothing may differ but the marks (office.py says what that means). The same for a damaged sheet of
# the county as duikou-gen writes it and as LibreOffice saves that again. Needs packages-bench.txt.
set -u
build=${1:-build}
command -v soffice > /dev/null || { echo "office: skipped: no soffice (packages-bench.txt: libreoffice-calc)"; exit 0; }
command -v python3 > /dev/null || { echo "office: skipped: no python3 (packages-bench.txt)"; exit 0; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/sent" "$work/marked"
DUIKOU_MARKED="$work" "$build/tests/unit/import/test_cases" > /dev/null 2>&1 || { echo "office: the fixtures fail"; exit 1; }
office="soffice -env:UserInstallation=file://$work/profile --headless"
bin=$(cd "$build" && pwd)
(
    cd "$work" && mkdir county saved &&
        "$bin/duikou-gen" county --size sample --out county && "$bin/duikou" init --db c.db &&
        "$bin/duikou" import --db c.db --register enterprises county/enterprises.xlsx &&
        "$bin/duikou-gen" dirty --in county/trainees.xlsx --out sent/dirty.xlsx --key key.csv &&
        timeout 300 $office --convert-to xlsx --outdir saved sent/dirty.xlsx && mv saved/dirty.xlsx sent/dirty_saved.xlsx
    for name in dirty dirty_saved; do
        DUIKOU_LANG=zh "$bin/duikou" import --db c.db --register trainees --marked . sent/$name.xlsx
        mv $name-有误.xlsx marked/$name.xlsx
    done
) > "$work/log" 2>&1
[ -f "$work/marked/dirty_saved.xlsx" ] || { cat "$work/log"; echo "office: the damaged sheet was not marked"; exit 1; }
for side in sent marked; do
    timeout 600 $office --convert-to fods --outdir "$work/$side" \
        "$work/$side"/*.xlsx > "$work/log" 2>&1 || { cat "$work/log"; echo "office: soffice fails"; exit 1; }
done
[ "$(ls "$work"/sent/*.xlsx | wc -l)" = "$(ls "$work"/marked/*.fods | wc -l)" ] ||
    { echo "office: LibreOffice did not open every marked workbook"; exit 1; }
python3 bench/peers/office.py "$work"
