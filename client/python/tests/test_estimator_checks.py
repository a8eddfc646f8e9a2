"""scikit-learn's own checks of what an estimator has to do."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import Bridge
from sklearn.utils.estimator_checks import parametrize_with_checks

from athanor.estimators import PCA, KMeans, LogisticRegression, Ridge, TruncatedSVD

ESTIMATORS = [TruncatedSVD(), PCA(), KMeans(), Ridge(), LogisticRegression()]


def expected_failures(estimator: Any) -> dict[str, str]:
    return {}


@parametrize_with_checks(ESTIMATORS, expected_failed_checks=expected_failures)
def test_it_does_what_scikit_learn_expects(
    estimator: Any, check: Any, bridge: Bridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ATHANOR_URL", bridge.url)
    monkeypatch.setenv("ATHANOR_TOKEN", bridge.token)
    check(estimator)
