"""A connection to one bridge as one user."""

from __future__ import annotations

import operator
from typing import Any

from .errors import error_of
from .jobs import Job
from .matrix import Matrix
from .names import Facts, facts
from .progress import ProgressOption, Reporter
from .result import Result
from .routines import Catalog, run
from .session import Session
from .upload import PutOptions, put
from .upload.open_source import open_source
from .words import did_you_mean


class Connection:
    """Made by ``athanor.connect``. It has a function for every routine of the bridge's libraries.

    By library, ``ath.rowwise.pca(x, 5)``, and for short, ``ath.pca(x, 5)``; ``help(ath.pca)`` says what it does. A
    matrix is a handle, anything that ``put`` takes, or the name of a stored one.
    """

    def __init__(self, session: Session, progress: ProgressOption = None) -> None:
        self.session = session
        self._progress = progress
        self._catalog: Catalog | None = None

    @property
    def url(self) -> str:
        return self.session.link.address.url

    def put(
        self,
        data: Any,
        name: str | None = None,
        *,
        dtype: Any = None,
        index: Any = None,
        row_index: str | None = None,
        missing_rows: str = "refuse",
        if_exists: str = "error",
        ttl_ms: int | str | None = "default",
        parts: int | None = None,
        progress: ProgressOption = None,
    ) -> Matrix:
        """Uploads a matrix and seals it. It may be larger than memory: rows are read as they are sent.

        Parameters
        ----------
        data
            A numpy array or memory map, a pandas or Polars frame, an Arrow table, batch, reader or dataset, anything
            with ``__arrow_c_stream__`` or ``__array__``, a list of rows, or an iterable of record batches or of arrays
            of rows. A vector is one column. NaN is taken; nulls and sparse matrices are refused.
        name : str, optional
            Unique among this user's matrices. Without one it is a temporary, which goes with its handle.
        dtype : "float64" | "float32", optional
            By default float32 for float32 input, else float64.
        index : optional
            Row indices that stay with the rows and with what is computed row by row: one int64 for each row, the name
            of the column that holds them (``__index__`` is found by itself), or True for the index of a pandas frame.
        row_index : "labels" | "positions", optional
            What they mean: any distinct numbers, or the row's place in the matrix.
        missing_rows : "refuse" | "zero"
            What gaps in positions are.
        if_exists : "error" | "replace" | "reuse"
            When the name has other content; equal content is always fine.
        ttl_ms : int, optional
            Milliseconds it lives after its last use; None: for ever; by default as the bridge is set.
        parts : int, optional
            Number of parts; by size.
        progress : bool or callable, optional
            True: a bar on stderr; False: none; None: one in terminals and notebooks; or a function of a Progress.

        Raises
        ------
        AthanorError
            ATHANOR_INVALID_ARGUMENT, ATHANOR_BAD_SCHEMA, ATHANOR_NULL_VALUE, ATHANOR_SPARSE_INPUT,
            ATHANOR_MATRIX_EXISTS, ATHANOR_STORE_FULL. Nothing stays on the bridge then.
        """
        if isinstance(data, Matrix):
            raise error_of("ATHANOR_INVALID_ARGUMENT", f"{data!r} is on the bridge already; use it as it is")
        link = self.session.link
        link.refuse_closed()
        source = open_source(data, dtype, index, row_index)
        options = PutOptions(name, if_exists, missing_rows, ttl_ms, parts)
        with Reporter(self._shown(progress), name or "put") as report:
            info = put(link, self.session.path, source, options, report)
        return Matrix(self.session, info, temporary=info["name"] is None)

    def open(self, name: str) -> Matrix:
        """The handle of a matrix that is there already, by name or id."""
        info = self.session.link.call("matrix", {"matrix": name})
        if info["state"] != "sealed":
            text = f"matrix {name} is {info['state']}; only a sealed one can be used"
            raise error_of("ATHANOR_MATRIX_NOT_SEALED", text)
        return Matrix(self.session, info)

    def matrices(self, prefix: str = "") -> list[Facts]:
        """This user's matrices whose names start with `prefix`."""
        return facts(list(self.session.link.stream("listMatrices", {"prefix": prefix})))

    def drop(self, name: str) -> None:
        """Frees a matrix at once, by name or id."""
        self.session.link.call("dropMatrix", {"matrix": name})

    def run(self, routine: str, inputs: dict[str, Any], params: dict[str, Any] | None = None, **options: Any) -> Result:
        """Runs any routine, by the names of its manifest: ``run("rowwise.truncatedSvd", {"a": x}, {"k": 20})``.

        Options: outputs, if_exists, ttl_ms, key, progress, timeout, as every routine's function has them.
        """
        return run(self, routine, inputs, params or {}, **{**options, "progress": self._shown(options.get("progress"))})

    def jobs(self, state: str | None = None, limit: int | None = None) -> list[Facts]:
        """This user's jobs, newest first."""
        request = {name: value for name, value in (("state", state), ("limit", limit)) if value is not None}
        return facts(list(self.session.link.stream("listJobs", request)))

    def job(self, job_id: str) -> Job:
        """Any job of this user, running or over."""
        return Job(self.session, job_id)

    def libraries(self) -> list[Facts]:
        """The manifests of the loaded libraries."""
        return self._routines().manifests

    def status(self) -> Facts:
        """Version, user, store, groups and jobs of the bridge."""
        return facts(self.session.link.call("status", {}))

    def advise(self, shape: tuple[int, int], k: int, source: str = "memory") -> Facts:
        """Where a truncated SVD of a float64 matrix of this shape with `k` triplets is done soonest.

        By the rates of the bridge's machine, which ``athanor bench --advise`` measures: ``best`` is ``"athanor"``,
        ``"local"`` (scikit-learn in this process), or, with ``source="spark"``, also ``"spark"`` or ``"collect"``;
        ``ways`` has the estimates in seconds, quickest first.

        Raises
        ------
        AthanorError
            ATHANOR_INVALID_ARGUMENT for a shape without entries, or `k` beyond its shorter side.
        """
        rows, cols = shape
        request = {"rows": operator.index(rows), "cols": operator.index(cols), "k": operator.index(k), "from": source}
        return facts(self.session.link.call("advise", request))

    def close(self) -> None:
        """Drops the temporaries and, where the bridge is this process's own, ends it. Twice is fine."""
        self.session.close()

    @property
    def closed(self) -> bool:
        return self.session.link.closed

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        catalog = self._routines()
        try:
            return catalog[name]
        except KeyError:
            text = f"the bridge offers no routine or library {name}{did_you_mean(name, catalog.names())}"
            raise AttributeError(text) from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._routines().names()]

    def __repr__(self) -> str:
        return f"<athanor.Connection to {self.url}{', closed' if self.closed else ''}>"

    def __deepcopy__(self, _: Any) -> Connection:
        return self  # scikit-learn copies an estimator's parameters.

    def __reduce__(self) -> Any:
        text = "a connection cannot be pickled; connect again in the other process"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text)

    def _routines(self) -> Catalog:
        if self._catalog is None:
            self._catalog = Catalog(self)
        return self._catalog

    def _shown(self, progress: ProgressOption) -> ProgressOption:
        return self._progress if progress is None else progress
