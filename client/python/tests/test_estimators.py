"""The estimators against scikit-learn's own."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import sklearn.cluster
import sklearn.decomposition
import sklearn.linear_model
from conftest import Bridge, eventually
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.pipeline import make_pipeline

import athanor
from athanor import shared
from athanor.estimators import PCA, KMeans, LogisticRegression, Ridge, TruncatedSVD

RANDOM = np.random.default_rng(21)
X = RANDOM.standard_normal((600, 8)) * np.arange(9, 1, -1) + np.arange(8)
Y = X @ RANDOM.standard_normal((8, 2)) + RANDOM.standard_normal((600, 2)) + 3
CLASSES = np.array(["cat", "dog", "eel"])[np.argmax(X[:, :3] / [9, 8, 7] + RANDOM.standard_normal((600, 3)), axis=1)]
BLOBS = np.concatenate([RANDOM.standard_normal((150, 5)) + 8 * center for center in np.eye(4, 5)])


@pytest.fixture(autouse=True)
def found(bridge: Bridge, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The bridge that estimators without a connection find."""
    monkeypatch.setenv("ATHANOR_URL", bridge.url)
    monkeypatch.setenv("ATHANOR_TOKEN", bridge.token)
    yield
    eventually(lambda: shared.shared_connection().matrices() == [])


def test_what_cannot_be_fitted_is_refused_as_a_value_error() -> None:
    for estimator, y in (
        (TruncatedSVD(9), None),
        (TruncatedSVD(0), None),
        (PCA(0.9), None),
        (PCA("mle"), None),  # type: ignore[arg-type]
        (KMeans(601), None),
        (KMeans(2, init="k-means++"), None),
        (Ridge(-1.0), Y),
        (Ridge(solver="magic"), Y),
        (LogisticRegression(0.0), CLASSES),
        (LogisticRegression(), np.zeros(600)),
        (LogisticRegression(), Y[:, 0]),
    ):
        with pytest.raises(ValueError):
            estimator.fit(X, y)


def test_what_is_not_fitted_cannot_predict() -> None:
    for use in (TruncatedSVD().transform, PCA().transform, KMeans().predict, KMeans().transform, Ridge().predict):
        with pytest.raises(NotFittedError):
            use(X)
    with pytest.raises(NotFittedError):
        LogisticRegression().predict(X)


def test_a_matrix_of_other_width_is_refused(ath: athanor.Connection) -> None:
    with ath.put(X) as wide, ath.put(X[:, :3]) as narrow:
        fitted = PCA(2).fit(wide)
        with pytest.raises(ValueError, match="3 features, but PCA was fitted with 8"):
            fitted.transform(narrow)
        with pytest.raises(ValueError, match="wanted as many"):
            Ridge().fit(wide, Y[:5])


def test_truncated_svd_is_scikit_learns() -> None:
    ours = TruncatedSVD(3, random_state=0).fit(X)
    theirs = sklearn.decomposition.TruncatedSVD(3, algorithm="arpack", random_state=0).fit(X)
    for name in ("components_", "singular_values_", "explained_variance_", "explained_variance_ratio_"):
        assert np.allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-7, atol=1e-9), name
    assert np.allclose(ours.transform(X), theirs.transform(X))
    assert np.allclose(ours.fit_transform(X), theirs.transform(X))
    assert np.allclose(ours.inverse_transform(ours.transform(X)), theirs.inverse_transform(theirs.transform(X)))
    assert list(ours.get_feature_names_out()) == ["truncatedsvd0", "truncatedsvd1", "truncatedsvd2"]
    assert ours.certificate_.converged


@pytest.mark.parametrize("whiten", [False, True])
@pytest.mark.parametrize("k", [3, None])
def test_pca_is_scikit_learns(k: int | None, whiten: bool) -> None:
    ours, theirs = PCA(k, whiten=whiten).fit(X), sklearn.decomposition.PCA(k, whiten=whiten, svd_solver="full").fit(X)
    names = "components_ explained_variance_ explained_variance_ratio_ singular_values_ mean_ noise_variance_"
    for name in names.split():
        assert np.allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-7, atol=1e-9), name
    assert np.allclose(ours.transform(X), theirs.transform(X))
    assert np.allclose(ours.fit_transform(X), theirs.transform(X))
    assert np.allclose(ours.inverse_transform(ours.transform(X)), theirs.inverse_transform(theirs.transform(X)))


def test_kmeans_finds_the_clusters_that_are_there() -> None:
    ours = KMeans(4, random_state=1, n_init=2).fit(BLOBS)
    theirs = sklearn.cluster.KMeans(4, random_state=1, n_init=10).fit(BLOBS)
    assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-6)
    assert np.array_equal(ours.predict(BLOBS), ours.labels_)
    assert np.allclose(ours.transform(BLOBS).min(axis=1) ** 2 @ np.ones(600), ours.inertia_)
    assert ours.score(BLOBS) == pytest.approx(-ours.inertia_)
    assert np.array_equal(KMeans(4, random_state=1).fit_predict(BLOBS), KMeans(4, random_state=1).fit(BLOBS).labels_)
    assert len(ours.get_feature_names_out()) == 4
    assert ours.labels_.dtype == np.int32


