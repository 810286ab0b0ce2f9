#!/usr/bin/env python3
"""bench/peers/cut.py SET.csv.gz > SHORT.csv - a published set cut as `bench_forecast --short` cuts it: of every series the last
5 to 8 years in turn (by its place among the yearly ones), 12 quarters or 24 months. For r_forecasts.R, gzipped."""
import csv, gzip, sys

csv.field_size_limit(1 << 30)
rows = csv.DictReader(gzip.open(sys.argv[1], 'rt'))
out = csv.DictWriter(sys.stdout, rows.fieldnames, lineterminator='\n')
out.writeheader()
years = 0
for row in rows:
    keep = {'yearly': 5 + years % 4, 'quarterly': 12}.get(row['period'], 24)
    years += row['period'] == 'yearly'
    row['train'] = ' '.join(row['train'].split()[-keep:])
    out.writerow(row)
