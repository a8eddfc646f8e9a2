"""Some rows at random."""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import error_of
from .reading import read_array
from .session import Session
from .threads import for_each

#: What lies between two rows is fetched too where it is less: a call costs more.
_GAP_BYTES = 256 * 1024
_THREADS = 4


def sample_rows(
    session: Session, matrix: str, shape: tuple[int, int], dtype: np.dtype[Any], n: int, seed: int | None
) -> np.ndarray:
    """n different rows, each with the same chance, in ascending order."""
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 0:
        text = f"a sample of {n!r} rows was asked for; wanted a whole number from 0"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text)
    count = min(int(n), shape[0])
    chosen = np.sort(np.random.default_rng(seed).choice(shape[0], count, replace=False, shuffle=False))
    sample = np.empty((count, shape[1]), dtype)

    def fetch(run: tuple[int, int]) -> None:
        numbers = chosen[run[0] : run[1]]
        rows = read_array(session, matrix, shape, dtype, int(numbers[0]), int(numbers[-1]) + 1)
        sample[run[0] : run[1]] = rows[numbers - numbers[0]]

    for_each(_runs(chosen, max(1, _GAP_BYTES // (shape[1] * dtype.itemsize))), fetch, _THREADS, lambda: None)
    return sample


def _runs(chosen: np.ndarray, gap: int) -> list[tuple[int, int]]:
    """Runs of chosen rows that are fetched at once, with what lies between them; no more than 64 gaps at a time."""
    if len(chosen) == 0:
        return []
    apart = np.flatnonzero(np.diff(chosen) > gap) + 1
    runs = []
    for run in np.split(np.arange(len(chosen)), apart):
        runs += [(int(part[0]), int(part[-1]) + 1) for part in np.array_split(run, -(-len(run) // 64))]
    return runs
