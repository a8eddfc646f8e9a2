"""The routines of the bridge's libraries as Python functions, made when they are first asked for."""

from __future__ import annotations

import types
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import error_of
from .jobs import run_job
from .matrix import Matrix
from .names import facts, python_name, snake_case
from .progress import ProgressOption, Reporter
from .result import Result
from .signature import Routine, default_of, doc_of, signature_of
from .svd import SvdResult
from .words import did_you_mean

if TYPE_CHECKING:
    from .connection import Connection

#: Routines whose result says more than a manifest can.
_RESULTS: dict[str, type[Result]] = {"rowwise.truncatedSvd": SvdResult}


class Library(types.ModuleType):
    """A library of the bridge, which reads as a module: ``help(ath.rowwise)``, ``dir(ath.rowwise)``."""

    def __init__(self, connection: Connection, manifest: dict[str, Any]) -> None:
        super().__init__(manifest["name"], manifest["doc"])
        self.__version__ = manifest["version"]
        routines = [Routine(manifest["name"], routine) for routine in manifest["routines"]]
        for routine in routines:
            setattr(self, routine.python_name, function_of(connection, routine))
        self.__all__ = [routine.python_name for routine in routines]

    def __repr__(self) -> str:
        return f"<athanor library {self.__name__} {self.__version__}: {', '.join(self.__all__)}>"

    def __dir__(self) -> list[str]:
        return [*self.__all__, "__doc__", "__name__", "__version__", "__all__"]

    def __getattr__(self, name: str) -> Any:
        known = self.__dict__.get("__all__", [])
        raise AttributeError(f"library {self.__name__} has no routine {name}{did_you_mean(name, known)}")


def function_of(connection: Connection, routine: Routine) -> Callable[..., Result]:
    """A function with the routine's signature and docstring."""
    signature = signature_of(routine)

    def call(*args: Any, **kwargs: Any) -> Result:
        bound = signature.bind(*args, **kwargs).arguments
        inputs = {entry["name"]: bound.pop(name) for name, entry in routine.inputs.items()}
        params = {}
        for name, param in routine.params.items():
            if name in bound:
                value = bound.pop(name)
                if value is not None or default_of(param) is not None:
                    params[param["name"]] = value
        if "outputs" in bound:
            bound["outputs"] = _output_names(routine, bound["outputs"])
        return run(connection, routine.full_name, inputs, params, **bound)

    call.__name__ = call.__qualname__ = routine.python_name
    call.__doc__ = doc_of(routine)
    call.__module__ = f"athanor.{routine.library}"
    call.__signature__ = signature  # type: ignore[attr-defined]
    return call


def run(
    connection: Connection,
    name: str,
    inputs: dict[str, Any],
    params: dict[str, Any],
    outputs: dict[str, str] | None = None,
    if_exists: str = "error",
    ttl_ms: int | str | None = "default",
    key: str | None = None,
    progress: ProgressOption = None,
    timeout: float | None = None,
) -> Result:
    """Uploads what is not on the bridge yet, submits, waits, and drops what was uploaded for this call alone."""
    uploaded: dict[int, Matrix] = {}
    try:
        ids = {}
        for role, value in inputs.items():
            if not isinstance(value, (Matrix, str)) and id(value) not in uploaded:
                uploaded[id(value)] = connection.put(value, progress=progress)
            ids[role] = _id_of(uploaded.get(id(value), value))
        request: dict[str, Any] = {
            "routine": name,
            "inputs": ids,
            "params": {param: plain(param, value) for param, value in params.items()},
            "outputs": dict(outputs or {}),
            # A repeat after a lost answer is the same job; another call is another one, whose outputs are its own.
            "key": key or uuid.uuid4().hex,
            "ifExists": if_exists,
        }
        if ttl_ms != "default":
            request["ttlMs"] = ttl_ms
        session = connection.session
        with Reporter(progress, snake_case(name.split(".")[-1])) as report:
            job = run_job(session.link, request, report, timeout)
        return _RESULTS.get(name, Result)(session, job, temporary=key is None)
    finally:
        for handle in uploaded.values():
            handle.close()


def plain(name: str, value: Any) -> Any:
    """A parameter as JSON has it: numpy's scalars are welcome."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, (bool, int, float, str)):
        return value
    text = f"{python_name(name)} is {value!r}; wanted a number, a string or a bool"
    raise error_of("ATHANOR_INVALID_ARGUMENT", text)


def _id_of(value: Matrix | str) -> str:
    return value if isinstance(value, str) else value.id


def _output_names(routine: Routine, names: dict[str, str] | None) -> dict[str, str]:
    """By the manifest's names; Python's are taken, and U for u, as in formulas."""
    known = {snake_case(output["name"]): output["name"] for output in routine.manifest["outputs"]}
    found = {}
    for name, matrix in (names or {}).items():
        wire = known.get(snake_case(name)) or known.get(name.lower())
        if wire is None:
            text = f"{routine.full_name} has no output {name!r}; its outputs are {', '.join(known)}"
            raise error_of("ATHANOR_INVALID_ARGUMENT", text)
        if matrix is not None:
            found[wire] = matrix
    return found


class Catalog:
    """All routines of a bridge, by library and for short; fetched once."""

    def __init__(self, connection: Connection) -> None:
        manifests = list(connection.session.link.stream("libraries", {}))
        self.libraries = {python_name(manifest["name"]): Library(connection, manifest) for manifest in manifests}
        self.manifests = facts(manifests)
        #: A routine without its library; one that several libraries have is that of the first.
        self.short: dict[str, Callable[..., Result]] = {}
        for library in self.libraries.values():
            for name in library.__all__:
                self.short.setdefault(name, getattr(library, name))

    def names(self) -> list[str]:
        return [*self.libraries, *self.short]

    def __getitem__(self, name: str) -> Any:
        return self.libraries.get(name) or self.short[name]
