"""The data of the tests, and which bridge a session uses."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

import athanor.spark

CONNECT = os.environ.get("ATHANOR_TEST_SPARK") == "connect"

ROWS, COLS = 120, 5
_RANDOM = np.random.default_rng(5)
VALUES = _RANDOM.standard_normal((ROWS, COLS)) * [5, 4, 3, 2, 1] + 1
LABELS = VALUES @ np.arange(1.0, COLS + 1) + _RANDOM.standard_normal(ROWS)
#: Far from separable, so that there is an answer without a penalty too.
CLASSES = np.digitize(LABELS + 25 * _RANDOM.standard_normal(ROWS), [5, 25]).astype(float)
#: Not in the order of the rows.
IDS = _RANDOM.permutation(ROWS) * 7 - 50


def set_bridge(session: Any, url: str | None, token: str | None) -> None:
    """By the session's settings; Connect gives no token out again."""
    if CONNECT:
        athanor.spark.use(url, token)
        return
    for name, value in (("url", url), ("token", token)):
        if value is None:
            session.conf.unset(f"spark.athanor.{name}")
        else:
            session.conf.set(f"spark.athanor.{name}", value)
