"""The driver's part of an upload."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pyspark.sql

from ...connection import Connection
from ...errors import AthanorError, error_of
from ...matrix import Matrix
from ...threads import begin
from ..columns import ROW, TARGET, Rows
from ..settings import data_path
from ..spark_errors import our_error
from .sealing import abort
from .target import Delivery, Target

#: What a task's process holds of its partition at a time.
_BATCH_BYTES = 8 * 1024 * 1024
_BATCH_ROWS = "spark.sql.execution.arrow.maxRecordsPerBatch"


def send(spark: Any, bridge: Connection, rows: Rows) -> list[Matrix]:
    """The rows' matrix, and that of their targets where there are any; temporaries. On a failure none is left."""
    openings = [begin(lambda: _open(bridge, ROW, rows.cols, rows.dtype, rows.has_index))]
    try:
        if rows.has_target:
            openings.append(begin(lambda: _open(bridge, TARGET, 1, "float64", rows.has_index)))
        targets = [opening.result() for opening in openings]
        delivery = Delivery(bridge.session.link.address, data_path(spark), targets)
        with _small_batches(spark, rows.cols):
            _sender()(spark, rows.frame, delivery)
        return [_sealed(bridge, target.matrix) for target in targets]
    except BaseException as error:
        abort(Delivery(bridge.session.link.address, "bridge", _opened(openings)))
        ours = None if isinstance(error, AthanorError) else our_error(error)
        if ours is not None:
            raise ours from None
        raise


def _open(bridge: Connection, column: str, cols: int, dtype: str, has_index: bool) -> Target:
    request = {"cols": cols, "dtype": dtype, "rowIndex": "labels" if has_index else "none"}
    opened = bridge.session.link.call("createMatrix", request)
    stores = [store["uri"] for store in opened["stores"]]
    offer = opened.get("sameHost")
    return Target(opened["matrixId"], opened["capability"], stores, column, cols, dtype, has_index, offer)


def _opened(openings: list[Future[Target]]) -> list[Target]:
    """Those that came to something."""
    return [opening.result() for opening in openings if opening.exception() is None]


def _sealed(bridge: Connection, matrix: str) -> Matrix:
    info = bridge.session.link.call("matrix", {"matrix": matrix})
    if info["state"] != "sealed":
        raise error_of("ATHANOR_MATRIX_NOT_SEALED", f"matrix {matrix} is {info['state']} after its upload")
    return Matrix(bridge.session, info, temporary=True)


def _sender() -> Any:
    """Spark 4's way where it is there."""
    if int(pyspark.__version__.split(".")[0]) >= 4:
        from .data_source import send_frame
    else:
        from .map_in_arrow import send_frame
    return send_frame


@contextlib.contextmanager
def _small_batches(spark: Any, cols: int) -> Iterator[None]:
    """Spark's batches have 10,000 rows, however wide those are."""
    before = spark.conf.get(_BATCH_ROWS)
    fitting = max(1, _BATCH_BYTES // (8 * cols))
    if int(before) <= fitting and int(before) > 0:
        yield
        return
    spark.conf.set(_BATCH_ROWS, str(fitting))
    try:
        yield
    finally:
        spark.conf.set(_BATCH_ROWS, before)
