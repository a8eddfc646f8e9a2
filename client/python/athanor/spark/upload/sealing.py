"""The end of an upload. Runs on the driver, in a process of Spark's own where a Data Source commits."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from ...errors import AthanorError, error_of
from ...link import Link
from .target import Delivery
from .task import Outcome

#: What a task is told whose matrix another one has given up.
_ECHOES = ("ATHANOR_MATRIX_DROPPED", "ATHANOR_MATRIX_NOT_FOUND")
_SEAL_SECONDS = 600.0


def seal(delivery: Delivery, outcomes: Sequence[Outcome]) -> None:
    """Raises the refusal of a task, or of the bridge.

    The winners are not named: the bridge then compares all complete attempts of a part, those of lost tasks too, so
    that a source which gives other rows when it is computed again is found out (ATHANOR_ATTEMPTS_DIFFER).
    """
    refusals = [error_of(*outcome["refusal"]) for outcome in outcomes if "refusal" in outcome]
    if refusals:
        raise min(refusals, key=lambda error: error.code in _ECHOES)
    link = Link(delivery.address, _SEAL_SECONDS)
    try:
        for target in delivery.targets:
            rows = sum(outcome["receipts"][target.matrix]["rows"] for outcome in outcomes)
            link.call("sealMatrix", {"matrix": target.matrix, "parts": len(outcomes), "rows": rows})
    except AthanorError as error:
        raise _with_mend(error) from None
    finally:
        link.close()


def abort(delivery: Delivery) -> None:
    """Nothing of the matrices stays, sealed or not, as far as the bridge can be reached; else time ends them."""
    link = Link(delivery.address, 5.0)
    try:
        for target in delivery.targets:
            for action in ("abortMatrix", "dropMatrix"):
                _quietly(link, action, target.matrix)
    finally:
        link.close()


def _quietly(link: Link, action: str, matrix: str) -> None:
    with contextlib.suppress(AthanorError):
        link.call(action, {"matrix": matrix})


def _with_mend(error: AthanorError) -> AthanorError:
    if error.code != "ATHANOR_ATTEMPTS_DIFFER":
        return error
    mend = "a partition that was computed again gave other rows: cache or checkpoint the DataFrame first"
    return error_of(error.code, f"{error.text}; {mend}", error.details)
