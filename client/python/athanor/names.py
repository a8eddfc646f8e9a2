"""How names of the wire are spelled in Python: truncatedSvd is truncated_svd, lambda is lambda_."""

from __future__ import annotations

import keyword
import re
from typing import Any

#: What every routine's function takes besides its own inputs and parameters.
COMMON_OPTIONS = ("outputs", "if_exists", "ttl_ms", "key", "progress", "timeout")
#: What every result has besides its outputs.
RESULT_NAMES = ("outputs", "scalars", "warnings", "timings", "job", "job_id", "close")


def snake_case(name: str) -> str:
    """explainedVariance → explained_variance, orthogonalityU → orthogonality_u."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def python_name(name: str, taken: tuple[str, ...] = ()) -> str:
    """An identifier for a name of a manifest; one that Python or this client uses itself gets an underscore."""
    snake = snake_case(name)
    return f"{snake}_" if keyword.iskeyword(snake) or snake in taken else snake


def camel_case(name: str) -> str:
    """if_exists → ifExists."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class Facts(dict):
    """A JSON object of the bridge: a dict with names in snake_case, whose entries are attributes too."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"{name}; there are {', '.join(self) or 'none'}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]


def facts(value: Any) -> Any:
    """A JSON value with every object in it as Facts."""
    if isinstance(value, dict):
        return Facts({snake_case(key): facts(entry) for key, entry in value.items()})
    if isinstance(value, list):
        return [facts(entry) for entry in value]
    return value
