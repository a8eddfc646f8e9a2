"""Rows around `clusters` points that are some 10 apart, `spread` (the standard deviation) from them: row i belongs to
cluster i modulo `clusters`. `what` is "rows", or "labels" for the clusters' numbers as a column.
"""

import numpy as np


def make(spec, generator):
    labels = np.arange(spec["rows"]) % spec["clusters"]
    if spec["what"] == "labels":
        return labels[:, None].astype(float)
    points = 10 * generator.standard_normal((spec["clusters"], spec["cols"]))
    return points[labels] + spec["spread"] * generator.standard_normal((spec["rows"], spec["cols"]))
