"""Cuts a source into parts: what is sent as one stream, acknowledged as one, and sent again as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..errors import error_of
from .row_source import Batch, RowSource

#: A part of about this size; of a stream it is held in memory until it is acknowledged.
PART_BYTES = 64 * 1024 * 1024
#: Below this much a store more or less makes no difference.
SMALL_PART_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class Part:
    """A run of rows; its batches can be gone through again for a retry."""

    ordinal: int
    rows: int
    batches: Callable[[], Iterator[Batch]]


def plan_parts(source: RowSource, wanted: int | None, stores: int) -> Iterator[Part]:
    """The parts, as they are needed. At least one, even without rows."""
    check_parts(source, wanted)
    if source.read is None or source.rows is None:
        return _held_parts(source)
    size = source.rows * source.row_bytes
    even = 1 if size < SMALL_PART_BYTES else max(stores, -(-size // PART_BYTES))
    return _read_parts(source, source.rows, max(1, min(source.rows, wanted or even)))


def check_parts(source: RowSource, wanted: int | None) -> None:
    """Refuses a number of parts that cannot be had."""
    if wanted is None:
        return
    if not isinstance(wanted, int) or isinstance(wanted, bool) or wanted < 1:
        raise error_of("ATHANOR_INVALID_ARGUMENT", f"parts is {wanted!r}; wanted a whole number of at least 1")
    if source.rows is None:
        text = f"{wanted} parts were asked for, but this input's rows are known only at its end; leave parts out"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text)


def _read_parts(source: RowSource, rows: int, count: int) -> Iterator[Part]:
    for ordinal in range(count):
        first, last = ordinal * rows // count, (ordinal + 1) * rows // count
        yield Part(ordinal, last - first, lambda first=first, last=last: _read(source, first, last))  # type: ignore[misc]


def _read(source: RowSource, first: int, last: int) -> Iterator[Batch]:
    assert source.read is not None
    for start in range(first, last, source.rows_per_batch):
        yield source.read(start, min(last, start + source.rows_per_batch))


def _held_parts(source: RowSource) -> Iterator[Part]:
    assert source.stream is not None
    size = max(1, PART_BYTES // source.row_bytes)
    held: list[Batch] = []
    rows = ordinal = 0
    for batch in _cut(source.stream(), source.rows_per_batch):
        held.append(batch)
        rows += len(batch)
        if rows >= size:
            yield _held(ordinal, held)
            held, rows, ordinal = [], 0, ordinal + 1
    if rows or ordinal == 0:
        yield _held(ordinal, held)


def _held(ordinal: int, batches: list[Batch]) -> Part:
    return Part(ordinal, sum(map(len, batches)), lambda: iter(batches))


def _cut(batches: Iterator[Batch], rows: int) -> Iterator[Batch]:
    for batch in batches:
        for start in range(0, len(batch), rows):
            yield batch[start : start + rows]
