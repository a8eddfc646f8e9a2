"""What a routine gives back."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from .errors import AthanorWarning
from .matrix import Matrix
from .names import RESULT_NAMES, Facts, facts, python_name
from .session import Session


class Result:
    """The outputs of a routine as attributes, each a handle of a matrix on the bridge, which numpy takes as an array.

    Unpacking gives them as numpy arrays, in the manifest's order: ``q, r = ath.thin_qr(x)``. Outputs without a name are
    temporaries; ``close()``, or the end of a ``with``, drops them.
    """

    def __init__(self, session: Session, job: dict[str, Any], temporary: bool) -> None:
        #: By name, in the manifest's order.
        self.outputs: dict[str, Matrix] = {}
        for output in job["outputs"]:
            handle = Matrix(session, output, temporary=temporary and output["name"] is None)
            self.outputs[python_name(output["role"], RESULT_NAMES)] = handle
        #: What the routine says besides its matrices.
        self.scalars: Facts = facts(job["result"] or {})
        self.warnings = _warnings(self.scalars)
        #: Wall milliseconds on the bridge, and of the routine's own phases.
        self.timings: Facts = facts({**(self.scalars.get("timings") or {}), **(job["timings"] or {})})
        #: The job's whole record.
        self.job: Facts = facts(job)

    @property
    def job_id(self) -> str:
        return self.job["id"]

    def close(self) -> None:
        """Drops the outputs that are temporaries."""
        for handle in self.outputs.values():
            handle.close()

    def __getattr__(self, name: str) -> Matrix:
        outputs = self.__dict__.get("outputs", {})
        if name in outputs:
            return outputs[name]
        raise AttributeError(f"the result has no {name}; its outputs are {', '.join(outputs)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.outputs]

    def __iter__(self) -> Iterator[np.ndarray]:
        return (handle.to_numpy() for handle in self.outputs.values())

    def __enter__(self) -> Result:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        outputs = ", ".join(f"{name} {handle.shape[0]} x {handle.shape[1]}" for name, handle in self.outputs.items())
        return f"<athanor.Result of {self.job['routine']}: {outputs}>"


def _warnings(scalars: Facts) -> list[str]:
    """The routine's warnings. Not having converged is one, even where the routine has no words for it."""
    found = [str(warning) for warning in scalars.get("warnings") or []]
    if scalars.get("converged") is False and not found:
        found.append("the result has not converged; see its certificate")
    for warning in found:
        warnings.warn(warning, AthanorWarning, stacklevel=6)
    return found
