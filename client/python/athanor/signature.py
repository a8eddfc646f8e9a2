"""A routine's signature and docstring, from its manifest: nothing about a routine is written twice."""

from __future__ import annotations

import inspect
import textwrap
from dataclasses import dataclass
from typing import Any

from .names import COMMON_OPTIONS, python_name, snake_case

_WIDTH = 100
_COMMON_DOC = {
    "outputs": "Names for outputs, as {'u': 'pixels.u'}; one without a name is a temporary of its handle.",
    "if_exists": "When such a name is taken by other content: error, replace or reuse.",
    "ttl_ms": "How many milliseconds the outputs live after their last use; None: for ever.",
    "key": "Calls with equal keys are one job, while its outputs are there. By default each call is another.",
    "progress": "True: a bar on stderr; False: none; None: one in terminals and notebooks; or a callable.",
    "timeout": "Seconds after which the job is cancelled; None: never.",
}
_COMMON_DEFAULTS = {"if_exists": "error", "ttl_ms": "default"}
_TYPES = {"int": int, "float": float, "string": str, "bool": bool}


@dataclass(frozen=True)
class Routine:
    """A manifest's routine with its names in Python."""

    library: str
    manifest: dict[str, Any]

    @property
    def full_name(self) -> str:
        return f"{self.library}.{self.manifest['name']}"

    @property
    def python_name(self) -> str:
        return python_name(self.manifest["name"])

    @property
    def inputs(self) -> dict[str, dict[str, Any]]:
        """By name in Python."""
        return {python_name(entry["name"], COMMON_OPTIONS): entry for entry in self.manifest["inputs"]}

    @property
    def params(self) -> dict[str, dict[str, Any]]:
        """By name in Python; those that are required come first, as in the signature."""
        params = sorted(self.manifest["params"], key=lambda param: not param.get("required"))
        return {python_name(param["name"], COMMON_OPTIONS): param for param in params}


def signature_of(routine: Routine) -> inspect.Signature:
    """Inputs and required parameters by position or name, the others by name, as in numpy."""
    either, named = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(name, either) for name in routine.inputs]
    for name, param in routine.params.items():
        kind = _TYPES[param["type"]]
        if param.get("required"):
            parameters.append(inspect.Parameter(name, either, annotation=kind))
        else:
            parameters.append(inspect.Parameter(name, named, default=default_of(param), annotation=kind))
    for name in COMMON_OPTIONS:
        parameters.append(inspect.Parameter(name, named, default=_COMMON_DEFAULTS.get(name)))
    return inspect.Signature(parameters)


def default_of(param: dict[str, Any]) -> Any:
    """None where it depends on the dtype; then the bridge chooses."""
    default = param.get("default")
    return None if isinstance(default, dict) else default


def doc_of(routine: Routine) -> str:
    """In numpy's form."""
    manifest = routine.manifest
    lines = [*_wrapped(manifest["doc"]), ""]
    lines += ["Parameters", "----------"]
    for name, entry in routine.inputs.items():
        lines += [f"{name} : Matrix, or anything that put() takes", *_indented(_input_doc(entry))]
    for name, param in routine.params.items():
        lines += [f"{name} : {_param_kind(param)}", *_indented(_param_doc(param))]
    for name in COMMON_OPTIONS:
        lines += [f"{name} : optional", *_indented(_COMMON_DOC[name])]
    lines += ["", "Returns", "-------", "Result, whose outputs are handles of these, and which unpacks as numpy arrays"]
    for output in manifest["outputs"]:
        lines += [f"    {snake_case(output['name'])} : {_output_kind(output)}", *_indented(output["doc"], 8)]
    lines += ["", "Raises", "------", "AthanorError", *_indented(_raises(manifest))]
    notes = _notes(manifest)
    if notes:
        lines += ["", "Notes", "-----", *notes]
    lines += ["", f"Routine {routine.full_name} of the bridge's libraries."]
    return "\n".join(lines)


def _input_doc(entry: dict[str, Any]) -> str:
    least = f" At least {entry['minRows']} x {entry['minCols']}." if max(entry["minRows"], entry["minCols"]) > 1 else ""
    return f"{entry['doc']}{least} {' or '.join(entry['dtypes'])}."


def _param_kind(param: dict[str, Any]) -> str:
    kind = " | ".join(repr(choice) for choice in param["enum"]) if param.get("enum") else _TYPES[param["type"]].__name__
    if param.get("required"):
        return kind
    default = param.get("default")
    if isinstance(default, dict):
        return f"{kind}, default {', '.join(f'{value!r} for {dtype}' for dtype, value in default.items())}"
    return f"{kind}, default {default!r}"


def _param_doc(param: dict[str, Any]) -> str:
    bounds = [f" {words} {param[key]}." for key, words in (("min", "At least"), ("max", "At most")) if key in param]
    return param["doc"] + "".join(bounds)


def _output_kind(output: dict[str, Any]) -> str:
    dtype = output["dtype"]
    of = f"dtype of {dtype}" if dtype not in ("float64", "float32") else dtype
    aligned = f", with {output['alignedWith']}'s row indices" if output.get("alignedWith") else ""
    return f"{output['rows']} x {output['cols']}, {of}{aligned}"


def _raises(manifest: dict[str, Any]) -> str:
    limits = manifest.get("limits") or []
    refusals = [f"ATHANOR_INVALID_ARGUMENT unless {limit['expression']}: {limit['message']}." for limit in limits]
    rest = "ATHANOR_NOT_FINITE for NaN or infinity, ATHANOR_JOB_CANCELLED, or the routine's own failure."
    return " ".join([*refusals, rest])


def _notes(manifest: dict[str, Any]) -> list[str]:
    notes = []
    if manifest.get("accuracy"):
        notes += _wrapped(f"Accuracy: {manifest['accuracy']}")
    if manifest.get("cost"):
        cost = manifest["cost"]
        notes += _wrapped(f"Cost: {cost['flops']} flops; passes over the data: {cost['passes']}.")
    return notes


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, break_on_hyphens=False)


def _indented(text: str, indent: int = 4) -> list[str]:
    margin = " " * indent
    return textwrap.wrap(text, _WIDTH, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
