"""Routines as functions: what they refuse, what they say of themselves, and what they compute."""

from __future__ import annotations

import inspect
import pydoc

import numpy as np
import pandas as pd
import pytest
from conftest import eventually

import athanor
from athanor.names import camel_case, python_name, snake_case

VALUES = np.random.default_rng(5).standard_normal((400, 12))


def test_a_routine_that_is_not_there_is_refused_with_one_that_is(ath: athanor.Connection) -> None:
    with pytest.raises(AttributeError, match="did you mean truncated_svd"):
        ath.truncated_svds  # noqa: B018
    with pytest.raises(AttributeError, match="no routine pcaa; did you mean pca"):
        ath.rowwise.pcaa  # noqa: B018
    with pytest.raises(athanor.AthanorError) as error:
        ath.run("rowwise.nothing", {"a": VALUES})
    assert error.value.code == "ATHANOR_UNKNOWN_ROUTINE"
    assert ath.matrices() == []


def test_arguments_that_do_not_fit_the_signature_are_refused_as_pythons_are(ath: athanor.Connection) -> None:
    for call in (
        lambda: ath.pca(),
        lambda: ath.pca(VALUES),
        lambda: ath.pca(VALUES, 2, 1e-9),
        lambda: ath.pca(VALUES, 2, tolerance=1e-9),
    ):
        with pytest.raises(TypeError):
            call()
    assert ath.matrices() == []


def test_what_the_bridge_refuses_comes_with_its_code_and_leaves_nothing(ath: athanor.Connection) -> None:
    for call, words in (
        (lambda: ath.pca(VALUES, 13), "k <= 12"),
        (lambda: ath.pca(VALUES, "two"), "k"),
        (lambda: ath.pca(VALUES, 2, method="magic"), "method"),
        (lambda: ath.pca(VALUES, [2]), "wanted a number"),
        (lambda: ath.matmul(VALUES, VALUES), "rows"),
        (lambda: ath.pca(VALUES, 2, outputs={"component": "x"}), "no output 'component'"),
        (lambda: ath.gram(np.array([[1.0, np.nan]])), "row 0"),
    ):
        with pytest.raises(athanor.AthanorInputError, match=words):
            call()
    assert ath.matrices() == []


def test_a_failed_job_says_why_and_which_it_was(ath: athanor.Connection) -> None:
    values = VALUES.copy()
    values[123, 4] = np.inf
    with pytest.raises(athanor.AthanorInputError) as error:
        ath.truncated_svd(values, 2)
    assert error.value.code == "ATHANOR_NOT_FINITE"
    assert ath.job(error.value.details["job"]).info().state == "failed"
    with pytest.raises(athanor.AthanorError, match="passes") as error2:
        ath.truncated_svd(VALUES, 5, tol=0, method="krylov", max_passes=2, strict=True)
    assert error2.value.code == "ATHANOR_NOT_CONVERGED"


def test_what_has_not_converged_is_a_warning(ath: athanor.Connection) -> None:
    with pytest.warns(athanor.AthanorWarning) as warned:
        svd = ath.truncated_svd(VALUES, 5, tol=0, method="krylov", max_passes=2)
    assert warned[0].filename == __file__
    assert not svd.converged
    assert svd.warnings


def test_a_function_has_the_routines_signature_and_docstring(ath: athanor.Connection) -> None:
    signature = inspect.signature(ath.pca)
    assert list(signature.parameters)[:3] == ["a", "k", "tol"]
    assert signature.parameters["k"].default is inspect.Parameter.empty
    assert signature.parameters["max_passes"].default == 200
    assert signature.parameters["max_passes"].kind is inspect.Parameter.KEYWORD_ONLY
    said = pydoc.plain(pydoc.render_doc(ath.pca))
    for words in ("principal components", "explained_variance : k x 1", "1e-05 for float32", "At most min(a.rows"):
        assert words in said


def test_libraries_read_as_modules_and_names_are_completed(ath: athanor.Connection) -> None:
    assert {"truncated_svd", "thin_qr", "column_stats", "rowwise", "put"} <= set(dir(ath))
    assert "multiply_transposed" in dir(ath.rowwise)
    said = pydoc.plain(pydoc.render_doc(ath.rowwise))
    assert "thin_qr(a" in said
    assert ath.rowwise.pca is ath.pca
    assert "pca" in repr(ath.rowwise)
    assert [library.name for library in ath.libraries()] == ["rowwise", "scalapack", "slepc"]


def test_every_routine_of_the_bridge_is_there_with_every_parameter(ath: athanor.Connection) -> None:
    for library in ath.libraries():
        for routine in library.routines:
            function = getattr(getattr(ath, library.name), python_name(routine.name))
            parameters = inspect.signature(function).parameters
            for entry in [*routine.inputs, *routine.params]:
                assert python_name(entry.name) in parameters
                assert " ".join(entry.doc.split()) in " ".join(function.__doc__.split())
            for output in routine.outputs:
                assert snake_case(output.name) in function.__doc__


