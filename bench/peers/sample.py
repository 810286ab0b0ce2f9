#!/usr/bin/env python3
"""Every k-th series of a long CSV (series,period,value) that has no missing value and more than MIN values.

    sample.py LONG.csv COUNT MIN > SAMPLE.csv
"""
import csv
import sys

path, count, least = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
series = {}
with open(path, encoding="utf-8") as f:
    for row in csv.DictReader(f):
        series.setdefault(row["series"], []).append((row["period"], row["value"]))
whole = [k for k, v in series.items() if len(v) > least and all(x for _, x in v)]
step = max(1, len(whole) // count)
out = csv.writer(sys.stdout, lineterminator="\n")
out.writerow(["series", "period", "value"])
for key in whole[::step][:count]:
    for period, value in series[key]:
        out.writerow([key, period, value])
