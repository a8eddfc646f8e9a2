"""Where a truncated SVD pays: the bridge's answer, and its refusals."""

from __future__ import annotations

import pytest

import athanor


@pytest.mark.parametrize(("shape", "k"), [((0, 10), 1), ((10, 10), 0), ((10, 5), 6), ((10, 2**60), 1)])
def test_impossible_shapes_and_ranks_are_refused(ath: athanor.Connection, shape: tuple[int, int], k: int) -> None:
    with pytest.raises(athanor.AthanorError, match="ATHANOR_INVALID_ARGUMENT"):
        ath.advise(shape, k)


def test_numbers_that_are_no_integers_are_refused_here(ath: athanor.Connection) -> None:
    with pytest.raises(TypeError):
        ath.advise((10.5, 10), 1)  # type: ignore[arg-type]


def test_every_way_has_an_estimate_quickest_first(ath: athanor.Connection) -> None:
    for source, names in (("memory", {"athanor", "local"}), ("spark", {"athanor", "spark", "collect"})):
        advice = ath.advise((20_000, 1_000), 20, source=source)
        assert {way["way"] for way in advice.ways} == names
        seconds = [way["seconds"] for way in advice.ways]
        assert seconds == sorted(seconds) and seconds[0] > 0
        assert advice.best == advice.ways[0]["way"]
