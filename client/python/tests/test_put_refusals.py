"""What cannot be put is refused with a word on how to mend it, and leaves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import scipy.sparse
from conftest import VALUES, arrow_table

import athanor

REFUSALS: list[tuple[str, Callable[[], Any], str, str]] = [
    ("a scalar", lambda: np.float64(3), "BAD_SCHEMA", "wanted rows x columns"),
    ("a cube", lambda: np.zeros((2, 2, 2)), "BAD_SCHEMA", "reshape"),
    ("no columns", lambda: np.zeros((2, 0)), "BAD_SCHEMA", "at least one column"),
    ("complex numbers", lambda: np.zeros((2, 2), complex), "BAD_SCHEMA", r"\.real"),
    ("objects", lambda: np.array([[1, "x"]], object), "BAD_SCHEMA", "astype"),
    ("a ragged list", lambda: [[1.0, 2.0], [3.0]], "BAD_SCHEMA", "row 1 has 1 entries; row 0 has 2"),
    ("a list with None", lambda: [[1.0, 2.0], [3.0, None]], "NULL_VALUE", "column 1, row 1"),
    ("a list with words", lambda: [[1.0, 2.0], [3.0, "x"]], "BAD_SCHEMA", "row 1, column 1 is 'x'"),
    ("an empty list", list, "BAD_SCHEMA", "at least one row"),
    ("a masked entry", lambda: np.ma.masked_equal([[1.0, 2.0], [3.0, 4.0]], 3.0), "NULL_VALUE", "column 0, row 1"),
    ("a path", lambda: "matrix.npy", "INVALID_ARGUMENT", "mmap_mode"),
    ("a number", lambda: 3, "INVALID_ARGUMENT", "int was given"),
    ("words in Arrow", lambda: pa.table({"a": [1.0], "b": ["x"]}), "BAD_SCHEMA", "column 'b' is string"),
    ("no Arrow columns", lambda: pa.table({}), "BAD_SCHEMA", "no column"),
    ("unequal lists", lambda: pa.table({"row": [[1.0, 2.0], [3.0]]}), "BAD_SCHEMA", "row 1 of column 'row' has 1"),
    ("two list columns", lambda: pa.table({"x": [[1.0]], "y": [[2.0]]}), "BAD_SCHEMA", "the only one"),
    ("a null row", lambda: pa.table({"row": [[1.0], None]}), "NULL_VALUE", "row 1"),
    ("a null in a list", lambda: pa.table({"row": [[1.0, 2.0], [3.0, None]]}), "NULL_VALUE", r"row\[1\]', row 1"),
    ("a null in pandas", lambda: pd.DataFrame({"a": pd.array([1, None], "Int64")}), "NULL_VALUE", "column 'a', row 1"),
    ("words in pandas", lambda: pd.DataFrame({"a": [1.0], "b": ["x"]}), "BAD_SCHEMA", "column 'b'"),
    ("dates in pandas", lambda: pd.DataFrame({"d": pd.to_datetime(["2026-01-01"])}), "BAD_SCHEMA", "encode"),
    ("a null in Polars", lambda: pl.DataFrame({"a": [1.0, None]}), "NULL_VALUE", "column 'a', row 1"),
    ("words in Polars", lambda: pl.DataFrame({"a": ["x"]}), "BAD_SCHEMA", "column 'a'"),
    ("an empty iterator", lambda: iter(()), "BAD_SCHEMA", "yields nothing"),
    ("blocks of unequal width", lambda: iter([np.zeros((2, 3)), np.zeros((2, 4))]), "BAD_SCHEMA", "wanted rows x 3"),
    ("a sparse frame", lambda: pd.DataFrame({"a": pd.arrays.SparseArray([0.0, 1.0])}), "SPARSE_INPUT", "sparse"),
]


@pytest.mark.parametrize(("make", "code", "words"), [case[1:] for case in REFUSALS], ids=[case[0] for case in REFUSALS])
def test_it_is_refused_in_words_and_leaves_nothing(
    ath: athanor.Connection, make: Callable[[], Any], code: str, words: str
) -> None:
    with pytest.raises(athanor.AthanorInputError, match=words) as error:
        ath.put(make(), "refused")
    assert error.value.code == f"ATHANOR_{code}"
    assert ath.matrices() == []
    assert ath.status().store.used_bytes == 0


def test_a_sparse_matrix_is_refused_with_the_numbers(ath: athanor.Connection) -> None:
    matrix = scipy.sparse.csr_array(([1.0, 2.0], ([5, 7], [3, 4])), shape=(200_000, 50_000))
    with pytest.raises(athanor.AthanorInputError, match=r"200,000 x 50,000.*would be 80 GB dense") as error:
        ath.put(matrix)
    assert error.value.details["rows"] == 200_000


def test_a_null_deep_in_a_table_is_named_with_its_column_and_row(ath: athanor.Connection) -> None:
    column = pa.array([None if row == 300_123 else 1.0 for row in range(400_000)])
    table = pa.concat_tables([pa.table({"a": column.slice(0, 200_001)}), pa.table({"a": column.slice(200_001)})])
    for data in (table, table.to_reader(), pl.DataFrame(table)):
        with pytest.raises(athanor.AthanorInputError) as error:
            ath.put(data)
        assert error.value.details == {"column": "a", "row": 300_123}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"dtype": "int32"}, "float64 or float32"),
        ({"dtype": "nonsense"}, "float64 or float32"),
        ({"parts": 0}, "at least 1"),
        ({"row_index": "labels"}, "no index"),
        ({"row_index": "other", "index": np.arange(500)}, "labels or positions"),
        ({"index": np.arange(4)}, "4 entries and the matrix 500 rows"),
        ({"index": np.arange(500) / 2}, "wanted one whole number"),
        ({"index": "a"}, "no named columns"),
        ({"index": True}, "pandas frame"),
        ({"name": "a/b"}, "name"),
        ({"if_exists": "perhaps"}, "ifExists"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(ath: athanor.Connection, options: dict[str, Any], words: str) -> None:
    with pytest.raises(athanor.AthanorInputError, match=words):
        ath.put(VALUES, **options)
    assert ath.matrices() == []


def test_parts_of_a_stream_and_a_column_that_is_not_there_are_refused(ath: athanor.Connection) -> None:
    with pytest.raises(athanor.AthanorInputError, match="leave parts out"):
        ath.put(arrow_table().to_reader(), parts=3)
    with pytest.raises(athanor.AthanorInputError, match="no column; did you mean"):
        ath.put(pa.table({"ident": [1], "x": [2.0]}), index="idents")


def test_a_name_that_is_taken_by_other_content_is_refused(ath: athanor.Connection) -> None:
    ath.put(VALUES, "taken")
    assert ath.put(VALUES, "taken").shape == (500, 6)  # equal content is fine
    with pytest.raises(athanor.AthanorError) as error:
        ath.put(VALUES + 1, "taken")
    assert error.value.code == "ATHANOR_MATRIX_EXISTS"
    replaced = ath.put(VALUES + 1, "taken", if_exists="replace")
    assert np.array_equal(replaced, VALUES + 1)


def test_a_source_that_fails_midway_raises_its_own_error(ath: athanor.Connection) -> None:
    def blocks() -> Iterator[np.ndarray]:
        yield VALUES
        raise RuntimeError("the disk is gone")

    with pytest.raises(RuntimeError, match="the disk is gone"):
        ath.put(blocks(), "half")
    assert ath.matrices() == []
