"""Makes the matrices of the rowwise tests.

  matrices.py DIR < specs.json

specs.json is a list of {"name", "rows", "cols", "dtype", "sigma": [...] | null, "scale", "entries": [[row, col, value], ...],
"offset": number, "columns": {col: value}}:
a matrix with these singular values (at most min(rows, cols) of them; null: standard normal entries), times scale,
plus offset, with some columns made constant and some entries replaced ("nan", "inf" or a number); offset and columns may
be left out. With a "kind" the matrix, before scaling, is what make(spec, generator) of kinds/KIND.py returns. Writes DIR/NAME.npy and the same without header as DIR/NAME.bin.
"""

import importlib
import json
import sys
import zlib

import numpy as np


def orthonormal(generator, rows, cols):
    return np.linalg.qr(generator.standard_normal((rows, cols)))[0]


def make(spec):
    generator = np.random.default_rng(zlib.crc32(spec["name"].encode()))
    rows, cols = spec["rows"], spec["cols"]
    if spec.get("kind"):
        matrix = importlib.import_module(f"kinds.{spec['kind']}").make(spec, generator)
    elif spec["sigma"] is None:
        matrix = generator.standard_normal((rows, cols))
    else:
        sigma = np.array(spec["sigma"])
        left, right = orthonormal(generator, rows, len(sigma)), orthonormal(generator, cols, len(sigma))
        matrix = (left * sigma) @ right.T
    matrix = np.ascontiguousarray(matrix * spec["scale"] + spec.get("offset", 0), dtype=spec["dtype"])
    for col, value in spec.get("columns", {}).items():
        matrix[:, int(col)] = value
    for row, col, value in spec["entries"]:
        matrix[row, col] = float(value)
    return matrix


def main():
    directory = sys.argv[1]
    for spec in json.load(sys.stdin):
        matrix = make(spec)
        np.save(f"{directory}/{spec['name']}.npy", matrix)
        matrix.tofile(f"{directory}/{spec['name']}.bin")


main()