@pytest.mark.parametrize("y", [Y[:, 0], Y], ids=["one target", "two"])
@pytest.mark.parametrize("intercept", [True, False])
def test_ridge_is_scikit_learns(y: np.ndarray, intercept: bool) -> None:
    ours = Ridge(2.5, fit_intercept=intercept).fit(X, y)
    theirs = sklearn.linear_model.Ridge(2.5, fit_intercept=intercept).fit(X, y)
    assert ours.coef_.shape == theirs.coef_.shape
    assert np.shape(ours.intercept_) == np.shape(theirs.intercept_)
    assert np.allclose(ours.coef_, theirs.coef_)
    assert np.allclose(ours.intercept_, theirs.intercept_)
    assert np.allclose(ours.predict(X), theirs.predict(X))
    assert ours.score(X, y) == pytest.approx(theirs.score(X, y))


@pytest.mark.parametrize("y", [CLASSES == "cat", CLASSES], ids=["two classes", "three"])
@pytest.mark.parametrize("C", [1.0, 0.01])
def test_logistic_regression_is_scikit_learns(y: np.ndarray, C: float) -> None:
    ours = LogisticRegression(C, tol=1e-8).fit(X, y)
    theirs = sklearn.linear_model.LogisticRegression(C=C, tol=1e-10, max_iter=10_000).fit(X, y)
    assert np.array_equal(ours.classes_, theirs.classes_)
    assert np.allclose(ours.coef_, theirs.coef_, atol=1e-5)
    assert np.allclose(ours.intercept_, theirs.intercept_, atol=1e-4)
    assert np.allclose(ours.decision_function(X), theirs.decision_function(X), atol=1e-3)
    assert np.allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)
    assert np.allclose(ours.predict_log_proba(X), theirs.predict_log_proba(X), atol=1e-3)
    assert np.mean(ours.predict(X) == theirs.predict(X)) > 0.995
    assert ours.score(X, y) > 0.6


def test_a_matrix_on_the_bridge_gives_what_an_array_gives(ath: athanor.Connection) -> None:
    with ath.put(X) as a, ath.put(Y) as b, ath.put(BLOBS) as blobs:
        for estimator in (TruncatedSVD(3, random_state=0), PCA(3, random_state=0), PCA(3, whiten=True, random_state=0)):
            from_array = clone(estimator).fit(X)
            scores = estimator.fit_transform(a)
            assert isinstance(scores, athanor.Matrix)
            assert np.allclose(scores, from_array.transform(X))
            assert np.allclose(estimator.transform(a), from_array.transform(X))
        kmeans = KMeans(4, random_state=1).fit(blobs)
        assert np.array_equal(kmeans.predict(blobs), kmeans.predict(BLOBS))
        assert np.allclose(kmeans.transform(blobs), kmeans.transform(BLOBS))
        assert kmeans.score(blobs) == pytest.approx(kmeans.score(BLOBS))
        ridge = Ridge().fit(a, b)
        assert np.allclose(ridge.predict(a), Ridge().fit(X, Y).predict(X))
        assert ridge.score(a, b) == pytest.approx(ridge.score(X, Y))
        logistic = LogisticRegression().fit(a, CLASSES)
        assert np.allclose(logistic.predict_proba(a), logistic.predict_proba(X))
        assert np.array_equal(LogisticRegression().fit(a, CLASSES).predict(a), logistic.predict(X))
        with ath.put((CLASSES == "cat").astype(float)) as y:
            assert LogisticRegression().fit(a, y).score(a, CLASSES == "cat") > 0.6
        del scores


def test_a_fit_that_does_not_converge_warns_as_scikit_learn_does() -> None:
    for estimator, y in (
        (Ridge(1e-9, solver="cg", tol=0.0, max_iter=1), Y),
        (KMeans(40, max_iter=1, tol=0.0, random_state=0), None),
        (LogisticRegression(max_iter=1, tol=0.0), CLASSES),
    ):
        with pytest.warns(ConvergenceWarning):
            estimator.fit(np.repeat(X, 7, axis=1) * RANDOM.standard_normal(56), y)


def test_estimators_work_in_pipelines_and_go_through_pickle(ath: athanor.Connection) -> None:
    model: Any = make_pipeline(PCA(4), Ridge(connection=ath)).fit(X, Y)
    assert model.score(X, Y) > 0.5
    assert clone(model)[-1].connection is ath
    fitted = pickle.loads(pickle.dumps(PCA(2).fit(X)))
    assert fitted.transform(X).shape == (600, 2)


def test_float32_stays_float32() -> None:
    single = X.astype(np.float32)
    for estimator in (TruncatedSVD(2), PCA(2), PCA(2, whiten=True), KMeans(3, random_state=0)):
        assert estimator.fit(single).transform(single).dtype == np.float32
    assert Ridge().fit(single, Y.astype(np.float32)).predict(single).dtype == np.float32
    assert np.allclose(Ridge().fit(single, Y).coef_, Ridge().fit(X, Y).coef_, atol=1e-3)
