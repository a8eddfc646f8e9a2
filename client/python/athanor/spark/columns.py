"""Which columns of a DataFrame are the matrix's, brought into one form: an array of numbers a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import error_of
from .sparse_guard import refuse_absurd

#: Names of the columns that tasks get.
ROW, INDEX, TARGET = "row", "index", "target"
_SAMPLED_ROWS = 5


@dataclass(frozen=True)
class Rows:
    """A DataFrame of columns ROW, and INDEX and TARGET where they are wanted; and what is known of it."""

    frame: Any
    cols: int
    dtype: str
    has_index: bool
    has_target: bool


def rows_of(dataset: Any, features: str | Sequence[str], budget: float, id_col: str | None, target: str | None) -> Rows:
    """Runs a small job for the width where the schema does not say it. Nothing is computed of the rest yet.

    Raises AthanorError: ATHANOR_BAD_SCHEMA, ATHANOR_NULL_VALUE, ATHANOR_SPARSE_INPUT, ATHANOR_INVALID_ARGUMENT.
    """
    from pyspark.sql import functions as f

    entries, dtype = _entries(dataset, features)
    wanted = [entries.alias(ROW)]
    if id_col:
        found = _field(dataset, id_col).dataType.simpleString()
        if found != "bigint":
            raise error_of("ATHANOR_BAD_SCHEMA", f"idCol {id_col} is of type {found}; wanted bigint: cast it")
        wanted.append(f.col(id_col).alias(INDEX))
    if target:
        _refuse_text(dataset, target)
        wanted.append(f.col(target).cast("double").alias(TARGET))
    cols = _width(dataset, features, budget)
    return Rows(dataset.select(*wanted), cols, dtype, bool(id_col), bool(target))


def as_vector(dataset: Any, features: str | Sequence[str]) -> Any:
    """A column expression that is a vector, whatever the features are."""
    from pyspark.ml.functions import array_to_vector
    from pyspark.sql import functions as f

    if isinstance(features, str) and _kind(dataset, features) == "vector":
        return f.col(features)
    return array_to_vector(_entries(dataset, features)[0].cast("array<double>"))


def _entries(dataset: Any, features: str | Sequence[str]) -> tuple[Any, str]:
    """An expression of type array, and the dtype to store it as."""
    from pyspark.ml.functions import vector_to_array
    from pyspark.sql import functions as f

    if not isinstance(features, str):
        for name in features:
            _refuse_text(dataset, name)
        return f.array(*[f.col(name).cast("double") for name in features]), "float64"
    kind = _kind(dataset, features)
    if kind == "vector":
        return vector_to_array(f.col(features)), "float64"
    if kind == "float":
        return f.col(features), "float32"
    return f.col(features).cast("array<double>"), "float64"


def _kind(dataset: Any, name: str) -> str:
    """vector, float or double: of what a row is."""
    from pyspark.ml.linalg import VectorUDT
    from pyspark.sql.types import ArrayType, FloatType, NumericType

    found = _field(dataset, name).dataType
    if isinstance(found, VectorUDT):
        return "vector"
    if isinstance(found, ArrayType) and isinstance(found.elementType, NumericType):
        return "float" if isinstance(found.elementType, FloatType) else "double"
    text = f"column {name} is of type {found.simpleString()}; wanted a vector or an array of numbers"
    raise error_of("ATHANOR_BAD_SCHEMA", text, {"column": name})


def _refuse_text(dataset: Any, name: str) -> None:
    from pyspark.sql.types import BooleanType, NumericType

    found = _field(dataset, name).dataType
    if not isinstance(found, (NumericType, BooleanType)):
        text = f"column {name} is of type {found.simpleString()}; wanted a number"
        raise error_of("ATHANOR_BAD_SCHEMA", text, {"column": name})


def _field(dataset: Any, name: str) -> Any:
    if name not in dataset.columns:
        text = f"there is no column {name}; the columns are {', '.join(dataset.columns)}"
        raise error_of("ATHANOR_BAD_SCHEMA", text, {"column": name})
    return dataset.schema[name]


def _width(dataset: Any, features: str | Sequence[str], budget: float) -> int:
    if not isinstance(features, str):
        return len(features)
    sample = [row[0] for row in dataset.select(features).limit(_SAMPLED_ROWS).collect()]
    if not sample:
        text = "the DataFrame has no rows; wanted at least one"
        raise error_of("ATHANOR_INVALID_ARGUMENT", text)
    for value in sample:
        if value is None:
            text = f"column {features} has a null; fill or drop nulls first"
            raise error_of("ATHANOR_NULL_VALUE", text, {"column": features})
    if len(sample[0]) == 0:
        raise error_of("ATHANOR_BAD_SCHEMA", f"column {features} has rows without entries", {"column": features})
    refuse_absurd(dataset, sample, budget)
    return len(sample[0])
