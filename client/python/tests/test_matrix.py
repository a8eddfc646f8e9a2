"""A handle: what it says of its matrix, what it fetches, and how long the matrix lives."""

from __future__ import annotations

import copy
import gc
import pickle
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from conftest import Bridge, eventually

import athanor
from athanor import matrix as matrix_module

VALUES = np.random.default_rng(11).standard_normal((3000, 90))  # more than is kept after a first look


@pytest.fixture
def matrix(ath: athanor.Connection) -> athanor.Matrix:
    return ath.put(VALUES, "values")


def test_rows_outside_of_the_matrix_are_refused(matrix: athanor.Matrix) -> None:
    for at in (3000, -3001):
        with pytest.raises(IndexError, match="rows 0 to 2999"):
            matrix[at]
    for key in ([1, 2], "a", VALUES[:, 0] > 0, True, None):
        with pytest.raises(TypeError, match="number or slice"):
            matrix[key]
    for n in (-1, 2.5, True):
        with pytest.raises(athanor.AthanorInputError, match="whole number"):
            matrix.sample(n)  # type: ignore[arg-type]


def test_a_handle_belongs_to_its_connection(matrix: athanor.Matrix, ath: athanor.Connection) -> None:
    for thing in (matrix, ath):
        with pytest.raises(athanor.AthanorError, match="cannot be pickled"):
            pickle.dumps(thing)
    assert copy.deepcopy(ath) is ath
    with pytest.raises(athanor.AthanorInputError, match="on the bridge already"):
        ath.put(matrix)


def test_what_was_dropped_is_gone_and_says_so(matrix: athanor.Matrix, ath: athanor.Connection) -> None:
    matrix.drop()
    for use in (matrix.to_numpy, matrix.info, lambda: ath.truncated_svd(matrix, 2), matrix.drop):
        with pytest.raises(athanor.AthanorError) as error:
            use()
        assert error.value.code == "ATHANOR_MATRIX_DROPPED"
    with pytest.raises(athanor.AthanorError) as error:
        ath.open("values")
    assert error.value.code in ("ATHANOR_MATRIX_NOT_FOUND", "ATHANOR_MATRIX_DROPPED")
    assert "ATHANOR_MATRIX_DROPPED" in matrix._repr_html_()


def test_it_says_what_it_is_without_fetching(matrix: athanor.Matrix) -> None:
    assert (matrix.shape, matrix.dtype, matrix.nbytes, matrix.ndim, matrix.size, len(matrix), matrix.name) == (
        (3000, 90),
        np.float64,
        VALUES.nbytes,
        2,
        VALUES.size,
        3000,
        "values",
    )
    assert repr(matrix) == "<athanor.Matrix 'values': 3000 x 90 float64, 2.16 MB>"
    assert matrix.info().id == matrix.id


@pytest.mark.parametrize(
    "key",
    [
        5,
        -1,
        np.int64(7),
        slice(10, 20),
        slice(None, 4),
        slice(-3, None),
        slice(20, 10),
        slice(2990, 9999),
        slice(0, 100, 7),
        slice(50, 20, -3),
        slice(None, None, -1),
        (slice(10, 20), slice(0, 5)),
        (slice(0, 9), 3),
        (4, 5),
        (slice(0, 9), [1, 5]),
        (7, slice(None, None, 30)),
    ],
)
def test_rows_are_taken_as_numpy_takes_them(matrix: athanor.Matrix, ath: athanor.Connection, key: object) -> None:
    assert np.array_equal(matrix[key], VALUES[key])  # type: ignore[call-overload]
    small = ath.put(VALUES[:, :40])
    columns = VALUES[:, :40]
    wanted = key if not (isinstance(key, tuple) and key[1] == slice(None, None, 30)) else (7, slice(None))
    assert np.array_equal(small[wanted], columns[wanted])  # type: ignore[call-overload]


def test_numpy_takes_it_for_an_array(matrix: athanor.Matrix) -> None:
    assert np.array_equal(np.asarray(matrix), VALUES)
    assert np.asarray(matrix, dtype=np.float32).dtype == np.float32
    assert np.allclose(VALUES[:5].T @ matrix[:5], VALUES[:5].T @ VALUES[:5])
    assert np.allclose(VALUES.T @ matrix, VALUES.T @ VALUES)
    assert np.array_equal(np.abs(matrix), np.abs(VALUES))
    with pytest.raises(ValueError, match="always a copy"):
        matrix.__array__(copy=False)


def test_what_is_fetched_is_the_callers_own(ath: athanor.Connection) -> None:
    small = ath.put([[1.0, 2.0]])
    small.to_numpy()[:] = 0
    small[0][:] = 0
    assert small[0].tolist() == [1.0, 2.0]


def test_it_comes_as_arrow_and_as_a_frame(matrix: athanor.Matrix) -> None:
    table = matrix.to_arrow()
    assert table.schema.field("row").type == pa.list_(pa.float64(), 90)
    assert table.num_rows == 3000
    frame = matrix.to_pandas()
    assert isinstance(frame, pd.DataFrame)
    assert np.array_equal(frame.to_numpy(), VALUES)
    assert matrix.index() is None


