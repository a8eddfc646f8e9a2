"""The product of two random non-negative factors of inner dimension `rank`, some of whose entries are zero, plus `noise` times
uniform entries. `emptyRows` and `emptyColumns` are zero."""

import numpy as np


def make(spec, generator):
    left, right = (generator.random(shape) for shape in [(spec["rows"], spec["rank"]), (spec["rank"], spec["cols"])])
    left[left < spec.get("sparsity", 0)] = 0
    right[right < spec.get("sparsity", 0)] = 0
    matrix = left @ right + spec.get("noise", 0) * generator.random((spec["rows"], spec["cols"]))
    matrix[spec.get("emptyRows", [])] = 0
    matrix[:, spec.get("emptyColumns", [])] = 0
    return matrix
