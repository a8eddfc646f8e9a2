"""What the demo prints at its end: times, their ratios, how far the values are apart, and the certificate."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np
from with_athanor import Split

PCA, SVD, GRAM = "PCA", "SVD, by computeSVD", "SVD, by the Gramian"
#: Which of Athanor's calls stands beside each of MLlib's.
_BESIDE = {PCA: PCA, SVD: SVD, GRAM: SVD}


@dataclass
class Found:
    """Of each call: seconds or splits, one a round, and the values of the last."""

    alone: dict[str, list[float]] = field(default_factory=dict)
    offloaded: dict[str, list[Split]] = field(default_factory=dict)
    values_alone: dict[str, np.ndarray] = field(default_factory=dict)
    values_offloaded: dict[str, np.ndarray] = field(default_factory=dict)
    certificate: Any = None

    def add(self, alone: dict[str, Any], offloaded: dict[str, Any], certificate: Any) -> None:
        for name, (values, seconds) in alone.items():
            self.alone.setdefault(name, []).append(seconds)
            self.values_alone[name] = values
        for name, (values, split) in offloaded.items():
            self.offloaded.setdefault(name, []).append(split)
            self.values_offloaded[name] = values
        self.certificate = certificate


def text(found: Found, rounds: int) -> str:
    heads = ["", "MLlib", "Athanor", "= send", "+ compute", "+ receive", "MLlib/Athanor", "values apart"]
    rows = [heads, *(_row(found, name) for name in found.alone)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(heads))]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
    counted = "one round" if rounds == 1 else f"median of {rounds} rounds"
    return "\n".join([f"\nSeconds, {counted}; U of each SVD is computed and read", *lines, _certificate(found)])


def _row(found: Found, name: str) -> list[str]:
    beside = _BESIDE[name]
    alone, split = median(found.alone[name]), _median(found.offloaded[beside])
    total = split.send + split.compute + split.receive
    apart = _apart(found.values_alone[name], found.values_offloaded[beside])
    seconds = [f"{value:.2f}" for value in (alone, total, split.send, split.compute, split.receive)]
    return [name, *seconds, f"{alone / total:.1f} x", f"{apart:.0e}"]


def _median(splits: list[Split]) -> Split:
    """Of the totals: its parts add up."""
    return sorted(splits, key=lambda split: split.send + split.compute + split.receive)[len(splits) // 2]


def _apart(left: np.ndarray, right: np.ndarray) -> float:
    """The largest relative difference."""
    return float(np.max(np.abs(left - right) / np.abs(left)))


def _certificate(found: Found) -> str:
    facts = found.certificate
    return (
        "\nAthanor's certificate, from a last pass over the data: largest relative residual "
        f"{facts.residual:.1e}, |U'U - I| {facts.orthogonality_u:.1e}, {'' if facts.converged else 'not '}converged"
    )
