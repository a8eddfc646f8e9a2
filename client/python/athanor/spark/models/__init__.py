"""Spark's own models, made of factors from the bridge.

Classic Spark has a gateway to its JVM, where their constructors can be called (``classic``). Connect has none: there a
model is written as Spark saves it, and loaded by the server (``saved``).
"""

from __future__ import annotations

from typing import Any

from pyspark.sql.utils import is_remote

from .content import KMeansContent, LinearContent, LogisticContent, PCAContent

__all__ = ["KMeansContent", "LinearContent", "LogisticContent", "PCAContent", "build"]


def build(spark: Any, estimator: Any, dataset: Any, content: Any) -> Any:
    """The model with the estimator's uid and Params, and its summary where there is one."""
    if is_remote():
        from .saved import build as build_here
    else:
        from .classic import build as build_here
    return build_here(spark, estimator, dataset, content)
