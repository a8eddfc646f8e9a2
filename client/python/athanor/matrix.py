"""A matrix on the bridge."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from .errors import AthanorError, AthanorWarning, error_of
from .matrix_html import matrix_html
from .names import Facts, facts
from .reading import Rows, read_array, read_rows
from .sampling import sample_rows
from .session import Session
from .words import format_bytes

if TYPE_CHECKING:
    import pandas

_WARN_BYTES = 2e9
#: The entries of a small matrix are fetched once; they never change.
_KEEP_BYTES = 1024 * 1024


class Matrix:
    """A sealed matrix on the bridge. Nothing is fetched until it is asked for, and then only that.

    Routines take it as an input, and numpy as an array: ``np.asarray(m)``, ``x @ m``. ``m[10:20]`` fetches ten rows.
    A temporary (what was put, or came out of a routine, without a name) is dropped when its handle is collected, at the
    end of a ``with``, or when its connection is closed.
    """

    #: Before numpy's own operators look for one: ``x @ m`` is numpy's.
    __array_priority__ = -1.0

    def __init__(self, session: Session, info: dict[str, Any], temporary: bool = False) -> None:
        self._session = session
        self._id: str = info["id"]
        self._name: str | None = info["name"]
        self._shape = (int(info["rows"]), int(info["cols"]))
        self._dtype: np.dtype[Any] = np.dtype(info["dtype"])
        self._kept: np.ndarray | None = None
        self._release = session.keep_temporary(self, self._id) if temporary else None

    @property
    def id(self) -> str:
        """Unguessable and never used twice."""
        return self._id

    @property
    def name(self) -> str | None:
        return self._name

    @property
    def shape(self) -> tuple[int, int]:
        return self._shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._dtype

    @property
    def ndim(self) -> int:
        return 2

    @property
    def size(self) -> int:
        return self._shape[0] * self._shape[1]

    @property
    def nbytes(self) -> int:
        return self.size * self._dtype.itemsize

    @property
    def temporary(self) -> bool:
        """Whether it goes with this handle."""
        return self._release is not None

    def __len__(self) -> int:
        return self._shape[0]

    def to_numpy(self) -> np.ndarray:
        """All of it, as a new array. Warns over 2 GB."""
        return self._rows(0, len(self))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError("the entries are on the bridge; an array of them is always a copy")
        values = self.to_numpy()
        return values if dtype is None else values.astype(dtype, copy=False)

    def __getitem__(self, key: Any) -> np.ndarray:
        """Rows by number or slice, and entries of them: ``m[3]``, ``m[10:20]``, ``m[10:20, :5]``, ``m[:, 0]``."""
        rows, cols = key if isinstance(key, tuple) and len(key) == 2 else (key, slice(None))
        if isinstance(rows, slice):
            first, last, step = rows.indices(len(self))
            low, high = (first, last) if step > 0 else (last + 1, first + 1)
            values = self._rows(low, max(low, high))
            return values[::step, cols] if step > 0 else values[::-1][::-step, cols]
        if isinstance(rows, (int, np.integer)) and not isinstance(rows, bool):
            at = int(rows) + len(self) if rows < 0 else int(rows)
            if not 0 <= at < len(self):
                raise IndexError(f"row {rows} was asked for; the matrix has rows 0 to {len(self) - 1}")
            return self._rows(at, at + 1)[0, cols]
        raise TypeError(
            "rows are taken by number or slice; for others take to_numpy(), or sample(n) for some at random"
        )

    def __iter__(self) -> Iterator[np.ndarray]:
        """Row by row, fetched a few MiB at a time."""
        for values in self.batches():
            yield from values

    def head(self, n: int = 5) -> np.ndarray:
        """The first n rows."""
        return self[: max(0, n)]

    def batches(self) -> Iterator[np.ndarray]:
        """All rows, in order, a few MiB at a time; bounded memory, however large the matrix."""
        for rows in read_rows(self._session, self._id, 0, len(self)):
            yield rows.values

    def sample(self, n: int, seed: int | None = None) -> np.ndarray:
        """n different rows at random, in the order they have in the matrix; all of them where it has fewer."""
        return sample_rows(self._session, self._id, self._shape, self._dtype, n, seed)

    def index(self) -> np.ndarray | None:
        """The row indices that the rows were put with, or None."""
        found = [rows.index for rows in self._all_rows() if rows.index is not None]
        return np.concatenate(found) if found else None

    def to_arrow(self) -> pa.Table:
        """A column ``row`` of fixed-size lists, and ``index`` where the rows have indices."""
        pieces = list(self._all_rows())
        values = np.concatenate([piece.values for piece in pieces]) if pieces else np.empty(self._shape, self._dtype)
        columns = {"row": pa.FixedSizeListArray.from_arrays(pa.array(values.reshape(-1)), self._shape[1])}
        if pieces and pieces[0].index is not None:
            columns["index"] = pa.array(np.concatenate([piece.index for piece in pieces]))
        return pa.table(columns)

    def to_pandas(self) -> pandas.DataFrame:
        """A frame whose index is the row indices, where there are any. Needs pandas."""
        import pandas

        pieces = list(self._all_rows())
        values = np.concatenate([piece.values for piece in pieces]) if pieces else np.empty(self._shape, self._dtype)
        indexed = bool(pieces) and pieces[0].index is not None
        return pandas.DataFrame(values, index=np.concatenate([p.index for p in pieces]) if indexed else None)

    def info(self) -> Facts:
        """What the bridge knows of it now."""
        return facts(self._session.link.call("matrix", {"matrix": self._id}))

    def renew(self, ttl_ms: int | str | None = "default") -> Facts:
        """Starts its time to live anew. ``ttl_ms``: another one, in milliseconds; None: for ever."""
        request = {"matrix": self._id, **({} if ttl_ms == "default" else {"ttlMs": ttl_ms})}
        return facts(self._session.link.call("renewMatrix", request))

    def drop(self) -> None:
        """Frees it at once, whoever else holds a handle."""
        self._let_go()
        self._session.link.call("dropMatrix", {"matrix": self._id})

    def close(self) -> None:
        """Lets go of it: drops a temporary, does nothing to a named one. Twice is fine."""
        if self._let_go():
            self._session.drop_temporary(self._id)

    def __enter__(self) -> Matrix:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        rows, cols = self._shape
        name = repr(self._name) if self._name else self._id
        return f"<athanor.Matrix {name}: {rows} x {cols} {self._dtype}, {format_bytes(self.nbytes)}>"

    def _repr_html_(self) -> str:
        try:
            head = self.head(5)
        except AthanorError as error:
            return matrix_html(repr(self), None, self._shape, str(error))
        return matrix_html(repr(self), head, self._shape)

    def __reduce__(self) -> Any:
        text = "a handle belongs to its connection and cannot be pickled; pass its name or id, and open that there"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text)

    def _all_rows(self) -> Iterator[Rows]:
        self._warn_large(self.nbytes)
        return read_rows(self._session, self._id, 0, len(self))

    def _rows(self, first: int, last: int) -> np.ndarray:
        if self.nbytes <= _KEEP_BYTES:
            if self._kept is None:
                self._kept = self._fetch(0, len(self))
            return self._kept[first:last].copy()
        return self._fetch(first, last)

    def _fetch(self, first: int, last: int) -> np.ndarray:
        self._warn_large((last - first) * self._shape[1] * self._dtype.itemsize)
        return read_array(self._session, self._id, self._shape, self._dtype, first, last)

    def _warn_large(self, size: float) -> None:
        if size > _WARN_BYTES:
            text = f"fetching {format_bytes(size)} into one array; batches() needs a few MiB at a time"
            warnings.warn(text, AthanorWarning, stacklevel=4)

    def _let_go(self) -> bool:
        release, self._release = self._release, None
        if release is not None:
            release()
        return release is not None
