"""Rows that this process writes into the bridge's files: they arrive as those that travel, and else they travel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from conftest import VALUES, Bridge, running_bridge

import athanor
from athanor import same_host
from athanor.same_host import HostPart
from athanor.upload import parts

SCHEMA = pa.schema([pa.field("row", pa.list_(pa.float64(), 6))])


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The receipts of parts whose files this process wrote. Small ones count as large."""
    monkeypatch.setattr(same_host, "WORTH_WRITING_BYTES", 0)
    receipts: list[dict[str, Any]] = []
    finish = HostPart.finish

    def noted(part: HostPart) -> dict[str, Any]:
        receipts.append(finish(part))
        return receipts[-1]

    monkeypatch.setattr(HostPart, "finish", noted)
    return receipts


@pytest.fixture
def streaming(bridge: Bridge) -> Iterator[athanor.Connection]:
    """A connection whose rows travel."""
    with athanor.connect(bridge.url, bridge.token, data_path="direct") as connection:
        yield connection


def open_part(ath: athanor.Connection, **request: Any) -> tuple[HostPart, dict[str, Any]]:
    target = ath.session.link.call("createMatrix", {"cols": 6, "dtype": "float64"})
    seen = same_host.sight(target["sameHost"])
    assert seen is not None
    client = ath.session.link.client(target["stores"][0]["uri"])
    command = {"capability": target["capability"], "part": 0, "attempt": "a", **request}
    return HostPart(ath.session.link, client, command, seen, SCHEMA), target


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_digest_is_that_of_rows_that_travel(
    ath: athanor.Connection, streaming: athanor.Connection, written: list[dict[str, Any]], dtype: str
) -> None:
    for options in ({}, {"index": np.arange(500) * 3 - 7}, {"parts": 7}):
        with ath.put(VALUES, dtype=dtype, **options) as one, streaming.put(VALUES, dtype=dtype, **options) as other:
            assert one.info().digest == other.info().digest
            assert np.array_equal(one.to_numpy(), VALUES.astype(dtype))
    assert len(written) == 9


def test_many_batches_and_parts_in_order(
    ath: athanor.Connection, written: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART_BYTES", 10_000)
    with ath.put(VALUES[at : at + 77] for at in range(0, 500, 77)) as matrix:
        assert np.array_equal(matrix.to_numpy(), VALUES)
    assert len(written) > 2
    with ath.put(np.empty((0, 6))) as empty:
        assert empty.shape == (0, 6)


def test_rows_travel_where_the_directory_cannot_be_seen(
    ath: athanor.Connection,
    streaming: athanor.Connection,
    bridge: Bridge,
    written: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with athanor.connect(bridge.url, bridge.token, data_path="bridge") as relayed:
        for connection in (streaming, relayed):
            with connection.put(VALUES) as matrix:
                assert np.array_equal(matrix.to_numpy(), VALUES)
    call = ath.session.link.call

    def elsewhere(action: str, *arguments: Any) -> dict[str, Any]:
        answer = call(action, *arguments)
        if action == "createMatrix":
            answer["sameHost"] = {**answer["sameHost"], **changed}
        return answer

    monkeypatch.setattr(ath.session.link, "call", elsewhere)
    for changed in ({"directory": "/nowhere"}, {"probe": "m"}, {"sha256": "0" * 64}, {"directory": "/", "probe": "etc"}):
        with ath.put(VALUES) as matrix:
            assert np.array_equal(matrix.to_numpy(), VALUES)
    assert written == []


@pytest.mark.parametrize("what", ["open", "pwrite", "ftruncate"])
def test_rows_travel_when_a_file_cannot_be_written(
    ath: athanor.Connection, written: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    def refused(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(same_host.os, what, refused)
    seen: list[int] = []
    with ath.put(VALUES, parts=3, progress=lambda progress: seen.append(progress.facts["rows"])) as matrix:
        monkeypatch.undo()
        assert np.array_equal(matrix.to_numpy(), VALUES)
    assert seen[-1] == 500
    assert written == []


def test_small_parts_travel(
    ath: athanor.Connection, written: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(same_host, "WORTH_WRITING_BYTES", VALUES.nbytes)
    with ath.put(VALUES, parts=2), ath.put(VALUES):
        assert [receipt["rows"] for receipt in written] == [500]


def test_a_probe_that_was_replaced_means_rows_travel(ath: athanor.Connection, tmp_path: Path) -> None:
    with running_bridge(tmp_path) as other, athanor.connect(other.url, other.token) as connection:
        target = connection.session.link.call("createMatrix", {"cols": 6, "dtype": "float64"})
        seen = same_host.sight(target["sameHost"])
        assert seen is not None
        probe = Path(seen.directory, "same-host-probe")
        probe.unlink()
        probe.write_text("0" * 64)
        client = connection.session.link.client(target["stores"][0]["uri"])
        request = {"capability": target["capability"], "part": 0, "attempt": "a"}
        with pytest.raises(PermissionError, match="probe"):
            HostPart(connection.session.link, client, request, seen, SCHEMA)
        with connection.put(VALUES) as matrix:
            assert np.array_equal(matrix.to_numpy(), VALUES)


def test_rows_that_nobody_counted_before_are_reserved_as_they_come(tmp_path: Path) -> None:
    budgets = {"memoryBudgetBytes": 100_000, "diskBudgetBytes": 100_000}
    with running_bridge(tmp_path, **budgets) as small, athanor.connect(small.url, small.token) as ath:
        part, target = open_part(ath)
        for at in range(0, 500, 50):
            part.write(50, np.ascontiguousarray(VALUES[at : at + 50]), None)
        assert part.finish()["rows"] == 500
        sealed = ath.session.link.call("sealMatrix", {"matrix": target["matrixId"]})
        assert sealed["rows"] == 500
        full, _ = open_part(ath, attempt="b")
        with pytest.raises(athanor.AthanorError, match="ATHANOR_STORE_FULL"):
            for _round in range(10):
                full.write(500, VALUES, None)
        files = list(Path(target["sameHost"]["directory"], "m").rglob("*.unfinished"))
        assert files == []


def test_a_path_that_leads_elsewhere_is_not_opened() -> None:
    for path in ("/etc/hostname", "m/../../hostname"):
        with pytest.raises(athanor.AthanorError, match="ATHANOR_INTERNAL"):
            same_host._File("/tmp", path)
    os.symlink("/dev/null", link := f"/tmp/athanor-link-{os.getpid()}")
    try:
        with pytest.raises(OSError):
            same_host._File("/tmp", os.path.basename(link))
    finally:
        os.unlink(link)