def test_it_comes_in_batches_and_row_by_row(matrix: athanor.Matrix) -> None:
    assert np.array_equal(np.concatenate(list(matrix.batches())), VALUES)
    rows = iter(matrix)
    assert np.array_equal(next(rows), VALUES[0])
    del rows  # dropped in the middle


def test_head_and_sample_are_rows_of_it(matrix: athanor.Matrix) -> None:
    assert np.array_equal(matrix.head(3), VALUES[:3])
    assert matrix.head(5000).shape == (3000, 90)
    sample = matrix.sample(40, seed=3)
    assert np.array_equal(sample, matrix.sample(40, seed=3))
    assert not np.array_equal(sample, matrix.sample(40, seed=4))
    at = np.searchsorted(np.sort(VALUES[:, 0]), sample[:, 0])
    numbers = np.argsort(VALUES[:, 0])[at]
    assert np.array_equal(VALUES[numbers], sample)
    assert (np.diff(numbers) > 0).all()
    assert np.array_equal(matrix.sample(9999), VALUES)
    assert matrix.sample(0).shape == (0, 90)


def test_every_row_is_as_likely_in_a_sample(ath: athanor.Connection) -> None:
    matrix = ath.put(np.arange(20.0))
    counts = np.zeros(20)
    for seed in range(400):
        counts[matrix.sample(5, seed)[:, 0].astype(int)] += 1
    assert np.abs(counts / 400 - 0.25).max() < 0.1


def test_a_notebook_shows_its_first_rows(ath: athanor.Connection) -> None:
    shown = ath.put(VALUES, "shown")._repr_html_()
    assert "<table>" in shown
    assert f"{VALUES[0, 0]:.6g}" in shown
    assert "2,995 more rows" in shown
    assert "more rows" not in ath.put([[1.0]])._repr_html_()


def test_a_large_fetch_is_warned_of(matrix: athanor.Matrix, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_module, "_WARN_BYTES", 1e6)
    with pytest.warns(athanor.AthanorWarning, match="batches"):
        matrix.to_numpy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        matrix[:10]


def test_a_large_matrix_is_fetched_by_several_threads(ath: athanor.Connection) -> None:
    values = np.random.default_rng(0).standard_normal((30_000, 100))
    matrix = ath.put(values, parts=5)
    assert np.array_equal(matrix.to_numpy(), values)
    assert np.array_equal(matrix[100:29_000], values[100:29_000])


def test_a_temporary_goes_with_its_handle(ath: athanor.Connection) -> None:
    matrix = ath.put(VALUES)
    assert matrix.temporary
    assert len(ath.matrices()) == 1
    del matrix
    gc.collect()
    eventually(lambda: ath.matrices() == [])


def test_a_temporary_goes_at_the_end_of_a_with_and_a_named_one_stays(ath: athanor.Connection) -> None:
    with ath.put(VALUES) as temporary, ath.put(VALUES + 1, "named") as named:
        assert not named.temporary
    temporary.close()  # twice is fine
    assert [matrix.name for matrix in ath.matrices()] == ["named"]


def test_temporaries_go_when_their_connection_is_closed(bridge: Bridge, ath: athanor.Connection) -> None:
    with athanor.connect(bridge.url, bridge.token) as other:
        handles = [other.put(VALUES), other.truncated_svd(other.put(VALUES[:100], "kept"), 2).U]
        assert len(ath.matrices()) > 1
    assert [matrix.name for matrix in ath.matrices()] == ["kept"]
    del handles


def test_a_handle_outlives_the_variable_of_its_connection(bridge: Bridge, ath: athanor.Connection) -> None:
    matrix = athanor.connect(bridge.url, bridge.token).put(VALUES)
    gc.collect()
    assert np.array_equal(matrix[:3], VALUES[:3])
    del matrix
    gc.collect()
    eventually(lambda: ath.matrices() == [])


def test_a_program_that_just_ends_leaves_no_temporary(bridge: Bridge, ath: athanor.Connection) -> None:
    code = (
        "import athanor, sys; ath = athanor.connect(*sys.argv[1:]); "
        "kept = ath.put([[1.0, 2.0]], 'kept'); m = ath.put([[3.0]]); print(len(ath.matrices()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, bridge.url, bridge.token], capture_output=True, text=True, timeout=30
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "2\n", "")
    assert [matrix.name for matrix in ath.matrices()] == ["kept"]


def test_matrices_are_listed_and_opened_by_name_and_id(matrix: athanor.Matrix, ath: athanor.Connection) -> None:
    ath.put(VALUES[:2], "other")
    assert sorted(found.name for found in ath.matrices()) == ["other", "values"]
    assert [found.name for found in ath.matrices("val")] == ["values"]
    for key in ("values", matrix.id):
        assert np.array_equal(ath.open(key)[:2], VALUES[:2])
    ath.drop("other")
    assert [found.name for found in ath.matrices()] == ["values"]
