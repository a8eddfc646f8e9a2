"""Small pieces of wording that several modules share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def format_bytes(count: float) -> str:
    """1500 → "1.5 kB"; decimal units, three digits."""
    units = ["B", "kB", "MB", "GB", "TB", "PB"]
    at = 0
    while count >= 999.5 and at < len(units) - 1:
        count /= 1000
        at += 1
    return f"{count:.3g} {units[at]}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the end of a sentence, or nothing."""
    close = difflib.get_close_matches(name, list(known), n=2, cutoff=0.5)
    return f"; did you mean {' or '.join(close)}?" if close else ""
