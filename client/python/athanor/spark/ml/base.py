"""What the estimators share. They are Spark's own classes, whose fit goes to the bridge."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from ...connection import Connection
from ...matrix import Matrix
from ..columns import rows_of
from ..settings import connection_of
from ..upload import send


@contextlib.contextmanager
def uploaded(
    dataset: Any, features: str | Sequence[str], id_col: str | None = None, target: str | None = None
) -> Iterator[tuple[Connection, list[Matrix]]]:
    """The matrix of the features, and that of the target where there is one; dropped at the end."""
    spark = dataset.sparkSession
    bridge = connection_of(spark)
    rows = rows_of(dataset, features, float(bridge.status().store.budget_bytes), id_col, target)
    matrices = send(spark, bridge, rows)
    try:
        yield bridge, matrices
    finally:
        for matrix in matrices:
            matrix.close()


class ReadsAsSpark:
    """Estimators are saved as Spark's own, whose classes they extend, and loaded from there."""

    @classmethod
    def read(cls) -> Any:
        return SparkReader(cls, cls.__mro__[cls.__mro__.index(ReadsAsSpark) + 1])

    @classmethod
    def load(cls, path: str) -> Any:
        return cls.read().load(path)


class SparkReader:
    """Reads as `spark_class` does, and gives one of ours."""

    def __init__(self, ours: Any, spark_class: Any) -> None:
        self._ours = ours
        self._reader = spark_class.read()

    def session(self, spark: Any) -> SparkReader:
        self._reader.session(spark)
        return self

    def load(self, path: str) -> Any:
        found = self._reader.load(path)
        made = self._ours()
        made._resetUid(found.uid)
        return found._copyValues(made)


def seed_of(seed: int) -> int:
    """Spark's seeds have 64 bits; those of the bridge travel as JSON, whose numbers are exact up to 53."""
    return seed % (1 << 53)
