"""Fashion-MNIST's pictures as a DataFrame that Spark's tasks read themselves."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from pyspark.ml.functions import array_to_vector
from pyspark.sql import DataFrame, SparkSession

_HEADER, _HEADER_BYTES = ">4i", 16  # A magic number, pictures, height, width.
_BRIGHTEST = 255.0


def pixels(spark: SparkSession, path: str, parts: int) -> DataFrame:
    """Columns ``id`` (bigint) and ``features``: a vector of 784 numbers in [0, 1]. `path` is an idx.gz file."""
    with gzip.open(path) as file:
        _, count, height, width = struct.unpack(_HEADER, file.read(_HEADER_BYTES))
    columns = height * width

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Runs in a task, for its share of the ids."""
        with gzip.open(path) as file:
            pictures = np.frombuffer(file.read()[_HEADER_BYTES:], np.uint8).reshape(count, columns)
        for batch in batches:
            rows = pictures[batch.column(0).to_numpy()] / _BRIGHTEST
            offsets = pa.array(np.arange(0, rows.size + 1, columns, dtype=np.int32))
            entries = pa.ListArray.from_arrays(offsets, pa.array(rows.ravel()))
            yield pa.RecordBatch.from_arrays([batch.column(0), entries], names=["id", "entries"])

    frame = spark.range(0, count, 1, parts).mapInArrow(read, "id bigint, entries array<double>")
    return frame.select("id", array_to_vector("entries").alias("features"))
