"""The features of random_features.h, made again: the same numbers from the same seed, in numpy's arithmetic."""

import numpy as np

from ..case import LONG

RADIUS, ANGLE, OFFSET = 0, 1, 2


def mix_bits(x):
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def random_values(seed, stream, rows, cols):
    """Uniform in (-1, 1), rows x cols."""
    bits = mix_bits(np.array([[seed]], dtype=np.uint64))
    for part in (np.uint64(stream), np.arange(rows, dtype=np.uint64)[:, None], np.arange(cols, dtype=np.uint64)):
        bits = mix_bits(bits ^ part)
    return (np.floor(bits / np.uint64(2**11)) + LONG(0.5)) * LONG(2) ** -52 - 1


def design(case):
    """What the linear model multiplies: a, or features of its rows."""
    count, seed = case.params["features"], case.params["seed"]
    if count == 0:
        return case.a
    n, pi = case.a.shape[1], LONG(np.pi)
    radius = np.sqrt(-2 * np.log((random_values(seed, RADIUS, n, count) + 1) / 2))
    weights = np.sqrt(2 * LONG(case.params["gamma"])) * radius * np.cos(pi * random_values(seed, ANGLE, n, count))
    offsets = pi * (random_values(seed, OFFSET, 1, count) + 1)
    return np.sqrt(LONG(2) / count) * np.cos(case.a @ weights + offsets)
