"""What tasks are told of the matrices that they fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...discovery import Address


@dataclass(frozen=True)
class Target:
    """A matrix that is open for parts. `column` of the DataFrame is its rows."""

    matrix: str
    capability: str
    stores: list[str]
    column: str
    cols: int
    dtype: str
    has_index: bool
    #: What createMatrix said of the store directory.
    same_host: dict[str, Any] | None


@dataclass(frozen=True)
class Delivery:
    """All matrices of one upload, row by row of the same DataFrame, and the way to them."""

    address: Address
    data_path: str
    targets: list[Target]
