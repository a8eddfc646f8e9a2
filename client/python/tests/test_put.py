"""What can be put, and that it arrives bit by bit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet
import pytest
from conftest import NAMES, VALUES, arrow_table

import athanor
from athanor.upload import parts


def list_table(values: np.ndarray = VALUES, kind: str = "fixed") -> pa.Table:
    if kind == "list":
        return pa.table({"row": pa.array(values.tolist())})
    return pa.table({"row": pa.FixedSizeListArray.from_arrays(pa.array(values.ravel()), values.shape[1])})


def blocks_of(values: np.ndarray) -> Iterator[np.ndarray]:
    return (values[at : at + 77] for at in range(0, len(values), 77))


INPUTS: list[tuple[str, Callable[[], Any]]] = [
    ("numpy", lambda: VALUES),
    ("numpy, by columns", lambda: np.asfortranarray(VALUES)),
    ("numpy, a view with strides", lambda: np.repeat(np.repeat(VALUES, 2, 0), 3, 1)[::2, ::3]),
    ("numpy, read-only", lambda: np.frombuffer(VALUES.tobytes()).reshape(VALUES.shape)),
    ("numpy, big-endian", lambda: VALUES.astype(">f8")),
    ("numpy, masked without a mask", lambda: np.ma.array(VALUES)),
    ("list of lists", lambda: VALUES.tolist()),
    ("list of arrays", lambda: list(VALUES)),
    ("tuple of tuples", lambda: tuple(map(tuple, VALUES))),
    ("iterator of blocks", lambda: blocks_of(VALUES)),
    ("pandas", lambda: pd.DataFrame(VALUES, columns=NAMES)),
    ("pandas, column by column", lambda: pd.DataFrame({name: VALUES[:, at] for at, name in enumerate(NAMES)})),
    ("pandas, nullable", lambda: pd.DataFrame(VALUES, columns=NAMES).astype("Float64")),
    ("pandas, of Arrow", lambda: pd.DataFrame(VALUES, columns=NAMES).astype("double[pyarrow]")),
    ("Polars", lambda: pl.DataFrame(VALUES, schema=NAMES)),
    ("Arrow table", arrow_table),
    ("Arrow table in pieces", lambda: pa.concat_tables([arrow_table(VALUES[:123]), arrow_table(VALUES[123:])])),
    ("Arrow table, a slice", lambda: pa.concat_tables([arrow_table()] * 2).slice(500)),
    ("Arrow record batch", lambda: arrow_table().to_batches()[0]),
    ("Arrow reader", lambda: arrow_table().to_reader(max_chunksize=33)),
    ("Arrow lists, fixed size", list_table),
    ("Arrow lists, fixed size, a slice", lambda: pa.concat_tables([list_table()] * 2).slice(500)),
    ("Arrow lists", lambda: list_table(kind="list")),
    ("Arrow lists, a reader", lambda: list_table(kind="list").to_reader(max_chunksize=100)),
    ("Arrow tensors", lambda: pa.table({"t": pa.FixedShapeTensorArray.from_numpy_ndarray(VALUES)})),
    ("Arrow dataset", lambda: pyarrow.dataset.dataset(arrow_table())),
    ("iterator of record batches", lambda: iter(arrow_table().to_batches(max_chunksize=60))),
    ("Polars, lazily as a stream", lambda: Capsule(pl.DataFrame(VALUES, schema=NAMES))),
    ("an object that numpy takes", lambda: NumpyLike(VALUES)),
]


class Capsule:
    """Offers the Arrow stream of something, and nothing else."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._inner.__arrow_c_stream__(requested_schema)


class NumpyLike:
    def __init__(self, values: np.ndarray) -> None:
        self._values = values

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return self._values


@pytest.mark.parametrize("make", [case[1] for case in INPUTS], ids=[case[0] for case in INPUTS])
def test_it_arrives_bit_by_bit(ath: athanor.Connection, make: Callable[[], Any]) -> None:
    matrix = ath.put(make())
    assert (matrix.shape, matrix.dtype, matrix.nbytes) == ((500, 6), np.float64, 24_000)
    assert np.array_equal(matrix.to_numpy(), VALUES)


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (np.arange(12, dtype=np.int8).reshape(4, 3), "float64"),
        (np.arange(12, dtype=np.uint64).reshape(4, 3), "float64"),
        (np.eye(3, dtype=bool), "float64"),
        (np.arange(12, dtype=np.float32).reshape(4, 3), "float32"),
        (np.arange(12, dtype=np.float16).reshape(4, 3), "float32"),
        (np.arange(12, dtype=np.longdouble).reshape(4, 3), "float64"),
    ],
)
def test_numbers_of_other_kinds_are_widened(ath: athanor.Connection, values: np.ndarray, dtype: str) -> None:
    for data in (values, pd.DataFrame(values) if values.dtype != np.longdouble else values, values.tolist()):
        matrix = ath.put(data)
        assert np.array_equal(matrix.to_numpy(), values.astype(dtype))
    assert ath.put(values).dtype == dtype


