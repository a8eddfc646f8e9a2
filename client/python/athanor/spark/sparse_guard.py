"""A sparse matrix that would fit no bridge when it is dense is refused before a row is sent."""

from __future__ import annotations

from typing import Any

from ..errors import error_of
from ..words import format_bytes

_SPARSE_DENSITY = 0.01
#: Of a stored entry of a sparse vector: its value and its column.
_ENTRY_BYTES = 12
#: A row is sent in one message, which the bridge takes up to 64 MiB by default.
_ROW_BYTES = 64 * 1024 * 1024 - 65536


def refuse_absurd(dataset: Any, sample: list[Any], budget: float) -> None:
    """Rows are counted, by a job, only where the first ones are very sparse. Raises ATHANOR_SPARSE_INPUT."""
    density = sum(_density(value) for value in sample) / len(sample)
    if density >= _SPARSE_DENSITY:
        return
    cols = len(sample[0])
    if 8 * cols > _ROW_BYTES:
        text = f"a row of {cols} columns would be {format_bytes(8 * cols)} dense, more than a message holds"
        raise error_of("ATHANOR_SPARSE_INPUT", f"{text}; stay in Spark", {"cols": cols})
    rows = dataset.count()
    dense = 8.0 * rows * cols
    if dense > budget:
        text = (
            f"{format_bytes(rows * cols * density * _ENTRY_BYTES)} sparse would be {format_bytes(dense)} dense "
            f"({rows} x {cols}); the bridge has room for {format_bytes(budget)}: stay in Spark"
        )
        raise error_of("ATHANOR_SPARSE_INPUT", text, {"rows": rows, "cols": cols})


def _density(value: Any) -> float:
    """1 for what is not sparse."""
    indices = getattr(value, "indices", None)
    return 1.0 if indices is None else len(indices) / max(1, len(value))
