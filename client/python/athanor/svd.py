"""The result of the truncated SVD, which says more than a manifest can."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from .matrix import Matrix
from .names import Facts
from .result import Result
from .session import Session


class SvdResult(Result):
    """a ≈ U diag(s) Vt. ``U`` and ``V`` stay on the bridge until they are asked for; ``s`` and ``Vt`` are numpy arrays.

    Unpacks as numpy's: ``U, s, Vt = ath.truncated_svd(a, 20)`` are three numpy arrays. ``certificate`` is what a last
    pass over a says of the factors: residuals, orthogonality, effective rank; nothing in it is estimated.
    """

    def __init__(self, session: Session, job: dict[str, Any], temporary: bool) -> None:
        super().__init__(session, job, temporary)
        #: The left singular vectors, m x k: a handle, which numpy takes as an array.
        self.U: Matrix = self.outputs["u"]
        #: The right singular vectors, n x k: a handle.
        self.V: Matrix = self.outputs["v"]
        #: The singular values, descending, as float64.
        self.s: np.ndarray = np.asarray(job["result"]["singularValues"], dtype=np.float64)
        self.certificate: Facts = self.scalars["certificate"]

    @property
    def Vt(self) -> np.ndarray:
        """The transpose of V, k x n, fetched."""
        return self.V.to_numpy().T

    @property
    def converged(self) -> bool:
        return self.scalars.get("converged") is not False

    def __iter__(self) -> Iterator[np.ndarray]:
        return iter((self.U.to_numpy(), self.s, self.Vt))

    def __repr__(self) -> str:
        residual = self.certificate.get("residual")
        (m, k), n = self.U.shape, self.V.shape[0]
        return f"<athanor.SvdResult: rank {k} of {m} x {n}, residual {residual:.2g}>"
