"""Reads {"maxPvalue": p, "series": [[...], ...]} and writes the indices of the change points that Otava finds in each."""

import json
import sys

from otava.analysis import compute_change_points

question = json.load(sys.stdin)
found = []
for values in question["series"]:
    points, _ = compute_change_points(values, max_pvalue=question["maxPvalue"])
    found.append([int(point.index) for point in points])
json.dump(found, sys.stdout)
