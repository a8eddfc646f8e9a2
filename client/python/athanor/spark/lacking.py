"""What becomes of a Param that Athanor lacks: it is refused by name, or the whole fit runs in Spark."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from ..errors import AthanorWarning, error_of
from .settings import flag


def runs_in_spark(estimator: Any, spark: Any, lacking: list[str]) -> bool:
    """Whether the fit is Spark's, under spark.athanor.fallback, with one warning. Raises ATHANOR_INVALID_ARGUMENT."""
    if not lacking:
        return False
    name, what = type(estimator).__name__, " and no ".join(lacking)
    if flag(spark, "fallback"):
        warnings.warn(f"{name} runs in Spark, since Athanor has no {what}", AthanorWarning, stacklevel=5)
        return True
    mend = "leave it out, or set spark.athanor.fallback to true to run it in Spark"
    raise error_of("ATHANOR_INVALID_ARGUMENT", f"{name} has no {what} here; {mend}")


def unless(estimator: Any, name: str, allowed: Callable[[Any], bool]) -> list[str]:
    """The Param with its value, if it is one of this Spark's, has a value, and not an allowed one."""
    if not estimator.hasParam(name):
        return []
    param = estimator.getParam(name)
    if not estimator.isDefined(param) or allowed(estimator.getOrDefault(param)):
        return []
    return [f"{name} {estimator.getOrDefault(param)!r}"]


def is_unset(value: Any) -> bool:
    return value is None or value == ""
