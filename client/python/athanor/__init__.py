"""Dense linear algebra on MPI ranks, from Python.

    import athanor

    U, s, Vt = athanor.truncated_svd(X, 20)        # your running bridge, or one for this process

    with athanor.connect() as ath:                 # matrices stay on the bridge
        a = ath.put(X, "pixels")
        svd = ath.truncated_svd(a, 20)
        print(svd.s, svd.certificate.residual)
        help(ath.pca)                              # every routine says what it wants and gives

Every routine of the bridge is a function of this module too, over a connection that is made at the first call.
"""

from __future__ import annotations

import importlib.util
import re
from typing import Any

from .connect import connect
from .connection import Connection
from .errors import AthanorConnectionError, AthanorError, AthanorInputError, AthanorWarning
from .jobs import Job
from .matrix import Matrix
from .progress import Progress
from .result import Result
from .shared import shared_connection
from .svd import SvdResult

__version__ = "0.1.0"
__all__ = [
    "AthanorConnectionError",
    "AthanorError",
    "AthanorInputError",
    "AthanorWarning",
    "Connection",
    "Job",
    "Matrix",
    "Progress",
    "Result",
    "SvdResult",
    "connect",
    "truncated_svd",
]


def truncated_svd(a: Any, k: int, **options: Any) -> SvdResult:
    """The k largest singular triplets of `a`: ``U, s, Vt = athanor.truncated_svd(X, 20)``.

    `a` is anything that ``Connection.put`` takes. Over a connection that is made at the first call, to the bridge that
    ``connect()`` finds. Options: see ``help(athanor.connect().truncated_svd)``.
    """
    return shared_connection().truncated_svd(a, k, **options)


def __getattr__(name: str) -> Any:
    """A submodule, or a routine or library of the bridge."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise AttributeError(f"module athanor has no {name}")
    if importlib.util.find_spec(f"{__name__}.{name}") is not None:
        return importlib.import_module(f"{__name__}.{name}")
    return getattr(shared_connection(), name)