def test_a_dtype_can_be_chosen(ath: athanor.Connection) -> None:
    for data in (VALUES, arrow_table(), arrow_table().to_reader()):
        matrix = ath.put(data, dtype="float32")
        assert matrix.dtype == np.float32
        assert np.array_equal(matrix.to_numpy(), VALUES.astype(np.float32))


def test_a_vector_is_one_column(ath: athanor.Connection) -> None:
    for data in (VALUES[:, 0], list(VALUES[:, 0]), pd.Series(VALUES[:, 0]), pl.Series("x", VALUES[:, 0])):
        assert np.array_equal(ath.put(data), VALUES[:, :1])


def test_a_matrix_without_rows_is_one(ath: athanor.Connection) -> None:
    for data in (np.empty((0, 4)), arrow_table(VALUES[:0]), pd.DataFrame(columns=["a"], dtype=float)):
        matrix = ath.put(data)
        assert matrix.shape[0] == 0
        assert matrix.to_numpy().shape == matrix.shape
        assert matrix.to_arrow().num_rows == 0


def test_nan_and_infinity_go_through_whatever_brings_them(ath: athanor.Connection) -> None:
    values = np.array([[1.0, np.nan], [np.inf, -np.inf]])
    frame = pd.DataFrame(values, columns=["a", "b"])
    for data in (
        values,
        values.tolist(),
        frame,
        pl.DataFrame(values),
        pa.table({"a": values[:, 0], "b": values[:, 1]}),
    ):
        assert np.array_equal(ath.put(data), values, equal_nan=True)


def test_a_memory_map_is_sent_in_many_parts_by_several_threads(ath: athanor.Connection, tmp_path: Path) -> None:
    values = np.lib.format.open_memmap(tmp_path / "m.npy", "w+", np.float64, (40_000, 100))
    values[:] = np.random.default_rng(3).standard_normal(values.shape)
    matrix = ath.put(np.load(tmp_path / "m.npy", mmap_mode="r"), "mapped", parts=17)
    assert matrix.info().parts == 17
    assert np.array_equal(matrix.to_numpy(), values)


def test_a_stream_larger_than_a_part_is_cut(ath: athanor.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART_BYTES", 6000)
    matrix = ath.put(arrow_table().to_reader(max_chunksize=7))
    assert matrix.info().parts > 3
    assert np.array_equal(matrix, VALUES)


def test_a_parquet_dataset_of_several_files_is_streamed(ath: athanor.Connection, tmp_path: Path) -> None:
    for at in range(4):
        pyarrow.parquet.write_table(arrow_table(VALUES[at * 125 : (at + 1) * 125]), tmp_path / f"{at}.parquet")
    dataset = pyarrow.dataset.dataset(tmp_path)
    assert np.array_equal(ath.put(dataset), VALUES)
    assert np.array_equal(ath.put(dataset.scanner(columns=["a", "c"])), VALUES[:, [0, 2]])


def test_row_labels_stay_with_the_rows(ath: athanor.Connection) -> None:
    labels = np.random.default_rng(1).permutation(10_000)[:500].astype(np.int64)
    frame = pd.DataFrame(VALUES, columns=NAMES, index=labels)
    table = arrow_table()
    inputs: list[tuple[Any, Any]] = [
        (VALUES, labels),
        (frame, True),
        (frame.reset_index(names="id"), "id"),
        (table.append_column("id", pa.array(labels)), "id"),
        (table.append_column("__index__", pa.array(labels)), None),
        (frame.reset_index(names="__index__"), None),
        (pl.DataFrame(table.append_column("id", pa.array(labels))), "id"),
        (table.append_column("id", pa.array(labels)).to_reader(max_chunksize=99), "id"),
        (table.to_reader(max_chunksize=99), labels),
        (list_table().append_column("id", pa.array(labels)), "id"),
    ]
    for data, index in inputs:
        matrix = ath.put(data, index=index)
        assert matrix.info().row_index == "labels"
        assert np.array_equal(matrix.index(), labels)
        assert np.array_equal(matrix.to_numpy(), VALUES)
    assert list(matrix.to_pandas().index) == list(labels)
    assert np.array_equal(matrix.to_arrow()["index"], labels)


def test_positions_are_row_numbers_whose_gaps_can_be_zeros(ath: athanor.Connection) -> None:
    positions = np.array([4, 0, 2])
    with pytest.raises(athanor.AthanorError) as error:
        ath.put(VALUES[:3], index=positions, row_index="positions")
    assert error.value.code == "ATHANOR_BAD_INDEX"
    matrix = ath.put(VALUES[:3], index=positions, row_index="positions", missing_rows="zero")
    assert matrix.info().row_index == "positions"


def test_labels_that_repeat_are_refused(ath: athanor.Connection) -> None:
    with pytest.raises(athanor.AthanorError) as error:
        ath.put(VALUES[:3], index=[5, 6, 5])
    assert error.value.code == "ATHANOR_BAD_INDEX"


def test_a_matrix_lives_as_long_as_it_is_told(ath: athanor.Connection) -> None:
    assert ath.put(VALUES, "for ever", ttl_ms=None).info().expires_at is None
    matrix = ath.put(VALUES[:5], "short", ttl_ms=3_600_000)
    assert matrix.info().expires_at is not None
    assert matrix.renew(None).expires_at is None