def test_names_are_spelled_as_python_spells_them() -> None:
    assert [snake_case(name) for name in ("truncatedSvd", "k", "explainedVariance", "orthogonalityU")] == [
        "truncated_svd",
        "k",
        "explained_variance",
        "orthogonality_u",
    ]
    assert python_name("lambda") == "lambda_"
    assert python_name("outputs", ("outputs",)) == "outputs_"
    assert camel_case("if_exists") == "ifExists"


def test_pca_gives_what_numpy_computes(ath: athanor.Connection) -> None:
    result = ath.pca(VALUES, k=3)
    centred = VALUES - VALUES.mean(0)
    _, s, vt = np.linalg.svd(centred, full_matrices=False)
    assert np.allclose(result.explained_variance[:, 0], s[:3] ** 2 / 399)
    assert np.allclose(np.abs(result.components.to_numpy().T @ vt[:3].T), np.eye(3), atol=1e-8)
    assert np.allclose(result.scores, centred @ result.components.to_numpy())
    assert list(result.outputs) == ["components", "scores", "mean", "explained_variance"]
    assert {"components", "mean"} <= set(dir(result))
    with pytest.raises(AttributeError, match="its outputs are components"):
        result.u  # noqa: B018


def test_a_result_unpacks_into_arrays_in_the_manifests_order(ath: athanor.Connection) -> None:
    q, r = ath.thin_qr(VALUES)
    assert isinstance(q, np.ndarray)
    assert np.allclose(q @ r, VALUES)
    eventually(lambda: ath.matrices() == [])


def test_inputs_are_handles_names_or_anything_that_can_be_put(ath: athanor.Connection) -> None:
    a = ath.put(VALUES, "a")
    b = VALUES[:12, :3]
    wanted = VALUES @ b
    for left, right in ((a, b), ("a", ath.put(b)), (VALUES, b.tolist()), (pd.DataFrame(VALUES), "b")):
        ath.put(b, "b")
        assert np.allclose(ath.rowwise.matmul(left, right).product, wanted)
    square = VALUES[:12]
    assert np.allclose(ath.matmul(square, square).product, square @ square)
    assert np.allclose(ath.run("rowwise.matmul", {"a": a, "b": b}).product, wanted)
    with pytest.raises(athanor.AthanorError) as error:
        ath.gram("no such matrix")
    assert error.value.code == "ATHANOR_MATRIX_NOT_FOUND"


def test_outputs_get_the_names_that_are_asked_for(ath: athanor.Connection) -> None:
    names = {"explained_variance": "v", "components": "c"}
    result = ath.pca(VALUES, np.int64(2), outputs=names, ttl_ms=None)
    assert ath.open("v").shape == (2, 1)
    assert result.components.info().expires_at is None
    result.close()
    assert sorted(matrix.name for matrix in ath.matrices()) == ["c", "v"]
    with pytest.raises(athanor.AthanorError) as error:
        ath.pca(VALUES, 3, outputs=names)
    assert error.value.code == "ATHANOR_MATRIX_EXISTS"
    assert ath.pca(VALUES, 3, outputs=names, if_exists="replace").components.name == "c"


def test_equal_keys_are_one_job_and_other_calls_are_not(ath: athanor.Connection) -> None:
    a = ath.put(VALUES, "a")
    first, second = (ath.gram(a, key="same") for _ in range(2))
    assert first.job_id == second.job_id
    assert not first.gram.temporary
    assert ath.gram(a).job_id != ath.gram(a).job_id


def test_the_svd_has_its_own_result(ath: athanor.Connection) -> None:
    svd = ath.truncated_svd(VALUES, 4, outputs={"U": "left"})
    assert isinstance(svd, athanor.SvdResult)
    assert svd.U.name == "left"
    assert (svd.U.shape, svd.V.shape, svd.Vt.shape, svd.s.shape) == ((400, 4), (12, 4), (4, 12), (4,))
    assert np.allclose(svd.s, np.linalg.svd(VALUES, compute_uv=False)[:4])
    assert svd.converged
    assert svd.certificate.residual < 1e-9
    assert svd.certificate["orthogonality_u"] < 1e-12
    assert svd.timings.total_ms >= svd.timings.compute_ms
    assert "rank 4 of 400 x 12" in repr(svd)


def test_the_svd_unpacks_as_numpys(ath: athanor.Connection) -> None:
    for values, eps in ((VALUES, 1e-10), (VALUES.astype(np.float32), 1e-4)):
        U, s, Vt = ath.truncated_svd(values, 12)
        assert U.dtype == values.dtype
        assert np.abs(U * s @ Vt - values).max() < eps
