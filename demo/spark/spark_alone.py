"""What MLlib does alone, at its best: native BLAS where there is one, rows cached as MLlib's own vectors."""

from __future__ import annotations

from typing import Any

import numpy as np
from pyspark.ml.feature import PCA
from pyspark.mllib.linalg import DenseMatrix
from pyspark.mllib.linalg.distributed import RowMatrix
from pyspark.mllib.util import MLUtils
from pyspark.sql import DataFrame, SparkSession


def blas_in_use(spark: SparkSession) -> str:
    """Which BLAS MLlib calls. It asks for a native one in this very way, and falls back to Java."""
    try:
        found = spark._jvm.dev.ludovic.netlib.blas.NativeBLAS.getInstance()
        return f"native: {found.getClass().getSimpleName()} of dev.ludovic.netlib, with this machine's libblas.so.3"
    except Exception:
        return "Java's: no libblas.so.3 was found here (Debian package libopenblas0-serial has one)"


def cached_matrix(frame: DataFrame) -> RowMatrix:
    """MLlib's matrix of the features, in memory: its methods read the rows many times."""
    matrix = RowMatrix(MLUtils.convertVectorColumnsFromML(frame.select("features"), "features"))
    _rows(matrix).cache()
    _compute(matrix)
    return matrix


def pca(frame: DataFrame, k: int) -> np.ndarray:
    """The shares of explained variance, descending."""
    return PCA(k=k, inputCol="features", outputCol="pca").fit(frame).explainedVariance.toArray()


def compute_svd(matrix: RowMatrix, k: int) -> np.ndarray:
    """Singular values, by MLlib's ARPACK; U is computed too."""
    svd = matrix.computeSVD(k, computeU=True)
    _compute(svd.U)
    return svd.s.toArray()


def gramian_route(matrix: RowMatrix, k: int) -> np.ndarray:
    """The same as an expert writes it for few columns: eigenvalues of A'A on the driver, then U = A V / s."""
    values, vectors = np.linalg.eigh(matrix.computeGramianMatrix().toArray())
    s, v = np.sqrt(values[::-1][:k]), vectors[:, ::-1][:, :k]
    _compute(matrix.multiply(DenseMatrix(*v.shape, (v / s).ravel(order="F"))))
    return s


def _rows(matrix: RowMatrix) -> Any:
    """The RDD in the JVM: nothing of it comes to Python."""
    return matrix._java_matrix_wrapper._java_model.rows()


def _compute(matrix: RowMatrix) -> None:
    """MLlib's U is lazy: here it is computed, every row."""
    _rows(matrix).count()
